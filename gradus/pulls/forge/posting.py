"""What is posted: a sticky comment on a pull request, and on GitHub a check run beside a commit.

Posting is idempotent: what was posted is found, by its id or by its mark, and updated if needed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from gradus.core.text import one_line
from gradus.pulls.forge.client import (
    Client,
    GitHubError,
    RequestRejectedError,
    UnansweredError,
    UnknownOutcomeError,
    extract,
)
from gradus.pulls.forge.forge import Status

TRIES = 4
ANNOTATIONS = 50  # in one request
Item = dict[str, Any]  # a comment or a check run, as GitHub returns it


def marker(number: int) -> str:
    """The invisible text by which the sticky comment of a pull request is found again."""
    return f"<!-- gradus:v1 pr={number} -->"


@dataclass(frozen=True)
class Author:
    """The account called `name` in one repository: it finds and changes only what it made itself."""

    client: Client
    name: str
    repository: str

    def author_of(self, item: Item) -> str:
        """The name of the account that posted something; empty if no account of our kind did."""
        raise NotImplementedError

    def comments(self, path: str) -> Iterable[Item]:
        """All comments on a pull request."""
        return self.client.pages(path)

    def comment(self, number: int, body: str, known: int | None) -> int:
        """Create or update the sticky comment, and return its id. Raises RequestRejectedError and GitHubError."""
        where = f"/repos/{self.repository}/issues"
        path = f"{where}/{number}/comments"

        def find() -> Item | None:
            ours = (item for item in self.own(self.comments(path)) if marker(number) in _body(item))
            return min(ours, key=item_id, default=None)

        if known and self.update(f"{where}/comments/{known}", {"body": body}):
            return known
        if (comment := find()) is None:
            return item_id(self.create(path, {"body": body}, find))
        if comment.get("body") != body:
            self.client.write("PATCH", f"{where}/comments/{item_id(comment)}", {"body": body})
        return item_id(comment)

    def update(self, path: str, body: Item) -> bool:
        """Update what has a known id; False if it is gone."""
        try:
            self.client.write("PATCH", path, body)
        except RequestRejectedError as error:
            if error.status in (404, 410):
                return False
            raise
        return True

    def own(self, items: Iterable[Item]) -> list[Item]:
        """Those of some items that we posted."""
        return [item for item in items if self.author_of(item) == self.name]

    def create(self, path: str, body: Item, find: Callable[[], Item | None]) -> Item:
        """Create an item; if the outcome is unknown, look for it before trying again."""
        for attempt in range(TRIES):
            try:
                item = extract(dict, self.client.write("POST", path, body, once=True))
            except UnknownOutcomeError:
                self.client.wait(2.0**attempt)
                if (existing := find()) is not None:
                    return existing
                continue
            if (author := self.author_of(item)) != self.name:
                names = f"The author of the post is {one_line(author) or 'unknown'}, but GRADUS_APP_SLUG is {self.name}"
                hint = "set it to the author's own name, or the next run will post everything again."
                raise GitHubError(f"{names}: {hint}")
            return item
        raise UnansweredError(f"{self.client.service.name} does not confirm POST {path}. Try again later.")


@dataclass(frozen=True)
class App(Author):
    """An App of GitHub."""

    def author_of(self, item: Item) -> str:
        """The slug of the App that made a comment or a check run; empty for people and deleted accounts."""
        if app := extract(dict, item).get("app"):  # only check runs have one
            return extract(str, app, "slug")
        user = item.get("user") or {}
        login = extract(str, user, "login") if user else ""
        return login.removesuffix("[bot]") if login.endswith("[bot]") and user.get("type") == "Bot" else ""

    def check_run(self, sha: str, status: Status, known: int | None) -> int:
        """Create or update a commit's check run, and return its id. Raises RequestRejectedError and GitHubError."""
        where, body = f"/repos/{self.repository}", _check_run(status)

        def find() -> Item | None:
            query = {"check_name": status.name, "filter": "all"}
            runs = self.own(self.client.pages(f"{where}/commits/{sha}/check-runs", "check_runs", **query))
            return min((run for run in runs if run.get("external_id") == status.key), key=item_id, default=None)

        if known and self.update(f"{where}/check-runs/{known}", body):
            return known
        if (run := find()) is None:
            return item_id(self.create(f"{where}/check-runs", {**body, **_annotated(status), "head_sha": sha}, find))
        if _differs(run, body):
            self.client.write("PATCH", f"{where}/check-runs/{item_id(run)}", body)
        return item_id(run)


def _check_run(status: Status) -> Item:
    """A check run's fields. It is never red: an unfinished exercise is no error."""
    output = {"title": status.title, "summary": status.summary}
    body: Item = {"name": status.name, "external_id": status.key, "status": "completed", "output": output}
    body["conclusion"] = "success" if status.done else "neutral"
    return body | ({"details_url": status.url} if status.url else {})


def _annotated(status: Status) -> Item:
    """The output with annotations: for a new check run only, since GitHub adds them to those that are there."""
    annotations = [
        {
            "path": each.path,
            "start_line": each.line,
            "end_line": each.line,
            "annotation_level": "warning",
            "title": each.title,
            "message": each.message,
        }
        for each in status.annotations[:ANNOTATIONS]
    ]
    output: Item = {"title": status.title, "summary": status.summary}
    return {"output": output | ({"annotations": annotations} if annotations else {})}


def _differs(run: Item, body: Item) -> bool:
    """Whether a check run shows something else than it should."""
    output = extract(dict, run, "output")
    current = {**run, "output": {key: output.get(key) for key in body["output"]}}
    return any(current.get(key) != value for key, value in body.items())


def item_id(item: Item) -> int:
    """The id of something that was posted."""
    return extract(int, item, "id")


def _body(comment: Item) -> str:
    text = comment.get("body")
    return text if isinstance(text, str) else ""
