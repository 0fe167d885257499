"""A fault stays where it is: the others get their scores, and only what a person must do makes a run red, once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.pulls.round.plan import Plan
from tests.pulls.conftest import Teacher, bodies, files
from tests.pulls.github import GitHub
from tests.pulls.objects import Fault
from tests.pulls.test_class import Class
from tests.pulls.test_sights import school as school

SIX = range(1, 7)


@pytest.fixture
def six(github: GitHub, mini: Course, teacher: Teacher) -> None:
    for number in SIX:
        github.open(number, f"student-{number}", number, github.push(files(mini), str(number)))


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 502, "raw": b"<html>Bad gateway"},
        *(pytest.param(each, marks=pytest.mark.long) for each in ({"status": 500}, {"raw": b"<html>"})),
    ],
)
@pytest.mark.parametrize("path", ["/issues/2/comments", "/commits/SHA/check-runs"])
def test_one_pull_request_that_has_no_answer(
    github: GitHub, six: None, teacher: Teacher, path: str, fault: dict[str, Any]
) -> None:
    """Everybody behind it gets a comment in the same round, and so does everybody in the next ones."""
    path = path.replace("SHA", github.course.pulls[2]["sha"])
    github.faults = [Fault("GET", path, times=9999, **fault)]
    statuses = []
    for _ in range(5):
        statuses.append(teacher.round())
        github.later(hours=2)
    assert [number for number in sorted(bodies(github)) if number != 2] == [1, 3, 4, 5, 6]
    assert all(body.startswith("## Not graded yet") for body in bodies(github).get(2, []))
    assert statuses.count(3) <= 1 and statuses[0] == 0  # once, when it has gone on for a while
    github.faults = []
    github.later(hours=24)
    assert teacher.round() == 0
    assert {number: len(each) for number, each in bodies(github).items()} == dict.fromkeys(SIX, 1)


def test_an_outage_stops_after_a_few_and_loses_nothing(
    github: GitHub, six: None, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    github.faults = [Fault("GET", "/check-runs", 502, times=9999)]
    assert teacher.post() == 0
    assert len([path for _, path in github.log if "/check-runs" in path]) == 3 * 5
    assert "in a row had no answer" in capsys.readouterr().out
    github.faults = []
    github.later(minutes=30)
    assert teacher.round() == 0
    assert len(teacher.ledger.entries) == 6


def test_a_commit_that_cannot_be_graded_waits_ever_longer(
    github: GitHub, six: None, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twelve hours of a round each hour: four of them try it, one is red, and then the student is told, too."""
    red: list[str] = []
    tries: list[str] = []
    begin = github.now
    for _ in range(12):
        assert teacher.plan() == 0 and teacher.fetch() == 0
        teacher.grade()
        folders = [pull.folder for pull in Plan.read(teacher.work).grade if pull.number == 4]
        for folder in folders:
            (teacher.reports / f"{folder}.json").unlink()
            tries.append(f"{(github.now - begin) / timedelta(hours=1):g}")
        if teacher.post():
            red.append(f"{(github.now - begin) / timedelta(hours=1):g}")
        github.later(hours=1)
    assert tries == ["0", "1", "2", "8"] and red == ["2"]
    (body,) = bodies(github)[4]
    assert body.startswith("## Not graded yet\n") and "Your teacher has been told." in body
    assert teacher.round() == 0
    github.later(hours=24)
    assert teacher.round() == 0
    (body,) = bodies(github)[4]
    assert body.startswith("## 2.5 of 6 points count")


