"""GitHub Actions: the summary page of a student's own workflow, and annotations on the exercises.

GitHub runs workflow commands that are printed: `printable` breaks those that come from a student's code.
"""

from collections.abc import Callable, Iterator, Sequence

from gradus.core import called, markdown
from gradus.core.course import Course
from gradus.core.handed_in.submission import ModuleReadError, Submission, lines_of
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.core.telling import Told, tell, unusable
from gradus.core.text import count, one_line, printable

# Of a step GitHub shows ten errors and ten warnings, of up to 4,096 characters each, and a summary of up to 1 MiB.
ANNOTATIONS, MESSAGE, SUMMARY = 10, 2000, 250_000


def summary(results: Sequence[ExerciseResult]) -> str:
    """The summary of a step in Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    score, possible = sum(r.earned for r in results), sum(r.possible for r in results)
    head = (
        f"## {score:g} of {possible:g} points\n\n{standing(results)}\n\n"
        "From the checks that you have yourself. The official score comes with the comment on your pull request.\n\n"
    )
    return head + markdown.exercises(results, limit=SUMMARY - len(head))


def standing(results: Sequence[ExerciseResult]) -> str:
    """How many exercises have something wrong, and how many are only unfinished, which is no mistake."""
    wrong = sum(each.fails for each in results)
    finished = sum(each.finished and not each.fails for each in results)
    begun = sum(each.begun and not each.finished and not each.fails for each in results)
    groups = {
        "with something wrong": wrong,
        "finished": finished,
        "begun and not finished": begun,
        "not begun": len(results) - wrong - finished - begun,
    }
    known = ", ".join(f"{number} {what}" for what, number in groups.items() if number)
    return f"{count(len(results), 'exercise')}: {known}."


def annotate(results: Sequence[ExerciseResult], line_of: Callable[[CheckResult], int]) -> Iterator[str]:
    """Workflow commands that annotate visible checks: errors at what is wrong, then warnings at what is missing.

    At most ten of each; `line_of` gives the line of the student's file at which a check's annotation stands.
    """
    told = [(result, told) for result in results for told in tell(result.checks) if _annotated(result, told.check)]
    wrong = [each for each in told if each[1].check.status.fails]
    missing = [each for each in told if each[1].check.status is Status.MISSING]
    for level, all_, more in (("error", wrong, "checks fail"), ("warning", missing, "checks miss something")):
        shown = all_ if len(all_) <= ANNOTATIONS else all_[: ANNOTATIONS - 1]
        for result, each in shown:
            yield f"::{level} {_place(result, each.check, line_of(each.check))}::{_data(_text(each))}"
        if left := len(all_) - len(shown):
            yield f"::{level} title=More::{left} more {more}: the summary page shows all of them."


def line_in(course: Course, submission: Submission, check: CheckResult) -> int:
    """The line of a submission's file at which to look for a check; 1 if the file cannot be read."""
    try:
        lines = lines_of(submission.source(course.by_id[check.id.partition("::")[0]]))
    except ModuleReadError:
        return 1
    return called.line_of(course, check, "\n".join(lines))


def _annotated(result: ExerciseResult, check: CheckResult) -> bool:
    """Whether it is visible and not quiet; of a fault of the whole file, one is enough."""
    return check.visibility is Visibility.VISIBLE and not check.status.quiet and check not in result.waiting[1:]


def _place(result: ExerciseResult, check: CheckResult, line: int) -> str:
    title = unusable(result) if check.whole_file else check.title
    return f"file={_property(f'exercises/{result.id}.py')},line={line},title={_property(one_line(title, 200))}"


def _text(told: Told) -> str:
    return "\n".join(filter(None, [printable(told.facts, MESSAGE), one_line(told.advice, 500)]))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
