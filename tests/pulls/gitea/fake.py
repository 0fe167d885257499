"""A fake Gitea or Forgejo on the loopback interface: the operations that are used, as the two do them.

Every request and response is checked against what they publish; what violates it is kept in `violations`. What that
does not say is from their sources: docs/forges.md has a list.
"""

from __future__ import annotations

import base64
import contextlib
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.pulls.gitea.description import ViolationError
from tests.pulls.gitea.people import People
from tests.pulls.objects import Entry, Repository
from tests.pulls.server import Handler, Server

PREFIX = "/api/v1"
ROOT_URL = "https://git.school.example"  # the address that the server is set up for, which is not where it is asked
REPOSITORY = "/repos/{owner}/{repo}"
Values = dict[str, str]
Answer = tuple[int, Any]


class StatusError(Exception):
    """A response with an error status."""

    def __init__(self, status: int, message: str = "", location: str = "") -> None:
        super().__init__(message)
        self.status, self.location = status, location


class Fake(People):
    def answer(self, token: str, method: str, target: str, body: Any, known: str = "") -> tuple[int, Any, Values]:
        """Answer a request, as the description says."""
        parts, self.headers = urlsplit(target), dict[str, str]()
        query = dict(parse_qsl(parts.query))
        try:
            if not parts.path.startswith(PREFIX):
                raise ViolationError(f"{method} {target} is not below {PREFIX}")
            name, values = self.description.operation(method, parts.path.removeprefix(PREFIX))
            self.description.check_request(name, query, body)
        except ViolationError as violation:
            self.violations.append(str(violation))
            return 404, self._error(StatusError(404)), {}
        try:
            status, data = self._do(token, name, values, query, body)
        except StatusError as no:
            status, data = no.status, self._error(no)
            if no.location:
                data, self.headers["Location"] = None, no.location
        if status not in (301, 302):
            try:
                self.description.check_response(name, status, data)
            except ViolationError as violation:
                self.violations.append(str(violation))
        return status, data, self.headers

    def _error(self, no: StatusError) -> dict[str, Any]:
        error: dict[str, Any] = {"message": str(no), "url": f"{ROOT_URL}/api/swagger"}
        return {**error, "message": str(no) or "not found", "errors": None} if no.status == 404 else error

    def _do(self, token: str, name: str, values: Values, query: Values, body: Any) -> Answer:
        """Do what is asked for, if this token may. Raises StatusError."""
        method, _, path = name.partition(" ")
        if token not in self.tokens:
            raise StatusError(401, "user does not exist [uid: 0, name: ]")
        login, scopes = self.tokens[token]
        kind = "user" if path == "/user" else "issue" if "/issues/" in path else "repository"
        needed = f"{'read' if method == 'GET' else 'write'}:{kind}"
        if needed not in scopes and f"write:{kind}" not in scopes:
            raise StatusError(403, f"token does not have at least one of required scope(s): [{needed}]")
        if path == "/user":
            return 200, self.users[login]
        place = f"{values['owner']}/{values['repo']}"
        if place in self.moved:
            whole = path.format(**{**values, "owner": place.split("/")[0], "repo": self.moved[place].split("/")[1]})
            raise StatusError(301, location=f"{PREFIX}{whole}?{urlencode(query)}")
        repository = self.repositories.get(place)
        if repository is None or login not in repository.collaborators:
            raise StatusError(404)
        words = path.removeprefix(REPOSITORY).replace("{", "").replace("}", "").replace("/", "_")
        answer: Answer = getattr(self, f"_{method.lower()}{words}")(repository, login, values, query, body)
        return answer

    def _page(self, items: list[Any], query: Values, path: str) -> list[Any]:
        """A page of a list. The links to others lead to the address that the server is set up for."""
        size, number = min(int(query.get("limit", 30)), self.items), int(query.get("page", 1))
        if number * size < len(items):
            following = f"{ROOT_URL}{PREFIX}{path}?{urlencode({**query, 'page': number + 1})}"
            self.headers["Link"] = f'<{following}>; rel="next"'
        self.headers["X-Total-Count"] = str(len(items))
        return items[(number - 1) * size : number * size]

    def _get_pulls(self, found: Repository, login: str, values: Values, query: Values, body: Any) -> Answer:
        listed = [each for each in found.pulls.values() if query.get("state", "open") in (each["state"], "all")]
        listed.sort(key=lambda each: each["number"], reverse=query.get("sort") != "oldest")
        return 200, self._page([self._pull(found, each) for each in listed], query, f"/repos/{found.full_name}/pulls")

    def _pull(self, found: Repository, pull: dict[str, Any]) -> dict[str, Any]:
        sample = self.description.sample
        source = None if pull["source"] is None else self._repository(pull["source"])
        ref = pull["head"] if source else f"refs/pull/{pull['number']}/head"
        head = sample("PRBranchInfo", label=pull["head"], ref=ref, sha=pull["sha"], repo=source)
        head["repo_id"] = source["id"] if source else -1
        base = sample("PRBranchInfo", label=pull["base"], ref=pull["base"], repo=self._repository(found.full_name))
        fields = {key: pull[key] for key in ("number", "state", "user", "created_at", "draft")}
        return sample("PullRequest", **fields, is_locked=pull["locked"], head=head, base=base)

    def _repository(self, full_name: str) -> dict[str, Any]:
        owner, _, name = full_name.partition("/")
        found = self.repositories.get(full_name)
        fields = {"id": found.id if found else 1, "full_name": full_name, "name": name, "owner": self.account(owner)}
        return self.description.sample("Repository", **fields, private=True, object_format_name="sha1")

    def _get_activities_feeds(self, found: Repository, login: str, values: Values, query: Values, body: Any) -> Answer:
        listed = [each for each in found.activity if each["act_user"]["login"] not in self.private]
        listed.sort(key=lambda each: each["created"], reverse=True)  # of the same second in any order
        place = self._repository(found.full_name)
        size = min(int(query.get("limit", 30)), self.items)
        self.headers["X-Total-Count"] = str(len(listed))
        return 200, [self.description.sample("Activity", **each, repo=place) for each in listed[:size]]

    def _get_git_trees_sha(self, found: Repository, login: str, values: Values, query: Values, body: Any) -> Answer:
        sha = values["sha"]
        tree = found.commits[sha]["tree"] if sha in found.commits else sha
        if tree not in found.trees:
            raise StatusError(400, f"sha not found [{sha}]")
        listed = found.flat(tree, folders=True) if query.get("recursive") == "true" else found.trees[tree]
        items = [self._entry(found, path, each) for path, each in listed.items()]
        size, page = min(int(query.get("per_page", self.tree_items)), self.tree_items), int(query.get("page", 1))
        part = items[(page - 1) * size : page * size]
        # Forgejo, and Gitea before 1.26, say so on the last page, too.
        more = page * size < len(items) if self.kind == "gitea" else bool(part) and len(items) > size
        fields = {"sha": tree, "page": page, "total_count": len(items), "truncated": more}
        return 200, self.description.sample("GitTreeResponse", **fields, tree=part or None)

    def _entry(self, found: Repository, path: str, entry: Entry) -> dict[str, Any]:
        mode, kind, sha = entry
        size = len(found.blobs.get(sha, b""))
        return self.description.sample("GitEntry", path=path, mode=mode, type=kind, sha=sha, size=size)

    def _get_git_blobs_sha(self, found: Repository, login: str, values: Values, query: Values, body: Any) -> Answer:
        if (sha := values["sha"]) not in found.blobs:
            raise StatusError(400, f"object does not exist [id: {sha}, rel_path: ]")
        data = found.blobs[sha]
        fields: dict[str, Any] = {"sha": sha, "size": len(data)}
        if len(data) <= self.largest:
            fields |= {"encoding": "base64", "content": base64.b64encode(data).decode()}
        elif self.kind == "forgejo":
            fields |= {"encoding": "base64", "content": ""}
        return 200, self.description.sample("GitBlobResponse", **fields)

    def _get_issues_index_comments(
        self, found: Repository, login: str, values: Values, query: Values, body: Any
    ) -> Answer:
        listed = found.comments.get(self._known(found, values), [])
        self.headers["X-Total-Count"] = str(len(listed))  # and all of them, whatever their number
        return 200, listed

    def _known(self, found: Repository, values: Values) -> int:
        if (number := int(values["index"])) not in found.pulls:
            raise StatusError(500)
        return number

    def _post_issues_index_comments(
        self, found: Repository, login: str, values: Values, query: Values, body: Any
    ) -> Answer:
        number = self._known(found, values)
        if found.pulls[number]["locked"] and found.collaborators[login] != "write":
            raise StatusError(403, "You cannot comment on a locked issue.")
        if not body["body"]:
            raise StatusError(422, "[Body]: Required")
        return 201, self.say(found, number, body["body"], login)

    def _comment(self, found: Repository, values: Values) -> dict[str, Any] | None:
        """A comment by its id; None for what else has an id among them, such as that a label was set."""
        if int(values["id"]) in self.others:
            return None
        for each in (each for comments in found.comments.values() for each in comments):
            if str(each["id"]) == values["id"]:
                return each
        raise StatusError(404, f"comment does not exist [id: {values['id']}, issue_id: 0]")

    def _get_issues_comments_id(
        self, found: Repository, login: str, values: Values, query: Values, body: Any
    ) -> Answer:
        comment = self._comment(found, values)
        return (200, comment) if comment else (204, None)

    def _patch_issues_comments_id(
        self, found: Repository, login: str, values: Values, query: Values, body: Any
    ) -> Answer:
        comment = self._comment(found, values)
        if comment is None:
            return 204, None
        if login != comment["user"]["login"] and found.collaborators[login] != "write":
            raise StatusError(403)
        comment["body"] = body["body"]
        return 200, comment

    def _get_commits_ref_status(
        self, found: Repository, login: str, values: Values, query: Values, body: Any
    ) -> Answer:
        if (sha := values["ref"]) not in found.commits:
            raise StatusError(404)
        newest = {each["made"]["context"]: each["made"] for each in found.statuses if each["sha"] == sha}
        listed = sorted(newest.values(), key=lambda each: -each["id"])[: int(query.get("limit", 30))]
        fields = {"sha": sha, "statuses": listed, "total_count": len(listed), "state": "pending"}
        if not listed:
            fields = {"state": "pending", "sha": sha} if self.kind == "gitea" else {}
        return 200, self.description.sample("CombinedStatus", **fields)

    def _post_statuses_sha(self, found: Repository, login: str, values: Values, query: Values, body: Any) -> Answer:
        if found.collaborators[login] != "write":
            raise StatusError(403, "user should have a permission to write to a repo")
        if (sha := values["sha"]) not in found.commits:
            raise StatusError(500)
        fields = {key: body.get(key, "").strip() for key in ("context", "description", "target_url")}
        return 201, self.set_status(found, sha, login, status=body["state"], **fields)


class Handling(Handler):
    github: Any

    def _check_headers(self) -> None:
        if not self.headers.get("User-Agent") or self.headers.get("Accept") != "application/json":
            self.github.violations.append("a request without User-Agent or Accept")
        if self.headers.get("X-GitHub-Api-Version"):
            self.github.violations.append("a request for GitHub")


@contextlib.contextmanager
def serving(kind: str) -> Iterator[Fake]:
    """Serve a fake, and fail at the end if its description was violated."""
    fake = Fake(kind)
    server = Server(("127.0.0.1", 0), type("Handling", (Handling,), {"github": fake}))
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
        assert not fake.violations, "\n".join(fake.violations)
    finally:
        server.shutdown()
        server.server_close()
