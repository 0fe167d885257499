"""The hidden checks of an exercise as several official runs see them: each with a secret of its own, in one session."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.grading import running
from gradus.grading.collecting import CHECK
from gradus.grading.faults import once
from gradus.grading.phases import Phase
from gradus.grading.runner import OverlayRunner, session
from gradus.grading.running import Outcome
from gradus.grading.student import Overlay, Student
from gradus.sandbox.launch import IN_PROCESS


class Runs(OverlayRunner):
    """A pytest plugin that runs the hidden checks that draw once for each secret and overlay; end-to-end ones never.

    `outcomes` are by the secret, the overlay's name and the check's id. `hidden` are the ids of all hidden checks that
    could have drawn, `drawing` those that did.
    """

    def __init__(
        self, course: Course, exercise: Exercise, secrets: Sequence[bytes], overlays: Sequence[Overlay]
    ) -> None:
        super().__init__(course, exercise, overlays, skip_end_to_end=True)
        self.secrets = secrets
        self.outcomes: dict[tuple[bytes, str, str], Outcome] = {}
        self.hidden: set[str] = set()
        self.drawing: set[str] = set()

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Take the place of pytest's own loop."""
        if session.testsfailed:
            return None
        found = {item: item.stash[CHECK] for item in session.items}
        items = [item for item, c in found.items() if c.visibility is Visibility.HIDDEN and not c.end_to_end]
        self.hidden = {found[item].id for item in items}
        for secret in self.secrets:
            for overlay in self.overlays:
                student = Student(self.grader.course, self.reference, IN_PROCESS, overlay)
                self.grader.again(student, [self.exercise], Phase(None, secret))
                self._run(items)
                for check, outcome in self.grader.results():
                    self.outcomes[secret, overlay.name, check.id] = outcome
            items = [item for item in items if found[item].id in self.drawing]  # the others would be the same again
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self) -> None:
        """Note a check that has drawn."""
        if (now := running.running()) and now.drawn:
            self.drawing.add(now.check.id)


def official(course: Course, exercise: Exercise, secrets: Sequence[bytes], overlays: Sequence[Overlay]) -> Runs:
    """Run the hidden checks of an exercise on the reference with each overlay, once for each secret.

    Raises CourseError if the graders themselves are at fault.
    """
    runs = Runs(course, exercise, secrets, overlays)
    session(course, [exercise], False, [], [runs.grader, runs])
    if faults := once(runs.grader.faults.values()):
        raise CourseError("\n".join(faults))
    return runs
