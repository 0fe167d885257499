"""Nothing is released that is not proven: no check passes on a stub, and the reference passes them all."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from gradus.authoring import fingerprints, release
from gradus.authoring.repository import proof
from gradus.authoring.verifying import verified
from gradus.core.course import Course, CourseError, load
from tests.conftest import invoke


def renewed(course: Course) -> Course:
    """The course with fingerprints for what was changed in it."""
    course = load(course.root)
    fingerprints.write(course, course.exercises)
    return course


@pytest.mark.long
def test_a_stub_that_passes_a_check_is_not_released(mini: Course, tmp_path: Path) -> None:
    """An answer that no comparison can find: the docstring's first example is what the check asks for."""
    path = mini.solutions / "warmup" / "square.py"
    marked = "    ### BEGIN SOLUTION\n    return x * x\n"
    text = path.read_text()
    assert marked in text
    path.write_text(
        text.replace(marked, f"    if x == 3.0:\n        return 9.0\n{marked}").replace(
            "def square", "### GIVEN\ndef square"
        )
    )
    course = renewed(mini)
    with pytest.raises(CourseError, match=r"the stub exercises/warmup/square\.py passes it: is the answer in it"):
        release.release(course, tmp_path / "students")
    assert not (tmp_path / "students").exists()
    done = invoke("release", tmp_path / "students", cwd=course.root)
    assert done.returncode == 3 and "Nothing was released" in done.stderr


@pytest.mark.long
def test_a_check_that_asks_nothing_is_not_released(mini: Course, tmp_path: Path) -> None:
    path = mini.graders(mini.exercises[0]) / "test_visible.py"
    text = path.read_text()
    name = re.findall(r"def (test_\w+)", text)[0]
    pattern = rf"(def {name}\(submission\):\n    .*?\"\"\"\n)"
    path.write_text(re.sub(pattern, r"\1    return\n", text, count=1, flags=re.DOTALL))
    with pytest.raises(CourseError, match=r"passes it|expected not_started"):
        release.release(renewed(mini), tmp_path / "students")


@pytest.mark.long
def test_a_reference_that_fails_is_not_released(mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # There are no fingerprints of such a reference.
    monkeypatch.setattr("gradus.authoring.release.matching.require_fresh", lambda *_: None)
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text().replace("return x * x", "return x * x + 0.25 * (x == 3)"))
    with pytest.raises(CourseError, match=r"The reference gets 3 of 4 in warmup/square\."):
        release.release(load(mini.root), tmp_path / "students")
    assert not (tmp_path / "students").exists()


def test_what_was_tried_is_not_tried_again(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert proof.require(mini)  # not verified, but proven when the small course was made
    tried = watched(monkeypatch)
    proof.require(mini)
    assert not tried
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text().replace("Squares and means.", "Means and squares."))
    proof.require(load(mini.root))
    assert "warmup/square" in tried


@pytest.mark.parametrize("text", ["", "{", "[]", '{"warmup/square": 1}', '{"warmup/square": "x"}'])
def test_what_was_noted_may_be_broken(mini: Course, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    (mini.root / proof.FILE).write_text(text)
    tried = watched(monkeypatch)
    proof.require(mini)
    assert sorted(tried) == ["warmup/power", "warmup/square"]
    assert json.loads((mini.root / proof.FILE).read_text()).keys() == {"warmup/power", "warmup/square"}


@pytest.mark.long
def test_a_release_can_ask_for_verify(mini: Course, tmp_path: Path) -> None:
    done = invoke("release", tmp_path / "a", "--verified", cwd=mini.root)
    assert done.returncode == 3 and "Run gradus verify first: it has not passed yet." in done.stderr
    assert not (tmp_path / "a").exists()
    done = invoke("release", tmp_path / "b", cwd=mini.root)
    assert done.returncode == 0 and "misconceptions and lessons were not tried" in done.stderr
    verified.note(mini, {each.id: verified.state(mini, each) for each in mini.exercises})
    course = hinted(mini)
    if problem := proof.require(course):  # whatever else verify asks of the whole course
        pytest.fail(problem)
    done = invoke("release", tmp_path / "c", "--verified", cwd=mini.root)
    assert done.returncode == 0 and not done.stderr, done.stderr


def hinted(course: Course) -> Course:
    """The course as verify wants it, noted as passed."""
    course = load(course.root)
    verified.note(course, {each.id: verified.state(course, each) for each in course.exercises})
    return course


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The exercises whose stubs would be tried from here on."""
    tried: list[str] = []

    def none(course: Course, names: Sequence[str], folder: Path) -> list[str]:
        tried.extend(names)
        return []

    monkeypatch.setattr(proof, "_in_subprocess", none)
    return tried
