"""A class on the fake GitHub over some weeks: who pushed what when, and what the marks must be by that alone."""

from __future__ import annotations

import hashlib
import math
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gradus.authoring.stubs import write as write_stubs
from gradus.core import checks as listing
from gradus.core import course as courses
from gradus.core.course import Course
from gradus.core.report import CheckResult, ExerciseResult, Made, Report
from gradus.core.status import Status
from tests.conftest import ROOT

WEEKS = ("one", "two", "three", "four")
START = datetime(2026, 11, 20, 12, tzinfo=UTC)
PENALTY = 10  # percent for each day
SCORES = (0.0, 1.0, 1.5, 2.5, 4.0)  # of an exercise, by how many of its checks pass


def due(week: str) -> datetime:
    """When an exercise is due: on Sundays at 23:59 in Berlin."""
    return datetime(2026, 11, 22, 22, 59, tzinfo=UTC) + timedelta(weeks=WEEKS.index(week) + 1)


def weekly_course(folder: Path) -> Course:
    """A course of four exercises, one due each week."""
    mini = ROOT / "tests" / "mini"
    units = [f'[[units]]\nid = "{w}"\nexercises = ["weeks/{w}"]\ndue = {due(w).isoformat()}\n' for w in WEEKS]
    entries = [f'[[exercises]]\nid = "weeks/{w}"\ntitle = "Week {w}"\npoints = 4\n' for w in WEEKS]
    head = 'title = "Weekly"\nallow = ["numpy"]\nseconds = 2\n\n[[parts]]\nid = "weeks"\ntitle = "Weeks"\n\n'
    for week in WEEKS:
        shutil.copytree(mini / "graders" / "warmup" / "square", folder / "graders" / "weeks" / week)
        (folder / "solutions" / "weeks").mkdir(parents=True, exist_ok=True)
        shutil.copy(mini / "solutions" / "warmup" / "square.py", folder / "solutions" / "weeks" / f"{week}.py")
    marks = f"[marks]\nlate_penalty = {PENALTY}\n"
    (folder / "course.toml").write_text(head + "\n".join([*entries, *units, marks]), "utf-8")
    course = courses.load(folder)
    write_stubs(course)
    return course


@dataclass
class Student:
    """A repository: whose it is, and its true history, as times of pushes with the content of each week by then."""

    login: str
    members: tuple[str, ...]
    extra: dict[str, timedelta] = field(default_factory=dict)
    history: list[tuple[datetime, dict[str, str]]] = field(default_factory=list)

    def due(self, week: str) -> datetime:
        return due(week) + self.extra.get(week, timedelta())

    def expected(self, week: str, hard_passes: bool) -> tuple[float, datetime, str] | None:
        """The mark of an exercise, when what counts was pushed, and its content; None if it was never begun."""
        changes: list[tuple[datetime, str]] = []
        for time, content in self.history:
            text = content.get(week, "")
            if text and (not changes or changes[-1][1] != text):
                changes.append((time, text))
        if not changes:
            return None
        in_time = [change for change in changes if change[0] <= self.due(week)]
        time, text = (in_time or changes)[-1]
        earned = SCORES[passes(text, hard_passes)]
        return round(earned * max(0, 100 - PENALTY * self.days(week, time)) / 100, 6), time, text

    def days(self, week: str, time: datetime) -> int:
        """How many days after an exercise was due something came; each that was begun counts."""
        return max(0, math.ceil((time - self.due(week)) / timedelta(days=1)))


def passes(text: str, hard_passes: bool) -> int:
    """How many checks an answer passes: a "hard" one is right, but the first version of the checks refuses it."""
    number = int(text.split("# passes ")[1].split()[0])
    return number - 1 if "# hard" in text and not hard_passes else number


def answer(rng: random.Random, login: str, week: str) -> str:
    hard = "# hard\n" if rng.random() < 0.2 else ""
    number = rng.choice((1, 2, 3, 4, 4))
    return f"# {login} {week} {rng.random()}\n{hard}# passes {number} checks\ndef square(x):\n    return x\n"


def pushes(rng: random.Random, student: Student) -> Iterator[tuple[datetime, dict[str, str]]]:
    """The times of a student's pushes, each with all that stands there then."""
    times: list[tuple[datetime, str]] = []
    for week in WEEKS:
        for _ in range(rng.choice((1, 1, 2, 3))):
            # Most work in the days before, many in the last minutes, some late.
            before = rng.choice((rng.uniform(1, 120), rng.uniform(0, 0.2), rng.uniform(-70, 0), rng.uniform(0, 24)))
            times.append((student.due(week) - timedelta(hours=before), week))
    state: dict[str, str] = {}
    for time, week in sorted(times):
        state[week] = answer(rng, student.login, week)
        yield max(time, START + timedelta(hours=1)).replace(microsecond=0), dict(state)


def graded(course: Course, folder: Path, hard_passes: bool) -> Report:
    """What the grader says of a submission, by what its files say of themselves."""
    exercises = [_exercise(course, exercise.id, folder, hard_passes) for exercise in course.exercises]
    total = sum(each.score for each in exercises)
    return Report(Report.SCHEMA, folder.name, "bubblewrap", 1.0, total, course.points, tuple(exercises))


def _exercise(course: Course, name: str, folder: Path, hard_passes: bool) -> ExerciseResult:
    exercise = course.by_id[name]
    path = folder / "exercises" / exercise.path
    text = path.read_text("utf-8") if path.is_file() else ""
    number = passes(text, hard_passes) if "# passes" in text else -1
    results = []
    for place, check in enumerate(listing.read(course, exercise)):
        status = Status.NOT_STARTED if number < 0 else Status.PASSED if place < number else Status.FAILED
        score = check.points if status is Status.PASSED else 0.0
        told = (check.id, check.title, check.visibility, status, check.points, score, "", None, "")
        results.append(CheckResult(*told))
    made = Made("2026-11-20T12:00:00Z", "1", "3", "2", hashlib.sha256(text.encode()).hexdigest()[:16], "g")
    result = ExerciseResult(name, exercise.title, sum(each.score for each in results), 4.0, tuple(results), made)
    return replace(result)
