"""Read, write and delete inside of a folder that others may have filled: through no link, and nowhere else.

Where the system can, each step starts at a folder that is held open and follows no link (openat with O_NOFOLLOW), so
that what is exchanged in between leads nowhere. Elsewhere, on Windows, where each step leads is looked at before it.
"""

import contextlib
import os
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core.files import PARTIAL
from gradus.core.names import one_name, same
from gradus.core.text import one_line

LARGEST = 256 << 20
_AT = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class PlaceError(Exception):
    """A path inside of a folder that is not used, because it leads elsewhere or is no file; the text says which."""


@dataclass(frozen=True)
class Within:
    """The folder `root`, which may be missing or a link itself: whoever named it meant that. What is in it is foreign.

    Names in it are relative, with slashes: "docs/learn/README.md". Methods raise PlaceError for one that is none, that
    is or passes a link, or that is no regular file, and OSError, which names the path.
    """

    root: Path

    def read(self, name: str) -> bytes | None:
        """The bytes of a file; None if there is none."""
        with self._above(name) as place:
            if place is None or place.status(last := _last(name)) is None:
                return None
            self._require_file(place, name)
            with os.fdopen(place.open(last, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise self._wrong(name, "is no regular file")
                data = file.read(LARGEST + 1)
            if len(data) > LARGEST:
                raise self._wrong(name, f"is larger than {LARGEST >> 20} MiB")
            return data

    def check(self, name: str) -> None:
        """Raise PlaceError if a file of this name could not be written or removed; whether or not there is one."""
        with self._above(name) as place:
            if place is not None:
                self._require_file(place, name)

    def write(self, name: str, data: bytes, *, private: bool = False) -> None:
        """Write a file, with the folders above it; others see the old or the new content, and no partial file stays.

        What is `private` can only be entered or read by its owner.
        """
        partial = f".{uuid.uuid4().hex[:12]}{PARTIAL}"
        with self._named(name), self._above(name, make=0o700 if private else 0o777) as place:
            assert place is not None
            self._require_file(place, name)
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                with os.fdopen(place.open(partial, flags, 0o600 if private else 0o666), "wb") as file:
                    file.write(data)
                place.replace(partial, _last(name))
            except BaseException:
                with contextlib.suppress(OSError):
                    place.remove(partial)
                raise

    def remove(self, name: str) -> bool:
        """Remove a file; False if there is none."""
        with self._named(name), self._above(name) as place:
            if place is None or place.status(_last(name)) is None:
                return False
            self._require_file(place, name)
            place.remove(_last(name))
            return True

    @contextlib.contextmanager
    def _above(self, name: str, make: int = 0) -> Iterator["_Folder | None"]:
        """The folder that a file is in, made with these permissions if it is missing; None if it is not there."""
        parts = name.split("/")
        if not all(map(one_name, parts)) or (os.name == "nt" and ":" in name):
            raise PlaceError(f"{one_line(name, 200)} is no path inside of {one_line(str(self.root), 200)}.")
        with contextlib.ExitStack() as opened:
            if make:
                self.root.mkdir(parents=True, exist_ok=True, mode=make)
            elif not self.root.is_dir():
                yield None
                return
            place = opened.enter_context(_Folder.at(self.root))
            for depth, part in enumerate(parts[:-1], 1):
                status = place.status(part)
                if status is None and not make:
                    yield None
                    return
                if status is None:
                    place.make(part, make)
                elif not stat.S_ISDIR(status.st_mode):
                    raise self._wrong("/".join(parts[:depth]), _what(status, "is no folder"))
                try:
                    place = opened.enter_context(place.inside(part))
                except NotADirectoryError:
                    raise self._wrong("/".join(parts[:depth]), "leads elsewhere") from None
            yield place

    def _require_file(self, place: "_Folder", name: str) -> None:
        """Raise PlaceError if there is something else than a file."""
        status = place.status(_last(name))
        if status is not None and not stat.S_ISREG(status.st_mode):
            raise self._wrong(name, _what(status, "is a folder" if stat.S_ISDIR(status.st_mode) else "is no file"))

    def _wrong(self, name: str, why: str) -> PlaceError:
        return PlaceError(f"{one_line(name, 200)} in {one_line(str(self.root), 200)} {why}: move it away.")

    @contextlib.contextmanager
    def _named(self, name: str) -> Iterator[None]:
        """Errors name the path that was asked for, and not a step of it."""
        try:
            yield
        except OSError as error:
            raise type(error)(error.errno, error.strerror, str(self.root / name)) from None


def is_inside(name: str, *, never: str = ".git") -> bool:
    """Whether a foreign name is a relative path with slashes that stays in its folder, and out of those named `never`.

    However a name is spelt that some system takes for the same: .GIT, with invisible characters, or with dots behind.
    """
    parts = name.split("/")
    return ":" not in name and all(one_name(part) and same(part).rstrip(". ") != never for part in parts)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _what(status: os.stat_result, otherwise: str) -> str:
    return "is a symbolic link" if stat.S_ISLNK(status.st_mode) else otherwise


@dataclass(frozen=True)
class _Folder:
    """A folder on the way: held open, or where that is not possible, its path."""

    path: str
    descriptor: int | None

    @classmethod
    @contextlib.contextmanager
    def at(cls, path: Path) -> Iterator["_Folder"]:
        """Enter a folder that may be a link."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) if _AT else None
        with cls._closing(str(path), descriptor) as folder:
            yield folder

    @contextlib.contextmanager
    def inside(self, name: str) -> Iterator["_Folder"]:
        """Enter a folder in this one. Raises NotADirectoryError if that leads elsewhere."""
        path, descriptor = os.path.join(self.path, name), None
        if self.descriptor is not None:
            descriptor = self.open(name, os.O_RDONLY | os.O_DIRECTORY)
        elif os.path.normcase(os.path.realpath(path)) != os.path.normcase(os.path.join(self._real, name)):
            raise NotADirectoryError(path)
        with self._closing(path, descriptor) as folder:
            yield folder

    @classmethod
    @contextlib.contextmanager
    def _closing(cls, path: str, descriptor: int | None) -> Iterator["_Folder"]:
        try:
            yield cls(path, descriptor)
        finally:
            if descriptor is not None:
                os.close(descriptor)

    @property
    def _real(self) -> str:
        return os.path.realpath(self.path)

    def status(self, name: str) -> os.stat_result | None:
        """What stands there, a link as such; None if nothing does."""
        try:
            return os.lstat(self._path(name), **self._here())
        except FileNotFoundError:
            return None

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open something in this folder that is no link. Raises OSError."""
        return os.open(self._path(name), flags | _NO_LINK, mode, **self._here())

    def make(self, name: str, mode: int) -> None:
        """Make a folder. Raises OSError."""
        os.mkdir(self._path(name), mode, **self._here())

    def replace(self, old: str, new: str) -> None:
        """Rename a file over another, or over a link itself. Raises OSError."""
        here = {} if self.descriptor is None else {"src_dir_fd": self.descriptor, "dst_dir_fd": self.descriptor}
        os.replace(self._path(old), self._path(new), **here)

    def remove(self, name: str) -> None:
        """Remove a file, or a link itself. Raises OSError."""
        os.unlink(self._path(name), **self._here())

    def _path(self, name: str) -> str:
        return name if self.descriptor is not None else os.path.join(self.path, name)

    def _here(self) -> dict[str, Any]:
        return {} if self.descriptor is None else {"dir_fd": self.descriptor}
