"""What the fake GitHub stores: a repository's objects and what is attached to them; and faults of the connection.

The ids of blobs, trees and commits are those that Git computes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Entry = tuple[str, str, str]  # a file's mode, type and id
File = str | bytes | Entry
START = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOBODY = ("Student", "student@example.org")
NOTHING = "0" * 40  # in place of a commit, before a branch was created


def object_id(kind: str, data: bytes) -> str:
    """Return Git's id of an object."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(data)) + data).hexdigest()


def node_id(kind: str, number: int | str) -> str:
    """Return the id that REST and GraphQL have in common."""
    return base64.b64encode(f"{len(kind):03}:{kind}{number}".encode()).decode()


def stamp(at: datetime) -> str:
    """A time as GitHub writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Objects:
    """Blobs, trees and commits by their ids."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, dict[str, Entry]] = {}
        self.commits: dict[str, dict[str, Any]] = {}

    def blob(self, data: bytes) -> str:
        sha = object_id("blob", data)
        self.blobs[sha] = data
        return sha

    def entries(self, files: Mapping[str, File]) -> dict[str, Entry]:
        """Store files, and return mode, type and id by path."""
        made: dict[str, Entry] = {}
        for path, what in files.items():
            if isinstance(what, tuple):
                made[path] = what
            else:
                made[path] = ("100644", "blob", self.blob(what.encode() if isinstance(what, str) else what))
        return made

    def tree(self, files: dict[str, Entry]) -> str:
        """Store the tree of files, given as mode, type and id by path."""
        here: dict[str, Entry] = {}
        below: dict[str, dict[str, Entry]] = {}
        for path, entry in files.items():
            name, _, rest = path.partition("/")
            if rest:
                below.setdefault(name, {})[rest] = entry
            else:
                here[name] = entry
        here |= {name: ("040000", "tree", self.tree(inside)) for name, inside in below.items()}
        # Git sorts the name of a folder as if it ended with a slash.
        here = dict(sorted(here.items(), key=lambda item: (item[0] + "/" * (item[1][1] == "tree")).encode()))
        lines = [
            b"%s %s\0" % (mode.lstrip("0").encode(), name.encode()) + bytes.fromhex(sha)
            for name, (mode, _, sha) in here.items()
        ]
        sha = object_id("tree", b"".join(lines))
        self.trees[sha] = here
        return sha

    def flat(self, sha: str, place: str = "", folders: bool = False) -> dict[str, Entry]:
        """Return what is in a tree and below it, by path."""
        found = {}
        for name, entry in self.trees[sha].items():
            path = place + name
            if entry[1] == "tree":
                if folders:
                    found[path] = entry
                found |= self.flat(entry[2], f"{path}/", folders)
            else:
                found[path] = entry
        return found

    def commit(
        self, tree: str, parents: list[str], message: str, *, author: tuple[str, str] = NOBODY, at: datetime = START
    ) -> str:
        """Store a commit; its date is the author's word, and none of GitHub's."""
        who = f"{author[0]} <{author[1]}> {int(at.timestamp())} +0000"
        lines = [f"tree {tree}", *(f"parent {each}" for each in parents), f"author {who}", f"committer {who}"]
        sha = object_id("commit", ("\n".join(lines) + f"\n\n{message}").encode())
        self.commits[sha] = {"tree": tree, "parents": parents, "message": message, "author": author, "at": at}
        return sha

    def before(self, sha: str | None) -> list[str]:
        """Return a commit and all that it builds on, the newest first."""
        line: dict[str, None] = {}
        left = [sha] if sha else []
        while left:
            if (each := left.pop(0)) in self.commits and each not in line:
                line[each] = None
                left += self.commits[each]["parents"]
        return list(line)


class Repository(Objects):
    """A repository's objects and what is attached to them."""

    def __init__(self, full_name: str, number: int, *, private: bool = False, created: datetime = START) -> None:
        super().__init__()
        self.full_name, self.id, self.private, self.created = full_name, number, private, created
        self.default_branch = "main"
        self.settings: dict[str, Any] = {"description": None, "archived": False, "is_template": False}
        self.refs: dict[str, str] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.check_runs: list[dict[str, Any]] = []
        self.annotations: dict[int, list[dict[str, Any]]] = {}  # of check runs, by their ids
        self.check_suites: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.activity: list[dict[str, Any]] = []  # the oldest first
        self.collaborators: dict[str, str] = {}  # role by login
        self.invitations: list[dict[str, Any]] = []
        self.environments: dict[str, dict[str, Any]] = {}
        self.variables: dict[str, dict[str, Any]] = {}
        self.rulesets: dict[int, dict[str, Any]] = {}
        self.workflows: dict[str, str] = {}  # state by file's name, of those that are not active
        self.runs: list[dict[str, Any]] = []
        self.permissions: dict[str, dict[str, Any]] = {}  # of Actions, by the end of the path that sets them
        self.truncates = False
        self.waits = 0  # for how many more requests it is still being copied from a template

    @property
    def owner(self) -> str:
        return self.full_name.partition("/")[0]

    @property
    def name(self) -> str:
        return self.full_name.partition("/")[2]

    def head(self, branch: str | None = None) -> str | None:
        """The commit at the head of a branch, the default one if none is given."""
        return self.refs.get(f"refs/heads/{branch or self.default_branch}")

    def files(self, ref: str) -> dict[str, str]:
        """Return the text of all files at the head of a branch."""
        tree = self.commits[self.refs[f"refs/heads/{ref}"]]["tree"]
        return {path: self.blobs[sha].decode() for path, (_, _, sha) in self.flat(tree).items()}

    def copy(self, other: Objects, commits: Iterable[str]) -> None:
        """Take over the objects of another repository's commits."""
        self.blobs |= other.blobs
        self.trees |= other.trees
        self.commits |= {sha: other.commits[sha] for sha in commits}


@dataclass
class Fault:
    """A fault of the next `times` matching requests; with `done` it happens after the request was applied."""

    method: str
    path: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "fault"
    cut: int | None = None  # how many bytes of the response arrive
    done: bool = False
    times: int = 1
    raw: bytes | None = None
    skip: int = 0  # how many matching requests come through before
    token: str | None = None  # only of requests with this token
    body: str = ""  # a pattern that the request's body has
    graphql: str = ""  # the type of an error that GraphQL answers with, such as RATE_LIMITED

    @classmethod
    def page(cls, method: str, path: str, status: int = 502, **more: Any) -> Fault:
        """A page of HTML in place of an answer, such as a proxy sends."""
        page = f"<!DOCTYPE html><html><head><title>{status}</title></head><body>Unicorn!</body></html>\n"
        return cls(method, path, status, {"Content-Type": "text/html; charset=utf-8"}, raw=page.encode(), **more)
