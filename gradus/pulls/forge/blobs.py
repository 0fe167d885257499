"""Files of a commit as data: each blob is compared with its id."""

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Any

from gradus.pulls.forge.client import Client, UnansweredError, extract
from gradus.pulls.forge.forge import TreeEntry

SHA = re.compile(r"[0-9a-f]{40}")


def git_sha(data: bytes) -> str:
    """Return Git's id of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def get_blob(client: Client, sha: str, limit: int, repository: str = "") -> Any:
    """Return a blob of at most about `limit` bytes as the server describes it.

    Raises RequestRejectedError, and UnansweredError for an id that is none.
    """
    if not SHA.fullmatch(sha):
        raise UnansweredError("A tree contains an invalid blob SHA.")
    where = f"/repos/{repository}" if repository else ""
    return client.get(f"{where}/git/blobs/{sha}", limit=limit * 3 // 2 + (1 << 16))


def content(blob: Any, sha: str) -> bytes:
    """Return what a blob contains. Raises UnansweredError if that does not fit its id."""
    try:
        data = base64.b64decode(blob["content"]) if blob["encoding"] == "base64" else None
    except (KeyError, TypeError, ValueError):
        data = None
    if data is None or git_sha(data) != sha:
        raise UnansweredError(f"The content of the blob {sha} does not match its SHA. Try again later.")
    return data


def read_blob(client: Client, sha: str, limit: int, repository: str = "") -> bytes:
    """Return a blob of at most about `limit` bytes, of `repository` or of the one that the client is for.

    Raises RequestRejectedError, and UnansweredError if its content does not fit its id.
    """
    return content(get_blob(client, sha, limit, repository), sha)


def by_path(items: Iterable[Any], folder: str) -> dict[str, TreeEntry]:
    """Return the entries of a tree by path, as the tree of `folder`. Raises UnansweredError for what is none."""
    found: dict[str, TreeEntry] = {}
    for entry in items:
        path, sha, kind = (extract(str, entry, key) for key in ("path", "sha", "type"))
        size, mode = entry.get("size"), entry.get("mode")
        where = f"{folder}/{path}" if folder else path
        found[where] = TreeEntry(kind, str(mode), sha, size if isinstance(size, int) else None)
    return found
