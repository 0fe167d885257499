"""Rounds, one after the other: a class over forty of them, outages, faults, hints, and the end."""

from __future__ import annotations

import random
import sys
from functools import partial
from pathlib import Path

import pytest

from gradus.pulls.forge.client import GitHubError, RateLimitError, TokenRejectedError, UnansweredError
from gradus.pulls.forge.posting import marker
from gradus.pulls.own import rounds as own_rounds
from gradus.pulls.own.bell import Bell
from gradus.pulls.own.loop import HOUR, attempt, loop, single
from gradus.pulls.own.rounds import Outcome
from tests.pulls.own.doubles import report
from tests.pulls.own.teacher import FastBell, Teacher

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="for Linux machines")


@pytest.fixture
def teacher(tmp_path: Path) -> Teacher:
    return Teacher(tmp_path)


def go(teacher: Teacher, bell: FastBell, *options: str, gap: float = 10) -> int:
    with teacher.rounds(bell, *options) as rounds:
        rounds.tested = True
        return loop(rounds, rounds.options.every * 60, gap)


@pytest.mark.long
def test_forty_rounds_of_a_class(teacher: Teacher) -> None:
    """Every commit is graded once, every pull request has one comment, and a quiet round says nothing."""
    chance = random.Random(1)
    pushed: dict[int, list[str]] = {}
    quiet = 0

    def before(number: int) -> None:
        nonlocal quiet
        quiet += number > 1 and teacher.log.said == said[-1]
        said.append(list(teacher.log.said))
        for student in range(1, 9):
            if chance.random() < 0.12 and number < 34:
                pushed.setdefault(student, []).append(teacher.push(student, f"{number}"))

    said: list[list[str]] = [[]]
    bell = FastBell(teacher.forge, 40, before)
    assert go(teacher, bell, "--cooldown", "4") == 0
    assert teacher.log.complaints == []
    ledger = teacher.ledger
    graded = {(entry.number, entry.sha) for entry in ledger.entries}
    for number, shas in pushed.items():
        assert (number, shas[-1]) in graded
        assert len(teacher.comments()[number]) == 1 and marker(number) in teacher.comments()[number][0]
        assert shas[-1][:12] in teacher.comments()[number][0]
    assert {sha for _, sha in graded} == set(teacher.forge.statuses)
    assert all(len(made) == 1 for made in teacher.forge.statuses.values())
    assert {path.stem for path in (teacher.ledger_folder / "latest").iterdir()} == {f"student{n}" for n in pushed}
    assert not list((teacher.ledger_folder / ".work").iterdir())
    assert quiet >= 8 and len(bell.pauses) == 40
    assert not ledger.waiting


def test_nothing_to_do_says_and_writes_nothing(teacher: Teacher) -> None:
    teacher.push(1)
    assert go(teacher, FastBell(teacher.forge)) == 0
    before = {path: path.stat().st_mtime_ns for path in teacher.ledger_folder.rglob("*.json")}
    posted = [call for call in teacher.forge.calls if call in ("comment", "status")]
    teacher.log.said.clear()
    assert go(teacher, FastBell(teacher.forge, 5)) == 0
    assert teacher.log.said == [] and teacher.log.complaints == []
    assert before == {path: path.stat().st_mtime_ns for path in teacher.ledger_folder.rglob("*.json")}
    assert posted == [call for call in teacher.forge.calls if call in ("comment", "status")]


def test_what_a_round_says(teacher: Teacher) -> None:
    sha = teacher.push(1)
    teacher.order(said="gradus: an old score is kept\nof no interest")
    go(teacher, FastBell(teacher.forge))
    assert teacher.log.said == [
        "1 to grade, 0 graded already, 0 in cool-down, 0 for later rounds.",
        "an old score is kept",
        f"course #1, {sha[:12]}: 2.5 of 6 points",
        "1 of 1 posted.",
    ]


