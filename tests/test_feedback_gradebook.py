"""What people wrote into nbgrader's gradebook comes to the student's page; marks by hand come to the gradebook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.scores import by_hand, comments
from gradus.scores.by_hand import Entry
from gradus.scores.marks import DueDates
from gradus.scores.nbgrader import locate, write
from gradus.scores.roster import SubmissionInfo
from tests.conftest import invoke
from tests.lessons import EXPLANATION, LESSON, with_lesson
from tests.test_gradebook import PENALTY, Book

DUE = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def book(mini: Course, tmp_path: Path) -> Iterator[Book]:
    before = sys.path[:]
    yield Book(with_lesson(mini), tmp_path, f"sqlite:///{tmp_path}/book.db")
    sys.path[:] = before


def comment(book: Book, text: str) -> None:
    """Do what the form grader does when a person writes a comment."""
    from nbgrader.api import Gradebook

    with Gradebook(book.url) as gradebook:
        gradebook.find_comment(EXPLANATION, LESSON, LESSON, "ada").manual_comment = text
        gradebook.db.commit()


def pages(book: Book, *options: object) -> list[str]:
    out = book.folder / "feedback"
    done = invoke("feedback", book.results, "--out", out, "--db", book.url, *options, cwd=book.course.root)
    assert done.returncode == 0, done.stderr
    return [(out / name).read_text("utf-8") for name in ("ada.html", "ada.md")]


@pytest.mark.long
def test_comments_marks_and_penalties_come_to_the_page(book: Book) -> None:
    (book.folder / "late.py").write_text(PENALTY, "utf-8")
    (book.folder / "nbgrader_config.py").write_text(
        'c = get_config()\nc.AssignLatePenalties.plugin_class = "late.Hourly"\n', "utf-8"
    )
    book.submissions = {"ada": SubmissionInfo("abc", DUE + timedelta(minutes=30))}
    book.due = DueDates(DUE)
    book.write()
    book.by_hand(EXPLANATION, LESSON, manual_score=1.5)
    comment(book, "Say <b>why</b> the signs cancel.")
    (graded,) = [each for (_, name), each in comments.read(book.url).items() if name == LESSON]
    assert (graded.score, graded.penalty, graded.waiting) == (2.5, 0.5, False)
    html, markdown = pages(book)
    for text in (html, markdown):
        assert "points less, as it came late." in text and "the signs cancel." in text
        assert "<b>why</b>" not in text
    assert "2 / 3" in html and "2 / 3" in markdown


@pytest.mark.long
def test_what_is_not_in_the_gradebook_is_as_the_report_has_it(book: Book) -> None:
    write(locate(book.folder, book.url), book.class_results({}).__class__([]))
    html, _ = pages(book)
    assert "2 / 4" in html and "1 / 3" in html


def test_a_gradebook_that_cannot_be_used_is_told(book: Book) -> None:
    done = invoke("feedback", book.results, "--out", book.folder, "--db", "nonsense", cwd=book.course.root)
    assert done.returncode == 3 and "URL is invalid" in done.stderr


@pytest.mark.long
def test_marks_by_hand_come_to_the_gradebook(book: Book) -> None:
    entries: dict[str, Entry | None] = {
        "warmup/square": Entry(3.0, automatic=2.0),
        f"lessons/{LESSON}::{EXPLANATION}": Entry(1.0),
    }
    by_hand.put(book.results, "ada", entries)
    (book.folder / "roster.csv").write_text("login\nada\n", "utf-8")
    known: tuple[Any, ...] = ("--folder", book.folder, "--db", book.url, "--roster", book.folder / "roster.csv")
    done = invoke("gradebook", book.results, *known, cwd=book.course.root)
    assert done.returncode == 0, done.stderr
    found = {name: each for (_, name), each in comments.read(book.url).items()}
    assert (found["warmup-square"].score, found[LESSON].score, found[LESSON].waiting) == (3.0, 2.0, False)
