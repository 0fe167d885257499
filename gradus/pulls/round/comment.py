"""What a pull request shows: the sticky comment, which begins with what counts, and what stands beside a commit.

Text made by students appears only inside fenced code blocks; not even their login is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gradus.core import markdown
from gradus.core.called import functions_of
from gradus.core.course import Course
from gradus.core.report import CheckResult, Report
from gradus.core.source_lines import stopped_at
from gradus.core.status import Visibility
from gradus.core.text import one_line
from gradus.pulls.forge.forge import Annotation, Status
from gradus.pulls.forge.posting import ANNOTATIONS, marker
from gradus.pulls.ledger.counting import Counted
from gradus.pulls.ledger.ledger import EARLIEST, Observation, PullRequestState
from gradus.pulls.round.fetch import MODULE, NOTEBOOK

COMMENT = 60_000  # characters; GitHub accepts 65,536
SUMMARY = 65_000  # bytes; GitHub accepts 65,535
Lines = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Verdict:
    """A graded commit: `skipped` counts its files that were not fetched, `head` is the newest commit, if known.

    `counts` are what counts for the account, by exercise; `lines` where its functions stand, by exercise and name.
    """

    pull: PullRequestState
    report: Report
    graders: str
    skipped: int
    counts: Mapping[str, Counted] = field(default_factory=dict)
    head: str | None = None
    lines: Lines = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The score in words."""
        return f"{self.report.score:g} of {self.report.max_score:g} points"


def comment_body(verdict: Verdict) -> str:
    """Return the comment's Markdown, never longer than GitHub accepts."""
    end = f"\n{marker(verdict.pull.number)}"
    return _page("\n\n".join([*_top(verdict), ""]), verdict, COMMENT - len(end)) + end


def fault_body(pull: PullRequestState, counts: Mapping[str, Counted]) -> str:
    """Return the comment for a head that could not be graded: a fault that is not the student's."""
    lines = ["## Not graded yet", f"Commit `{pull.sha[:12]}` could not be graded. Your teacher has been told."]
    if counts:
        lines += ["What counts until then:", "\n".join(_counting(counts))]
    return "\n\n".join([*lines, marker(pull.number)])


def status_of(verdict: Verdict, course: Course) -> Status:
    """Return what stands beside the commit. It is never red: an unfinished exercise is no error."""
    pull, report = verdict.pull, verdict.report
    room = SUMMARY
    while (size := len((summary := _page("", verdict, room)).encode())) > SUMMARY:
        room = room * SUMMARY // size - 100
    key = f"gradus:{pull.number}:{pull.account}:{pull.sha}"
    done = report.score >= report.max_score
    return Status(f"Gradus #{pull.number}", key, done, verdict.title, summary, _annotations(verdict, course))


def _annotations(verdict: Verdict, course: Course) -> list[Annotation]:
    """A remark on the student's own function for each visible check that went wrong, in the course's words."""
    found: list[Annotation] = []
    for exercise in verdict.report.exercises:
        lines = verdict.lines.get(exercise.id, {})
        for check in exercise.checks:
            if check.status.wrong and check.visibility is Visibility.VISIBLE and lines:
                title, advice = one_line(check.title, 200), one_line(check.advice or check.status.word, 1000)
                found.append(Annotation(f"exercises/{exercise.id}.py", _line(check, lines, course), title, advice))
    return found[:ANNOTATIONS]


def _line(check: CheckResult, lines: Mapping[str, int], course: Course) -> int:
    """Where the student's code stopped, or else where the function begins that the check calls."""
    path = f"exercises/{course.by_id[check.id.partition('::')[0]].path}"
    stopped = stopped_at(check.message, path)
    if stopped and stopped <= lines.get("", 0):
        return stopped
    names = functions_of(course, check, [name for name in lines if name])
    return next((lines[name] for name in names if name in lines), 1)


def _top(verdict: Verdict) -> list[str]:
    """What counts now, and why."""
    worth = round(sum(each.worth for each in verdict.counts.values()), 6)
    lines = [f"## {worth:g} of {verdict.report.max_score:g} points count"]
    if not verdict.counts:
        return [*lines, "No exercise is begun in what you handed in."]
    return [*lines, "\n".join(_counting(verdict.counts)), f"### This commit: {verdict.title}"]


def _counting(counts: Mapping[str, Counted]) -> list[str]:
    """A line for each commit and reason that something counts for."""
    groups: dict[tuple[str, str, str], list[Counted]] = {}
    for each in counts.values():
        sight = each.tried.sight
        groups.setdefault((_when(sight), each.tried.entry.sha, each.why), []).append(each)
    lines: list[str] = []
    for (when, sha, why), some in sorted(groups.items()):
        dues = sorted({_minute(each.due) for each in some if each.due})
        due = f" (due {', '.join(dues)})" if dues else ""
        scores = ", ".join(f"`{each.work}` {_score(each)}" for each in some)
        lines.append(f"- {scores}: {why}{due}, handed in {when}, commit `{sha[:12]}`")
    return lines


def _score(each: Counted) -> str:
    lost = f" of {each.tried.earned:g} earned" if each.worth != each.tried.earned else ""
    return f"{each.worth:g}{lost}"


def _page(heading: str, verdict: Verdict, limit: int) -> str:
    text = heading + "".join(f"{line}\n\n" for line in _sentences(verdict))
    return text + markdown.exercises(verdict.report.exercises, limit=limit - len(text))


def _sentences(verdict: Verdict) -> list[str]:
    pull = verdict.pull
    when = _when(pull.sight)
    lines = [f"Commit `{pull.sha[:12]}`, handed in {when}; graded with version `{verdict.graders[:12]}` of the checks."]
    if verdict.head and verdict.head != pull.sha:
        lines.append(f"A newer commit, `{verdict.head[:12]}`, is queued for grading.")
    if verdict.skipped:
        files = "1 file was" if verdict.skipped == 1 else f"{verdict.skipped} files were"
        sizes = f"modules of at most {MODULE >> 20} MB and notebooks of at most {NOTEBOOK >> 20} MB"
        lines.append(f"{files} skipped: submit regular files, {sizes}.")
    return lines


def _when(sight: Observation) -> str:
    if sight.exact or _minute(sight.since) == _minute(sight.seen):
        return f"at {_minute(sight.since)}"
    return (
        f"by {_minute(sight.seen)}"
        if sight.since <= EARLIEST
        else (f"between {_minute(sight.since)} and {_minute(sight.seen)}")
    )


def _minute(time: str) -> str:
    return f"{time[:10]} {time[11:16]} UTC"
