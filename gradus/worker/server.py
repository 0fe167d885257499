"""The worker: the process in which a student's code runs. It answers one question at a time.

The grader asks by name (load this source, get that attribute, call that function with this data) and gets data
back. What cannot be data stays here and is known to the grader by a number. Nothing here is secret and nothing
here is trusted: a student's code shares this process, and whatever it makes the worker say is its answer.

`gradus/worker` is all that the sandbox holds of Gradus.
"""

from __future__ import annotations

import builtins
import importlib
import linecache
import operator
import os
import random
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradus.worker import wire
from gradus.worker.sources import SourceFinder, is_stub, used_names

MAX_OBJECTS = 200_000
MAX_TEXT = 2000

OPERATORS: dict[str, Callable[..., Any]] = {
    **{
        name: getattr(operator, name)
        for name in "add sub mul truediv pow matmul neg pos abs getitem lt le gt ge".split()
    },
    "len": len,
    "float": float,
    "list": list,
    "callable": callable,
}

Exchange = Callable[[list[Any]], Any]


class CallbackError(Exception):
    """The grader's function refused what it was called with."""


class Worker:
    """Answers requests. `exchange` sends a callback to the grader and returns what it answers."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.objects: dict[int, Any] = {}
        self.lent: dict[Any, list[Any]] = {}
        self.number = 0
        self.arguments: list[Any] = []
        self.warned: list[str] = []
        self.error: BaseException | None = None
        self.finder = SourceFinder()
        sys.meta_path.insert(0, self.finder)

    def close(self) -> None:
        """Undo what a worker changes in its process (where that is the grader's own, for a debugger)."""
        sys.meta_path.remove(self.finder)

    def answer(self, request: Any) -> list[Any]:
        """The reply to one request: ["value", v, warnings], ["missing", name] or ["raised", ...]."""
        name, *payload = request
        self.warned, self.error = [], None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = self._warn
                result = getattr(self, "do_" + name)(*payload)
            sys.stdout.flush()
            if isinstance(result, _Missing):
                return ["missing", result.name]
            return ["value", result, self.warned]
        except BaseException as error:
            self.error = error
            return ["raised", *describe(error, self.finder)]

    def _warn(self, message: Any, category: type, *rest: Any, **more: Any) -> None:
        if len(self.warned) < 20:
            self.warned.append(category.__name__)
        print(f"{category.__name__}: {message}", file=sys.stderr)

    # What a grader may ask

    def do_sources(self, sources: dict[str, np.ndarray], files: dict[str, str]) -> None:
        self.finder.add({name: bytes(source) for name, source in sources.items()}, files)

    def do_absent(self, packages: list[str]) -> None:
        """Let these packages be imported and not be there: a file may import at its top what one function needs."""
        self.finder.absent = packages

    def do_inspect(self, name: str) -> list[Any]:
        """What is seen without running the module: is it still a stub, and what does it import and use."""
        tree = self.finder.parse(name)
        return [is_stub(tree), used_names(tree)]

    def do_import(self, name: str) -> Any:
        return importlib.import_module(name)

    def do_overlay(self, name: str, overlay: str, chosen: str) -> Any:
        """The module `name` with the functions of class `chosen` of module `overlay` in place of its own."""
        module = importlib.import_module(name)
        for key, value in vars(getattr(importlib.import_module(overlay), chosen)).items():
            if not key.startswith("__"):
                setattr(module, key, value)
        return module

    def do_seed(self, seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed)

    def do_get(self, target: Any, name: str) -> Any:
        try:
            return getattr(target, name)
        except AttributeError:
            if isinstance(getattr(type(target), name, None), property):
                raise
            return _Missing(name)

    def do_call(self, function: Any, arguments: Sequence[Any], named: dict[str, Any]) -> Any:
        self.arguments = list(arguments)
        return function(*arguments, **named)

    def do_arguments(self) -> list[Any]:
        return self.arguments

    def do_operate(self, name: str, *operands: Any) -> Any:
        return OPERATORS[name](*operands)

    def do_write(self, target: Any, name: str, value: Any) -> None:
        getattr(target, name)[...] = value

    def do_set(self, target: Any, name: str, value: Any) -> None:
        setattr(target, name, value)

    def do_axes(self) -> Any:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure()
        FigureCanvasAgg(figure)
        return figure.add_subplot()

    # What is not data

    def refer(self, value: object) -> list[Any]:
        if type(value) is types.FunctionType and value in self.lent:
            return self.lent[value]
        if len(self.objects) >= MAX_OBJECTS:
            raise wire.SerialisationError(f"more than {MAX_OBJECTS:,} objects were made")
        self.number += 1
        self.objects[self.number] = value
        kind = type(value).__name__
        return ["h", self.number, kind if kind.isidentifier() and len(kind) <= 100 else "object"]

    def resolve(self, reference: wire.RemoteRef) -> Any:
        if reference.kind == "h":
            return self.objects[reference.number]
        if reference.kind == "g":
            return generator(reference.label)
        if reference.kind == "f":
            return self._callback(reference.number, "", reference.label)
        names = reference.label.split(",")
        methods = {name: self._callback(reference.number, name, name) for name in names}
        return types.SimpleNamespace(**methods)

    def _callback(self, number: int, method: str, name: str) -> Callable[..., Any]:
        def function(*arguments: Any, **named: Any) -> Any:
            kind, value = self.exchange(["call", number, method, list(arguments), named])
            if kind == "value":
                return value
            error = getattr(builtins, kind, None)
            raise (error if isinstance(error, type) else CallbackError)(value)

        function.__name__ = function.__qualname__ = name
        if not method:
            self.lent[function] = ["f", number, name]
        return function


class _Missing:
    def __init__(self, name: str) -> None:
        self.name = name


def generator(label: str) -> np.random.Generator:
    """A NumPy generator in the state that `label` spells out."""
    state, increment, has_uint32, uinteger = (int(part, 16) for part in label.split())
    bits = np.random.PCG64()
    bits.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": has_uint32,
        "uinteger": uinteger,
    }
    return np.random.Generator(bits)


