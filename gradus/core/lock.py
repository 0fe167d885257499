"""One run at a time in a folder: a lock that ends with its process, however that ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NAME = ".lock"


class LockedError(Exception):
    """Another process has the lock of the folder."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder that exists. Raises LockedError if another process has it, and OSError.

    The file that stands for the lock is removed afterwards; one that a killed process left locks nothing.
    """
    path = folder / NAME
    descriptor = _take(path)
    try:
        yield
    finally:
        if sys.platform != "win32":  # while it is locked: who opens it then sees that it is gone
            _remove(path)
        os.close(descriptor)
        if sys.platform == "win32":  # where an open file cannot be removed
            _remove(path)


def _take(path: Path) -> int:
    """Open the file and lock it; again, if somebody has removed it in between."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), os.stat(path)):
                    return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise LockedError from None


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
