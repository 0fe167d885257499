"""A student's code that answers anything: each reply of its worker may be junk that the wire lets through."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import pytest

from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import Submission
from gradus.grading.grader import Grader
from gradus.grading.runner import session
from gradus.grading.student import Student
from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.launch import PROCESS
from gradus.sandbox.transport import InProcessTransport
from gradus.worker import wire
from gradus.worker.wire import RemoteRef

LEAVES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 3, 2**40, -(10**300), 0.0, -0.0, 0.5, 1e308, float("nan"), float("inf"), 2 + 1j),
    *("", "x", "W1", "__class__", "\x1b[2J", "::error::x", "a\nb", "é" * 300, "value", "missing", "raised"),
    *([], {}, (), [[]], [[], [1]], [None], ["a", 1], {"a": 1}, {"": []}, (1.0, "x"), [[1.0, 2.0], [3.0]]),
    *(np.zeros(0), np.zeros((0, 3)), np.float64(7), np.zeros(()), np.ones(3), np.ones((2, 3)), np.ones((1,) * 9)),
    *(np.full(4, np.nan), np.array([np.inf, 1]), np.arange(6, dtype=np.int8), np.ones(3, bool), np.ones(2, complex)),
    *(np.ones((3, 3), np.float32), np.arange(4, dtype=np.uint64), np.zeros((1, 1797)), np.full((2, 2), 1e300)),
)
KINDS = ("value", "rebound", "missing", "unsendable", "raised", "call", "ready", "", "passed")


class Junk:
    """Makes junk: leaves, trees of leaves, and copies of a true answer in which something is another."""

    def __init__(self, seed: int, resolve: wire.Resolve) -> None:
        self.random, self.resolve = random.Random(seed), resolve

    def leaf(self) -> Any:
        """Something small, or a handle of an object that there may be or not."""
        if self.random.random() < 0.15:
            reference = RemoteRef(self.random.choice("hb"), self.random.randrange(1, 60), "Value")
            return self.resolve(reference)
        return self.random.choice(LEAVES)

    def tree(self, depth: int = 3) -> Any:
        """Lists, tuples and dicts of leaves."""
        if depth == 0 or self.random.random() < 0.5:
            return self.leaf()
        items = [self.tree(depth - 1) for _ in range(self.random.randrange(5))]
        match self.random.randrange(3):
            case 0:
                return items
            case 1:
                return tuple(items)
            case _:
                return {f"k{number}": item for number, item in enumerate(items)}

    def like(self, answer: Any) -> Any:
        """A copy in which one part is another."""
        match answer:
            case [_, *_] if self.random.random() < 0.8:
                place = self.random.randrange(len(answer))
                changed = [self.like(item) if index == place else item for index, item in enumerate(answer)]
                return changed if isinstance(answer, list) else tuple(changed)
            case float() | int() | str() if self.random.random() < 0.3:
                return answer
            case np.ndarray() if answer.size and self.random.random() < 0.5:
                return self.random.choice([answer[..., :-1], answer.T, answer[None], answer.astype(complex), -answer])
        return self.tree(2)

    def reply(self, answer: list[Any]) -> list[Any]:
        """A reply in the place of a true one."""
        match self.random.randrange(6):
            case 0:
                return [self.random.choice(KINDS), *(self.tree() for _ in range(self.random.randrange(8)))]
            case 1:
                return ["value", self.tree(), [], []]
            case 2:
                return ["value", self.like(answer[1] if len(answer) > 1 else None), [], []]
            case 3:
                return ["raised", *("ValueError", "text", "exercises.x", 3, "x = 1", False, []), *self.tail()]
            case _:
                changed = self.like(answer[1:] or [None])
                return [str(answer[0]), *(changed if isinstance(changed, (list, tuple)) else [changed])]

    def tail(self) -> list[Any]:
        """Now and then, a field too many."""
        return [self.leaf()] if self.random.random() < 0.3 else []


class JunkTransport(InProcessTransport):
    """A worker in this process of whose replies so many, from 0 to 1, are junk.

    `late` are modules that it was asked about when it had run code already, and could say of them what it likes.
    """

    late: ClassVar[list[str]] = []

    def __init__(self, callbacks: Callbacks, resolve: wire.Resolve, junk: Junk, share: float) -> None:
        super().__init__(callbacks, resolve)
        self.junk, self.share, self.has_run = junk, share, False

    def ask(self, request: list[Any], seconds: float) -> list[Any]:
        """As InProcessTransport.ask; the functions that were sent may be called with anything in between."""
        if self.junk.random.random() < self.share / 4:
            tree = self.junk.tree
            call = [self.junk.random.randrange(-1, 4), self.junk.random.choice(["", "step", "x"]), tree(), tree()]
            with contextlib.suppress(wire.SerialisationError):
                self.callbacks.answer(call if self.junk.random.random() < 0.2 else [call[0], "", [tree(), tree()], {}])
        if request[0] == "inspect" and self.has_run:
            self.late.append(request[1])
        self.has_run = self.has_run or "import" in (request[0], *request[2:3])
        reply: list[Any] = ["raised", "ValueError", "", "", 0, "", False, []]
        with contextlib.suppress(Exception):  # of what is asked about junk
            reply = super().ask(request, seconds)
        if request[0] in ("sources", "policies", "absent", "inspect") or self.junk.random.random() > self.share:
            return reply  # no code of the student's has run yet, or it is honest this time
        answer = self.junk.reply(reply)
        return answer if answer and isinstance(answer[0], str) else ["value", answer]


class JunkStudent(Student):
    """The reference, in a worker that answers junk."""

    def __init__(self, course: Course, seed: int, share: float) -> None:
        super().__init__(course, Submission("junk", course.solutions), PROCESS)
        self.seed, self.share = seed, share

    def _connect(self, packages: frozenset[str], callbacks: Callbacks, resolve: Any) -> Any:
        self.seed += 1_000_003
        return JunkTransport(callbacks, resolve, Junk(self.seed, resolve), self.share)


class JunkRunner:
    """A pytest plugin that runs the collected checks of an exercise on junk, once for each seed.

    `faults` are those of checks themselves, which there must not be, `doubts` what the engine could not handle.
    """

    def __init__(self, course: Course, exercise: Exercise, seeds: Sequence[int]) -> None:
        self.course, self.exercise, self.seeds = course, exercise, seeds
        self.grader = Grader(JunkStudent(course, 0, 1.0))
        self.faults: dict[str, str] = {}
        self.doubts: dict[str, str] = {}
        self.judged = self.passed = 0

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        for seed in self.seeds:
            share = (0.02, 0.1, 0.4)[seed % 3]
            self.grader.again(JunkStudent(self.course, seed, share), [self.exercise])
            for item, following in zip(session.items, [*session.items, None][1:], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            self.faults |= {f"{seed} {name}": text for name, text in self.grader.faults.items()}
            outcomes = self.grader.outcomes
            self.doubts |= {f"{seed} {name}": each.detail for name, each in outcomes.items() if each.doubt}
            self.judged += len(outcomes) + len(self.grader.faults)
            self.passed += sum(each.status == "passed" for each in outcomes.values())
        return True


def run(course: Course, exercise: Exercise, seeds: Sequence[int]) -> JunkRunner:
    """Run an exercise's checks on junk."""
    runner = JunkRunner(course, exercise, seeds)
    session(course, [exercise], False, [], [runner.grader, runner])
    return runner
