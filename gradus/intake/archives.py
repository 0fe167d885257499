"""Reads archives that strangers made: nothing is unpacked to disk under a name of theirs, and every size is counted.

An archive is listed once, and each file that is wanted is read on its own, never more of it than is allowed.
"""

import itertools
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import IO

from gradus.core.files import FileError
from gradus.core.handed_in.near import ignored
from gradus.core.text import one_line
from gradus.intake.packed import MAX_UNPACKED, ArchiveError, Entry, Handle, open_archive, open_regular, spool
from gradus.intake.tree import CLOSED, TOLD, Kind, Node, archive_ending, matters, segments

MAX_ENTRIES = 100_000
MAX_NESTED = 2  # archives within an archive: Moodle's holds a ZIP file for each student, and some hold another
OPEN = 8
Load = Callable[[], IO[bytes]]


class Archives:
    """Opens archives, and keeps the last few open. `close` it in the end."""

    def __init__(self) -> None:
        self._open: OrderedDict[int, Handle] = OrderedDict()
        self._count = 0

    def close(self) -> None:
        """Close all of them."""
        while self._open:
            self._open.popitem()[1].close()

    def unpack(self, node: Node, path: Path) -> None:
        """List the archive at `path` into its node; says in the node what is the matter if it cannot be read."""
        budget = _Budget(MAX_UNPACKED + 4 * path.stat().st_size)
        self._list(node, lambda: open_regular(path), budget, 0)

    def _list(self, node: Node, load: Load, budget: "_Budget", depth: int) -> None:
        self._count += 1
        key, ending = self._count, archive_ending(node.name)
        if ending in CLOSED:
            node.problem = f"a {ending} file is not read: unpack it, or ask for a ZIP file"
            return
        if depth > MAX_NESTED:
            node.problem = "it lies in too many archives within each other: unpack it"
            return
        try:
            entries = list(itertools.islice(self._handle(key, load, ending).entries(), MAX_ENTRIES + 1))
            if len(entries) > MAX_ENTRIES:
                raise ArchiveError(f"it has more than {MAX_ENTRIES:,} entries")
            for entry in entries:
                self._add(node, entry, key, (load, ending), budget, depth)
        except Exception as error:  # the libraries raise anything for what a stranger made
            self._forget(key)
            told = str(error) if isinstance(error, ArchiveError) else _plain(error)
            node.problem, node.children = f"it cannot be read as a {ending} file: {told}", []

    def _add(self, node: Node, entry: Entry, key: int, how: tuple[Load, str], budget: "_Budget", depth: int) -> None:
        try:
            *folders, name = segments(entry.path) or ("",)
        except ValueError as error:
            _refuse(node, entry.path, str(error))
            return
        if any(map(ignored, [*folders, name])):
            return
        if entry.refused and (matters(name) or "link" in entry.refused):
            _refuse(node, entry.path, entry.refused)
            return
        place = node
        for folder in folders:
            place = place.folder(folder)
        if not matters(name):
            place.others += 1
            return
        child = Node(name, f"{place.place}/{name}", Kind.FILE, time=entry.time)
        child.reader = lambda limit: self._read(key, how, entry.token, limit)
        place.children.append(child)
        if archive_ending(name):
            child.kind = Kind.ARCHIVE
            self._list(child, lambda: budget.spool(self._handle(key, *how).open(entry.token)), budget, depth + 1)

    def _read(self, key: int, how: tuple[Load, str], token: object, limit: int) -> bytes:
        try:
            with self._handle(key, *how).open(token) as file:
                data = file.read(limit + 1)
        except FileError:
            raise
        except Exception as error:  # as above
            raise FileError(f"cannot be unpacked: {_plain(error)}") from None
        if len(data) > limit:
            raise FileError(f"is larger than {limit >> 20} MiB")
        return data

    def _handle(self, key: int, load: Load, ending: str) -> Handle:
        if key not in self._open:
            self._open[key] = open_archive(load(), ending)
            while len(self._open) > OPEN:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(key)
        return self._open[key]

    def _forget(self, key: int) -> None:
        if key in self._open:
            self._open.pop(key).close()


class _Budget:
    """How many bytes the archives within one archive may unpack to, in all."""

    def __init__(self, size: int) -> None:
        self.left = size

    def spool(self, file: IO[bytes]) -> IO[bytes]:
        """The content of an archive in an archive, in a file without a name."""
        with file:
            copy, size = spool(file, min(MAX_UNPACKED, self.left))
        self.left -= size
        return copy


def _refuse(node: Node, path: str, why: str) -> None:
    if len(node.refused) < TOLD:
        node.refused.append(f"{node.place}/{one_line(path, 200)}: {why}")
    elif len(node.refused) == TOLD:
        node.refused.append(f"{node.place}: more of its entries were refused")


def _plain(error: Exception) -> str:
    text = str(error)
    return one_line(text[:1].lower() + text[1:], 120) if text else type(error).__name__
