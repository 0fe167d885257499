"""What each submission got, exercise by exercise and lesson by lesson: what gradebooks and tables are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gradus.core import report
from gradus.core.decode import DecodeError
from gradus.core.report import Report
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.lessons import report as lesson_report
from gradus.lessons.grade import harmless
from gradus.lessons.report import AnswerResult
from gradus.scores.roster import Student, SubmissionInfo, account


@dataclass(frozen=True)
class ScorePart:
    """One thing that is marked: a check or a question. `score` is None where a person's mark is awaited.

    `answer` names the notebook cell that holds the student's answer, and `comment` says what became of it.
    """

    name: str
    points: float
    score: float | None
    answer: str = ""
    comment: str = ""
    by_person: bool = False


@dataclass(frozen=True)
class ScoredItem:
    """One exercise or lesson of one submission."""

    login: str
    name: str
    parts: tuple[ScorePart, ...]
    graded: datetime
    notebook: Path | None = None

    @property
    def assignment(self) -> str:
        """Its name in nbgrader: calculus-derivatives."""
        return self.name.removeprefix("lessons/").replace("/", "-")

    @property
    def max_score(self) -> float:
        return round(sum(part.points for part in self.parts), 6)

    @property
    def score(self) -> float:
        return round(sum(part.score or 0.0 for part in self.parts), 6)


@dataclass(frozen=True)
class Mark:
    """One line of a table: what a student got for one exercise or lesson."""

    login: str
    student: Student | None
    exercise: str
    score: float
    max_score: float
    handed: SubmissionInfo
    graded: datetime
    late: bool | None
    waiting: bool = False


@dataclass(frozen=True)
class DueDates:
    """When work was due: for everything, and for single exercises, which wins."""

    always: datetime | None = None
    by_name: dict[str, datetime] = field(default_factory=dict)

    def of(self, name: str) -> datetime | None:
        return self.by_name.get(name, self.always)


def read_reports(results: Path) -> list[tuple[Path, Report]]:
    """The reports in a folder, or the one in a file. Raises TableError where one is none, or where there is none."""
    paths = [results] if results.is_file() else sorted(results.glob("*.json"))
    found = [(path, _read(path)) for path in paths]
    seen: dict[str, Path] = {}
    for path, each in found:
        if other := seen.get(account(each.submission)):
            raise TableError(f"{other} and {path} are reports of the same submission, {one_line(each.submission)}.")
        seen[account(each.submission)] = path
    return found


def read_scored(results: Path) -> list[ScoredItem]:
    """Everything in a folder of results: exercises from its reports, lessons from lessons/. Raises TableError."""
    items: list[ScoredItem] = []
    for path, read_report in read_reports(results):
        for exercise in read_report.exercises:
            parts = tuple(ScorePart(check.id.split("::")[-1], check.points, check.score) for check in exercise.checks)
            items.append(ScoredItem(read_report.submission, exercise.id, parts, _time(path)))
    for path in sorted((results / "lessons").glob("*.json")):
        try:
            read = lesson_report.read(path)
        except DecodeError as error:
            raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None
        for lesson in read.lessons:
            copy = path.with_suffix("") / f"{lesson.id}.ipynb"
            questions = tuple(_question(answer) for answer in lesson.answers)
            items.append(
                ScoredItem(
                    read.submission, f"lessons/{lesson.id}", questions, _time(path), copy if copy.is_file() else None
                )
            )
    if not items:
        raise TableError(f"{results} holds no reports: give the folder that gradus grade --out wrote.")
    _agree(items)
    return items


def make_marks(
    items: Iterable[ScoredItem], students: dict[str, Student], handed: dict[str, SubmissionInfo], due: DueDates
) -> list[Mark]:
    """The items as lines of a table, by account and then in the course's order."""
    lines: list[Mark] = []
    for item in items:
        known = handed.get(item.login.casefold(), SubmissionInfo())
        limit = due.of(item.name)
        late = known.submitted > limit if known.submitted and limit else None
        waiting = any(part.score is None for part in item.parts)
        student = students.get(item.login.casefold())
        lines.append(
            Mark(item.login, student, item.name, item.score, item.max_score, known, item.graded, late, waiting)
        )
    return sorted(lines, key=lambda line: line.login.casefold())


def unknown(items: Iterable[ScoredItem], students: dict[str, Student]) -> list[str]:
    """The accounts that handed something in and do not stand in the roster."""
    return list(dict.fromkeys(item.login for item in items if item.login.casefold() not in students))


def _read(path: Path) -> Report:
    try:
        return report.read(path)
    except DecodeError as error:
        raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None


def _question(answer: AnswerResult) -> ScorePart:
    person = answer.by == "person"
    awaited = person and answer.status == "ungraded"
    return ScorePart(
        name=answer.id if person else f"{answer.id}-check",
        points=answer.points,
        score=None if awaited else answer.score,
        answer=answer.id,
        comment="" if answer.status in ("passed", "ungraded") else harmless(answer.message),
        by_person=person,
    )


def _time(path: Path) -> datetime:
    """When the report was written."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _agree(items: Sequence[ScoredItem]) -> None:
    """Raises TableError where two reports were made with different graders: their marks are not of one kind."""
    first: dict[str, ScoredItem] = {}
    for item in items:
        other = first.setdefault(item.name, item)
        if [(p.name, p.points) for p in other.parts] != [(p.name, p.points) for p in item.parts]:
            raise TableError(
                f"{one_line(other.login)} and {one_line(item.login)} were graded by different versions of {item.name}: "
                "grade both again."
            )
