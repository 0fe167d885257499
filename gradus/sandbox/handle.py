"""Handles: objects that stay in the worker, whose attributes, calls, operators and indices go there and come back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from gradus.core.display import value
from gradus.core.status import Kind, Status
from gradus.sandbox.errors import StudentCodeError


class Client(Protocol):
    """What a handle needs of the session that it came from."""

    generation: int

    def get(self, target: Handle, name: str) -> Any: ...
    def set(self, target: Handle, name: str, item: Any, text: str) -> None: ...
    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any: ...
    def operate(self, name: str, *operands: Any, text: str) -> Any: ...


class Handle:
    """An object that lives in the worker: a module, a class, an instance, a generator."""

    __slots__ = ("_generation", "_kind", "_number", "_session", "_text")

    def __init__(self, session: Client, number: int, kind: str, generation: int) -> None:
        for name, item in zip(
            ("_session", "_number", "_kind", "_generation", "_text"),
            (session, number, kind, generation, kind),
            strict=True,
        ):
            object.__setattr__(self, name, item)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._session.get(self, name)

    def __setattr__(self, name: str, item: Any) -> None:
        self._session.set(self, name, item, f"{shown(self, True)}.{name} = {value(item)}")

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._session.call(self, arguments, named)

    def __repr__(self) -> str:
        return f"<{self._text}>"

    def __getitem__(self, key: Any) -> Any:
        return self._session.operate("getitem", self, key, text=f"{shown(self, True)}[{shown(key)}]")

    def __len__(self) -> int:
        try:
            length = self._session.operate("len", self, text=f"len({self._text})")
        except StudentCodeError as fault:
            if fault.exception == "TypeError":  # a generator: list() asks first, and goes on without an answer
                raise TypeError(fault.text) from fault
            raise
        if type(length) is not int or not 0 <= length < 2**31:
            raise StudentCodeError(Status.FAILED, "its length is not a number", Kind.TYPE)
        return length

    def __iter__(self) -> Any:
        return iter(self._session.operate("list", self, text=f"list({self._text})"))

    def __neg__(self) -> Any:
        return self._session.operate("neg", self, text=f"-{shown(self, True)}")

    def _refuse(self, *_: Any) -> Any:
        raise TypeError("a handle is not data: compare attributes or results with expect(...)")

    __eq__ = __ne__ = __bool__ = __contains__ = __array__ = __float__ = __int__ = _refuse
    __hash__ = object.__hash__
    __array_ufunc__ = None


def _operator(name: str, symbol: str, reflected: bool = False) -> Callable[..., Any]:
    def method(self: Handle, other: Any) -> Any:
        left, right = (other, self) if reflected else (self, other)
        text = f"{shown(left, True)} {symbol} {shown(right, True)}"
        return self._session.operate(name, left, right, text=text)

    return method


for _name, _symbol in {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@",
}.items():  # fmt: skip
    setattr(Handle, f"__{_name}__", _operator(_name, _symbol))
    setattr(Handle, f"__r{_name}__", _operator(_name, _symbol, reflected=True))
for _name, _symbol in {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items():
    setattr(Handle, f"__{_name}__", _operator(_name, _symbol))


def shown(thing: Any, inside: bool = False) -> str:
    """An operand or argument as it stands in an expression; in parentheses where it is `inside` another one."""
    if isinstance(thing, Handle):
        return f"({thing._text})" if inside and " " in _outer(thing._text) else thing._text
    if isinstance(thing, np.random.Generator):
        return "rng"
    if callable(thing):
        name = getattr(thing, "__name__", "f")
        return name if name.isidentifier() else "f"
    if isinstance(thing, (list, tuple)) and any(callable(item) for item in thing):
        return "[" + ", ".join(shown(item) for item in thing) + "]"
    return value(thing)


def _outer(text: str) -> str:
    """`text` without what stands in parentheses."""
    while (shorter := re.sub(r"\([^()]*\)", "", text)) != text:
        text = shorter
    return text
