"""Posts scores: one comment and one check run for each graded commit, and an entry in the ledger.

Posting is idempotent, so a run that was killed can be repeated: what was posted is found, and updated if needed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradus.core.decode import DecodeError
from gradus.core.report import Report
from gradus.core.text import count, one_line
from gradus.pulls.client import Client, GitHubError, RequestRejectedError, UnknownOutcomeError, extract
from gradus.pulls.comment import Verdict, check_run_body, comment_body, marker
from gradus.pulls.fetch import FetchResults
from gradus.pulls.ledger import SHA, Entry, Key, Ledger, PullRequestState, record
from gradus.pulls.plan import Plan
from gradus.pulls.store import Branch, git_sha
from gradus.pulls.validate import ReportValidator

BATCH = 20
TRIES = 4
Item = dict[str, Any]  # a comment or a check run, as GitHub returns it


@dataclass(frozen=True)
class GitHubApp:
    """The GitHub App that posts: it finds and changes only what it made itself."""

    client: Client
    slug: str

    def comment(self, number: int, body: str) -> int:
        """Create or update the sticky comment, and return its id. Raises RequestRejectedError and GitHubError."""
        path = f"/issues/{number}/comments"

        def find() -> Item | None:
            comments = self._own(self.client.pages(path))
            return min((item for item in comments if marker(number) in (item.get("body") or "")), key=_id, default=None)

        comment = find()
        if comment is None:
            return _id(self._create(path, {"body": body}, find))
        if comment["body"] != body:
            self.client.write("PATCH", f"/issues/comments/{_id(comment)}", {"body": body})
        return _id(comment)

    def check_run(self, sha: str, body: Item) -> int:
        """Create or update a commit's check run, and return its id. Raises RequestRejectedError and GitHubError."""
        path = f"/commits/{sha}/check-runs"

        def find() -> Item | None:
            runs = self._own(self.client.pages(path, "check_runs", check_name=body["name"], filter="all"))
            return min((run for run in runs if run.get("external_id") == body["external_id"]), key=_id, default=None)

        run = find()
        if run is None:
            return _id(self._create("/check-runs", {**body, "head_sha": sha}, find))
        output = extract(dict, run, "output")
        current = {**run, "output": {key: output.get(key) for key in body["output"]}}
        if any(current.get(key) != value for key, value in body.items()):
            self.client.write("PATCH", f"/check-runs/{_id(run)}", body)
        return _id(run)

    def _own(self, items: Iterable[Item]) -> list[Item]:
        return [item for item in items if _author(item) == self.slug]

    def _create(self, path: str, body: Item, find: Callable[[], Item | None]) -> Item:
        """Create an item; if the outcome is unknown, look for it before trying again."""
        for attempt in range(TRIES):
            try:
                item = extract(dict, self.client.write("POST", path, body, once=True))
            except UnknownOutcomeError:
                self.client.wait(2.0**attempt)
                if (existing := find()) is not None:
                    return existing
                continue
            if (author := _author(item)) != self.slug:
                names = f"The author of the post is {one_line(author) or 'unknown'}, but GRADUS_APP_SLUG is {self.slug}"
                hint = "set it to the App's own name, or the next run will post everything again."
                raise GitHubError(f"{names}: {hint}")
            return item
        raise GitHubError(f"GitHub does not confirm POST {path}. Try again later.")


def _id(item: Item) -> int:
    return extract(int, item, "id")


def _author(item: Item) -> str:
    """The slug of the App that made a comment or a check run; empty for people and deleted accounts."""
    if app := extract(dict, item).get("app"):  # only check runs have one
        return extract(str, app, "slug")
    user = item.get("user") or {}
    login = extract(str, user, "login") if user else ""
    return login.removesuffix("[bot]") if login.endswith("[bot]") and user.get("type") == "Bot" else ""


