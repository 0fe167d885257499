"""A failed call as one line of Python that a student can paste: the objects, what was written into them, the call."""

import ast
import builtins
import math
from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

import numpy as np

from gradus.core.text import printable
from gradus.grading.messages import definition
from gradus.grading.running import MAX_CALLS, Call
from gradus.sandbox.handle import Handle, is_function

MAX_STATEMENTS, MAX_LENGTH, MAX_ELEMENTS = 14, 900, 60
SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}
EFFECTS = ("call", "set", "write", "example")
REPEATED = ("call", "operate", "get", "example")
SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Delete, ast.Assert)

Request = tuple[list[Any], Any]


class _ImpossibleError(Exception):
    """The calls cannot be written as a line: they are too many or too large, or use what only the check has."""


def line(requests: Sequence[Request], call: Call, module: str) -> str:
    """One line of Python that repeats a call and prints its result; empty if that is too long or impossible.

    `requests` are those of the check with their results, `module` is the name that the student's module is imported by.
    """
    if call.request[0] not in REPEATED or call.place >= MAX_CALLS:
        return ""
    if any(request[0] == "set" and is_function(request[-1]) for request, _ in requests[: call.place]):
        return ""  # a function of the check stood in for one of the student's
    try:
        text = _Script([*requests[: call.place], (call.request, call.result)]).text(module)
    except (_ImpossibleError, RecursionError):
        return ""
    return printable(text, MAX_LENGTH) if len(text) <= MAX_LENGTH else ""


class _Script:
    """The statements that lead to the last of some requests."""

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = requests
        self.made = {result._number: i for i, (_, result) in enumerate(requests) if isinstance(result, Handle)}
        self.names: dict[int, str] = {}
        self.variables: set[str] = set()  # of examples

    def text(self, module: str) -> str:
        """The line."""
        last = len(self.requests) - 1
        needed = self._needed(last)
        statements = [f"import numpy as np; from {module} import *"]
        for i in sorted(needed):
            request, result = self.requests[i]
            if request[0] == "example":
                statements += self._simple(request[2])
            if i == last or request[0] in ("get", "scope") or not self._matters(request):
                continue  # it is written where it is used, or not needed
            if isinstance(result, Handle):
                expression = self.expression(i)
                self.names[result._number] = self._variable(result._kind)
                statements.append(f"{self.names[result._number]} = {expression}")
            else:
                statements.append(self.expression(i))
        printed = self.expression(last)
        return "; ".join(each for each in [*statements, f"print({printed})" if printed else ""] if each)

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
        """Whether a request used one of these objects, or one that was made of it: backward() reaches all operands."""
        waiting, seen = _objects(self.requests[j][0]), set[int]()
        while waiting:
            maker = self.made.get(waiting.pop()._number, -1)
            if maker < 0 or maker in seen:
                continue
            if maker in objects and self.requests[maker][0][0] != "get":
                return True
            seen.add(maker)
            waiting += _objects(self.requests[maker][0])
        return False

    def _simple(self, statements: str) -> list[str]:
        """The statements of an example, one by one; a compound one does not fit into a line."""
        body = ast.parse(statements).body
        if not all(isinstance(each, SIMPLE) for each in body):
            raise _ImpossibleError
        self.variables |= {n.id for each in body for n in ast.walk(each) if _is_assigned(n)}
        return [ast.unparse(each) for each in body]

    def _matters(self, request: Sequence[Any]) -> bool:
        """Whether a request that is not the last can change what the last one finds; an example, only by a variable."""
        if request[0] != "example":
            return True
        used = {node.id for node in ast.walk(ast.parse(request[3])) if isinstance(node, ast.Name)}
        return bool(used & self.variables)

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
            case ["example", _, str(), str(expression)]:
                return expression
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
            return f"np.array({self.written(thing.tolist())})"
        if isinstance(thing, np.random.Generator):
            return _generator(thing)
        if isinstance(thing, (list, tuple)):
            inner = ", ".join(map(self.written, thing))
            return f"[{inner}]" if isinstance(thing, list) else f"({inner},)"
        if isinstance(thing, np.generic):
            return self.written(thing.item())
        if isinstance(thing, float) and not math.isfinite(thing):
            return "np.nan" if math.isnan(thing) else "np.inf" if thing > 0 else "-np.inf"
        if thing is None or isinstance(thing, (bool, int, float, str)):
            return repr(thing)
        if callable(thing):
            return _function(thing)
        raise _ImpossibleError


def _is_assigned(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


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
