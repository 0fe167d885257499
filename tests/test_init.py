"""`gradus init` lays out a whole course, or nothing; `gradus new` and `gradus engine` go on from there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from gradus.authoring import engine, fingerprints
from gradus.authoring.beginning import init, new
from gradus.authoring.verifying import structure
from gradus.core.course import Course, Delivery, Exercise, Part, load
from gradus.core.demands import Demands
from gradus.core.schedule.units import Rules, Unit
from gradus.grading import proof
from tests.conftest import ROOT, invoke

pytestmark = pytest.mark.fast


def everything(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not re.match(r"\.gradus|.*__pycache__", name)}


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("init") / "signals"
    done = invoke("init", place, "--title", 'Signals "and" \\ noise')
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"20 files in {place}. Next: cd {place}, and read README.md."
    return place


def test_a_new_course_is_sound(laid_out: Path) -> None:
    course = load(laid_out)
    assert course.title == 'Signals "and" \\ noise' and course.points == 10
    assert list(structure.findings(course)) == []
    assert proof.prove(course, course.exercises) == []


@pytest.mark.long
def test_a_new_course_verifies(laid_out: Path) -> None:
    done = invoke("verify", cwd=laid_out)
    assert "1 exercise, 10 points: no problems found." in done.stdout, done.stdout


def test_a_new_course_has_all_that_the_issue_of_a_course_asks(laid_out: Path) -> None:
    files = everything(laid_out)
    for part in ("test_visible.py", "test_hidden.py", "misconceptions.py", "variants.py", "hints.toml"):
        assert f"graders/statistics/center/{part}" in files
    wanted = {
        "README.md",
        "pyproject.toml",
        "start.py",
        ".gitignore",
        ".github/workflows/ci.yml",
        "tests/test_course.py",
    }
    assert {*wanted, "solutions/lessons/center.md", "exercises/statistics/center.py"} <= files.keys()
    name, data = engine.wheel()
    assert files[f"engine/{name}"] == data
    project = tomllib.loads(files["pyproject.toml"].decode())
    assert project["tool"]["uv"]["sources"]["gradus-course"] == {"path": f"engine/{name}"}
    assert project["tool"]["uv"]["constraint-dependencies"] == engine.constraints()
    assert not [each for each in files.values() if b"{" + b"title}" in each or b"{if " in each]


def test_the_workflow_of_a_class_takes_the_engine_from_the_course(laid_out: Path) -> None:
    """It is this repository's own, with one step more after each checkout, and what it installs is the same."""
    own = yaml.safe_load((ROOT / ".github/workflows/grade.yml").read_text("utf-8"))
    flow = yaml.safe_load((laid_out / ".github/workflows/grade.yml").read_text("utf-8"))
    unpack = {"name": "Unpack the engine", "run": "python3 -m zipfile -e engine/*.whl ."}
    for name, job in own["jobs"].items():
        assert job["steps"][0]["uses"].startswith("actions/checkout@")
        job["steps"].insert(1, unpack)
        assert flow["jobs"][name] == job
    assert (laid_out / "requirements/grade.txt").read_bytes() == (ROOT / "requirements/grade.txt").read_bytes()
    actionlint = Path(sys.executable).with_name("actionlint")
    linted = subprocess.run([actionlint, *map(str, (laid_out / ".github/workflows").iterdir())], capture_output=True)
    assert linted.returncode == 0, linted.stdout


