"""From the student repository to a row of the gradebook, by the commands alone."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.scores import nbgrader as books
from tests.conftest import grade, invoke
from tests.lessons import EXPLANATION, LESSON, QUESTION, cell, with_lesson

Rows = dict[str, tuple[str, str]]
HALF_DONE = {
    "warmup/square: square": "return x * x",
    "warmup/square: mean": "return sum(xs) / 2",
    "warmup/power: fourth": "return square(x) * square(x)",
}


def fill_in(clone: Path, answers: dict[str, str]) -> None:
    for stub, body in answers.items():
        path = clone / "exercises" / f"{stub.partition(':')[0]}.py"
        text = path.read_text("utf-8")
        assert f'raise NotImplementedError("{stub}")' in text
        path.write_text(text.replace(f'raise NotImplementedError("{stub}")', body), "utf-8")


def answer(clone: Path, number: str, why: str) -> None:
    path = clone / "lessons" / f"{LESSON}.ipynb"
    notebook: Any = json.loads(path.read_text("utf-8"))
    given = cell(notebook, QUESTION)
    given["source"] = "".join(given["source"]).replace("None", number)
    cell(notebook, EXPLANATION)["source"] = [why]
    path.write_text(json.dumps(notebook), "utf-8")


def do(*arguments: object) -> None:
    done = invoke(*arguments, cwd=Path.cwd())
    assert done.returncode == 0, done.stderr


def hand_over(course: Course, clone: Path) -> Rows:
    """Grade, judge the lesson, write the gradebook: score and maximum by exercise, as exported from the gradebook."""
    grade(course, clone)
    do("lessons", clone, "--out", "results")
    return rows()


def rows() -> Rows:
    do("gradebook", "results", "--unprotected", "--roster", "roster.csv")
    known = ("--roster", "roster.csv", "--db", "sqlite:///gradebook/gradebook.db")
    do("export", "results", "--unprotected", "--format", "long", "--out", "marks.csv", *known)
    with Path("marks.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert {(row["login"], row["id"]) for row in table} == {("ada", "1815")}
    return {row["exercise"]: (row["score"], row["max"]) for row in table}


def test_the_journey(mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = with_lesson(mini)
    monkeypatch.chdir(course.root)
    Path("roster.csv").write_text(
        "login,id,student_id,last_name,first_name,email\nada,1815,s1,Lovelace,Ada,ada@example.org\n"
    )
    do("release", tmp_path / "student")
    clone = shutil.copytree(tmp_path / "student", tmp_path / "ada")
    fill_in(clone, HALF_DONE)
    answer(clone, "9", "Minus times minus is plus.")

    lesson = f"lessons/{LESSON}"
    first = hand_over(course, clone)
    assert first == {"warmup/square": ("2.5", "4"), "warmup/power": ("2", "2"), lesson: ("1", "3")}

    database = course.root / "gradebook" / "gradebook.db"
    before = database.read_bytes()
    do("gradebook", "results", "--unprotected", "--roster", "roster.csv")
    assert database.read_bytes() == before

    with books.open_gradebook(f"sqlite:///{database}") as gradebook:
        waiting = gradebook.find_grade(EXPLANATION, LESSON, LESSON, "ada")
        assert waiting.needs_manual_grade
        waiting.manual_score = 1.5
        waiting.needs_manual_grade = False
    assert rows() == {**first, lesson: ("2.5", "3")}

    path = clone / "exercises" / "warmup" / "square.py"
    path.write_text(path.read_text("utf-8").replace("sum(xs) / 2", "sum(xs) / len(xs)"), "utf-8")
    answer(clone, "9", "Minus times minus is plus.")
    again = hand_over(course, clone)
    assert again == {"warmup/square": ("4", "4"), "warmup/power": ("2", "2"), lesson: ("2.5", "3")}
