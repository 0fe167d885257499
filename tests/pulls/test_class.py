"""Thirty private repositories over four weeks: every mark is explained by the ledger, and right.

What the marks must be is computed from what was pushed when, without a ledger. In between: due dates each week, an
extension, a team, a renamed repository, an outage over a due date, a closed pull request, and a regrade.
"""

from __future__ import annotations

import csv
import random
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.round.plan import Plan
from tests.conftest import invoke
from tests.pulls import simulated
from tests.pulls.conftest import Teacher
from tests.pulls.github import LEDGER_READ, LEDGER_WRITE, GitHub
from tests.pulls.objects import Fault, Repository
from tests.pulls.simulated import START, WEEKS, Student, due

OUTAGE = due("two") - timedelta(hours=3), due("two") + timedelta(hours=5)
REGRADE = due("two") + timedelta(days=2)
END = due("four") + timedelta(days=4)


class Class:
    """The students with their repositories, and a teacher whose workflow polls every few hours."""

    def __init__(self, github: GitHub, course: Course, teacher: Teacher, size: int, seed: int) -> None:
        self.github, self.course, self.teacher = github, course, teacher
        rng = random.Random(seed)
        self.students = [Student(f"student-{number:02}", (f"student-{number:02}",)) for number in range(size)]
        self.students[3].extra = {"two": timedelta(days=3)}
        self.students[4] = Student("Team A", ("ann", "bea"))
        self.events: list[tuple[datetime, Any, Student]] = []
        stubs = {f"exercises/{e.path}": (course.stubs / e.path).read_text("utf-8") for e in course.exercises}
        self.places: dict[str, Repository] = {}
        for student in self.students:
            name = "team-a" if student.login == "Team A" else student.login
            self.places[student.login] = github.student(name, stubs)
            if student is not self.students[-1]:  # who never hands in anything
                self.events += [(time, content, student) for time, content in simulated.pushes(rng, student)]
        if size >= 12:
            self.events += self._incidents()
        self.events.sort(key=lambda event: event[0])
        self.roster = teacher.folder / "roster.csv"
        rows = [("login", "team", "extension")]
        for student in self.students:
            team = student.login if len(student.members) > 1 else ""
            extension = "two=3" if student.extra else ""
            rows += [(login, team, extension) for login in student.members]
        self.roster.write_text("".join(f"{','.join(row)}\n" for row in rows), "utf-8")
        self.hard_passes = False

    def _incidents(self) -> list[tuple[datetime, Any, Student]]:
        """What else happens in such a month."""
        return [
            (due("one") + timedelta(days=1), self._rename, self.students[5]),
            (due("three") + timedelta(days=1), self._close, self.students[6]),
            (due("three") + timedelta(days=2), self._open, self.students[6]),
            *((due("one") - timedelta(minutes=1), self._force_back, student) for student in self.students[7:12]),
        ]

    def _rename(self, student: Student) -> None:
        self.github.rename(self.places[student.login], "school/students-of-another-name")

    def _close(self, student: Student) -> None:
        self.places[student.login].pulls[1]["state"] = "closed"

    def _open(self, student: Student) -> None:
        place = self.places[student.login]
        place.pulls[1] |= {"state": "open", "sha": place.head("main")}

    def _force_back(self, student: Student) -> None:
        """Back to the work of the first push, if there are several."""
        place = self.places[student.login]
        mine = [each["after"] for each in place.activity if each["actor"]["login"] == student.login]
        if len(mine) > 1:
            self.github.force_push(place, mine[0])
            student.history.append((self.github.now, dict(student.history[0][1])))

    def until(self, time: datetime) -> None:
        """Let everything happen that happens before a time."""
        while self.events and self.events[0][0] <= time:
            when, what, student = self.events.pop(0)
            self.github.now = max(self.github.now, when)
            if not isinstance(what, dict):
                what(student)
                continue
            student.history.append((self.github.now, what))
            files = {f"exercises/weeks/{week}.py": text for week, text in what.items()}
            self.github.push_to(self.places[student.login], files, at=self.github.now)
        self.github.now = max(self.github.now, time)

    def round(self, *options: object) -> int:
        """One run of the workflow, with tokens that end after an hour."""
        github, teacher = self.github, self.teacher
        reading, writing = github.mint({"contents": "read", "pull_requests": "read", "metadata": "read"}), github.mint()
        where = ("--course-repo", "school/students-*", "--ledger-repo", "school/course-private", "--out", teacher.work)
        tokens = {"GRADUS_COURSE_TOKEN": reading, "GITHUB_TOKEN": LEDGER_READ}
        assert teacher.run("plan", *where, "--roster", self.roster, *options, **tokens) == 0
        plan = Plan.read(teacher.work)
        if not plan.news:
            return 0
        assert teacher.run("fetch", teacher.work, **tokens) == 0
        for path in teacher.reports.iterdir():
            path.unlink()
        for pull in plan.grade:
            folder = teacher.work / "submissions" / pull.folder
            if folder.is_dir():
                teacher.write(simulated.graded(self.course, folder, self.hard_passes))
        tokens = {"GRADUS_COURSE_TOKEN": writing, "GITHUB_TOKEN": LEDGER_WRITE, "GRADUS_APP_SLUG": github.slug}
        return teacher.run("post", teacher.work, teacher.reports, **tokens)


