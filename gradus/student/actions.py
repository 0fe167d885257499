"""GitHub Actions: the summary page of a student's own workflow, and annotations on the exercises.

GitHub runs workflow commands that are printed: `printable` breaks those that come from a student's code.
"""

from collections.abc import Iterator, Sequence

from gradus.core import markdown
from gradus.core.report import ExerciseResult
from gradus.core.status import Visibility
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
    failed = [(r, c) for r in results for c in r.checks if c.visibility is Visibility.VISIBLE and not c.status.quiet]
    shown = failed if len(failed) <= ANNOTATIONS else failed[: ANNOTATIONS - 1]
    for result, check in shown:
        place = f"file={_property(f'exercises/{result.id}.py')},line=1,title={_property(one_line(check.title, 200))}"
        lines = filter(None, [printable(check.message, MESSAGE), one_line(check.advice, 500)])
        yield f"::error {place}::{_data(chr(10).join(lines))}"
    if len(shown) < len(failed):
        yield f"::error title=More::{len(failed) - len(shown)} more checks fail: the summary page shows all of them."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