@dataclass
class Poster:
    """Posts the reports of one plan; `run` is the workflow run's URL, `problems` are messages for the teacher."""

    app: GitHubApp
    branch: Branch
    plan: Plan
    fetched: FetchResults
    validator: ReportValidator
    run: str | None
    problems: list[str] = field(default_factory=list)
    posted: int = 0

    def post(self, reports: Path) -> None:
        """Post and record all reports in a folder, in batches. Raises GitHubError if the ledger cannot be written."""
        ledger = self.branch.read().ledger
        batch: list[tuple[Entry, Report]] = []
        failed: set[Key] = set()
        queue = self.plan.grade
        try:
            for pull in queue:
                try:
                    batch.append(self._post_one(pull, reports, ledger))
                    self.posted += 1
                except (DecodeError, RequestRejectedError) as error:
                    failed.add(pull.key)
                    text = "no score: {}." if isinstance(error, DecodeError) else "GitHub rejects its score ({})."
                    self.problems.append(f"{pull.label}: {text.format(error)}")
                if len(batch) >= BATCH:
                    ledger = self._record(batch, failed)
                    batch = []
        except GitHubError as error:
            left = count(len(queue) - queue.index(pull), "commit")
            self.problems.append(f"{error} {left} not posted: the next run tries again.")
        finally:
            self._record(batch, failed)

    def _post_one(self, pull: PullRequestState, reports: Path, ledger: Ledger) -> tuple[Entry, Report]:
        """Post one report. Raises DecodeError if it cannot be used, RequestRejectedError and GitHubError."""
        plan, fetched = self.plan, self.fetched.of(pull)
        if fetched.dropped is not None:
            raise DecodeError(f"its files could not be fetched: {fetched.dropped}")
        try:
            report = self.validator.read(reports / f"{pull.folder}.json", pull.folder)
        except DecodeError as error:
            raise DecodeError(f"its report cannot be used: {error}") from None
        state, head = self._current(pull)
        units = self.validator.course.units
        verdict = Verdict(pull, report, plan.graders, len(fetched.refused), plan.deadline, head, units)
        check_run = _write(state, lambda: self.app.check_run(pull.sha, check_run_body(verdict)))
        comment = None
        # Once a later commit is graded, the comment shows that one's score.
        others = [entry for entry in ledger.entries if entry.number == pull.number and entry.sha != pull.sha]
        if state != "locked" and not any(entry.sights[-1] > pull.sight for entry in others):
            comment = _write(state, lambda: self.app.comment(pull.number, comment_body(verdict)))
        print(f"{pull.label}: {verdict.title}")
        commit = pull.number, pull.author, pull.login, pull.sha, (pull.sight,)
        grading = plan.deadline, plan.now, plan.graders, self.run
        result = report.score, report.max_score, git_sha(report.to_json().encode())
        return Entry(*commit, *grading, *result, comment, check_run, state, pull.same_commit), report

    def _current(self, pull: PullRequestState) -> tuple[str, str | None]:
        """Return the pull request's present state and head commit."""
        try:
            data = self.app.client.get(f"/pulls/{pull.number}")
        except RequestRejectedError as error:
            if error.status in (404, 410):
                return "gone", None
            raise
        head = extract(str, data, "head", "sha")
        state = "locked" if data.get("locked") else "draft" if data.get("draft") else extract(str, data, "state")
        return (state if state in ("locked", "draft", "open") else "closed"), head if SHA.fullmatch(head) else None

    def _record(self, batch: list[tuple[Entry, Report]], failed: set[Key]) -> Ledger:
        plan, entries = self.plan, [entry for entry, _ in batch]
        files = {f"reports/{entry.number}/{entry.sha}.json": report.to_json() for entry, report in batch}
        rest = plan.now, plan.seen, entries, failed, plan.deadline
        message = f"{len(entries)} graded, polled at {plan.now}"
        return self.branch.change(lambda ledger: record(ledger, *rest), files, message)


def _write(state: str, write: Callable[[], int]) -> int | None:
    """Post something; only an open pull request must accept it."""
    try:
        return write()
    except RequestRejectedError:
        if state == "open":
            raise
        return None
