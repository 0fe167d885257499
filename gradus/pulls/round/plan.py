"""Plans a round: which commits of the open pull requests are graded."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gradus.core.course import Course
from gradus.core.decode import Document
from gradus.core.schedule.due import DueDates
from gradus.core.text import count, one_line
from gradus.pulls.forge.client import GitHubError
from gradus.pulls.forge.forge import Forge, Poll
from gradus.pulls.ledger.ledger import Account, Ledger, PullRequestState, Pulls, format_time, require_times, state_of
from gradus.pulls.ledger.record import Round, record
from gradus.pulls.ledger.store import Store
from gradus.pulls.ledger.terms import Terms, terms_of
from gradus.pulls.roster import Place
from gradus.pulls.round.heads import Found, open_heads
from gradus.pulls.round.schedule import Settings, decide
from gradus.pulls.round.sights import Sights

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9._-]+")
BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Where the forge tells no time of a push, or a student hides it, the last poll before a due date decides what is late.
DUE_MARGIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Plan(Document):
    """What a round does, with the fields of plan.json; `news` says whether there is anything to post or to record.

    `course` is the repository of all students, or the pattern of their own ones. `due` and `extended` are the terms.
    The ledger is the branch `branch` of the repository `ledger`.
    """

    FILE = "plan.json"
    SCHEMA = "gradus.plan/2"
    course: str
    ledger: str
    branch: str
    graders: str
    now: str
    news: bool
    due: dict[str, str]
    extended: dict[str, dict[str, str]]
    accounts: tuple[Account, ...]
    seen: tuple[PullRequestState, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        require_times(
            self.now, *self.due.values(), *(time for each in self.extended.values() for time in each.values())
        )

    @property
    def grade(self) -> Pulls:
        """The commits to grade."""
        return [pull for pull in self.seen if pull.state == "grade"]

    @property
    def show(self) -> Pulls:
        """The commits whose comment no longer says what counts."""
        return [pull for pull in self.seen if pull.state == "show"]

    def terms(self, course: Course) -> Terms:
        """On what terms work counts in this round."""
        return Terms(self.due, self.extended, course.units, course.marks)


@dataclass(frozen=True)
class Asked:
    """Whose pull requests are planned: `course` is one repository, or the pattern of the students' own `places`.

    The ledger is the branch `branch` of the repository `ledger`.
    """

    course: str
    ledger: str = ""
    branch: str = ""
    places: Sequence[Place] = ()
    teams: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def repositories(self) -> list[str]:
        """All repositories to look into."""
        return [place.repository for place in self.places] if "*" in self.course else [self.course]


def make_plan(
    forge: Forge, asked: Asked, store: Store, course: Course, dues: DueDates, settings: Settings
) -> tuple[Plan, list[str]]:
    """Compare the open pull requests with the ledger; return the plan, and what the teacher should know.

    Raises GitHubError if the pull requests or the ledger cannot be read.
    """
    poll = forge.poll(asked.repositories)
    if "*" not in asked.course and (why := poll.problems.get(asked.course)):
        hint = "is that its name, and may GRADUS_COURSE_TOKEN read them?"
        raise GitHubError(f"The pull requests of {asked.course} cannot be read ({why}): {hint}")
    found = open_heads(poll, {place.repository: place for place in asked.places}, asked.teams)
    ledger = store.read()
    terms = terms_of(course, dues, _known(found, ledger))
    seen = Sights(forge, ledger, terms, poll.now).of(found.pulls)
    states = decide([*seen, *_unread(ledger, poll)], ledger, poll.now, settings, terms)
    done = Round(format_time(poll.now), found.accounts, states)
    todo = any(pull.state in ("grade", "show") for pull in states)
    news = todo or _must_record(ledger, done, poll.now, terms)
    plan = Plan(
        schema=Plan.SCHEMA,
        course=asked.course,
        ledger=asked.ledger,
        branch=asked.branch,
        graders=settings.graders,
        now=done.now,
        news=news,
        due=dict(terms.due),
        extended={account: dict(times) for account, times in terms.extended.items()},
        accounts=tuple(found.accounts),
        seen=tuple(states),
    )
    return plan, [summary(plan), *found.notes, *_problems(poll)]


def _known(found: Found, ledger: Ledger) -> list[Account]:
    """All accounts, as they are called now."""
    now = {account.id: account for account in found.accounts}
    return [*now.values(), *(account for account in ledger.accounts if account.id not in now)]


def _unread(ledger: Ledger, poll: Poll) -> Pulls:
    """What waits in repositories that could not be read: it goes on waiting."""
    logins = {account.id: account.login for account in ledger.accounts}
    return [
        state_of(commit, logins.get(commit.account, ""), commit.sight, "unread", head=commit.head)
        for commit in ledger.waiting
        if {commit.repository, f"{commit.repository}#{commit.number}"} & poll.problems.keys()
    ]


def _must_record(ledger: Ledger, done: Round, now: datetime, terms: Terms) -> bool:
    """Whether a round that grades nothing updates the ledger."""
    polled = ledger.polled
    if polled is None or replace(record(ledger, done, terms), polled=polled) != ledger:
        return True
    return any(polled < due <= format_time(now + DUE_MARGIN) for due in terms.all_times)


def summary(plan: Plan) -> str:
    """Describe a plan for the teacher."""
    counts = Counter(pull.state for pull in plan.seen)
    words = {"grade": "to grade", "graded": "graded already", "cool-down": "in cool-down", "limit": "for later rounds"}
    more = {"show": "to show anew", "failed": "to try again later", "unread": "that cannot be read now"}
    told = [f"{counts[state]} {text}" for state, text in words.items()]
    told += [f"{counts[state]} {text}" for state, text in more.items() if counts[state]]
    return f"{', '.join(told)}."


def _problems(poll: Poll) -> list[str]:
    if not poll.problems:
        return []
    some = [f"{one_line(name)} ({one_line(why, 200)})" for name, why in list(poll.problems.items())[:20]]
    more = f" and {len(poll.problems) - 20} more" if len(poll.problems) > 20 else ""
    return [f"{count(len(poll.problems), 'repository')} could not be read: {', '.join(some)}{more}."]
