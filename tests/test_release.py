"""The student repository: complete, the same bytes each time, and nothing in it that gives an answer away."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.authoring import leaks, release
from gradus.core.course import Course, load
from tests.conftest import ROOT, invoke, sampled
from tests.lessons import LESSON, with_lesson


@pytest.fixture
def released(mini: Course, tmp_path: Path) -> Path:
    release.release(mini, tmp_path / "student")
    return tmp_path / "student"


@pytest.fixture(scope="module")
def lesson(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, bytes]]:
    """The small course with a lesson, and its release: nbgrader takes seconds."""
    root = tmp_path_factory.mktemp("release") / "course"
    shutil.copytree(prepared, root)
    course = with_lesson(load(root))
    return course, release.contents(course)


@pytest.mark.long
def test_the_same_course_gives_the_same_bytes(mini: Course) -> None:
    assert release.contents(mini) == release.contents(load(mini.root))


@pytest.mark.fast
def test_nothing_of_a_teachers_is_in_it(released: Path) -> None:
    names = {path.relative_to(released).as_posix() for path in released.rglob("*") if path.is_file()}
    assert not [n for n in names if re.search(r"hidden|misconceptions|variants|solutions|authoring|teacher|cohort", n)]
    assert {"README.md", "AGENTS.md", "pyproject.toml", "course.toml", ".github/workflows/checks.yml"} <= names
    assert {"exercises/warmup/square.py", "graders/warmup/square/fingerprints.json"} <= names


@pytest.mark.long
def test_a_student_finds_the_way(released: Path) -> None:
    """Nothing started, then a known mistake diagnosed without its code, then everything passed."""
    assert "3 not started" in run_pytest(released)
    square = released / "exercises" / "warmup" / "square.py"
    stub = square.read_text()
    square.write_text(stub.replace('raise NotImplementedError("warmup/square: square")', "return x * x * x"))
    assert "That is the third power." in run_pytest(released)
    for path in (released / "exercises").rglob("*.py"):
        path.write_text((ROOT / "tests/mini/solutions" / path.relative_to(released / "exercises")).read_text())
    assert "3 passed" in run_pytest(released)


def run_pytest(folder: Path) -> str:
    """Plain pytest with the released engine rather than the one that is installed here."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "--rootdir", str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return done.stdout + done.stderr


