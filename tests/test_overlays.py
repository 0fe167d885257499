"""Many misconceptions in one session of pytest: the same verdicts as one by one, and no more checks than needed."""

from __future__ import annotations

import pytest

from gradus.core import checks as listing
from gradus.core.course import Course, CourseError
from gradus.grading.runner import run_each
from gradus.grading.student import Overlay

SQUARE = "warmup/square"


def overlays(course: Course) -> list[Overlay]:
    file = course.graders(course.by_id[SQUARE]) / "misconceptions.py"
    return [Overlay(file, name) for name in listing.classes(file)]


def change_hidden(course: Course, old: str, new: str) -> None:
    file = course.graders(course.by_id[SQUARE]) / "test_hidden.py"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_one_after_the_other_is_like_each_alone(mini: Course) -> None:
    exercise, all_of_them = mini.by_id[SQUARE], overlays(mini)
    together = run_each(mini, exercise, all_of_them)
    assert list(together) == [overlay.name for overlay in all_of_them]
    for overlay in all_of_them:
        assert run_each(mini, exercise, [overlay])[overlay.name].results == together[overlay.name].results


@pytest.mark.fast
def test_a_check_of_the_whole_is_left_out_once_another_fails(mini: Course) -> None:
    change_hidden(mini, "@points(1)", "@points(1, end_to_end=True)")
    change_hidden(mini, "@points(1.5)", "@points(1.5, end_to_end=True)")
    records = run_each(mini, mini.by_id[SQUARE], overlays(mini), skip_end_to_end=True)
    seen = {name: {check.visibility for check, _ in record.results} for name, record in records.items()}
    assert seen["Doubled"] == seen["SumForMean"] == {"visible"}
    assert seen["SignKept"] == seen["HalfTheSum"] == {"visible", "hidden"}
    assert "failed" in {outcome.status for _, outcome in records["SignKept"].results}, "found by the whole alone"
    for record in run_each(mini, mini.by_id[SQUARE], overlays(mini)).values():
        assert {check.visibility for check, _ in record.results} == {"visible", "hidden"}


def test_a_fault_of_the_grader_is_no_verdict(mini: Course) -> None:
    change_hidden(mini, "def test_square_of_others(submission)", "def test_square_of_others(nobody, submission)")
    with pytest.raises(
        CourseError, match=r"^graders/warmup/square/test_hidden.py, line 9, .*: there is no fixture nobody"
    ):
        run_each(mini, mini.by_id[SQUARE], overlays(mini)[:1])


def test_graders_that_cannot_be_imported_are_no_verdict(mini: Course) -> None:
    change_hidden(mini, "import numpy as np", "import no_such_module")
    with pytest.raises(CourseError, match=r"^graders/warmup/square/test_hidden.py, line 1: ModuleNotFoundError: "):
        run_each(mini, mini.by_id[SQUARE], overlays(mini)[:1])
