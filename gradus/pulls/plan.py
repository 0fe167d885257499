"""Plans a run: which commits of the open pull requests are graded."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gradus.core.decode import Document
from gradus.core.schedule.due import DueDates
from gradus.pulls.client import Client, GitHubError, RequestRejectedError, extract
from gradus.pulls.ledger import (
    Key,
    Ledger,
    Observation,
    PullRequestState,
    Pulls,
    format_time,
    parse_time,
    record,
    sightings,
)
from gradus.pulls.store import Branch

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Idle polls are recorded hourly, but all of them near the deadline: the last one before it decides what is late.
IDLE_INTERVAL, DEADLINE_MARGIN = timedelta(hours=1), timedelta(minutes=30)


@dataclass(frozen=True)
class Plan(Document):
    """What a run does, with the fields of plan.json; `news` says whether there is anything to post or to record."""

    FILE = "plan.json"
    SCHEMA = "gradus.plan/1"
    course: str
    ledger: str
    branch: str
    graders: str
    deadline: str | None
    now: str
    news: bool
    seen: tuple[PullRequestState, ...]

    @property
    def grade(self) -> Pulls:
        """The commits to grade."""
        return [pull for pull in self.seen if pull.state == "grade"]


@dataclass(frozen=True)
class PlanOptions:
    """The teacher's settings; `graders` is the version of the graders.

    `dues` say when the course's `works` are due, where its units do, with some `grace`. With `every`, any earlier
    attempt may count.
    """

    cooldown: timedelta
    limit: int
    deadline: str | None
    graders: str
    regrade: bool
    dues: DueDates = field(default_factory=DueDates)
    works: tuple[str, ...] = ()
    every: bool = False
    grace: timedelta = timedelta()

    def due(self, login: str = "") -> list[str]:
        """The times at which work is due, for one account with its extensions."""
        return [format_time(due + self.grace) for due in self.dues.all_of(self.works, login)]

    @property
    def deadlines(self) -> list[str]:
        """All times at which anything is due for anybody."""
        every = {due for login in ("", *(each.login for each in self.dues.extensions)) for due in self.due(login)}
        return sorted(every | ({self.deadline} if self.deadline else set()))


def make_plan(client: Client, course: str, branch: Branch, options: PlanOptions) -> Plan:
    """Compare the open pull requests of the repository `course` with the ledger. Raises GitHubError."""
    pulls, now = open_pull_requests(client, course)
    ledger = branch.read().ledger
    states = decide(pulls, ledger, now, options)
    news = any(pull.state == "grade" for pull in states) or _must_record(ledger, now, states, options)
    repositories = (course, branch.repository, branch.name)
    return Plan(Plan.SCHEMA, *repositories, options.graders, options.deadline, format_time(now), news, tuple(states))


def open_pull_requests(client: Client, course: str) -> tuple[Pulls, datetime]:
    """Return the open pull requests of people, without drafts, and the time on GitHub's clock. Raises GitHubError."""
    try:
        items = list(client.pages("/pulls", state="open", sort="created", direction="asc"))
    except RequestRejectedError as error:
        hint = "is that its name, and may GRADUS_COURSE_TOKEN read them?"
        raise GitHubError(f"The pull requests of {course} cannot be read ({error}): {hint}") from None
    if client.now is None:
        raise GitHubError("GitHub's responses have no date.")
    pulls: dict[int, PullRequestState] = {}  # a list that changes while its pages are read may contain one twice
    for item in items:
        try:
            user, head = item["user"], item["head"]
            if item.get("draft") or user is None or user["type"] != "User":
                continue
            number, author = extract(int, item, "number"), extract(int, user, "id")
            login, sha = extract(str, user, "login"), extract(str, head, "sha")
            fork = extract(str, head["repo"], "full_name") if head["repo"] else None
            sight = Observation(format_time(client.now), since=parse_time(item["created_at"]))
            pulls[number] = PullRequestState(number, author, login, sha, fork, sight, "limit", True, ())
        except (KeyError, TypeError, ValueError, AttributeError):
            raise GitHubError("GitHub lists a pull request in an unknown format.") from None
    return [pulls[number] for number in sorted(pulls)], client.now


