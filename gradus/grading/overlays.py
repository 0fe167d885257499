"""The reference with one misconception or variant after the other in it: all of them in one session of pytest.

Our own code needs no sandbox, and the start of a session for each would cost more than most checks do.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.submission import Submission
from gradus.grading.checks import Check, Outcome
from gradus.grading.grader import Grader
from gradus.grading.runner import Record, session
from gradus.grading.student import IN_PROCESS, Overlay, Student

if TYPE_CHECKING:
    import pytest


def run_each(
    course: Course, exercise: Exercise, overlays: Sequence[Overlay], *, sparing: bool = False
) -> dict[str, Record]:
    """What becomes of the checks of one exercise with each of the overlays, by the overlay's name.

    Where it is `sparing`, checks of the whole are left out once another one has failed.
    Raises CourseError where the graders themselves are at fault: there is no verdict then.
    """
    rounds = OverlayRunner(course, exercise, overlays, sparing)
    said = session(course, [exercise], False, [], [rounds.grader, rounds])
    if rounds.fault:
        raise CourseError(f"{rounds.fault} gave no verdict: the grader itself fails.\n{said[-3000:]}")
    return rounds.records


class OverlayRunner:
    """Runs what was collected once for each overlay, where pytest would run it once."""

    def __init__(self, course: Course, exercise: Exercise, overlays: Sequence[Overlay], sparing: bool) -> None:
        self.exercise, self.overlays, self.sparing = exercise, overlays, sparing
        self.reference = Submission("solutions", course.solutions)
        self.grader = Grader(Student(course, self.reference, IN_PROCESS))
        self.records: dict[str, Record] = {}
        self.fault = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed:
            return None  # pytest says what could not be collected
        whole = [item for item in session.items if self.grader.check(item).whole]
        parts = [item for item in session.items if item not in whole]
        for overlay in self.overlays:
            started = time.monotonic()
            self.grader.again(Student(self.grader.course, self.reference, IN_PROCESS, overlay), self.exercise)
            results = self._run(parts)
            if not (self.sparing and any(outcome.status != "passed" for _, outcome in results)):
                results += self._run(whole)
            if self.fault:
                break
            seconds = time.monotonic() - started
            self.records[overlay.name] = Record(self.reference.name, IN_PROCESS, seconds, results)
        return True

    def _run(self, items: Sequence[pytest.Item]) -> list[tuple[Check, Outcome]]:
        found: list[tuple[Check, Outcome]] = []
        for item, following in zip(items, [*items, None][1:], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            check = self.grader.check(item)
            if check.id in self.grader.outcomes:
                found.append((check, self.grader.outcomes[check.id]))
            else:
                self.fault = self.fault or item.nodeid
        return found
