"""What people do on the fake Gitea: students push, somebody comments, a status is set."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.pulls.gitea.description import Description
from tests.pulls.objects import NOTHING, START, Fault, File, Repository, stamp

SCHOOL, BOT, TEACHER = "school", "gradus-bot", "teacher"
TOKEN = "bot-token"
SCOPES = ("write:issue", "write:repository", "read:user")
CONTENT = 65535  # bytes of an event's content


class People:
    """Repositories and accounts, the clock, what was asked, and what is to go wrong. `kind` is gitea or forgejo."""

    def __init__(self, kind: str) -> None:
        self.kind, self.description = kind, Description(kind)
        self.now = START
        self.lock = threading.RLock()
        self.url = ""
        self.faults: list[Fault] = []
        self.log: list[tuple[str, str]] = []
        self.violations: list[str] = []
        self.ids = 1000
        self.items, self.tree_items = 50, 1000  # the most of a page, of a list and of a tree
        self.largest = 10 << 20  # bytes of a blob that is given out
        self.users: dict[str, dict[str, Any]] = {}
        self.private: set[str] = set()  # accounts that keep their activity private
        self.repositories: dict[str, Repository] = {}
        self.others: set[int] = set()  # ids, among those of comments, of what is none: that a label was set
        self.moved: dict[str, str] = {}  # new names of repositories by their former ones
        self.tokens: dict[str, tuple[str, tuple[str, ...]]] = {TOKEN: (BOT, SCOPES)}
        for login in (SCHOOL, TEACHER, BOT):
            self.account(login)

    @property
    def writes(self) -> list[tuple[str, str]]:
        return [each for each in self.log if each[0] != "GET"]

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def number(self) -> int:
        self.ids += 1
        return self.ids

    def account(self, login: str, number: int = 0) -> dict[str, Any]:
        if login not in self.users:
            number = number or self.number()
            self.users[login] = self.description.sample("User", id=number, login=login, visibility="public")
            # Times are always there, and an address is never empty.
            self.users[login] |= {"created": stamp(START), "last_login": "0001-01-01T00:00:00Z"}
            self.users[login] |= {"email": f"{login}@noreply.example.org"}
        return self.users[login]

    def create(self, full_name: str) -> Repository:
        made = Repository(full_name, self.number(), private=True, created=self.now)
        made.collaborators[BOT] = "write"
        self.repositories[full_name] = made
        return made

    def rename(self, repository: Repository, full_name: str) -> None:
        self.moved[repository.full_name] = full_name
        del self.repositories[repository.full_name]
        repository.full_name = full_name
        self.repositories[full_name] = repository

    def student(self, login: str, files: Mapping[str, File] | None = None) -> Repository:
        """A student's private repository, with the branch feedback at its first commit and pull request 1 to there."""
        self.account(login)
        repository = self.create(f"{SCHOOL}/students-{login}")
        first = repository.commit(repository.tree(repository.entries(files or {"README.md": "Yours\n"})), [], "Begin")
        # What a template gives is on no record of pushes.
        repository.refs |= {"refs/heads/main": first, "refs/heads/feedback": first}
        repository.collaborators[login] = "write"
        self.open(repository, BOT, base="feedback")
        return repository

    def open(self, repository: Repository, login: str, **fields: Any) -> dict[str, Any]:
        """Open a pull request."""
        pull = {
            "number": max(repository.pulls, default=0) + 1,
            "state": "open",
            "user": self.account(login),
            "created_at": stamp(self.now),
            "source": repository.full_name,
            "head": "main",
            "base": "main",
            "sha": repository.head("main"),
            "draft": False,
            "locked": False,
            **fields,
        }
        repository.pulls[pull["number"]] = pull
        return pull

    def push(
        self, repository: Repository, files: Mapping[str, File], login: str, branch: str = "main", message: str = "work"
    ) -> str:
        """Push a commit that changes files, and return it."""
        parent = repository.head(branch)
        entries = repository.flat(repository.commits[parent]["tree"]) if parent else {}
        tree = repository.tree({**entries, **repository.entries(files)})
        sha = repository.commit(tree, [parent] if parent else [], message, at=self.now)
        self.move(repository, sha, login, branch)
        return sha

    def move(self, repository: Repository, sha: str, login: str, branch: str = "main") -> None:
        """Move a branch to a commit, and do what Gitea does then: record it, and move the heads of pull requests."""
        before = repository.head(branch)
        repository.refs[f"refs/heads/{branch}"] = sha
        if before is None:
            self.event(repository, login, branch, "")
        commit = {"Sha1": sha, "Message": repository.commits[sha]["message"], "AuthorEmail": f"{login}@example.org"}
        commit |= {"AuthorName": login, "CommitterEmail": "", "CommitterName": login, "Timestamp": stamp(self.now)}
        compare = f"{repository.full_name}/compare/{before or NOTHING}...{sha}"
        content = json.dumps({"Commits": [commit], "HeadCommit": commit, "CompareURL": compare, "Len": 1})
        self.event(repository, login, branch, content if len(content) <= CONTENT else "{}")
        for pull in repository.pulls.values():
            if pull["state"] == "open" and (pull["source"], pull["head"]) == (repository.full_name, branch):
                pull["sha"] = sha

    def event(self, repository: Repository, login: str, branch: str, content: str, kind: str = "commit_repo") -> None:
        """Record an event of a repository, as Forgejo once more for whoever watches it."""
        user = self.account(login)
        for _ in range(2 if self.kind == "forgejo" else 1):
            repository.activity.append(
                {
                    "id": self.number(),
                    "op_type": kind,
                    "ref_name": f"refs/heads/{branch}",
                    "content": content,
                    "created": stamp(self.now),
                    "act_user": user,
                    "act_user_id": user["id"],
                }
            )

    def say(self, repository: Repository, number: int, body: str, login: str) -> dict[str, Any]:
        """Write a comment under a pull request."""
        fields = {"id": self.number(), "body": body, "user": self.account(login), "created_at": stamp(self.now)}
        made = self.description.sample("Comment", **fields, updated_at=stamp(self.now))
        repository.comments.setdefault(number, []).append(made)
        return made

    def set_status(self, repository: Repository, sha: str, login: str, **fields: str) -> dict[str, Any]:
        """Set a status of a commit: they are numbered for each commit."""
        number = 1 + sum(each["sha"] == sha for each in repository.statuses)
        made = {"id": number, "creator": self.account(login), "created_at": stamp(self.now), **fields}
        made = self.description.sample("CommitStatus", **made, updated_at=stamp(self.now))
        repository.statuses.append({"sha": sha, "made": made})
        return made

    def said(self, repository: Repository, number: int = 1) -> list[tuple[str, str]]:
        """Who wrote what under a pull request."""
        return [(each["user"]["login"], each["body"]) for each in repository.comments.get(number, [])]

    def statuses(self, repository: Repository) -> list[dict[str, Any]]:
        return [each["made"] for each in repository.statuses]
