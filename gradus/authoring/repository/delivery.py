"""Write a release into a student repository: what was edited there stays, and its new text is laid beside it.

A manifest remembers what was released. Texts are compared without regard to their line ends, which Git may change.
"""

import hashlib
import json
import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from gradus.core.course import Course, CourseError
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic

MANIFEST = ".gradus-release.json"
NEW = ".new"  # ends the name of a file that is laid beside an edited one
# Folders of the course, into which no release is written.
_OF_THE_COURSE = ("exercises", "graders", "solutions", "docs", "gradus", "lessons", "student", "tests", ".git")


class DestinationError(Exception):
    """The student repository cannot be written. The text says which file, and what to do."""


class EditedFilesError(DestinationError):
    """Files are in the way: of a folder that is no release, or so that no new text can be laid beside them."""


def plain(data: bytes) -> bytes:
    """A text with the line ends that are released; other data as they are."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")


def deliver(course: Course, files: Mapping[str, bytes], place: Path, tell: Callable[[str], None]) -> list[str]:
    """Bring the folder `place` up to date with `files`; returns the paths that changed.

    A file that was edited since the last release is left alone. If what is released changed too, the new text is laid
    beside it, as NAME.new; `tell` gets a sentence about each. Raises EditedFilesError, and writes nothing, if files of
    a folder that never was a release are in the way; also, at the end, if a new text could not be laid beside an edited
    file. Raises DestinationError if a file cannot be written, CourseError if the manifest cannot be used.
    """
    _require_elsewhere(course, place)
    try:
        return _Delivery(files, place, tell).run()
    except OSError as error:
        raise DestinationError(f"{error.filename or place} cannot be written: {error.strerror}.") from None


class _Delivery:
    """One release into one folder."""

    def __init__(self, files: Mapping[str, bytes], place: Path, tell: Callable[[str], None]) -> None:
        self.files, self.place, self.tell = files, place, tell
        self.before = _manifest(place)
        self.now = {path: _of_bytes(data) for path, data in files.items()}
        self.changed: list[str] = []

    def run(self) -> list[str]:
        """Write it; returns the paths that changed."""
        before, now = self.before or {}, self.now
        paths = sorted(before.keys() | now.keys())
        there = {path: _digest(self.place, path) for path in paths}
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
            if path not in now and path not in edited and (self.place / path).is_file():
                (self.place / path).unlink()
                self.changed.append(path)
        stuck = [path for path in edited if not self._lay_beside(path)]
        manifest = {path: digest for path, digest in now.items() if path not in stuck}
        manifest |= {path: before[path] for path in stuck if path in before}  # told again the next time
        if self.changed or before != manifest:
            self.place.mkdir(parents=True, exist_ok=True)
            write_atomic(self.place / MANIFEST, json.dumps(manifest, indent=1) + "\n")
        if stuck:
            raise EditedFilesError(
                f"{', '.join(stuck[:5])} in {self.place} changed since the last release, and the new text cannot be "
                f"laid beside: a link or an edited {NEW} file is in the way. All else was written. Move them away, "
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
        found = _digest(self.place, beside)
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
        if beside not in self.now and _digest(self.place, beside) in ours:
            (self.place / beside).unlink()
            self.changed.append(beside)

    def _write(self, path: str, data: bytes) -> None:
        target = self.place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{uuid.uuid4().hex[:12]}.partial")
        try:
            partial.write_bytes(data)
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        self.changed.append(path)


def _require_elsewhere(course: Course, place: Path) -> None:
    """Raises DestinationError if a release into `place` would mix with the course itself."""
    there, root = Path(os.path.realpath(place)), Path(os.path.realpath(course.root))
    inside = [root / name for name in _OF_THE_COURSE]
    if root.is_relative_to(there) or any(there.is_relative_to(folder) for folder in inside):
        raise DestinationError(f"{place} is part of the course itself: release into a folder of its own, ../students.")


def _manifest(place: Path) -> dict[str, str] | None:
    """What was released there last, by path; None if nothing was."""
    path = place / MANIFEST
    if not path.is_file():
        return None
    try:
        digests = read_json(dict[str, str], path, MANIFEST)
    except DecodeError as error:
        raise CourseError(f"{path} cannot be used: {error}.") from None
    if outside := [name for name in digests if PurePath(name).is_absolute() or ".." in PurePath(name).parts]:
        raise CourseError(f"{path} cannot be used: it names {outside[0]!r}, which lies outside of {place}.")
    return digests


def _of_bytes(data: bytes) -> str:
    return hashlib.sha256(plain(data)).hexdigest()


def _digest(folder: Path, name: str) -> str | None:
    """The digest of a file; None if there is none, nothing if what is there is no file or lies behind a link."""
    for parent in [part for part in Path(name).parents if part != Path()]:
        if (folder / parent).is_symlink() or ((folder / parent).exists() and not (folder / parent).is_dir()):
            return ""  # never write through
    path = folder / name
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return ""
    return _of_bytes(path.read_bytes()) if path.exists() else None
