"""Notebooks as students submit them: an error in one costs its own points and gets a sentence; nothing in it runs."""

from __future__ import annotations

import copy
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gradus.cli import main
from gradus.core.course import Course, load
from gradus.lessons.build import notebook as build_notebook
from gradus.lessons.grade import clean_copy, grade_lessons
from gradus.lessons.questions import find_questions
from gradus.lessons.reading.judging import find_oddities
from gradus.lessons.reading.notebooks import grade_id
from gradus.lessons.report import AnswerResult
from tests.conftest import MINI
from tests.lessons import EXPLANATION, LESSON, QUESTION, SOURCE, answered, cell, hand_in_lesson, with_lesson

pytestmark = pytest.mark.fast

Grade = Callable[[Any], dict[str, AnswerResult]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("lessons") / "course"
    (root / "solutions" / "lessons").mkdir(parents=True)
    text = (MINI / "course.toml").read_text("utf-8").replace("points = 4\n", f'points = 4\nlesson = "{LESSON}"\n')
    (root / "course.toml").write_text(text)
    (root / "solutions" / "lessons" / SOURCE.name).write_bytes(SOURCE.read_bytes())
    return load(root)


@pytest.fixture
def grade_notebook(course: Course, tmp_path: Path) -> Grade:
    """Grade a notebook, or bytes in the place of one: the answers by question."""

    def grade(notebook: Any) -> dict[str, AnswerResult]:
        folder = hand_in_lesson(tmp_path / "ada", notebook)
        began = time.monotonic()
        report, copies = grade_lessons(folder, {LESSON: build_notebook(course, LESSON)})
        assert time.monotonic() - began < 20
        (lesson,) = report.lessons
        assert lesson.max_score == 3
        for text in copies.values():
            names = [grade_id(c) for c in json.loads(text)["cells"]]
            assert sorted(filter(None, names)) == sorted([QUESTION, f"{QUESTION}-check", EXPLANATION])
        return {answer.id: answer for answer in lesson.answers}

    return grade


@pytest.fixture
def notebook(course: Course) -> Any:
    return answered(course)


def statuses(answers: dict[str, AnswerResult]) -> tuple[str, str]:
    return answers[QUESTION].status, answers[EXPLANATION].status


def test_right(grade_notebook: Grade, notebook: Any) -> None:
    answers = grade_notebook(notebook)
    assert statuses(answers) == ("passed", "ungraded")
    assert (answers[QUESTION].score, answers[EXPLANATION].points) == (1, 2)


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("square_of_minus_three = -9", "failed", "answered  -9"),
        ("square_of_minus_three = 9.0", "passed", ""),
        ("square_of_minus_three: int = 9", "passed", ""),
        ("square_of_minus_three = None  # your answer: a number", "not_started", "Not answered yet."),
        ("square_of_minus_three = None\nsquare_of_minus_three = 9", "passed", ""),
        ("square_of_minus_three = 9\nsquare_of_minus_three = 8", "failed", "answered  8"),
        ("square_of_minus_three = square_of_minus_three = 9", "passed", ""),
        ("square_of_minus_three = 8\nsquare_of_minus_three += 1", "passed", ""),
        ("if True:\n    square_of_minus_three = 9", "error", "does not assign square_of_minus_three plainly"),
        ("square_of_minus_three = 3 * 3", "passed", ""),
        ("square_of_minus_three = __import__('os').system('touch /tmp/run')", "error", "is not a plain value"),
        ("square_of_minus_three = [9]", "error", "is not a plain value"),
        ("square_of_minus_three = {[]: 1}", "error", "is not a plain value"),
        ("square_of_minus_three = {1, [2]}", "error", "is not a plain value"),
        ("square_of_minus_three = " + "9" * 1900, "error", "is a huge number"),
        ("square_of_minus_three = 1e999", "failed", "answered  inf"),
        ("square_of_minus_three = -9", "failed", "That is minus the square of 3."),
        ("square_of_minus_three = 5", "failed", "Multiply the number by itself."),
        ("square_of_minus_three = 'nine'", "failed", "That is not the kind of answer asked for."),
        ("square_of_minus_three = '\\d'", "failed", "That is not the kind of answer asked for."),
        ("the_square = 9", "error", "assigns nothing to square_of_minus_three, only to the_square."),
        ("square_of_minus_three = = 9", "error", "is not Python"),
        ("square_of_minus_three = " + "(" * 900 + "9" + ")" * 900, "error", "is not Python"),
        ("square_of_minus_three = " + "-" * 1900 + "9", "error", ""),
        ("square_of_minus_three = '\x00'", "error", "is not Python"),
        ("square_of_minus_three = '\ud800'", "error", "is not Python"),
        ("#" * 10_000_000 + "\nsquare_of_minus_three = 9", "error", "too long"),
        (["square_of_minus_three", " = 9"], "passed", ""),
        (["square_of_minus_three = 9", 7, None], "passed", ""),
        ({"text": "square_of_minus_three = 9"}, "error", "too long"),
    ],
    ids=lambda thing: repr(thing)[:60],
)
def test_one_answer(grade_notebook: Grade, notebook: Any, text: Any, status: str, words: str) -> None:
    cell(notebook, QUESTION)["source"] = text
    answers = grade_notebook(notebook)
    assert statuses(answers) == (status, "ungraded")
    assert words in answers[QUESTION].message
    assert not Path("/tmp/run").exists()


