"""When each commit became a pull request's head: by the forge's record of pushes, or else between two polls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gradus.pulls.forge.client import RequestRejectedError, UnansweredError
from gradus.pulls.forge.forge import Forge, Push
from gradus.pulls.ledger.ledger import Ledger, Observation, PendingCommit, PullRequestState, Pulls, format_time
from gradus.pulls.ledger.terms import Terms


@dataclass(frozen=True)
class Sights:
    """Finds the times of a poll at `now`."""

    forge: Forge
    ledger: Ledger
    terms: Terms
    now: datetime

    def of(self, pulls: Pulls) -> list[PullRequestState]:
        """Return the heads with their times, and the commits that were heads when something was due."""
        found: list[PullRequestState] = []
        heads = {(head.repository, head.number): head.sha for head in self.ledger.heads}
        for pull in pulls:
            before = heads.get((pull.repository, pull.number))
            known = self._known(pull, before)
            moves: Sequence[Push] = () if known else self._moves(pull)
            head = replace(pull, sight=known or self._new(pull, moves))
            found += [head, *self._overtaken(head), *self._missed(head, pull.sight.since, before, moves)]
        return found

    def _known(self, pull: PullRequestState, before: str | None) -> Observation | None:
        """The time that an earlier poll found for a head, if it is still the same."""
        for commit in self.ledger.waiting:
            if commit.key == pull.key and commit.head:
                return commit.sight
        entry = self.ledger.graded.get(pull.key)
        return entry.sights[-1] if entry and before == pull.sha else None

    def _moves(self, pull: PullRequestState) -> Sequence[Push]:
        """When its branch was moved, newest first; nothing if the forge does not say."""
        if pull.source is None:
            return ()
        try:
            return self.forge.pushes(pull.source, pull.branch)
        except (RequestRejectedError, UnansweredError):
            return ()

    def _new(self, pull: PullRequestState, moves: Iterable[Push]) -> Observation:
        """When a new head came. To a shared repository it came when its pull request was opened, or later."""
        seen = format_time(self.now)
        opened = pull.sight.since
        for move in moves:
            if move.sha == pull.sha:
                return Observation(seen, min(max(format_time(move.at), opened), seen), exact=True)
        return Observation(seen, min(max(self.ledger.polled or "", opened), seen))

    def _overtaken(self, head: PullRequestState) -> list[PullRequestState]:
        """What waits to be graded and was the head when something was due, but is no longer."""
        times = self.terms.times(head.account)
        kept: list[PullRequestState] = []
        for commit in self.ledger.waiting:
            if (commit.repository, commit.number) != (head.repository, head.number) or commit.sha == head.sha:
                continue
            if not commit.head or any(commit.sight.since <= due < head.sight.until for due in times):
                kept.append(_earlier(head, commit.sha, commit.sight, commit))
        return kept

    def _missed(
        self, head: PullRequestState, opened: str, before: str | None, moves: Sequence[Push]
    ) -> list[PullRequestState]:
        """What no poll saw, and was the head when something was due."""
        seen, polled = format_time(self.now), (self.ledger.polled or "") if before else ""
        found: dict[str, Observation] = {}
        for due in self.terms.times(head.account):
            stood = next((move for move in moves if format_time(move.at) <= due), None)
            if stood and polled < due <= seen and opened <= (since := format_time(stood.at)) < head.sight.since:
                found[stood.sha] = Observation(seen, since, exact=True)
        place = head.repository, head.number
        known = {head.sha, before} | {
            each.sha for each in self.ledger.waiting if (each.repository, each.number) == place
        }
        return [_earlier(head, sha, sight) for sha, sight in found.items() if sha not in known]


def _earlier(
    head: PullRequestState, sha: str, sight: Observation, commit: PendingCommit | None = None
) -> PullRequestState:
    failures = commit.failures if commit else 0
    return replace(head, sha=sha, sight=sight, head=False, earlier=True, failures=failures)
