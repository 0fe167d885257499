"""What students have not got: the checks they lost, where each goes no further, and what changed since the last run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gradus.core.changes import changes
from gradus.core.names import same
from gradus.core.report import ExerciseResult, Report
from gradus.core.status import Status
from gradus.lessons.report import AnswerStatus, LessonResult
from gradus.pages.overview.view import Lost, Moved, State, Step, Stuck, StudentRow

Results = Mapping[str, Sequence[ExerciseResult]]
Answers = Mapping[str, Sequence[LessonResult]]
WRONG = {AnswerStatus.FAILED: Status.FAILED, AnswerStatus.ERROR: Status.ERROR}
OPEN = (State.BEGUN, State.NO_ANSWER, State.BROKEN)  # begun, and no person's turn


def lost(results: Results, answers: Answers) -> dict[str, tuple[Lost, ...]]:
    """What each student lost, by login: the checks of the exercises that they began, and the questions they missed.

    Where the whole file cannot be run no check is lost: the state of the exercise says it.
    """
    found: dict[str, list[Lost]] = {}
    for login, exercises in results.items():
        found[login] = [each for exercise in exercises if exercise.begun for each in _lost(exercise)]
    for login, lessons in answers.items():
        for lesson in lessons:
            wrong = [answer for answer in lesson.answers if answer.status in WRONG]
            named = [Lost(f"lessons/{lesson.id}::{answer.id}", WRONG[answer.status]) for answer in wrong]
            found.setdefault(login, []).extend(named)
    return {login: tuple(each) for login, each in found.items()}


def _lost(exercise: ExerciseResult) -> Iterator[Lost]:
    for check in () if exercise.waiting else exercise.checks:
        if check.status is not Status.PASSED:
            yield Lost(check.id, check.status, check.diagnosis or "")


def stuck(rows: Iterable[StudentRow], results: Results, answers: Answers) -> tuple[Stuck, ...]:
    """Where students are stuck: exercises that are begun and not finished, by the first check that stops them."""
    lessons = {same(login): {f"lessons/{each.id}": each for each in done} for login, done in answers.items()}
    found: dict[tuple[str, str], Stuck] = {}
    for row in rows:
        exercises = {each.id: each for each in results.get(row.login, ())}
        for item, cell in row.cells.items():
            if cell.state not in OPEN or cell.score >= cell.max_score > 0:
                continue
            done, lesson = exercises.get(item), lessons.get(same(row.login), {}).get(item)
            stop = _stop(done) if done else _missed(item, lesson) if lesson else None
            if stop:
                check, title, reason = stop
                each = found.setdefault((item, check), Stuck(item, check, title))
                each.logins.append(row.login)
                each.reasons[reason] += 1
    return tuple(sorted(found.values(), key=lambda each: -len(each.logins)))


def _stop(exercise: ExerciseResult) -> tuple[str, str, str] | None:
    """The first check of an exercise that stops a student, its title, and the sentence that helps."""
    if exercise.waiting:
        return "", "The file cannot be run.", ""
    first = next((check for check in exercise.core or exercise.checks if check.status is not Status.PASSED), None)
    return (first.id, first.title, first.advice) if first else None


def _missed(item: str, lesson: LessonResult) -> tuple[str, str, str] | None:
    first = next((answer for answer in lesson.answers if answer.status in WRONG), None)
    return (f"{item}::{first.id}", first.id, "") if first else None


def moved(before: Iterable[Report], after: Iterable[Report], wanted: Callable[[str], bool]) -> Moved:
    """What changed between the reports of each student, as `gradus compare` tells it; who moved most is first."""
    earlier = {same(report.submission): report for report in before}
    steps: list[Step] = []
    compared = 0
    for report in after:
        if old := earlier.get(same(report.submission)):
            compared += 1
            found = tuple(each for each in changes(old, report) if wanted(each.exercise))
            exercises: dict[str, float] = {}
            for each in found:
                exercises[each.exercise] = round(exercises.get(each.exercise, 0.0) + each.points, 6)
            if found:
                steps.append(Step(report.submission, round(sum(exercises.values()), 6), exercises, found))
    return Moved(compared, tuple(sorted(steps, key=lambda step: -abs(step.points))))
