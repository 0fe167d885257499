"""Scores, posted: one comment and one check run for each graded commit, and all of it into the ledger.

Posting twice changes nothing: what was posted before is found, and corrected where it differs. So a round that was
killed between posting and recording is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradus.core.course import Course
from gradus.core.decode import DecodeError
from gradus.core.report import Report
from gradus.core.text import one_line
from gradus.pulls import comment as page
from gradus.pulls import fetch
from gradus.pulls import ledger as ledgers
from gradus.pulls.client import Client, GitHubError, RequestRejectedError, UnknownOutcomeError, part
from gradus.pulls.comment import Verdict
from gradus.pulls.ledger import SHA, Entry, Key, Ledger, PullRequestState
from gradus.pulls.plan import Plan
from gradus.pulls.store import Branch, git_sha
from gradus.pulls.validate import ReportValidator

BATCH = 20
GONE = (404, 410)


@dataclass(frozen=True)
class GitHubApp:
    """The GitHub App that posts: only what it made itself is ever found or changed."""

    client: Client
    repository: str
    slug: str

    def comment(self, number: int, body: str) -> int:
        """Bring the sticky comment up to date; its id. Raises RequestRejectedError, GitHubError."""
        place = f"/repos/{self.repository}/issues/{number}/comments"

        def ours() -> dict[str, Any] | None:
            found = [each for each in self.client.pages(place) if self._is_ours(each, number)]
            return min(found, key=_number, default=None)

        there = ours()
        if there is None:
            return _number(self._once(place, {"body": body}, ours, self._wrote_comment))
        if there["body"] != body:
            self.client.write("PATCH", f"/repos/{self.repository}/issues/comments/{_number(there)}", {"body": body})
        return _number(there)

    def check_run(self, seen: PullRequestState, told: dict[str, Any]) -> int:
        """Bring the check run of the commit up to date; its id. Raises RequestRejectedError, GitHubError."""
        place = f"/repos/{self.repository}/commits/{seen.sha}/check-runs"

        def ours() -> dict[str, Any] | None:
            listed = self.client.pages(place, "check_runs", check_name=told["name"], filter="all")
            found = [each for each in listed if self._wrote_check_run(each) == self.slug]
            return min((e for e in found if e.get("external_id") == told["external_id"]), key=_number, default=None)

        there = ours()
        if there is None:
            body = {**told, "head_sha": seen.sha}
            return _number(self._once(f"/repos/{self.repository}/check-runs", body, ours, self._wrote_check_run))
        output = part(dict, there, "output")
        known = {**there, "output": {key: output.get(key) for key in told["output"]}}
        if any(known.get(key) != value for key, value in told.items()):
            self.client.write("PATCH", f"/repos/{self.repository}/check-runs/{_number(there)}", told)
        return _number(there)

    def _once(
        self,
        place: str,
        body: dict[str, Any],
        ours: Callable[[], dict[str, Any] | None],
        author: Callable[[dict[str, Any]], str],
    ) -> dict[str, Any]:
        """Post, and where nobody knows whether it was heard, look before posting again."""
        for number in range(4):
            try:
                made = part(dict, self.client.write("POST", place, body, once=True))
            except UnknownOutcomeError:
                self.client.wait(2.0**number)
                if (there := ours()) is not None:
                    return there
                continue
            if author(made) != self.slug:
                raise GitHubError(
                    f"What was posted is {one_line(author(made)) or 'nobody'}'s, and GRADUS_APP_SLUG is {self.slug}: "
                    "set it to the App's own name, or the next round finds nothing of this one."
                )
            return made
        raise GitHubError("GitHub does not say whether it took what was posted. Try again later.")

    def _is_ours(self, comment: dict[str, Any], number: int) -> bool:
        return self._wrote_comment(comment) == self.slug and page.marker(number) in (comment.get("body") or "")

    def _wrote_comment(self, comment: dict[str, Any]) -> str:
        user = part(dict, comment).get("user") or {}  # nobody, where the account is gone
        login = part(str, user, "login") if user else ""
        return login.removesuffix("[bot]") if login.endswith("[bot]") and user.get("type") == "Bot" else ""

    def _wrote_check_run(self, run: dict[str, Any]) -> str:
        app = part(dict, run).get("app") or {}
        return part(str, app, "slug") if app else ""


@dataclass
class Poster:
    """One plan's reports on their way out. `notes` are sentences for the teacher about what could not be done."""

    app: GitHubApp
    branch: Branch
    plan: Plan
    fetched: fetch.FetchResults
    verdicts: ReportValidator
    run: str | None
    say: Callable[[str], None]
    notes: list[str] = field(default_factory=list)
    posted: int = 0

    def post(self, reports: Path) -> None:
        """Post everything and record it, in batches. Raises GitHubError where the ledger cannot be written."""
        ledger = self.branch.read().ledger
        batch: list[tuple[Entry, Report]] = []
        failed: set[Key] = set()
        waiting = list(self.plan.grade)
        try:
            while waiting:
                seen = waiting.pop(0)
                try:
                    batch.append(self._one(seen, reports, ledger))
                    self.posted += 1
                except DecodeError as error:
                    failed.add(seen.key)
                    self._note(f"#{seen.number}, {seen.sha[:12]}: no score, for {error}.")
                except RequestRejectedError as error:
                    failed.add(seen.key)
                    self._note(f"#{seen.number}, {seen.sha[:12]}: GitHub does not let its score be posted ({error}).")
                if len(batch) >= BATCH:
                    ledger = self._record(batch, failed)
                    batch = []
        except GitHubError as trouble:
            self._note(f"{trouble} {len(waiting) + 1} of the commits are not posted; they come again.")
        finally:
            self._record(batch, failed)

    def _one(self, seen: PullRequestState, reports: Path, ledger: Ledger) -> tuple[Entry, Report]:
        note = self.fetched.of(seen)
        if note.dropped is not None:
            raise DecodeError(f"its files could not be fetched: {note.dropped}")
        try:
            report = self.verdicts.read(reports / f"{seen.folder}.json", seen.folder)
        except DecodeError as error:
            raise DecodeError(f"its report is not taken: {error}") from None
        state, head = self._now(seen)
        verdict = Verdict(seen, report, self.plan.graders, len(note.refused), self.plan.deadline, head)
        check_run = self._try(state, lambda: self.app.check_run(seen, page.check_run(verdict)))
        comment = None
        if not _overtaken(seen, ledger) and state != "locked":
            comment = self._try(state, lambda: self.app.comment(seen.number, page.comment(verdict)))
        entry = Entry(
            *(seen.number, seen.author, seen.login, seen.sha, (seen.sight,)),
            deadline=self.plan.deadline,
            planned=self.plan.now,
            graders=self.plan.graders,
            run=self.run,
            score=report.score,
            max_score=report.max_score,
            report=git_sha(report.to_json().encode()),
            comment=comment,
            check_run=check_run,
            state=state,
            same_commit=seen.same_commit,
        )
        self.say(f"#{seen.number}, {seen.sha[:12]}: {page.title(report)}")
        return entry, report

    def _now(self, seen: PullRequestState) -> tuple[str, str | None]:
        """What has become of the pull request, and its head."""
        try:
            pull = self.app.client.get(f"/repos/{self.app.repository}/pulls/{seen.number}")
        except RequestRejectedError as refused:
            if refused.status in GONE:
                return "gone", None
            raise
        head = part(str, pull, "head", "sha")
        state = "locked" if pull.get("locked") else "draft" if pull.get("draft") else part(str, pull, "state")
        return (state if state in ("locked", "draft", "open") else "closed"), head if SHA.fullmatch(head) else None

    def _try(self, state: str, write: Callable[[], int]) -> int | None:
        """Post, or accept that there is no place for it any more: an open pull request must take it."""
        try:
            return write()
        except RequestRejectedError:
            if state == "open":
                raise
            return None

    def _record(self, batch: list[tuple[Entry, Report]], failed: set[Key]) -> Ledger:
        entries = [entry for entry, _ in batch]
        files = {f"reports/{entry.number}/{entry.sha}.json": report.to_json() for entry, report in batch}

        def change(ledger: Ledger) -> Ledger:
            plan = self.plan
            return ledgers.record(ledger, plan.now, plan.seen, entries, failed, plan.deadline)

        return self.branch.change(change, files, f"{len(entries)} graded, polled at {self.plan.now}")

    def _note(self, text: str) -> None:
        self.notes.append(text)


def _number(made: dict[str, Any]) -> int:
    return part(int, made, "id")


def _overtaken(seen: PullRequestState, ledger: Ledger) -> bool:
    """Whether a later commit of the pull request is graded already: the comment is that one's."""
    return any(
        entry.number == seen.number and entry.sha != seen.sha and entry.sights[-1] > seen.sight
        for entry in ledger.entries
    )


def begin(
    client: Client, branch: Branch, plan: Plan, work: Path, course: Course, slug: str, run: str | None,
    say: Callable[[str], None],
) -> Poster:  # fmt: skip
    """A round of a plan. Raises DecodeError where the notes are none, CourseError where the graders cannot be read."""
    return Poster(
        GitHubApp(client, plan.course, slug), branch, plan, fetch.read(work), ReportValidator(course), run, say
    )
