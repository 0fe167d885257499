"""Which open pull requests are somebody's work, and whose."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gradus.core.names import same
from gradus.core.text import count, one_line
from gradus.pulls.forge.forge import Poll, PullRequest
from gradus.pulls.ledger.ledger import EARLIEST, Account, Observation, PullRequestState, Pulls, format_time
from gradus.pulls.roster import Place

FEEDBACK = "feedback"  # the branch that the pull request of a student's own repository goes to
SHOWN = 20


@dataclass(frozen=True)
class Found:
    """The pull requests that hold work, whose they are, and what the teacher should know about the others."""

    pulls: Pulls
    accounts: Sequence[Account]
    notes: Sequence[str]


def open_heads(poll: Poll, own: Mapping[str, Place], teams: Mapping[str, Sequence[str]]) -> Found:
    """Return the work in a poll: in a repository of their `own`, a student's; else that of the author, or their team.

    `teams` are the members of each team, for a repository that all students share.
    """
    return _own(poll, own) if own else _shared(poll, teams)


def _own(poll: Poll, own: Mapping[str, Place]) -> Found:
    chosen: dict[str, PullRequest] = {}
    for pull in sorted(poll.pulls, key=lambda each: each.number):
        # From a fork of theirs, when it was pushed could not be known.
        if pull.base == FEEDBACK and pull.source == pull.now:
            chosen.setdefault(pull.repository, pull)
    now = format_time(poll.now)
    accounts = [Account(place.repository, place.name, place.logins, now) for place in own.values()]
    states = [_state(pull, own[name].repository, own[name].name, since=EARLIEST) for name, pull in chosen.items()]
    lacking = [name for name in own if name not in chosen and name not in poll.problems]
    notes: list[str] = []
    if lacking:
        what = f"no open pull request from a branch of its own to {FEEDBACK}: gradus pulls setup opens it again"
        notes.append(f"{count(len(lacking), 'repository')} with {what} ({_some(lacking)}).")
    return Found(sorted(states, key=lambda state: state.key), accounts, notes)


def _shared(poll: Poll, teams: Mapping[str, Sequence[str]]) -> Found:
    """The pull requests of people that are no drafts. A list that changes while it is read may contain one twice."""
    members = {same(login): team for team, logins in teams.items() for login in logins}
    out: Counter[str] = Counter()
    states: dict[int, PullRequestState] = {}
    accounts: dict[str, Account] = {}
    for pull in poll.pulls:
        kind = "draft" if pull.draft else "deleted account" if not pull.login else "bot" if pull.bot else ""
        if kind:
            out[kind] += 1
            continue
        team = members.get(same(pull.login), "")
        account = f"team {team}" if team else str(pull.author)
        logins = tuple(teams[team]) if team else (pull.login,)
        accounts[account] = Account(account, team or pull.login, logins, format_time(poll.now))
        states[pull.number] = _state(pull, account, team or pull.login, since=format_time(pull.created))
    notes = [f"Not graded: {_listed(out)}."] if out else []
    return Found([states[number] for number in sorted(states)], list(accounts.values()), notes)


def _state(pull: PullRequest, account: str, login: str, since: str) -> PullRequestState:
    return PullRequestState(
        repository=pull.repository,
        place=pull.now,
        number=pull.number,
        account=account,
        login=login,
        sha=pull.sha,
        source=pull.source,
        branch=pull.branch,
        sight=Observation(since, since),
        state="limit",
        head=True,
        locked=pull.locked,
    )


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(one_line(name) for name in names[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")


def _listed(out: Counter[str]) -> str:
    names = {"draft": "draft", "bot": "pull request of a bot", "deleted account": "pull request of a deleted account"}
    return ", ".join(f"{number} × {names[kind]}" if number > 1 else f"1 {names[kind]}" for kind, number in out.items())
