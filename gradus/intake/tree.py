"""What was handed in as a tree of names: folders, archives and files. Contents are read when they are asked for."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from gradus.core.files import FileError, read_regular
from gradus.core.handed_in.near import ignored

OUTSIDE = "its path leads out of the archive"
DEEPEST = 24  # folders within each other
LONGEST = 1000  # characters of a path in an archive
TOLD = 20  # entries of one archive that are named one by one
PACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2")
CLOSED = (".7z", ".rar", ".tar.xz", ".txz", ".tar.zst", ".gz", ".xz")
_MATTERS = re.compile(r"(?i)\.(?:py|ipynb)(?:\W|$)|\.(?:txt|json)$|^submission_metadata\.ya?ml$")
Read = Callable[[int], bytes]


class Kind(Enum):
    """What a node is."""

    FOLDER = "folder"
    ARCHIVE = "archive"
    FILE = "file"


@dataclass
class Node:
    """A folder or archive with its `children`, or a file that may matter, with its `reader`.

    `place` is its path as people know it. `problem` says why an archive cannot be read, `refused` which of its entries
    were not, `others` is how many files that cannot matter lie directly in it. `time` is that of a file's last change,
    in seconds, as far as it is known.
    """

    name: str
    place: str
    kind: Kind
    reader: Read | None = None
    time: float | None = None
    children: list["Node"] = field(default_factory=list)
    problem: str = ""
    refused: list[str] = field(default_factory=list)
    others: int = 0
    _made: dict[str, "Node"] = field(default_factory=dict, repr=False)

    def read(self, limit: int) -> bytes:
        """The content of a file of at most `limit` bytes. Raises FileError."""
        if self.reader is None:
            raise FileError("is not a file")
        return self.reader(limit)

    def folder(self, name: str) -> "Node":
        """The folder of this name that was made in this one, or a new one."""
        if name not in self._made:
            self._made[name] = Node(name, f"{self.place}/{name}", Kind.FOLDER)
            self.children.append(self._made[name])
        return self._made[name]

    def files(self, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Node"]]:
        """All files below, each with the names from here to it."""
        for child in self.children:
            if child.kind is Kind.FILE:
                yield (*above, child.name), child
            else:
                yield from child.files((*above, child.name))

    def nodes(self) -> Iterator["Node"]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.nodes()

    @property
    def hostile(self) -> bool:
        """Whether it is an archive that could not be read, or one with paths that lead out of it."""
        return self.kind is Kind.ARCHIVE and bool(self.problem or any(OUTSIDE in each for each in self.refused))

    @property
    def stem(self) -> str:
        """The name without the ending of an archive."""
        ending = archive_ending(self.name) if self.kind is Kind.ARCHIVE else ""
        return self.name[: len(self.name) - len(ending)] if ending else self.name


Opener = Callable[[Node, Path], None]


def archive_ending(name: str) -> str:
    """The ending of an archive's name; empty if it is none."""
    low = name.lower()
    if not low.endswith((*PACKED, *CLOSED)):
        return ""
    return max((end for end in (*PACKED, *CLOSED) if low.endswith(end) and len(low) > len(end)), key=len, default="")


def matters(name: str) -> bool:
    """Whether a file of this name can matter to collecting."""
    return bool(_MATTERS.search(name)) or bool(archive_ending(name))


def segments(path: str) -> tuple[str, ...]:
    """The names in an archive's path. Raises ValueError, with the reason, if it leads elsewhere or is too long."""
    plain = path.replace("\\", "/")
    names = tuple(name for name in plain.split("/") if name not in ("", "."))
    if plain.startswith("/") or ".." in names or re.match(r"[A-Za-z]:", plain) or "\0" in path:
        raise ValueError(OUTSIDE)
    if (
        len(path) > LONGEST
        or len(names) > DEEPEST
        or any(len(os.fsencode(name)) > 255 for name in names if len(name) > 63)
    ):
        raise ValueError("its path is too long")
    return names


def from_disk(path: Path, shown: str, unpack: Opener, without: Path | None = None) -> Node:
    """The tree below a path on disk, but for the folder `without`; `unpack` fills in an archive.

    Links are left out and told. Raises OSError.
    """
    if path.is_dir():
        node = Node(path.resolve().name, shown, Kind.FOLDER)
        _fill(node, path.resolve(), unpack, 0, without.resolve() if without else None)
        return node
    return _file(path.resolve(), shown, unpack)


def _fill(node: Node, folder: Path, unpack: Opener, depth: int, without: Path | None) -> None:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        node.refused.append(f"{node.place}: it cannot be read ({error.strerror})")
        return
    for entry in entries:
        if ignored(entry.name) or (without and Path(entry.path) == without):
            continue
        place, mode = f"{node.place}/{entry.name}", entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode) and depth < DEEPEST:
            child = Node(entry.name, place, Kind.FOLDER)
            _fill(child, Path(entry.path), unpack, depth + 1, without)
            node.children.append(child)
        elif stat.S_ISREG(mode) and matters(entry.name):
            child = _file(Path(entry.path), place, unpack)
            _lay(node, child)
        elif stat.S_ISREG(mode):
            node.others += 1
        else:
            what = "the folders are too deep" if stat.S_ISDIR(mode) else "it is a link, a pipe or a device"
            node.refused.append(f"{place}: {what}")


def _lay(node: Node, child: Node) -> None:
    """Put a file into its folder; a path with backslashes was unpacked from an archive of another system."""
    try:
        *folders, name = segments(child.name) if "\\" in child.name else (child.name,)
    except ValueError as error:
        node.refused.append(f"{child.place}: {error}")
        return
    child.name = name
    for folder in folders:
        node = node.folder(folder)
    node.children.append(child)


def _file(path: Path, place: str, unpack: Opener) -> Node:
    ending = archive_ending(path.name)
    node = Node(path.name, place, Kind.ARCHIVE if ending else Kind.FILE, time=path.lstat().st_mtime)
    if ending:
        unpack(node, path)
    else:
        node.reader = lambda limit: read_regular(path, limit)
    return node
