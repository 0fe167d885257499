"""Notebooks as editors, web services and people leave them: the same answers give the same points, with a remark."""

from __future__ import annotations

import ast
import copy
import functools
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.lessons import build
from gradus.lessons.grade import grade_lessons
from gradus.lessons.questions import find_questions
from gradus.lessons.reading.notebooks import grade_id
from tests.conftest import ROOT, sampled

COURSE = courses.load(ROOT)
Change = Callable[[dict[str, Any]], None]
WORDS = "Because the two errors have opposite signs and nearly the same size."


@functools.cache
def lesson(name: str) -> Any:
    return build.notebook(COURSE, name)


@functools.cache
def solved_text(name: str) -> str:
    """A student's notebook with every answer right, as JSON."""
    cells = []
    bare = build.without_answers(lesson(name))
    for cell, model in zip(bare.cells, lesson(name).cells, strict=True):
        entry = {"cell_type": cell.cell_type, "id": cell["id"], "metadata": dict(cell.metadata), "source": cell.source}
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("solution"):
            entry["source"] = WORDS if cell.cell_type == "markdown" else _answer(model.source)
        if cell.cell_type == "code":
            entry |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "[x] {"}], "execution_count": 3}
        cells.append(entry)
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _answer(source: str) -> str:
    """The answer in a model cell, without its marks."""
    return source.partition("### BEGIN SOLUTION\n")[2].partition("\n### END SOLUTION")[0]


def solved(name: str) -> dict[str, Any]:
    return json.loads(solved_text(name))  # type: ignore[no-any-return]


def mark(cell: dict[str, Any]) -> dict[str, Any]:
    found = cell.get("metadata", {}).get("nbgrader", {})
    return found if isinstance(found, dict) else {}


def answer_cells(notebook: dict[str, Any], kind: str = "code") -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if mark(cell).get("solution") and cell["cell_type"] == kind]


def each_answer(change: Callable[[str], str]) -> Change:
    def all_of(notebook: dict[str, Any]) -> None:
        for cell in answer_cells(notebook):
            cell["source"] = change(cell["source"])

    return all_of


def replaced(change: Callable[[dict[str, Any]], list[dict[str, Any]]], kind: str = "code") -> Change:
    """Put other cells in the place of each answer's cell."""

    def all_of(notebook: dict[str, Any]) -> None:
        cells: list[dict[str, Any]] = []
        for cell in notebook["cells"]:
            asked = mark(cell).get("solution") and cell["cell_type"] == kind
            cells += change(cell) if asked else [cell]
        notebook["cells"] = cells

    return all_of


def twin(cell: dict[str, Any], source: str, *, keep_id: bool = False) -> dict[str, Any]:
    """A copy of a cell with another text, as an editor makes it when it splits or copies one."""
    other = copy.deepcopy(cell)
    other["source"] = source
    if not keep_id:
        other["id"] = f"{random.getrandbits(48):012x}"
    return other


def new(source: str, kind: str = "code") -> dict[str, Any]:
    return twin({"cell_type": kind, "metadata": {}, "source": ""}, source)


def stub(cell: dict[str, Any]) -> str:
    return f"{cell['source'].partition(' = ')[0]} = None  # your answer: a number"


