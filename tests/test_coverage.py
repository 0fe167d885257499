"""docs/coverage.md is true: every place that it names exists, and its columns, counts and lines follow from them."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests import covered
from tests.conftest import ROOT
from tests.covered import COURSE, FIGURE, NoSuchPlaceError, columns, facts, sections, table

pytestmark = pytest.mark.fast
PARTS = {"A": 23, "B": 31, "C": 33, "D": 23, "E": 20, "F": 23, "G": 20, "H": 27, "I": 6, "J": 51, "K": 27}
ROWS = [row for rows in covered.parts().values() for row in rows]
SITTINGS = table("Difficulty per sitting")[1:]
LESSONS = sorted((COURSE.solutions / "lessons").glob("*.md"))
CELL = re.compile(r"^```python.*?^```", re.MULTILINE | re.DOTALL)


def test_no_row_is_missing() -> None:
    assert {heading[0]: len(rows) for heading, rows in covered.parts().items()} == PARTS
    assert [row.number for row in ROWS] == list(range(1, 285))


def test_few_rows_are_partial_and_each_says_why() -> None:
    assert {row.verdict for row in ROWS} <= {"full", "partial"}
    assert sum(row.verdict == "partial" for row in ROWS) < 10
    assert [row.number for row in ROWS if (row.verdict == "partial") != (len(row.reason) > 20)] == []
    assert [row.number for row in ROWS if row.verdict == "full" and row.reason] == []


def test_the_counts_on_top_are_right() -> None:
    page = covered.PAGE.read_text("utf-8")
    found = re.findall(r"^\| (?:\*\*)?(.+?)(?:\*\*)? \| (?:\*\*)?(\d+)\D+(\d+)\D+(\d+)\D+$", page, re.MULTILINE)
    counted = {}
    for heading, rows in {**covered.parts(), "all": ROWS}.items():
        full = sum(row.verdict == "full" for row in rows)
        counted[heading] = (len(rows), full, len(rows) - full)
    top = {name: tuple(map(int, numbers)) for name, *numbers in found if name == "all" or re.match(r"[A-K]\. ", name)}
    assert top == counted


def test_every_place_exists() -> None:
    missing = []
    for row in ROWS:
        for place in row.where.split("; "):
            try:
                facts(place)
            except NoSuchPlaceError as error:
                missing.append(f"{row.number}: {error}")
    assert missing == []


def test_the_columns_follow_from_the_places() -> None:
    assert {row.number: row.columns for row in ROWS} == {row.number: columns(row.where) for row in ROWS}


@pytest.mark.parametrize(
    "place",
    [
        '01 "No such section"',
        "01 #no-such-question",
        "0",
        "05",
        "`derivatives.no_such_function`",
        "`calculus/no_such_exercise`",
        "`show derivatives --momentum`",
        "`show nothing`",
        "`gradus dance`",
        "`.gradus.toml teaching.volume`",
        "learn/nothing.md",
        'learn/notation.md "No such section"',
        "what is this?",
    ],
)
def test_a_place_that_does_not_exist_is_noticed(place: str) -> None:
    with pytest.raises(NoSuchPlaceError):
        facts(place)


def test_columns_tell_who_checks() -> None:
    assert columns("`digits.train`; 01 #speedometer; 01 #why-two-sides") == ("yes", "yes", "VHQM", "yes")
    assert columns("`gradus`; `.gradus.toml teaching.tone`") == ("-", "-", "-", "-")


# What some rows say of every lesson


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_picture_comes_before_the_first_equation(path: Path) -> None:
    text = path.read_text("utf-8")
    first = FIGURE.search(text)
    prose = CELL.sub(lambda cell: " " * len(cell[0]), text)
    assert first is not None
    assert "$$" not in prose[: first.start()]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_python_stands_beside_every_equation(path: Path) -> None:
    """In the same section, if it is not the answer of the exercise: a cell, or a line in the text."""
    bare = [name for name, text in sections(path).items() if "$$" in text and "```python" not in text]
    assert bare == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_says_how_long_it_takes(path: Path) -> None:
    opening = path.read_text("utf-8").split("\n## ", 1)[0]
    assert re.search(r"\b(?:\d+|[Tt]en)\s+minutes", opening)


def test_notation_has_a_line_of_python_for_each_symbol() -> None:
    page = sections(ROOT / "docs" / "learn" / "notation.md")
    rows = [line for name in ("Rows, tables and sums", "Powers and logarithms") for line in page[name].splitlines()]
    symbols = [line for line in rows if line.startswith("| ") and not line.startswith("| written")]
    assert len(symbols) > 25
    assert [line for line in symbols if not re.search(r"\| `[^`]+` \|", line)] == []


def test_settings_are_ignored_by_git() -> None:
    ignored = (ROOT / "gradus" / "authoring" / "student" / "dot_gitignore").read_text("utf-8").split()
    assert ".gradus.toml" in ignored


# Difficulty per sitting


def test_lines_per_sitting() -> None:
    for sitting, core, lines, further, more in SITTINGS:
        counted = [len(set(covered.lines_of(names))) for names in (core, further)]
        assert counted == [int(lines), int(more or 0)], sitting


def test_every_line_of_the_reference_belongs_to_one_sitting() -> None:
    given = [line for _, core, _, further, _ in SITTINGS for line in covered.lines_of(f"{core} {further}")]
    needed = {
        (path, number)
        for exercise in COURSE.exercises
        for path in [COURSE.solutions / f"{exercise.id}.py"]
        for number in covered.reference_lines(path)
    }
    assert len(given) == len(set(given))
    assert set(given) == needed


def test_what_is_further_stands_apart() -> None:
    listed = {name for _, _, _, names, _ in SITTINGS for name in re.findall(r"`([\w.]+)`", names)}
    assert listed == covered.further()


def test_sittings_are_those_of_the_lessons() -> None:
    """In the order of the course, and each lesson asks for the functions of its sittings by name."""
    order, asked = [], []
    for sitting, core, _, further, _ in SITTINGS:
        path = covered.lesson(sitting.split(",")[0])
        order.append(path.stem)
        text = path.read_text("utf-8")
        names = [name.split(".")[-1] for name in re.findall(r"`\w+\.([\w.]+)`", f"{core} {further}")]
        given = {name for name in names if re.match(r"_[a-z]", name) and name != "_Module"}
        asked += [(path.stem, name) for name in names if name not in given and not re.search(rf"`\S*\b{name}\b", text)]
    assert list(dict.fromkeys(order)) == [exercise.lesson for exercise in COURSE.exercises]
    assert asked == []


def test_the_curve_no_longer_saws() -> None:
    lines = [int(row[2]) for row in SITTINGS]
    rise = max(after - before for before, after in pairwise(lines))
    by_exercise = [len(covered.reference_lines(COURSE.solutions / f"{each.id}.py")) for each in COURSE.exercises]
    text = " ".join(sections(covered.PAGE)["Difficulty per sitting"].split())
    assert f"the first six have {', '.join(map(str, by_exercise[:6]))} lines: a saw" in text
    assert f"the largest has {max(lines)}, and from one sitting to the next it is never more than {rise} lines" in text
    assert max(lines) < 0.6 * max(by_exercise)
    assert rise < 0.7 * max(after - before for before, after in pairwise(by_exercise))
