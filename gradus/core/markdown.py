"""Exercises and their checks as Markdown that GitHub shows: in a pull request, a check run, a step summary.

Titles, diagnoses and help come from the course and are escaped; a message may hold what a student's code made, and
stands in a fence that it cannot close. Imports nothing but the standard library: whoever posts has nothing installed.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator, Sequence

from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.core.text import one_line, printable

# How much of each message is shown: the first that fits. Then the last exercises lose theirs.
MESSAGES = (3000, 1000, 300)
LEFT_OUT = "There is no room here for all of it: what is missing is in the report.\n"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&#]|^[-+=]|(?<=^\d)[.)])")


def fenced(text: str, limit: int) -> str:
    """`text` as a block of code that nothing in it can end, at most `limit` characters with its fence.

    Empty where there is nothing to show, or no room for it.
    """
    shown = printable(text, max(limit, 1)).strip("\n")
    room = limit
    while shown.strip():
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
        block = f"{fence}text\n{shown}\n{fence}\n"
        if len(block) <= limit:
            return block
        room = min(room, len(shown)) - (len(block) - limit)
        shown = shown[: room - 1].rstrip("\n") + "…" if room > 1 else ""
    return ""


def words(text: str, limit: int = 300) -> str:
    """A sentence of the course on one line, in which Markdown finds no marks, no links and nobody to notify."""
    return re.sub(r"@(?=\w)", "@\u2060", _SPECIAL.sub(r"\\\1", one_line(text, limit)))


def exercises(results: Sequence[ExerciseResult], *, limit: int, hidden_messages: bool = False) -> str:
    """A table of scores, and what each check said; never more than `limit` characters.

    Of a hidden check it holds title, status and diagnosis. Where there is too little room, messages are cut and then
    left out, those of the last exercises first; then checks that passed, then all checks, then rows of the table.
    """
    table = _table(results)
    for sizes in _sizes(len(results)):
        details = "".join(_details(r, size, hidden_messages) for r, size in zip(results, sizes, strict=True))
        note = f"\n{LEFT_OUT}" if min(sizes, default=MESSAGES[0]) < MESSAGES[0] else ""
        if len(table) + len(details) + len(note) <= limit:
            return table + details + note
    lines = [*table.splitlines(keepends=True), f"\n{LEFT_OUT}"]
    while lines and sum(map(len, lines)) > limit:
        lines.pop(-2 if len(lines) > 1 else -1)
    return "".join(lines)


def _sizes(count: int) -> Iterator[list[int]]:
    """How much of each exercise's messages to show, in the order of trying; -1 leaves out passed checks too."""
    yield from ([size] * count for size in MESSAGES)
    yield from ([MESSAGES[-1]] * kept + [0] * (count - kept) for kept in range(count - 1, -1, -1))
    yield [-1] * count


def _table(results: Sequence[ExerciseResult]) -> str:
    rows = ["| exercise | | points |\n", "|---|---|---:|\n"]
    for result in results:
        more = result.max_score - result.possible
        points = f"{result.earned:g} / {result.possible:g}" + (f" (+ {more:g})" if more > 1e-9 else "")
        rows.append(f"| {words(result.id)} | {words(result.title)} | {points} |\n")
    if any("(+ " in row for row in rows):
        rows.append("\nIn brackets: points that are decided by checks that run when you hand in.\n")
    return "".join(rows)


def _details(result: ExerciseResult, message: int, hidden_messages: bool) -> str:
    checks = [check for check in result.checks if message >= 0 or check.status is not Status.PASSED]
    if not checks:
        return ""
    passed = sum(check.status is Status.PASSED for check in result.checks)
    summary = html.escape(f"{one_line(result.id)}: {passed} of {len(result.checks)} checks passed")
    items = "".join(_item(check, message, hidden_messages) for check in checks)
    return f"\n<details><summary>{summary}</summary>\n\n{items}\n</details>\n"


def _item(check: CheckResult, message: int, hidden_messages: bool) -> str:
    hidden = check.visibility is Visibility.HIDDEN
    facts = ", ".join(
        [*(["hidden"] if hidden else []), words(check.status.word), f"{check.score:g} / {check.points:g}"]
    )
    line = f"- {check.status.mark} {words(check.title)} ({facts})\n"
    if check.status in (Status.PASSED, Status.NOT_STARTED):
        return line
    said = fenced(check.message, message) if message > 0 and (hidden_messages or not hidden) else ""
    advice = check.diagnosis or ("" if hidden and not hidden_messages else check.help)
    parts = [said, f"{words(advice, 1000)}\n" if advice else ""]
    return line + "".join("\n" + textwrap.indent(part, "  ") for part in parts if part)
