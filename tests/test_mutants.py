"""`gradus verify --mutants`: what no check notices is told with file and line, unless the course lists it."""

from __future__ import annotations

import sys

import pytest

from gradus.authoring.mutation import survivors
from gradus.authoring.verifying import structure, verify
from gradus.core.course import Course, load
from tests.conftest import invoke
from tests.test_verify import SQUARE, edit, grader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a clock that interrupts what never ends")

SURVIVOR = "square:1:abs-dropped"
TOLD = (
    "solutions/warmup/square.py, line 18: no check notices abs(x * x) -> x * x. Write one that does, or a line "
    f'"{SURVIVOR}" = "…" with the reason into graders/warmup/square/survivors.toml.\n'
)


@pytest.mark.long
def test_who_survives_is_told_until_it_is_listed_with_a_reason(mini: Course) -> None:
    edit(mini.solutions / "warmup" / "square.py", "return x * x", "return abs(x * x)")
    done = invoke("verify", "--mutants", "square", cwd=mini.root)
    assert (done.returncode, done.stdout) == (3, TOLD)
    assert "gradus: 1 problem found." in done.stderr
    file = grader(mini, survivors.FILE)
    file.write_text(f'"{SURVIVOR}" = "equivalent: the square of a number is never negative"\n', "utf-8")
    done = invoke("verify", "--mutants", "square", cwd=mini.root)  # a verdict stays until something changes
    assert (done.returncode, done.stdout) == (0, "1 exercise, 8 mutants: no problems found.\n")
    file.write_text(file.read_text("utf-8") + '"square:9:gone" = "missed: nobody knows"\n', "utf-8")
    done = invoke("verify", "--mutants", "square", cwd=mini.root)
    where = "graders/warmup/square/survivors.toml, line 2: square:9:gone"
    assert done.stdout == f"{where} is no mutant of the solution any more: take it out.\n"


@pytest.mark.long
def test_a_course_can_ask_that_mutants_were_tried(mini: Course) -> None:
    edit(mini.root / "course.toml", "[[parts]]", "[verify]\nmutants = true\n\n[[parts]]")
    untried = f"{SQUARE}: its mutants were not tried in this state: run gradus verify --mutants {SQUARE}."
    course = load(mini.root)

    def known() -> list[str]:
        return list(verify._mutants(course, course.by_id[SQUARE]))

    assert known() == [untried]
    assert invoke("verify", "--mutants", "square", cwd=mini.root).returncode == 0
    assert known() == []
    edit(grader(mini, "test_hidden.py"), "SECRET = 41.75", "SECRET = 41.5")
    assert known() == [untried]
    assert list(verify._mutants(mini, mini.by_id[SQUARE])) == []  # which did not ask


@pytest.mark.long
def test_a_reference_that_loses_points_is_told_first(mini: Course) -> None:
    edit(mini.solutions / "warmup" / "square.py", "return x * x", "return x + x")
    done = invoke("verify", "--mutants", "square", cwd=mini.root)
    assert done.returncode == 3
    lost = "the reference itself loses a point (failed square_of_three): run gradus verify first."
    assert done.stdout == f"{SQUARE}: {lost}\n"


@pytest.mark.fast
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('"a" = "equivalent: it is"\n"b" = "it is"\n', "line 2: b has no reason: write why as in"),
        ('"a" = "missed:"\n', "line 1: a has no reason: write why as in"),
        ('"a" = 1\n', "survivors.toml.a: expected a string, found a whole number."),
        ("a = \n", "survivors.toml cannot be read: "),
    ],
)
def test_a_list_of_survivors_that_makes_no_sense(mini: Course, text: str, sentence: str) -> None:
    grader(mini, survivors.FILE).write_text(text, "utf-8")
    found = list(structure.of_texts(mini, mini.by_id[SQUARE]))
    assert len(found) == 1 and sentence in found[0] and found[0].startswith("graders/warmup/square/survivors.toml")


@pytest.mark.fast
def test_mutants_are_not_tried_on_each_save(mini: Course) -> None:
    done = invoke("verify", "--mutants", "--watch", cwd=mini.root)
    assert done.returncode == 2 and "give it without --watch" in done.stderr
