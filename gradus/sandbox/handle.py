"""Handles: proxies for objects that stay in the worker."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradus.core.display import value
from gradus.core.text import one_line
from gradus.sandbox.errors import StudentCodeError


class Handle:
    """An object in the worker: a module, a class, an instance, a generator. If it is `bare`, it holds no plain data.

    Attributes, calls, operators, indices, len() and iteration are forwarded to it by `session`, which is a WorkerClient
    with a `generation`. Each raises StudentCodeError.
    """

    __slots__ = ("_bare", "_generation", "_kind", "_number", "_session", "_text")

    def __init__(self, session: Any, number: int, kind: str, generation: int, bare: bool = False) -> None:
        fields = {"_session": session, "_number": number, "_kind": kind, "_generation": generation, "_text": kind}
        for name, item in (*fields.items(), ("_bare", bare)):
            object.__setattr__(self, name, item)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.get(self, name)

    def __setattr__(self, name: str, item: Any) -> None:
        self._session.set(self, name, item)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._session.call(self, arguments, named)

    def __repr__(self) -> str:
        return f"<{self._text}>"

    def __getitem__(self, key: Any) -> Any:
        return self._session.operate("getitem", self, key, text=f"{shown(self, True)}[{shown(key)}]")

    def __len__(self) -> int:
        try:
            return int(self._session.length(self, f"len({self._text})"))
        except StudentCodeError as error:
            if error.exception == "TypeError":  # a generator: list() calls len() first, and ignores a TypeError
                raise TypeError(error.text) from error
            raise

    def __iter__(self) -> Iterator[Any]:
        return iter(self._session.items(self, f"list({self._text})"))

    def __neg__(self) -> Any:
        return self._session.operate("neg", self, text=f"-{shown(self, True)}")

    __hash__ = object.__hash__
    __array_ufunc__ = None


def plain(answer: Any) -> Any:
    """The data of an object that is a list, a dict, a number or the like with methods of its own; else `answer` itself.

    Raises StudentCodeError.
    """
    if not isinstance(answer, Handle) or (answer._bare and answer._session.holds(answer)):
        return answer
    there, data = answer._session.data(answer)
    return data if there else answer


def _of_data(convert: Callable[..., Any]) -> Callable[..., Any]:
    """A method that does with the data of an object what `convert` does; an object without data refuses."""

    def method(self: Handle, *others: Any, **_: Any) -> Any:
        data = plain(self)
        if isinstance(data, Handle):
            raise TypeError("a handle is not data: compare its attributes or results with expect(...)")
        return convert(data, *others)

    return method


def _array(data: Any, *_: Any) -> np.ndarray:
    """Plain data as an array. Raises TypeError if there are objects in it: an object could be in itself."""
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Handle):
            raise TypeError("an object with objects in it is no array")
        waiting += each if isinstance(each, (list, tuple)) else ()
    return np.asarray(data)


_CONVERSIONS: dict[str, Callable[..., Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "bool": bool,
    "contains": operator.contains,
    "array": _array,
    "float": float,
    "int": int,
}
for _name, _convert in _CONVERSIONS.items():
    setattr(Handle, f"__{_name}__", _of_data(_convert))


def _operator(name: str, symbol: str, reflected: bool = False) -> Callable[..., Any]:
    def method(self: Handle, other: Any) -> Any:
        left, right = (other, self) if reflected else (self, other)
        text = f"{shown(left, True)} {symbol} {shown(right, True)}"
        return self._session.operate(name, left, right, text=text)

    return method


_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}
for _name, _symbol in (_ARITHMETIC | {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}).items():
    setattr(Handle, f"__{_name}__", _operator(_name, _symbol))
    if _name in _ARITHMETIC:
        setattr(Handle, f"__r{_name}__", _operator(_name, _symbol, reflected=True))


def function_name(function: object, otherwise: str = "f") -> str:
    """The name of a function as a student would write it, or `otherwise` if it has none."""
    name = getattr(function, "__name__", otherwise)
    if isinstance(function, np.ufunc) or getattr(np, name, None) is function:
        return f"np.{name}"
    return name if name.isidentifier() else otherwise


def is_function(argument: Any) -> bool:
    """Whether an argument is a function of the grader's."""
    return callable(argument) and not isinstance(argument, Handle)


def method_name(target: Handle) -> str:
    """The name of the function, class or method that a handle stands for, from the expression that produced it."""
    return str(target._text).rpartition(".")[2]


def shown(operand: Any, nested: bool = False, name: str = "f") -> str:
    """An operand or argument as messages show it; an expression with operators gets parentheses if it is `nested`.

    A function without a name of its own is shown as `name`.
    """
    if isinstance(operand, Handle):
        text = bare = operand._text
        if not nested or " " not in text:
            return str(text)
        while (shorter := re.sub(r"\([^()]*\)", "", bare)) != bare:
            bare = shorter
        return f"({text})" if " " in bare else text
    if isinstance(operand, np.random.Generator):
        return "rng"
    if callable(operand):
        return function_name(operand, name)
    if isinstance(operand, (list, tuple)) and any(callable(item) for item in operand):
        return "[" + ", ".join(shown(item) for item in operand) + "]"
    return value(operand)


def assignment(target: Handle, name: str, item: Any) -> str:
    """The setting of an attribute as messages show it."""
    return f"{shown(target, True)}.{name} = {value(item)}"


def label(result: Any, text: str) -> None:
    """Give every handle in `result` the expression `text` that produced it, for messages."""
    if isinstance(result, Handle):
        object.__setattr__(result, "_text", one_line(text, 120))
    elif isinstance(result, (list, tuple)):
        for index, item in enumerate(result):
            if isinstance(item, (Handle, list, tuple)):
                label(item, f"{text}[{index}]")
