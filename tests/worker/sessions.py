"""Sessions with a module of a student's, for tests of what is asked of a worker."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from gradus.sandbox.launch import IN_PROCESS
from gradus.sandbox.session import Session
from gradus.sandbox.transport import InProcessTransport
from gradus.sandbox.workers import Workers

S = TypeVar("S", bound=Session)


def session_with(source: str, sandbox: str, observer: Callable[[], Any], kind: type[S], *, learns: bool = False) -> S:
    """A session whose module is `source`, in a sandbox or in this process; with `learns`, its functions are learnt."""

    def load(session: Session) -> None:
        session.load_sources({"student": source.encode()}, {})
        session.modules["student"] = module = session.import_module("student")
        if learns:
            session.learn_functions(module)

    if sandbox == IN_PROCESS:
        return kind("student", InProcessTransport, load, observer)
    return kind("student", partial(Workers(sandbox).connect, frozenset({"numpy"})), load, observer)
