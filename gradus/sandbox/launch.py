"""How to start a worker: the interface of a sandbox, and what all sandboxes share."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gradus.sandbox.packages import WARM, others, site_folders, warm
from gradus.worker import confine

# Neither isolates anything, so both are only for your own code; the second doesn't even start a process.
PROCESS, IN_PROCESS = "process", "in-process"
ENGINE = Path(__file__).resolve().parent.parent
die_with_parent = confine.die_with_parent


@dataclass(frozen=True)
class Launch:
    """How to start one worker: its command line, environment variables and working directory.

    The folder is removed afterwards if it is `temporary`; with `kill_group`, the worker's process group is killed. With
    `memory`, the bytes of its address space, it gets a control group where this machine has them (cgroups.py).
    """

    command: list[str]
    environment: dict[str, str]
    folder: str
    temporary: bool
    kill_group: bool
    memory: int = 0


class Sandbox(Protocol):
    """A way to isolate workers: "auto" takes the one of most `strength`, where 0 isolates nothing.

    Reports and the command line use its `name`; `note` is a warning for whoever grades with it.
    """

    name: str
    strength: int
    note: str

    def check(self) -> None:
        """Check that a worker starts. Raises SandboxUnavailableError, with the remedy, if it does not."""

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        """How to start a worker that can import `packages` (distribution names) and their dependencies.

        The folder `hidden` stays invisible, even if it lies in a folder that Python needs.
        """

    def zygote(self, packages: frozenset[str], hidden: Path | None = None) -> Launch | None:
        """How to start a process that clones such workers, worker/zygote.py; None if this sandbox has none."""


def settings(
    packages: frozenset[str],
    engine: str,
    *,
    lock: bool,
    readable: list[str],
    writable: list[str],
    path: list[str] | None = None,
    folders: Mapping[str, tuple[int, int]] | None = None,
    idle: Sequence[str] = (),
) -> str:
    """The settings of worker/boot.py as JSON: limits, import paths, whether to `lock` it down and to which folders.

    Packages are imported from the folders in `path`, by default those of this Python. Unlocked, a worker only refuses
    what a locked one cannot do. When it is ready, and before anything is asked, it imports `idle`. For
    worker/zygote.py, `folders` are those that each clone has of its own, with the bytes and the files that they take.
    """
    warm(packages)
    imports = {"path": path or site_folders(), "engine": engine, "hidden": [] if lock else others(packages)}
    clones = {"folders": folders or {}, "preload": [each for name in WARM if name in packages for each in WARM[name]]}
    limits = {"memory": memory(packages), "lock": lock, "idle": [*idle], "readable": readable, "writable": writable}
    return json.dumps({**limits, **imports, **clones})


def memory(packages: frozenset[str]) -> int:
    """The bytes of address space that a worker with these packages has."""
    return 2 << 30 if packages & {"scikit-learn", "scipy"} else 1 << 30


ISOLATED = ["-I", "-S", "-B"]  # from environment variables, site-packages and the current folder


def interpreter() -> str:
    """The real path of this Python, outside of any virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))


def environment() -> dict[str, str]:
    """The environment variables of every worker."""
    # One BLAS thread: the same for all submissions, and OpenBLAS reserves address space for each thread.
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    user = dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "student")
    # As many arenas as with two processors, on any machine: the memory that they reserve bounds threads, which no limit
    # does for root.
    arenas = {"MALLOC_ARENA_MAX": "16"}
    return {"LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin", **user, **threads, **arenas}
