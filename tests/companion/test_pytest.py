"""pytest as students know it, in their own repository: its options, its debugger, and what an editor hears of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.companion.released import HALF, SQUARE, of_the_release, repository, run_pytest
from tests.conftest import MINI

WRITTEN = HALF.replace('raise NotImplementedError("warmup/square: mean")', "return sum(xs) / len(xs)")
OPENED = "\n> "  # before the place where the debugger opens


@pytest.fixture(scope="module")
def original(prepared: Path, taught: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(prepared, taught, tmp_path_factory.mktemp("pytest") / "student")


@pytest.fixture
def student(original: Path, tmp_path: Path) -> Path:
    """The half-solved student repository in a folder of its own."""
    return Path(shutil.copytree(original, tmp_path / "student"))


def write(student: Path, text: str) -> Path:
    (student / SQUARE).write_text(text, "utf-8")
    return student


# Options


@pytest.mark.long
def test_prints_stand_below_the_check(student: Path) -> None:
    done = run_pytest(student)
    assert "    expected  9.0, give or take 9e-05\n    printed   x is 3.0\n" in done.stdout
    assert "1 failed, 2 not started" in done.stdout and done.returncode == 1


@pytest.mark.long
def test_k_runs_only_those_of_the_name(student: Path) -> None:
    done = run_pytest(student, "-k", "three")
    assert "1 failed, 2 deselected" in done.stdout and "0 of 1 points in the checks that ran." in done.stdout


@pytest.mark.long
def test_lf_runs_again_what_did_not_pass(student: Path) -> None:
    """What is not started is run again, too; what passed is not, and the cache finds the checks by their paths."""
    assert "1 failed, 1 passed, 1 not started" in run_pytest(write(student, WRITTEN)).stdout
    done = run_pytest(student, "--lf")
    assert "rerun previous 2 failures" in done.stdout and "1 failed, 1 not started" in done.stdout
    for name in ("square", "power"):
        shutil.copy(MINI / "solutions/warmup" / f"{name}.py", student / "exercises/warmup")
    assert "2 passed" in run_pytest(student, "--lf").stdout


@pytest.mark.parametrize(
    ("folder", "name"), [(".", SQUARE), pytest.param("exercises", "warmup/square.py", marks=pytest.mark.long)]
)
def test_the_file_of_an_exercise_stands_for_its_checks(student: Path, folder: str, name: str) -> None:
    done = run_pytest(student, name, "-v", folder=folder)
    assert "test_square_of_three FAILED" in done.stdout and "1 failed, 1 not started" in done.stdout
    assert "power" not in done.stdout


@pytest.mark.long
def test_the_examples_of_a_file_can_still_be_tried(student: Path) -> None:
    write(student, 'def square(x):\n    """\n    >>> square(3)\n    9\n    """\n    return x * x\n')
    assert "1 passed" in run_pytest(student, "--doctest-modules", SQUARE).stdout


@pytest.mark.long
def test_prints_come_at_once_if_asked(student: Path) -> None:
    done = run_pytest(student, SQUARE, "--in-process", "-s")
    assert "test_visible.py x is 3.0\n" in done.stdout and "1 failed, 1 not started" in done.stdout


# The debugger


def test_no_debugger_opens_at_a_stub(student: Path) -> None:
    """Neither at a function that is not written, nor at a check that another exercise blocks."""
    write(student, HALF.replace("2 * x", "x * x"))
    done = run_pytest(student, "--pdb")
    assert "1 passed, 2 not started" in done.stdout and "(Pdb)" not in done.stdout


def test_a_debugger_opens_at_the_question_if_the_answer_is_wrong(student: Path) -> None:
    done = run_pytest(student, "--pdb", "-k", "three", typed="c\n")
    assert f"{OPENED}{student / 'graders/warmup/square/test_visible.py'}(10)" in done.stdout
    assert "-> expect(submission.square(3.0)).close_to(9.0)" in done.stdout
    assert "    expected  9.0, give or take 9e-05\n    Multiply the number by itself.\n" in done.stdout


IN_NUMPY = "import numpy as np\n\n\ndef square(x):\n    return np.linalg.inv(np.array([x]))\n"
ANOTHER = "def square(x):\n    try:\n        [][0]\n    except IndexError as error:\n        raise OSError{}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (IN_NUMPY, 5),
        pytest.param("ready = 0\nready / 0\n", 2, marks=pytest.mark.long),
        pytest.param(ANOTHER.format(""), 5, marks=pytest.mark.long),
        pytest.param(ANOTHER.format(" from error"), 5, marks=pytest.mark.long),
    ],
    ids=["in numpy", "at import", "during another", "from another"],
)
def test_a_debugger_opens_at_the_students_own_line(student: Path, text: str, line: int) -> None:
    """Below it, in a library or in the engine, there is nothing that a student could mend."""
    done = run_pytest(write(student, text), "--pdb", "-k", "three", typed="c\n")
    assert f"{OPENED}{student / SQUARE}({line})" in done.stdout


@pytest.mark.long
def test_a_fault_of_the_whole_file_opens_one_debugger(student: Path) -> None:
    done = run_pytest(write(student, "def square(x:\n"), SQUARE, "--pdb", typed="c\n")
    assert done.stdout.count("entering PDB") == 1 and "1 failed, 1 waiting" in done.stdout
    assert "-> expect(submission.square(3.0)).close_to(9.0)" in done.stdout


TRACED = """
import sys
import pytest
if sys.version_info >= (3, 12):
    sys.monitoring.use_tool_id(sys.monitoring.DEBUGGER_ID, "debugger")
else:
    sys.settrace(lambda *_: None)
pytest.main(["-k", "three"])
"""


def test_an_editors_debugger_finds_the_students_code(student: Path) -> None:
    """It is in its process, without an option."""
    command = [sys.executable, "-c", TRACED]
    done = subprocess.run(command, cwd=student, env=of_the_release(student), capture_output=True, text=True)
    assert "Captured stdout call" in done.stdout and "printed" not in done.stdout, done.stderr


# What an editor hears


def test_an_editor_hears_the_sentences_of_each_check(student: Path) -> None:
    """As soon as a check has ended: the panels of editors don't wait for pytest's summary, and neither does JUnit."""
    write(student, WRITTEN.replace("2 * x", "x * x * x"))
    run_pytest(student, SQUARE, "--junit-xml", "results.xml")
    told = {case.attrib["name"]: case for case in ET.parse(student / "results.xml").iter("testcase")}
    failure = told["test_square_of_three"].find("failure")
    assert failure is not None and failure.text is not None
    assert failure.text.startswith("The square of 3 is 9.  0 / 1\n    called    square(3.0)\n    returned  27.0\n")
    assert "\n    That is the third power.\n" in failure.text
    assert told["test_mean_of_two"].find("failure") is None


@pytest.mark.long
def test_an_editor_hears_of_a_fault_of_the_whole_file_at_each_check(student: Path) -> None:
    run_pytest(write(student, "def square(x:\n"), SQUARE, "--junit-xml", "results.xml")
    texts = [failure.text or "" for failure in ET.parse(student / "results.xml").iter("failure")]
    assert len(texts) == 2 and all("'(' was never closed" in text and " wait" not in text for text in texts)
