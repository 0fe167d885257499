"""Which processors the graders of a Dask worker use, where several Dask workers share a machine."""

import contextlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

MOST = 64  # Dask workers on one processor


class Claim:
    """So many of this machine's processors, those with the fewest claims of other Dask workers, until it is released.

    A grader keeps to one processor, and each of several local pools on a machine would take the first.
    """

    def __init__(self, number: int, folder: Path | None = None) -> None:
        self.processors: set[int] = set()
        self._locks: list[int] = []
        available = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        if number < len(available):
            with contextlib.suppress(OSError):  # then they share what there is
                self._take(number, available, folder or _folder())

    def enter(self) -> None:
        """Keep this thread, and the processes that it starts, on these processors."""
        if self.processors:
            os.sched_setaffinity(0, self.processors)

    def release(self) -> None:
        """Let others have them. It happens by itself when the process ends."""
        while self._locks:
            os.close(self._locks.pop())

    def _take(self, number: int, available: list[int], folder: Path) -> None:
        for processor, path in _places(available, folder):
            if processor not in self.processors and self._lock(path):
                self.processors.add(processor)
                if len(self.processors) == number:
                    return

    def _lock(self, path: Path) -> bool:
        import fcntl

        descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return False
        self._locks.append(descriptor)
        return True


def _places(available: list[int], folder: Path) -> Iterator[tuple[int, Path]]:
    """Each processor with a file to lock: a second file of one only after the first of all."""
    for level, processor in itertools.product(range(MOST), available):
        yield processor, folder / f"{processor}.{level}"


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / f"gradus-processors-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise PermissionError("another user's")
    return folder
