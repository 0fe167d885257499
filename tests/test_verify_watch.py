"""`gradus verify --watch`: an author saves, and reads what is wrong now; stubs and fingerprints are made anew."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from gradus.authoring.verifying import saved
from gradus.core.course import Course, load
from tests.companion.terminals import Terminal
from tests.test_verify import SQUARE, edit, grader

WATCH = [sys.executable, "-P", "-m", "gradus", "verify", "square", "--watch"]
END = "Ctrl-C ends."


def test_a_save_is_verified(mini: Course) -> None:
    with Terminal(WATCH, mini.root) as screen:
        screen.see(END)
        page = screen.see_again(END, lambda: edit(mini.root / "course.toml", "points = 4", "points = 0"))
        assert "Verifying course.toml …" in page and "an exercise is worth more than 0 points" in page
        screen.press("\x03")
        assert screen.end() == 0
    assert "Traceback" not in screen.text


@pytest.mark.long
def test_a_save_is_verified_and_what_follows_from_it_is_made_anew(mini: Course) -> None:
    wrong = grader(mini, "misconceptions.py")
    with Terminal(WATCH, mini.root) as screen:
        assert "6 misconceptions, 4 variants.\n1 exercise, 4 points: no problems found." in screen.see(END)
        page = screen.see_again(END, lambda: edit(wrong, "return x**3", "return x * x"))
        assert "line 40: misconception Cubed keeps every point: no check detects it." in page and "1 problem" in page
        page = screen.see_again(END, lambda: edit(wrong, "return x * x\n", "return x**5\n"))
        assert "Made anew: graders/warmup/square/fingerprints.json\n" in page and "no problems found." in page
        solution = mini.solutions / "warmup" / "square.py"
        page = screen.see_again(END, lambda: edit(solution, "The square of x, a float.", "The square, of a float x."))
        assert "Made anew: exercises/warmup/square.py\n" in page and "no problems found." in page
        assert "The square, of a float x." in (mini.stubs / "warmup" / "square.py").read_text("utf-8")
        page = screen.see_again(END, lambda: edit(solution, "return x * x", "return x * * x"))
        assert "solutions/warmup/square.py, line 18: invalid syntax." in page
        page = screen.see_again(END, lambda: edit(mini.root / "course.toml", "points = 4", "points = 0"))
        assert "an exercise is worth more than 0 points" in page
        screen.press("\x03")
        assert screen.end() == 0
    assert "Traceback" not in screen.text


@pytest.mark.fast
def test_what_a_save_is_about(mini: Course) -> None:
    def about(*names: str, before: Course = mini) -> list[str]:
        now = load(mini.root)
        return [each.id for each in saved.exercises(before, now, [mini.root / name for name in names])]

    both = [SQUARE, "warmup/power"]
    assert about("solutions/warmup/power.py") == ["warmup/power"]
    assert about("solutions/warmup/square.py") == both  # power builds on it
    assert about("graders/warmup/square/test_hidden.py") == about("graders/warmup/square/data/x.csv") == [SQUARE]
    assert about("solutions/lessons/squares.md") == about("course.toml") == []
    edit(mini.root / "course.toml", "points = 2", "points = 2\nlesson = 'squares'")
    assert about("course.toml") == about("solutions/lessons/squares.md") == ["warmup/power"]
    edit(mini.root / "course.toml", "seconds = 2", "seconds = 3")
    assert about("course.toml") == both


@pytest.mark.fast
@pytest.mark.parametrize("name", ["__pycache__/x.pyc", ".test_hidden.py.swp", "fingerprints.json"])
def test_what_no_author_writes_is_no_save(mini: Course, name: str) -> None:
    saves = saved.Saves(Path(mini.root))
    assert not saves._ours(mini.root / "graders" / "warmup" / "square" / name)
    assert saves._ours(mini.root / "graders" / "warmup" / "square" / "test_hidden.py")
