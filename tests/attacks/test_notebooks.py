"""Hostile notebooks: no traceback, no flood of work; nothing runs, and nothing is active in a teacher's copy."""

from __future__ import annotations

import copy
import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course, load
from gradus.lessons.build import notebook as build_notebook
from gradus.lessons.grade import grade_lessons
from gradus.lessons.reading.notebooks import MAX_BRACKETS, grade_id
from gradus.lessons.report import LessonResult
from tests.conftest import MINI, sampled
from tests.lessons import EXPLANATION, LESSON, QUESTION, SOURCE, answered, cell, hand_in_lesson

VARIABLE = QUESTION.replace("-", "_")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("hostile") / "course"
    (root / "solutions" / "lessons").mkdir(parents=True)
    text = (MINI / "course.toml").read_text("utf-8").replace("points = 4\n", f'points = 4\nlesson = "{LESSON}"\n')
    (root / "course.toml").write_text(text)
    (root / "solutions" / "lessons" / SOURCE.name).write_bytes(SOURCE.read_bytes())
    return load(root)


def grade(course: Course, folder: Path, notebook: Any) -> LessonResult:
    """The result of a notebook, or of bytes in the place of one; its copy is inert and has each question once."""
    lesson = build_notebook(course, LESSON)
    hand_in_lesson(folder, notebook)
    began = time.process_time()
    report, copies = grade_lessons(folder, {LESSON: lesson})
    assert time.process_time() - began < 30
    report.to_json()
    for text in copies.values():
        assert len(text) < 2_000_000
        cells = json.loads(text)["cells"]
        assert sorted(filter(None, map(grade_id, cells))) == sorted([QUESTION, f"{QUESTION}-check", EXPLANATION])
        shown = "".join(each["source"] for each in cells if each["cell_type"] == "markdown")
        assert "<script" not in shown and "\x1b" not in text and "\u202e" not in shown
    return report.lessons[0]