@pytest.mark.long
def test_a_second_release_changes_only_what_changed(mini: Course, released: Path) -> None:
    times = {path: path.stat().st_mtime_ns for path in released.rglob("*") if path.is_file()}
    assert release.release(mini, released) == []
    text = (mini.root / "course.toml").read_text()
    (mini.root / "course.toml").write_text(text.replace("Squares and means", "Squares, means"))
    assert release.release(load(mini.root), released) == ["README.md", "course.toml"]
    touched = {p.name for p, t in times.items() if p.stat().st_mtime_ns != t}
    assert touched <= {"README.md", "course.toml", release.MANIFEST}


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
@pytest.mark.parametrize("name", ["AGENTS.md", "exercises"])
def test_nothing_is_written_through_a_link(mini: Course, tmp_path: Path, name: str) -> None:
    """A release stays inside of its folder, whatever was put there."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "students").mkdir()
    target = tmp_path / "elsewhere" if name == "exercises" else tmp_path / "elsewhere" / name
    (tmp_path / "students" / name).symlink_to(target)
    with pytest.raises(release.EditedFilesError, match=name):
        release.release(mini, tmp_path / "students")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_strangers_file_in_the_way_is_never_touched(mini: Course, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "README.md").write_text("My thesis\n")
    with pytest.raises(release.EditedFilesError, match=r"README\.md"):
        release.release(mini, tmp_path / "other")
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["README.md"]


def plant(path: str, text: str) -> Callable[[dict[str, bytes]], None]:
    def planting(files: dict[str, bytes]) -> None:
        files[path] = files.get(path, b"") + text.encode()

    return planting


NOTEBOOK = {"cells": [{"source": ["x"], "outputs": [{"text": ["return np.sum(xs)", " / len(xs)"]}]}], "metadata": {}}
METADATA = {"cells": [{"source": [], "metadata": {"note": 'caf\u00e9: return np.sum(xs) / len(xs) "'}}]}
LINK = re.compile(r"\]\(([^)#:\s]+)\)")
PLANTED = {
    "a solution in a README": (
        plant("README.md", "so:\n  return np.sum(xs) / len(xs)\n"),
        "solutions/warmup/square.py",
    ),
    "a solution in a notebook's output": (plant("a.ipynb", json.dumps(NOTEBOOK)), "solutions/warmup/square.py"),
    "a solution in a notebook's metadata": (plant("a.ipynb", json.dumps(METADATA)), "solutions/warmup/square.py"),
    "a solution in a stub": (plant("exercises/warmup/power.py", "# square(square(x))\n"), ""),
    "a hidden check's title": (plant("README.md", "Squares of negative numbers are positive."), "test_hidden.py"),
    "a hidden check's name": (plant("AGENTS.md", "see test_mean_of_many"), "test_hidden.py"),
    "a hidden check's constant": (plant("graders/x.py", "SECRET = 41.75"), "test_hidden.py"),
    "a misconception's body": (plant("docs.md", "`return x * abs(x)`"), "misconceptions.py"),
}


@pytest.mark.fast
@pytest.mark.parametrize("name", sampled(PLANTED, 8))
def test_a_planted_leak_is_caught(mini: Course, name: str) -> None:
    planting, origin = PLANTED[name]
    files = release.contents(mini)
    planting(files)
    if not origin:
        leaks.search(mini, files)  # a line that any program could hold
        return
    with pytest.raises(leaks.LeakError, match=re.escape(origin)):
        leaks.search(mini, files)


def test_a_leak_stops_the_release(mini: Course, tmp_path: Path) -> None:
    """A solution that its author left outside the marks."""
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text() + "\n\n# mean: return np.sum(xs) / len(xs)\n")
    invoke("fingerprints", cwd=mini.root)
    done = invoke("release", tmp_path / "student", cwd=mini.root)
    assert done.returncode == 3
    assert "exercises/warmup/square.py would contain 'return np.sum(xs) / len(xs)'" in done.stderr
    assert not (tmp_path / "student").exists()


def test_lessons_are_released_without_answers(lesson: tuple[Course, dict[str, bytes]]) -> None:
    course, files = lesson
    text = files[f"lessons/{LESSON}.ipynb"].decode()
    notebook = json.loads(text)
    assert "square_of_minus_three = None" in text and "YOUR ANSWER HERE" in text
    assert "BEGIN" not in text and "HIDDEN" not in text
    assert not [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert f"[{LESSON}](lessons/{LESSON}.ipynb)" in files["README.md"].decode()
    assert release.contents(course) == files


ENCODED = base64.b64encode(b"square_of_minus_three = 9 # the answer").decode()
PLANTED_IN_LESSONS = {
    "an answer in a source": ({"source": ["square_of_", "minus_three = 9"]}, "square_of_minus_three = 9"),
    "a hidden test in a source": (
        {"source": "assert abs(square_of_minus_three - 9) < 0.01"},
        "assert abs(square_of_minus_three - 9) < 0.01",
    ),
    "a reason in a source": ({"source": '# -9: "That is minus the square of 3.",'}, "That is minus the square of 3."),
    "an explanation in metadata": ({"metadata": {"n": "Minus times minus is plus, and plus times plus"}}, ""),
    "an answer in an output": ({"outputs": [{"text": ["square_of_minus_three = 9"]}]}, "square_of_minus_three = 9"),
    "an answer in a picture": ({"outputs": [{"data": {"image/png": ENCODED}}]}, "square_of_minus_three = 9"),
    "any output": ({"outputs": [{"text": "hello"}]}, "outputs or attachments"),
    "any attachment": ({"attachments": {"a.png": {"image/png": "aGVsbG8="}}}, "outputs or attachments"),
}


@pytest.mark.parametrize("name", PLANTED_IN_LESSONS)
def test_a_leak_planted_in_a_lesson_is_caught(lesson: tuple[Course, dict[str, bytes]], name: str) -> None:
    course, files = lesson
    planted, words = PLANTED_IN_LESSONS[name]
    path = f"lessons/{LESSON}.ipynb"
    notebook = json.loads(files[path])
    if name == "an explanation in metadata":
        words = leaks_of(course)[-1]
        planted = {"metadata": {"note": f"caf\u00e9 {words}"}}
    notebook["cells"][0].update(planted)
    with pytest.raises(leaks.LeakError, match=re.escape(words)):
        leaks.search(course, files | {path: json.dumps(notebook).encode()})


def leaks_of(course: Course) -> list[str]:
    return [text for text, _ in leaks.lesson_secrets(course, LESSON)]


def test_a_lesson_knows_its_secrets(lesson: tuple[Course, dict[str, bytes]]) -> None:
    course, _ = lesson
    assert leaks_of(course) == [
        "square_of_minus_three = 9",
        "assert abs(square_of_minus_three - 9) < 0.01",
        "WITHIN = 0.01",
        '9: "Minus times minus is plus.",',
        '-9: "That is minus the square of 3.",',
        '"other": "Multiply the number by itself.",',
        "Minus times minus is plus, and plus times plus is plus. *1 point* for each of the two.",
        "- looks at both signs.",
    ]


def test_the_released_engine_stands_alone(released: Path) -> None:
    """Each of its modules can be imported where there is nothing of a teacher's."""
    names = [".".join(p.relative_to(released).with_suffix("").parts) for p in (released / "gradus").rglob("*.py")]
    modules = ", ".join(name for name in names if not name.endswith(("__", ".boot")))  # boot runs a worker at once
    command = [sys.executable, "-c", f"import {modules}; print(gradus.cli.group)"]
    done = subprocess.run(command, cwd=released, capture_output=True, text=True)
    assert str(released) in done.stdout, done.stderr


