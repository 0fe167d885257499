"""The warm grader: python -m gradus.grading.official.warm ROOT SANDBOX DEADLINE PLACES EXERCISE...

One process imports everything and collects all checks once. In the place of pytest's own loop it forks a child for each
submission, and the child runs that loop: it is a copy of a session that has run nothing, so nothing of one submission
can reach the next.
"""

import contextlib
import functools
import gc
import importlib
import os
import random
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.handed_in.submission import Submission
from gradus.grading import docstrings, examples, proof
from gradus.grading.diagnosis import matching
from gradus.grading.grader import Grader
from gradus.grading.official.forks import Forks
from gradus.grading.official.messages import News, Task
from gradus.grading.official.provenance import Basis
from gradus.grading.official.rehearsal import rehearse, rehearse_pytest
from gradus.grading.official.single import Grading, own_pipes, settle, told
from gradus.grading.runner import recorded, session
from gradus.grading.student import Student
from gradus.sandbox.policy import policy
from gradus.sandbox.workers import Workers

# NumPy imports these when they are first used.
LAZY = "numpy.random", "numpy.linalg"
MOMENT = 0.1  # seconds
SELDOM = 20_000, 20, 20  # a child lives for seconds, and its garbage is small


class WarmGrader:
    """A pytest plugin that forks; in a child, `grading` is what it does."""

    def __init__(
        self, course: Course, exercises: Sequence[Exercise], sandbox: str, deadline: float, forks: Forks
    ) -> None:
        self.course, self.exercises, self.sandbox = course, exercises, sandbox
        self.workers = Workers(sandbox, course.root)
        nobody = Student(course, Submission("", course.root), sandbox, workers=self.workers)
        vouches = proof.vouching(course, sandbox, exercises)
        self.grader = Grader(nobody, lambda check, _: self._tell(check), vouches, deadline)
        self.untold: list[str] = []  # checks that have ended
        self.told = 0.0
        self.reported: set[str] = set()  # pytest's ids: as a record, that of pytest-json-report takes too long
        self.known = functools.cache(functools.partial(matching.known, course))
        self.forks, self.basis = forks, Basis(course)
        self.grading: Grading | None = None
        self.all: list[pytest.Item] = []
        self.unfit = ""
        self.started = self.seconds = 0.0

    def run(self) -> None:
        """Serve tasks until there are no more, or in a child, grade one. Raises CourseError if it cannot be done."""
        for task in self.forks.peek():
            for packages in self._packages(task):
                self.workers.begin(packages)  # what clones workers gets ready while the checks are collected
        for exercise in self.exercises:
            checks.read(self.course, exercise)
        plugins = [self.grader, self]
        # Captured, the output of all children would share the offset of one file.
        session(self.course, self.exercises, True, ["--capture=no"], plugins)
        if self.grading is None:
            self.workers.close()
        if self.unfit:
            raise CourseError(self.unfit)
        if self.grading:
            record = recorded(self.grader, self.reported, self.seconds)
            self.forks.say(self.grading.ended(self.grader, record, self.known))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Serve tasks in the place of pytest's loop, which the children go on with."""
        if session.testsfailed:
            return None  # pytest reports what could not be collected
        self._warm_up(session)
        assert all(item.location for item in session.items)  # which pytest works out when it is first asked
        self.forks.prepare = self._prepare_workers
        if threading.active_count() != 1:
            self.unfit = "The graders start threads when they are imported: a process that has any cannot be forked."
            return True
        task = self.forks.serve()
        if task is None:
            return True
        try:
            self._begin(session, task)
        except Exception as error:  # pytest would make a page of its own of it
            leave(self.forks, News(task.number, error=told(error)))
        return None

    def _warm_up(self, session: pytest.Session) -> None:
        """Load what each child would have to."""
        for name in LAZY:
            importlib.import_module(name)
        for exercise in self.exercises:
            self.known(exercise)
            self.basis.graders(exercise)
            policy(self.course, exercise)
            for documented in docstrings.of(self.course, exercise):
                examples.prepare(documented)
        for exercise in self.grader.order[:1]:
            # Where each worker is a Python of its own, a rehearsal takes one more, and children save little.
            if self.workers.clones(exercise.packages):
                rehearse(self.workers, exercise.packages, next(iter(self.grader.collected[exercise.id].values())))
        rehearse_pytest(session)
        gc.collect()
        gc.freeze()

    def _prepare_workers(self, task: Task) -> None:
        """Wait for what clones the workers of the next child, or start it again: that costs one submission at most."""
        for packages in self._packages(task):
            self.workers.prepare(packages)

    def _packages(self, task: Task) -> set[frozenset[str]]:
        """The sets of packages for which a task needs workers."""
        handed_in = [self.course.by_id[name] for name in task.handed_in]
        return {each.packages for each in handed_in} | {each.packages | each.data_packages for each in handed_in}

    def _begin(self, session: pytest.Session, task: Task) -> None:
        """Make this child the grader of one submission."""
        np.random.seed()
        random.seed()
        gc.set_threshold(*SELDOM)
        self.grading = Grading(self.course, self.sandbox, self.basis, task)
        student = Student(
            self.course, self.grading.submission, self.sandbox, workers=self.workers, before_code=self._await_turn
        )
        self.grader.again(student, self.grading.rest, self.grading.phase)
        self.grader.tell_absent()
        self.all, session.items = session.items, self.grader.left()  # to let go of an item would copy its page
        session.config.pluginmanager.unregister(name="terminalreporter")  # nobody reads what it would print
        if rest := self.grader.order:
            student.session(rest[0]).make_ready()

    def _tell(self, check: Check) -> None:
        """Say that a check has ended, together with others of the same moment: each word wakes two processes."""
        self.untold.append(check.id)
        if (now := time.monotonic()) - self.told > MOMENT:
            self.told = now
            self.forks.say(News(self.forks.task, (*self.untold,)))
            self.untold.clear()

    def _await_turn(self) -> None:
        """Until here nothing of the submission ran, and others may do that beside it."""
        self.forks.await_turn()
        self.started = self.started or time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which checks pytest has run: none gets lost."""
        self.reported.add(report.nodeid)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """In a child, say where a mistake of ours lies, as pytest would have."""
        if self.grading:
            leave(self.forks, News(self.forks.task, error=told(excinfo.value)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """In a child, let the next one begin: what is left to do needs no code of the submission."""
        if self.grading:
            self.seconds = time.monotonic() - self.started if self.started else 0.0
            self.grader.student.close()
            self.forks.say(News(self.forks.task, (*self.untold,), judged=True))


def leave(forks: Forks, last: News | None = None) -> NoReturn:
    """End this process with a last word. A child must not go on with what its parent did, nor flush what that wrote."""
    with contextlib.suppress(OSError):
        if last:
            forks.say(last)
    os._exit(0)


def main() -> None:
    """Serve the tasks in the standard input."""
    root, sandbox, deadline, places, *names = sys.argv[1:]
    forks = Forks(*own_pipes(), int(places))
    settle()
    try:
        course = load(Path(root))
        warm = WarmGrader(course, [course.by_id[name] for name in names], sandbox, float(deadline), forks)
        warm.run()
    except BaseException as error:
        leave(forks, News(forks.task, error=told(error)))
    leave(forks)


if __name__ == "__main__":
    main()
