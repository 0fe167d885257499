"""Write several files, or none: what was written before something failed is taken back."""

import contextlib
from pathlib import Path
from types import TracebackType
from typing import Self


class Undo:
    """A block that writes all of its files or none: `with Undo() as undo:`, and every file through `undo`.

    Where the block raises, also by Ctrl-C, files that it wrote are as they were before, and folders that it made are
    gone.
    """

    def __init__(self) -> None:
        self._before: dict[Path, bytes | None] = {}
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def watch(self, path: Path) -> None:
        """Remember a file as it is now, for somebody else will write it. Raises OSError."""
        if path not in self._before:
            self._before[path] = path.read_bytes() if path.exists() else None
            self._made += [each for each in [path.parent, *path.parent.parents] if not each.exists()]

    def write(self, path: Path, data: bytes) -> None:
        """Write a file, and the folders that it lies in. Raises OSError."""
        self.watch(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            return
        for path, data in self._before.items():
            with contextlib.suppress(OSError):
                if data is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(data)
        for folder in sorted(dict.fromkeys(self._made), key=lambda each: -len(each.parts)):
            with contextlib.suppress(OSError):
                folder.rmdir()
