"""The small course released with a lesson, its quiz, hints and a picture, and pytest as a student runs it there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from gradus.authoring import release
from gradus.authoring.repository import pages
from gradus.core.course import load

SQUARE = "exercises/warmup/square.py"
PICTURE = '''"""Squares."""


def draw(figure, load):
    figure.subplots().plot([load("warmup/square").square(x) for x in range(4)])
'''
HALF = '''"""Squares and means."""


def square(x):
    print("x is", x)
    twice = 2 * x
    return twice


def mean(xs):
    raise NotImplementedError("warmup/square: mean")
'''


def repository(prepared: Path, taught: Path, root: Path) -> Path:
    """Make the student repository of the small course in `root`, half solved: its lesson is not made by nbgrader,
    which takes seconds."""
    files = release.contents(load(prepared))
    _write(root, files)
    shutil.copytree(taught, root, dirs_exist_ok=True)
    picture = "graders/warmup/square/picture.py"
    _write(root, {picture: PICTURE.encode(), SQUARE: HALF.encode()})
    course = load(root)
    lessons = [path.relative_to(root).as_posix() for path in (root / "lessons").iterdir()]
    _write(root, pages.of(course, [*files.keys() - pages.of(load(prepared), files).keys(), *lessons, picture]))
    return root


def _write(root: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def of_the_release(root: Path) -> dict[str, str]:
    """The environment in which the released engine runs, and not the one that is installed here."""
    return {**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}


def run_pytest(root: Path, *arguments: str, folder: str = ".", typed: str = "") -> subprocess.CompletedProcess[str]:
    """Plain pytest in a folder of the student repository, where somebody may type into a debugger."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=root / folder,
        env=of_the_release(root),
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
