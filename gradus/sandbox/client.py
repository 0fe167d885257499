"""The questions that a worker answers, a method each: the only place that knows their form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gradus.core.status import Kind, Status
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle, shown


def malformed() -> StudentCodeError:
    """The error for a reply that has another form than the question asks for."""
    return StudentCodeError(Status.ERROR, str(Kind.PROTOCOL.hidden), Kind.PROTOCOL)


def _is_name(entry: Any) -> bool:
    return type(entry) is list and [type(part) for part in entry] == [int, str]


class WorkerClient(ABC):
    """Asks one worker. Every method raises StudentCodeError where the student's code gives no answer."""

    @abstractmethod
    def ask(self, request: list[Any], text: str = "", functions: Sequence[Any] = ()) -> Any:
        """Ask, and return the answer as data or handles.

        Args:
            request: the question's name and its arguments, as worker/server.py takes them.
            text: how the call is written where a message shows it; empty for questions of the engine's own.
            functions: the grader's functions among the arguments.
        """

    def load_sources(self, sources: Mapping[str, bytes], files: Mapping[str, str]) -> None:
        """Give the worker modules by name, and the files that they stand in where a debugger should open those."""
        self.ask(["sources", {name: np.frombuffer(text, np.uint8) for name, text in sources.items()}, dict(files)])

    def hide_packages(self, packages: Sequence[str]) -> None:
        """Let these packages be imported, but not used: a file may import at its top what one function needs."""
        self.ask(["absent", list(packages)])

    def inspect(self, module: str) -> tuple[bool, list[tuple[int, str]]]:
        """Whether a module is still a stub, and the names that it uses, with their lines. The module does not run."""
        match self.ask(["inspect", module]):
            case [bool(is_stub), list(names)] if all(map(_is_name, names)):
                return is_stub, [(line, name) for line, name in names]
        raise malformed()

    def import_module(self, module: str) -> Any:
        """Import a module."""
        return self.ask(["import", module])

    def import_overlaid(self, module: str, overlay: str, name: str) -> Any:
        """Import a module, with the functions of the class `name` of the module `overlay` in place of its own."""
        return self.ask(["overlay", module, overlay, name])

    def seed_random(self, seed: int) -> None:
        """Start Python's and NumPy's global generators from `seed`."""
        self.ask(["seed", seed])

    def arguments(self) -> list[Any]:
        """The arguments of the last call as they are now."""
        answer = self.ask(["arguments"])
        if type(answer) is not list:
            raise malformed()
        return answer

    def write(self, target: Handle, name: str, data: np.ndarray) -> None:
        """Write into the array `target.name`, in place."""
        self.ask(["write", target, name, data])

    def new_axes(self) -> Any:
        """A new matplotlib Axes."""
        return self.ask(["axes"], "ax")

    def set(self, target: Handle, name: str, item: Any, text: str) -> None:
        """Set an attribute."""
        self.ask(["set", target, name, item], text)

    def operate(self, name: str, *operands: Any, text: str) -> Any:
        """Apply an operator or a built-in function: one of the worker's OPERATORS."""
        return self.ask(["operate", name, *operands], text)

    def get_attribute(self, target: Handle, name: str, text: str) -> Any:
        """Get an attribute."""
        return self.ask(["get", target, name], text)

    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call something that can be called."""
        texts = [shown(a) for a in arguments] + [f"{k}={shown(v)}" for k, v in named.items()]
        functions = [a for a in [*arguments, *named.values()] if callable(a) and not isinstance(a, Handle)]
        text = f"{shown(target, True)}({', '.join(texts)})"
        return self.ask(["call", target, list(arguments), named], text, functions)
