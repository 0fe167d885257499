"""When work was handed in, by GitHub's record of pushes; without one the mark says so, and counts for the student."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.pulls.ledger.ledger import Entry
from gradus.pulls.round.plan import Plan
from tests.pulls import simulated
from tests.pulls.conftest import Teacher
from tests.pulls.github import GitHub
from tests.pulls.objects import Fault
from tests.pulls.simulated import due
from tests.pulls.test_class import Class, marks

ONE = due("one")


@pytest.fixture
def school(github: GitHub, tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch) -> Class:
    """Two students in repositories of their own, who have pushed nothing; the first is student-00."""
    course = simulated.weekly_course(tmp_path / "weekly")
    (tmp_path / "teacher").mkdir()
    made = Class(github, course, Teacher(github, course, tmp_path / "teacher", waits, monkeypatch), 5, 1)
    made.events = []
    assert made.round() == 0
    return made


def push(school: Class, at: datetime, checks: int, **options: Any) -> str:
    """student-00 pushes an answer to the first week."""
    text = f"# {at}\n# passes {checks} checks\ndef square(x):\n    return x\n"
    return school.github.push_to(school.places["student-00"], {"exercises/weeks/one.py": text}, at=at, **options)


def entries(school: Class) -> dict[str, Entry]:
    return {entry.sha: entry for entry in school.teacher.ledger.entries}


def mark(school: Class, folder: Path) -> tuple[str, str, str]:
    row = marks(school, folder)["student-00", "weeks/one"]
    return row["score"], row["commit"], row["late"]


def poll(school: Class, at: datetime) -> None:
    school.github.now = max(school.github.now, at)
    assert school.round() == 0


def test_a_push_in_the_night_after_is_late_though_nobody_polled(school: Class, tmp_path: Path) -> None:
    """The last poll is at 22:52, the work comes at 06:50, the next poll at 7: it is known to the second."""
    poll(school, ONE - timedelta(hours=1))
    sha = push(school, ONE + timedelta(hours=7), 4)
    poll(school, ONE + timedelta(hours=8))
    assert mark(school, tmp_path) == ("3.6", sha, "yes")
    (sight,) = entries(school)[sha].sights
    assert sight.exact and sight.since == (ONE + timedelta(hours=7)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_a_commit_says_of_its_own_time_is_nothing(school: Class, tmp_path: Path) -> None:
    poll(school, ONE - timedelta(hours=1))
    sha = push(school, ONE + timedelta(hours=2), 4, dated=ONE - timedelta(days=3))
    poll(school, ONE + timedelta(hours=3))
    assert mark(school, tmp_path) == ("3.6", sha, "yes")


def test_what_stood_there_when_it_was_due_is_graded_though_no_poll_saw_it(school: Class, tmp_path: Path) -> None:
    """Pushed at 23:50 and again at 00:05: the first one counts in time, and both are graded."""
    poll(school, ONE - timedelta(hours=1))
    first, second = push(school, ONE - timedelta(minutes=9), 3), push(school, ONE + timedelta(minutes=6), 4)
    poll(school, ONE + timedelta(minutes=30))
    assert {first, second} <= entries(school).keys()
    assert mark(school, tmp_path) == ("2.5", first, "no")
    (body,) = [comment["body"] for comment in school.places["student-00"].comments[1]]
    assert body.startswith("## 2.5 of 16 points count") and "### This commit: 4 of 16 points" in body
    why = "in time (due 2026-11-29 22:59 UTC), handed in at 2026-11-29 22:50 UTC"
    assert f"- `weeks/one` 2.5: {why}, commit `{first[:12]}`\n" in body


def test_junk_before_and_work_after_is_late(school: Class, tmp_path: Path) -> None:
    """Who pushes something at 23:59 does not make what comes at 00:05 punctual."""
    poll(school, ONE - timedelta(hours=1))
    junk, work = push(school, ONE - timedelta(seconds=30), 1), push(school, ONE + timedelta(minutes=5), 4)
    poll(school, ONE + timedelta(minutes=30))
    assert mark(school, tmp_path) == ("1", junk, "no") and work in entries(school)


def test_what_waits_in_cool_down_is_not_lost(school: Class, tmp_path: Path) -> None:
    """A push that could not be graded yet, and was the head when it was due, is graded although a later one came."""
    push(school, ONE - timedelta(minutes=20), 2)
    poll(school, ONE - timedelta(minutes=15))
    stood = push(school, ONE - timedelta(minutes=10), 3)
    poll(school, ONE - timedelta(minutes=9))
    assert {pull.state for pull in Plan.read(school.teacher.work).seen if pull.sha == stood} == {"cool-down"}
    push(school, ONE + timedelta(minutes=1), 4)
    poll(school, ONE + timedelta(minutes=2))
    assert mark(school, tmp_path) == ("2.5", stood, "no")


def test_a_force_push_back(school: Class, tmp_path: Path) -> None:
    first = push(school, ONE - timedelta(hours=5), 3)
    poll(school, ONE - timedelta(hours=4))
    push(school, ONE - timedelta(hours=3), 1)
    poll(school, ONE - timedelta(hours=2))
    school.github.force_push(school.places["student-00"], first, at=ONE - timedelta(hours=1))
    poll(school, ONE + timedelta(hours=1))
    assert mark(school, tmp_path) == ("2.5", first, "no")
    (body,) = [comment["body"] for comment in school.places["student-00"].comments[1]]
    assert f"commit `{first[:12]}`" in body and "### This commit: 2.5 of 16 points" in body


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 404},
        {"status": 403},
        {"status": 500},
        {"raw": b"<html>"},
        {"raw": b"{}"},
        {"raw": b'[{"timestamp": "yesterday", "after": "x", "ref": "refs/heads/main"}]'},
        {"raw": b'[{"after": 5}]'},
        {"raw": b"[]"},
        {"cut": 3},
    ],
)
def test_where_the_record_is_missing_the_mark_says_not_known(
    school: Class, tmp_path: Path, fault: dict[str, Any]
) -> None:
    poll(school, ONE - timedelta(hours=1))
    sha = push(school, ONE + timedelta(hours=2), 4)
    school.github.faults = [Fault("GET", "/activity", times=999, **fault)]
    poll(school, ONE + timedelta(hours=3))
    assert mark(school, tmp_path) == ("4", sha, "unknown")
    rows = csv.DictReader(school.github.ledger.files("ledger")["counts.csv"].splitlines())
    (row,) = [row for row in rows if row["exercise"] == "weeks/one"]
    assert (row["late"], row["why"]) == ("not known", "counts as in time: when it came is not known")
    (body,) = [comment["body"] for comment in school.places["student-00"].comments[1]]
    assert "- `weeks/one` 4: counts as in time: when it came is not known (due 2026-11-29 22:59 UTC)" in body


def test_who_hides_a_time_gains_less_than_an_interval(school: Class, tmp_path: Path) -> None:
    """Looks near a due date are written down, so that what comes long after it is late without a record, too."""
    push(school, ONE - timedelta(days=3), 1)
    poll(school, ONE - timedelta(days=2))
    for minutes in (-40, -10, 20):
        poll(school, ONE + timedelta(minutes=minutes))
    late = push(school, ONE + timedelta(hours=3), 4)
    school.github.faults = [Fault("GET", "/activity", 404, times=999)]
    poll(school, ONE + timedelta(hours=4))
    (sight,) = entries(school)[late].sights
    assert not sight.exact and datetime.fromisoformat(sight.since) == ONE + timedelta(minutes=20)
    score, commit, _ = mark(school, tmp_path)
    assert (score, commit != late) == ("1", True)


def test_a_public_fork_has_a_record(github: GitHub, school: Class, teacher: Teacher) -> None:
    """In the shared repository, work is handed in by a push to the branch of an open pull request."""
    fork = github.create("ada/course", private=False)
    github.account("ada", 11)
    sha = github.push_to(fork, {"exercises/warmup/square.py": "x = 1\n"}, login="ada")
    pushed = github.now
    github.course.blobs |= fork.blobs
    github.course.trees |= fork.trees
    github.course.commits |= fork.commits
    github.later(minutes=1)
    github.open(1, "ada", 11, sha)
    opened = github.now
    github.later(hours=1)
    teacher.patch.chdir(teacher.course.root)
    assert teacher.plan() == 0
    (pull,) = Plan.read(teacher.work).seen
    # It was there before it was handed in.
    assert pull.sight.exact and pull.sight.since == opened.strftime("%Y-%m-%dT%H:%M:%SZ") and pushed < opened


def test_times_are_utc_whatever_the_machine_says(school: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    sha = push(school, ONE - timedelta(hours=1), 4)
    poll(school, ONE)
    (sight,) = entries(school)[sha].sights
    assert datetime.fromisoformat(sight.since) == ONE - timedelta(hours=1) and ONE.tzinfo is UTC
