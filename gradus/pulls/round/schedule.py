"""Decides what a round grades: the newest commit of each account, what counts for a due date, and what is stale."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gradus.pulls.ledger.counting import counting
from gradus.pulls.ledger.ledger import (
    Entry,
    Key,
    Ledger,
    Observation,
    PullRequestState,
    Pulls,
    Shown,
    format_time,
    state_of,
)
from gradus.pulls.ledger.terms import Terms

# How long a commit waits after grading it failed once, twice, …
BACKOFF = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


@dataclass(frozen=True)
class Settings:
    """The teacher's settings; `graders` is the version of the checks."""

    cooldown: timedelta
    limit: int
    graders: str
    regrade: bool = False


def decide(pulls: Pulls, ledger: Ledger, now: datetime, settings: Settings, terms: Terms) -> list[PullRequestState]:
    """Return the commits with their states in this round, then those that are graded again though they are no heads."""
    graded = ledger.graded
    stale = {key for key, entry in graded.items() if settings.regrade and entry.graders != settings.graders}
    states: list[PullRequestState] = []
    for pull in pulls:
        state = pull.state if pull.state == "unread" else "limit"
        if pull.key in graded and pull.key not in stale:
            state = "show" if pull.head and shows_other(pull, ledger, format_time(now)) else "graded"
        states.append(replace(pull, state=state))
    again = stale - {pull.key for pull in pulls}
    if again:
        states += _graded_again(again, ledger, terms)
    return _scheduled(states, ledger, now, settings)


def shown_digest(sha: str, account: str, ledger: Ledger) -> str:
    """What a comment depends on: the head, and what counts for the account."""
    return f"{sha[:12]} {next((each.digest for each in ledger.latest if each.account == account), '')}"


def refused_digest(digest: str, now: str) -> str:
    """What is noted of a comment that the forge refused: on the next day it is tried again."""
    return f"{digest} refused {now[:10]}"


def shows_other(pull: PullRequestState, ledger: Ledger, now: str) -> bool:
    """Whether the comment of a pull request shows something else than it should, and is to be written now."""
    if pull.locked:
        return False
    place = pull.repository, pull.number
    shown: Shown | None = next((each for each in ledger.shown if (each.repository, each.number) == place), None)
    digest = shown_digest(pull.sha, pull.account, ledger)
    return shown is None or shown.digest not in (digest, refused_digest(digest, now))


def _graded_again(stale: Iterable[Key], ledger: Ledger, terms: Terms) -> list[PullRequestState]:
    """What counts is not always a head: a later commit may have come too late, or the pull request may be closed."""
    last = {entry.key for entry in _last(ledger, terms)}
    wanted = counting(ledger, terms) | last
    logins = {account.id: account.login for account in ledger.accounts}
    again = [ledger.graded[key] for key in sorted(wanted & set(stale))]
    return [
        replace(
            state_of(entry, logins.get(entry.account, ""), entry.sights[-1], "limit", head=False),
            earlier=entry.key not in last,
        )
        for entry in again
    ]


def _last(ledger: Ledger, terms: Terms) -> list[Entry]:
    """The last commit of each account that came before all its work was due, or else its last one."""
    found: dict[str, tuple[tuple[bool, Observation], Entry]] = {}
    for entry in ledger.entries:
        end = terms.end(entry.account)
        rank = max((not end or sight.since <= end, sight) for sight in entry.sights)
        if entry.account not in found or rank > found[entry.account][0]:
            found[entry.account] = rank, entry
    return [entry for _, entry in found.values()]


def _scheduled(states: Pulls, ledger: Ledger, now: datetime, settings: Settings) -> list[PullRequestState]:
    """Choose what to grade: one head per account, longest waiting first.

    Regrading, and what stood there when something was due, have no cool-down.
    """
    waiting = {commit.key: commit for commit in ledger.waiting}
    tried = {key: commit.tried or "" for key, commit in waiting.items()}
    last: dict[str, str] = defaultdict(str)  # when an account's work was last graded, or grading it failed
    for entry in ledger.entries:
        last[entry.account] = max(last[entry.account], entry.planned)
    for pending in ledger.waiting:
        last[pending.account] = max(last[pending.account], pending.tried or "")
    graded, earliest = ledger.graded, format_time(now - settings.cooldown)
    decided: dict[Key, str] = {}
    busy: set[str] = set()
    places = settings.limit
    ungraded = [pull for pull in states if pull.state == "limit"]
    for pull in sorted(ungraded, key=lambda pull: (tried.get(pull.key, ""), pull.sight, pull.key)):
        commit = waiting.get(pull.key)
        if commit and commit.tried and format_time(now - _wait(commit.failures)) < commit.tried:
            decided[pull.key] = "failed"
        elif pull.head and pull.key not in graded and (pull.account in busy or last[pull.account] > earliest):
            decided[pull.key] = "cool-down"
        elif places:
            decided[pull.key] = "grade"
            if pull.head:
                busy.add(pull.account)
            places -= 1
    failures = {key: pending.failures for key, pending in waiting.items()}
    return [
        replace(pull, state=decided.get(pull.key, pull.state), failures=failures.get(pull.key, 0)) for pull in states
    ]


def _wait(failures: int) -> timedelta:
    return BACKOFF[min(max(failures, 1), len(BACKOFF)) - 1]
