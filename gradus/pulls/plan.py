"""What is to be graded: the newest commit of every open pull request that the ledger does not have."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gradus.core import decode as strict
from gradus.core.decode import DecodeError
from gradus.pulls import ledger as ledgers
from gradus.pulls.client import Client, GitHubError, RequestRejectedError
from gradus.pulls.ledger import SHA, Key, Ledger, Observation, PullRequestState, stamp
from gradus.pulls.store import Branch

SCHEMA = "gradus.plan/1"
FILE = "plan.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Who hands in after the deadline is told so by the last poll before: near it, every poll is written down.
POLLED, NEAR = timedelta(hours=1), timedelta(minutes=30)


@dataclass(frozen=True)
class OpenPullRequest:
    """A pull request as GitHub lists it."""

    number: int
    author: int
    login: str
    sha: str
    repository: str | None
    created: str


@dataclass(frozen=True)
class Plan:
    """`news` says whether there is anything to post or to record."""

    schema: str
    course: str
    ledger: str
    branch: str
    graders: str
    deadline: str | None
    now: str
    news: bool
    seen: tuple[PullRequestState, ...]

    @property
    def grade(self) -> list[PullRequestState]:
        return [each for each in self.seen if each.state == "grade"]

    def write(self, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        (work / FILE).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=True) + "\n", "utf-8")


def read(work: Path) -> Plan:
    """The plan in a folder. Raises DecodeError where there is none."""
    try:
        data = (work / FILE).read_bytes()
    except OSError as error:
        raise DecodeError(f"{FILE} in {work} cannot be read: {error.strerror}") from None
    plan = strict.build(Plan, strict.loads(data), "plan")
    if plan.schema != SCHEMA:
        raise DecodeError(f"its schema is not {SCHEMA}")
    if not all(SHA.fullmatch(each.sha) for each in plan.seen):
        raise DecodeError("a commit in it is none")
    return plan


@dataclass(frozen=True)
class PlanOptions:
    """What a teacher says about a round."""

    cooldown: timedelta
    limit: int
    deadline: str | None
    graders: str
    regrade: bool


def make(client: Client, course: str, branch: Branch, wishes: PlanOptions) -> Plan:
    """Look at the open pull requests and at the ledger. Raises GitHubError."""
    found = list(pull_requests(client, course))
    if client.now is None:
        raise GitHubError("GitHub's answers do not say what time it is there.")
    now = client.now
    ledger = branch.read().ledger
    seen = tuple(decide(found, ledger, now, wishes))
    news = any(each.state == "grade" for each in seen) or _news(ledger, now, seen, wishes.deadline)
    return Plan(SCHEMA, course, branch.repository, branch.name, wishes.graders, wishes.deadline, stamp(now), news, seen)


def pull_requests(client: Client, course: str) -> Iterable[OpenPullRequest]:
    """The open pull requests of people, drafts apart. Raises GitHubError."""
    try:
        listed = list(client.pages(f"/repos/{course}/pulls", state="open", sort="created", direction="asc"))
    except RequestRejectedError as refused:
        raise GitHubError(
            f"The pull requests of {course} cannot be read ({refused}): is that its name, and may "
            "GRADUS_COURSE_TOKEN read them?"
        ) from None
    found: dict[int, OpenPullRequest] = {}
    for pull in listed:
        try:
            if pull.get("draft") or pull["user"] is None or pull["user"]["type"] != "User":
                continue
            repository = (pull["head"]["repo"] or {}).get("full_name")
            head = OpenPullRequest(
                int(pull["number"]),
                int(pull["user"]["id"]),
                str(pull["user"]["login"]),
                str(pull["head"]["sha"]),
                repository,
                ledgers.moment(pull["created_at"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise GitHubError("GitHub lists a pull request in a form that is not known here.") from None
        if not SHA.fullmatch(head.sha):
            raise GitHubError(f"GitHub gives pull request #{head.number} a commit that is none.")
        found[head.number] = head  # a list that changes while it is read may name one twice
    return found.values()


def decide(
    pulls: Iterable[OpenPullRequest], ledger: Ledger, now: datetime, wishes: PlanOptions
) -> list[PullRequestState]:
    """What becomes of each pull request in this round, by number."""
    pulls = sorted(pulls, key=lambda pull: pull.number)
    graded, heads = ledger.graded, {head.number: head.sha for head in ledger.heads}
    tried = {each.key: each.tried for each in ledger.waiting if each.tried}
    same = _same_commits(pulls, ledger)
    seen: list[PullRequestState] = []
    again: set[Key] = set()
    for pull in pulls:
        key = pull.number, pull.author, pull.sha
        entry = graded.get(key)
        sight = _sight(pull, key, ledger, heads, now)
        if entry and wishes.regrade and entry.graders != wishes.graders:
            again.add(key)
        state = "graded" if entry and key not in again else "limit"
        numbers = tuple(sorted(same[pull.sha] - {(pull.number, pull.author)}))
        others = tuple(number for number, author in numbers if author != pull.author)
        seen.append(PullRequestState(*key[:2], pull.login, pull.sha, pull.repository, sight, state, True, others))
    if wishes.regrade:
        # What counts is not always a head: a later commit may have come too late, or the pull request be closed.
        for latest in ledger.latest:
            entry = graded[latest.number, latest.author, latest.sha]
            if entry.graders != wishes.graders and entry.key not in {each.key for each in seen}:
                again.add(entry.key)
                seen.append(
                    PullRequestState(
                        *entry.key[:2],
                        entry.login,
                        entry.sha,
                        None,
                        entry.sights[-1],
                        "limit",
                        False,
                        entry.same_commit,
                    )
                )
    return _chosen(seen, again, tried, _last_tries(ledger), now, wishes)


def _sight(pull: OpenPullRequest, key: Key, ledger: Ledger, heads: dict[int, str], now: datetime) -> Observation:
    """When the commit became the head: between the last poll that did not see it there, and the first that did."""
    waiting = {each.key: each.sight for each in ledger.waiting}
    if key in waiting:
        return waiting[key]
    entry = ledger.graded.get(key)
    if entry and heads.get(pull.number) == pull.sha:
        return entry.sights[-1]
    first = stamp(now)
    return Observation(first, min(max(ledger.polled or "", pull.created), first))


def _same_commits(pulls: Sequence[OpenPullRequest], ledger: Ledger) -> dict[str, set[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for pull in pulls:
        found[pull.sha].add((pull.number, pull.author))
    for entry in ledger.entries:
        found[entry.sha].add((entry.number, entry.author))
    return found


def _last_tries(ledger: Ledger) -> dict[int, str]:
    """When an account's work was last graded, or was to be."""
    last: dict[int, str] = {}
    for author, time in [
        *((entry.author, entry.planned) for entry in ledger.entries),
        *((each.author, each.tried) for each in ledger.waiting if each.tried),
    ]:
        last[author] = max(last.get(author, ""), time or "")
    return last