def each_cell(change: Callable[[dict[str, Any]], object]) -> Change:
    def all_of(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            change(cell)

    return all_of


def both(*changes: Change) -> Change:
    def one_after_the_other(notebook: dict[str, Any]) -> None:
        for change in changes:
            change(notebook)

    return one_after_the_other


def no_metadata(notebook: dict[str, Any]) -> None:
    each_cell(lambda cell: cell.update(metadata={}))(notebook)


def no_ids(notebook: dict[str, Any]) -> None:
    each_cell(lambda cell: cell.pop("id", None))(notebook)
    notebook["nbformat_minor"] = 4


def ids_of_a_web_service(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {"id": cell.pop("id"), "colab": {"base_uri": "https://localhost:8080/"}}
    notebook["nbformat_minor"] = 0


def format_3(notebook: dict[str, Any]) -> None:
    cells = notebook.pop("cells")
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
            cell["language"] = "python"
    notebook |= {"worksheets": [{"cells": cells, "metadata": {}}], "nbformat": 3, "nbformat_minor": 0}


def merged_with_the_cell_above(kind: str) -> Change:
    """As Jupyter merges: the metadata and kind of the answer's cell, or those of the text above it."""

    def change(notebook: dict[str, Any]) -> None:
        cells: list[dict[str, Any]] = []
        for cell in notebook["cells"]:
            if mark(cell).get("solution") and cells and not mark(cells[-1]) and cells[-1]["cell_type"] == "markdown":
                above = cells.pop()
                kept = cell if kind == "answer" else above
                cells.append({**kept, "source": f"{above['source']}\n\n{cell['source']}"})
            else:
                cells.append(cell)
        notebook["cells"] = cells

    return change


def all_in_one(notebook: dict[str, Any]) -> None:
    """All code of a notebook in the cell of its first answer."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    first = answer_cells(notebook)[0]
    first["source"] = "\n\n".join(cell["source"] for cell in code)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["cell_type"] != "code" or cell is first]


def answers_in_one(notebook: dict[str, Any]) -> None:
    """All answers in one tuple, in a new cell at the end; their own cells are deleted."""
    cells = answer_cells(notebook)
    pairs = [cell["source"].strip().split(" = ", 1) for cell in cells]
    notebook["cells"] = [cell for cell in notebook["cells"] if not any(cell is each for each in cells)]
    names, values = zip(*pairs, strict=True)
    notebook["cells"].append(new(f"{', '.join(names)}, = {', '.join(values)},"))


def drop_answers(notebook: dict[str, Any]) -> None:
    """Answers typed into new cells at the end; the cells that ask are deleted."""
    cells = answer_cells(notebook)
    notebook["cells"] = [cell for cell in notebook["cells"] if not any(cell is each for each in cells)]
    notebook["cells"] += [new(cell["source"]) for cell in cells]


def split_name(source: str) -> tuple[str, str]:
    name, _, value = source.strip().partition(" = ")
    return name, value


def assignment(form: str) -> Change:
    """The answers in another form: {n} is the variable and {v} the value."""
    return each_answer(lambda source: form.format(n=split_name(source)[0], v=split_name(source)[1]))


SAME: dict[str, Change] = {
    "untouched": lambda _: None,
    "sources as lists of lines": each_cell(lambda c: c.update(source=c["source"].splitlines(keepends=True))),
    "line ends of Windows": each_cell(lambda c: c.update(source=c["source"].replace("\n", "\r\n"))),
    "no ids": no_ids,
    "every id the same": each_cell(lambda c: c.update(id="same")),
    "other ids": each_cell(lambda c: c.update(id=f"{random.getrandbits(48):012x}")),
    "no metadata": no_metadata,
    "no metadata and no ids": both(no_metadata, no_ids),
    "ids in the metadata": ids_of_a_web_service,
    "metadata null": each_cell(lambda c: c.update(metadata=None)),
    "format 3": format_3,
    "format 3 without metadata": both(no_metadata, no_ids, format_3),
    "a comment split off": replaced(lambda c: [twin(c, "# I think so", keep_id=True), twin(c, c["source"])]),
    "an empty second half": replaced(lambda c: [c, twin(c, "")]),
    "an empty first half": replaced(lambda c: [twin(c, "", keep_id=True), twin(c, c["source"])]),
    "split in the middle of the line": replaced(
        lambda c: [twin(c, c["source"].partition("= ")[0] + "= "), twin(c, c["source"].partition("= ")[2])]
    ),
    "split by halves of a calculation": replaced(
        lambda c: [twin(c, f"mine = {split_name(c['source'])[1]}"), twin(c, f"{split_name(c['source'])[0]} = mine")]
    ),
    "copied": replaced(lambda c: [c, twin(c, c["source"])]),
    "copied with its id": replaced(lambda c: [c, twin(c, c["source"], keep_id=True)]),
    "the stub was kept in a copy": replaced(lambda c: [twin(c, stub(c), keep_id=True), twin(c, c["source"])]),
    "a copy of the stub below": replaced(lambda c: [c, twin(c, stub(c))]),
    "answered in a new cell": replaced(lambda c: [twin(c, stub(c), keep_id=True), new(c["source"])]),
    "answered in a new cell, the asking one empty": replaced(lambda c: [twin(c, "", keep_id=True), new(c["source"])]),
    "answered at the end": drop_answers,
    "all answers in one line": answers_in_one,
    "all code in one cell": all_in_one,
    "all code in one cell, no metadata": both(all_in_one, no_metadata, no_ids),
    "merged with the question": merged_with_the_cell_above("answer"),
    "merged into the question": merged_with_the_cell_above("text"),
    "turned into text": replaced(lambda c: [{**c, "cell_type": "markdown"}]),
    "turned into raw text": replaced(lambda c: [{**c, "cell_type": "raw"}]),
    "fenced in a text cell": replaced(lambda c: [new(f"My answer:\n\n```python\n{c['source']}\n```\n", "markdown")]),
    "stub above": each_answer(lambda s: f"{split_name(s)[0]} = None  # your answer\n{s}"),
    "annotated": assignment("{n}: object = {v}"),
    "chained": assignment("mine = {n} = {v}"),
    "in a pair": assignment("{n}, other = {v}, 7"),
    "in a list": assignment("[other, {n}] = [7, {v}]"),
    "walrus": assignment("print({n} := {v})"),
    "in brackets": assignment("{n} = (\n    {v}\n)"),
    "by another name": assignment("mine = {v}\n{n} = mine"),
    "twice the same": assignment("{n} = {v}\n{n} = {v}"),
    "corrected": assignment("{n} = 12345\n{n} = {v}"),
    "two on a line": assignment("import math; {n} = {v}; print({n})"),
    "indented": assignment("    {n} = {v}\n    print({n})"),
    "with a block": assignment("with open('x') as file:\n    {n} = {v}"),
    "%%time": assignment("%%time\n{n} = {v}"),
    "%%timeit and options": assignment("%%timeit -n 1 -r 1\n{n} = {v}"),
    "%time": assignment("%time {n} = {v}"),
    "%matplotlib": assignment("%matplotlib inline\n%load_ext autoreload\n{n} = {v}"),
    "a shell": assignment("!python --version\n!pip install \\\n    numpy\nfiles = !ls\n{n} = {v}"),
    "help": assignment("print?\n?print\nprint??\n{n} = {v}"),
    "a prompt": assignment(">>> {n} = {v}\n>>> {n}"),
    "an ipython prompt": assignment("In [12]: {n} = {v}"),
    "spaces of the web": assignment("{n}\u00a0=\u00a0{v}\u200b"),
    "a byte order mark": assignment("\ufeff{n} = {v}"),
    "a line that is not Python": assignment("I think it is\n{n} = {v}  # yes\nbecause I say so"),
    "conflict marks": assignment("<<<<<<< HEAD\n{n} = {v}\n=======\n{n} = {v}\n>>>>>>> theirs"),
    "code of one's own": assignment("import numpy as np\nfor i in range(3):\n    x = np.sin(i)\n{n} = {v}\nprint(x)"),
    "reordered": lambda notebook: notebook["cells"].reverse(),
    "shuffled": lambda notebook: random.Random(1).shuffle(notebook["cells"]),
    "new cells between": lambda notebook: notebook.update(
        cells=[each for cell in notebook["cells"] for each in (cell, new("x = 1"), new("A thought.", "markdown"))]
    ),
    "only the answers left": lambda notebook: notebook.update(
        cells=[cell for cell in notebook["cells"] if mark(cell).get("solution")]
    ),
    "edited texts": each_cell(
        lambda c: (
            c.update(source=c["source"] + "\n\nMy note.") if c["cell_type"] == "markdown" and not mark(c) else None
        )
    ),
    "tags": each_cell(lambda c: c["metadata"].update(tags=["x"], jupyter={"source_hidden": True}, vscode={})),
    "another editor's ids": each_cell(lambda c: c["metadata"].update(cell_id=c["id"], deepnote_cell_type="code")),
}
WORDS_SAME: dict[str, Change] = {
    "split": replaced(lambda c: [twin(c, WORDS[:20], keep_id=True), twin(c, WORDS[20:])], "markdown"),
    "copied": replaced(lambda c: [c, twin(c, WORDS)], "markdown"),
    "the stub was kept": replaced(
        lambda c: [twin(c, "YOUR ANSWER HERE", keep_id=True), new(WORDS, "markdown")], "markdown"
    ),
    "above the stub": replaced(lambda c: [new(WORDS, "markdown"), twin(c, "YOUR ANSWER HERE")], "markdown"),
    "in a new cell, without metadata": both(
        replaced(lambda c: [twin(c, "**YOUR ANSWER HERE**", keep_id=True), new(WORDS, "markdown")], "markdown"),
        no_metadata,
    ),
    "typed anew": replaced(lambda c: [new(WORDS, "markdown")], "markdown"),
    "typed into a code cell": replaced(lambda c: [new(f"# {WORDS}", "code")], "markdown"),
    "typed into a raw cell": replaced(lambda c: [new(WORDS, "raw")], "markdown"),
    "turned into code": replaced(lambda c: [{**c, "cell_type": "code"}], "markdown"),
    "below a cell of one's own": replaced(
        lambda c: [twin(c, "YOUR ANSWER HERE"), new("print(3)"), new(WORDS, "markdown")], "markdown"
    ),
    "moved to the end, without metadata": both(
        lambda notebook: notebook["cells"].sort(key=lambda c: c["source"] == WORDS), no_metadata
    ),
}
# Quotes from a word processor, a letter in capitals, numbers as text: what else answers look like.
LETTERS: dict[str, str] = {
    "without quotes": "{n} = {b}",
    "capital": "{n} = '{V}'",
    "capital and spaces": "{n} = ' {V} '",
    "with a bracket": "{n} = '{b})'",
    "with a full stop": "{n} = '({b}).'",
    "typographic quotes": "{n} = “{b}”",
}
NUMBERS: dict[str, str] = {
    "as text": "{n} = '{v}'",
    "a float": "{n} = float({v})",
    "rounded": "{n} = round({v}, 6)",
    "doubled and halved": "{n} = 2 * ({v}) / 2",
    "with a power": "{n} = ({v}) * 2 ** 0",
    "a real minus": "{n} = \u2212(-({v}))",
    "a minus in text": "{n} = '{m}'",
    "a decimal comma": "{n} = '{c}'",
    "scientific": "{n} = {e}",
}
# What makes no difference gets no remark: nobody reads twenty sentences that ask for nothing.
QUIET = {
    *("untouched", "sources as lists of lines", "line ends of Windows", "no ids", "other ids", "format 3", "tags"),
    *("annotated", "chained", "in a pair", "in a list", "walrus", "in brackets", "by another name", "twice the same"),
    *("two on a line", "indented", "with a block", "stub above", "code of one's own", "new cells between"),
    *("only the answers left", "edited texts", "another editor's ids"),
}


def graded(folder: Path, change: Change) -> Iterator[tuple[str, Any, str]]:
    """Each lesson's result for a changed notebook, and the clean copy of that."""
    (folder / "lessons").mkdir(parents=True)
    for name in COURSE.lessons:
        notebook = solved(name)
        random.seed(name)
        change(notebook)
        (folder / "lessons" / f"{name}.ipynb").write_text(json.dumps(notebook), "utf-8")
    report, copies = grade_lessons(folder, {name: lesson(name) for name in COURSE.lessons})
    for result in report.lessons:
        yield result.id, result, copies[result.id]


def expect_full_marks(name: str, result: Any, copied: str) -> None:
    """Each question has its points or waits for a person, who finds the answer at its own cell."""
    wanted = {question.id: "ungraded" if not question.test else "passed" for question in find_questions(lesson(name))}
    found = {answer.id: answer.status.value for answer in result.answers}
    assert found == wanted, (name, [answer for answer in result.answers if answer.status != wanted[answer.id]])
    assert result.score == sum(answer.points for answer in result.answers if answer.by == "machine")
    cells = {grade_id(cell): cell for cell in json.loads(copied)["cells"] if grade_id(cell)}
    assert sum(bool(grade_id(cell)) for cell in json.loads(copied)["cells"]) == len(cells)
    assert cells.keys() == {grade_id(cell) for cell in lesson(name).cells if grade_id(cell)}
    for question in find_questions(lesson(name)):
        shown = cells[question.id]["source"]
        assert (question.variable if question.test else WORDS.replace("<", "< ")) in shown


@pytest.mark.parametrize("name", sampled(SAME, 12))
def test_the_same_answers_give_the_same_points(name: str, tmp_path: Path) -> None:
    for lesson_name, result, copied in graded(tmp_path / "ada", SAME[name]):
        expect_full_marks(lesson_name, result, copied)
        assert bool(result.remarks) is (name not in QUIET), (lesson_name, result.remarks)


@pytest.mark.parametrize("name", sampled(WORDS_SAME, 3))
def test_the_same_words_reach_the_person_who_grades(name: str, tmp_path: Path) -> None:
    for lesson_name, result, copied in graded(tmp_path / "ada", WORDS_SAME[name]):
        expected = copied.replace(f"{WORDS[:20]}\\n\\n{WORDS[20:]}", WORDS)
        expect_full_marks(lesson_name, result, expected)


def spelt(forms: dict[str, str], name: str) -> Change:
    """All answers of one kind in another spelling."""

    def change(source: str) -> str:
        variable, text = split_name(source)
        value = ast.literal_eval(text)
        if isinstance(value, str):
            return source if forms is not LETTERS else forms[name].format(n=variable, b=value, V=value.upper())
        if forms is not NUMBERS:
            return source
        minus = str(value).replace("-", "\u2212")
        return forms[name].format(n=variable, v=value, m=minus, c=f"{value:.4f}".replace(".", ","), e=f"{value:.8e}")

    return each_answer(change)


@pytest.mark.parametrize("name", sampled([*LETTERS, *NUMBERS], 3))
def test_an_answer_in_another_spelling_counts(name: str, tmp_path: Path) -> None:
    change = spelt(LETTERS if name in LETTERS else NUMBERS, name)
    for lesson_name, result, copied in graded(tmp_path / "ada", change):
        expect_full_marks(lesson_name, result, copied)


FIRST = "01-derivatives-sensitivity"


def one(folder: Path, notebook: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The answers of one notebook by question, and its lesson's result."""
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons" / f"{FIRST}.ipynb").write_text(json.dumps(notebook), "utf-8")
    report, _ = grade_lessons(folder, {FIRST: lesson(FIRST)})
    return {answer.id: answer for answer in report.lessons[0].answers}, report.lessons[0]


def _wrong(source: str) -> str:
    name, value = split_name(source)
    found = ast.literal_eval(value)
    return f"{name} = {'bcda'['abcd'.index(found)]!r}" if isinstance(found, str) else f"{name} = {found + 1000}"


@pytest.mark.parametrize("name", SAME)
def test_wrong_answers_stay_wrong(name: str, tmp_path: Path) -> None:
    notebook = solved(FIRST)
    each_answer(_wrong)(notebook)
    SAME[name](notebook)
    answers, _ = one(tmp_path / "ada", notebook)
    assert {answer.status.value for answer in answers.values()} == {"failed", "ungraded"}


# Where somebody wrote below or into a question, a person looks at it.
@pytest.mark.parametrize("name", sorted(SAME.keys() - {"new cells between", "edited texts"}))
def test_what_was_not_begun_is_not_begun(name: str, tmp_path: Path) -> None:
    notebook = solved(FIRST)
    each_answer(lambda source: f"{split_name(source)[0]} = None")(notebook)
    for cell in answer_cells(notebook, "markdown"):
        cell["source"] = "YOUR ANSWER HERE"
    SAME[name](notebook)
    answers, result = one(tmp_path / "ada", notebook)
    if name != "corrected":
        assert {answer.status.value for answer in answers.values()} == {"not_started"}
    assert result.score == 0


SLOPE = "slope-at-minus-two"


def slopes(*values: str, metadata: bool = True) -> dict[str, Any]:
    """A notebook with a cell for each of these answers to one question."""
    notebook = solved(FIRST)
    cell = answer_cells(notebook)[0]
    place = notebook["cells"].index(cell)
    notebook["cells"][place : place + 1] = [
        twin(cell, value if "=" in value else f"slope_at_minus_two = {value}") for value in values
    ]
    if not metadata:
        no_metadata(notebook)
        no_ids(notebook)
    return notebook


@pytest.mark.parametrize("metadata", [True, False])
@pytest.mark.parametrize(
    ("values", "status", "message"),
    [
        (("-4", "4"), "error", "Two different answers stand: -4 and 4. Keep one."),
        (("4", "-4"), "error", "Two different answers stand: 4 and -4. Keep one."),
        (("1", "2", "-4"), "error", "Three different answers stand: 1 and 2 and -4. Keep one."),
        (("-4", "-4.0", "'-4'", "2 * -2", "None"), "passed", ""),
        (("-4", "-4.01"), "passed", ""),  # the check accepts both
        (("4", "4.0"), "failed", "answered  4\\nThe size is right."),
        (("f(3)", "-4"), "passed", ""),
        (("f(3)", "None"), "error", "is not a plain value"),
        (("None", "None"), "not_started", "Not answered yet."),
    ],
)
def test_two_cells_for_one_question(
    values: tuple[str, ...], status: str, message: str, metadata: bool, tmp_path: Path
) -> None:
    answers, _ = one(tmp_path / "ada", slopes(*values, metadata=metadata))
    assert answers[SLOPE].status == status
    assert message.replace("\\n", "\n") in answers[SLOPE].message


def test_the_cell_that_asks_counts(tmp_path: Path) -> None:
    notebook = slopes("-4")
    notebook["cells"].append(new("slope_at_minus_two = 4"))
    answers, result = one(tmp_path / "ada", notebook)
    assert answers[SLOPE].status == "passed"
    assert result.remarks == (f"{SLOPE}: Another cell assigns another value; the cell that asks counts.",)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("%%bash\nslope_at_minus_two=-4", "missing"),
        ("%%writefile answer.py\nslope_at_minus_two = -4", "missing"),
        ("# slope_at_minus_two = -4", "missing"),
        ("print('slope_at_minus_two = -4')", "missing"),
        ("def f():\n    slope_at_minus_two = -4", "missing"),
        ("my_slope_at_minus_two = -4", "missing"),
        ("slope_at_minus_two == -4", "missing"),
        ("slope_at_minus_two = -4\ndel slope_at_minus_two", "missing"),
        ("for slope_at_minus_two in [-4]:\n    pass", "error"),
        ("if ready:\n    slope_at_minus_two = -4", "error"),
        ("slope_at_minus_two = -4\nslope_at_minus_two = np.sin(1)", "error"),
        ("def float(x):\n    return -4\nslope_at_minus_two = float(3)", "error"),
        ("a = -4\ndel a\nslope_at_minus_two = a", "error"),
        ("slope_at_minus_two = -4 if x else 4", "error"),
        ("x and (slope_at_minus_two := -4)", "error"),
        ("slope_at_minus_two = 4,000", "error"),
        ("slope_at_minus_two = ' -4,0 '", "passed"),
        ("slope_at_minus_two = -4,0", "passed"),
        ("slope_at_minus_two = −4,00", "passed"),
        ("slope_at_minus_two: float = -4", "passed"),
        ("exec('slope_at_minus_two = 4')\nslope_at_minus_two = -4", "passed"),
        ("slope_at_minus_two = abs(-4) - 8", "passed"),
        ("slope_at_minus_two = int('-4')", "passed"),
        ("slope_at_minus_two = -(2 ** 2) // 1 + 0 % 3", "passed"),
    ],
)
def test_a_cell_of_ones_own(text: str, status: str, tmp_path: Path) -> None:
    """In the place of the one that asks, which is gone."""
    notebook = solved(FIRST)
    notebook["cells"] = [cell for cell in notebook["cells"] if mark(cell).get("grade_id") != SLOPE]
    notebook["cells"].append(new(text))
    answers, _ = one(tmp_path / "ada", notebook)
    assert answers[SLOPE].status == status, answers[SLOPE].message


def test_outputs_of_forty_megabytes(tmp_path: Path) -> None:
    notebook = solved(FIRST)
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": 'A\n\\"]}' * 7_000_000}}
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["outputs"] = [picture]
    answers, result = one(tmp_path / "ada", notebook)
    assert result.score == sum(answer.points for answer in answers.values() if answer.by == "machine")


def test_a_picture_in_an_explanation_gets_a_remark(tmp_path: Path) -> None:
    notebook = solved(FIRST)
    cell = answer_cells(notebook, "markdown")[0]
    cell |= {"source": "![proof](attachment:p.png)", "attachments": {"p.png": {"image/png": "A" * 3_000_000}}}
    answers, result = one(tmp_path / "ada", notebook)
    assert answers["why-two-sides"].status == "ungraded"
    assert "A picture is attached" in result.remarks[0]


def test_a_result_says_when_and_with_what_it_was_made(tmp_path: Path) -> None:
    _, result = one(tmp_path / "ada", solved(FIRST))
    _, same = one(tmp_path / "bob", solved(FIRST))
    _, other = one(tmp_path / "eve", slopes("3"))
    assert result.made and same.made and other.made
    assert (result.made.submission, result.made.graders) == (same.made.submission, same.made.graders)
    assert result.made.submission != other.made.submission and result.made.graders == other.made.graders
    assert result.made.at.endswith("+00:00")
