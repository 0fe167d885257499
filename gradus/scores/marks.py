"""Reads the results of a class into scored items, and turns them into marks for gradebooks and tables."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from gradus.core.decode import DecodeError
from gradus.core.names import same
from gradus.core.report import Report
from gradus.core.report import read as read_report
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.lessons.grade import sanitise_markdown
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport
from gradus.lessons.report import read as read_lessons
from gradus.scores.roster import Student, SubmissionInfo, gradebook_id

MOST_POINTS = 1_000_000
AnyReport = TypeVar("AnyReport", Report, LessonReport)


@dataclass(frozen=True)
class ScorePart:
    """A check or a question; `score` is None until a person grades it. `answer` is the ID of the answer's cell."""

    name: str
    points: float
    score: float | None
    answer: str = ""
    comment: str = ""
    by_person: bool = False


@dataclass(frozen=True)
class ScoredItem:
    """One exercise or lesson of one submission, graded at the time `graded`."""

    login: str
    name: str
    parts: tuple[ScorePart, ...]
    graded: datetime
    notebook: Path | None = None

    @property
    def max_score(self) -> float:
        """The sum of all points."""
        return round(sum(part.points for part in self.parts), 6)

    @property
    def score(self) -> float:
        """The sum of the scores so far."""
        return round(sum(part.score or 0.0 for part in self.parts), 6)


@dataclass(frozen=True)
class Mark:
    """What a student got for one exercise or lesson. `waiting`: a person has yet to grade a part of it."""

    login: str
    student: Student | None
    exercise: str
    score: float
    max_score: float
    submission: SubmissionInfo
    graded: datetime
    late: bool | None
    waiting: bool = False


@dataclass(frozen=True)
class DueDates:
    """Due dates: one for everything, and those of single exercises, which take precedence."""

    default: datetime | None = None
    by_name: Mapping[str, datetime] = field(default_factory=dict)

    def of(self, name: str) -> datetime | None:
        """The due date of an exercise or lesson."""
        return self.by_name.get(name, self.default)


@dataclass(frozen=True)
class ClassResults:
    """The scored items of a class, with its students and submissions (by login in lower case) and due dates."""

    items: Sequence[ScoredItem]
    students: Mapping[str, Student] = field(default_factory=dict)
    submissions: Mapping[str, SubmissionInfo] = field(default_factory=dict)
    due: DueDates = field(default_factory=DueDates)

    def submission(self, login: str) -> SubmissionInfo:
        """The commit and time of an account's submission."""
        return self.submissions.get(same(login), SubmissionInfo())

    def marks(self) -> list[Mark]:
        """A mark for each item, sorted by account; within an account in the order of the course."""
        marks: list[Mark] = []
        for item in self.items:
            submission, due = self.submission(item.login), self.due.of(item.name)
            late = submission.submitted > due if submission.submitted and due else None
            waiting = any(part.score is None for part in item.parts)
            student = self.students.get(same(item.login))
            scores = item.score, item.max_score
            marks.append(Mark(item.login, student, item.name, *scores, submission, item.graded, late, waiting))
        return sorted(marks, key=lambda mark: same(mark.login))

    def not_in_roster(self) -> list[str]:
        """The accounts that submitted something and are not in the roster."""
        return list(dict.fromkeys(item.login for item in self.items if same(item.login) not in self.students))


def assignment_name(name: str) -> str:
    """The nbgrader assignment of an exercise or lesson: calculus-derivatives."""
    return name.removeprefix("lessons/").replace("/", "-")


def read_reports(results: Path) -> dict[Path, Report]:
    """The reports in a folder, or the one in a file. Raises TableError if one is invalid or a duplicate."""
    return _read_all([results] if results.is_file() else sorted(results.glob("*.json")), read_report)


def read_scored(results: Path) -> list[ScoredItem]:
    """The exercises and lessons in a folder of results. Raises TableError if a report is invalid or there is none."""
    items = [item for path, report in read_reports(results).items() for item in _exercise_items(path, report)]
    lessons = _read_all(sorted((results / "lessons").glob("*.json")), read_lessons)
    items += [item for path, report in lessons.items() for item in _lesson_items(path, report)]
    if not items:
        raise TableError(f"{results} has no reports: give the folder that gradus grade --out wrote.")
    _check_versions(items)
    return items


def _read_all(paths: Iterable[Path], read: Callable[[Path], AnyReport]) -> dict[Path, AnyReport]:
    reports: dict[Path, AnyReport] = {}
    accounts: dict[str, Path] = {}
    for path in paths:
        try:
            reports[path] = report = read(path)
            _check_scores(report, "report")
        except DecodeError as error:
            raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None
        other = accounts.setdefault(gradebook_id(report.submission), path)
        if other != path:
            raise TableError(f"{other} and {path} are reports of the same submission, {one_line(report.submission)}.")
    return reports


def _check_scores(result: Any, where: str) -> None:
    """Raises DecodeError if a score in a report is not between 0 and its points, but for rounding."""
    if hasattr(result, "score"):
        points = min(getattr(result, "max_score" if hasattr(result, "max_score") else "points"), MOST_POINTS)
        if not 0 <= result.score <= points + 1e-6:
            raise DecodeError(f"{where}.score: expected a number from 0 to {points:g}")
    for name, value in vars(result).items():
        for number, part in enumerate(value if isinstance(value, tuple) else ()):
            if is_dataclass(part):
                _check_scores(part, f"{where}.{name}[{number}]")


def _exercise_items(path: Path, report: Report) -> Iterator[ScoredItem]:
    for exercise in report.exercises:
        parts = tuple(ScorePart(check.id.split("::")[-1], check.points, check.score) for check in exercise.checks)
        yield ScoredItem(report.submission, exercise.id, parts, _modified(path))


def _lesson_items(path: Path, report: LessonReport) -> Iterator[ScoredItem]:
    for lesson in report.lessons:
        copy = path.with_suffix("") / f"{lesson.id}.ipynb"
        parts = tuple(map(_question_part, lesson.answers))
        notebook = copy if copy.is_file() else None
        yield ScoredItem(report.submission, f"lessons/{lesson.id}", parts, _modified(path), notebook)


def _question_part(answer: AnswerResult) -> ScorePart:
    by_person, ungraded = answer.by is GradedBy.PERSON, answer.status is AnswerStatus.UNGRADED
    name = answer.id if by_person else f"{answer.id}-check"
    score = None if by_person and ungraded else answer.score
    comment = "" if ungraded or answer.status is AnswerStatus.PASSED else sanitise_markdown(answer.message)
    return ScorePart(name, answer.points, score, answer.id, comment, by_person)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _check_versions(items: Iterable[ScoredItem]) -> None:
    """Raises TableError if two items were graded by different graders: their scores are not comparable."""
    first: dict[str, ScoredItem] = {}
    for item in items:
        other = first.setdefault(item.name, item)
        if [(p.name, p.points) for p in other.parts] != [(p.name, p.points) for p in item.parts]:
            logins = f"{one_line(other.login)} and {one_line(item.login)}"
            raise TableError(f"{logins} were graded by different versions of {item.name}: grade both again.")
