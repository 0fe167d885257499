"""Posts scores: a check run for each graded commit, a comment that says what counts, and an entry in the ledger.

Posting is idempotent, so a round that was killed can be repeated: what was posted is found, and updated if needed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradus.core.decode import DecodeError
from gradus.core.report import Report
from gradus.core.text import count
from gradus.pulls.forge.client import GitHubError, RateLimitError, RequestRejectedError, UnansweredError
from gradus.pulls.forge.forge import Forge, PullRequest
from gradus.pulls.ledger.counting import counted
from gradus.pulls.ledger.ledger import Entry, Key, Ledger, PullRequestState, Shown
from gradus.pulls.ledger.record import Round, record
from gradus.pulls.ledger.store import Store
from gradus.pulls.ledger.terms import Terms
from gradus.pulls.round.comment import Verdict, comment_body, fault_body, status_of
from gradus.pulls.round.entries import copies, entry_of
from gradus.pulls.round.fetch import ITEMS, FetchResults
from gradus.pulls.round.plan import Plan
from gradus.pulls.round.schedule import refused_digest, shown_digest, shows_other
from gradus.pulls.round.validate import ReportValidator

BATCH = 20
TOLD = 3  # times that an unanswered request is repeated in later rounds before somebody is told


class NoScoreError(Exception):
    """A commit has no score, for a reason that a person has to look at."""


class NoReportError(NoScoreError):
    """Grading did not come to a commit: a round begins nothing more after some time, and the next one does."""


@dataclass
class Poster:
    """Posts the reports of one plan; `run` is the address of this round's log.

    `problems` are for a person to mend; `notes` are what else happened. Both are messages for the teacher.
    """

    forge: Forge
    store: Store
    plan: Plan
    fetched: FetchResults
    validator: ReportValidator
    run: str | None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    posted: int = 0
    unanswered: int = 0

    def post(self, reports: Path) -> None:
        """Post and record all reports in a folder, in batches. Raises GitHubError if the ledger cannot be written."""
        self.terms = self.plan.terms(self.validator.course)
        self.ledger = self.store.read()
        self.fresh: dict[Key, Report] = {}
        self.failed: set[Key] = set()
        self.told: set[Key] = set()
        self.open: dict[tuple[str, int], PullRequest] = {}
        self.looked: set[str] = set()
        self.recorded = False
        queue = list(self.plan.grade)
        try:
            self._look([*queue, *self.plan.show])
            for start in range(0, len(queue), BATCH):
                self._batch(queue[start : start + BATCH], reports)
            self._shows()
            fresh = any(not pull.failures for pull in queue)
            if fresh and not self.posted and not any((reports / f"{pull.folder}.json").is_file() for pull in queue):
                self.problems.append(f"Nothing was graded: there is no report of {count(len(queue), 'commit')}.")
        except (RateLimitError, UnansweredError) as error:
            self.notes.append(f"{error} {self._left(queue)}")
        except GitHubError as error:
            self.problems.append(f"{error} {self._left(queue)}")
        else:
            return
        self._write([], [])

    def _left(self, queue: Sequence[PullRequestState]) -> str:
        return f"{count(max(len(queue) - self.posted - len(self.failed), 0), 'commit')} not posted: they come again."

    def _look(self, pulls: Sequence[PullRequestState]) -> None:
        """See how these pull requests are now: some have moved, or are closed."""
        places = sorted({pull.place for pull in pulls} - self.looked)
        self.looked.update(places)
        if places:
            self.open |= {(pull.now, pull.number): pull for pull in self.forge.poll(places).pulls}

    def _batch(self, pulls: Sequence[PullRequestState], reports: Path) -> None:
        """Post the scores of some commits, then the comments that change by them, and record both."""
        graded: list[Entry] = []
        shown: list[Shown] = []
        try:
            for pull in pulls:
                if entry := self._attempt(pull, reports):
                    graded.append(entry)
                    self.posted += 1
            self._comments([pull for pull in pulls if pull.head], graded, shown)
        finally:
            self._write(graded, shown)

    def _attempt(self, pull: PullRequestState, reports: Path) -> Entry | None:
        """The entry of one commit; None if that failed, which touches no other commit."""
        try:
            entry = self._score(pull, reports)
        except RateLimitError:
            raise
        except (NoScoreError, RequestRejectedError, UnansweredError) as error:
            self._fail(pull, error)
            return None
        self.unanswered = 0
        return entry

    def _fail(self, pull: PullRequestState, error: Exception) -> None:
        """Note that one commit could not be graded or posted; say it loudly once. Raises what hit several in a row."""
        self.failed.add(pull.key)
        service, quiet = isinstance(error, UnansweredError), isinstance(error, UnansweredError | NoReportError)
        rejected = isinstance(error, RequestRejectedError)
        text = f"its score is rejected ({error})." if rejected else str(error) if service else f"no score: {error}"
        loud = pull.failures == (TOLD - 1 if quiet else 0)
        (self.problems if loud else self.notes).append(f"{pull.label}: {text}")
        # A first failure may be the machine's alone: the next round tries again before the student is told.
        if pull.failures >= (TOLD - 1 if quiet else 1):
            self.told.add(pull.key)
        self.unanswered = self.unanswered + 1 if service else 0
        if self.unanswered >= ITEMS and isinstance(error, GitHubError):
            raise RateLimitError(f"{count(ITEMS, 'request')} in a row had no answer: this round stops here.")

    def _score(self, pull: PullRequestState, reports: Path) -> Entry:
        """Post the score of one commit beside it. Raises NoScoreError, RequestRejectedError and GitHubError."""
        fetched = self.fetched.of(pull)
        if fetched.dropped is not None:
            problem = f"its files could not be fetched: {fetched.dropped}"
            raise NoScoreError(problem) if fetched.rejected else UnansweredError(problem)
        path = reports / f"{pull.folder}.json"
        if not path.is_file():
            raise NoReportError("there is no report of it.")
        try:
            report = self.validator.read(path, pull.folder)
        except DecodeError as error:
            raise NoScoreError(f"its report cannot be used: {error}.") from None
        current = self.open.get((pull.place, pull.number))
        state = "closed" if current is None else "locked" if current.locked else "draft" if current.draft else "open"
        entry = entry_of(pull, report, self.plan, state, self.run)
        same, owners = copies(fetched.blobs, pull, self.ledger, self.plan)
        entry = replace(entry, same_files=same)
        self.ledger = replace(self.ledger, files=owners)
        verdict = Verdict(pull, report, self.plan.graders, len(fetched.refused), lines=fetched.lines)
        old = self.ledger.graded.get(pull.key)
        known = old.check_run if old else None
        if entry.works or known:  # a commit in which nothing is begun needs none, and a whole class begins with that
            status = status_of(verdict, self.validator.course)
            known = self._write_one(state, lambda: self.forge.status(pull.place, pull.sha, status, known))
        self.fresh[pull.key] = report
        print(f"{pull.label}: {verdict.title}")
        self.notes += [f"{pull.label}: {text}." for text in same]
        return replace(entry, check_run=known)

    def _write_one(self, state: str, write: Callable[[], int | None]) -> int | None:
        """Post something; only an open pull request must accept it."""
        try:
            return write()
        except RequestRejectedError:
            if state == "open":
                raise
            return None

    def _comments(self, heads: Sequence[PullRequestState], graded: Sequence[Entry], shown: list[Shown]) -> None:
        """Bring the comments of some pull requests up to date, and add to `shown` what they show."""
        draft = record(self.ledger, self._round(graded, []), self.terms)
        if (draft.polled or "") > self.plan.now:
            return  # a later round knows better
        for pull in heads:
            current = self.open.get((pull.place, pull.number))
            if not (current and current.locked) and shows_other(pull, draft, self.plan.now):
                self._comment(pull, current, draft, shown)

    def _comment(self, pull: PullRequestState, current: PullRequest | None, draft: Ledger, shown: list[Shown]) -> None:
        """Write what counts for an account into the comment of one of its pull requests."""
        place = pull.repository, pull.number
        known = next((each for each in draft.shown if (each.repository, each.number) == place), None)
        failed = pull.key not in draft.graded
        digest = f"{pull.sha[:12]} failed" if failed else shown_digest(pull.sha, pull.account, draft)
        if (failed and pull.key not in self.told) or (known and known.digest == digest):
            return
        state, ident = "open" if current else "closed", known.comment or None if known else None
        try:
            body = self._body(pull, current, draft)
            made = self._write_one(state, lambda: self.forge.comment(pull.place, pull.number, body, ident))
            shown.append(Shown(*place, made or 0, digest))
        except RateLimitError:
            raise
        except UnansweredError as error:
            self._fail(pull, error)
        except (NoScoreError, RequestRejectedError) as error:
            shown.append(Shown(*place, ident or 0, refused_digest(digest, self.plan.now)))
            self.problems.append(f"{pull.label}: its comment is rejected ({error}).")

    def _body(self, pull: PullRequestState, current: PullRequest | None, draft: Ledger) -> str:
        mine = [each for each in draft.entries if each.account == pull.account]
        counts = counted(mine, pull.account, self.terms)
        entry = draft.graded.get(pull.key)
        if entry is None:
            return fault_body(pull, counts)
        report = self.fresh.get(pull.key) or self._stored(entry)
        skipped = len(self.fetched.of(pull).refused)
        head = current.sha if current else None
        return comment_body(Verdict(pull, report, entry.graders, skipped, counts, head))

    def _stored(self, entry: Entry) -> Report:
        try:
            return Report.parse(self.store.report(entry.report))
        except DecodeError as error:
            raise NoScoreError(f"its report in the ledger cannot be used: {error}.") from None

    def _shows(self) -> None:
        """Bring all comments up to date that say something else than what counts now."""
        heads = [pull for pull in self.plan.seen if pull.head and pull.state in ("show", "graded", "grade")]
        draft = record(self.ledger, self._round([], []), self.terms)
        later = [pull for pull in heads if shows_other(pull, draft, self.plan.now)]
        self._look(later)
        shown: list[Shown] = []
        try:
            self._comments(later, [], shown)
        finally:
            if shown or not self.recorded:
                self._write([], shown)

    def _round(self, graded: Sequence[Entry], shown: Sequence[Shown]) -> Round:
        seen, owners = self.plan.seen, {each.blob: each.account for each in self.ledger.files}
        return Round(self.plan.now, self.plan.accounts, seen, graded, frozenset(self.failed), shown, owners)

    def _write(self, graded: Sequence[Entry], shown: Sequence[Shown]) -> None:
        files = {entry.path: self.fresh[entry.key].to_json() for entry in graded}
        done = self._round(graded, shown)
        message = f"{len(graded)} graded, polled at {self.plan.now}"
        terms: Terms = self.terms
        self.recorded = True
        try:
            self.ledger = self.store.change(lambda ledger: record(ledger, done, terms), files, message, terms)
        except UnansweredError as error:
            raise GitHubError(f"What was posted is not recorded: {error}") from None
