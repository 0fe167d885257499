"""Reads the results of a class into scored items, and turns them into marks for gradebooks and tables."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from gradus.core.decode import DecodeError
from gradus.core.names import same
from gradus.core.report import ExerciseResult, Report
from gradus.core.report import read as read_report
from gradus.core.schedule.due import DueDates
from gradus.core.schedule.policy import Attempt, Outcome, Work, settle
from gradus.core.schedule.units import Rules, Unit
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.lessons.reading.harmless import sanitise_markdown
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport
from gradus.lessons.report import read as read_lessons
from gradus.scores.found import check_scores, reports_in
from gradus.scores.protection import is_unprotected, require_protected
from gradus.scores.roster import Student, SubmissionInfo, gradebook_id, parse_time
from gradus.scores.totals import Mark, totals, unit_of, with_dropped

__all__ = (
    "ClassResults",
    "DueDates",
    "Mark",
    "ScorePart",
    "ScoredItem",
    "assignment_name",
    "check_versions",
    "narrowed",
    "read_attempts",
    "read_reports",
    "read_scored",
    "totals",
)

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
    """One exercise or lesson of one submission, graded at the time `graded`; `unprotected` if in no sandbox.

    `submission` is that of this attempt, where it is known apart from the account's.
    """

    login: str
    name: str
    parts: tuple[ScorePart, ...]
    graded: datetime
    notebook: Path | None = None
    submission: SubmissionInfo | None = None
    unprotected: bool = False

    @property
    def max_score(self) -> float:
        """The sum of all points."""
        return round(sum(part.points for part in self.parts), 6)

    @property
    def score(self) -> float:
        """The sum of the scores so far."""
        return round(sum(part.score or 0.0 for part in self.parts), 6)


@dataclass(frozen=True)
class ClassResults:
    """The scored items of a class, with its students and submissions (by login in `same`'s form) and due dates.

    Several items of one account and name are attempts, in their order. `rules` say which one counts, and for how much.
    `reports` are those that the items come from, as far as they are of exercises and lie in a folder of results.
    """

    items: Sequence[ScoredItem]
    students: Mapping[str, Student] = field(default_factory=dict)
    submissions: Mapping[str, SubmissionInfo] = field(default_factory=dict)
    due: DueDates = field(default_factory=DueDates)
    units: Sequence[Unit] = ()
    rules: Rules = field(default_factory=Rules)
    reports: Sequence[Report] = ()

    def submission(self, login: str) -> SubmissionInfo:
        """The commit and time of an account's submission."""
        return self.submissions.get(same(login), SubmissionInfo())

    def submission_of(self, item: ScoredItem) -> SubmissionInfo:
        """The commit and time of an item: those of its attempt, or of the account."""
        return item.submission or self.submission(item.login)

    def settled(self) -> "ClassResults":
        """The same class with one item for each account and name: the attempt that counts."""
        return replace(self, items=[item for item, _, _ in self._counting()])

    def marks(self) -> list[Mark]:
        """A mark for each account and name, sorted by account; within an account in the order of the course."""
        marks = [self._mark(item, outcome, attempts) for item, outcome, attempts in self._counting()]
        return self.with_dropped(sorted(marks, key=lambda mark: same(mark.login)))

    def with_dropped(self, marks: Sequence[Mark]) -> list[Mark]:
        """The marks, those that don't count noted as `dropped`; to be called again where scores were replaced."""
        return with_dropped(marks, self.units, self.rules)

    def not_in_roster(self) -> list[str]:
        """The accounts that submitted something and are not in the roster."""
        return list(dict.fromkeys(item.login for item in self.items if same(item.login) not in self.students))

    def _counting(self) -> Iterator[tuple[ScoredItem, Outcome, int]]:
        """The items that count, each with its outcome and how many attempts there were."""
        accounts: dict[str, dict[str, list[ScoredItem]]] = {}
        for item in self.items:
            accounts.setdefault(same(item.login), {}).setdefault(item.name, []).append(item)
        for works in accounts.values():
            outcomes = settle([self._work(items) for items in works.values()], self.rules)
            for name, items in works.items():
                yield items[outcomes[name].attempt], outcomes[name], len(items)

    def _work(self, items: Sequence[ScoredItem]) -> Work:
        first, unit = items[0], unit_of(items[0].name, self.units)
        infos = [self.submission_of(item) for item in items]
        attempts = [Attempt(i.score, info.submitted, info.until) for i, info in zip(items, infos, strict=True)]
        return Work(first.name, attempts, self.due.of(first.name, first.login), unit.id if unit else "")

    def _mark(self, item: ScoredItem, outcome: Outcome, attempts: int) -> Mark:
        unit = unit_of(item.name, self.units)
        return Mark(
            login=item.login,
            student=self.students.get(same(item.login)),
            exercise=item.name,
            score=outcome.score(item.score, self.rules),
            max_score=item.max_score,
            submission=self.submission_of(item),
            graded=item.graded,
            late=outcome.late,
            waiting=any(part.score is None for part in item.parts),
            earned=item.score,
            days_late=outcome.days,
            free_days=outcome.free,
            untimed=outcome.unknown,
            extended=self.due.of(item.name, item.login) != self.due.of(item.name),
            unit=unit.id if unit else "",
            weight=unit.weight if unit else None,
            attempt=outcome.attempt + 1,
            attempts=attempts,
            unprotected=item.unprotected,
        )


def narrowed(report: Report, works: Collection[str]) -> Report:
    """A report on these exercises alone."""
    kept = tuple(each for each in report.exercises if each.id in works)
    sums = [round(sum(numbers), 6) for numbers in ([e.score for e in kept], [e.max_score for e in kept])]
    return replace(report, exercises=kept, score=sums[0], max_score=sums[1])


def assignment_name(name: str) -> str:
    """The nbgrader assignment of an exercise or lesson: calculus-derivatives."""
    return name.removeprefix("lessons/").replace("/", "-")


def read_reports(
    results: Path, notes: list[str] | None = None, logins: Container[str] = frozenset(), *, unprotected: bool = False
) -> dict[Path, Report]:
    """The reports in a folder, or the one in a file. Raises TableError if one is invalid or a duplicate.

    Files that are no reports are left out, and told to `notes`; not so what is called like one of the `logins`. Raises
    UnprotectedError if the code of one ran in no sandbox, unless `unprotected` says that no marks are made of them, or
    that the teacher wants them and the marks say so.
    """
    paths = [results] if results.is_file() else reports_in(results, Report.SCHEMA, notes, logins)
    read = _read_all(paths, read_report)
    if not unprotected:
        require_protected(read.values())
    return read


def read_scored(results: Path, reports: Mapping[Path, Report] | None = None) -> list[ScoredItem]:
    """The exercises and lessons in a folder of results. Raises TableError if a report is invalid or there is none.

    `reports` are those of the exercises, if they have been read already.
    """
    read = read_reports(results) if reports is None else reports
    items = [item for path, report in read.items() for item in _exercise_items(path, report)]
    lessons = _read_all(reports_in(results / "lessons", LessonReport.SCHEMA), read_lessons)
    items += [item for path, report in lessons.items() for item in _lesson_items(path, report)]
    if not items:
        if read:
            raise TableError(f"{results} has no marks: none of its {len(read)} submissions could be graded.")
        raise TableError(f"{results} has no reports: give the folder that gradus grade --out wrote.")
    check_versions(items)
    return items


def read_attempts(
    attempts: Iterable[tuple[Path, str, str, SubmissionInfo]], *, unprotected: bool = False
) -> list[ScoredItem]:
    """One exercise in each of some reports: its name, and the attempt of an account with its commit and time.

    Raises TableError, and UnprotectedError as `read_reports`.
    """
    items: list[ScoredItem] = []
    read: dict[Path, Report] = {}
    for path, login, work, submission in attempts:
        if path not in read:  # a commit that came back is another attempt
            read |= _read_all([path], read_report)
        for item in _exercise_items(path, read[path]):
            if item.name == work:
                items.append(replace(item, login=login, submission=submission))
    if not unprotected:
        require_protected(read.values())
    check_versions(items)
    return items


def _read_all(paths: Iterable[Path], read: Callable[[Path], AnyReport]) -> dict[Path, AnyReport]:
    reports: dict[Path, AnyReport] = {}
    accounts: dict[str, Path] = {}
    for path in paths:
        try:
            reports[path] = report = read(path)
            check_scores(report, "report")
        except DecodeError as error:
            raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None
        other = accounts.setdefault(gradebook_id(report.submission), path)
        if other != path:
            raise TableError(f"{other} and {path} are reports of the same submission, {one_line(report.submission)}.")
    return reports


def _exercise_items(path: Path, report: Report) -> Iterator[ScoredItem]:
    for exercise in report.exercises:
        parts = tuple(ScorePart(check.id.split("::")[-1], check.points, check.score) for check in exercise.checks)
        graded, open_one = _graded(path, exercise), is_unprotected(report)
        yield ScoredItem(report.submission, exercise.id, parts, graded, unprotected=open_one)


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


def _graded(path: Path, exercise: ExerciseResult) -> datetime:
    """When an exercise was graded: an old report does not say, and its file's time is the best that is known."""
    if exercise.made is None:
        return _modified(path)
    try:
        return parse_time(exercise.made.at).replace(microsecond=0)
    except ValueError as error:
        raise TableError(f"{path} cannot be used: {exercise.id}, made.at: {error}") from None


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def check_versions(items: Iterable[ScoredItem]) -> None:
    """Raises TableError if two items were graded by different graders: their scores are not comparable."""
    first: dict[str, ScoredItem] = {}
    for item in items:
        other = first.setdefault(item.name, item)
        if [(p.name, p.points) for p in other.parts] != [(p.name, p.points) for p in item.parts]:
            logins = f"{one_line(other.login)} and {one_line(item.login)}"
            if same(item.login) == same(other.login):
                logins = f"two attempts of {one_line(item.login)}"
            raise TableError(f"{logins} were graded by different versions of {item.name}: grade both again.")
