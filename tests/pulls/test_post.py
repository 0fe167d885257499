"""Posting: one comment and one check run for each commit, whatever fails in between."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.pulls.forge.posting import marker
from tests.pulls import github as fakes
from tests.pulls.conftest import Teacher, bodies, files, report, runs
from tests.pulls.github import SLUG, GitHub
from tests.pulls.objects import Fault

MARKER = marker(1)
BOT = f"{SLUG}[bot]"


@pytest.fixture
def one(github: GitHub, mini: Course, teacher: Teacher) -> dict[str, Any]:
    """One pull request, planned, fetched and graded."""
    pull = github.open(1, "ada", 11, github.push(files(mini)))
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    return pull


def ours(github: GitHub) -> list[str]:
    return [c["body"] for c in github.course.comments.get(1, []) if c["user"]["login"] == BOT]


def test_a_planted_marker_is_ignored(github: GitHub, teacher: Teacher, one: dict[str, Any]) -> None:
    planted = [
        github.say(1, f"## 6 of 6 points\n{MARKER}", "ada"),
        github.say(1, f"{MARKER}", "other-app[bot]", "Bot"),
        github.say(1, f"{MARKER}", BOT, "User"),
        github.say(1, f"{MARKER}", SLUG, "User"),
        github.say(1, "Welcome", BOT, "Bot"),
        github.say(1, marker(11), BOT, "Bot"),
    ]
    before = [comment["body"] for comment in planted]
    assert teacher.post() == 0 and teacher.post() == 0
    assert [comment["body"] for comment in planted] == before
    assert len(github.course.comments[1]) == len(planted) + 1


def test_the_comment_is_found_on_a_later_page(github: GitHub, teacher: Teacher, one: dict[str, Any]) -> None:
    github.page = 3
    for number in range(10):
        github.say(1, f"chat {number}", "ada")
    assert teacher.post() == 0
    for number in range(10):
        github.say(1, f"chat {number}", "ada")
    teacher.grade(1)
    assert teacher.post() == 0
    assert len(ours(github)) == 1 and ours(github)[0].startswith("## 6 of 6")


def test_of_several_comments_the_oldest_is_updated(github: GitHub, teacher: Teacher, one: dict[str, Any]) -> None:
    older, newer = (github.say(1, f"old\n{MARKER}", BOT, "Bot") for _ in range(2))
    assert teacher.post() == 0
    assert older["body"].startswith("## 2.5 of 6 points") and newer["body"] == f"old\n{MARKER}"
    assert len(ours(github)) == 2


def test_check_runs_of_others(github: GitHub, mini: Course, teacher: Teacher, one: dict[str, Any]) -> None:
    """A student's workflow can create a check run of any name; another App, one with our external id."""
    github.slug = "github-actions"
    assert teacher.post() == 3
    imitation = dict(github.course.check_runs[0])
    github.slug = SLUG
    assert teacher.post() == 0
    assert github.course.check_runs[0] == imitation
    assert github.course.check_runs[1]["app"]["slug"] == SLUG
    assert len(github.course.check_runs) == 2


