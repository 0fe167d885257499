"""A fake GitHub on the loopback interface: the operations that are used, and the ways in which they fail.

Every request and response is checked against GitHub's description; what violates it is kept in `violations`.
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.pulls import description
from tests.pulls.description import ViolationError, sample
from tests.pulls.objects import Entry, Fault, File, Repository

COURSE, LEDGER, SLUG = "school/course", "school/course-private", "gradus-of-school"
READ, WRITE, LEDGER_READ, LEDGER_WRITE = "course-read", "course-write", "ledger-read", "ledger-write"
TOKENS = {READ: (COURSE, False), WRITE: (COURSE, True), LEDGER_READ: (LEDGER, False), LEDGER_WRITE: (LEDGER, True)}
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


class StatusError(Exception):
    """A response with an error status."""

    def __init__(self, status: int, message: str = "No") -> None:
        super().__init__(message)
        self.status = status


class GitHub:
    def __init__(self) -> None:
        self.repositories = {COURSE: Repository(), LEDGER: Repository()}
        self.now = START
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str]] = []
        self.violations: list[str] = []
        self.page = 100  # the most items of a page
        self.ids = 1000
        self.lock = threading.Lock()
        self.url = ""
        self.slug = SLUG
        self.at: dict[tuple[str, str], Any] = {}  # what to do before an operation, by method and name's end

    @property
    def course(self) -> Repository:
        return self.repositories[COURSE]

    @property
    def ledger(self) -> Repository:
        return self.repositories[LEDGER]

    @property
    def writes(self) -> list[tuple[str, str]]:
        return [each for each in self.log if each[0] != "GET"]

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    # What people do

    def push(self, files: Mapping[str, File], message: str = "work") -> str:
        repository = self.course
        entries: dict[str, Entry] = {}
        for path, what in files.items():
            if isinstance(what, tuple):
                entries[path] = what
            else:
                data = what.encode() if isinstance(what, str) else what
                entries[path] = ("100644", "blob", repository.blob(data))
        return repository.commit(repository.tree(entries), [], message)

    def open(self, number: int, login: str, author: int, sha: str, **fields: Any) -> dict[str, Any]:
        user = sample("simple-user", login=login, id=author, type="User")
        created = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        pull = {
            "number": number,
            "state": "open",
            "draft": False,
            "locked": False,
            "user": user,
            "created_at": created,
            "sha": sha,
            "fork": f"{login}/course",
            **fields,
        }
        self.course.pulls[number] = pull
        return pull

    def say(self, number: int, body: str, login: str, kind: str = "User") -> dict[str, Any]:
        self.ids += 1
        comment = sample("issue-comment", id=self.ids, body=body, user=sample("simple-user", login=login, type=kind))
        self.course.comments.setdefault(number, []).append(comment)
        return comment

    # What the interface does

    def answer(self, token: str, method: str, target: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        try:
            name, values = description.operation(method, parts.path)
            description.check_request(name, query, body)
        except ViolationError as violation:
            self.violations.append(str(violation))
            return 404, sample("basic-error", message="Not Found"), {}
        headers: dict[str, str] = {}
        try:
            status, data = self._do(token, name, values, query, body)
            if isinstance(data, list) or (isinstance(data, dict) and "check_runs" in data):
                data, headers = self._paged(data, query, parts.path)
        except StatusError as no:
            error = "validation-error" if no.status == 422 else "basic-error"
            status, data = no.status, sample(error, message=str(no), documentation_url="https://docs.github.com")
        try:
            description.check_response(name, status, data)
        except ViolationError as violation:
            self.violations.append(str(violation))
        return status, data, headers

    def _paged(self, data: Any, query: dict[str, str], path: str) -> tuple[Any, dict[str, str]]:
        items = data if isinstance(data, list) else data["check_runs"]
        size, number = min(int(query.get("per_page", 30)), self.page), int(query.get("page", 1))
        part = items[(number - 1) * size : number * size]
        headers = {}
        if number * size < len(items):
            following = urlencode({**query, "page": number + 1})
            headers["Link"] = f'<{self.url}{path}?{following}>; rel="next", <{self.url}{path}>; rel="last"'
        return (part if isinstance(data, list) else {**data, "check_runs": part}), headers

    def _do(self, token: str, name: str, values: dict[str, str], query: dict[str, str], body: Any) -> tuple[int, Any]:
        method, _, rest = name.partition(" ")
        place = f"{values['owner']}/{values['repo']}"
        if token not in TOKENS:
            raise StatusError(401, "Bad credentials")
        if TOKENS[token][0] != place:
            raise StatusError(404, "Not Found")
        if method != "GET" and not TOKENS[token][1]:
            raise StatusError(403, "Resource not accessible by integration")
        repository = self.repositories[place]
        operation = rest.removeprefix("/repos/{owner}/{repo}")
        if hook := self.at.pop((method, operation), None):
            hook()
        words = [word for word in re.split("[/-]", operation) if word and not word.startswith("{")]
        name = "pull" if operation == "/pulls/{pull_number}" else "_".join(words)
        answer: tuple[int, Any] = getattr(self, f"_{method.lower()}_{name}")(repository, values, query, body)
        return answer

    def _pull(self, pull: dict[str, Any], kind: str) -> dict[str, Any]:
        made = sample(kind, **{key: pull[key] for key in ("number", "state", "draft", "locked", "user", "created_at")})
        fork = None if pull["fork"] is None else sample("repository", full_name=pull["fork"])
        made["head"] = {**made["head"], "sha": pull["sha"], "repo": fork, "user": pull["user"]}
        return made

    def _get_pulls(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        found = [pull for pull in repository.pulls.values() if query.get("state") in (pull["state"], "all")]
        return 200, [self._pull(pull, "pull-request-simple") for pull in found]

    def _get_pull(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        pull = repository.pulls.get(int(values["pull_number"]))
        if pull is None or pull["state"] == "gone":
            raise StatusError(404, "Not Found")
        return 200, self._pull(pull, "pull-request")

    def _get_git_commits(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        if values["commit_sha"] not in repository.commits:
            raise StatusError(404, "Not Found")
        return 200, self._commit(repository, values["commit_sha"])

    def _commit(self, repository: Repository, sha: str) -> dict[str, Any]:
        commit = repository.commits[sha]
        made = sample("git-commit", sha=sha, message=commit["message"])
        return {**made, "tree": {**made["tree"], "sha": commit["tree"]}}

    def _get_git_trees(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        sha = values["tree_sha"]
        if sha not in repository.trees:
            raise StatusError(404, "Not Found")
        recursive = "recursive" in query
        found = repository.flat(sha, folders=True) if recursive else repository.trees[sha]
        entries = [self._entry(repository, path, entry) for path, entry in found.items()]
        truncated = recursive and repository.truncates
        return 200, sample("git-tree", sha=sha, tree=entries[:1] if truncated else entries, truncated=truncated)

    def _entry(self, repository: Repository, path: str, entry: Entry) -> dict[str, Any]:
        mode, kind, sha = entry
        made: dict[str, Any] = {"path": path, "mode": mode, "type": kind, "sha": sha}
        return made | ({"size": len(repository.blobs.get(sha, b""))} if kind == "blob" else {})

    def _get_git_blobs(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        sha = values["file_sha"]
        if sha not in repository.blobs:
            raise StatusError(404, "Not Found")
        data = repository.blobs[sha]
        content = base64.encodebytes(data).decode()
        return 200, sample("blob", sha=sha, content=content, encoding="base64", size=len(data))

    def _get_git_ref(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        if not repository.commits:
            raise StatusError(409, "Git Repository is empty.")
        return 200, self._ref(repository, f"refs/{values['ref']}")

    def _ref(self, repository: Repository, name: str) -> dict[str, Any]:
        if name not in repository.refs:
            raise StatusError(404, "Not Found")
        made = sample("git-ref", ref=name)
        return {**made, "object": {**made["object"], "type": "commit", "sha": repository.refs[name]}}

    def _post_git_trees(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        files = repository.flat(body["base_tree"]) if "base_tree" in body else {}
        for entry in body["tree"]:
            if "content" in entry:
                files[entry["path"]] = (entry["mode"], entry["type"], repository.blob(entry["content"].encode()))
            elif entry["sha"] is None:
                if entry["path"] not in files:
                    raise StatusError(422, "GitRPC::BadObjectState")
                del files[entry["path"]]
        sha = repository.tree(files)
        entries = [self._entry(repository, path, entry) for path, entry in repository.trees[sha].items()]
        return 201, sample("git-tree", sha=sha, tree=entries, truncated=False)

    def _post_git_commits(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        if body["tree"] not in repository.trees:
            raise StatusError(422, "Tree SHA does not exist")
        return 201, self._commit(repository, repository.commit(body["tree"], body.get("parents", []), body["message"]))

    def _post_git_refs(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        if body["ref"] in repository.refs:
            raise StatusError(422, "Reference already exists")
        repository.refs[body["ref"]] = body["sha"]
        return 201, self._ref(repository, body["ref"])

    def _patch_git_refs(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        name = f"refs/{values['ref']}"
        line = [body["sha"]]
        while line[-1] in repository.commits and repository.commits[line[-1]]["parents"]:
            line.append(repository.commits[line[-1]]["parents"][0])
        if repository.refs.get(name) not in line and not body.get("force"):
            raise StatusError(422, "Update is not a fast forward")
        repository.refs[name] = body["sha"]
        return 200, self._ref(repository, name)

    def _get_issues_comments(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        return 200, repository.comments.get(self._known(repository, values), [])

    def _known(self, repository: Repository, values: dict[str, str]) -> int:
        number = int(values["issue_number"])
        if number not in repository.pulls or repository.pulls[number]["state"] == "gone":
            raise StatusError(404, "Not Found")
        return number

    def _post_issues_comments(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        number = self._known(repository, values)
        if repository.pulls[number]["locked"]:
            raise StatusError(403, "Unable to create comment because issue is locked.")
        if len(body["body"]) > 65536:
            raise StatusError(422, "Body is too long (maximum is 65536 characters)")
        return 201, self.say(number, body["body"], f"{self.slug}[bot]", "Bot")

    def _patch_issues_comments(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        for comments in repository.comments.values():
            for comment in comments:
                if str(comment["id"]) == values["comment_id"]:
                    comment["body"] = body["body"]
                    return 200, comment
        raise StatusError(404, "Not Found")

    def _get_commits_check_runs(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        found = [run for run in repository.check_runs if run["head_sha"] == values["ref"]]
        found = [run for run in found if run["name"] == query.get("check_name", run["name"])]
        return 200, {"total_count": len(found), "check_runs": found}

    def _post_check_runs(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        if body["head_sha"] not in repository.commits:
            raise StatusError(422, "No commit found for SHA")
        self.ids += 1
        run = self._run(sample("check-run", id=self.ids, app=sample("nullable-integration", slug=self.slug)), body)
        repository.check_runs.append(run)
        return 201, run

    def _patch_check_runs(self, repository: Repository, values: Any, query: Any, body: Any) -> tuple[int, Any]:
        (run,) = [run for run in repository.check_runs if str(run["id"]) == values["check_run_id"]]
        run |= self._run(run, body)
        return 200, run

    def _run(self, run: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        if len(body["output"]["summary"].encode()) > 65535:
            raise StatusError(422, "summary is too long")
        return {**run, **body, "output": {**run["output"], **body["output"]}}
