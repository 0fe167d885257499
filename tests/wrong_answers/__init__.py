"""Answers that students could write, and what grading says to them; no misconception was written from any of these.

development.txt and final.txt hold wrong answers of the same kinds: work with the first one, and let final.txt be a
measure, unread. right.txt holds unusual answers that are right. A case begins with a line

    ### EXERCISE :: NAME :: PATTERN

and its code is appended to the reference of that exercise, so that it overrides functions and classes. PATTERN is what
every true and helpful sentence about the mistake matches somewhere, in capitals or not; a right answer has none.

`python -m tests.wrong_answers development` prints how each exercise does.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.core.handed_in.submission import Submission
from gradus.grading import scoring
from gradus.grading.diagnosis import matching
from gradus.grading.runner import run_checks
from gradus.sandbox.launch import IN_PROCESS

HERE = Path(__file__).resolve().parent
COURSE = courses.load(HERE.parent.parent)
FILES = ("development", "final", "right")


@dataclass(frozen=True)
class Case:
    """One answer: code that overrides what stands in the reference of an exercise."""

    exercise: str
    name: str
    pattern: str
    code: str


@dataclass(frozen=True)
class Verdict:
    """What grading made of a case: the points that it lost, the failed checks' titles, the sentences that were said."""

    case: Case
    lost: float
    failed: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def true(self) -> list[str]:
        """The sentences that fit the mistake."""
        return [sentence for sentence in self.said if re.search(self.case.pattern, sentence, re.IGNORECASE)]

    @property
    def false(self) -> list[str]:
        """The sentences that don't."""
        return [sentence for sentence in self.said if sentence not in self.true]

    @property
    def accepted(self) -> bool:
        """Whether the answer kept all points."""
        return self.lost == 0

    @property
    def named(self) -> bool:
        """Whether some sentence fits the mistake, and the answer lost points."""
        return bool(self.true) and not self.accepted

    def __str__(self) -> str:
        told = self.said or self.failed or ("kept all points",)
        return f"{self.case.exercise} {self.case.name}: " + " | ".join(told)


def cases(file: str) -> list[Case]:
    """The cases of one of FILES, in its order."""
    parts = re.split(r"^### (.*)\n", (HERE / f"{file}.txt").read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for head, code in zip(parts[::2], parts[1::2], strict=True):
        exercise, name, pattern = [*(part.strip() for part in head.split("::", 2)), ""][:3]
        found.append(Case(exercise, name, pattern, code))
    return found


def judge(wanted: Iterable[Case], course: Course = COURSE) -> list[Verdict]:
    """Grade each case as a submission of its exercise.

    Raises CourseError where the graders are at fault, or where a sentence is asked for and fingerprints are stale.
    """
    wanted = list(wanted)
    matching.require_fresh(course, [course.by_id[name] for name in sorted({c.exercise for c in wanted if c.pattern})])
    return list(_verdicts(wanted, course))


def _verdicts(wanted: Iterable[Case], course: Course) -> Iterator[Verdict]:
    for case in wanted:
        exercise = course.by_id[case.exercise]
        with tempfile.TemporaryDirectory() as folder:
            for each in [*course.before(exercise), exercise]:
                source = (course.solutions / each.path).read_text("utf-8")
                path = Path(folder) / each.path
                path.parent.mkdir(exist_ok=True)
                path.write_text(f"{source}\n\n{case.code}" if each is exercise else source, "utf-8")
            record = run_checks(course, Submission(case.name, Path(folder)), [exercise], IN_PROCESS)
        (result,) = scoring.build(course, record, [exercise]).exercises
        failed = [check for check in result.checks if check.score < check.points]
        said = dict.fromkeys(check.diagnosis for check in failed if check.diagnosis)
        lost = round(result.max_score - result.score, 6)
        yield Verdict(case, lost, tuple(check.title for check in failed), tuple(said))
