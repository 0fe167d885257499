"""What an evaluation of VPL (Virtual Programming Lab, for Moodle) prints: comments, and the grade that is proposed.

VPL reads the output line by line and takes the last line that begins with the tag of a grade. So no text of anybody's
begins a line, and the tags are broken wherever they stand in one.
"""

import math
import re
from collections.abc import Iterator, Mapping

from gradus.core.report import Report
from gradus.core.status import Status
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, Exporter, ExportError, checks_of, one_file_each
from gradus.scores.protection import WORDS, is_unprotected

BEGIN, END, COMMENT, GRADE = "<|--", "--|>", "Comment :=>>", "Grade :=>>"
RANGE = {"VPL_GRADEMIN": 0.0, "VPL_GRADEMAX": 10.0}  # VPL's own, where the activity does not say
_TAGS = re.compile(r":(?==>)|<(?=\|--)|--(?=\|>)")


def render(report: Report, bundle: Bundle) -> str:
    """The report as VPL reads it; without a line for the grade where the activity has none.

    Raises ExportError if the range of grades in the environment is none.
    """
    if report.refused:
        told = f"Nothing could be graded: {one_line(report.refused, 500)}"
        return "\n".join([f"{COMMENT} {harmless(told)}", *_grade(0.0, bundle.environment), ""])
    lines = [f"{COMMENT} {harmless(f'{report.score:g} of {report.max_score:g} points.')}"]
    lines += [f"{COMMENT} {harmless(WORDS)}"] if is_unprotected(report) else []
    lines += [BEGIN, *_blocks(report), END]
    share = report.score / report.max_score if report.max_score else 0.0
    return "\n".join([*lines, *_grade(share, bundle.environment), ""])


def harmless(text: str) -> str:
    """One line of text, in which VPL finds no tag of its own."""
    return _TAGS.sub(lambda match: match[0] + " ", one_line(text, 1000))


def _blocks(report: Report) -> Iterator[str]:
    """A title for each check (a line that begins with -), and below it preformatted lines (that begin with >)."""
    for number, _, name, check in checks_of(report):
        passed = check.status is Status.PASSED
        status = "passed" if passed else check.status.replace("_", " ")
        yield f"- {number} {harmless(name)}: {status} ({check.score:g} / {check.points:g})"
        told = (printable(check.facts, 4000), printable(check.advice, 1000))
        for line in "\n".join(filter(None, told)).splitlines():
            yield f"> {_TAGS.sub(lambda match: match[0] + ' ', line)}"


def _grade(share: float, environment: Mapping[str, str]) -> list[str]:
    """The line with the grade, on the scale of the activity; none where VPL says that it has no grades."""
    least, most = (_number(environment, name) for name in RANGE)
    if not least < most:
        return []
    return [f"{GRADE} {least + (most - least) * min(1.0, max(0.0, share)):.5g}"]


def _number(environment: Mapping[str, str], name: str) -> float:
    text = environment.get(name, "").strip()
    try:
        number = float(text) if text else RANGE[name]
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ExportError(f"{name} is {one_line(text)}: expected a number.")
    return number


EXPORTER = Exporter("vpl", one_file_each(render, ".txt", refused=True), tells_unprotected=True)
