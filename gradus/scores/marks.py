"""What each submission got, exercise by exercise and lesson by lesson: what gradebooks and tables are made of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gradus.core import report as reports
from gradus.core.report import Report
from gradus.core.text import one_line
from gradus.lessons import grade as lessons
from gradus.scores.roster import Student, SubmissionInfo, TableError, account


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
    pieces: tuple[ScorePart, ...]
    graded: datetime
    notebook: Path | None = None

    @property
    def assignment(self) -> str:
        """Its name in nbgrader: calculus-derivatives."""
        return self.name.removeprefix("lessons/").replace("/", "-")

    @property
    def max_score(self) -> float:
        return round(sum(piece.points for piece in self.pieces), 6)

    @property
    def score(self) -> float:
        return round(sum(piece.score or 0.0 for piece in self.pieces), 6)


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
    for path, report in found:
        if other := seen.get(account(report.submission)):
            raise TableError(f"{other} and {path} are reports of the same submission, {one_line(report.submission)}.")
        seen[account(report.submission)] = path
    return found


def read_works(results: Path) -> list[ScoredItem]:
    """Everything in a folder of results: exercises from its reports, lessons from lessons/. Raises TableError."""
    works: list[ScoredItem] = []
    for path, report in read_reports(results):
        for exercise in report.exercises:
            pieces = tuple(ScorePart(check.id.split("::")[-1], check.points, check.score) for check in exercise.checks)
            works.append(ScoredItem(report.submission, exercise.id, pieces, _time(path)))
    for path in sorted((results / "lessons").glob("*.json")):
        try:
            read = lessons.read(path)
        except (OSError, ValueError) as error:
            raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None
        for lesson in read.lessons:
            copy = path.with_suffix("") / f"{lesson.id}.ipynb"
            questions = tuple(_question(answer) for answer in lesson.answers)
            works.append(
                ScoredItem(
                    read.submission, f"lessons/{lesson.id}", questions, _time(path), copy if copy.is_file() else None
                )
            )
    if not works:
        raise TableError(f"{results} holds no reports: give the folder that gradus grade --out wrote.")
    _agree(works)
    return works


def marks(
    works: Iterable[ScoredItem], students: dict[str, Student], handed: dict[str, SubmissionInfo], due: DueDates
) -> list[Mark]:
    """The works as lines of a table, by account and then in the course's order."""
    lines: list[Mark] = []
    for work in works:
        known = handed.get(work.login.casefold(), SubmissionInfo())
        limit = due.of(work.name)
        late = known.submitted > limit if known.submitted and limit else None
        waiting = any(piece.score is None for piece in work.pieces)
        student = students.get(work.login.casefold())
        lines.append(
            Mark(work.login, student, work.name, work.score, work.max_score, known, work.graded, late, waiting)
        )
    return sorted(lines, key=lambda line: line.login.casefold())


def unknown(works: Iterable[ScoredItem], students: dict[str, Student]) -> list[str]:
    """The accounts that handed something in and do not stand in the roster."""
    return list(dict.fromkeys(work.login for work in works if work.login.casefold() not in students))


def _read(path: Path) -> Report:
    try:
        read = reports.read(path)
    except (OSError, ValueError) as error:
        reason = "it is not valid JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        raise TableError(f"{path} cannot be used: {one_line(reason, 300)}") from None
    if read.schema != reports.SCHEMA:
        raise TableError(f"{path} cannot be used: its schema is {one_line(str(read.schema))}, not {reports.SCHEMA}.")
    return read


def _question(answer: lessons.AnswerResult) -> ScorePart:
    person = answer.by == "person"
    awaited = person and answer.status == "ungraded"
    return ScorePart(
        name=answer.id if person else f"{answer.id}-check",
        points=answer.points,
        score=None if awaited else answer.score,
        answer=answer.id,
        comment="" if answer.status in ("passed", "ungraded") else lessons.harmless(answer.message),
        by_person=person,
    )


def _time(path: Path) -> datetime:
    """When the report was written."""
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _agree(works: Sequence[ScoredItem]) -> None:
    """Raises TableError where two reports were made with different graders: their marks are not of one kind."""
    first: dict[str, ScoredItem] = {}
    for work in works:
        other = first.setdefault(work.name, work)
        if [(p.name, p.points) for p in other.pieces] != [(p.name, p.points) for p in work.pieces]:
            raise TableError(
                f"{one_line(other.login)} and {one_line(work.login)} were graded by different versions of {work.name}: "
                "grade both again."
            )
