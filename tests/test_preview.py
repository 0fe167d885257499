"""`gradus preview`: what it shows of a misconception is what `gradus check` shows somebody who wrote it."""

from __future__ import annotations

import json

import pytest

from gradus.core.course import Course
from tests.conftest import HandIn, invoke
from tests.test_verify import edit, grader

pytestmark = pytest.mark.fast


def test_it_shows_what_check_shows(mini: Course, hand_in: HandIn) -> None:
    right = (mini.solutions / "warmup" / "square.py").read_text("utf-8")
    done = invoke("preview", "square", "Doubled", cwd=mini.root)
    assert done.returncode == 0, done.stderr
    head, _, shown = done.stdout.partition("\n\nwarmup/square")
    assert head.strip() == "── Doubled   graders/warmup/square/misconceptions.py, line 1"
    folder = hand_in("ada", square=right.replace("x * x", "2 * x"))
    checked = invoke("check", "square", "--submission", folder, cwd=mini.root)
    assert "warmup/square" + shown == checked.stdout.lstrip("\n")
    assert "returned  6.0" in shown and "Twice a number is not its square." in shown and "2 of 4 points" in shown
    assert "41.75" not in shown and "hidden" in shown


def test_all_of_them_and_which_are_not_told(mini: Course) -> None:
    done = invoke("preview", "square", cwd=mini.root)
    assert done.stdout.count("── ") == 6
    assert done.stdout.endswith("6 misconceptions; told at no check: none of them.\n")
    edit(grader(mini, "misconceptions.py"), "return x**3", "return 2 * x")
    done = invoke("preview", "square", cwd=mini.root)  # its fingerprints are older now
    assert "Its own sentence is told at none of these checks." in done.stdout
    assert done.stdout.endswith("6 misconceptions; told at no check: Doubled, Cubed.\n")


def test_as_json_and_the_stub(mini: Course) -> None:
    done = invoke("preview", "square", "Cubed", "SumForMean", "--json", cwd=mini.root)
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["submission"], second["submission"]) == ("SumForMean", "Cubed")  # in the order of the file
    assert first["schema"] == "gradus.report/1" and second["max_score"] == 4.0
    done = invoke("preview", "square", "--stub", cwd=mini.root)
    assert done.stdout == invoke("check", "square", cwd=mini.root).stdout and "not started" in done.stdout


REFUSED = {
    ("square", "Dubled"): (2, "graders/warmup/square/misconceptions.py has no Dubled; did you mean Doubled?"),
    ("square", "Doubled", "--stub"): (2, "--stub shows the stub: leave out the misconceptions."),
    ("cube",): (2, "There is no exercise called cube."),
    ("warmup",): (2, "warmup is a part of the course. Choose one of it: square, power."),
}


@pytest.mark.parametrize("words", REFUSED)
def test_what_it_refuses(mini: Course, words: tuple[str, ...]) -> None:
    done = invoke("preview", *words, cwd=mini.root)
    assert (done.returncode, done.stdout) == (REFUSED[words][0], "") and REFUSED[words][1] in done.stderr


def test_a_course_at_fault_is_told(mini: Course) -> None:
    grader(mini, "misconceptions.py").write_text("class Doubled(:\n", "utf-8")
    done = invoke("preview", "square", cwd=mini.root)
    assert done.returncode == 3 and "graders/warmup/square/misconceptions.py, line 1: " in done.stderr
    grader(mini, "misconceptions.py").unlink()
    done = invoke("preview", "square", cwd=mini.root)
    assert done.returncode == 3 and "warmup/square has no misconceptions" in done.stderr
