"""Control groups: the memory and the threads of one worker, with all that the kernel keeps for it, counted in sum.

A process may make them if it is root, or if systemd delegated a part of the tree to it: see cgroups(7). Where it may
not, a worker has the limits of worker/confine.py only. Nothing here is ever a reason to fail.
"""

import contextlib
import functools
import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# What a worker has besides its address space: files in memory, and what the kernel keeps for it.
BESIDES = 256 << 20
THREADS = 300
_numbers = itertools.count()
_left: list[Path] = []


class Place(NamedTuple):
    """A folder of the tree in which groups can be made, and the files that limit one of them, with their values."""

    folder: Path
    limits: tuple[tuple[str, int | None], ...]  # None stands for the bytes of memory


_THREADS = ("pids.max", THREADS)
_OLD = {"memory": (("memory.limit_in_bytes", None), ("memory.memsw.limit_in_bytes", None)), "pids": (_THREADS,)}
_NEW = (("memory.max", None), ("memory.swap.max", 0), _THREADS)
_NEEDED = ("memory.limit_in_bytes", "memory.max", "pids.max")  # the others need a kernel that counts swap


class Group:
    """A worker's control group."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders

    def enter(self, process: int) -> None:
        """Put a process into it, with all its threads."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                (folder / "cgroup.procs").write_text(str(process), "ascii")

    def close(self) -> None:
        """Remove it, now or when its process has ended."""
        _left.extend(self.folders)
        self.folders = []
        _remove_left()


def make(memory: int) -> Group | None:
    """A group for a worker with so many bytes of address space, or None where there can be none."""
    _remove_left()
    folders: list[Path] = []
    name = f"{_mine()}-{next(_numbers)}"
    try:
        for place in places():
            folder = place.folder / name
            folder.mkdir()
            folders.append(folder)
            for file, value in place.limits:
                with contextlib.nullcontext() if file in _NEEDED else contextlib.suppress(OSError):
                    (folder / file).write_text(str(memory + BESIDES if value is None else value), "ascii")
    except OSError:
        _left.extend(folders)
        return None
    return Group(folders) if folders else None


@functools.cache
def places() -> tuple[Place, ...]:
    """Where this process can make groups; those that killed runs left there are removed."""
    with contextlib.suppress(OSError, ValueError):
        found = tuple(_places(*(Path(f"/proc/self/{name}").read_text("utf-8") for name in ("cgroup", "mountinfo"))))
        sweep(found)
        return found
    return ()


def sweep(where: Sequence[Place]) -> None:
    """Remove the groups of workers and of runs that have ended, and of those that were killed."""
    for place in where:
        for folder in place.folder.glob("gradus-*-*-*"):
            _, process, start, _ = folder.name.split("-")
            if _start(process) != start and folder not in _left:
                _left.append(folder)
    _remove_left()


def _places(own: str, mounts: str) -> list[Place]:
    """As `places`, from the texts of /proc/self/cgroup and /proc/self/mountinfo."""
    found = []
    groups: dict[str, str] = {}
    for line in own.splitlines():
        _, names, path = line.split(":", 2)
        groups |= dict.fromkeys(names.split(","), path)
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        root, point = before.split()[3:5]
        kind, _, options = after.split(maxsplit=2)
        for name in _OLD.keys() & set(options.split(",")) & groups.keys() if kind == "cgroup" else ():
            folder = _beneath(point, root, groups[name])
            if os.access(folder, os.W_OK):
                found.append(Place(folder, _OLD[name]))
        if kind == "cgroup2" and "" in groups:
            found += [Place(folder, _NEW) for folder in _delegated(_beneath(point, root, groups[""]), Path(point))[:1]]
    return found


def _beneath(point: str, root: str, path: str) -> Path:
    """The folder of the group `path` where the group `root` is mounted at `point`."""
    return Path(point, os.path.relpath(path, root) if path.startswith(root) else ".")


def _delegated(folder: Path, top: Path) -> list[Path]:
    """The folders from this one upwards in which this process may make groups with both controllers, and move into."""
    found = []
    for each in [folder, *folder.parents]:
        if not each.is_relative_to(top):
            break
        with contextlib.suppress(OSError):
            controllers = (each / "cgroup.subtree_control").read_text("ascii").split()
            allowed = os.access(each, os.W_OK) and os.access(each / "cgroup.procs", os.W_OK)
            if allowed and {"memory", "pids"} <= {*controllers}:
                found.append(each)
    return found


def _start(process: int | str) -> str:
    """When a process started, in the kernel's ticks; empty if there is none of that number."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[19]
    except OSError:
        return ""


def _mine() -> str:  # a process that is forked from this one has other names
    return f"gradus-{os.getpid()}-{_start(os.getpid())}"


def _remove_left() -> None:
    for folder in [*_left]:
        with contextlib.suppress(OSError):  # its process has not ended yet
            folder.rmdir()
        if not folder.exists():
            with contextlib.suppress(ValueError):
                _left.remove(folder)
