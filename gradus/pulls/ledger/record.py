"""Brings the ledger up to date with what a round saw and graded."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gradus.pulls.ledger.counting import Counted, all_counted
from gradus.pulls.ledger.ledger import (
    Account,
    Entry,
    FirstOwner,
    Head,
    Key,
    Latest,
    Ledger,
    Observation,
    PendingCommit,
    Pulls,
    Shown,
    account_names,
)
from gradus.pulls.ledger.terms import Terms

MAX_OBSERVATIONS = 50  # kept for one commit: the first and the last ones


@dataclass(frozen=True)
class Round:
    """What a round that polled at `now` did: whose work it saw, what it graded, what failed, which comments it wrote.

    `failed` are the keys of commits that could not be graded or posted; `files` say who first handed in which file.
    """

    now: str
    accounts: Sequence[Account]
    pulls: Pulls
    graded: Sequence[Entry] = ()
    failed: frozenset[Key] = frozenset()
    shown: Sequence[Shown] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def record(ledger: Ledger, done: Round, terms: Terms) -> Ledger:
    """Return the ledger updated by a round; idempotent, and what a later round recorded stays."""
    entries = ledger.graded
    for entry in done.graded:
        old = entries.get(entry.key)
        if old is None or old.planned <= entry.planned:
            entries[entry.key] = replace(entry, sights=_merged(old.sights if old else (), entry.sights))
    waiting: Sequence[PendingCommit] = ledger.waiting
    if ledger.polled is None or ledger.polled <= done.now:
        for pull in done.pulls:
            if (old := entries.get(pull.key)) is not None:
                entries[pull.key] = replace(old, sights=_merged(old.sights, (pull.sight,)))
        waiting = _waiting(ledger, done)
        heads = {(head.repository, head.number): head for head in ledger.heads}
        heads |= {
            (p.repository, p.number): Head(p.repository, p.number, p.account, p.sha) for p in done.pulls if p.head
        }
        accounts = _accounts(ledger, done)
        ledger = replace(ledger, polled=done.now, accounts=accounts, heads=tuple(heads[key] for key in sorted(heads)))
    left = tuple(commit for commit in waiting if commit.key not in entries)
    shown = {(each.repository, each.number): each for each in (*ledger.shown, *done.shown)}
    owners = {each.blob: each.account for each in ledger.files}
    owners = {**done.files, **owners}
    ledger = replace(
        ledger,
        entries=tuple(entries[key] for key in sorted(entries)),
        waiting=left,
        shown=tuple(shown[key] for key in sorted(shown)),
        files=tuple(FirstOwner(blob, owners[blob]) for blob in sorted(owners)),
    )
    return replace(ledger, latest=latest(ledger, terms))


def _waiting(ledger: Ledger, done: Round) -> list[PendingCommit]:
    """The commits that this round saw: those that are not graded by then wait for the next one."""
    before = {commit.key: commit for commit in ledger.waiting}
    found: dict[Key, PendingCommit] = {}
    for pull in done.pulls:
        old = before.get(pull.key)
        failures, tried = (old.failures, old.tried) if old else (0, None)
        if pull.key in done.failed and tried != done.now:
            failures, tried = failures + 1, done.now
        commit = pull.repository, pull.number, pull.account, pull.sha
        found[pull.key] = PendingCommit(*commit, pull.sight, tried, failures, pull.head)
    return [found[key] for key in sorted(found)]


def _accounts(ledger: Ledger, done: Round) -> tuple[Account, ...]:
    known = {account.id: account for account in ledger.accounts}
    for account in done.accounts:
        old = known.get(account.id)
        seen = old.seen if old and old.login == account.login else account.seen
        known[account.id] = replace(account, seen=seen)
    return tuple(known[name] for name in sorted(known))


def _merged(old: tuple[Observation, ...], new: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Both in order; two polls that saw the same change of head count as the first of them."""
    first = {observation.since: observation for observation in sorted({*old, *new}, reverse=True)}
    merged = sorted(first.values())
    return tuple(merged if len(merged) <= MAX_OBSERVATIONS else [merged[0], *merged[1 - MAX_OBSERVATIONS :]])


def latest(ledger: Ledger, terms: Terms) -> tuple[Latest, ...]:
    """What counts for each account that has a graded commit, in short."""
    names = account_names(ledger.accounts)
    rows = all_counted(ledger, terms)
    newest = {
        entry.account: entry.report for entry in sorted(ledger.entries, key=lambda each: (each.planned, each.key))
    }
    return tuple(
        Latest(account, names.get(account, account.replace("/", "_")), _digest(newest[account], works))
        for account, works in rows.items()
    )


def _digest(newest: str, works: Mapping[str, Counted]) -> str:
    told = [newest, *(f"{name} {each.tried.entry.report} {each.tried.sight} {each.worth} {each.why}"
                      for name, each in sorted(works.items()))]  # fmt: skip
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
