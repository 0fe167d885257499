"""Grading only reads fingerprints: where they are out of date it says which command makes them."""

from __future__ import annotations

import pytest

from gradus.authoring.verifying import structure
from gradus.core.course import Course
from tests.conftest import invoke, sampled

SENTENCE = "Twice a number is not its square."


@pytest.fixture
def outdated(mini: Course) -> Course:
    """The small course, a grader of which was edited; the stub of its exercise has a known mistake."""
    path = mini.root / "graders/warmup/square/misconceptions.py"
    path.write_text(path.read_text("utf-8") + "\n# edited\n", "utf-8")
    (mini.stubs / "warmup/square.py").write_text("def square(x):\n    return x + x\n", "utf-8")
    return mini


def test_a_check_goes_on_without_a_diagnosis(outdated: Course) -> None:
    path = outdated.root / "graders/warmup/square/fingerprints.json"
    before = path.read_bytes()
    done = invoke("check", "square", cwd=outdated.root)
    assert done.returncode == 0 and "returned  6.0" in done.stdout
    assert SENTENCE not in done.stdout
    assert path.read_bytes() == before


def test_grading_and_releasing_stop_and_name_the_command(outdated: Course) -> None:
    for command in (("grade", "solutions", "--out", "out"), ("release", outdated.root / "student")):
        done = invoke(*command, cwd=outdated.root)
        assert done.returncode == 3
        assert "warmup/square: the fingerprints are missing, unreadable or older" in done.stderr
        assert "gradus fingerprints warmup/square" in done.stderr
    assert not (outdated.root / "out/solutions.json").exists() and not (outdated.root / "student").exists()


def test_earlier_reports_stay_where_nothing_is_graded(outdated: Course) -> None:
    (outdated.root / "out").mkdir()
    (outdated.root / "out/solutions.json").write_text("an earlier one", "utf-8")
    assert invoke("grade", "solutions", "--out", "out", cwd=outdated.root).returncode == 3
    assert (outdated.root / "out/solutions.json").read_text("utf-8") == "an earlier one"


def test_line_ends_of_a_checkout_do_not_count(mini: Course) -> None:
    for path in [*mini.root.rglob("solutions/**/*.py"), *mini.root.rglob("graders/**/*.py")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert invoke("fingerprints", "--check", cwd=mini.root).returncode == 0


def test_a_picture_is_no_part_of_them(mini: Course) -> None:
    with (mini.root / "graders/warmup/square/picture.py").open("a", encoding="utf-8") as file:
        file.write("\n# another colour\n")
    assert invoke("fingerprints", "--check", cwd=mini.root).returncode == 0


@pytest.mark.parametrize("path", ["solutions/warmup/square.py", "graders/warmup/square/misconceptions.py"])
def test_nothing_is_made_from_what_does_not_run(mini: Course, path: str) -> None:
    with (mini.root / path).open("a", encoding="utf-8") as file:
        file.write("\nimport no_such_package\n")
    before = (mini.root / "graders/warmup/square/fingerprints.json").read_bytes()
    done = invoke("fingerprints", cwd=mini.root)
    assert done.returncode == 3 and "cannot be run" in done.stderr and "no_such_package" in done.stderr
    assert (mini.root / "graders/warmup/square/fingerprints.json").read_bytes() == before


def test_a_student_with_a_broken_file_goes_on(mini: Course) -> None:
    """A student has no misconceptions.py to make the file from."""
    (mini.root / "graders/warmup/square/misconceptions.py").unlink()
    (mini.root / "graders/warmup/square/fingerprints.json").write_text("{", "utf-8")
    (mini.stubs / "warmup/square.py").write_text("def square(x):\n    return x + x\n", "utf-8")
    done = invoke("check", "square", cwd=mini.root)
    assert done.returncode == 0 and "returned  6.0" in done.stdout


def test_the_command_mends_it(outdated: Course) -> None:
    path = "graders/warmup/square/fingerprints.json"
    done = invoke("fingerprints", "--check", cwd=outdated.root)
    assert (done.returncode, done.stdout) == (3, f"{path}\n")
    assert "run gradus fingerprints" in done.stderr
    assert invoke("fingerprints", "power", cwd=outdated.root).stdout == ""
    assert invoke("fingerprints", cwd=outdated.root).stdout == f"{path}\n"
    again = invoke("fingerprints", "--check", cwd=outdated.root)
    assert (again.returncode, again.stdout) == (0, "")
    assert SENTENCE in invoke("check", "square", cwd=outdated.root).stdout


BROKEN = [None, b"", b"[]", b'{"of": 1, "known": []}', b'{"of": "x", "known": [{}]}', b"\xff"]


@pytest.mark.parametrize("content", sampled(BROKEN, 3))
def test_files_that_are_missing_or_broken(mini: Course, content: bytes | None) -> None:
    path = mini.root / "graders/warmup/square/fingerprints.json"
    path.unlink() if content is None else path.write_bytes(content)
    done = invoke("grade", "solutions", "--out", "out", cwd=mini.root)
    assert done.returncode == 3 and "gradus fingerprints warmup/square" in done.stderr
    assert invoke("fingerprints", "--check", cwd=mini.root).returncode == 3
    assert any("fingerprints.json is older" in finding for finding in structure.findings(mini))


def test_an_unknown_exercise(mini: Course) -> None:
    done = invoke("fingerprints", "cube", cwd=mini.root)
    assert done.returncode == 2 and "There is no exercise called cube" in done.stderr
