"""How long a student waits, as ratios to what runs beside it.

    uv run python benchmarks/startup.py [RUNS]

Prints medians of interleaved runs: `gradus`, its help and a hint against a Python that imports click; a check of a
stub, and of one that is solved, against a Python that imports pytest and NumPy, and against plain pytest on the same
checks; in the watch, from a save to the start of checking and to the page; a sandboxed worker that is ready against a
Python that imports NumPy. Exits 1 where a target is missed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.packages import site_folders
from gradus.sandbox.registry import choose, find

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "calculus/derivatives"
READY_SECONDS, SEEN_SECONDS = 0.1, 0.3


def seconds(command: list[str], where: Path = ROOT, **options: object) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=where, check=True, capture_output=True, **options)  # type: ignore[call-overload]
    return time.perf_counter() - started


def gradus(*words: str, where: Path = ROOT) -> Callable[[], float]:
    return lambda: seconds([sys.executable, "-m", "gradus", *words], where)


def importing(names: str) -> Callable[[], float]:
    return lambda: seconds([sys.executable, "-c", f"import {names}"])


def interleaved(runs: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each, taken in turn so that a machine's moods reach all of them."""
    for measure in measures:
        measure()
    table = [[measure() for measure in measures] for _ in range(runs)]
    return [statistics.median(column) for column in zip(*table, strict=True)]


def plain() -> float:
    files = [f"graders/{EXERCISE}/test_{which}.py" for which in ("visible", "hidden")]
    command = [sys.executable, "-m", "pytest", "-q", "--in-process", "--submission", "solutions", *files]
    return seconds(command)


def saves(course: Path, runs: int) -> list[tuple[float, float]]:
    """From each of some saves, the seconds until the watch says that it checks, and until it has shown the page."""
    command = [sys.executable, "-u", "-m", "gradus", "check", EXERCISE, "--watch"]
    process = subprocess.Popen(command, cwd=course, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    assert process.stdout

    def until(text: str) -> float:
        assert process.stdout
        while text not in process.stdout.readline():
            pass
        return time.perf_counter()

    path, found = course / "exercises" / f"{EXERCISE}.py", []
    text = path.read_text("utf-8")
    until("Ctrl-C end")
    for number in range(runs):
        time.sleep(1)  # somebody reads, and a worker gets ready
        path.write_text(f"{text}\n# {number}\n", "utf-8")
        saved = time.perf_counter()
        found.append((until("Checking") - saved, until("Ctrl-C end") - saved))
    process.kill()
    process.wait()
    return found


def ready() -> float:
    launch = find("bubblewrap").launch(frozenset({"numpy", "matplotlib"}), ROOT)
    # With no more input the worker says that it is ready and ends.
    return seconds(launch.command, env=launch.environment, stdin=subprocess.DEVNULL)


def numpy() -> float:
    python = os.path.realpath(sys.executable)
    code = f"import sys; sys.path[:0] = {site_folders()!r}; import numpy"
    return seconds([python, "-I", "-S", "-c", code], env={"OPENBLAS_NUM_THREADS": "1"})


class Page:
    """Prints figures against their targets, and remembers whether one was missed."""

    missed = False

    def line(self, what: str, figure: float, unit: str, target: float) -> None:
        print(f"{what:<52} {figure:7.2f} {unit:<28} (target: at most {target:g})")
        self.missed = self.missed or figure > target


def students(course: Path) -> Path:
    """A course as a student has it who has solved the exercise: nothing hidden, and only that."""
    for name in ("course.toml", "exercises", "graders"):
        source = ROOT / name
        shutil.copytree(source, course / name) if source.is_dir() else shutil.copy(source, course / name)
    for path in [*course.rglob("test_hidden.py"), *course.rglob("misconceptions.py"), *course.rglob("variants.py")]:
        path.unlink()
    return course


def main() -> int:
    runs, page = int(sys.argv[1]) if len(sys.argv) > 1 else 15, Page()
    with tempfile.TemporaryDirectory() as folder:
        course = students(Path(folder))
        stub = gradus("check", EXERCISE, where=course)
        measures = (importing("click, tomllib"), gradus(where=course), gradus("--help"), gradus("hint", where=course))
        click, here, helped, hint = interleaved(runs, *measures)
        page.line("gradus", here / click, "x importing click", 2.5)
        page.line("gradus --help", helped / click, "x importing click", 1.8)
        page.line("gradus hint", hint / click, "x importing click", 4)
        floor, untouched = interleaved(runs, importing("pytest, numpy"), stub)
        page.line("gradus check, nothing written", untouched / floor, "x importing pytest and NumPy", 2)
        shutil.copy(ROOT / "solutions" / f"{EXERCISE}.py", course / "exercises" / f"{EXERCISE}.py")
        floor, solved, bare = interleaved(runs, importing("pytest, numpy"), stub, plain)
        page.line("gradus check, solved", solved / floor, "x importing pytest and NumPy", 3.5)
        page.line("gradus check, solved", solved / bare, "x plain pytest", 1.5)
        seen, shown = map(statistics.median, zip(*saves(course, runs), strict=True))
        page.line("watch: from a save to the start of checking", seen, "s", SEEN_SECONDS)
        page.line("watch: from a save to the page", shown / floor, "x importing pytest and NumPy", 1.5)
    try:
        choose("bubblewrap")
    except SandboxUnavailableError as error:
        print(f"no sandbox to measure: {error}")
        return int(page.missed)
    worker, imported = interleaved(runs, ready, numpy)
    page.line("sandboxed worker, ready, beyond importing NumPy", worker - imported, "s", READY_SECONDS)
    return int(page.missed)


if __name__ == "__main__":
    sys.exit(main())
