"""`gradus forget` and nbgrader's gradebook: a person is gone from the database's file, too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradus.cli import main
from gradus.scores.forget import book
from tests.test_forget import classroom, everything, forget, write

__all__ = ("classroom",)  # the fixture


@pytest.mark.long
def test_the_gradebook(classroom: Path) -> None:
    pytest.importorskip("nbgrader")
    shutil.rmtree("gradebook")
    for path in Path("results").rglob("*/*"):
        if path.is_file():
            path.unlink()
    write("moodle.csv", "")
    made = CliRunner().invoke(main, ["gradebook", "results", "--roster", "roster.csv"])
    assert made.exit_code == 0, made.output
    database = classroom / "gradebook" / "gradebook.db"
    assert b"ada@example.org" in database.read_bytes()
    url = f"sqlite:///{database}"
    said = forget("ada", "--yes").stdout
    assert "  gradebook/gradebook.db: a student with 2 submissions\n" in said
    assert "gradebook.db" not in said.split("Out of reach")[0].split("Removed:")[1].replace(
        "gradebook/gradebook.db: ", ""
    )
    data = database.read_bytes()
    assert b"ada@example.org" not in data and b"Lovelace" not in data and b"ada2@example.org" in data
    assert [book.submissions(url, login) for login in ("ada", "ada2", "bob")] == [None, 2, 2]


def test_a_gradebook_that_cannot_be_opened_stops_it(classroom: Path) -> None:
    pytest.importorskip("nbgrader")
    write("gradebook/gradebook.db", "no database at all, and long enough to be taken for one by its size")
    before = everything(classroom)
    message = forget("ada", "--yes", status=3).stderr
    assert "Nothing was removed." in message and everything(classroom) == before
