"""Checks that stay loaded: collected once, and run again on a student's files each time that somebody asks."""

import contextlib
import time
from collections.abc import Callable, Sequence

import pytest

from gradus.core.checks import Check
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import Submission
from gradus.grading import runner
from gradus.grading.grader import Grader
from gradus.grading.runner import Record
from gradus.grading.student import Student
from gradus.sandbox.launch import PROCESS
from gradus.sandbox.spares import Spares
from gradus.sandbox.workers import Workers


class Rounds:
    """A pytest plugin that runs the checks of some exercises in rounds, each with workers of its own.

    `wanted` waits for the next round: the submission and the exercises to check, or None to end. `done` gets each
    record, but none of a round that was abandoned. `prepare` is called after each, with time to start spare workers.
    """

    def __init__(
        self,
        course: Course,
        wanted: Callable[[], tuple[Submission, Sequence[Exercise]] | None],
        done: Callable[[Record], None],
        prepare: Callable[[], None],
        spares: Spares,
        proven: Callable[[Check], bool],
    ) -> None:
        self.course, self.wanted, self.done, self.prepare = course, wanted, done, prepare
        self.workers = Workers(PROCESS, course.root, spares)
        self.grader = Grader(self._student(Submission("exercises", course.stubs)), proven=proven)
        self.busy = self.abandoned = False

    def hold(self, exercises: Sequence[Exercise]) -> None:
        """Collect the checks of some exercises, and run rounds until the end. Raises CourseError, KeyboardInterrupt."""
        runner.session(self.course, exercises, False, ["--capture=no"], [self.grader, self])  # keys are read

    def abandon(self) -> None:
        """End a round that is running, from another thread: the file that it judges is an old one."""
        if self.busy:
            self.abandoned = True
            self.grader.student.interrupt()

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Take the place of pytest's own loop."""
        if session.testsfailed:
            return None  # pytest reports what could not be collected
        self.prepare()
        while (asked := self.wanted()) is not None:
            self._run(*asked)
            self.prepare()
        return True

    def _student(self, submission: Submission) -> Student:
        return Student(self.course, submission, PROCESS, workers=self.workers)

    def _run(self, submission: Submission, exercises: Sequence[Exercise]) -> None:
        started, self.abandoned, self.busy = time.monotonic(), False, True
        try:
            self.grader.again(self._student(submission), exercises)
            items = self.grader.left()
            for item, following in zip(items, [*items, None][1:], strict=True):
                if not self.abandoned:
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        finally:
            self.busy = False
        if self.abandoned:
            return
        with contextlib.suppress(OSError):  # a worker that is gone already
            self.grader.student.close()
        self.done(runner.recorded(self.grader, self.grader.checks, time.monotonic() - started, strict=False))