def test_an_outage_makes_rounds_rarer(teacher: Teacher) -> None:
    teacher.forge.faults = [
        ("poll", UnansweredError("GitHub does not answer GET /x: status 500. Try again later."))
    ] * 9
    bell = FastBell(teacher.forge, 12)
    assert go(teacher, bell) == 0
    minutes = [round(pause / 60) for pause in bell.pauses]
    assert minutes == [4, 8, 16, 32, 60, 60, 60, 60, 60, 2, 2, 2]
    assert len(teacher.log.complaints) == 9 and "does not answer" in teacher.log.complaints[0]
    assert teacher.log.said.count("The rounds go well again.") == 1


def test_hints_do_not_hurry_an_outage(teacher: Teacher) -> None:
    teacher.forge.faults = [("poll", UnansweredError("nothing"))] * 3
    bell = FastBell(teacher.forge, 4)
    bell.before = lambda number: bell.hint()
    bell.hint()
    begun = bell.clock()
    go(teacher, bell)
    assert bell.clock() - begun >= (4 + 8 + 16) * 60


@pytest.mark.parametrize(
    "error",
    [
        GitHubError("the repository is gone"),
        RateLimitError("GitHub asks for a wait"),
        OSError(28, "No space left on device", "x"),
        *(
            pytest.param(e, marks=pytest.mark.long)
            for e in (ValueError("a mistake"), RecursionError("x"), MemoryError())
        ),
    ],
)
def test_no_fault_ends_the_loop(teacher: Teacher, error: Exception, capfd: pytest.CaptureFixture[str]) -> None:
    teacher.push(1)
    for name in ("poll", "entries", "status", "comment"):
        teacher.forge.faults = [(name, error)]
        go(teacher, FastBell(teacher.forge, 4), "--cooldown", "0")
    assert len(teacher.comments()[1]) == 1 and len(teacher.ledger.entries) == 1
    if isinstance(error, ValueError | RecursionError | MemoryError):
        assert "A mistake of Gradus, please report it: doubles.py, line" in teacher.log.complaints[0]
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_rejected_token_is_made_anew(teacher: Teacher) -> None:
    forgotten: list[int] = []
    teacher.forge.faults = [("poll", TokenRejectedError("GitHub rejects the token"))]
    with teacher.rounds() as rounds:
        object.__setattr__(rounds.forges, "forget", lambda: forgotten.append(1))
        assert attempt(rounds) is Outcome.FAULT and forgotten == [1]
        assert attempt(rounds) is Outcome.FINE and forgotten == [1]


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda root: (root / "course.toml").write_text("x", "utf-8"), "course.toml"),
        (lambda root: (root / "graders/warmup/square/test_visible.py").write_text("x = (", "utf-8"), "test_visible"),
    ],
)
def test_a_course_that_breaks_meanwhile(teacher: Teacher, break_it: object, words: str) -> None:
    """It is told; when it is mended, all goes on."""
    teacher.push(1)
    old = {path: path.read_bytes() for path in teacher.root.rglob("*") if path.is_file()}

    def before(number: int) -> None:
        if number == 2:
            for path, data in old.items():
                path.write_bytes(data)

    break_it(teacher.root)  # type: ignore[operator]
    assert go(teacher, FastBell(teacher.forge, 4, before)) == 0
    assert words in teacher.log.complaints[0]
    assert len(teacher.comments()[1]) == 1 and len(teacher.log.complaints) == 2


