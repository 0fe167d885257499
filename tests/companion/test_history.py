"""The history of a learner: what is written down, what `gradus progress` makes of it, and that it stays here."""

from __future__ import annotations

import json
import os
import shutil
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.authoring import release
from gradus.core.course import Course
from gradus.student import climb, history, lesson
from gradus.student.history import FOLDER, Event, What
from tests.companion.conftest import WRONG, begin, solve
from tests.conftest import invoke
from tests.lessons import LESSON, QUESTION

MONDAY = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
SIGN = "You turned a sign round."


def at(minutes: float, what: What = What.CHECK, **fields: Any) -> Event:
    """An event so many minutes after Monday evening."""
    return Event((MONDAY + timedelta(minutes=minutes)).isoformat(), what, **fields)


def progress(course: Course) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(invoke("progress", "--json", cwd=course.root).stdout)
    return data


def test_every_check_hint_answer_and_lesson_is_a_line(learner: Course) -> None:
    begin(learner)
    invoke("check", "square", cwd=learner.root)
    invoke("hint", "square", cwd=learner.root)
    invoke("quiz", "square", "--count", "1", cwd=learner.root, input="9\n")
    solve(learner)
    invoke("check", "square", cwd=learner.root)
    (path,) = (learner.root / FOLDER).glob("*.jsonl")
    assert path.name == f"{datetime.now().date()}.jsonl"
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(line["what"], line.get("exercise", line.get("lesson"))) for line in lines] == [
        ("check", "warmup/square"), ("hint", "warmup/square"), ("quiz", LESSON), ("check", "warmup/square"),
    ]  # fmt: skip
    assert (lines[0]["function"], lines[0]["possible"], lines[3]["finished"]) == ("square", 1.5, True)
    assert lines[2]["question"] == QUESTION and lines[2]["verdict"] == "right"
    assert "function" not in lines[3], "nothing is red"
    index = (learner.root / FOLDER / "index.md").read_text("utf-8")
    assert "2 checks, 1 hint, 1 quiz answer; finished warmup/square | warmup/square |" in index


def test_a_lesson_that_is_opened_is_a_line(learner: Course) -> None:
    lesson.begin(LESSON, learner.root)
    lesson.feedback(QUESTION, 9)
    opened, answered = history.read(learner.root)
    assert (opened.what, opened.lesson, opened.question) == (What.LESSON, LESSON, "")
    assert (answered.what, answered.question, answered.verdict) == (What.LESSON, QUESTION, "right")
    assert "1 answer" in (learner.root / FOLDER / "index.md").read_text("utf-8")


def test_a_check_of_a_stub_or_of_another_folder_is_no_event(learner: Course) -> None:
    invoke("check", "square", cwd=learner.root)
    begin(learner)
    shutil.copytree(learner.stubs, learner.root / "other" / "exercises")
    invoke("check", "square", "--submission", "other", cwd=learner.root)
    assert history.read(learner.root) == []


def test_what_is_broken_is_passed_over(learner: Course) -> None:
    history.add(learner.root, [at(0, exercise="warmup/square", score=1.0, possible=1.5)])
    path = learner.root / FOLDER / "2026-03-02.jsonl"
    good = path.read_text("utf-8")
    bad = ["", "{", "[]", '{"at": "yesterday", "what": "check"}', '{"at": "2026-03-02T19:00:00", "what": "check"}']
    bad += ['{"at": "2026-03-02T19:00:00+00:00", "what": "dance"}', "[" * 10_000, "\x00", '{"what": "check"}']
    path.write_text("\n".join(bad) + "\n" + good + "\udcff\n", "utf-8", errors="surrogateescape")
    (learner.root / FOLDER / "notes.jsonl").mkdir()
    assert history.read(learner.root) == [at(0, exercise="warmup/square", score=1.0, possible=1.5)]
    assert invoke("progress", cwd=learner.root).returncode == 0


def test_a_folder_that_cannot_be_written_stops_nothing(learner: Course) -> None:
    (learner.root / ".gradus").mkdir()
    (learner.root / FOLDER).write_text("in the way", "utf-8")
    begin(learner)
    assert invoke("check", "square", cwd=learner.root).returncode == 0
    assert progress(learner)["days"] == []


@pytest.mark.fast
def test_pauses_are_no_work() -> None:
    evening = [at(0), at(10), at(25), at(25 + 21), at(50)]
    assert history.minutes(evening) == 10 + 15 + 4
    assert history.minutes([at(10), at(0)]) == 0, "a clock that went back"


