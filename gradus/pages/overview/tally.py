"""Counts the results of a class: who is where, which checks fail, which misconceptions are behind that."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from gradus.core.names import same
from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.status import Status, Visibility
from gradus.lessons.report import AnswerStatus, LessonReport, LessonResult
from gradus.pages.overview.cells import cells_of
from gradus.pages.overview.open_ends import lost, moved, stuck
from gradus.pages.overview.view import Cell, CheckRow, ClassView, Found, Item, StudentRow
from gradus.scores.by_hand import ByHand
from gradus.scores.protection import is_unprotected
from gradus.scores.roster import Student


def build(
    reports: Iterable[Report],
    lessons: Iterable[LessonReport] = (),
    *,
    students: Iterable[Student] = (),
    misconceptions: Mapping[str, Mapping[str, str]] | None = None,
    by_hand: Mapping[str, ByHand] | None = None,
    only: Collection[str] | None = None,
    notes: Iterable[str] = (),
    before: Iterable[Report] | None = None,
) -> ClassView:
    """The view of a class; students who need help come first.

    `misconceptions` are their sentences by name, by exercise. `only` limits the view to these exercises and lessons.
    `notes` are sentences for the teacher. `before` are the reports before the last change, if there are any.
    """
    reports = list(reports)
    wanted = (lambda name: True) if only is None else frozenset(only).__contains__
    results = {report.submission: [each for each in report.exercises if wanted(each.id)] for report in reports}
    answers = {each.submission: [one for one in each.lessons if wanted(f"lessons/{one.id}")] for each in lessons}
    known = {same(student.login): student for student in students}
    logins = {**{same(login): login for login in answers}, **{same(login): login for login in results}}
    asked = {same(login): lessons for login, lessons in answers.items()}
    hand = by_hand or {}
    cells = {at: cells_of(at, results.get(at, ()), asked.get(key, ()), hand.get(key)) for key, at in logins.items()}
    rows = _rows(reports, cells, _names(logins, known))
    return ClassView(
        items=tuple(_items(results.values(), answers.values())),
        students=tuple(rows),
        every=tuple(_checks(results, answers)),
        found=tuple(_found(results, misconceptions or {})),
        absent=tuple(student for key, student in known.items() if key not in logins),
        unknown=tuple(login for key, login in logins.items() if known and key not in known),
        alike=tuple(_alike(results)),
        notes=tuple(notes),
        lost=lost(results, answers),
        stuck=stuck(rows, results, answers),
        moved=None if before is None else moved(before, reports, wanted),
        unprotected=tuple(report.submission for report in reports if is_unprotected(report)),
    )


def _rows(
    reports: Iterable[Report], cells: Mapping[str, dict[str, Cell]], names: Mapping[str, str]
) -> list[StudentRow]:
    refused = {report.submission: report.refused for report in reports}
    rows = [StudentRow(login, names[login], each, refused.get(login, "")) for login, each in cells.items()]
    return sorted(rows, key=need)


def _names(logins: Mapping[str, str], known: Mapping[str, Student]) -> dict[str, str]:
    """What each login is called."""
    names = {login: known[key].full_name if key in known else "" for key, login in logins.items()}
    often = Counter(map(same, names.values()))
    return {
        login: f"{name} ({login})" if name and often[same(name)] > 1 else name or login for login, name in names.items()
    }


def need(row: StudentRow) -> tuple[bool, float, int, str]:
    """The order in which students need help: nothing could be graded, few points, many open ends."""
    return not row.refused, row.score, -len(row.stuck), same(row.name)


def _items(results: Iterable[Sequence[ExerciseResult]], answers: Iterable[Sequence[LessonResult]]) -> Iterable[Item]:
    exercises = {each.id: Item(each.id, each.title, each.max_score) for row in results for each in row}
    names = {each.id: each.max_score for row in answers for each in row}
    return [*exercises.values(), *(Item(f"lessons/{name}", name, points) for name, points in names.items())]


def _checks(
    results: Mapping[str, Sequence[ExerciseResult]], answers: Mapping[str, Sequence[LessonResult]]
) -> list[CheckRow]:
    """The checks and questions, in the order of the course; a fault of the whole file is none of a check."""
    rows: dict[str, CheckRow] = {}
    for login, exercises in results.items():
        for exercise in exercises:
            for check in exercise.checks:
                row = rows.get(check.id) or rows.setdefault(check.id, _check_row(exercise.id, check))
                _count(row, login, check)
    for login, lessons in answers.items():
        for lesson in lessons:
            for answer in lesson.answers:
                item = f"lessons/{lesson.id}"
                row = rows.setdefault(f"{item}::{answer.id}", CheckRow(item, answer.id, answer.id, answer.points))
                wrong = answer.status in (AnswerStatus.FAILED, AnswerStatus.ERROR)
                row.passed += answer.status is AnswerStatus.PASSED
                row.wrong += [login] if wrong else []
    return list(rows.values())


def _check_row(item: str, check: CheckResult) -> CheckRow:
    hidden = check.visibility is Visibility.HIDDEN
    return CheckRow(item, check.id.split("::")[-1], check.title, check.points, hidden, check.further)


def _count(row: CheckRow, login: str, check: CheckResult) -> None:
    if check.whole_file:
        return
    row.passed += check.status is Status.PASSED
    row.help = row.help or check.help
    if check.status.wrong:
        row.wrong.append(login)
        row.diagnoses[check.diagnosis or ""] += 1
    elif check.status is Status.TIMEOUT:
        row.no_answer.append(login)


def _found(
    results: Mapping[str, Sequence[ExerciseResult]], misconceptions: Mapping[str, Mapping[str, str]]
) -> list[Found]:
    """The diagnoses, those of most students first."""
    names: dict[tuple[str, str], list[str]] = {}
    for item, sentences in misconceptions.items():
        for name, sentence in sentences.items():
            names.setdefault((item, sentence), []).append(name)
    found: dict[tuple[str, str], Found] = {}
    for login, exercises in results.items():
        for exercise in exercises:
            for check in exercise.checks:
                if check.diagnosis and check.status.wrong:
                    key = exercise.id, check.diagnosis
                    each = found.setdefault(key, Found(*key, tuple(names.get(key, ()))))
                    each.checks[check.id.split("::")[-1]] += 1
                    each.logins += [] if login in each.logins[-1:] else [login]
    return sorted(found.values(), key=lambda each: (-len(each.logins), not each.names))


def _alike(results: Mapping[str, Sequence[ExerciseResult]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Who has the same code in which exercises; what nobody has begun is equal anyway."""
    owners: dict[tuple[str, str], list[str]] = {}
    for login, exercises in results.items():
        for each in exercises:
            if each.made and each.made.submission and each.begun:
                owners.setdefault((each.id, each.made.submission), []).append(login)
    groups: dict[tuple[str, ...], list[str]] = {}
    for (exercise, _), logins in owners.items():
        if len(logins) > 1:
            groups.setdefault(tuple(logins), []).append(exercise)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [(logins, tuple(exercises)) for logins, exercises in ordered]