def test_a_roster_that_breaks_meanwhile(teacher: Teacher, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("login\nstudent1\n", "utf-8")
    teacher.push(1)
    teacher.options = ["--roster", str(roster)]

    def before(number: int) -> None:
        roster.write_text("name\nx\n" if number == 1 else "login\n", "utf-8")

    bell = FastBell(teacher.forge, 3, before)
    assert go(teacher, bell) == 0
    assert len(teacher.log.complaints) == 1 and "roster.csv" in teacher.log.complaints[0]


# Grading that fails


def test_a_machine_that_cannot_grade_tells_students_late(teacher: Teacher) -> None:
    """A broken grader is the teacher's: two rounds wait for a repair, then the comment says so."""
    teacher.push(1)
    teacher.order(reports={}, status=3, said="gradus: the reference loses points\nline two")
    go(teacher, FastBell(teacher.forge, 2))
    assert teacher.comments() == {} and [each.failures for each in teacher.ledger.waiting] == [0]
    assert teacher.log.complaints[:2] == ["the reference loses points", "line two"]
    assert "nobody is told yet" in teacher.log.complaints[2]


def test_then_they_are_told(teacher: Teacher) -> None:
    teacher.push(1)
    teacher.order(reports={}, status=3, said="gradus: the reference loses points")
    go(teacher, FastBell(teacher.forge, 20))
    assert "could not be graded. Your teacher has been told." in teacher.comments()[1][0]
    teacher.order()
    teacher.forge.later(hours=30)
    go(teacher, FastBell(teacher.forge, 1))
    assert teacher.comments()[1][0].startswith("## 2.5 of 6 points count") and len(teacher.comments()[1]) == 1


def test_one_of_many_without_a_report(teacher: Teacher) -> None:
    shas = [teacher.push(number) for number in (1, 2, 3)]
    made = {f"course-{n}-{shas[n - 1][:12]}": report(teacher.course, "NAME").to_json() for n in (1, 3)}
    teacher.order(reports=made, status=3, said="gradus: no score")
    go(teacher, FastBell(teacher.forge))
    assert {entry.number for entry in teacher.ledger.entries} == {1, 3} and list(teacher.comments()) == [1, 3]
    assert [(each.number, each.failures) for each in teacher.ledger.waiting] == [(2, 1)]  # the next round has it first


def test_a_forged_report(teacher: Teacher) -> None:
    teacher.push(1)
    teacher.order(reports={"*": report(teacher.course, "NAME").to_json().replace('"score": 2.5', '"score": 600.0')})
    go(teacher, FastBell(teacher.forge))
    assert teacher.ledger.entries == () and any("cannot be used" in text for text in teacher.log.complaints)


def test_what_is_seen_is_recorded_even_if_nothing_can_be_graded(teacher: Teacher) -> None:
    """So that work is in time which came in time."""
    sha = teacher.push(1)
    teacher.order(reports={}, status=3)
    go(teacher, FastBell(teacher.forge, 1))
    (waiting,) = teacher.ledger.waiting
    assert waiting.sha == sha and waiting.sight.since == "2026-11-20T12:00:00Z"


def test_a_course_that_changes_while_it_is_graded_with(teacher: Teacher, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher.push(1)
    versions = iter(["a" * 40, "b" * 40, "b" * 40, "b" * 40])
    monkeypatch.setattr(own_rounds, "version", lambda course: next(versions))
    go(teacher, FastBell(teacher.forge, 2))
    assert [entry.graders for entry in teacher.ledger.entries] == ["b" * 40] and teacher.graded == 2
    assert "The course changed while it was graded with: the next round grades again." in teacher.log.said


def test_an_outage_while_files_are_fetched(teacher: Teacher) -> None:
    for number in range(1, 6):
        teacher.push(number)
    teacher.forge.faults = [("entries", UnansweredError("no answer"))] * 3
    go(teacher, FastBell(teacher.forge, 40))
    assert len(teacher.ledger.entries) == 5 and {len(each) for each in teacher.comments().values()} == {1}


def test_an_outage_while_it_posts(teacher: Teacher) -> None:
    for number in range(1, 6):
        teacher.push(number)
    teacher.forge.faults = [("status", UnansweredError("no answer"))] * 3
    go(teacher, FastBell(teacher.forge, 40))
    assert len(teacher.ledger.entries) == 5 and all(len(made) == 1 for made in teacher.forge.statuses.values())


# Hints


def test_a_hint_starts_a_round(teacher: Teacher) -> None:
    bell = FastBell(teacher.forge, 3)
    bell.before = lambda number: bell.hint() if number == 1 else None
    go(teacher, bell)
    assert teacher.forge.calls.count("poll") == 3
    assert bell.clock() < 120 + 15 + 5  # one pause of two minutes, one of ten seconds


def storm(bell: Bell, number: int = 0) -> None:
    for _ in range(1000):
        bell.hint()


def test_a_storm_of_hints(teacher: Teacher) -> None:
    """Thousands of them are no more than a round each ten seconds, or each minute without a secret."""
    for gap in (10.0, 60.0):
        bell = FastBell(teacher.forge, 20)
        bell.before = partial(storm, bell)
        storm(bell)
        begun = bell.clock()
        go(teacher, bell, gap=gap)
        assert 19 * gap - 1 <= bell.clock() - begun <= 20 * gap + 5


def test_the_real_bell() -> None:
    bell = Bell()
    bell.hint()
    begun = bell.clock()
    bell.wait(begun + 30, begun + 0.3)
    assert 0.25 < bell.clock() - begun < 5 and not bell.hinted
    for _ in range(100_000):  # the pipe is full long before
        bell.hint()
    bell.rest(0)
    bell.stop()
    bell.wait(bell.clock() + 30, bell.clock() + 30)
    with pytest.raises(RateLimitError, match="told to stop"):
        bell.sleep(30)


# Once


def test_once(teacher: Teacher) -> None:
    teacher.push(1)
    with teacher.rounds() as rounds:
        assert single(rounds) == 0 and len(teacher.ledger.entries) == 1 and teacher.graded == 2  # with the trial
        assert single(rounds) == 0 and teacher.graded == 2
        teacher.forge.faults = [("poll", UnansweredError("no answer"))]
        assert single(rounds) == 3


def test_once_with_a_problem(teacher: Teacher) -> None:
    teacher.push(1)
    with teacher.rounds() as rounds:
        rounds.tested = True
        teacher.order(reports={}, status=3)
        assert single(rounds) == 3
    assert teacher.comments() == {} and any("Nothing was graded" in text for text in teacher.log.complaints)


def test_once_where_nothing_can_be_graded(teacher: Teacher) -> None:
    teacher.push(1)
    teacher.order(reports={}, status=3, said="gradus: bubblewrap does not work here")
    with teacher.rounds() as rounds:
        assert single(rounds) == 3
    assert teacher.comments() == {}
    assert teacher.log.complaints == ["Nothing can be graded on this machine: bubblewrap does not work here"]


def test_the_longest_pause_is_an_hour(teacher: Teacher) -> None:
    teacher.forge.faults = [("poll", UnansweredError("no answer"))] * 30
    bell = FastBell(teacher.forge, 30)
    go(teacher, bell)
    assert max(bell.pauses) <= HOUR


def test_a_stop_while_it_posts(teacher: Teacher) -> None:
    """What was posted is recorded, the rest comes again, and nothing is doubled."""
    for number in range(1, 6):
        teacher.push(number)
    bell = FastBell(teacher.forge, 9)
    post = teacher.forge.status
    count = [0]

    def counting(*arguments: object) -> int | None:
        count[0] += 1
        if count[0] == 3:
            bell.stop()
        return post(*arguments)  # type: ignore[arg-type]

    teacher.forge.status = counting  # type: ignore[method-assign, assignment]
    assert go(teacher, bell) == 0
    assert len(teacher.ledger.entries) == 3 and teacher.log.complaints == []
    assert "This run was told to stop. 2 commits not posted: they come again." in teacher.log.said
    assert go(teacher, FastBell(teacher.forge)) == 0
    assert len(teacher.ledger.entries) == 5 and {len(each) for each in teacher.comments().values()} == {1}
