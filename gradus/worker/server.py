"""The worker's server: runs student code on request, in a process that shares nothing with the grader.

Replies are data; objects that cannot be serialised stay here, and the grader refers to them by number. Nothing here is
secret or trusted: student code shares this process and can forge any reply.
"""

import builtins
import contextlib
import importlib
import io
import json
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

from gradus.worker import drawing, examples, names, observe, plain, preload, surroundings, wire
from gradus.worker.policy import ImportGate
from gradus.worker.sources import SourceFinder

MAX_OBJECTS = 200_000
MAX_TEXT = 2000
BUFFER = 1 << 16

_OPERATIONS = "add sub mul truediv pow matmul neg getitem lt le gt ge".split()
OPERATORS: dict[str, Callable[..., Any]] = {n: getattr(operator, n) for n in _OPERATIONS} | {"len": len, "list": list}


class Worker:
    """Answers requests. `exchange` sends a callback request to the grader and returns its decoded reply.

    In a process of its own it has a `folder`, for SourceFinder.
    """

    def __init__(self, exchange: Callable[[list[Any]], Any], folder: str = "") -> None:
        self.exchange = exchange
        self.objects: dict[int, Any] = {}
        self.proxies: dict[Any, list[Any]] = {}
        self.arguments: list[Any] = []
        self.warned: list[str] = []
        self.changed: list[int] = []
        self.error: BaseException | None = None
        self.names = observe.ModuleNames()
        self.finder = SourceFinder(folder)
        self.gate = ImportGate(self.finder.is_students if folder else None)
        sys.meta_path.insert(0, self.finder)
        self.gate.open()
        # What each request does with its arguments: sandbox/client.py documents them.
        self.operations: dict[str, Callable[..., Any]] = {
            "sources": self.finder.add,
            "policies": self.gate.add,
            "absent": self.finder.hide,
            "inspect": self.finder.inspect,
            "import": importlib.import_module,
            "overlay": _import_overlaid,
            "functions": self.names.functions,
            "get": self._get,
            "set": setattr,
            "each": lambda targets, name: _in_turn(_get, targets, [name] * len(targets)),
            "assign": lambda targets, name, items: _in_turn(setattr, targets, [name] * len(targets), items),
            "write": _write,
            "call": self._call,
            "arguments": lambda: self.arguments,
            "data": _data,
            "count": observe.CallCounter,
            "operations": observe.operations,
            "examples": lambda variables, these: examples.run(variables, these, self._new_warnings, self._described),
            "operate": lambda name, *operands: OPERATORS[name](*operands),
            "axes": preload.new_axes,
            "drawn": drawing.drawn,
        }

    def close(self) -> None:
        """Remove the import hook and its modules, which are the grader's own interpreter's in process."""
        self.gate.close()
        self.finder.close()

    def answer(self, request: Any) -> list[Any]:
        """The reply to a request: ["value", result, warnings, changed], ["missing", name] or ["raised", *describe()].

        `changed` are the positions of the arguments that a call changed. It is "rebound" instead of "value" if a name
        of a module that was asked for means something else now. A request may begin with "seeded" and a seed.
        """
        name, *arguments = request
        self.changed, self.error = [], None
        self._new_warnings()
        if name == "seeded":
            seed, name, *arguments = arguments
            with contextlib.suppress(BaseException):  # the student's own, perhaps: what it draws is up to it then
                _seed(seed)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = self._warn
                result = self.operations[name](*arguments)
            if isinstance(result, _Missing):
                return ["missing", str(result)]
            return ["rebound" if self.names.rebound() else "value", result, self.warned, self.changed]
        except wire.SerialisationError as error:
            return ["unsendable", str(error)]
        except BaseException as error:
            return ["raised", *self._described(error)]
        finally:
            with contextlib.suppress(BaseException):  # it may be the student's own, closed, or None
                sys.stdout.flush()

    def _described(self, error: BaseException) -> list[Any]:
        self.error = error
        return describe(error, self.finder)

    def _new_warnings(self) -> list[str]:
        """The list that gets warnings from now on."""
        self.warned = []
        return self.warned

    def _warn(self, message: Any, category: type, *rest: Any, **more: Any) -> None:
        if len(self.warned) < 20:
            self.warned.append(f"{category.__name__}: {message}"[:200])

    def _get(self, target: Any, name: str) -> Any:
        result = _get(target, name)
        self.names.note(target, name, result)
        return result

    def _call(self, function: Any, arguments: Sequence[Any], named: dict[str, Any]) -> Any:
        self.arguments = [*arguments, *named.values()]
        before = observe.snapshot(self.arguments)
        result = function(*arguments, **named)
        pairs = enumerate(zip(before, self.arguments, strict=True))
        self.changed = [index for index, (old, new) in pairs if observe.changed(old, new)]
        return result

    # Objects that are not data

    def refer(self, value: object) -> list[Any]:
        """The tagged form of an object: a number. Raises SerialisationError if there are too many objects."""
        if type(value) is types.FunctionType and value in self.proxies:
            return self.proxies[value]
        if len(self.objects) >= MAX_OBJECTS:
            raise wire.SerialisationError(f"more than {MAX_OBJECTS:,} objects were created")
        number = len(self.objects) + 1
        self.objects[number] = value
        kind = type(value).__name__
        tag = "b" if plain.is_bare(value) else "h"
        return [tag, number, kind if kind.isidentifier() and len(kind) <= 100 else "object"]

    def resolve(self, reference: wire.RemoteRef) -> Any:
        """The object, the generator or the proxy of a grader's function that a reference stands for."""
        if reference.kind == "h":
            return self.objects[reference.number]
        if reference.kind == "g":
            state, seed = json.loads(reference.label)
            bits = np.random.PCG64(np.random.SeedSequence(**seed))
            bits.state = state
            return np.random.Generator(bits)
        if reference.kind == "f":
            return self._callback(reference.number, "", reference.label)
        methods = {name: self._callback(reference.number, name, name) for name in reference.label.split(",")}
        return types.SimpleNamespace(**methods)

    def _callback(self, number: int, method: str, name: str) -> Callable[..., Any]:
        def function(*arguments: Any, **named: Any) -> Any:
            kind, value = self.exchange(["call", number, method, list(arguments), named])
            if kind == "value":
                return value
            raise getattr(builtins, kind)(value)

        function.__name__ = function.__qualname__ = name
        if not method:
            self.proxies[function] = ["f", number, name]
        return function


