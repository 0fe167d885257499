"""`gradus verify` again, after an edit: what it does not touch is not run, and what is told is always fresh."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import pytest

from gradus.authoring import fingerprints
from gradus.authoring.kept import lessons
from gradus.core.course import Course
from gradus.grading.runner import run_each
from gradus.grading.student import Overlay
from tests.test_verify import SQUARE, edit, findings, grader

pytestmark = pytest.mark.fast


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The misconceptions that were run, in order."""
    names: list[str] = []

    def noting(course: Course, exercise: object, overlays: Sequence[Overlay], **options: bool) -> object:
        names.extend(each.name for each in overlays)
        return run_each(course, exercise, overlays, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(fingerprints, "run_each", noting)
    return names


def test_only_the_misconception_that_was_edited_is_run_again(mini: Course, ran: list[str]) -> None:
    shutil.rmtree(mini.root / ".gradus" / "replayed")
    exercise = mini.by_id[SQUARE]
    first = fingerprints.replay(mini, exercise)
    assert {"Doubled", "Cubed"} <= {*ran}
    ran.clear()
    again = fingerprints.replay(mini, exercise)
    assert ran == [""]
    assert {name: each.results for name, each in again.items()} == {name: each.results for name, each in first.items()}
    ran.clear()
    edit(grader(mini, "misconceptions.py"), "return 2 * x", "return 2.5 * x")
    fingerprints.replay(mini, exercise)
    assert ran == ["", "Doubled"]
    for file in ("test_hidden.py", "test_visible.py"):
        ran.clear()
        edit(grader(mini, file), "from gradus.grading", "# other\nfrom gradus.grading")
        fingerprints.replay(mini, exercise)
        assert "Cubed" in ran


def test_a_kept_answer_of_no_use_is_run_again(mini: Course, ran: list[str]) -> None:
    exercise = mini.by_id[SQUARE]
    fingerprints.replay(mini, exercise)
    kept = mini.root / ".gradus" / "replayed" / "warmup.square.json"
    kept.write_text(kept.read_text("utf-8").replace('"status": "passed"', '"status": "splendid"'), "utf-8")
    ran.clear()
    fingerprints.replay(mini, exercise)
    assert "Cubed" in ran


@pytest.mark.long
def test_what_is_told_has_the_line_of_today(mini: Course, ran: list[str]) -> None:
    file = grader(mini, "misconceptions.py")
    edit(file, "return 2 * x", "return 2 * y")
    assert any("NameError" in each and "in line 5" in each for each in findings(mini))
    file.write_text("# One more line.\n" + file.read_text("utf-8"), "utf-8")
    assert any("NameError" in each and "in line 6" in each for each in findings(mini))


def test_a_lesson_without_problems_is_not_run_before_something_changes(
    mini: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def sound(course: Course, lesson: str) -> list[str]:
        ran.append(lesson)
        return []

    monkeypatch.setattr(lessons, "lesson_findings", sound)
    file = mini.solutions / "lessons" / "squares.md"
    file.parent.mkdir()
    file.write_text("Look at square.\n", "utf-8")
    for changed in ("", "", "lesson", "square", ""):
        if changed:
            path = file if changed == "lesson" else mini.solutions / "warmup" / "square.py"
            path.write_text(path.read_text("utf-8") + "\n# more\n", "utf-8")
        assert [*lessons.findings(mini, "squares")] == []
    assert len(ran) == 3
    monkeypatch.setattr(lessons, "lesson_findings", lambda course, lesson: ["broken"])
    file.write_text("Look at square!\n", "utf-8")
    assert [*lessons.findings(mini, "squares")] == [*lessons.findings(mini, "squares")] == ["broken"]
