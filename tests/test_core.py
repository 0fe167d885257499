"""The ground floor: strict decoding, statuses, files, tables and texts."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from gradus.core import checks, decode
from gradus.core.course import Course, CourseError
from gradus.core.decode import DecodeError, build, loads, read_json
from gradus.core.display import value
from gradus.core.files import FileError, read_regular, write_atomic
from gradus.core.status import HIDDEN, Status, Visibility
from gradus.core.tables import TableError, cell, parse_csv, read_table, to_csv
from gradus.core.text import count, one_line, printable

pytestmark = pytest.mark.fast


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Inner:
    number: float
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outer:
    title: str
    colour: Colour
    inner: Inner
    count: int = 0
    done: bool = False
    note: str | None = None
    table: dict[str, Inner] | None = None
    rest: Any = None


GOOD: dict[str, Any] = {"title": "t", "colour": "red", "inner": {"number": 1, "names": ["a", "b"]}}


def test_data_becomes_what_it_declares() -> None:
    result = build(Outer, {**GOOD, "table": {"x": {"number": 0.5}}, "rest": [1]}, "file")
    assert result == Outer("t", Colour.RED, Inner(1.0, ("a", "b")), table={"x": Inner(0.5)}, rest=[1])
    assert type(result.inner.number) is float and type(result.colour) is Colour


BAD: dict[str, tuple[Any, str]] = {
    "no table": ([], "file: expected a table, found a list"),
    "missing": ({"title": "t"}, "file has no colour"),
    "unknown": ({**GOOD, "titel": 1}, "file has an unknown key titel: did you mean title?"),
    "string": ({**GOOD, "title": 3}, "file.title: expected a string, found a whole number"),
    "enum": ({**GOOD, "colour": "green"}, "file.colour: expected one of red, blue"),
    "enum of another type": ({**GOOD, "colour": ["red"]}, "file.colour: expected one of red, blue"),
    "bool for int": ({**GOOD, "count": True}, "file.count: expected a whole number, found true or false"),
    "float for int": ({**GOOD, "count": 1.0}, "file.count: expected a whole number, found a number"),
    "int for bool": ({**GOOD, "done": 1}, "file.done: expected true or false, found a whole number"),
    "null": ({**GOOD, "title": None}, "file.title: expected a string, found nothing"),
    "bool for float": ({**GOOD, "inner": {"number": True}}, "file.inner.number: expected a number"),
    "nan": ({**GOOD, "inner": {"number": float("nan")}}, "file.inner.number: expected a finite number"),
    "infinite": ({**GOOD, "inner": {"number": float("inf")}}, "file.inner.number: expected a finite number"),
    "huge": ({**GOOD, "inner": {"number": 10**400}}, "file.inner.number: expected a finite number"),
    "string for list": ({**GOOD, "inner": {"number": 1, "names": "ab"}}, "names: expected a list, found a string"),
    "in a list": ({**GOOD, "inner": {"number": 1, "names": ["a", 2]}}, "file.inner.names[1]: expected a string"),
    "in a table": ({**GOOD, "table": {"x": 1}}, "file.table.x: expected a table"),
}


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_named(name: str) -> None:
    data, sentence = BAD[name]
    with pytest.raises(DecodeError) as caught:
        build(Outer, data, "file")
    assert sentence in str(caught.value)


def test_a_sentence_repeats_no_value() -> None:
    for data in ({**GOOD, "title": ["secret"]}, {**GOOD, "colour": "secret"}, {**GOOD, "count": "secret"}):
        with pytest.raises(DecodeError) as caught:
            build(Outer, data, "file")
        assert "secret" not in str(caught.value)
    with pytest.raises(DecodeError) as caught:
        build(Outer, {**GOOD, "\x1b[2J::error::" + "x" * 500: 1}, "file")
    assert str(caught.value).isprintable() and len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "data", [b"", b"{", b"NaN", b"[Infinity]", b"[-Infinity]", b'{"a": 1, "a": 2}', b"\xff", b"[" * 100_000, b"'a'"]
)
def test_what_is_no_json(data: bytes) -> None:
    with pytest.raises(DecodeError):
        loads(data)


def test_a_file_has_a_size(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"number": 1}' + " " * 100)
    assert read_json(Inner, tmp_path / "x.json", "x") == Inner(1.0)
    with pytest.raises(DecodeError, match=r"x\.json is larger than"):
        read_json(Inner, tmp_path / "x.json", "x", limit=50)
    with pytest.raises(DecodeError, match=r"y\.json is missing"):
        read_json(Inner, tmp_path / "y.json", "y")
    assert decode.LARGEST > 1 << 20


def test_only_ordinary_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    assert read_regular(tmp_path / "file", 1) == b"x"
    (tmp_path / "folder").mkdir()
    names = ["folder", "missing", "file/below"]
    if sys.platform != "win32":
        (tmp_path / "link").symlink_to(tmp_path / "file")
        os.mkfifo(tmp_path / "pipe")
        names += ["link", "pipe"]
    for name in names:
        with pytest.raises(FileError) as caught:
            read_regular(tmp_path / name, 100)
        assert caught.value.missing == (name in ("missing", "file/below"))


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", "é\n")
    assert (tmp_path / "a").read_bytes() == "é\n".encode()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_atomic(tmp_path / "folder", "x")
    with pytest.raises(UnicodeEncodeError):
        write_atomic(tmp_path / "a", "\ud800")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "folder"]
    assert (tmp_path / "a").read_bytes() == "é\n".encode()


def test_every_status_can_be_shown() -> None:
    assert [str(status) for status in Status] == ("passed failed error timeout not_started missing blocked".split()), (
        "the report's words are a contract"
    )
    for status in Status:
        assert status.word and len(status.mark) == 1 and status.style
        assert (status.junit == "") == (status is Status.PASSED)
    assert [s for s in Status if s.quiet] == [Status.PASSED, Status.NOT_STARTED, Status.BLOCKED]
    assert [s for s in Status if not s.begun] == [Status.NOT_STARTED, Status.MISSING]
    assert [s for s in Status if s.wrong] == [Status.FAILED, Status.ERROR]
    assert list(Visibility) == ["visible", "hidden"]


def test_a_hidden_check_says_one_of_four_things() -> None:
    assert [*HIDDEN] == [Status.PASSED, Status.FAILED, Status.NOT_STARTED, Status.BLOCKED]
    assert all(sentence.endswith(".") for status, sentence in HIDDEN.items() if status is not Status.PASSED)


def test_cells_are_no_formulas() -> None:
    assert [cell(thing) for thing in (None, 2.0, 0.1 + 0.2, -1, 1e-9)] == ["", "2", "0.3", "-1", "0"]
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "＝1", " =1"):
        assert cell(text).startswith("'")
    assert to_csv([["a", 'b "c"'], ["d;e", None]], ";") == 'a;"b ""c"""\n"d;e";\n'
    assert parse_csv("\ufeffa;b\n\n1;2\n") == [(1, ["a", "b"]), (3, ["1", "2"])]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,c\n1,2\n", "has no column b"),
        (b"", "has no column a"),
        (b"a,b\n1,2,3\n", "line 2: 3 cells under 2 columns"),
        (b"a,b\n1,\xff\n", "is not UTF-8"),
        (b'a,b\n"1,2\n', "line"),
        (None, "cannot be read"),
    ],
)
def test_a_table_that_cannot_be_used(tmp_path: Path, data: bytes | None, words: str) -> None:
    if data is not None:
        (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(TableError, match=words):
        read_table(tmp_path / "t.csv", ["a", "b"])


def test_texts_are_shown_as_texts() -> None:
    assert printable("a\x1b[2Jb\u202ec\ud800\r") == "a\\x1b[2Jb\\u202ec\\ud800\\r"
    assert printable("::error::x ##[error]") == ": :error::x ## [error]"
    assert printable("x" * 400) == "x" * 299 + "…"
    assert one_line("a\n  b\tc") == "a b c"
    assert (count(1, "student"), count(2, "student"), count(0, "student")) == ("1 student", "2 students", "0 students")


@pytest.mark.parametrize(
    "options", ["seconds=2 * 3", "seconds=LIMIT", "seconds=-5", "second=5", "end_to_end=1", "**MORE"]
)
def test_the_arguments_of_points_are_read_or_refused(mini: Course, options: str) -> None:
    """They are read without running the file: what is no literal must not count as the default."""
    path = mini.root / "graders/warmup/square/test_visible.py"
    path.write_text(path.read_text("utf-8").replace("@points(0.5)", f"@points(0.5, {options})", 1), "utf-8")
    with pytest.raises(CourseError, match=r"test_visible\.py, line \d+: test_\w+: .*@points"):
        checks.read(mini, mini.by_id["warmup/square"])


def test_functions_are_shown_without_their_address() -> None:
    assert value(len) == "the function len that it was given"
    assert value([test_functions_are_shown_without_their_address])[1:18] == "the function test"
