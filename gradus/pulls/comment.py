"""What GitHub shows about one graded commit: the sticky comment and the check run.

Text made by students appears only inside fenced code blocks; not even their login is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gradus.core import markdown
from gradus.core.report import Report
from gradus.core.schedule.units import Unit
from gradus.pulls.ledger import PullRequestState, format_time

COMMENT = 60_000  # characters; GitHub accepts 65,536
SUMMARY = 65_000  # bytes; GitHub accepts 65,535


@dataclass(frozen=True)
class Verdict:
    """A graded commit: `skipped` counts its files that were not fetched, `head` is the newest commit, if known.

    `units` are those of the course, whose due dates it may have missed.
    """

    pull: PullRequestState
    report: Report
    graders: str
    skipped: int
    deadline: str | None
    head: str | None
    units: Sequence[Unit] = ()

    @property
    def title(self) -> str:
        """The score in words."""
        return f"{self.report.score:g} of {self.report.max_score:g} points"


def marker(number: int) -> str:
    """The invisible text by which the sticky comment of a pull request is found again."""
    return f"<!-- gradus:v1 pr={number} -->"


def comment_body(verdict: Verdict) -> str:
    """Return the comment's Markdown, never longer than GitHub accepts."""
    end = f"\n{marker(verdict.pull.number)}"
    return _page(f"## {verdict.title}\n\n", verdict, COMMENT - len(end)) + end


def check_run_body(verdict: Verdict) -> dict[str, Any]:
    """Return the check run's fields. It is never red: an unfinished exercise is no error."""
    pull, report = verdict.pull, verdict.report
    room = SUMMARY
    while (size := len((summary := _page("", verdict, room)).encode())) > SUMMARY:
        room = room * SUMMARY // size - 100
    return {
        "name": f"Gradus #{pull.number}",
        "external_id": f"gradus:{pull.number}:{pull.author}:{pull.sha}",
        "status": "completed",
        "conclusion": "success" if report.score >= report.max_score else "neutral",
        "output": {"title": verdict.title, "summary": summary},
    }


def _page(heading: str, verdict: Verdict, limit: int) -> str:
    text = heading + "".join(f"{line}\n\n" for line in _sentences(verdict))
    return text + markdown.exercises(verdict.report.exercises, limit=limit - len(text))


def _sentences(verdict: Verdict) -> list[str]:
    pull = verdict.pull
    first, last = _minute(pull.sight.since), _minute(pull.sight.seen)
    when = f"at {first}" if first == last else f"between {first} and {last}"
    lines = [f"Commit `{pull.sha[:12]}`, submitted {when}; graded with version `{verdict.graders[:12]}` of the checks."]
    if verdict.deadline is not None and pull.sight.since > verdict.deadline:
        lines.append(f"This commit came after the deadline, {_minute(verdict.deadline)}.")
    graded = {exercise.id for exercise in verdict.report.exercises}
    missed = [(u.title, format_time(u.due)) for u in verdict.units if u.due and graded.intersection(u.exercises)]
    if before := [f"{markdown.escaped(title, 60)} ({_minute(due)})" for title, due in missed if pull.sight.since > due]:
        lines.append(f"Due before this commit came: {', '.join(before)}.")
    if verdict.head and verdict.head != pull.sha:
        lines.append(f"A newer commit, `{verdict.head[:12]}`, is queued for grading.")
    if verdict.skipped:
        files = "1 file was" if verdict.skipped == 1 else f"{verdict.skipped} files were"
        lines.append(f"{files} skipped: submit regular files, modules of at most 1 MB and notebooks of at most 12 MB.")
    return lines


def _minute(time: str) -> str:
    return f"{time[:10]} {time[11:16]} UTC"
