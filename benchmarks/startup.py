"""How long a student waits, as ratios to what runs beside it.

    uv run python benchmarks/startup.py [RUNS]

Prints medians of interleaved runs: `gradus check calculus/derivatives` against plain pytest on the same checks in one
process, and a sandboxed worker that is ready against a Python that imports NumPy. Exits 1 where a target is missed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.packages import site_folders
from gradus.sandbox.registry import choose, find

ROOT = Path(__file__).resolve().parent.parent
CHECK_RATIO, READY_SECONDS = 1.5, 0.1


def seconds(command: list[str], **options: object) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, **options)  # type: ignore[call-overload]
    return time.perf_counter() - started


def interleaved(runs: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each, taken in turn so that a machine's moods reach all of them."""
    for measure in measures:
        measure()
    table = [[measure() for measure in measures] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*table, strict=True)]


def check() -> float:
    command = [sys.executable, "-m", "gradus", "check", "calculus/derivatives", "--submission", "solutions"]
    return seconds(command)


def plain() -> float:
    files = [f"graders/calculus/derivatives/test_{which}.py" for which in ("visible", "hidden")]
    command = [sys.executable, "-m", "pytest", "-q", "--in-process", "--submission", "solutions", *files]
    return seconds(command)


def ready() -> float:
    launch = find("bubblewrap").launch(frozenset({"numpy", "matplotlib"}), ROOT)
    # With no more input the worker says that it is ready and ends.
    return seconds(launch.command, env=launch.environment, stdin=subprocess.DEVNULL)


def numpy() -> float:
    python = os.path.realpath(sys.executable)
    code = f"import sys; sys.path[:0] = {site_folders()!r}; import numpy"
    return seconds([python, "-I", "-S", "-c", code], env={"OPENBLAS_NUM_THREADS": "1"})


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    checked, in_process = interleaved(runs, check, plain)
    print(f"gradus check calculus/derivatives  {checked:.3f} s")
    print(f"pytest in one process              {in_process:.3f} s")
    print(f"ratio                              {checked / in_process:.2f}  (target: at most {CHECK_RATIO})")
    missed = checked / in_process > CHECK_RATIO
    try:
        choose("bubblewrap")
    except SandboxUnavailableError as error:
        print(f"no sandbox to measure: {error}")
        return int(missed)
    worker, imported = interleaved(runs, ready, numpy)
    print(f"sandboxed worker, ready            {worker:.3f} s")
    print(f"python -c 'import numpy'           {imported:.3f} s")
    print(f"difference                         {worker - imported:.3f} s  (target: at most {READY_SECONDS})")
    return int(missed or worker - imported > READY_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
