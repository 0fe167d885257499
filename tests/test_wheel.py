"""From the wheel, in an environment that has nothing else: a k-means course from nothing, by the commands alone.

Nothing of this clone is on the path: what a wheel lacks is missing here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

KMEANS = ROOT / "tests" / "kmeans"
EXERCISE = "clustering/k_means"
pytestmark = pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed")
WRONG = "    return float(((points - centers[labels]) ** 2).sum() / len(points))\n"  # of the inertia


def clean() -> dict[str, str]:
    """An environment in which no Python of this clone is found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "PYTEST"))}
    here = str(Path(sys.prefix))
    kept["PATH"] = os.pathsep.join(each for each in kept["PATH"].split(os.pathsep) if not each.startswith(here))
    return kept | {"UV_NO_PROGRESS": "1", "UV_PYTHON": f"{sys.version_info.major}.{sys.version_info.minor}"}


def run(*command: object, cwd: Path, status: int = 0) -> str:
    words = [str(each) for each in command]
    done = subprocess.run(words, cwd=cwd, env=clean(), capture_output=True, text=True, encoding="utf-8", timeout=500)
    assert done.returncode == status, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def built(place: Path) -> Path:
    """A wheel, built from a copy of the sources in `place`."""
    for name in ("gradus", "README.md", "LICENSE", "pyproject.toml", "constraints.txt"):
        source, target = ROOT / name, place / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)  # with another time
    run("uv", "build", "-q", "--wheel", "--out-dir", place / "dist", cwd=place)
    return next((place / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel") / "a")


@pytest.fixture(scope="module")
def gradus(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of the wheel, in an environment of its own, with what a teacher needs."""
    place = tmp_path_factory.mktemp("teacher")
    return installed(f"{wheel}[teacher]", place)


def installed(what: str, place: Path) -> Path:
    run("uv", "venv", "-q", ".venv", cwd=place)
    python = place / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run("uv", "pip", "install", "-q", "--python", python, "-c", ROOT / "constraints.txt", what, cwd=place)
    return python.with_name("gradus.exe" if os.name == "nt" else "gradus")


def packages(folder: Path) -> set[str]:
    """The distributions in the environment of a folder."""
    listed = run("uv", "pip", "list", "-q", "--format", "json", "--python", ".venv", cwd=folder)
    return {each["name"] for each in json.loads(listed)}


def test_the_same_sources_give_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    again = built(tmp_path / "elsewhere")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(wheel.read_bytes()).digest()
    with zipfile.ZipFile(wheel) as found:
        names = set(found.namelist())
    here = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gradus").rglob("*") if path.is_file()}
    assert {name for name in here if "__pycache__" not in name} <= names


@pytest.mark.long
def test_an_engine_alone_needs_no_data_and_no_notebooks(wheel: Path, tmp_path: Path) -> None:
    """Who grades or checks needs no scikit-learn, no nbgrader and no Jupyter; who has lessons reads what is missing."""
    gradus = installed(str(wheel), tmp_path)
    assert not packages(tmp_path) & {"scikit-learn", "scipy", "graphviz", "nbgrader", "jupytext", "ipykernel"}
    run(gradus, "init", "c", cwd=tmp_path)
    assert "10 / 10" in run(gradus, "grade", "solutions", "--out", "r", cwd=tmp_path / "c")
    assert "Lessons need" in run(gradus, "release", "../s", cwd=tmp_path / "c", status=3)


def test_a_course_from_nothing(gradus: Path, tmp_path: Path) -> None:
    assert not packages(gradus.parents[2]) & {"scikit-learn", "graphviz"}
    course = tmp_path / "course"
    run(gradus, "init", course, "--title", "Clusters", cwd=tmp_path)
    made = run(gradus, "new", EXERCISE, cwd=course)
    assert f"gradus verify {EXERCISE}" in made
    as_it_is = run(gradus, "verify", EXERCISE, cwd=course)
    assert "no problems found" in as_it_is
    write_k_means(course)
    assert f"exercises/{EXERCISE}.py" in run(gradus, "stubs", cwd=course)
    run(gradus, "fingerprints", EXERCISE, cwd=course)
    verified = run(gradus, "verify", cwd=course)
    assert f"{EXERCISE}: 9 checks, 4 of them visible, 9 misconceptions, 2 variants." in verified
    assert "2 exercises, 20 points: no problems found." in verified
    released = run(gradus, "release", "../students", "--verified", cwd=course)
    assert "not tried" not in released
    as_a_student(tmp_path / "students")
    as_a_teacher(gradus, course, tmp_path)


def write_k_means(course: Path) -> None:
    """What an author writes into the exercise that `gradus new` laid out."""
    for folder in ("solutions", "graders"):
        shutil.copytree(KMEANS / folder, course / folder, dirs_exist_ok=True)
    table = course / "course.toml"
    text = table.read_text("utf-8").replace("K means: say here what it asks", "Which points belong together?")
    table.write_text(text, "utf-8")


def as_a_student(place: Path) -> None:
    """Fill in one function, wrongly: the check says what came back, and which mistake it was."""
    stub = place / "exercises" / f"{EXERCISE}.py"
    text = stub.read_text("utf-8")
    assert "argmin" not in text
    stub.write_text(text.replace(f'    raise NotImplementedError("{EXERCISE}: inertia")\n', WRONG), "utf-8")
    checked = run("uv", "run", "-q", "gradus", "check", EXERCISE, "--plain", cwd=place)
    assert "expected  25.25" in re.sub(" +", "  ", checked), checked
    have = packages(place)
    assert "numpy" in have and not have & {"scikit-learn", "nbgrader", "jupytext", "graphviz"}


def as_a_teacher(gradus: Path, course: Path, place: Path) -> None:
    """Grade the reference, and what the student has."""
    shutil.copytree(place / "students" / "exercises", place / "ada" / "exercises")
    graded = run(gradus, "grade", "solutions", place / "ada", "--out", "results", cwd=course)
    assert re.search(r"solutions +20 / 20", graded) and re.search(r"ada +0 / 20", graded), graded
    report = json.loads((course / "results" / "ada.json").read_text("utf-8"))
    lost = [check for each in report["exercises"] for check in each["checks"] if check["status"] == "failed"]
    assert len(lost) == 2 and all(check["diagnosis"] for check in lost)
