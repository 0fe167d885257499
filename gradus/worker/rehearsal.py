"""What a worker does for each question, done often before it is cloned.

Python rewrites code that has run a few times, in place, so that it runs faster: each clone would do that anew.
"""

import linecache
import operator
import sys
from typing import Any

import numpy as np

from gradus.worker import preload, server, wire

TIMES, DRAWINGS = 40, 12
SOURCE = b"def answer(f, x, *rest):\n    return f(x) + f(x) if callable(f) else [x, rest]\n"
ARGUMENTS = 0.5, 3, np.array([0.5, -1.0]), [0.5, 1.0]


class _Reference:
    """What a grader has in the place of an object."""

    def __init__(self, kind: str, number: int) -> None:
        self.tag = [kind, number, "f"]


_tag = operator.attrgetter("tag")


def rehearse() -> None:
    """Answer questions about a small module, as if they came from a grader; draw, if it is for code that does."""
    if "matplotlib" in sys.modules:
        for _ in range(DRAWINGS):
            preload.draw(preload.make_axes())
    worker = server.Worker(lambda message: wire.copied(["value", message[3][0]], _tag, worker.resolve))
    try:
        worker.answer(["sources", {"rehearsal": np.frombuffer(SOURCE, np.uint8)}, {}])
        worker.answer(["inspect", "rehearsal"])
        module = _Reference("h", _number(worker, ["import", "rehearsal"]))
        function = _Reference("h", _number(worker, ["get", module, "answer"]))
        for number in range(TIMES):
            _ask(worker, ["seeded", number, "get", module, "answer"])
            for argument in ARGUMENTS:
                _ask(worker, ["call", function, [_Reference("f", 0), argument], {}])
                _ask(worker, ["call", function, [None, argument, "text"], {}])
    finally:
        worker.close()
        linecache.clearcache()


def _ask(worker: server.Worker, request: list[Any]) -> list[Any]:
    reply = worker.answer(wire.copied(request, _tag, worker.resolve))
    copied: list[Any] = wire.copied(reply, worker.refer, lambda reference: reference)
    return copied


def _number(worker: server.Worker, request: list[Any]) -> int:
    """The number of the object that the worker answers with."""
    number: int = _ask(worker, request)[1].number
    return number
