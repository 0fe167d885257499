"""Runs a command and tells what it cost: wall time, CPU of all that it started, memory of it and of all of them."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring.groups import Group, group

TICK = os.sysconf("SC_CLK_TCK")
PAUSE = 0.1  # seconds between two looks at /proc


@dataclass(frozen=True)
class Cost:
    """Seconds of wall time and of CPU; MiB of the command's own process and of it with all below it, at their peaks."""

    wall: float
    cpu: float
    own: float
    tree: float
    by: str  # where the CPU seconds come from


Planned = tuple[Sequence[str], Mapping[str, str]]  # a command, and its environment variables


def spent(planned: Sequence[Planned], where: Path, limit: float | None = None) -> tuple[float, float]:
    """The seconds of wall time and of CPU that commands take, one after another, whatever they end with.

    Raises TimeoutExpired if one of them takes longer than `limit` seconds.
    """
    null = subprocess.DEVNULL
    with group() as counted:
        commands = [(counted.entering(words) if counted else words, variables) for words, variables in planned]
        before, started = _children(), time.perf_counter()
        for words, variables in commands:
            subprocess.run(words, env=variables, cwd=where, stdin=null, stdout=null, stderr=null, timeout=limit)
        wall = time.perf_counter() - started
        return wall, counted.seconds() if counted else _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cost(command: Sequence[str], variables: Mapping[str, str], where: Path | None = None) -> Cost:
    """What a command costs. Raises CalledProcessError, with what it said, if it fails."""
    with group() as counted:
        words = counted.entering(command) if counted else list(command)
        started = time.perf_counter()
        process = subprocess.Popen(
            words, env=variables, cwd=where, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        look = Look(process.pid, counted)
        with look:
            said = process.communicate()[1]
        seconds = time.perf_counter() - started
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, list(command), stderr=said)
        cpu = counted.seconds() if counted else look.cpu()
    by = "a control group" if counted else "samples of /proc, which miss what is short-lived"
    return Cost(seconds, cpu, look.own / 1024, look.tree / 1024, by)


class Look:
    """Looks at a process and all below it, every now and then, in a thread of its own."""

    def __init__(self, root: int, counted: Group | None) -> None:
        self.root = root
        self.counted = counted
        self.own = self.tree = 0  # KiB
        self._cpu: dict[tuple[int, str], float] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Look:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def cpu(self) -> float:
        """The CPU seconds seen of each process, in all."""
        return sum(self._cpu.values())

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            processes = below(self.root)
            self.own = max(self.own, _kib(f"/proc/{self.root}/status", "VmHWM"))
            self.tree = max(self.tree, sum(_kib(f"/proc/{pid}/smaps_rollup", "Pss") for pid in processes))
            if self.counted is None:
                for pid, fields in processes.items():
                    self._cpu[pid, fields[19]] = (int(fields[11]) + int(fields[12])) / TICK


def below(root: int) -> dict[int, list[str]]:
    """A process and all below it, with the fields of their /proc/PID/stat after the name."""
    fields = {}
    for path in Path("/proc").glob("[1-9]*/stat"):
        with contextlib.suppress(OSError):  # one that just ended
            fields[int(path.parent.name)] = path.read_text("utf-8", "replace").rpartition(")")[2].split()
    found = {root} & fields.keys()
    while more := {pid for pid, each in fields.items() if int(each[1]) in found} - found:
        found |= more
    return {pid: fields[pid] for pid in found}


def _kib(path: str, name: str) -> int:
    """A number of KiB in a file of /proc; 0 where it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(path).read_text("utf-8", "replace").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0
