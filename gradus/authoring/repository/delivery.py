"""Write a release into a student repository: what was edited there stays, and its new text is laid beside it.

A manifest remembers what was released. Texts are compared without regard to their line ends, which Git may change.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from gradus.core.course import Course
from gradus.core.decode import DecodeError, build, loads
from gradus.core.files import MANIFEST
from gradus.core.text import one_line
from gradus.core.within import PlaceError, Within, is_inside

__all__ = ["MANIFEST", "NEW", "DestinationError", "EditedFilesError", "deliver", "plain"]

NEW = ".new"  # ends the name of a file that is laid beside an edited one
_RESTORE = "Restore it from the repository's history, or delete it and release again."
# Folders of the course, into which no release is written.
_OF_THE_COURSE = ("exercises", "graders", "solutions", "docs", "gradus", "lessons", "student", "tests", ".git")


class DestinationError(Exception):
    """The student repository cannot be written. The text says which file, and what to do."""


class EditedFilesError(DestinationError):
    """Something is in the way: a link, a folder, files where no release is, a new text that was edited."""


def plain(data: bytes) -> bytes:
    """A text with the line ends that are released; other data as they are."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")


def deliver(course: Course, files: Mapping[str, bytes], place: Path, tell: Callable[[str], None]) -> list[str]:
    """Bring the folder `place` up to date with `files`; returns the paths that changed.

    A file that was edited since the last release is left alone. If what is released changed too, the new text is laid
    beside it, as NAME.new; `tell` gets a sentence about each. Students may have filled the folder: nothing is written
    or removed through a link, or because a manifest names it outside. Raises EditedFilesError, and writes nothing, if
    links, or files of a folder that never was a release, are in the way; also, at the end, if a new text could not be
    laid beside an edited file. Raises DestinationError if the manifest cannot be used or `place` can be no folder,
    OSError if a file cannot be written.
    """
    _require_elsewhere(course, place)
    try:
        return _Delivery(files, place, tell).run()
    except PlaceError as error:
        raise EditedFilesError(f"{error} A release writes and removes nothing there.") from None
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise DestinationError(f"{error.filename or place} cannot be written: {error.strerror}.") from None


class _Delivery:
    """One release into one folder."""

    def __init__(self, files: Mapping[str, bytes], place: Path, tell: Callable[[str], None]) -> None:
        self.files, self.place, self.tell = files, place, tell
        self.within = Within(place)
        self.before = _manifest(self.within)
        self.now = {path: _of_bytes(data) for path, data in files.items()}
        self.changed: list[str] = []

    def run(self) -> list[str]:
        """Write it; returns the paths that changed."""
        before, now = self.before or {}, self.now
        paths = sorted(before.keys() | now.keys())
        for path in [*paths, *(path + NEW for path in now), MANIFEST]:
            self.within.check(path)  # all of them, before anything is written
        there = {path: self._digest(path) for path in paths}
        edited = [path for path in paths if there[path] not in (before.get(path), now.get(path), None)]
        if edited and self.before is None:
            shown = ", ".join(edited[:5]) + (" and others" if len(edited) > 5 else "")
            raise EditedFilesError(
                f"{shown} in {self.place} would be overwritten, and this folder is no release of a course: restore "
                "these files, move them away, or release into a new folder."
            )
        for path in now:
            if path not in edited:
                if there[path] != now[path]:
                    self._write(path, self.files[path])
                self._tidy(path)
        for path in before:
            if path not in now and path not in edited and self.within.remove(path):
                self.changed.append(path)
        stuck = [path for path in edited if not self._lay_beside(path)]
        manifest = {path: digest for path, digest in now.items() if path not in stuck}
        manifest |= {path: before[path] for path in stuck if path in before}  # told again the next time
        if self.changed or before != manifest:
            self.within.write(MANIFEST, f"{json.dumps(manifest, indent=1)}\n".encode())
        if stuck:
            raise EditedFilesError(
                f"{', '.join(stuck[:5])} in {self.place} changed since the last release, and the new text cannot be "
                f"laid beside: an edited {NEW} file is in the way. All else was written. Move them away, "
                "then release again."
            )
        return sorted(self.changed)

    def _lay_beside(self, path: str) -> bool:
        """Deal with an edited file: lay the new text beside it if there is one. False if something is in the way."""
        beside = path + NEW
        if path not in self.now:
            self.tell(f"{path} is no longer released, but was edited: it stays as it is.")
            return True
        if (self.before or {}).get(path) == self.now[path]:
            return True  # nothing new: who edited it was told before
        found = self._digest(beside)
        if found not in (None, (self.before or {}).get(path), self.now[path]):
            return False
        if found != self.now[path]:
            self._write(beside, self.files[path])
        self.tell(f"{path} was edited: it stays as it is, and its new text lies in {beside}.")
        return True

    def _tidy(self, path: str) -> None:
        """Remove what was laid beside a file that is as released again."""
        beside = path + NEW
        ours = {(self.before or {}).get(path), self.now[path]} - {None}
        if beside not in self.now and self._digest(beside) in ours:
            self.within.remove(beside)
            self.changed.append(beside)

    def _write(self, path: str, data: bytes) -> None:
        self.within.write(path, data)
        self.changed.append(path)

    def _digest(self, path: str) -> str | None:
        """The digest of a file; None if there is none."""
        data = self.within.read(path)
        return None if data is None else _of_bytes(data)


def _require_elsewhere(course: Course, place: Path) -> None:
    """Raises DestinationError if a release into `place` would mix with the course itself."""
    there, root = Path(os.path.realpath(place)), Path(os.path.realpath(course.root))
    inside = [root / name for name in _OF_THE_COURSE]
    if root.is_relative_to(there) or any(there.is_relative_to(folder) for folder in inside):
        raise DestinationError(f"{place} is part of the course itself: release into a folder of its own, ../students.")


def _manifest(within: Within) -> dict[str, str] | None:
    """What was released there last, by path; None if nothing was. Raises DestinationError if somebody planted it."""
    data, path = within.read(MANIFEST), within.root / MANIFEST
    if data is None:
        return None
    try:
        digests = build(dict[str, str], loads(data), MANIFEST)
    except DecodeError as error:
        raise DestinationError(f"{path} cannot be used: {error}. {_RESTORE}") from None
    if outside := [name for name in digests if not is_inside(name)]:
        raise DestinationError(
            f"{path} cannot be used: it names {one_line(outside[0], 200)}, which lies outside of {within.root} or is "
            f"Git's own. {_RESTORE}"
        )
    return digests


def _of_bytes(data: bytes) -> str:
    return hashlib.sha256(plain(data)).hexdigest()
