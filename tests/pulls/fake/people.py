"""What people do on the fake GitHub: students push, bots open pull requests, somebody renames a repository."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.pulls.description import sample
from tests.pulls.fake.state import COURSE, SCHOOL, TEACHER, State
from tests.pulls.objects import NOTHING, File, Repository, node_id, stamp

PREFIX = "students-"
STUBS: Mapping[str, File] = {"README.md": "Your exercises\n"}


class People(State):
    def push(self, files: Mapping[str, File], message: str = "work") -> str:
        """Make a commit in the course, on no branch and without a parent: the same files and message give the same."""
        repository = self.course
        return repository.commit(repository.tree(repository.entries(files)), [], message)

    def open(self, number: int, login: str, author: int, sha: str, **fields: Any) -> dict[str, Any]:
        """Open a pull request of a fork of the course."""
        self.account(login, author)
        user = sample("simple-user", login=login, id=author, type="User")
        return self._opened(self.course, number, {"user": user, "sha": sha, "fork": f"{login}/course", **fields})

    def _opened(self, repository: Repository, number: int, fields: dict[str, Any]) -> dict[str, Any]:
        pull = {
            "number": number,
            "state": "open",
            "draft": False,
            "locked": False,
            "title": "Exercises",
            "body": None,
            "created_at": stamp(self.now),
            "head": "main",
            "base": "main",
            **fields,
        }
        repository.pulls[number] = pull
        return pull

    def say(
        self, number: int, body: str, login: str, kind: str = "User", *, repository: Repository | str = COURSE
    ) -> dict[str, Any]:
        """Write a comment under a pull request."""
        # Not every caller's login is an account: an App's bot is none.
        user = sample("simple-user", login=login, type=kind, id=self.users.get(login, {"id": 1})["id"])
        comment = sample("issue-comment", id=self.number(), body=body, user=user)
        self.known(repository).comments.setdefault(number, []).append(comment)
        return comment

    def known(self, repository: Repository | str) -> Repository:
        return repository if isinstance(repository, Repository) else self.repositories[repository]

    def student(
        self,
        login: str,
        stubs: Mapping[str, File] = STUBS,
        *,
        number: int | None = None,
        owner: str = SCHOOL,
        prefix: str = PREFIX,
        opened_by: str | None = None,
    ) -> Repository:
        """A student's private repository, with the branch feedback at its first commit and pull request 1 to there.

        The App's bot opened that, or a user: `opened_by`. Because a pull request needs a commit, main has one more.
        """
        self.account(login, number)
        repository = self.create(f"{owner}/{prefix}{login}")
        repository.collaborators[login] = "write"
        first = repository.commit(repository.tree(repository.entries(stubs)), [], "Initial commit", at=self.now)
        for branch in ("main", "feedback"):
            self.move_branch(repository, branch, first, TEACHER)
        begun = repository.commit(repository.commits[first]["tree"], [first], "Begin", at=self.now)
        self.move_branch(repository, "main", begun, TEACHER)
        author = self.person(opened_by or f"{self.slug}[bot]")
        fields = {"user": author, "sha": begun, "fork": repository.full_name, "title": "Feedback", "base": "feedback"}
        self._opened(repository, 1, fields)
        return repository

    def person(self, login: str) -> dict[str, Any]:
        """An account, or an App's bot, as GitHub shows it."""
        if login.endswith("[bot]"):
            app = next((each for each in self.apps if login == f"{each.slug}[bot]"), self.app)
            user: dict[str, Any] = {"login": login, "id": 90_000 + app.id, "type": "Bot"}
        else:
            user = self.account(login)
        return sample("simple-user", **user, node_id=node_id(user["type"], user["id"]))

    def push_to(
        self,
        repository: Repository | str,
        files: Mapping[str, File | None],
        branch: str = "main",
        at: datetime | None = None,
        *,
        login: str | None = None,
        message: str = "work",
        dated: datetime | None = None,
    ) -> str:
        """Push a commit that changes files (None deletes one), and return it.

        It is pushed `at` a time of GitHub's clock, which goes on to it; `dated` is what its author says of its time.
        By default a collaborator pushes it.
        """
        repository = self.known(repository)
        self.now = max(self.now, at or self.now)
        parent = repository.head(branch)
        entries = repository.flat(repository.commits[parent]["tree"]) if parent else {}
        entries |= repository.entries({path: what for path, what in files.items() if what is not None})
        tree = repository.tree({path: entry for path, entry in entries.items() if files.get(path, "") is not None})
        who = login or next(iter(repository.collaborators), TEACHER)
        author = (who, f"{who}@example.org")
        sha = repository.commit(tree, [parent] if parent else [], message, author=author, at=dated or at or self.now)
        self.move_branch(repository, branch, sha, who, at)
        return sha

    def force_push(
        self,
        repository: Repository | str,
        sha: str,
        branch: str = "main",
        at: datetime | None = None,
        *,
        login: str = "",
    ) -> None:
        """Set a branch back to an older commit, or to any other one."""
        repository = self.known(repository)
        self.now = max(self.now, at or self.now)
        self.move_branch(repository, branch, sha, login or next(iter(repository.collaborators), TEACHER), at)

    def move_branch(
        self, repository: Repository, branch: str, sha: str, login: str, at: datetime | None = None
    ) -> None:
        """Move a branch, and do what GitHub does then: activity, check suites, and the heads of pull requests."""
        before, repository.refs[f"refs/heads/{branch}"] = repository.head(branch), sha
        if before == sha:
            return
        kind = "push" if before in repository.before(sha) else "force_push"
        activity: dict[str, Any] = {
            "id": self.number(),
            "before": before or NOTHING,
            "after": sha,
            "ref": f"refs/heads/{branch}",
            "timestamp": stamp(at or self.now),
            "activity_type": kind if before else "branch_creation",
            "actor": self.person(login),
        }
        repository.activity.append({**activity, "node_id": node_id("PushEvent", activity["id"])})
        suite = {"id": self.number(), "slug": self.slug, "sha": sha, "branch": branch, "created": at or self.now}
        repository.check_suites.append({**suite, "before": before})
        for pull in repository.pulls.values():
            mine = pull["fork"] == repository.full_name and pull["head"] == branch
            if pull["state"] == "open" and mine:
                pull["sha"] = sha

    def accept(self, repository: Repository | str, login: str) -> None:
        """Accept an invitation to a repository."""
        repository = self.known(repository)
        (found,) = [each for each in repository.invitations if each["login"] == login]
        repository.invitations.remove(found)
        repository.collaborators[login] = found["role"]