@pytest.mark.parametrize("fault", [{"status": 502, "raw": b"<html>"}, {"raw": b"<html>"}, {"raw": b"[]"}, {"cut": 5}])
def test_one_repository_that_hides_the_others_from_a_query(
    github: GitHub, school: Class, fault: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """A query for fifty repositories fails because of one: the half without it is asked for again."""
    for student in school.students:
        text = f"# {student.login}\n# passes 4 checks\ndef square(x):\n    return x\n"
        github.push_to(school.places[student.login], {"exercises/weeks/one.py": text})
    github.later(hours=1)
    github.faults = [Fault("POST", "/graphql", body="students-student-02", times=9999, **fault)]
    assert school.round() == 0
    assert "1 repository could not be read: school/students-student-02" in capsys.readouterr().out
    done = {entry.account for entry in school.teacher.ledger.entries if entry.score == 4}
    assert len(done) == 4 and "school/students-student-02" not in done
    github.faults = []
    github.later(hours=1)
    assert school.round() == 0
    assert len({entry.account for entry in school.teacher.ledger.entries if entry.score == 4}) == 5


def test_a_repository_that_is_gone_or_hidden(github: GitHub, school: Class, capsys: pytest.CaptureFixture[str]) -> None:
    del github.repositories["school/students-student-01"]
    github.later(hours=1)
    assert school.round() == 0
    assert "1 repository could not be read: school/students-student-01 (Could not resolve" in capsys.readouterr().out


def test_a_closed_feedback_pull_request_is_told(
    github: GitHub, school: Class, capsys: pytest.CaptureFixture[str]
) -> None:
    school.places["student-01"].pulls[1]["state"] = "closed"
    assert school.round() == 0
    told = capsys.readouterr().out
    assert "1 repository with no open pull request from a branch of its own to feedback: gradus pulls setup" in told
    assert "(school/students-student-01)" in told


def test_other_pull_requests_of_a_student_are_nobodys_work(github: GitHub, school: Class) -> None:
    """A pull request to main, such as one that brings a corrected release, is not what is graded."""
    place = school.places["student-00"]
    sha = github.push_to(place, {"exercises/weeks/one.py": "# passes 4 checks\n"}, branch="gradus-update")
    place.pulls[2] = {**place.pulls[1], "number": 2, "head": "gradus-update", "base": "main", "sha": sha}
    github.later(hours=1)
    assert school.round() == 0
    assert sha not in {entry.sha for entry in school.teacher.ledger.entries}


def test_a_pull_request_from_a_fork_of_ones_own_is_nobodys_work(
    github: GitHub, school: Class, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a private fork nobody could tell when it was pushed to: late work would be of an unknown time."""
    place = school.places["student-01"]
    place.pulls[1] |= {"fork": "student-01/another", "sha": place.head("main")}
    assert school.round() == 0
    assert "(school/students-student-01)" in capsys.readouterr().out


def test_what_is_not_graded_is_counted(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = {"login": "dependabot[bot]", "id": 49, "type": "Bot"}
    kinds: list[dict[str, Any]] = [{"draft": True}, {"draft": True}, {"user": None}, {}]
    for number, fields in enumerate(kinds, 1):
        github.open(number, f"student-{number}", number, github.push(files(mini), str(number)), **fields)
    github.open(5, "dependabot[bot]", 49, github.push(files(mini), "5"))["user"].update(bot)
    assert teacher.plan() == 0
    assert (
        "Not graded: 2 × draft, 1 pull request of a deleted account, 1 pull request of a bot."
        in capsys.readouterr().out
    )


def test_a_token_that_ends_in_the_middle(github: GitHub, six: None, teacher: Teacher) -> None:
    """What was posted is recorded, the run is red, and the next one does the rest."""
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    github.faults = [Fault("GET", f"/commits/{github.course.pulls[4]['sha']}/", 401, times=99)]
    assert teacher.post() == 3
    assert [entry.number for entry in teacher.ledger.entries] == [1, 2, 3]
    github.faults = []
    github.later(minutes=30)
    assert teacher.round() == 0
    assert {number: len(each) for number, each in bodies(github).items()} == dict.fromkeys(SIX, 1)


def test_a_comment_that_somebody_deleted_comes_again_with_the_next_score(
    github: GitHub, mini: Course, six: None, teacher: Teacher
) -> None:
    assert teacher.round() == 0
    github.course.comments[1].clear()
    github.course.pulls[1]["sha"] = github.push(files(mini), "more")
    github.later(hours=1)
    assert teacher.round(score=1) == 0
    (body,) = bodies(github)[1]
    assert body.startswith("## 6 of 6 points count")


def test_two_rounds_at_once(github: GitHub, school: Class, tmp_path: Path) -> None:
    """Both plan before either posts: one comment, one check run, one entry for each commit."""
    for student in school.students:
        text = f"# {student.login}\n# passes 4 checks\ndef square(x):\n    return x\n"
        github.push_to(school.places[student.login], {"exercises/weeks/one.py": text})
    github.later(hours=1)
    (tmp_path / "other").mkdir()
    first = school.teacher
    other = Teacher(github, school.course, tmp_path / "other", first.waits, first.patch)
    assert school.round() == 0
    school.teacher = other
    assert school.round() == 0
    assert all(len(place.comments[1]) == 1 and len(place.check_runs) == 1 for place in school.places.values())
