"""What a check does, and pytest for it, done often before a warm grader forks.

Python rewrites code that has run a few times, in place, so that it runs faster: each child would do that anew.
"""

import contextlib
import os
from collections.abc import Callable
from functools import partial
from typing import Literal

import numpy as np
import pytest

from gradus.core.checks import Check
from gradus.grading import running
from gradus.grading.vocabulary.expectation import expect
from gradus.sandbox.errors import StudentCodeError, WorkerStartError
from gradus.sandbox.session import Session
from gradus.sandbox.workers import Workers

TIMES, SECONDS = 40, 30.0
SOURCE = b"def answer(f, x):\n    return f(x) + f(x) if callable(f) else x\n"


def rehearse(workers: Workers, packages: frozenset[str], check: Check) -> None:
    """Ask a worker about a small module, as `check` might. Where none starts, nothing is gained, and nothing said."""
    session = Session("rehearsal", partial(workers.connect, packages), _load, running.running)
    try:
        with contextlib.suppress(StudentCodeError, WorkerStartError, OSError):
            for _ in range(TIMES):
                with running.run(running.RunningCheck(check, SECONDS)):
                    _ask(session)
    finally:
        session.close()


class _Nothing(pytest.Item):
    """A test of nothing."""

    def runtest(self) -> None: ...

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, None, self.name


def rehearse_pytest(session: pytest.Session) -> None:
    """Have pytest set up, call and tear down a test of nothing, which no record has."""
    item = _Nothing.from_parent(session, name="rehearsal")
    hook = item.ihook
    steps: list[tuple[Literal["setup", "call", "teardown"], Callable[[], object]]] = [
        ("setup", partial(hook.pytest_runtest_setup, item=item)),
        ("call", partial(hook.pytest_runtest_call, item=item)),
        ("teardown", partial(hook.pytest_runtest_teardown, item=item, nextitem=None)),
    ]
    for _ in range(TIMES):
        for when, step in steps:
            call = pytest.CallInfo.from_call(step, when=when)
            hook.pytest_runtest_makereport(item=item, call=call)
            if call.excinfo:
                raise call.excinfo.value


def _load(session: Session) -> None:
    session.load_sources({"rehearsal": SOURCE}, {})
    session.modules["rehearsal"] = session.import_module("rehearsal")


def _ask(session: Session) -> None:
    session.begin(0)
    module = session.module()
    expect(module.answer(lambda x: x**2, 3.0)).close_to(18.0)
    expect(module.answer(np.square, np.array([1.0, -2.0]))).close_to([2.0, 8.0], atol=1e-3)
    expect(module.answer(None, [0.5, 1.5])).close_to([0.5, 1.5])
    expect(module.answer(None, "a word")).equals("a word")
