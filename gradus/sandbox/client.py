"""The client of a worker: a method for each request.

Only this module, and `drawn` and `examples` beside it, know the form of requests and replies.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from textwrap import indent
from types import NoneType
from typing import Any, NamedTuple, TypeVar

import numpy as np

from gradus.core.status import Kind, Status
from gradus.core.text import one_line, printable
from gradus.sandbox import drawn
from gradus.sandbox.drawn import Drawn
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle, assignment, is_function, method_name, shown
from gradus.worker import wire
from gradus.worker.names import Use
from gradus.worker.policy import Policy

T = TypeVar("T")
MAX_NAMES, MAX_LENGTH = 20, 2**31
AT_ONCE = wire.MAX_BUFFERS // 2  # each of the answers may be an array


def malformed(detail: str = "", kind: Kind = Kind.PROTOCOL) -> StudentCodeError:
    """The error for a result that cannot be read; `detail` says why."""
    text = Kind.PROTOCOL.sentence
    return StudentCodeError(Status.ERROR, f"{text.removesuffix('.')}: {detail}." if detail else text, kind)


class Inspection(NamedTuple):
    """A module's source: whether it is a stub, what it uses, and the names that it defines."""

    is_stub: bool
    uses: list[Use]
    names: list[str]


Part = tuple[list[Any], str]  # a request, and its text in messages