def test_the_engine_of_a_course_runs_unpacked(laid_out: Path, tmp_path: Path) -> None:
    """As in the workflow: no package is installed where a score is posted."""
    (wheel,) = (laid_out / "engine").glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    command = [sys.executable, "-S", "-P", "-m", "gradus.pulls", "plan", "--help"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=laid_out, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "--course-repo" in done.stdout, done.stderr


def test_the_same_title_gives_the_same_bytes(laid_out: Path, tmp_path: Path) -> None:
    init.lay_out(tmp_path / "signals", 'Signals "and" \\ noise')
    again = everything(tmp_path / "signals")
    assert everything(laid_out) == again


def test_course_toml_shows_every_key(laid_out: Path) -> None:
    """Each with its comment; and what is behind a comment sign is true as it stands."""
    text = (laid_out / "course.toml").read_text("utf-8")
    shown = re.sub(r"(?m)^# (?=(\w+ = |\[))", "", text)
    shown = shown.replace('builds_on = ["statistics/another"]', "builds_on = []")
    table = tomllib.loads(shown)
    kinds: list[tuple[Any, dict[str, Any]]] = [(Part, table["parts"][0]), (Exercise, table["exercises"][0])]
    kinds += [
        (Unit, table["units"][0]),
        (Rules, table["marks"]),
        (Delivery, table["release"]),
        (Demands, table["verify"]),
    ]
    for kind, keys in kinds:
        assert {each.name for each in fields(kind)} == keys.keys()
    (laid_out / "shown").mkdir(exist_ok=True)
    (laid_out / "shown" / "course.toml").write_text(shown, "utf-8")
    assert load(laid_out / "shown").units[0].id == "week1"
    lines = [line for line in text.splitlines() if re.match(r"(# )?\w+ = |    \"", line)]
    explained = [line for line in lines if "#" in line.removeprefix("# ")]
    assert len(explained) > len(lines) / 2


@pytest.mark.parametrize(
    ("there", "sentence"),
    [
        ("course.toml", "has a course already: gradus new PART/EXERCISE adds an exercise to it."),
        ("notes.txt", "is not empty, it has notes.txt: name a new folder."),
    ],
)
def test_a_folder_in_use_is_left_alone(tmp_path: Path, there: str, sentence: str) -> None:
    (tmp_path / there).write_text("mine")
    done = invoke("init", tmp_path)
    assert done.returncode == 2 and done.stderr == f"gradus: {tmp_path} {sentence}\n"
    assert everything(tmp_path) == {there: b"mine"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert invoke("init", tmp_path / "file").stderr == f"gradus: {tmp_path / 'file'} is a file: name a folder.\n"
    done = invoke("init", tmp_path / "file" / "inside")
    assert done.returncode == 2 and "cannot be written" in done.stderr


@pytest.mark.parametrize("engine", ["numpy", "gradus-course=0.2", "../x.whl", "gradus"])
def test_what_is_no_engine_is_refused(tmp_path: Path, engine: str) -> None:
    done = invoke("init", tmp_path / "c", "--engine", engine)
    assert done.returncode == 2 and f"{engine} is no engine" in done.stderr
    assert [*tmp_path.iterdir()] == []


def test_a_fresh_clone_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "c" / ".git").mkdir(parents=True)
    assert invoke("init", tmp_path / "c").returncode == 0
    assert (tmp_path / "c" / ".git").is_dir() and load(tmp_path / "c").title == "C"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_is_stopped_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr(fingerprints, "write", stopped)
    done = invoke("init", tmp_path / "a" / "b")
    assert done.returncode != 0
    assert [*tmp_path.iterdir()] == []


# gradus new


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    (tmp_path / "course.toml").write_text('title = "Bare"\n', "utf-8")
    return tmp_path


def test_the_very_first_exercise(bare: Path) -> None:
    assert "course.toml lists no exercises: run gradus new PART/EXERCISE." in invoke("stubs", cwd=bare).stderr
    done = invoke("new", "stats/median", cwd=bare)
    assert done.returncode == 0, done.stderr
    course = load(bare)
    assert list(structure.findings(course)) == []
    assert proof.prove(course, course.exercises) == []


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_exercise_is_new_or_nothing(bare: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    invoke("new", "stats/mean", cwd=bare)
    before = everything(bare)

    def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr(fingerprints, "write", stopped)
    done = invoke("new", "other/median", cwd=bare)
    assert done.returncode != 0
    assert everything(bare) == before and not (bare / "solutions" / "other").exists()


@pytest.mark.parametrize("words", [("new", "a/b"), ("engine",), ("import", "nbgrader", "x.ipynb")])
@pytest.mark.parametrize("broken", ['title = "Bare', 'titel = "Bare"', 'title = "Bare"\nunits = 3'])
def test_nothing_is_added_to_a_course_that_cannot_be_read(bare: Path, words: tuple[str, ...], broken: str) -> None:
    (bare / "course.toml").write_text(broken + "\n", "utf-8")
    done = invoke(*words, cwd=bare)
    assert done.returncode == 2 and done.stderr.startswith("gradus: course.toml"), done.stderr
    assert everything(bare) == {"course.toml": broken.encode() + b"\n"}


def test_line_ends_of_course_toml_stay(bare: Path) -> None:
    (bare / "course.toml").write_bytes(b'title = "Bare"\r\n')
    invoke("new", "stats/mean", cwd=bare)
    data = (bare / "course.toml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 5


def test_a_stub_in_the_way_stays(mini: Course) -> None:
    stub = mini.stubs / "extras" / "twice.py"
    stub.parent.mkdir()
    stub.write_text("mine")
    done = invoke("new", "extras/twice", cwd=mini.root)
    assert done.returncode == 2 and "exists already (exercises/extras/twice.py)" in done.stderr
    assert stub.read_text() == "mine" and not (mini.solutions / "extras").exists()
    assert new.TEMPLATES.is_dir()


# gradus engine


def test_another_engine_takes_the_place(laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "c"
    init.lay_out(place)
    (mine,) = (place / "engine").iterdir()
    assert "The course has this engine already." in invoke("engine", cwd=place).stdout
    monkeypatch.setattr(engine, "wheel", lambda: ("gradus_course-9.9-py3-none-any.whl", b"another"))
    monkeypatch.setattr(engine, "constraints", lambda: ["numpy==9.9"])
    done = invoke("engine", cwd=place)
    assert done.returncode == 0 and "Next: gradus verify, and gradus release again." in done.stdout
    assert not mine.exists() and (place / "engine" / "gradus_course-9.9-py3-none-any.whl").read_bytes() == b"another"
    project = tomllib.loads((place / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["uv"]["constraint-dependencies"] == ["numpy==9.9"]
    assert project["tool"]["uv"]["sources"]["gradus-course"]["path"] == "engine/gradus_course-9.9-py3-none-any.whl"


def test_a_course_that_depends_on_an_engine_carries_none(tmp_path: Path) -> None:
    assert invoke("init", tmp_path / "c", "--engine", "gradus-course==0.2.0").returncode == 0
    project = tomllib.loads((tmp_path / "c" / "pyproject.toml").read_text("utf-8"))
    assert "gradus-course[teacher]==0.2.0" in project["project"]["dependencies"]
    assert not (tmp_path / "c" / "engine").exists() and "sources" not in project["tool"]["uv"]
    done = invoke("engine", cwd=tmp_path / "c")
    assert done.returncode == 2 and "carries no engine" in done.stderr
