"""The hidden checks of an exercise as several official runs see them: each with a secret of its own, in one session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.grading.collecting import CHECK
from gradus.grading.faults import once
from gradus.grading.phases import Phase
from gradus.grading.runner import OverlayRunner, session
from gradus.grading.running import Outcome
from gradus.grading.student import Overlay, Student
from gradus.sandbox.launch import IN_PROCESS


class Runs(OverlayRunner):
    """A pytest plugin that runs the hidden checks once for each secret and overlay.

    `outcomes` are by the names of secret, overlay and check. Checks of the whole run for the first secret only with
    `whole`, for none without.
    """

    def __init__(self, course: Course, exercise: Exercise, secrets: Sequence[bytes], overlays: Sequence[Overlay]) -> None:
        super().__init__(course, exercise, overlays, skip_end_to_end=True)
        self.secrets = secrets
        self.outcomes: dict[tuple[bytes, str, str], Outcome] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Take the place of pytest's own loop."""
        if session.testsfailed:
            return None
        found = {item: item.stash[CHECK] for item in session.items}
        hidden = [item for item, c in found.items() if c.visibility is Visibility.HIDDEN and not c.end_to_end]
        for secret in self.secrets:
            for overlay in self.overlays:
                student = Student(self.grader.course, self.reference, IN_PROCESS, overlay)
                self.grader.again(student, [self.exercise], Phase(None, secret))
                self._run(hidden)
                for check, outcome in self.grader.results():
                    self.outcomes[secret, overlay.name, check.id] = outcome
        return True


def official(
    course: Course, exercise: Exercise, secrets: Sequence[bytes], overlays: Sequence[Overlay]
) -> dict[tuple[bytes, str, str], Outcome]:
    """The outcomes of the hidden checks on the reference with each overlay, for each secret, but for end-to-end checks.

    Raises CourseError if the graders themselves are at fault.
    """
    runs = Runs(course, exercise, secrets, overlays)
    session(course, [exercise], False, [], [runs.grader, runs])
    if faults := once(runs.grader.faults.values()):
        raise CourseError("\n".join(faults))
    return runs.outcomes
