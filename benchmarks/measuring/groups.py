"""A control group around a command: the kernel counts the CPU of all that is in it, also of what was killed.

A process that is killed in a sandbox hands its CPU seconds to nobody, so that `getrusage` misses them.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

NAME = "gradus-benchmark"
PATIENCE = 5.0  # seconds for the last processes of a group to end


class Group:
    """A group of processes that are counted together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def entering(self, command: Sequence[str]) -> list[str]:
        """The command, made to enter the group before it begins."""
        return ["sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *command]

    def seconds(self) -> float:
        """The CPU seconds that were used in the group, when all in it have ended."""
        self._emptied()
        return self.so_far()

    def so_far(self) -> float:
        """The CPU seconds that were used in the group until now."""
        nanoseconds = self.folder / "cpuacct.usage"
        if nanoseconds.exists():
            return int(nanoseconds.read_text("ascii")) / 1e9
        lines = (self.folder / "cpu.stat").read_text("ascii").splitlines()
        return int(dict(line.split() for line in lines)["usage_usec"]) / 1e6

    def _emptied(self) -> bool:
        end = time.monotonic() + PATIENCE
        while (self.folder / "cgroup.procs").read_text("ascii").strip():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def remove(self) -> None:
        """Remove the group, if nothing is left in it."""
        with contextlib.suppress(OSError):
            self._emptied()
            self.folder.rmdir()


@contextlib.contextmanager
def group() -> Iterator[Group | None]:
    """A new group, or None where this user may not make one."""
    made = next((each for parent in _parents() if (each := _make(parent))), None)
    try:
        yield made
    finally:
        if made:
            made.remove()


def _make(parent: Path) -> Group | None:
    _tidy(parent)
    made = Group(parent / f"{NAME}-{os.getpid()}-{time.monotonic_ns()}")
    try:
        made.folder.mkdir()
    except OSError:
        return None
    try:
        subprocess.run(made.entering(["true"]), check=True, stderr=subprocess.DEVNULL)
        made.seconds()
    except (OSError, subprocess.CalledProcessError, KeyError, ValueError):
        made.remove()
        return None
    return made


def _tidy(parent: Path) -> None:
    """Remove what benchmarks left that were killed; a group in which something still runs stays."""
    for left in parent.glob(f"{NAME}-*-*"):
        if not Path("/proc", left.name.split("-")[-2]).exists():
            with contextlib.suppress(OSError):
                left.rmdir()


def _parents() -> Iterator[Path]:
    """The folders of this process's own groups that count CPU seconds, of version 1 or 2."""
    with contextlib.suppress(OSError):
        own = dict(line.split(":", 2)[1:] for line in _lines("/proc/self/cgroup"))
        for line in _lines("/proc/self/mountinfo"):
            fields, _, rest = line.partition(" - ")
            root, mounted = fields.split()[3:5]
            system, _, options = rest.split()[:3]
            wanted = "" if system == "cgroup2" else _kinds(own, options) if system == "cgroup" else None
            if wanted is not None and wanted in own:
                yield Path(mounted) / own[wanted].removeprefix(root.rstrip("/")).lstrip("/")


def _kinds(own: dict[str, str], options: str) -> str | None:
    if "cpuacct" not in options.split(","):
        return None
    return next((kinds for kinds in own if "cpuacct" in kinds.split(",")), None)


def _lines(path: str) -> list[str]:
    return Path(path).read_text("utf-8").splitlines()