class _Missing(str):
    """The name of an attribute that does not exist."""


def _get(target: Any, name: str) -> Any:
    try:
        return getattr(target, name)
    except AttributeError:
        if isinstance(getattr(type(target), name, None), property):
            raise
        return _Missing(name)


def _in_turn(request: Callable[..., Any], targets: Sequence[Any], *more: Sequence[Any]) -> list[Any]:
    """[the results, whether these are all]: the first request that fails ends it, and says why when asked by itself."""
    results: list[Any] = []
    for arguments in zip(targets, *more, strict=True):
        try:
            result = request(*arguments)
        except BaseException:
            break
        if isinstance(result, _Missing):
            break
        results.append(result)
    return [results, len(results) == len(targets)]


def _data(target: Any) -> list[Any]:
    if target.__class__ is not type(target):
        raise wire.SerialisationError("it says that it is something else than it is")
    return plain.data(target)


def _write(target: Any, name: str, value: Any) -> None:
    getattr(target, name)[...] = value


def _seed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)


def _import_overlaid(name: str, overlay: str, chosen: str) -> Any:
    """Import a module with what the class `chosen` of another one defines; "Class@h=0.001" sets defaults of h too."""
    module = importlib.import_module(name)
    chosen, _, h = chosen.partition("@h=")
    for key, value in vars(getattr(importlib.import_module(overlay), chosen)).items():
        if not key.startswith("__"):
            if h and isinstance(value, types.FunctionType):
                _set_default(value, "h", float(h))
            setattr(module, key, value)
    return module


def _set_default(function: types.FunctionType, name: str, value: float) -> None:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = list(function.__defaults__ or ())
    if name in names[len(names) - len(defaults) :]:
        defaults[names.index(name) - len(names)] = value
        function.__defaults__ = tuple(defaults)


def describe(error: BaseException, finder: SourceFinder) -> list[Any]:
    """[type, message, module, line, source line, not started?, built-in bases], of the innermost student frame."""
    module, line, source = "", 0, ""
    try:
        modules = {finder.filename(name): name for name in finder.sources}
        if isinstance(error, SyntaxError) and error.filename in modules:
            module, line = modules[error.filename], error.lineno or 0
            source = (error.text or "").rstrip().expandtabs(4)
            if error.offset and source:
                source += "\n" + " " * len((error.text or "")[: error.offset - 1].expandtabs(4)) + "^"
        else:
            for frame, number in traceback.walk_tb(error.__traceback__):
                if frame.f_code.co_filename in modules:
                    module, line = modules[frame.f_code.co_filename], number
                    source = linecache.getline(frame.f_code.co_filename, number).strip()
        text = f"{error.msg}{names.reader(error) if module else ''}" if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        text = "(its message cannot be shown)"
    not_started = isinstance(error, NotImplementedError)
    bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
    return [type(error).__name__, text[:MAX_TEXT], module, line or 0, source[:MAX_TEXT], not_started, bases]


def serve(readable: int, writable: int, layers: dict[str, Any], idle: Sequence[str] = ()) -> None:
    """Answer requests until the grader closes the pipe; the first message reports `layers`, of lock_down().

    Before the first request, it imports the modules `idle`.
    """
    requests = io.BufferedReader(io.FileIO(readable, closefd=False), BUFFER)

    def read(size: int) -> bytearray:
        data = bytearray(size)
        if requests.readinto(data) < size:  # only at the end, since the pipe is a blocking one
            os._exit(0)
        return data

    def send(message: object) -> None:
        frame = memoryview(wire.encode(message, worker.refer))
        while frame:
            frame = frame[os.write(writable, frame) :]

    def exchange(message: list[Any]) -> Any:
        send([ticket, *message])
        return wire.decode(read, worker.resolve)

    worker = Worker(exchange, os.getcwd())
    surroundings.prepare()
    send(["", "ready", layers])
    preload.while_idle(idle)
    while True:
        ticket, *request = wire.decode(read, worker.resolve)
        answer = worker.answer(request)
        try:
            send([ticket, *answer])
        except wire.SerialisationError as error:
            send([ticket, "unsendable", str(error)])
