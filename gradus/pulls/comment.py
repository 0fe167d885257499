"""What stands on GitHub about one graded commit: the sticky comment, and the check run. Sentences of ours and numbers.

Nothing that a student made stands outside of a fence; not even their login is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gradus.core import markdown
from gradus.core.report import Report
from gradus.pulls.ledger import PullRequestState

COMMENT = 60_000  # characters; GitHub takes 65,536
SUMMARY = 65_000  # bytes; GitHub takes 65,535


@dataclass(frozen=True)
class Verdict:
    """A graded commit with all that is told of it. `head` is the pull request's commit now, where that is known."""

    seen: PullRequestState
    report: Report
    graders: str
    refused: int
    deadline: str | None
    head: str | None

    @property
    def late(self) -> bool:
        return self.deadline is not None and self.seen.sight.since > self.deadline


def marker(number: int) -> str:
    """What tells our comment from others of ours, invisible on the page."""
    return f"<!-- gradus:v1 pr={number} -->"


def name(number: int) -> str:
    return f"Gradus #{number}"


def title(report: Report) -> str:
    return f"{report.score:g} of {report.max_score:g} points"


def external_id(seen: PullRequestState) -> str:
    return f"gradus:{seen.number}:{seen.author}:{seen.sha}"


def comment(verdict: Verdict) -> str:
    """The body of the comment, never longer than GitHub takes."""
    end = f"\n{marker(verdict.seen.number)}"
    return _page(f"## {title(verdict.report)}\n\n", verdict, COMMENT - len(end)) + end


def check_run(verdict: Verdict) -> dict[str, Any]:
    """What the check run says: never red, for an unfinished exercise is no fault."""
    report = verdict.report
    summary = _page("", verdict, SUMMARY)
    room = SUMMARY
    while len(summary.encode()) > SUMMARY:
        room = room * SUMMARY // len(summary.encode()) - 100
        summary = _page("", verdict, room)
    return {
        "name": name(verdict.seen.number),
        "external_id": external_id(verdict.seen),
        "status": "completed",
        "conclusion": "success" if report.score >= report.max_score else "neutral",
        "output": {"title": title(report), "summary": summary},
    }


def _page(head: str, verdict: Verdict, limit: int) -> str:
    text = head + "".join(f"{line}\n\n" for line in _sentences(verdict))
    return text + markdown.exercises(verdict.report.exercises, limit=limit - len(text))


def _sentences(verdict: Verdict) -> list[str]:
    seen = verdict.seen
    first, last = _time(seen.sight.since), _time(seen.sight.seen)
    when = f"at {first}" if first == last else f"between {first} and {last}"
    lines = [f"Commit `{seen.sha[:12]}`, handed in {when}; graded with version `{verdict.graders[:12]}` of the checks."]
    if verdict.late:
        lines.append(f"This commit came after the deadline, {_time(str(verdict.deadline))}.")
    if verdict.head and verdict.head != seen.sha:
        lines.append(f"A newer commit, `{verdict.head[:12]}`, is not graded yet: its turn comes.")
    if verdict.refused:
        files = "1 file was" if verdict.refused == 1 else f"{verdict.refused} files were"
        lines.append(
            f"{files} not taken: what is handed in is ordinary files, a module at most 1 MB large and a notebook 12 MB."
        )
    return lines


def _time(stamp: str) -> str:
    return f"{stamp[:10]} {stamp[11:16]} UTC"