def test_a_student_can_install_what_the_readme_names(lesson: tuple[Course, dict[str, bytes]]) -> None:
    """The group of Jupyter is there, and what is pinned names no place to get it from."""
    _, files = lesson
    project = tomllib.loads(files["pyproject.toml"].decode())
    assert {line.partition(">")[0] for line in project["dependency-groups"]["lessons"]} == {
        "ipykernel",
        "ipywidgets",
        "jupyterlab",
    }
    assert "uv run --group lessons jupyter lab lessons" in files["README.md"].decode()
    pinned = project["tool"]["uv"]["constraint-dependencies"]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.+]+( ; python_full_version [<>]=? '[\d.]+')?", line) for line in pinned)


@pytest.mark.long
def test_the_whole_course_as_a_student_gets_it(tmp_path: Path) -> None:
    """A clone without an environment: the README's two commands; then with the reference in place."""
    course, place = load(ROOT), tmp_path / "student"
    release.release(course, place)
    assert release.contents(course) == {
        p.relative_to(place).as_posix(): p.read_bytes()
        for p in sorted(place.rglob("*"))
        if p.is_file() and p.name != release.MANIFEST
    }
    for command in ("git init -q", "git add -A", "git -c user.name=t -c user.email=t@example.org commit -qm release"):
        subprocess.run(command.split(), cwd=place, check=True)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(place), str(clone)], check=True)
    environment = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    for link in LINK.findall((clone / "README.md").read_text()):
        assert (clone / link).is_file(), link

    def uv(*arguments: str) -> str:
        done = subprocess.run(["uv", *arguments], cwd=clone, env=environment, capture_output=True, text=True)
        return done.stdout + done.stderr

    assert "    uv run gradus check derivatives\n" in uv("run", "gradus")
    said = uv("run", "pytest")
    assert re.search(r"\d+ not started", said) and "failed" not in said and "passed" not in said.splitlines()[-1], said
    for exercise in course.exercises:
        shutil.copy(course.solutions / exercise.path, clone / "exercises" / exercise.path)
    said = uv("run", "pytest")
    assert re.search(r"\d+ passed", said.splitlines()[-1]) and "failed" not in said, said
    assert re.match(r"\d+\.\d+", uv("run", "-q", "--group", "lessons", "jupyter", "lab", "--version"))


def test_reasons_are_released_sealed(lesson: tuple[Course, dict[str, bytes]]) -> None:
    _, files = lesson
    table = json.loads(files["lessons/feedback.json"])
    assert table[LESSON].keys() == {"square-of-minus-three", "why-not-negative"}
    assert b"minus" not in files["lessons/feedback.json"].replace(b"square-of-minus-three", b"").lower()


def test_reasons_that_are_not_sealed_are_a_leak(
    lesson: tuple[Course, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, _ = lesson
    monkeypatch.setattr("gradus.lessons.feedback.as_json", lambda _: b'["-9: \\"That is minus the square of 3.\\","]')
    with pytest.raises(leaks.LeakError, match=r"lessons/feedback\.json would contain '-9: "):
        release.contents(course)


def test_the_lesson_comes_before_its_exercise(lesson: tuple[Course, dict[str, bytes]]) -> None:
    _, files = lesson
    page = files["README.md"].decode()
    assert f"| [{LESSON}](lessons/{LESSON}.ipynb) | [warmup/square](exercises/warmup/square.py) |" in page
    assert "square → power" in page
