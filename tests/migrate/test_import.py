"""`gradus import` makes a course's files of notebooks, tells what did not come over, and writes all or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.authoring import stubs
from gradus.core.course import Course, CourseError, load
from tests.conftest import Done, invoke
from tests.migrate import notebooks as make

pytestmark = pytest.mark.fast


def imported(course: Course, form: str, path: Path, exercise: str = "week/one") -> Done:
    done = invoke("import", form, path, "--exercise", exercise, cwd=course.root)
    assert done.returncode == 0, done.stderr
    return done


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() if p.is_file() else b"" for p in root.rglob("*")}


def read(course: Course, name: str) -> str:
    return (course.root / name).read_text("utf-8")


def test_a_notebook_of_nbgrader(mini: Course, tmp_path: Path) -> None:
    done = imported(mini, "nbgrader", make.of_nbgrader(tmp_path / "ps1" / "problem.ipynb"))
    visible, hidden = (read(mini, f"graders/week/one/test_{each}.py") for each in ("visible", "hidden"))
    for line in (
        "expect(submission.mean([1, 2, 3])).equals(2)",
        "Add them up, and share out.",
        "expect(submission.mean([0.5, 1.0])).close_to(0.75, rtol=0, atol=1e-09)",
        "weights = [1, 4]",
        "with raises('ZeroDivisionError'):",
        'with counted(submission, "mean") as calls:',
        "smallest = defined(submission.smallest)",
        "#     assert secret(3) == 4",
    ):
        assert line in visible
    assert "@points(1.6)" in visible and "@points(2.4)" in hidden, "4 points, shared out"
    assert "expect(submission.mean([10, 20, 60])).equals(30)" in hidden and "60" not in visible
    stub = read(mini, "exercises/week/one.py")
    assert "len(numbers))" in stub and "sum(numbers)" not in stub and "smallest = None" in stub
    assert "11 of 13 assertions came over." in done.stdout
    assert "line 1, `assert secret(3) == 4`: it needs secret, and nothing that came over defines secret." in done.stdout
    assert read(mini, "IMPORTED-week-one.md") in done.stdout
    assert load(mini.root).by_id["week/one"].points == 8


def test_the_lesson(mini: Course, tmp_path: Path) -> None:
    imported(mini, "nbgrader", make.of_nbgrader(tmp_path / "problem.ipynb"))
    lesson = read(mini, "solutions/lessons/one.md")
    assert "**Now write it:** `mean` in `exercises/week/one.py`." in lesson
    assert 'if mine := written("week/one", "mean"):\n    mean = mine.mean\n    print(mean(weights))' in lesson
    assert '"grade_id": "why", "locked": false, "points": 3.0' in lesson and "So that signs are gone." in lesson
    assert '"grade_id": "by-hand"' in lesson and "    def plot():" in lesson and "One point for any." in lesson
    assert "sum(numbers)" not in lesson and "%matplotlib" not in lesson
    assert len(re.findall(r'"solution": true', lesson)) == 3


def test_a_notebook_of_otter(mini: Course, tmp_path: Path) -> None:
    done = imported(mini, "otter", make.of_otter(tmp_path / "hw.ipynb"))
    visible, hidden = (read(mini, f"graders/week/one/test_{each}.py") for each in ("visible", "hidden"))
    assert "expect(submission.square(3)).equals(9)" in visible
    assert "expect(submission.square(1.5)).close_to(2.25)" in visible, "the output that the notebook keeps"
    assert "expect(submission.square(-4)).equals(16)" in hidden and "@points(1)" in hidden
    assert "def holds_total(total):\n        expect(total).equals(6)" in visible
    assert "expected output is in no saved output of the notebook" in done.stdout
    solution = read(mini, "solutions/week/one.py")
    assert (
        '    """**Question 1.** Write `square`."""\n    ### BEGIN SOLUTION\n    y = x * x\n    return y\n' in solution
    )
    assert "IGNORE" not in solution and "PROMPT" not in solution
    assert '"points": 1.5' in read(mini, "solutions/lessons/one.md")


@pytest.mark.parametrize("form", ["nbgrader", "otter"])
def test_what_came_over_works_at_once(mini: Course, tmp_path: Path, form: str) -> None:
    imported(mini, form, getattr(make, f"of_{form}")(tmp_path / "problem.ipynb"))
    course = load(mini.root)
    assert stubs.drift(course) == []
    points = f"{course.by_id['week/one'].points:g}"
    reference = invoke("check", "week/one", "--submission", course.solutions, cwd=course.root)
    assert f"{points} of {points} points" in reference.stdout
    stub = invoke("check", "week/one", cwd=course.root).stdout
    assert stub.count("not started") == 5 and f"0 of {points} points" in stub


def test_questions_alone_are_the_lesson_of_their_part(mini: Course, tmp_path: Path) -> None:
    why = [make.text("# Why"), make.nbgrader(make.text("Because."), "why", grade=True, solution=True, points=1)]
    words = make.save(tmp_path / "ps1" / "words.ipynb", why)
    before = tree(mini.root)
    alone = invoke("import", "nbgrader", words, cwd=mini.root)
    assert alone.returncode == 2 and "which has no exercise yet" in alone.stderr and tree(mini.root) == before
    both = invoke("import", "nbgrader", words, make.of_nbgrader(tmp_path / "ps1" / "code.ipynb"), cwd=mini.root)
    assert both.returncode == 0, both.stderr
    assert load(mini.root).lessons == ["words", "code"]
    more = make.save(tmp_path / "warmup" / "warm.ipynb", why)
    assert invoke("import", "nbgrader", more, cwd=mini.root).returncode == 0
    assert load(mini.root).lessons == ["warm", "words", "code"]


def edited(**metadata: object) -> Callable[[Path], object]:
    return lambda path: make.save(path, [make.test("t", 1, "assert f(1) == 1")], **metadata)


def cells(*found: object) -> Callable[[Path], object]:
    return lambda path: make.save(path, list(found))


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(17 << 20)


ALIASES = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20))
BOMB = f"# BEGIN QUESTION\na0: &a0 [x]\n{ALIASES}name: *a19"
BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "missing": ("nbgrader", lambda path: None, "bad.ipynb is missing."),
    "folder": ("nbgrader", lambda path: path.mkdir(), "is not a regular file."),
    "link": ("nbgrader", lambda path: path.symlink_to(path.with_name("other")), "is a symbolic link."),
    "large": ("nbgrader", sparse, "is larger than 16 MiB."),
    "text": ("nbgrader", lambda path: path.write_text("def f(x): ..."), "is no notebook that nbformat can read"),
    "json": ("nbgrader", lambda path: path.write_text('{"cells": 3}'), "is no notebook that nbformat can read"),
    "latin": ("nbgrader", lambda path: path.write_bytes(b"\xe4"), "is not UTF-8"),
    "deep": ("nbgrader", lambda path: path.write_text("[" * 100_000), "is no notebook"),
    "empty": ("nbgrader", cells(), "has no cells."),
    "none asked": ("nbgrader", cells(make.text("# Hello"), make.code("1 + 1")), "has no question of nbgrader's"),
    "other tool": ("otter", edited(), "has no question of otter's"),
    "R": ("nbgrader", edited(kernelspec={"name": "ir", "language": "R", "display_name": "R"}), "is a notebook of R"),
    "mark": ("nbgrader", cells(make.answer("a", "### BEGIN SOLUTION\nx = 1")), "line 1: this mark has no partner"),
    "marks": ("nbgrader", cells(make.answer("a", "### BEGIN SOLUTION\n### BEGIN SOLUTION\nx = 1")), "cell 1, line 2"),
    "no end": ("otter", cells(make.raw("# BEGIN QUESTION\nname: q1")), "the question q1 does not end"),
    "no begin": ("otter", cells(make.raw("# END TESTS")), "cell 1: # END TESTS has no partner"),
    "yaml": ("otter", cells(make.raw("# BEGIN QUESTION\nname: [")), "its settings are no YAML"),
    "list": ("otter", cells(make.raw("# BEGIN QUESTION\n- name")), "its settings are no table of YAML"),
    "bomb": ("otter", cells(make.raw(BOMB)), "the question ? does not end"),
    "nested": ("nbgrader", cells(make.answer("a", "x = 1" + " + 1" * 700)), ""),
    "old": ("otter", cells(make.text("<!--\nBEGIN QUESTION\nname: q1\n-->")), "of Otter before version 3"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_notebook_gets_a_sentence_and_nothing_is_written(mini: Course, tmp_path: Path, case: str) -> None:
    form, write, words = BAD[case]
    write(tmp_path / "bad.ipynb")
    before = tree(mini.root)
    done = invoke("import", form, tmp_path / "bad.ipynb", "--exercise", "week/one", cwd=mini.root)
    assert done.returncode == 2
    assert words in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert tree(mini.root) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--exercise", "warmup/square"], "warmup/square exists already"),
        (["--exercise", "week/square"], ""),
        (["--exercise", "Week"], "is not a valid id"),
        (["--exercise", "../a/b"], "is not a valid id"),
        (["again.ipynb", "--exercise", "week/one"], "import one file at a time"),
        (["again.ipynb"], "exists already"),
    ],
)
def test_names(mini: Course, tmp_path: Path, arguments: list[str], words: str) -> None:
    path = make.of_nbgrader(tmp_path / "Again.ipynb")
    files = [path, *(make.of_nbgrader(tmp_path / each) for each in arguments if each.endswith(".ipynb"))]
    rest = [each for each in arguments if not each.endswith(".ipynb")]
    before = tree(mini.root)
    done = invoke("import", "nbgrader", *files, *rest, cwd=mini.root)
    assert done.returncode == (2 if words else 0)
    assert words in done.stderr
    assert not words or tree(mini.root) == before


def test_a_lesson_of_that_name_is_not_overwritten(mini: Course, tmp_path: Path) -> None:
    path = make.of_nbgrader(tmp_path / "one.ipynb")
    imported(mini, "nbgrader", path)
    before = tree(mini.root)
    for exercise, words in (("week/one", "week/one exists already"), ("month/one", "solutions/lessons/one.md")):
        done = invoke("import", "nbgrader", path, "--exercise", exercise, cwd=mini.root)
        assert done.returncode == 2 and words in done.stderr
    assert tree(mini.root) == before


def test_outside_of_a_course(tmp_path: Path) -> None:
    done = invoke("import", "nbgrader", make.of_nbgrader(tmp_path / "one.ipynb"), cwd=tmp_path)
    assert done.returncode == 2 and "course.toml" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["one.ipynb"]
    assert invoke("import", "gradescope", tmp_path / "one.ipynb", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("error", [CourseError("The stub is wrong."), OSError(28, "No space left on device")])
def test_what_fails_half_way_is_undone(
    mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fails(course: Course) -> list[Path]:
        raise error

    monkeypatch.setattr(stubs, "write", fails)
    before = tree(mini.root)
    done = invoke("import", "nbgrader", make.of_nbgrader(tmp_path / "a.ipynb"), "--exercise", "week/a", cwd=mini.root)
    assert done.returncode == (2 if isinstance(error, CourseError) else 3)
    assert ("The stub is wrong." if isinstance(error, CourseError) else "No space left") in done.stderr
    assert tree(mini.root) == before
