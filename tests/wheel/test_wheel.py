"""From the wheel, in environments that have nothing else: a k-means course from nothing, by the commands of a page.

Nothing of this clone is on the path: what a wheel lacks is missing here. GRADUS_GOLDEN=write renews the page.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.autograders import test_root
from tests.conftest import ROOT
from tests.wheel.transcript import agrees, play, run, typed, written

KMEANS = ROOT / "tests" / "wheel" / "kmeans"
PAGE = ROOT / "docs" / "first-course.md"
pytestmark = pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed")


def clone(place: Path) -> Path:
    """What a wheel is built from, copied, with other times than here; and the author's texts."""
    for name in ("gradus", "requirements", ".github", "tests/wheel/kmeans"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "LICENSE", "pyproject.toml", "constraints.txt"):
        shutil.copyfile(ROOT / name, place / name)
    return place


def built(place: Path) -> Path:
    run("uv", "build", "-q", "--wheel", "--out-dir", place / "dist", cwd=clone(place))
    return next((place / "dist").glob("*.whl"))


def packages(folder: Path) -> set[str]:
    """The distributions in the environment of a folder."""
    listed = run("uv", "pip", "list", "-q", "--format", "json", "--python", ".venv", cwd=folder)
    return {each["name"] for each in json.loads(listed)}


@pytest.mark.long
def test_an_engine_alone_needs_no_data_and_no_notebooks(tmp_path: Path) -> None:
    """Who grades or checks needs no scikit-learn, no nbgrader and no Jupyter; who has lessons reads what is missing."""
    wheel = built(tmp_path / "clone")
    run("uv", "venv", "-q", ".venv", cwd=tmp_path)
    run("uv", "pip", "install", "-q", "--python", ".venv", "-c", ROOT / "constraints.txt", wheel, cwd=tmp_path)
    gradus = tmp_path / ".venv" / ("Scripts/gradus.exe" if os.name == "nt" else "bin/gradus")
    assert not packages(tmp_path) & {"scikit-learn", "scipy", "graphviz", "nbgrader", "jupytext", "ipykernel"}
    run(gradus, "init", "c", cwd=tmp_path)
    assert "10 / 10" in run(gradus, "grade", "solutions", "--out", "r", cwd=tmp_path / "c")
    assert "Lessons need" in run(gradus, "release", "../s", cwd=tmp_path / "c", status=3)


def same_wheel(place: Path) -> None:
    """The wheel of the page has all files of the package, and another build of the same sources has the same bytes."""
    (wheel,) = (place / "dist").glob("*.whl")
    again = built(place / "again")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()
    with zipfile.ZipFile(wheel) as found:
        names = set(found.namelist())
    here = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gradus").rglob("*") if path.is_file()}
    assert {name for name in here if "__pycache__" not in name} <= names


def in_gradescope(course: Path, text: str) -> Any:
    """The results of a submission where Gradescope unpacked autograder.zip, with the course's own environment."""
    autograder = course / "results" / "autograder"
    test_root.unpack(course / "autograder.zip", autograder / "source")
    test_root.lay(autograder, k_means=text)
    root = test_root.own_root(autograder, str(course / ".venv"))
    done = subprocess.run([*root, "bash", "source/run_autograder"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return test_root.results(autograder)


@pytest.mark.skipif(not shutil.which("bwrap"), reason="the page shows the scores of a sandbox: bubblewrap is missing")
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_course_from_nothing(tmp_path: Path, whole: bool) -> None:
    """The page, from its first command to its last: what it shows is what comes.

    The short version leaves out the verification of the whole course, which runs the lesson twice.
    """
    clone(tmp_path / "gradus")
    page = PAGE.read_text("utf-8")
    commands = typed(page)
    if not whole:
        commands = [each for each in commands if not each.command.endswith("gradus verify")]
        release = next(each for each in commands if " release " in each.command)
        release.command = release.command.removesuffix(" --verified")
    play(commands, tmp_path)
    same_wheel(tmp_path)
    if whole and os.environ.get("GRADUS_GOLDEN") == "write":
        PAGE.write_text(written(page, commands), "utf-8")
        return
    for each in commands:
        assert agrees(each), "\n".join([f"$ {each.command}", *each.came])
    report = json.loads((tmp_path / "clusters" / "results" / "ada.json").read_text("utf-8"))
    lost = [check for each in report["exercises"] for check in each["checks"] if check["status"] == "failed"]
    assert len(lost) == 2 and all("divide by the number of points" in check["diagnosis"] for check in lost)
    graded = in_gradescope(tmp_path / "clusters", (KMEANS / "ada/clustering/k_means.py").read_text("utf-8"))
    assert graded["score"] == 0 and len(graded["tests"]) == 15
    outputs = {test["name"]: test["output"] for test in graded["tests"] if test["status"] == "failed"}
    assert sum("You divide by the number of points." in text for text in outputs.values()) == 2
    assert not packages(tmp_path / "clusters") & {"scikit-learn", "graphviz"}
    assert not packages(tmp_path / "students") & {"scikit-learn", "graphviz", "nbgrader", "jupytext"}
