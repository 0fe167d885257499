"""What the fake GitHub stores: a repository's objects and what is attached to them; and faults of the connection."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

Entry = tuple[str, str, str]  # a file's mode, type and id
File = str | bytes | Entry


def sha_of(kind: str, thing: Any) -> str:
    return hashlib.sha1(f"{kind} {json.dumps(thing, sort_keys=True)}".encode()).hexdigest()


class Repository:
    """A repository's objects and what is attached to them."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.trees: dict[str, dict[str, Entry]] = {}
        self.commits: dict[str, dict[str, Any]] = {}
        self.refs: dict[str, str] = {}
        self.pulls: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.check_runs: list[dict[str, Any]] = []
        self.truncates = False

    def blob(self, data: bytes) -> str:
        sha = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        self.blobs[sha] = data
        return sha

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
        sha = sha_of("tree", here)
        self.trees[sha] = here
        return sha

    def flat(self, sha: str, place: str = "", folders: bool = False) -> dict[str, Entry]:
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

    def commit(self, tree: str, parents: list[str], message: str) -> str:
        sha = sha_of("commit", [tree, parents, message])
        self.commits[sha] = {"tree": tree, "parents": parents, "message": message}
        return sha

    def files(self, ref: str) -> dict[str, str]:
        """Return the text of all files at the head of a branch."""
        tree = self.commits[self.refs[f"refs/heads/{ref}"]]["tree"]
        return {path: self.blobs[sha].decode() for path, (_, _, sha) in self.flat(tree).items()}


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
