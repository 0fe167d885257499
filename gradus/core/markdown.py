"""Renders exercises and their checks as Markdown for GitHub: a comment, a check run, a step summary.

The course's texts are escaped. Messages may contain a student's text, and go into code blocks that it cannot close.
"""

import html
import re
import textwrap
from collections.abc import Iterator, Sequence

from gradus.core.report import ExerciseResult
from gradus.core.status import Status, Visibility
from gradus.core.telling import Told, tell, unusable, waiting
from gradus.core.text import one_line, printable

MESSAGES = (3000, 1000, 300)  # lengths of a message, tried in this order
TRUNCATED = "Shortened to fit: the report has the rest.\n"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&#]|^[-+=]|(?<=^\d)[.)])")


def fenced(text: str, limit: int) -> str:
    """Return `text` as a code block of at most `limit` characters; empty if there is no text, or no room for it.

    The fence is longer than any run of backticks in the text, so that nothing in it ends the block.
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


def escaped(text: str, limit: int = 300) -> str:
    """Return `text` on one line, without Markdown syntax and without mentions of users."""
    return re.sub(r"@(?=\w)", "@\u2060", _SPECIAL.sub(r"\\\1", one_line(text, limit)))


def exercises(results: Sequence[ExerciseResult], *, limit: int, hidden_messages: bool = False) -> str:
    """Return a table of scores and the details of each check, in at most `limit` characters.

    `hidden_messages` shows messages and help of hidden checks. To fit, messages are cut, then what matters least.
    """
    table = _table(results)
    for sizes in _sizes(len(results)):
        details = "".join(_details(r, size, hidden_messages) for r, size in zip(results, sizes, strict=True))
        note = f"\n{TRUNCATED}" if min(sizes, default=MESSAGES[0]) < MESSAGES[0] else ""
        if len(table) + len(details) + len(note) <= limit:
            return table + details + note
    lines = [*table.splitlines(keepends=True), f"\n{TRUNCATED}"]
    while lines and sum(map(len, lines)) > limit:
        lines.pop(-2 if len(lines) > 1 else -1)
    return "".join(lines)


def _sizes(count: int) -> Iterator[list[int]]:
    """Yield the length of each exercise's messages, from most to least; -1 drops passed checks too."""
    yield from ([size] * count for size in MESSAGES)
    yield from ([MESSAGES[-1]] * kept + [0] * (count - kept) for kept in range(count - 1, -1, -1))
    yield [-1] * count


def _table(results: Sequence[ExerciseResult]) -> str:
    rows = ["| exercise | | points |\n", "|---|---|---:|\n"]
    for result in results:
        more = result.max_score - result.possible
        points = f"{result.earned:g} / {result.possible:g}" + (f" (+ {more:g})" if more > 1e-9 else "")
        rows.append(f"| {escaped(result.id)} | {escaped(result.title)} | {points} |\n")
    if any("(+ " in row for row in rows):
        rows.append("\nIn brackets: points that are judged when you hand in.\n")
    return "".join(rows)


def _details(result: ExerciseResult, size: int, hidden_messages: bool) -> str:
    told = [each for each in tell(result.checks) if size >= 0 or each.check.status is not Status.PASSED]
    fault = result.waiting[:1]
    items = [_fault(result, each, size, hidden_messages) for each in told if each.check in fault]
    items += [_item(each, size, hidden_messages) for each in told]
    passed = sum(check.status is Status.PASSED for check in result.checks)
    summary = html.escape(f"{one_line(result.id)}: {passed} of {len(result.checks)} checks passed")
    return f"\n<details><summary>{summary}</summary>\n\n{''.join(items)}\n</details>\n" if items else ""


def _fault(result: ExerciseResult, told: Told, size: int, hidden_messages: bool) -> str:
    """What is wrong with the whole file, for which its checks wait."""
    line = f"- ✗ {escaped(unusable(result))} {escaped(waiting(result))}\n"
    redacted = told.check.visibility is Visibility.HIDDEN and not hidden_messages
    message = fenced(told.facts, size) if size > 0 and not redacted else ""
    return line + (f"\n{textwrap.indent(message, '  ')}" if message else "")


def _item(told: Told, size: int, hidden_messages: bool) -> str:
    check = told.check
    redacted = check.visibility is Visibility.HIDDEN and not hidden_messages
    hidden = "hidden, " if check.visibility is Visibility.HIDDEN else ""
    further = "further work, " if check.further else ""
    facts = f"{further}{hidden}{escaped(check.status.word)}, {check.score:g} / {check.points:g}"
    line = f"- {check.status.mark} {escaped(check.title)} ({facts})\n"
    if check.status in (Status.PASSED, Status.NOT_STARTED) or check.whole_file:
        return line
    message = fenced(told.facts, size) if size > 0 and not redacted else ""
    advice = told.advice if check.diagnosis or not redacted else ""
    parts = [message, f"{escaped(advice, 1000)}\n" if advice else ""]
    return line + "".join("\n" + textwrap.indent(part, "  ") for part in parts if part)
