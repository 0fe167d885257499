"""What stayed in the worker, as the graders hold it: attributes, calls, operators and indices go there and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gradus.core.display import value

if TYPE_CHECKING:
    from gradus.sandbox.session import Session


class StudentCodeError(Exception):
    """Something in the student's code kept the check from having an answer.

    `status` is one of the report's: error, timeout, not_started, missing. The text was made printable.
    `exception`, `bases` and `module` name what was raised, the built-in classes that it is one of, and the innermost
    module of the student's that it passed through. `own` says that the very module that is judged cannot be imported.
    """

    def __init__(
        self, status: str, text: str, kind: str = "", *, exception: str = "", bases: str = "", module: str = ""
    ) -> None:
        super().__init__(text)
        self.status, self.text, self.kind = status, text, kind or status
        self.exception, self.bases, self.module = exception, bases.split(), module
        self.own = False


class WorkerStartError(Exception):
    """No worker started, before any of the student's code ran: the machine's fault, and no verdict."""


class Handle:
    """Something that lives in the worker. Attributes, calls, operators and indices go there and come back."""

    __slots__ = ("_generation", "_kind", "_number", "_session", "_text")

    def __init__(self, session: Session, number: int, kind: str, generation: int) -> None:
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
        self._session.ask(["set", self, name, item], f"{shown(self, True)}.{name} = {value(item)}")

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._session.call(self, arguments, named)

    def __repr__(self) -> str:
        return f"<{self._text}>"

    def __getitem__(self, key: Any) -> Any:
        return self._session.ask(["operate", "getitem", self, key], f"{shown(self, True)}[{shown(key)}]")

    def __len__(self) -> int:
        try:
            length = self._session.ask(["operate", "len", self], f"len({self._text})")
        except StudentCodeError as fault:
            if fault.exception == "TypeError":  # a generator: list() asks first, and goes on without an answer
                raise TypeError(fault.text) from fault
            raise
        if type(length) is not int or not 0 <= length < 2**31:
            raise StudentCodeError("failed", "its length is not a number")
        return length

    def __iter__(self) -> Any:
        return iter(self._session.ask(["operate", "list", self], f"list({self._text})"))

    def __neg__(self) -> Any:
        return self._session.ask(["operate", "neg", self], f"-{shown(self, True)}")

    def _refuse(self, *_: Any) -> Any:
        raise TypeError("a handle is not data: compare attributes or results with expect(...)")

    __eq__ = __ne__ = __bool__ = __contains__ = __array__ = __float__ = __int__ = _refuse
    __hash__ = object.__hash__
    __array_ufunc__ = None


def _operator(name: str, symbol: str, reflected: bool = False) -> Callable[..., Any]:
    def method(self: Handle, other: Any) -> Any:
        left, right = (other, self) if reflected else (self, other)
        text = f"{shown(left, True)} {symbol} {shown(right, True)}"
        return self._session.ask(["operate", name, left, right], text)

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