def test_a_wrong_app_slug_is_noticed(
    github: GitHub, teacher: Teacher, one: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert teacher.post(GRADUS_APP_SLUG="another-app") == 3
    assert f"is {SLUG}, but GRADUS_APP_SLUG is another-app" in capsys.readouterr().err
    assert len(github.course.check_runs) + len(github.course.comments) == 1


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("path", ["/comments", "/check-runs"])
@pytest.mark.parametrize("fault", [{"status": 502}, {"cut": 0}, {"cut": 10}, {"raw": b"{"}])
def test_nothing_is_posted_twice(
    github: GitHub, teacher: Teacher, one: dict[str, Any], fault: dict[str, Any], path: str, done: bool
) -> None:
    """The response is lost, after GitHub applied the request or before."""
    github.faults = [Fault("POST", path, done=done, **fault)]
    assert teacher.post() == 0
    assert len(ours(github)) == 1 and len(github.course.check_runs) == 1


def test_a_moved_head(github: GitHub, teacher: Teacher, mini: Course, one: dict[str, Any]) -> None:
    graded, one["sha"] = one["sha"], github.push(files(mini), "newer")
    assert teacher.post() == 0
    assert f"A newer commit, `{one['sha'][:12]}`, is queued for grading" in ours(github)[0]
    assert graded[:12] in ours(github)[0]
    assert [run["head_sha"] for run in github.course.check_runs] == [graded]


def test_a_late_run_does_not_overwrite_a_newer_one(
    github: GitHub, teacher: Teacher, mini: Course, one: dict[str, Any]
) -> None:
    old = (teacher.work / "plan.json").read_text(), (teacher.work / "notes.json").read_text()
    one["sha"] = github.push(files(mini), "newer")
    github.later(minutes=15)
    assert teacher.round(score=1) == 0
    (teacher.work / "plan.json").write_text(old[0])
    (teacher.work / "notes.json").write_text(old[1])
    assert teacher.post() == 0
    assert len(ours(github)) == 1 and ours(github)[0].startswith("## 6 of 6")
    assert len(github.course.check_runs) == 2
    assert json.loads(github.ledger.files("ledger")["latest/ada.json"])["score"] == 6


@pytest.mark.parametrize("state", ["closed", "draft", "gone", "locked"])
def test_a_pull_request_that_changed(github: GitHub, teacher: Teacher, one: dict[str, Any], state: str) -> None:
    one.update({"draft": True} if state == "draft" else {"locked": True} if state == "locked" else {"state": state})
    assert teacher.post() == 0
    entry = teacher.ledger.entries[0]
    assert (entry.score, entry.state) == (2.5, "closed" if state == "gone" else state)
    assert len(ours(github)) == (0 if state in ("gone", "locked") else 1)
    assert len(github.course.check_runs) == 1


def test_a_missing_permission_does_not_count_as_posted(
    github: GitHub, teacher: Teacher, one: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert teacher.post(GRADUS_COURSE_TOKEN=fakes.READ) == 3
    assert "its score is rejected" in capsys.readouterr().err
    assert [entry.number for entry in teacher.ledger.entries] == []
    assert [each.number for each in teacher.ledger.waiting] == [1]
    github.later(minutes=15)
    assert teacher.round() == 0
    assert [entry.number for entry in teacher.ledger.entries] == [1]


def test_a_flooded_pull_request_does_not_stop_the_others(
    github: GitHub, mini: Course, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        github.open(number, f"student-{number}", number, github.push(files(mini), str(number)))
    for _ in range(12):
        github.say(1, "\U0001f600" * 65536, "student-1")  # as long as GitHub lets a comment be
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    monkeypatch.setattr("gradus.pulls.forge.client.PAGES", 2)
    github.page = 5
    assert teacher.post() == 3
    assert [entry.number for entry in teacher.ledger.entries] == [1, 2] and list(bodies(github)) == [1, 2]
    assert len(ours(github)) == 0 and len(bodies(github)[2]) == 1
    # It is tried again on the next day, and nobody hears of it until then.
    github.later(hours=1)
    assert teacher.plan() == 0 and teacher.fetch() == 0 and teacher.post() == 0
    monkeypatch.setattr("gradus.pulls.forge.client.PAGES", 100)
    github.later(hours=23)
    assert teacher.plan() == 0 and teacher.fetch() == 0 and teacher.post() == 0
    assert len(ours(github)) == 1


def test_a_bad_report_does_not_stop_the_others(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2, 3, 4):
        github.open(number, f"student-{number}", number, github.push(files(mini), str(number)))
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    first, second, third, _ = teacher.to_grade
    (teacher.reports / f"{first}.json").unlink()
    (teacher.reports / f"{second}.json").write_text('{"score": 6}')
    teacher.write(report(mini, third), sandbox="process")
    (teacher.reports / "course-99-aaaaaaaaaaaa.json").write_text("{}")
    assert teacher.post() == 3
    assert list(bodies(github)) == [4] and list(runs(github)) == ["Gradus #4"]
    errors = capsys.readouterr().err
    assert "#2, " in errors and "#3, " in errors and "sandbox" in errors and "#99" not in errors
    assert "#1, " not in errors  # grading did not come to it, which the next round does
    # They are tried again after their authors' cool-down, after those that were not tried yet.
    assert [(each.number, each.tried, each.failures) for each in teacher.ledger.waiting] == [
        (number, "2026-11-20T12:00:00Z", 1) for number in (1, 2, 3)
    ]
    github.later(minutes=10)
    github.open(5, "student-5", 5, github.push(files(mini), "5"))
    assert teacher.round("--limit", 1) == 0
    assert [entry.number for entry in teacher.ledger.entries] == [4, 5]


def test_no_reports_at_all(github: GitHub, teacher: Teacher, one: dict[str, Any]) -> None:
    """The grading job failed: what was seen is recorded anyway."""
    for path in teacher.reports.iterdir():
        path.unlink()
    teacher.reports.rmdir()
    assert teacher.post() == 3
    assert github.course.comments == {} and len(teacher.ledger.waiting) == 1


def test_nothing_is_lost_to_a_rate_limit(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2, 3):
        github.open(number, f"student-{number}", number, github.push(files(mini), str(number)))
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    github.faults = [Fault("POST", "/issues/2/", 403, {"Retry-After": "3000"}, times=99)]
    assert teacher.post() == 0
    assert "GitHub asks for a wait of 3001 seconds" in capsys.readouterr().out
    assert list(bodies(github)) == [1] and len(teacher.ledger.entries) == 3
    github.faults = []
    github.later(minutes=15)
    assert teacher.round() == 0
    assert {number: len(each) for number, each in bodies(github).items()} == {1: 1, 2: 1, 3: 1}
    assert len(runs(github)) == 3


def test_a_deadline(github: GitHub, mini: Course, teacher: Teacher, one: dict[str, Any]) -> None:
    """Of a private fork GitHub tells no time of a push: what the last poll before the deadline can't exclude counts."""
    due = ("--deadline", "2026-11-20T13:30:00+01:00")
    assert teacher.plan(*due) == 0 and teacher.fetch() == 0
    assert teacher.post() == 0
    assert ": in time (due 2026-11-20 12:30 UTC), handed in at 2026-11-20 12:00 UTC" in ours(github)[0]
    in_time = one["sha"]
    github.later(minutes=20)
    one["sha"] = github.push(files(mini), "in time, by the last poll before it")
    github.later(minutes=20)
    assert teacher.round(*due) == 0
    assert "when it came is not known (due 2026-11-20 12:30 UTC), handed in between 2026-11-20 12:00" in ours(github)[0]
    by_doubt, one["sha"] = one["sha"], github.push(files(mini), "late")
    github.later(minutes=20)
    assert teacher.round(*due, score=1) == 0
    # What counts stands on top, what was pushed last below it.
    assert (
        ours(github)[0].startswith("## 2.5 of 6 points count") and "### This commit: 6 of 6 points" in ours(github)[0]
    )
    first = next(line for line in ours(github)[0].splitlines() if line.startswith("- "))
    assert first.startswith("- `warmup/square` 2.5, `warmup/power` 0: ") and first.endswith(f"commit `{by_doubt[:12]}`")
    assert json.loads(github.ledger.files("ledger")["latest/ada.json"])["score"] == 2.5
    assert {in_time, by_doubt, one["sha"]} == {entry.sha for entry in teacher.ledger.entries}
    # The teacher gives everybody another hour.
    assert teacher.plan("--deadline", "2026-11-20T14:30:00+01:00") == 0 and teacher.fetch() == 0
    assert teacher.post() == 0
    assert json.loads(github.ledger.files("ledger")["latest/ada.json"])["score"] == 6
    assert ours(github)[0].startswith("## 6 of 6 points count")


def test_remarks_stand_on_the_students_own_lines(github: GitHub, mini: Course, teacher: Teacher) -> None:
    """At the function that a failed visible check calls, in the course's words; nothing of a hidden check."""
    text = "# mine\n\n\ndef mean(xs):\n    return 0\n\n\ndef square(x):\n    return 0\n"
    sha = github.push(files(mini, square=text))
    github.open(1, "ada", 11, sha)
    assert teacher.round(score=0) == 0
    ((run, found),) = github.course.annotations.items()
    assert [(each["path"], each["start_line"], each["title"]) for each in found] == [
        ("exercises/warmup/square.py", 8, "The square of 3 is 9."),
        ("exercises/warmup/square.py", 4, "The mean of 1 and 2 is 1.5."),
        ("exercises/warmup/power.py", 9, "The fourth power of 2 is 16."),
    ]
    assert all(each["annotation_level"] == "warning" and "returned" not in each["message"] for each in found)
    # GitHub adds what an update brings to what is there: grading again must not say everything twice.
    teacher.graders = "cd" * 20
    assert teacher.round("--regrade", score=0) == 0
    assert {number: len(each) for number, each in github.course.annotations.items()} == {run: 3}


@pytest.mark.parametrize(
    "message", ["::error::x", "raised at line 99999 of exercises/warmup/square.py:", "\u202e##[x]"]
)
def test_a_remark_says_nothing_that_a_student_wrote(
    github: GitHub, mini: Course, teacher: Teacher, message: str
) -> None:
    github.open(1, "ada", 11, github.push(files(mini, square="def square(x):\n    return 0\n")))
    assert teacher.plan() == 0 and teacher.fetch() == 0
    made = report(mini, teacher.to_grade[0], 0, lambda check: replace(check, message=message))
    teacher.write(made)
    assert teacher.post() == 0
    ((_, found),) = github.course.annotations.items()
    assert {each["start_line"] for each in found if each["path"].endswith("square.py")} == {1}
    assert not any(part in str(found) for part in ("::", "##[", "\u202e", "raised"))


def test_skipped_files_are_counted_but_not_named(github: GitHub, mini: Course, teacher: Teacher) -> None:
    link = ("120000", "blob", github.course.blob(b"x"))
    github.open(1, "ada", 11, github.push({**files(mini), "exercises/warmup/square.py": link}))
    assert teacher.round() == 0
    assert "1 file was skipped: submit regular files" in ours(github)[0]


@pytest.mark.parametrize(
    "slug", ["", "Gradus", "a b", "x[bot]", "a\n::error::x"]
)  # fmt: skip
def test_an_invalid_app_slug(
    teacher: Teacher, one: dict[str, Any], slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert teacher.post(GRADUS_APP_SLUG=slug) == 2
    assert "GRADUS_APP_SLUG" in capsys.readouterr().err


def test_post_outside_a_course(
    teacher: Teacher, one: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(teacher.folder)
    assert teacher.post() == 2
    assert "run gradus inside a course" in capsys.readouterr().err