HOSTILE: list[Any] = [
    *(None, True, 0, -1, 1e308, "", "\x00", "\ud800", "\x1b[2J\u202e", "<script>alert(1)</script>", [], {}, [[]], [{}]),
    *({"source": {}}, {"nbgrader": {"grade_id": QUESTION}}, {"nbgrader": {"grade_id": [QUESTION]}}, ["\n"] * 3000),
    *(f"{VARIABLE} = 9", [f"{VARIABLE} = 9\n", None, 3], QUESTION, "code", "markdown", "raw", "x" * 200_000),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every list or table in a value, with each of its keys."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, inner in pairs for found in ((value, key), *places(inner))]


@pytest.mark.parametrize("seed", sampled(range(150), 3))
def test_any_value_anywhere(course: Course, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    notebook = answered(course)
    for _ in range(rng.choice([1, 1, 2, 5, 30])):
        parent, key = rng.choice(places(notebook))
        if rng.random() < 0.15:
            del parent[key]
        else:
            parent[key] = copy.deepcopy(rng.choice(HOSTILE))
        if not places(notebook):
            break
    grade(course, tmp_path / "ada", notebook)


DEEP = "[" * 90 + "]" * 90
BOMBS: dict[str, str] = {
    "powers": f"{VARIABLE} = 9**9**9**9",
    "many powers": f"x = {'9**64 * ' * 500}1\n{VARIABLE} = x",
    "squares of squares": "x = 7\n" + "x = x * x\n" * 5000 + f"{VARIABLE} = x",
    "texts": f"{VARIABLE} = 'x' * 10**10",
    "rounding": f"{VARIABLE} = round(5, -10**12)",
    "shifts": f"{VARIABLE} = 1 << 10**12",
    "digits": f"{VARIABLE} = int('{'9' * 90_000}')",
    "a long number": f"{VARIABLE} = {'9' * 90_000}",
    "brackets": f"{VARIABLE} = {'(' * 5000}9{')' * 5000}",
    "lists": f"{VARIABLE} = {DEEP}",
    "signs": f"{VARIABLE} = {'-' * 50_000}9",
    "sums": f"{VARIABLE} = {'1+' * 20_000}1",
    "targets": f"{VARIABLE} = " * 3000 + "9",
    "tuples": f"{'a, ' * 20_000}{VARIABLE} = {'1, ' * 20_000}9",
    "swaps": "a, b = 1, 2\n" + "a, b = (a, b), (a, b)\n" * 60 + f"{VARIABLE} = a",
    "walruses": f"print({', '.join(f'(x{i} := {i})' for i in range(3000))})\n{VARIABLE} = 9",
    "magics": "%time " * 15_000 + f"\n{VARIABLE} = 9",
    "prompts": ">>> " * 20_000 + f"\n{VARIABLE} = 9",
    "blanks": " " * 90_000 + "?\n" + "\n" * 5000 + f"!\n{VARIABLE} = 9",
    "many blanks": ("\t" * 300 + "\n") * 300 + f"!\n{VARIABLE} = 9",
    "backslashes": "!" + "\\\n" * 40_000 + f"\n{VARIABLE} = 9",
    "names": "a, " * 30_000 + f"\n{VARIABLE} = 9",
    "lines": "no Python\n" + f"{VARIABLE} = (\n" * 4000,
    "lines with an end": "no Python\n" + f"{VARIABLE} = 9\n" * 4000,
    "a line": "no Python\n" + f"{VARIABLE} : " + "x" * 90_000 + " = 9",
    "quotes": f"{VARIABLE} = " + "'" * 90_000,
    "f-strings": f"{VARIABLE} = f'" + "{" * 90_000,
    "functions": "lambda: " * 10_000 + f"({VARIABLE} := 9)",
    "calls": f"{VARIABLE} = " + "float(" * 90 + "9" + ")" * 90,
    "escapes": f"{VARIABLE} = '\\N{{BULLET}}' \\x",
    "code": f"{VARIABLE} = __import__('os').system('touch hacked')",
    "a class": f"class float:\n    def __init__(self, x): open('hacked', 'w')\n{VARIABLE} = float(9)",
    "a mark": f"### END HIDDEN TESTS\nfeedback = None\n{VARIABLE} = 9",
}


@pytest.mark.parametrize("name", sampled(BOMBS, 8))
@pytest.mark.parametrize("place", ["own", "others"])
def test_an_answer_that_is_a_bomb(course: Course, tmp_path: Path, name: str, place: str) -> None:
    notebook = answered(course, number="None")
    if place == "own":
        cell(notebook, QUESTION)["source"] = BOMBS[name]
    else:
        more: list[dict[str, Any]] = [
            {"cell_type": kind, "metadata": {}, "source": BOMBS[name]} for kind in ("code", "raw")
        ]
        notebook["cells"] += more * 60
    result = grade(course, tmp_path / "ada", notebook)
    assert result.score in (0.0, 1.0)
    assert not (tmp_path / "hacked").exists() and not Path("hacked").exists()


def test_two_thousand_cells_for_a_question(course: Course, tmp_path: Path) -> None:
    notebook = answered(course)
    notebook["cells"] = [copy.deepcopy(cell(notebook, QUESTION)) for _ in range(2000)]
    for number, each in enumerate(notebook["cells"]):
        each["source"] = f"{VARIABLE} = {number}\n" + "x = 1\n" * 100
    (answer, *_) = grade(course, tmp_path / "ada", notebook).answers
    assert answer.status == "error" and len(answer.message) < 400


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells": [{"outputs": [' + b"[]," * MAX_BRACKETS + b"[]]}]}",
        b'{"cells": [{"source": [' + b"[]," * MAX_BRACKETS + b"[]]}]}",
        b'{"cells": [{"outputs": [' * 900_000,
        b'{"cells": [{"outputs": ["' * 900_000,
        b'{"outputs": "' + b"\\" * 20_000_000,
        b'"outputs"' + b" " * 20_000_000,
        b'{"cells": [{"metadata": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}]}",
        b'{"cells": [{"metadata": {"nbgrader": ' + b"[" * 950 + b"]" * 950 + b"}}]}",
        b'{"cells": null, "worksheets": ' + b'[{"cells": [{}]},' * 3000 + b"{}" + b"]" * 3000,
        b'{"worksheets": [' + b'{"cells": [{}, {}]},' * 3000 + b"{}]}",
        b'{"worksheets": [7, {"cells": 7}, {"cells": [7, {"cell_type": "code", "input": 7}]}]}',
        b'{"cells": {"outputs": []}, "outputs": [}]}',
        '{"cells": []}'.encode("utf-16"),
    ],
    ids=lambda data: repr(data[:50]),
)
def test_a_file_that_is_a_bomb(course: Course, tmp_path: Path, data: bytes) -> None:
    result = grade(course, tmp_path / "ada", data)
    assert {answer.status.value for answer in result.answers} == {"missing"}
