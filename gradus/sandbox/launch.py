"""How a worker is started: what every sandbox offers, and what all of them share."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from gradus.sandbox.packages import site_folders, warm
from gradus.worker import confine

# Without protection, and without a process of its own: both are for one's own code only.
PROCESS, IN_PROCESS = "process", "in-process"
ENGINE = Path(__file__).resolve().parent.parent
MEMORY = 1 << 30
MEMORY_WITH_SCIPY = 2 << 30


@dataclass(frozen=True)
class Launch:
    """How to start one worker.

    Attributes:
        command: the program and its arguments.
        environment: all of its environment.
        folder: where it starts; removed afterwards where it is `temporary`.
        kill_group: whether killing it means its whole process group, because nothing else ends its children.
    """

    command: list[str]
    environment: dict[str, str]
    folder: str
    temporary: bool
    kill_group: bool


class Sandbox(Protocol):
    """A place for workers.

    Attributes:
        name: what reports and the command line call it.
        strength: "auto" takes the strongest that works; 0 protects from nothing.
        note: a sentence for whoever grades with it, or nothing.
    """

    name: str
    strength: int
    note: str

    def check(self) -> None:
        """Start a real worker. Raises SandboxUnavailableError, with the remedy, where that fails."""

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        """How to start a worker that can import `packages` (distribution names) and what they need.

        The folder `hidden` stays outside even where it lies within what a Python needs.
        """


def settings(packages: frozenset[str], engine: str, *, lock: bool, readable: list[str], writable: list[str]) -> Any:
    """What boot.py is told: limits, where to import from, and whether and to what the worker locks itself in."""
    warm(packages)
    with_scipy = "scikit-learn" in packages or "scipy" in packages
    return {
        "memory": MEMORY_WITH_SCIPY if with_scipy else MEMORY,
        "lock": lock,
        "path": site_folders(),
        "engine": engine,
        "readable": readable,
        "writable": writable,
    }


def python() -> list[str]:
    """The interpreter, with nothing of its environment or of the current folder."""
    return [os.path.realpath(getattr(sys, "_base_executable", sys.executable)), "-I", "-S", "-B"]


def environment() -> dict[str, str]:
    """What every worker's environment holds."""
    # One BLAS thread: fair between submissions, and OpenBLAS reserves address space for each thread.
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    return {"LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", **threads}


def die_with_parent() -> None:
    """Let the system kill this process when its parent ends, where it can."""
    confine.die_with_parent()