@pytest.fixture
def ended(
    github: GitHub, tmp_path: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Class:
    """The class after its last day, polled every so many hours."""
    size, seed, hours = request.param
    course = simulated.weekly_course(_folder(tmp_path / "weekly"))
    made = Class(github, course, Teacher(github, course, _folder(tmp_path / "teacher"), waits, monkeypatch), size, seed)
    github.checking = False  # the same requests are checked elsewhere, and there are thousands here
    time, regraded = START, False
    while time < END:
        time += timedelta(hours=hours)
        made.until(time)
        github.faults = []
        if OUTAGE[0] <= github.now <= OUTAGE[1]:
            github.faults = [Fault(method, "", 502, raw=b"<html>Bad gateway", times=999) for method in ("GET", "POST")]
        if github.now >= REGRADE and not regraded:
            made.hard_passes, made.teacher.graders, regraded = True, "cd" * 20, True
            assert made.round("--regrade") == 0
        assert made.round() == 0
    return made


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def marks(made: Class, folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    """The marks that a teacher exports from the ledger, by login and exercise."""
    for path, text in made.github.ledger.files("ledger").items():
        (folder / "ledger" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "ledger" / path).write_text(text, "utf-8")
    where = ("--roster", made.roster, "--out", folder / "long.csv")
    done = invoke("export", folder / "ledger", "--format", "long", *where, cwd=made.course.root)
    assert done.returncode == 0, done.stderr
    with (folder / "long.csv").open(encoding="utf-8", newline="") as file:
        return {(row["login"], row["exercise"]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param((30, 1, 24), id="thirty-students"),
        *(pytest.param((30, seed, 0.5), id=f"half-hourly-{seed}", marks=pytest.mark.long) for seed in (2, 3)),
    ],
    indirect=True,
)
def test_every_mark_is_right_and_explained(ended: Class, tmp_path: Path) -> None:
    kinds = {each["activity_type"] for place in ended.places.values() for each in place.activity}
    assert kinds == {"branch_creation", "push", "force_push"}
    table = marks(ended, tmp_path)
    ledger = Ledger.parse(ended.github.ledger.files("ledger")["ledger.json"].encode())
    rows = list(csv.DictReader(ended.github.ledger.files("ledger")["counts.csv"].splitlines()))
    explained = {(row["login"], row["exercise"]): row for row in rows}
    graded = {entry.sha: entry for entry in ledger.entries}
    for student in ended.students:
        place = ended.places[student.login]
        total = 0.0
        for week in WEEKS:
            name, truth = f"weeks/{week}", student.expected(week, hard_passes=True)
            for login in student.members:
                row = table.get((login, name))
                if truth is None:
                    assert row is None or float(row["score"]) == 0
                    continue
                score, pushed, text = truth
                assert row is not None, (login, name)
                assert float(row["score"]) == pytest.approx(score), (login, name, row)
            if truth is None:
                continue
            total += truth[0]
            row = table[student.members[0], name]
            commit = graded[row["commit"]]
            assert (
                place.blobs[place.flat(place.commits[commit.sha]["tree"])[f"exercises/weeks/{week}.py"][2]]
                == text.encode()
            )
            # A push that no poll saw may have brought it some hours before, but on no other day.
            handed_in = datetime.fromisoformat(row["submitted"])
            assert pushed <= handed_in and student.days(week, pushed) == student.days(week, handed_in)
            assert any(
                each["exercise"] == name
                and each["commit"] == row["commit"]
                and float(each["score"]) == pytest.approx(score)
                for each in explained.values()
            )
        if place.comments.get(1):
            (body,) = [comment["body"] for comment in place.comments[1]]
            assert float(re.match(r"## ([\d.]+) of 16", body)[1]) == pytest.approx(total), body[:500]  # type: ignore[index]
    assert {graded[row["commit"]].graders for row in explained.values()} == {"cd" * 20}
