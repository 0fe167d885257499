"""A folder that `gradus release` wrote, as the files that students get."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gradus.core.decode import DecodeError, build, loads
from gradus.core.files import MANIFEST
from gradus.core.text import one_line
from gradus.core.within import PlaceError, Within, is_inside
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.blobs import git_sha

WORKFLOWS = ".github/workflows/"


@dataclass(frozen=True)
class Release:
    """The files of a release by their paths, the id that Git gives each, and the digest that a manifest has."""

    files: Mapping[str, bytes]
    ids: Mapping[str, str]
    digests: Mapping[str, str]


def read_release(folder: Path) -> Release:
    """The files that were released into a folder, as they are now. Raises UsageError if it is no release."""
    within, shown = Within(folder), one_line(str(folder), 300)
    try:
        manifest = within.read(MANIFEST)
        if manifest is None:
            raise UsageError(f"{shown} is no release of a course: make one with gradus release {shown}")
        files = {path: within.read(path) for path in sorted(released(manifest))}
    except DecodeError as error:
        raise UsageError(f"{shown}/{MANIFEST} cannot be used: {error}. Release into a new folder.") from None
    except PlaceError as error:
        raise UsageError(f"{error} Release into a new folder.") from None
    if missing := [path for path, data in files.items() if data is None]:
        raise UsageError(f"{missing[0]} is missing in {shown}: release into it again, gradus release {shown}")
    texts = {path: plain(data) for path, data in files.items() if data is not None} | {MANIFEST: plain(manifest)}
    ids = {path: git_sha(data) for path, data in texts.items()}
    return Release(texts, ids, {path: hashlib.sha256(data).hexdigest() for path, data in texts.items()})


def released(manifest: bytes) -> dict[str, str]:
    """The digests in a manifest by path. Raises DecodeError if it is invalid, or names what lies outside."""
    digests = build(dict[str, str], loads(manifest), MANIFEST)
    if outside := [path for path in digests if not is_inside(path)]:
        raise DecodeError(f"it names {one_line(outside[0], 200)}, which lies outside or is Git's own")
    return digests


def plain(data: bytes) -> bytes:
    """A text with the line ends that are released, whatever Git made of them in this folder; other data as they are."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")