@pytest.mark.fast
def test_the_climb_by_day() -> None:
    events = [
        at(0, exercise="a/a", score=1.0, possible=4.0),
        at(5, What.HINT, exercise="a/a", function="f", step=1),
        at(9, exercise="a/a", score=3.0, possible=4.0),
        at(12, What.LESSON, lesson="l", question="q", verdict="wrong"),
        at(24 * 60, exercise="a/a", score=2.0, possible=4.0),
        at(24 * 60 + 3, exercise="a/a", score=4.0, possible=4.0, finished=True),
    ]
    monday, tuesday = climb.days(events)
    assert (monday.gained, monday.checks, monday.hints, monday.answers, monday.minutes) == (3.0, 2, 1, (0, 1), 12)
    assert (tuesday.gained, tuesday.finished, tuesday.points) == (1.0, ("a/a",), {"a/a": (4.0, 4.0)})


@pytest.mark.fast
def test_what_took_longest_until_it_was_finished() -> None:
    events = [
        at(0, exercise="a/a"),
        at(10, What.HINT, exercise="a/a"),
        at(12, exercise="a/a", finished=True),
        at(15, exercise="a/a"),  # looked at again: that is no work on it
        at(18, exercise="b/b"),
    ]
    found = [(each.exercise, each.minutes, each.checks, each.hints, each.finished) for each in climb.efforts(events)]
    assert found == [("a/a", 12, 2, 1, True), ("b/b", 3, 1, 0, False)]


@pytest.mark.fast
def test_what_came_back_was_gone_before() -> None:
    events = [at(minute, exercise="a/a", misconceptions=named) for minute, named in enumerate([(SIGN,), (SIGN,), ()])]
    assert climb.returned(events) == []
    events.append(at(9, exercise="a/a", misconceptions=(SIGN,)))
    (found,) = climb.returned(events)
    assert (found.exercise, found.sentence, found.times) == ("a/a", SIGN, 2)


def test_the_page(learner: Course) -> None:
    history.add(
        learner.root,
        [
            at(0, exercise="warmup/square", function="square", possible=1.5, misconceptions=(SIGN,)),
            at(4, exercise="warmup/square", function="mean", score=1.0, possible=1.5),
            at(8, exercise="warmup/square", function="square", possible=1.5, misconceptions=(SIGN,)),
        ],
    )
    page = " ".join(invoke("progress", cwd=learner.root).stdout.split())
    assert page.startswith("Your climb Mon 2 Mar ") and "+1 point about 8 min 3 checks" in page
    assert "What took longest warmup/square about 8 min, 3 checks, not finished yet" in page
    assert f"What came back warmup/square, 2 times: {SIGN}" in page
    assert "You left off Mon 2 Mar at 19:08, in warmup/square: square. Go on with: gradus check square" in page


def test_the_data_for_a_tutor(learner: Course) -> None:
    begin(learner)
    invoke("check", "square", cwd=learner.root)
    invoke("hint", "square", cwd=learner.root)
    data = progress(learner)
    assert data["next"] == "warmup/square"
    assert (data["left_off"]["exercise"], data["left_off"]["function"]) == ("warmup/square", "square")
    assert data["exercises"]["warmup/square"] == {
        "state": "begun", "note": "0 / 1.5", "red": "square", "hints": {"square": 1},
    }  # fmt: skip
    assert data["lessons"] == {LESSON: {"answered": 0, "questions": 2}} and data["quiz"] == {"due": 0}
    assert data["days"][0]["checks"] == 1 and data["longest"][0]["exercise"] == "warmup/square"


def test_before_anything_happened(learner: Course) -> None:
    page = invoke("progress", cwd=learner.root)
    assert page.returncode == 0 and "Your history begins with the first check:\n    gradus check\n" in page.stdout
    assert progress(learner)["left_off"] is None


def test_exercises_that_the_course_no_longer_has(learner: Course) -> None:
    history.add(learner.root, [at(0, exercise="gone/away", possible=2.0), at(1, exercise="gone/\x1b[31mred")])
    done = invoke("progress", cwd=learner.root)
    assert done.returncode == 0 and "gone/away" in done.stdout and "red" not in done.stdout
    assert progress(learner)["left_off"] is None


def test_it_is_private(learner: Course, mini: Course, tmp_path: Path) -> None:
    history.add(learner.root, [at(0, exercise="warmup/square")])
    if os.name == "posix":
        assert stat.S_IMODE((learner.root / FOLDER).stat().st_mode) == 0o700
    history.add(mini.root, [at(0, exercise="warmup/square", function="secret_name")])
    files = release.contents(mini)
    assert not any(name.startswith(".gradus/") for name in files)
    assert not any(b"secret_name" in data for data in files.values())


def test_an_exercise_that_is_a_stub_again_shows_at_once(learner: Course) -> None:
    stub = (learner.stubs / "warmup/square.py").read_bytes()
    begin(learner, WRONG.replace("2 * x", "x * x"))
    invoke("check", "square", cwd=learner.root)
    assert progress(learner)["exercises"]["warmup/square"]["state"] == "begun"
    (learner.stubs / "warmup/square.py").write_bytes(stub)
    state = progress(learner)["exercises"]["warmup/square"]
    assert (state["state"], state["note"]) == ("not started", "not started again, was 1 / 1.5")