def test_two_cells_for_a_question(grade_notebook: Grade, notebook: Any) -> None:
    notebook["cells"].append(copy.deepcopy(cell(notebook, QUESTION)))
    answers = grade_notebook(notebook)
    assert statuses(answers) == ("passed", "ungraded")
    notebook["cells"][-1]["source"] = "square_of_minus_three = -9"
    answers = grade_notebook(notebook)
    assert statuses(answers) == ("error", "ungraded")
    assert answers[QUESTION].message == "Two different answers stand: 9 and -9. Keep one."


def test_two_cells_for_an_explanation(grade_notebook: Grade, notebook: Any) -> None:
    notebook["cells"].append(copy.deepcopy(cell(notebook, EXPLANATION)))
    answers = grade_notebook(notebook)
    assert statuses(answers) == ("passed", "ungraded")
    assert "There are 2 cells" in answers[EXPLANATION].message


def test_every_cell_has_the_same_id(grade_notebook: Grade, notebook: Any) -> None:
    for entry in notebook["cells"]:
        entry["id"] = "same"
        if entry["metadata"]:
            entry["metadata"]["nbgrader"]["grade_id"] = QUESTION
    assert statuses(grade_notebook(notebook)) == ("passed", "missing")


def test_deleted_cells(grade_notebook: Grade, notebook: Any) -> None:
    notebook["cells"].remove(cell(notebook, QUESTION))
    answers = grade_notebook(notebook)
    assert statuses(answers) == ("missing", "ungraded")
    assert answers[QUESTION].message == "The cell for this answer is missing from the notebook."
    notebook["cells"] = []
    assert statuses(grade_notebook(notebook)) == ("missing", "missing")


def test_reordered_cells(grade_notebook: Grade, notebook: Any) -> None:
    notebook["cells"].reverse()
    assert statuses(grade_notebook(notebook)) == ("passed", "ungraded")


def test_a_check_that_was_edited(grade_notebook: Grade, notebook: Any) -> None:
    cell(notebook, QUESTION)["source"] = "square_of_minus_three = 8"
    cell(notebook, f"{QUESTION}-check")["source"] = "assert True"
    cell(notebook, f"{QUESTION}-check")["metadata"]["nbgrader"]["points"] = 100
    assert statuses(grade_notebook(notebook)) == ("failed", "ungraded")


def test_an_output_of_ten_megabytes(grade_notebook: Grade, notebook: Any) -> None:
    big = {"output_type": "stream", "name": "stdout", "text": "x" * 10_000_000}
    cell(notebook, QUESTION)["outputs"] = [big]
    assert statuses(grade_notebook(notebook)) == ("passed", "ungraded")


@pytest.mark.parametrize("language", ["bash", "\x1b[2J", 7, None])
def test_another_kernel(course: Course, grade_notebook: Grade, notebook: Any, language: Any) -> None:
    notebook["metadata"] = {"kernelspec": {"name": "bash", "language": language, "display_name": "Bash"}}
    assert statuses(grade_notebook(notebook)) == ("passed", "ungraded")
    (oddity,) = oddities(course, notebook)
    assert "not of Python" in oddity and "\x1b" not in oddity


def oddities(course: Course, notebook: Any) -> list[str]:
    questions = find_questions(build_notebook(course, LESSON))
    return find_oddities(notebook, notebook["cells"], questions)


def test_what_costs_nothing_gets_a_sentence(course: Course, notebook: Any) -> None:
    assert oddities(course, notebook) == []
    notebook["metadata"] = []
    assert oddities(course, notebook) == []
    notebook["cells"].reverse()
    notebook["cells"][0]["id"] = notebook["cells"][1]["id"]
    twice, order = oddities(course, notebook)
    assert "same id" in twice and "another order" in order


@pytest.mark.parametrize("text", ["", "  \n", "YOUR ANSWER HERE"])
def test_an_explanation_that_was_not_started(grade_notebook: Grade, notebook: Any, text: str) -> None:
    cell(notebook, EXPLANATION)["source"] = text
    assert statuses(grade_notebook(notebook)) == ("passed", "not_started")


@pytest.mark.parametrize("metadata", [None, [], "x", {"nbgrader": 3}, {"nbgrader": {"grade_id": ["x"]}}])
def test_metadata_of_other_types(grade_notebook: Grade, notebook: Any, metadata: Any) -> None:
    notebook["cells"][0]["metadata"] = metadata
    notebook["cells"].append(7)
    assert statuses(grade_notebook(notebook)) == ("passed", "ungraded")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"<<<<<<< HEAD\n", "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"[" * 1_000_000, "not valid JSON"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[]", "has no cells"),
        (b'{"worksheets": []}', "has no cells"),
        (b'{"cells": [' + b"{}," * 3000 + b"{}]}", "has no cells, or too many"),
        (b" " * (25 << 20), "larger than 24 MiB"),
    ],
    ids=lambda thing: repr(thing)[:40],
)
def test_no_notebook(grade_notebook: Grade, data: bytes, words: str) -> None:
    answers = grade_notebook(data)
    assert statuses(answers) == ("missing", "missing")
    assert words in answers[QUESTION].message


