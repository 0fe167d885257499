"""Runs a lesson from top to bottom, in a student's first minute and after the exercise is solved."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core import feedback as sealed
from gradus.core.course import FILENAME, Course
from gradus.core.decode import DecodeError, read_json
from gradus.lessons import feedback

TIMEOUT = 120


@dataclass(frozen=True)
class Run:
    """What running a lesson gave: what each cell printed, by its number, and what is wrong with the figures.

    `error` is the traceback of the cell that stopped, or a sentence, and empty if none did.
    """

    printed: dict[str, str]
    findings: tuple[str, ...] = ()
    error: str = ""


def run_both(course: Course, lesson: str, with_answers: Any, without: Any) -> tuple[Run, Run]:
    """Run a lesson as a new student gets it, with stubs, and with the reference and its own answers; side by side."""
    with ExitStack() as stack:
        started = []
        for notebook, modules in ((without, course.stubs), (with_answers, course.solutions)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gradus-lesson-")))
            _lay_out(course, folder, modules, lesson, with_answers)
            process = stack.enter_context(_start(folder))
            started.append((process, folder, _code(notebook)))
        for process, _, cells in started:
            assert process.stdin is not None
            process.stdin.write(json.dumps(cells))
            process.stdin.close()
            process.stdin = None
        fresh, solved = (_finish(process, folder) for process, folder, _ in started)
        return fresh, solved


def _lay_out(course: Course, folder: Path, modules: Path, lesson: str, notebook: Any) -> None:
    """A student repository of only what a lesson needs."""
    shutil.copytree(modules, folder / "exercises", ignore=shutil.ignore_patterns("lessons", "__*"))
    shutil.copy(course.root / FILENAME, folder)
    (folder / "lessons").mkdir()
    (folder / sealed.FILE).write_bytes(feedback.as_json({lesson: notebook}))


def _code(notebook: Any) -> list[tuple[int, str]]:
    return [(number, cell.source) for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"]


def _start(folder: Path) -> subprocess.Popen[str]:
    engine = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [engine, os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-m", "gradus.lessons.cells", str(folder / "result.json")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=folder / "lessons",
        env={**os.environ, "MPLBACKEND": "Agg", "PYTHONUTF8": "1", "PYTHONPATH": path},
        encoding="utf-8",
    )


def _finish(process: subprocess.Popen[str], folder: Path) -> Run:
    try:
        _, stderr = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Run({}, error=f"it takes longer than {TIMEOUT} seconds.")
    if process.returncode:
        return Run({}, error=f"it does not run.\n{stderr.strip()[-1500:]}")
    try:
        return read_json(Run, folder / "result.json", "result")
    except DecodeError as error:
        return Run({}, error=f"it ended the process that ran it: {error}.")


def printed_by(runs: Sequence[Run], number: int) -> str:
    """What a cell printed in all runs."""
    return "\n".join(run.printed.get(str(number), "") for run in runs)