def _chosen(
    seen: list[PullRequestState],
    again: set[Key],
    tried: dict[Key, str],
    last: dict[int, str],
    now: datetime,
    wishes: PlanOptions,
) -> list[PullRequestState]:
    """Those whose turn it is: one of each author, who waited longest first; regrading waits for nobody."""
    order = sorted(
        (each for each in seen if each.state != "graded"),
        key=lambda each: (tried.get(each.key, ""), each.sight, each.number),
    )
    states: dict[Key, str] = {}
    busy: set[int] = set()
    places = wishes.limit
    for each in order:
        waits = each.key not in again and (
            each.author in busy or stamp(now - wishes.cooldown) < last.get(each.author, "")
        )
        if waits:
            states[each.key] = "cool-down"
        elif places:
            places -= 1
            states[each.key] = "grade"
            busy.add(each.author)
        else:
            states[each.key] = "limit"
    return [replace(each, state=states.get(each.key, each.state)) for each in seen]


def _news(ledger: Ledger, now: datetime, seen: tuple[PullRequestState, ...], deadline: str | None) -> bool:
    """Whether the ledger should hear of a round in which nothing is graded."""
    recorded = ledgers.record(ledger, stamp(now), seen, (), (), deadline)
    if ledger.polled is None or replace(recorded, polled=ledger.polled) != ledger:
        return True
    polled = datetime.fromisoformat(ledger.polled).astimezone(UTC)
    if now - polled >= POLLED:
        return True
    return deadline is not None and ledger.polled < deadline <= stamp(now + NEAR)


def table(plan: Plan) -> list[str]:
    """Sentences for the teacher about a plan."""
    states = Counter(each.state for each in plan.seen)
    words = {"grade": "to grade", "graded": "graded already", "cool-down": "in cool-down", "limit": "for later rounds"}
    lines = [", ".join(f"{states[state]} {text}" for state, text in words.items()) + "."]
    for each in plan.seen:
        if each.same_commit:
            others = ", ".join(f"#{number}" for number in each.same_commit)
            lines.append(f"#{each.number} has the same head commit as {others}, of another author.")
    return lines