def test_no_file(course: Course, tmp_path: Path) -> None:
    report, copies = grade_lessons(tmp_path, {LESSON: build_notebook(course, LESSON)})
    assert not copies
    assert f"There is no lessons/{LESSON}.ipynb" in report.lessons[0].answers[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_or_a_link_in_the_place_of_a_notebook(course: Course, tmp_path: Path, notebook: Any) -> None:
    elsewhere = hand_in_lesson(tmp_path / "bob", notebook) / "lessons"
    for name in ("ada", "eve"):
        (tmp_path / name).mkdir()
    (tmp_path / "ada" / "lessons").mkdir()
    os.mkfifo(tmp_path / "ada" / "lessons" / f"{LESSON}.ipynb")
    (tmp_path / "eve" / "lessons").symlink_to(elsewhere)
    for name, words in (("ada", "is not a regular file"), ("eve", "lies in a folder that is a symbolic link")):
        report, copies = grade_lessons(tmp_path / name, {LESSON: build_notebook(course, LESSON)})
        assert not copies
        assert words in report.lessons[0].answers[0].message


def test_the_copy_has_no_active_content(course: Course, notebook: Any) -> None:
    live = '<img src=x onerror="a()"> [b](javascript:c) [d]: javascript:e\n# heading\n$a<b$ and $a < b$\x1b[2J'
    cell(notebook, EXPLANATION)["source"] = live
    cell(notebook, EXPLANATION)["attachments"] = {"x.svg": {"image/svg+xml": "<svg onload=f()>"}}
    cell(notebook, QUESTION)["outputs"] = [{"output_type": "display_data", "data": {"text/html": "<script>"}}]
    notebook["cells"].insert(0, {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": "<script>"})
    notebook["cells"][1]["metadata"] = {"tags": ['"><script>'], "nbgrader": {"grade": True, "grade_id": '"><script>'}}
    notebook["metadata"]["widgets"] = {"state": "<script>"}
    text = clean_copy(notebook["cells"], build_notebook(course, LESSON))
    copied = json.loads(text)
    assert "<script" not in text and "<img" not in text and "onload" not in text and "\x1b" not in text
    shown = cell(copied, EXPLANATION)["source"]
    assert shown == (
        '< img src=x onerror="a()"> [b] (javascript:c) [d] : javascript:e\n\\# heading\n$a< b$ and $a < b$\\x1b[2J'
    )
    assert [c["metadata"] for c in copied["cells"][:2]] == [{}, {}]
    assert "HIDDEN" not in text


def test_the_copy_is_bounded(course: Course, notebook: Any) -> None:
    cell(notebook, EXPLANATION)["source"] = "long " * 2_000_000
    notebook["cells"] += [{"cell_type": "code", "metadata": {}, "source": "x = 1\n" * 3000}] * 1000
    text = clean_copy(notebook["cells"], build_notebook(course, LESSON))
    assert len(text) < 1_000_000
    assert "cut here" in cell(json.loads(text), EXPLANATION)["source"]


def test_the_command(mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lessons(status: int, *names: str) -> str:
        folders = [str(tmp_path / name) for name in names]
        result = CliRunner().invoke(main, ["lessons", *folders, "--out", "results"])
        assert result.exit_code == status, result.output
        return result.output

    course = with_lesson(mini)
    monkeypatch.chdir(course.root)
    notebook = answered(course)
    notebook["metadata"]["language_info"] = {"name": "R"}
    hand_in_lesson(tmp_path / "ada", notebook)
    hand_in_lesson(tmp_path / "bob", b"<<<<<<< HEAD")
    assert lessons(0, "ada", "bob").splitlines() == [
        "ada",
        "  two-questions  1 of 3 points, and 2 for a person to grade",
        "    It asks for a kernel of R, not of Python. Its answers were read all the same.",
        "bob",
        "  two-questions  0 of 3 points",
        f"    {QUESTION}, {EXPLANATION}: It is not valid JSON (JSONDecodeError): was the file cut off or merged?",
    ]
    folder = course.root / "results" / "lessons"
    assert json.loads((folder / "ada.json").read_text())["schema"] == "gradus.lessons/1"
    assert (folder / "ada" / f"{LESSON}.ipynb").is_file()
    assert not (folder / "bob" / f"{LESSON}.ipynb").exists()
    lessons(2, "ada", "no")
    lessons(0, "ada", "ada")
    hand_in_lesson(tmp_path / "more" / "Ada", notebook)
    said = lessons(2, "ada", "more/Ada")
    assert f"{tmp_path}/ada and {tmp_path}/more/Ada have the same name" in said
