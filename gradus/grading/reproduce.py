"""A failed call as one line of Python that a student can paste: the objects, what was written into them, the call."""

import ast
import builtins
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gradus.grading.messages import definition
from gradus.sandbox.handle import Handle

MAX_STATEMENTS, MAX_LENGTH, MAX_ELEMENTS = 14, 900, 60
SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}
EFFECTS = ("call", "set", "write")

Request = tuple[list[Any], Any]


class _ImpossibleError(Exception):
    """The calls cannot be written as a line: they are too many or too large, or use what only the check has."""


def line(requests: Sequence[Request], module: str) -> str:
    """One line of Python that repeats the last call and prints its result; empty if that is too long or impossible.

    `module` is the name that the student's module is imported by.
    """
    last = next((i for i in range(len(requests) - 1, -1, -1) if requests[i][0][0] in ("call", "operate", "get")), None)
    if last is None:
        return ""
    try:
        text = _Script(requests[: last + 1]).text(module)
    except _ImpossibleError:
        return ""
    return text if len(text) <= MAX_LENGTH else ""


class _Script:
    """The statements that lead to the last of some requests."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = requests
        self.made = {result._number: i for i, (_, result) in enumerate(requests) if isinstance(result, Handle)}
        self.names: dict[int, str] = {}

    def text(self, module: str) -> str:
        """The line."""
        last = len(self.requests) - 1
        needed = self._needed(last)
        statements = [f"import numpy as np; from {module} import *"]
        for i in sorted(needed - {last}):
            request, result = self.requests[i]
            if request[0] == "get":
                continue  # it is written where it is used
            if isinstance(result, Handle):
                expression = self.expression(i)
                self.names[result._number] = self._variable(result._kind)
                statements.append(f"{self.names[result._number]} = {expression}")
            else:
                statements.append(self.expression(i))
        return "; ".join([*statements, f"print({self.expression(last)})"])

    def _needed(self, last: int) -> set[int]:
        """The requests that the last one depends on: those that made its objects, or did something to them."""
        needed: set[int] = set()
        waiting = [last]
        while waiting:
            i = waiting.pop()
            if i in needed:
                continue
            needed.add(i)
            if len(needed) > 3 * MAX_STATEMENTS:
                raise _ImpossibleError
            for handle in _objects(self.requests[i][0]):
                if handle._number not in self.made:
                    raise _ImpossibleError
                waiting.append(self.made[handle._number])
            objects = {self.made[h._number] for h in _objects(self.requests[i][0])} | {i}
            for j in range(last):
                if self.requests[j][0][0] in EFFECTS and self._touches(j, objects):
                    waiting.append(j)
        return needed

    def _touches(self, j: int, objects: set[int]) -> bool:
        """Whether a request used one of these objects, or a method of one."""
        for handle in _objects(self.requests[j][0]):
            maker = self.made.get(handle._number, -1)
            if maker >= 0 and self.requests[maker][0][0] == "get":
                maker = self.made.get(self.requests[maker][0][1]._number, -1)
            if maker in objects and self.requests[maker][0][0] != "get":
                return True
        return False

    def _variable(self, kind: str) -> str:
        name, taken = kind.lower(), set(self.names.values())
        return next(each for each in (name, *(f"{name}{n}" for n in range(2, 99))) if each not in taken)

    def expression(self, i: int) -> str:
        """The Python of a request."""
        match self.requests[i][0]:
            case ["get", Handle() as target, str(name)]:
                owner = self.written(target)
                return f"{owner}.{name}" if owner else name
            case ["call", target, arguments, named]:
                given = [self.written(a) for a in arguments] + [f"{k}={self.written(v)}" for k, v in named.items()]
                return f"{self.written(target)}({', '.join(given)})"
            case ["operate", "getitem", target, key]:
                return f"{self.written(target)}[{self.written(key)}]"
            case ["operate", str(name), left, right] if name in SYMBOLS:
                return f"({self.written(left)} {SYMBOLS[name]} {self.written(right)})"
            case ["operate", "neg", operand]:
                return f"(-{self.written(operand)})"
            case ["set", target, str(name), item]:
                return f"{self.written(target)}.{name} = {self.written(item)}"
            case ["write", target, str(name), data]:
                return f"{self.written(target)}.{name}[...] = {self.written(data)}"
        raise _ImpossibleError

    def written(self, thing: Any) -> str:
        """A value, function or object as Python."""
        if isinstance(thing, Handle):
            if thing._kind == "module":
                return ""
            return self.names.get(thing._number) or self.expression(self.made[thing._number])
        if isinstance(thing, np.ndarray):
            if thing.size > MAX_ELEMENTS:
                raise _ImpossibleError
            return f"np.array({thing.tolist()!r})"
        if isinstance(thing, np.random.Generator):
            return _generator(thing)
        if isinstance(thing, (list, tuple)):
            inner = ", ".join(map(self.written, thing))
            return f"[{inner}]" if isinstance(thing, list) else f"({inner},)"
        if isinstance(thing, np.generic):
            return repr(thing.item())
        if thing is None or isinstance(thing, (bool, int, float, str)):
            return repr(thing)
        if callable(thing):
            return _function(thing)
        raise _ImpossibleError


def _objects(request: Sequence[Any]) -> list[Handle]:
    """The objects in a request, apart from modules."""
    found = [item for item in request if isinstance(item, Handle) and item._kind != "module"]
    for item in request:
        if isinstance(item, (list, tuple)):
            found += _objects(item)
        if isinstance(item, dict):
            found += _objects([*item.values()])
    return found


def _generator(rng: np.random.Generator) -> str:
    """A generator that is as new as `default_rng` made it; its seed is known then."""
    seed: Any = rng.bit_generator.seed_seq
    known = isinstance(seed.entropy, int) and not seed.spawn_key
    if known and np.random.default_rng(seed.entropy).bit_generator.state == rng.bit_generator.state:
        return f"np.random.default_rng({seed.entropy})"
    raise _ImpossibleError


def _function(function: Callable[..., Any]) -> str:
    name = getattr(function, "__name__", "")
    if getattr(np, name, None) is function:
        return f"np.{name}"
    match node := definition(function):
        case ast.Lambda(args=arguments, body=body):
            pass
        case ast.FunctionDef(args=arguments, body=[ast.Return(value=ast.expr() as body)]):
            node = ast.Lambda(arguments, body)
        case _:
            raise _ImpossibleError
    known = {argument.arg for argument in arguments.args} | {"np"} | set(dir(builtins))
    if any(isinstance(n, ast.Name) and n.id not in known for n in ast.walk(body)):
        raise _ImpossibleError
    return f"({ast.unparse(node)})"
