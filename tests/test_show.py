"""Pictures made with a student's own functions, and checks that run again when a file is saved."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradus.core import course as courses
from gradus.student import watch
from tests.conftest import ROOT, invoke

DRAW_ALL = """
import sys
from pathlib import Path
from gradus.student import pictures
from gradus.core.course import load
course = load(Path(sys.argv[1]))
for exercise in pictures.shown(course):
    try:
        pictures.save(pictures.draw(course, exercise), course.root / "out" / f"{exercise.id.replace('/', '-')}.png")
        print(exercise.id, "drawn")
    except pictures.PictureError as error:
        print(exercise.id, error)
"""


def draw_all(folder: Path, modules: str) -> list[str]:
    for name in ("course.toml", "graders"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / modules, folder / "exercises")
    done = subprocess.run([sys.executable, "-c", DRAW_ALL, str(folder)], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, done.stderr
    names = {exercise.id for exercise in courses.load(ROOT).exercises}
    return [line for line in done.stdout.splitlines() if line.split()[0] in names]


def test_every_exercise_has_a_picture(tmp_path: Path) -> None:
    assert draw_all(tmp_path, "solutions") == [f"{e.id} drawn" for e in courses.load(ROOT).exercises]
    for picture in (tmp_path / "out").iterdir():
        data = picture.read_bytes()
        assert data.startswith(b"\x89PNG") and len(data) > 10_000


def test_a_stub_says_what_comes_first(tmp_path: Path) -> None:
    said = draw_all(tmp_path, "exercises")
    assert len(said) == len(courses.load(ROOT).exercises)
    for line in said:
        assert "there is nothing to draw yet: " in line and line.endswith(" not written."), line
    assert "numerical_derivative" in said[0] or "plot_tangents" in said[0] or "forward_difference" in said[0]


PICTURE = '''"""Squares."""

def draw(figure, load):
    figure.subplots().plot([load("warmup/square").square(x) for x in range(4)])
'''


@pytest.fixture(autouse=True)
def nothing_of_a_students_stays() -> Iterator[None]:
    """A picture imports the student's modules into this process."""
    before = list(sys.path)
    yield
    sys.path[:] = before
    for name in [name for name in sys.modules if name.partition(".")[0] == "exercises"]:
        del sys.modules[name]
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def square(x):\n    return x * x\n", 0, "picture is in"),
        (
            "def square(x):\n    return x / (x - 3)\n",
            2,
            "your code stopped at line 2 of exercises/warmup/square.py with Zero",
        ),
        ("def square(x):\nreturn x\n", 2, "line 2 of"),
        ("def square(x):\n    return [x, [x]]\n", 2, "cannot be drawn (graders/warmup/square/picture.py, line 4)"),
        ("", 2, "cannot be drawn"),
    ],
)
def test_what_may_come_of_it(mini: courses.Course, source: str, status: int, words: str) -> None:
    (mini.root / "graders/warmup/square/picture.py").write_text(PICTURE)
    (mini.stubs / "warmup/square.py").write_text(source)
    done = invoke("show", "square", "--out", "square.png", cwd=mini.root)
    assert (done.returncode, (mini.root / "square.png").exists()) == (status, status == 0), done.stderr
    assert words in done.stdout + done.stderr


@pytest.mark.fast
def test_there_is_none(mini: courses.Course) -> None:
    done = invoke("show", "power", cwd=mini.root)
    assert done.returncode == 2
    assert "warmup/power has no picture" in done.stderr


def test_a_broken_picture_is_the_courses_fault(mini: courses.Course) -> None:
    (mini.root / "graders/warmup/square/picture.py").write_text("1 / 0\n")
    done = invoke("show", "square", cwd=mini.root)
    assert (done.returncode, "ZeroDivisionError" in done.stderr) == (3, True)


def test_watching_names_what_was_saved(mini: courses.Course) -> None:
    square = mini.stubs / "warmup" / "square.py"
    writing = threading.Event()

    def save() -> None:
        while not writing.wait(0.2):
            square.write_text(square.read_text() + "\n")
            (mini.stubs / "notes.txt").write_text("not a module of the course")

    saver = threading.Thread(target=save, daemon=True)
    saver.start()
    saved = next(watch.changes(mini, mini.stubs))
    writing.set()
    saver.join()
    assert [exercise.id for exercise in saved] == ["warmup/square"]


def test_a_save_is_checked_and_ctrl_c_ends_it(mini: courses.Course) -> None:
    command = [sys.executable, "-u", "-m", "gradus", "check", "square", "--watch"]
    process = subprocess.Popen(command, cwd=mini.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    assert "0 of" in said
    stop = threading.Event()
    right = (mini.solutions / "warmup" / "square.py").read_text()

    def save() -> None:
        while not stop.wait(0.3):
            (mini.stubs / "warmup" / "square.py").write_text(right)

    threading.Thread(target=save, daemon=True).start()
    for line in process.stdout:
        if "of" in line and "points" in line:
            said = line
            break
    stop.set()
    process.send_signal(2)
    assert not said.startswith("0 of")
    assert process.wait(60) == 0
    assert "Traceback" not in process.stdout.read()


def test_watching_is_for_people(mini: courses.Course) -> None:
    done = invoke("check", "--watch", "--json", cwd=mini.root)
    assert (done.returncode, "--watch is for a person" in done.stderr) == (2, True)
