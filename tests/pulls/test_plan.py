"""What a run grades, and when a commit counts as submitted."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.pulls.forge.client import Client
from gradus.pulls.ledger.ledger import Observation
from gradus.pulls.round.plan import Plan
from tests.pulls import github as fakes
from tests.pulls.conftest import Teacher, bodies, files
from tests.pulls.description import sample
from tests.pulls.github import GitHub
from tests.pulls.objects import Fault

T = "2026-11-20T{}Z"


def states(teacher: Teacher) -> dict[int, str]:
    return {number: each["state"] for number, each in teacher.planned.items()}


def counting(teacher: Teacher) -> set[str]:
    """The commits of which something counts."""
    rows = csv.DictReader(teacher.github.ledger.files("ledger")["counts.csv"].splitlines())
    return {row["commit"] for row in rows}


def sights(teacher: Teacher) -> dict[int, dict[str, str]]:
    return {number: each["sight"] for number, each in teacher.planned.items()}


def commit(github: GitHub, course: Course, message: str = "work") -> str:
    return github.push(files(course), message)


def test_open_pull_requests_of_people(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.page = 2
    for number in range(1, 6):
        github.open(number, f"student-{number}", number, commit(github, mini, str(number)))
    github.open(6, "draft", 6, commit(github, mini, "6"), draft=True)
    github.open(7, "closed", 7, commit(github, mini, "7"), state="closed")
    github.open(8, "dependabot[bot]", 8, commit(github, mini, "8"), user=sample("simple-user", type="Bot"))
    github.open(9, "ghost", 9, commit(github, mini, "9"), user=None)
    assert teacher.plan() == 0
    assert states(teacher) == dict.fromkeys(range(1, 6), "grade")
    assert github.writes == []


def test_a_deleted_fork_is_graded(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.open(1, "ada", 11, commit(github, mini), fork=None)
    assert teacher.round() == 0
    assert teacher.planned[1]["source"] is None
    assert [entry.number for entry in teacher.ledger.entries] == [1]


def test_a_graded_commit_is_not_graded_again(github: GitHub, mini: Course, teacher: Teacher) -> None:
    pull = github.open(1, "ada", 11, commit(github, mini))
    assert teacher.round() == 0
    github.later(hours=2)
    teacher.plan()
    assert states(teacher) == {1: "graded"}
    pull["sha"] = commit(github, mini, "more")
    teacher.plan()
    assert states(teacher) == {1: "grade"}


def test_the_cool_down_uses_githubs_clock(github: GitHub, mini: Course, teacher: Teacher) -> None:
    pull = github.open(1, "ada", 11, commit(github, mini))
    github.open(2, "bob", 12, commit(github, mini, "bob"))
    assert teacher.round("--limit", 1) == 0
    assert states(teacher) == {1: "grade", 2: "limit"}
    pull["sha"] = commit(github, mini, "second")
    github.later(minutes=9, seconds=59)
    assert teacher.round() == 0
    assert states(teacher) == {1: "cool-down", 2: "grade"}
    seen = sights(teacher)[1]
    pull["sha"] = commit(github, mini, "third")  # the newest counts, and the time at which it was seen
    github.later(seconds=1)
    assert teacher.plan() == 0
    assert states(teacher) == {1: "grade", 2: "graded"}
    assert sights(teacher)[1] == {"since": seen["seen"], "seen": T.format("12:10:00"), "exact": False}


def test_one_commit_of_each_author_in_a_run(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.open(2, "ada", 11, commit(github, mini, "b"))
    github.open(1, "Ada-renamed", 11, commit(github, mini, "a"))
    github.open(3, "bob", 12, commit(github, mini, "c"))
    assert teacher.round() == 0
    assert states(teacher) == {1: "grade", 2: "cool-down", 3: "grade"}
    github.later(minutes=10)
    assert teacher.round() == 0
    assert states(teacher) == {1: "graded", 2: "grade", 3: "graded"}


def test_the_time_of_submission(github: GitHub, mini: Course, teacher: Teacher) -> None:
    """After the last poll that did not see it, or after the pull request was opened; dates in commits are ignored."""
    pull = github.open(1, "ada", 11, commit(github, mini))
    github.later(minutes=3)
    assert teacher.round() == 0
    assert sights(teacher)[1] == {"since": T.format("12:00:00"), "seen": T.format("12:03:00"), "exact": False}
    github.later(minutes=15)
    pull["sha"] = commit(github, mini, "second")
    github.open(2, "bob", 12, commit(github, mini, "bob"))
    github.later(minutes=15)
    assert teacher.plan() == 0
    assert sights(teacher)[1] == {"since": T.format("12:03:00"), "seen": T.format("12:33:00"), "exact": False}
    assert sights(teacher)[2] == {"since": T.format("12:18:00"), "seen": T.format("12:33:00"), "exact": False}


def test_the_first_observation_is_kept_while_a_commit_waits(github: GitHub, mini: Course, teacher: Teacher) -> None:
    for number in (1, 2, 3):
        github.open(number, f"student-{number}", number, commit(github, mini, str(number)))
    for graded in range(3):
        assert teacher.round("--limit", 1) == 0
        assert len(teacher.ledger.entries) == graded + 1
        assert len(teacher.ledger.waiting) == 2 - graded
        github.later(minutes=15)
    expected = (Observation(T.format("12:00:00"), T.format("12:00:00")),)
    assert [entry.sights for entry in teacher.ledger.entries] == [expected] * 3


def test_a_commit_that_becomes_the_head_again(github: GitHub, mini: Course, teacher: Teacher) -> None:
    first, second = commit(github, mini, "first"), commit(github, mini, "second")
    pull = github.open(1, "ada", 11, first)
    assert teacher.round() == 0
    pull["sha"] = second
    github.later(minutes=15)
    assert teacher.round() == 0
    assert counting(teacher) == {second}
    pull["sha"] = first
    github.later(minutes=15)
    assert teacher.round() == 0
    assert states(teacher) == {1: "show"} and first[:12] in bodies(github)[1][0]
    assert counting(teacher) == {first}
    (entry,) = [entry for entry in teacher.ledger.entries if entry.sha == first]
    assert [sight.seen for sight in entry.sights] == [T.format("12:00:00"), T.format("12:30:00")]
    assert json.loads(github.ledger.files("ledger")["latest/ada.json"])["submission"] == "ada"


def test_the_same_file_of_two_people(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    """A copy is seen by its file, in whatever commit it comes; what everybody was given is no copy."""
    own = "def square(x):\n    return x * x  # my own\n"
    github.open(1, "ada", 11, github.push(files(mini, square=own, power="p = 1\n"), "ada's"))
    github.open(2, "bob", 12, github.push(files(mini, square=own, power="p = 2\n"), "amended"))
    stubs = {f"exercises/{e.path}": (mini.stubs / e.path).read_text("utf-8") for e in mini.exercises}
    for number in (3, 4):
        github.open(number, f"student-{number}", number, github.push(stubs, str(number)))
    assert teacher.round() == 0
    text = "exercises/warmup/square.py is the same file as ada's"
    assert {entry.number: entry.same_files for entry in teacher.ledger.entries} == {1: (), 2: (text,), 3: (), 4: ()}
    assert f"{text}." in capsys.readouterr().out
    assert not any("ada" in body for body in bodies(github)[2])


def test_news(github: GitHub, mini: Course, teacher: Teacher, tmp_path: Path) -> None:
    """The posting job runs if there is something to post or to record, such as the time of a poll."""

    def news(*options: object) -> str:
        output = tmp_path / "output"
        output.unlink(missing_ok=True)
        assert teacher.plan(*options) == 0 and teacher.fetch(GITHUB_OUTPUT=str(output)) == 0
        return output.read_text("utf-8")

    assert news() == "submissions=0\nnews=true\n"  # the first poll
    assert teacher.post() == 0
    github.later(minutes=15)
    assert news() == "submissions=0\nnews=false\n"
    github.open(1, "ada", 11, commit(github, mini))
    assert news() == "submissions=1\nnews=true\n"
    teacher.grade()
    assert teacher.post() == 0
    github.later(minutes=15)
    assert news() == "submissions=0\nnews=false\n"
    # Near a deadline, until a poll after it is written down.
    due = ("--deadline", "2026-11-20T14:00:00+01:00")
    assert news(*due) == "submissions=0\nnews=true\n"
    github.later(minutes=35)
    assert news(*due) == "submissions=0\nnews=true\n"
    assert teacher.post() == 0
    github.later(minutes=15)
    assert news(*due) == "submissions=0\nnews=false\n"
    github.later(hours=30)  # far from anything that is due, nothing is written down
    assert news(*due) == "submissions=0\nnews=false\n"


def test_regrading_with_new_graders(github: GitHub, mini: Course, teacher: Teacher) -> None:
    for number in (1, 2):
        github.open(number, f"student-{number}", number, commit(github, mini, str(number)))
    assert teacher.round() == 0
    github.course.pulls[2]["state"] = "closed"
    github.later(minutes=1)
    teacher.graders = "cd" * 20
    assert teacher.plan() == 0
    assert states(teacher) == {1: "graded"}
    assert teacher.round("--regrade", score=1) == 0
    assert states(teacher) == {1: "grade", 2: "grade"}
    assert [(entry.score, entry.graders) for entry in teacher.ledger.entries] == [(6, "cd" * 20)] * 2
    assert json.loads(github.ledger.files("ledger")["latest/student-2.json"])["score"] == 6
    assert github.course.comments[1][0]["body"].startswith("## 6 of 6 points")
    assert teacher.plan("--regrade") == 0
    assert states(teacher) == {1: "graded"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--course-repo", "../x", "--out", "w"], "OWNER/NAME"),
        (["--course-repo", "a/b/c", "--out", "w"], "OWNER/NAME"),
        (["--course-repo", "a/b", "--out", "w"], "--ledger-repo is missing"),
        (["--course-repo", "a/b", "--ledger-repo", "a/c", "--branch", "../main", "--out", "w"], "--branch"),
        (["--course-repo", "a/b", "--ledger-repo", "a/c", "--out", "w", "--deadline", "tomorrow"], "2026-12-01T23:59"),
        (["--course-repo", "a/b", "--ledger-repo", "a/c", "--out", "w", "--deadline", "2026-11-20"], "time zone"),
        (["--course-repo", "a/b", "--ledger-repo", "a/c", "--out", "w", "--limit", "0"], "--limit"),
        (["--course-repo", "a/b", "--ledger-repo", "a/c", "--out", "w", "--cooldown", "nan"], "--cooldown"),
        (["--course-repo", "a/b", "--ledger-repo", "a/c", "--out", "w"], "no GITHUB_TOKEN"),
        (["--out", "w"], "--course-repo"),
    ],
)
def test_wrong_usage(teacher: Teacher, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert teacher.run("plan", *arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "environment", "message"),
    [
        ((), {"GRADUS_COURSE_TOKEN": "wrong"}, "expired"),
        ((), {"GITHUB_TOKEN": "wrong"}, "expired"),
        ((), {"GRADUS_COURSE_TOKEN": fakes.LEDGER_READ}, "may GRADUS_COURSE_TOKEN read them"),
        ((), {"GITHUB_API_URL": "http://example.org"}, "https"),
    ],
)
def test_infrastructure_errors(
    teacher: Teacher, options: Any, environment: dict[str, str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teacher.plan(*options, **environment) == 3
    assert message in capsys.readouterr().err
    assert not (teacher.work / "plan.json").exists()


@pytest.mark.parametrize("raw", [b"{}", b'"x"', b"null", b"<html>Bad gateway", b"[" * 100_000])
def test_an_outage_plans_nothing_and_is_no_error(
    github: GitHub, mini: Course, teacher: Teacher, raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has anything to mend, so nobody gets a mail; what waits is graded in the next round."""
    github.open(1, "ada", 11, commit(github, mini))
    assert teacher.round("--limit", 1) == 0
    pull = github.open(2, "bob", 12, commit(github, mini, "bob"))
    github.faults = [Fault("GET", "/pulls", raw=raw, times=99)]
    assert teacher.plan() == 0 and teacher.fetch(GITHUB_OUTPUT=str(tmp_path / "output")) == 0
    assert (tmp_path / "output").read_text("utf-8") == "submissions=0\nnews=false\n"
    assert "Nothing is planned: " in capsys.readouterr().out
    github.faults = []
    assert teacher.round() == 0
    assert pull["sha"] in {entry.sha for entry in teacher.ledger.entries}