def decide(pulls: Pulls, ledger: Ledger, now: datetime, options: PlanOptions) -> Pulls:
    """Return the pull requests with their states in this run, then the other commits that are graded again."""
    graded, states = ledger.graded, []
    stale = {key for key, entry in graded.items() if options.regrade and entry.graders != options.graders}
    owners: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for commit in (*pulls, *ledger.entries):
        owners[commit.sha].add((commit.number, commit.author))
    for pull in pulls:
        state = "graded" if pull.key in graded and pull.key not in stale else "limit"
        others = tuple(number for number, author in sorted(owners[pull.sha]) if author != pull.author)
        states.append(replace(pull, sight=_observation(pull, ledger), state=state, same_commit=others))
    # What counts is not always a head: a later commit may have come too late, or the pull request may be closed.
    stale -= {pull.key for pull in pulls}
    latest = {latest.key for latest in ledger.latest}
    counting = (
        {each.key for each in sightings(ledger, None if options.every else options.due)} if options.works else set()
    )
    for entry in (graded[key] for key in sorted((latest | counting) & stale)):
        known = entry.number, entry.author, entry.login, entry.sha, None, entry.sights[-1]
        states.append(PullRequestState(*known, "limit", False, entry.same_commit, entry.key not in latest))
    return _schedule(states, ledger, now, options)


def _observation(pull: PullRequestState, ledger: Ledger) -> Observation:
    """When the commit became the head: after the last poll that did not see it there, until the first that did."""
    for commit in ledger.waiting:
        if commit.key == pull.key:
            return commit.sight
    entry = ledger.graded.get(pull.key)
    if entry and any((head.number, head.sha) == (pull.number, pull.sha) for head in ledger.heads):
        return entry.sights[-1]
    return replace(pull.sight, since=min(max(ledger.polled or "", pull.sight.since), pull.sight.seen))


def _schedule(states: Pulls, ledger: Ledger, now: datetime, options: PlanOptions) -> Pulls:
    """Choose what to grade: one commit per author, longest waiting first; regrading has no cool-down."""
    tried = {commit.key: commit.tried or "" for commit in ledger.waiting}
    last: dict[int, str] = defaultdict(str)  # when an author's work was last graded, or grading it failed
    for author, time in [*((e.author, e.planned) for e in ledger.entries), *((key[1], tried[key]) for key in tried)]:
        last[author] = max(last[author], time)
    graded, earliest = ledger.graded, format_time(now - options.cooldown)
    decided: dict[Key, str] = {}
    busy: set[int] = set()
    places = options.limit
    ungraded = [pull for pull in states if pull.state != "graded"]
    for pull in sorted(ungraded, key=lambda pull: (tried.get(pull.key, ""), pull.sight, pull.number)):
        if pull.key not in graded and (pull.author in busy or last[pull.author] > earliest):
            decided[pull.key] = "cool-down"
        elif places:
            decided[pull.key] = "grade"
            busy.add(pull.author)
            places -= 1
    return [replace(pull, state=decided.get(pull.key, pull.state)) for pull in states]


def _must_record(ledger: Ledger, now: datetime, states: Pulls, options: PlanOptions) -> bool:
    """Whether a run that grades nothing updates the ledger."""
    updated = record(ledger, format_time(now), states, (), (), options.deadline)
    polled = ledger.polled
    if polled is None or replace(updated, polled=polled) != ledger:
        return True
    due = any(polled < deadline <= format_time(now + DEADLINE_MARGIN) for deadline in options.deadlines)
    return due or now - datetime.fromisoformat(polled) >= IDLE_INTERVAL


def summary_lines(plan: Plan) -> list[str]:
    """Describe a plan for the teacher."""
    counts = Counter(pull.state for pull in plan.seen)
    words = {"grade": "to grade", "graded": "graded already", "cool-down": "in cool-down", "limit": "for later runs"}
    total = ", ".join(f"{counts[state]} {text}" for state, text in words.items())
    shared = [(pull, ", ".join(f"#{number}" for number in pull.same_commit)) for pull in plan.seen if pull.same_commit]
    same = [f"#{pull.number} has the same head commit as {others}, of another author." for pull, others in shared]
    return [f"{total}.", *same]
