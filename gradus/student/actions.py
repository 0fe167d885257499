"""GitHub Actions: the summary page of a student's own workflow, and annotations on the exercises.

GitHub runs workflow commands that are printed: `printable` breaks those that come from a student's code.
"""

from collections.abc import Iterator, Sequence

from gradus.core import markdown
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Visibility
from gradus.core.telling import tell, unusable
from gradus.core.text import one_line, printable

# GitHub shows ten annotations of a step, of up to 4,096 characters each, and a summary of up to 1 MiB.
ANNOTATIONS, MESSAGE, SUMMARY = 10, 2000, 250_000


def summary(results: Sequence[ExerciseResult]) -> str:
    """The summary of a step in Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    score, possible = sum(r.earned for r in results), sum(r.possible for r in results)
    head = (
        f"## {score:g} of {possible:g} points\n\n"
        "From the checks that you have yourself. The official score comes with the comment on your pull request.\n\n"
    )
    return head + markdown.exercises(results, limit=SUMMARY - len(head))


def annotate(results: Sequence[ExerciseResult]) -> Iterator[str]:
    """Workflow commands that annotate the visible checks that failed, at most ten."""
    failed = [(result, told) for result in results for told in tell(result.checks) if _annotated(result, told.check)]
    shown = failed if len(failed) <= ANNOTATIONS else failed[: ANNOTATIONS - 1]
    for result, told in shown:
        title = unusable(result) if told.check.whole_file else told.check.title
        place = f"file={_property(f'exercises/{result.id}.py')},line=1,title={_property(one_line(title, 200))}"
        lines = filter(None, [printable(told.facts, MESSAGE), one_line(told.advice, 500)])
        yield f"::error {place}::{_data(chr(10).join(lines))}"
    if len(shown) < len(failed):
        yield f"::error title=More::{len(failed) - len(shown)} more checks fail: the summary page shows all of them."


def _annotated(result: ExerciseResult, check: CheckResult) -> bool:
    """Whether it is a visible check that failed; of a fault of the whole file, one is enough."""
    return check.visibility is Visibility.VISIBLE and not check.status.quiet and check not in result.waiting[1:]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