def describe(error: BaseException, finder: SourceFinder) -> list[Any]:
    """[type, text, module, line, source line, is not-implemented, built-in bases] of an exception, cut to size."""
    module, line, source = "", 0, ""
    try:
        names = {finder.filename(name): name for name in finder.sources}
        if isinstance(error, SyntaxError) and error.filename in names:
            module, line = names[error.filename], error.lineno or 0
            source = (error.text or "").rstrip()
            if error.offset and source:
                source += "\n" + " " * (error.offset - 1) + "^"
        else:
            for frame, number in traceback.walk_tb(error.__traceback__):
                if frame.f_code.co_filename in names:
                    module, line = names[frame.f_code.co_filename], number
                    source = linecache.getline(frame.f_code.co_filename, number).strip()
        text = str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:
        text = "(its message cannot be shown)"
    unwritten = isinstance(error, NotImplementedError)
    bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
    return [type(error).__name__, text[:MAX_TEXT], module, line or 0, source[:MAX_TEXT], unwritten, bases]


def serve(readable: int, writable: int, layers: dict[str, Any]) -> None:
    """Answer frames from one file descriptor on another until the grader hangs up."""

    def read(size: int) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            count = os.readv(readable, [view]) if hasattr(os, "readv") else _read_into(readable, view)
            if not count:
                os._exit(0)
            view = view[count:]
        return data

    def send(message: object) -> None:
        frame = memoryview(wire.encode(message, worker.refer))
        while frame:
            frame = frame[os.write(writable, frame) :]

    def exchange(message: list[Any]) -> Any:
        send([ticket, *message])
        return wire.decode(read, worker.resolve)

    worker = Worker(exchange)
    send(["", "ready", layers])
    while True:
        ticket, *request = wire.decode(read, worker.resolve)
        answer = worker.answer(request)
        try:
            send([ticket, *answer])
        except wire.SerialisationError as error:
            send([ticket, "unsendable", str(error)])


def _read_into(readable: int, view: memoryview) -> int:
    piece = os.read(readable, len(view))
    view[: len(piece)] = piece
    return len(piece)