@pytest.mark.parametrize("item", [1, {"number": 1}, {"number": "x", "user": {"type": "User"}}, None])
def test_one_pull_request_that_makes_no_sense(
    github: GitHub, mini: Course, teacher: Teacher, item: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    github.open(2, "bob", 12, commit(github, mini))
    assert teacher.plan() == 0
    client = Client(github.url, fakes.READ)
    good = client.get(f"/repos/{fakes.COURSE}/pulls", state="open")
    github.faults = [Fault("GET", "/pulls", raw=json.dumps([item, *good]).encode())]
    capsys.readouterr()
    assert teacher.plan() == 0
    assert states(teacher) == {2: "grade"}
    assert "1 repository could not be read" in capsys.readouterr().out


def test_the_roster_may_be_in_the_environment(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    """On GitHub it is a variable of the course's repository: it is in no commit, and so in no history."""
    github.student("ada", {"exercises/warmup/square.py": "x = 1\n"})
    github.student("bob", {"exercises/warmup/square.py": "x = 1\n"})
    where = ("--course-repo", "school/students-*", "--ledger-repo", "school/course-private", "--out", teacher.work)
    token = github.mint({"contents": "read", "pull_requests": "read", "metadata": "read"})
    tokens = {"GRADUS_COURSE_TOKEN": token, "GITHUB_TOKEN": fakes.LEDGER_READ}
    assert teacher.run("plan", *where, **tokens) == 2
    assert "needs --roster" in capsys.readouterr().err
    assert teacher.run("plan", *where, **tokens, GRADUS_ROSTER="login,team,repository,extension\nada,,,\nbob,,,") == 0
    plan = Plan.read(teacher.work)
    assert [(pull.repository, pull.login) for pull in plan.grade] == [
        ("school/students-ada", "ada"),
        ("school/students-bob", "bob"),
    ]


def test_plan_waits_for_rate_limits(github: GitHub, mini: Course, teacher: Teacher, waits: list[float]) -> None:
    github.open(1, "ada", 11, commit(github, mini))
    github.faults = [Fault("GET", "/pulls", 403, {"Retry-After": "20"}), Fault("GET", "/git/ref", 503)]
    assert teacher.plan() == 0
    assert waits == [21, 1]
    assert states(teacher) == {1: "grade"}
