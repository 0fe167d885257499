"""Plain values of Python expressions: literals, and arithmetic of literals in a few bounded operations."""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Plain = bool | int | float | str | None
DEEPEST = 40  # nested operations in a value
LARGEST = 10**40  # whole numbers that are reckoned with
LARGEST_POWER = 64
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
CALLS: dict[str, Callable[[Any], Any]] = {"float": float, "int": int, "str": str, "abs": abs, "round": round}


@dataclass(frozen=True)
class NotPlain:
    """In the place of a value that is not known without running the code.

    `simply`: it was assigned in a simple line. `name` is the only name in that, if it is one that was not assigned.
    """

    simply: bool = True
    name: str = ""


UNKNOWN, INDIRECT = NotPlain(), NotPlain(simply=False)


class Names:
    """What names hold while assignments are followed, and what each was assigned, in order."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.assigned: dict[str, list[Any]] = {}

    def bind(self, target: ast.expr, value: Any) -> None:
        """Assign a value to a name, or its items to several."""
        match target:
            case ast.Name(id=name):
                self.hold(name, value)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                even = isinstance(value, tuple) and len(value) == len(targets)
                plain = even and not any(isinstance(each, ast.Starred) for each in targets)
                for number, each in enumerate(targets):
                    self.bind(each, value[number] if plain else UNKNOWN)
            case ast.Starred(value=inner):
                self.bind(inner, UNKNOWN)

    def hold(self, name: str, value: Any) -> None:
        """Assign a value to a name."""
        self.known[name] = value
        self.assigned.setdefault(name, []).append(value)

    def forget(self, name: str) -> None:
        """Delete a name."""
        self.known.pop(name, None)
        self.assigned.pop(name, None)

    def value(self, node: ast.expr, depth: int = 0) -> Any:
        """The plain value of an expression, a tuple of values, or UNKNOWN."""
        if depth > DEEPEST:
            return UNKNOWN
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as value):
                return value
            case ast.Name(id=name):
                return self.known.get(name, NotPlain(name=name))
            case ast.NamedExpr(target=target, value=inner):
                value = self.value(inner, depth + 1)
                self.bind(target, value)
                return value
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return tuple(self.value(item, depth + 1) for item in items)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
                value = self.value(inner, depth + 1)
                if isinstance(value, int | float):
                    return -value if isinstance(sign, ast.USub) else value
            case ast.BinOp(left=left, op=op, right=right):
                return reckon(op, self.value(left, depth + 1), self.value(right, depth + 1))
            case ast.Call(func=ast.Name(id=name), args=[first, *more], keywords=[]) if name not in self.known:
                return _call(name, self.value(first, depth + 1), [self.value(each, depth + 1) for each in more])
        return UNKNOWN


def reckon(op: ast.operator, left: Any, right: Any) -> Any:
    """The result of an operation on two numbers; UNKNOWN for anything else, and where numbers get too large."""
    sides = (left, right)
    if not all(isinstance(side, int | float) for side in sides) or type(op) not in OPERATORS:
        return UNKNOWN
    large = any(isinstance(side, int) and abs(side) > LARGEST for side in sides)
    if large or (isinstance(op, ast.Pow) and abs(right) > LARGEST_POWER):
        return UNKNOWN
    try:
        result = OPERATORS[type(op)](left, right)
    except ArithmeticError:
        return UNKNOWN
    return result if isinstance(result, int | float) else UNKNOWN  # a root of a negative number is complex


def _call(name: str, first: Any, more: list[Any]) -> Any:
    """What one of the few functions of CALLS returns for plain values, UNKNOWN for others."""
    digits = not more or (name == "round" and len(more) == 1 and type(more[0]) is int and abs(more[0]) < 20)
    if name not in CALLS or not isinstance(first, bool | int | float | str) or not digits:
        return UNKNOWN
    try:
        return round(float(first), more[0]) if more else CALLS[name](first)
    except (ValueError, TypeError, ArithmeticError):
        return UNKNOWN


def decimal_comma(text: str) -> str:
    """The number with a point that was written with a comma; empty if it is none, or may be a thousand."""
    if not (match := re.fullmatch(r"([-+]?\d{1,20}),(\d{1,20})", text.strip())):
        return ""
    thousands = len(match[2]) == 3 and match[1].lstrip("+-0")
    return "" if thousands else f"{match[1]}.{match[2]}"