class WorkerClient(ABC):
    """Sends requests to one worker and decodes each result to its type. Every method raises StudentCodeError.

    `modules` are the imported ones by name. `sent` are the arguments of the last call, `changed` the positions of those
    that it changed, `warned` its warnings. `names` are the parameters of functions, methods and classes. `meanings` are
    objects that names of modules mean, by the number of the module and the name, and `rebound` says whether the last
    request made one mean something else.
    """

    modules: dict[str, Handle]
    sent: list[Any]
    warned: list[str]
    changed: list[int]
    names: Mapping[str, Sequence[str]]
    meanings: dict[tuple[int, str], Handle]
    rebound: bool

    @abstractmethod
    def ask(self, request: list[Any], text: str = "", functions: Sequence[tuple[str, Any]] = ()) -> Any:
        """Send a request, an operation of worker/server.py with its arguments; returns data or handles.

        `text` is the call as messages show it, if they do; `functions` are the grader's among the arguments, by name.
        """

    @abstractmethod
    def ask_together(self, request: list[Any], parts: Sequence[Part]) -> list[Any]:
        """Send a request that does what `parts` do, in turn; returns their results, up to the first that fails.

        The running check notes the parts, as if each had been asked by itself.
        """

    @abstractmethod
    def holds(self, handle: Handle) -> bool:
        """Whether the worker that has the object still runs, as far as is known."""

    @abstractmethod
    def note(self, request: list[Any], text: str, result: Any) -> None:
        """Report a request with its result to the running check as if it had been asked."""

    @abstractmethod
    def discard(self, error: StudentCodeError) -> StudentCodeError:
        """Close the worker, which cannot be used after `error`, and return the error."""

    def _expect(self, kind: type[T], request: list[Any], text: str = "") -> T:
        result = self.ask(request, text)
        if not isinstance(result, kind):
            raise self.discard(malformed())
        return result

    def load_sources(self, sources: Mapping[str, bytes], files: Mapping[str, str]) -> None:
        """Give the worker the sources of modules, and the files that a debugger opens for them."""
        arrays = {name: np.frombuffer(source, np.uint8) for name, source in sources.items()}
        self._expect(NoneType, ["sources", arrays, dict(files)])

    def hold_imports(self, policies: Mapping[str, Policy]) -> None:
        """Have the modules of these names import only what their policies allow."""
        self._expect(NoneType, ["policies", {name: [*map(list, policy)] for name, policy in policies.items()}])

    def hide_packages(self, packages: Sequence[str], why: str = "it may be used to load data only") -> None:
        """Allow these packages to be imported, but not used: a module may import at its top what one function needs.

        Whoever looks into one reads `why`.
        """
        self._expect(NoneType, ["absent", list(packages), why])

    def inspect(self, module: str) -> Inspection:
        """What a module's source tells. The module does not run."""
        match self.ask(["inspect", module]):
            case [bool(is_stub), list(uses), list(names)] if all(type(name) is str for name in names):
                if all(type(use) is list and list(map(type, use)) == [int, int, str, bool] for use in uses):
                    return Inspection(is_stub, [Use(*use) for use in uses], names)
        raise self.discard(malformed())

    def import_module(self, module: str) -> Handle:
        """Import a module."""
        return self._expect(Handle, ["import", module])

    def import_overlaid(self, module: str, overlay: str, name: str) -> Handle:
        """Import a module, with the functions of the class `overlay.name` in place of its own."""
        return self._expect(Handle, ["overlay", module, overlay, name])

    def learn_functions(self, module: Handle) -> None:
        """Learn what the names of a module's functions mean, so that nobody need ask for each."""
        for pair in self._expect(list, ["functions", module]):
            match pair:
                case (str(name), Handle() as meaning):
                    self.meanings[module._number, name] = meaning
                case _:
                    raise self.discard(malformed())

    def new_axes(self) -> Handle:
        """A new matplotlib Axes."""
        return self._expect(Handle, ["axes"], "ax")

    def drawn(self, axes: Handle) -> Drawn:
        """What was drawn on a matplotlib Axes."""
        if (found := drawn.read(self.ask(["drawn", axes], f"{shown(axes, True)}.get_lines()"))) is None:
            raise self.discard(malformed())
        return found

    def get(self, target: Handle, name: str) -> Any:
        """Get an attribute. A name of a module is not asked for again until it may mean something else."""
        request, text = ["get", target, name], self._attribute(target, name)
        if text != name:
            return self.ask(request, text)
        if (known := self.meanings.get((target._number, name))) is None:
            known = self.ask(request, text)
            if isinstance(known, Handle) and not self.rebound:
                self.meanings[target._number, name] = known
        else:
            self.note(request, text, known)
        return known

    def set(self, target: Handle, name: str, item: Any, *, told: bool = True) -> None:
        """Set an attribute; messages show it only if it is `told`."""
        self._expect(NoneType, ["set", target, name, item], assignment(target, name, item) if told else "")

    def each(self, targets: Sequence[Handle], name: str) -> list[Any]:
        """Get an attribute of each of several objects."""
        parts: list[Part] = [(["get", target, name], self._attribute(target, name)) for target in targets]
        return self._in_turn(parts, lambda these: ["each", targets[these], name])

    def assign(self, targets: Sequence[Handle], name: str, items: Sequence[Any]) -> None:
        """Set an attribute of each of several objects to the item in its place."""
        pairs = zip(targets, items, strict=True)
        parts: list[Part] = [(["set", target, name, item], assignment(target, name, item)) for target, item in pairs]
        results = self._in_turn(parts, lambda these: ["assign", targets[these], name, items[these]])
        if any(result is not None for result in results):
            raise self.discard(malformed())

    def _in_turn(self, parts: Sequence[Part], together: Callable[[slice], list[Any]]) -> list[Any]:
        """The results of some requests, of which `together` makes one; what it does not answer is asked by itself."""
        results: list[Any] = []
        for start in range(0, len(parts), AT_ONCE):
            these = slice(start, start + AT_ONCE)
            try:
                results += self.ask_together(together(these), parts[these])
            except wire.SerialisationError:
                pass  # together they are too large
            except StudentCodeError as error:
                if error.kind is not Kind.TYPE:
                    raise
            results += [self.ask(*part) for part in parts[these][len(results) - start :]]
        return results

    def _attribute(self, target: Handle, name: str) -> str:
        """An attribute as messages show it."""
        is_module = any(target is module for module in self.modules.values())
        return name if is_module else f"{shown(target, True)}.{name}"

    def write(self, target: Handle, name: str, data: np.ndarray) -> None:
        """Overwrite the array `target.name` in place."""
        self._expect(NoneType, ["write", target, name, data])

    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a function, a method or a class."""
        self.sent = [*arguments, *named.values()]
        names = [*self.names.get(method_name(target), ())][: len(arguments)]
        names += [""] * (len(arguments) - len(names)) + list(named)
        texts = [shown(a, name=name or "f") for a, name in zip(self.sent, names, strict=True)]
        given = [text if i < len(arguments) else f"{names[i]}={text}" for i, text in enumerate(texts)]
        functions = [(text, a) for text, a in zip(texts, self.sent, strict=True) if is_function(a)]
        text = f"{shown(target, True)}({', '.join(given)})"
        result = self.ask(["call", target, list(arguments), named], text, functions)
        if changed := self.changed:
            warned, first = self.warned, changed[0]
            self.note_change(names[first], self.sent[first], self.arguments()[first])
            self.warned, self.changed = warned, changed
        return result

    @abstractmethod
    def note_change(self, name: str, before: Any, after: Any) -> None:
        """Report to the running check that the last call changed the argument of that name."""

    def operations(self, function: Handle, arguments: Sequence[Any]) -> tuple[Any, list[str]]:
        """Call a function, and note the names of the NumPy functions that it applies to its array arguments."""
        text = f"{shown(function, True)}({', '.join(map(shown, arguments))})"
        match self.ask(["operations", function, list(arguments)], text):
            case [result, list(names)] if _are_strings(names):
                return result, names
        raise self.discard(malformed())

    def count_calls(self, module: Handle, name: str) -> Handle:
        """Count the calls of a module's function, until the counter's `restore()`."""
        return self._expect(Handle, ["count", module, name])

    def arguments(self) -> list[Any]:
        """The arguments of the last call as they are now, as many as were sent."""
        arguments = self._expect(list, ["arguments"])
        if len(arguments) != len(self.sent):
            raise self.discard(malformed())
        return arguments

    def data(self, target: Handle) -> tuple[bool, Any]:
        """Whether an object holds plain data, as a subclass of list does, and the data; messages do not show it."""
        kept = self.warned, self.changed
        match self.ask(["data", target]):
            case [bool(there), data]:
                self.warned, self.changed = kept
                return there, data
        raise self.discard(malformed())

    def operate(self, name: str, *operands: Any, text: str) -> Any:
        """Apply one of the OPERATORS of worker/server.py."""
        return self.ask(["operate", name, *operands], text)

    def length(self, target: Handle, text: str) -> int:
        """The length of a container."""
        length = self._expect(int, ["operate", "len", target], text)
        if not 0 <= length < MAX_LENGTH:
            raise self.discard(malformed())
        return length

    def items(self, target: Handle, text: str) -> list[Any]:
        """The items of an iterable."""
        return self._expect(list, ["operate", "list", target], text)


def decode_reply(reply: list[Any], text: str, sent: int) -> tuple[Any, list[str], list[int]]:
    """The result, the warnings and the changed ones of `sent` arguments in a reply to the call `text`.

    Raises StudentCodeError.
    """
    match reply:
        case ["value" | "rebound", result, list(warned), list(changed)] if (
            _are_strings(warned) and len(changed) <= sent
        ):
            if all(type(index) is int and 0 <= index < sent for index in changed):
                return result, [one_line(text, 100) for text in warned[:MAX_NAMES]], changed
        case ["missing", str()] if text:
            # Hidden checks may show the name of a missing function; a longer expression would show their inputs.
            kind = Kind.MISSING if text.isidentifier() else Kind.ATTRIBUTE
            raise StudentCodeError(Status.MISSING, f"There is no {one_line(text)} in what was handed in.", kind)
        case ["unsendable", str(reason)]:
            raise malformed(one_line(reason), Kind.TYPE)
        case ["raised", str(_), str(_), str(module), int(_), str(_), True, list(_)]:
            raise StudentCodeError(Status.NOT_STARTED, module=one_line(module))
        case ["raised", str(name), str(message), str(module), int(line), str(source), False, list(bases)] if (
            0 <= line < 1_000_000 and _are_strings(bases)
        ):
            name, module = one_line(name, 60), one_line(module)
            text = f"raised    {name}: {printable(message)}" if message else f"raised    {name}"
            if module and line:
                where = f"{module.replace('.', '/')}.py"
                text += f"\nat line {line} of {where}:\n{indent(printable(source, 400), '    ')}"
            bases = [one_line(base, 60) for base in bases[:MAX_NAMES]]
            raise StudentCodeError(Status.ERROR, text, Kind.RAISED, exception=name, bases=bases, module=module)
    raise malformed()


def _are_strings(names: list[Any]) -> bool:
    return all(type(name) is str for name in names[:MAX_NAMES])
