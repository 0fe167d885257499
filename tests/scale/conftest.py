"""What the tests of many machines share: a course with a cluster, and submissions of all kinds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.core.course import Course

SQUARE = "def square(x):\n    return {0}\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
# What a class hands in, told apart by a number so that no two are the same.
KINDS = {
    "right": SQUARE.format("x * x"),
    "wrong": SQUARE.format("2 * x"),
    "raises": SQUARE.format("x / 0"),
    "hostile": "print('\\x1b[31m::error::', end='')\n" + SQUARE.format("print('\\x1b]0;' + chr(0xfeff) * 99) or x * x"),
    "broken": "def square(x:\n    return x\n",
    "missing": None,
    "large": b"#" * (1 << 20 | 1),
    "dies": "import os\n" + SQUARE.format("os._exit(3)"),
    "not text": b"\xff\xfe\x00 = 1\n",
    "refused": "import socket\n" + SQUARE.format("x * x"),
}


def hand_in(course: Course, folder: Path, number: int) -> Path:
    """A submission of the kind that the number says; some share their code with an earlier one."""
    submission = folder / f"s{number:03}"
    shutil.copytree(course.solutions, submission / "exercises")
    module = submission / "exercises" / "warmup" / "square.py"
    kind = list(KINDS.values())[number % len(KINDS)]
    if kind is None:
        module.unlink()
    elif isinstance(kind, bytes):
        module.write_bytes(kind)
    else:
        module.write_text(f"{kind}\n# {number - number % 40}\n", "utf-8")
    return submission


def reports(folder: Path) -> dict[str, dict[str, Any]]:
    """The reports in a folder by their file's name, without what tells when and how fast each was made."""
    found = {}
    for path in folder.glob("*.json"):
        report = json.loads(path.read_text("utf-8"))
        assert report.pop("seconds") >= 0
        for exercise in report["exercises"]:
            assert exercise["made"].pop("at")
        found[path.stem] = report
    return found


@pytest.fixture(scope="session")
def school(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course in a folder that no test changes."""
    root = tmp_path_factory.mktemp("school") / "course"
    shutil.copytree(prepared, root)
    return courses.load(root)
