"""Units and pull requests: due dates that polls heed, the commit that counts for each unit, marks of the ledger."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gradus.core.course import Course, load
from gradus.core.decode import DecodeError
from gradus.pulls.ledger.counting import counted
from gradus.pulls.ledger.terms import Terms
from gradus.pulls.round.fetch import FetchResults
from gradus.pulls.round.plan import Plan
from gradus.pulls.round.validate import ReportValidator
from tests.conftest import invoke
from tests.pulls.conftest import Teacher, bodies, files, report
from tests.pulls.github import GitHub

# The fake GitHub's clock begins at 12:00 on 20 November 2026.
UNITS = """
[[units]]
id = "first"
title = "Squares *and* means"
exercises = ["warmup/square"]
due = 2026-11-20T13:30:00+01:00

[[units]]
id = "second"
exercises = ["warmup/power"]
due = 2026-11-20T15:00:00Z
"""


@pytest.fixture
def units(mini: Course, teacher: Teacher) -> Course:
    path = mini.root / "course.toml"
    path.write_text(path.read_text("utf-8") + UNITS, "utf-8")
    teacher.course = load(mini.root)
    return teacher.course


def push(github: GitHub, course: Course, message: str) -> str:
    return github.push(files(course), message)


def three_commits(github: GitHub, course: Course, teacher: Teacher, *options: object) -> list[str]:
    """ada's commits before the first date, between the dates, and after both: 2.5, 6 and 4 points.

    A poll at the time of each push says that it cannot have been there earlier.
    """
    shas = []
    pull = github.open(1, "ada", 11, push(github, course, "first"), draft=True)
    for message, share in (("first", 0.5), ("second", 1), ("third", 0.7)):
        assert teacher.plan() == 0 and teacher.fetch() == 0 and teacher.post() == 0
        pull["sha"], pull["draft"] = push(github, course, message), False
        assert teacher.round(*options, score=share) == 0
        shas.append(pull["sha"])
        github.later(hours=2)
    return shas


def exported(github: GitHub, course: Course, folder: Path, *options: object) -> dict[str, dict[str, str]]:
    """The table long that is made of the ledger, by exercise."""
    for path, text in github.ledger.files("ledger").items():
        (folder / "ledger" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "ledger" / path).write_text(text, "utf-8")
    out = folder / "long.csv"
    done = invoke("export", folder / "ledger", "--format", "long", "--out", out, *options, cwd=course.root)
    assert done.returncode == 0, done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        return {row["exercise"]: row for row in csv.DictReader(file)}


def test_each_unit_has_the_commit_that_counts_for_it(
    github: GitHub, units: Course, teacher: Teacher, tmp_path: Path
) -> None:
    first, second, _ = three_commits(github, units, teacher)
    table = exported(github, units, tmp_path)
    assert {name: (row["commit"], row["late"]) for name, row in table.items()} == {
        "warmup/square": (first, "no"),
        "warmup/power": (second, "no"),
    }
    assert [row["score"] for row in table.values()] == ["2.5", "2"]


def test_an_extension_and_a_penalty(github: GitHub, units: Course, teacher: Teacher, tmp_path: Path) -> None:
    _, second, third = three_commits(github, units, teacher)
    (tmp_path / "extensions.csv").write_text("login,work,due,days\nADA,first,2026-11-20T14:30:00Z,\n", "utf-8")
    table = exported(github, units, tmp_path, "--extensions", tmp_path / "extensions.csv")
    assert {name: row["commit"] for name, row in table.items()} == {"warmup/square": second, "warmup/power": second}
    path = units.root / "course.toml"
    path.write_text(path.read_text("utf-8") + '[marks]\nattempt = "best"\nlate_penalty = 10\n', "utf-8")
    table = exported(github, units, tmp_path)
    square = table["warmup/square"]
    assert (square["commit"], square["earned"], square["score"], square["attempt"]) == (second, "4", "3.6", "2")
    assert third not in {row["commit"] for row in table.values()}


def test_what_may_count_is_graded_again(github: GitHub, units: Course, teacher: Teacher, tmp_path: Path) -> None:
    first, second, third = three_commits(github, units, teacher)

    def again(*options: object) -> set[str]:
        teacher.graders = "cd" * 20
        assert teacher.plan("--regrade", *options) == 0
        return {pull.sha for pull in Plan.read(teacher.work).grade}

    assert again() == {first, second, third}  # the third is a head
    for row, shas in (("ada;first;2026-11-20T14:30Z;", {second, third}), ("ada;;;3", {third})):
        (tmp_path / "extensions.csv").write_text(f"login;work;due;days\n{row}\n", "utf-8")
        assert again("--extensions", tmp_path / "extensions.csv") == shas
    # One folder for each account, with the last work that came before everything was due.
    assert again() and teacher.fetch("--by-login") == 0
    fetched = FetchResults.read(teacher.work).notes
    assert [note.sha for note in fetched] == [second]
    entries = teacher.ledger.entries
    for due, sha in (("2026-11-20T15:00:00Z", second), ("2026-11-20T18:00:00Z", third)):
        counts = counted(entries, "11", Terms({"warmup/power": due}))
        assert {name: each.tried.entry.sha for name, each in counts.items()} == {
            "warmup/square": third,
            "warmup/power": sha,
        }


def test_the_last_poll_before_each_date_is_written_down(
    github: GitHub, units: Course, teacher: Teacher, tmp_path: Path
) -> None:
    def news() -> bool:
        output = tmp_path / "output"
        output.unlink(missing_ok=True)
        assert teacher.plan() == 0 and teacher.fetch(GITHUB_OUTPUT=str(output)) == 0
        return "news=true" in output.read_text("utf-8")

    github.open(1, "ada", 11, push(github, units, "first"))
    assert teacher.round() == 0
    found = []
    for _ in range(16):  # 12:15 to 16:00
        github.later(minutes=15)
        if news():
            found.append(f"{github.now:%H:%M}")
            assert teacher.post() == 0
    # Near 12:30 and 15:00 alone.
    assert found == ["12:15", "12:30", "14:30", "14:45", "15:00"]


def test_the_comment_says_what_counts_and_why(github: GitHub, units: Course, teacher: Teacher) -> None:
    first, second, _ = three_commits(github, units, teacher)
    (body,) = bodies(github)[1]
    assert body.startswith("## 4.5 of 6 points count\n")
    why = "in time (due 2026-11-20 12:30 UTC), handed in at 2026-11-20 12:00 UTC"
    assert f"- `warmup/square` 2.5: {why}, commit `{first[:12]}`\n" in body
    assert "- `warmup/power` 2: " in body and f"commit `{second[:12]}`\n" in body
    assert "### This commit: 4 of 6 points" in body


def test_reports_are_on_what_had_been_set(mini: Course, tmp_path: Path) -> None:
    path = mini.root / "course.toml"
    text = path.read_text("utf-8") + UNITS.replace('id = "second"', 'id = "second"\nopens = 2026-11-20T14:00:00Z')
    path.write_text(text, "utf-8")
    course = load(mini.root)
    both = report(course, "pr-1-aaaaaaaaaaaa")
    one = replace(both, exercises=both.exercises[:1], max_score=4.0, score=both.exercises[0].score)
    before, after = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (13, 15))
    for between, made, fits in (
        ((before, before), one, True),
        ((before, before), both, False),
        ((after, after), both, True),
        ((after, after), one, False),
        ((before, after), one, True),  # the unit opened between plan and report
        ((before, after), both, True),
        ((before, after), replace(one, exercises=(), score=0.0, max_score=0.0), False),
    ):
        (tmp_path / "report.json").write_text(made.to_json(), "utf-8")
        if fits:
            taken = ReportValidator(course, between).read(tmp_path / "report.json", made.submission)
            assert (taken.max_score, len(taken.exercises)) == (made.max_score, len(made.exercises))
        else:
            with pytest.raises(DecodeError, match="its exercises are not those of this course"):
                ReportValidator(course, between).read(tmp_path / "report.json", made.submission)


def test_nothing_is_graded_before_a_unit_opens(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    path = mini.root / "course.toml"
    text = path.read_text("utf-8") + UNITS.replace("due = ", "opens = 2999-01-01T00:00:00Z\n#")
    path.write_text(text, "utf-8")
    github.open(1, "ada", 11, push(github, mini, "early"))
    assert teacher.plan() == 0 and teacher.to_grade == []
    assert "No unit is open yet: nothing is graded." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("login,work,days\nada,third,2\n", "there is no unit, exercise or lesson third. There are: first, second"),
        ("login,work,days\nada,first,x\n", "x is not a whole number of days"),
        ("work,days\nfirst,2\n", "has no column login"),
    ],
)
def test_extensions_that_make_no_sense(
    github: GitHub,
    units: Course,
    teacher: Teacher,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    table: str,
    sentence: str,
) -> None:
    (tmp_path / "extensions.csv").write_text(table, "utf-8")
    assert teacher.plan("--extensions", tmp_path / "extensions.csv") == 2
    assert sentence in capsys.readouterr().err
    assert teacher.plan("--extensions", tmp_path / "nothing.csv") == 2


def test_an_extension_without_units(
    github: GitHub, mini: Course, teacher: Teacher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A course without units has one deadline; a roster's column gives single students more time."""
    assert teacher.plan("--extensions", tmp_path / "extensions.csv") == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "roster.csv").write_text("login,extension\nada,square=2 days;2026-11-20T13:00Z\nbob,\n", "utf-8")
    for number, login in ((1, "ada"), (2, "bob")):
        github.open(number, login, number + 10, push(github, mini, login))
    assert teacher.plan("--deadline", "2026-11-20T12:30Z", "--roster", tmp_path / "roster.csv") == 0
    plan = Plan.read(teacher.work)
    assert plan.due == dict.fromkeys(("warmup/square", "warmup/power"), "2026-11-20T12:30:00Z")
    assert plan.extended == {"11": {"warmup/square": "2026-11-22T12:30:00Z", "warmup/power": "2026-11-20T13:00:00Z"}}


@pytest.mark.parametrize("cell", ["x", "squares=2", "square=", "99999", "2026-11-20", "=3"])
def test_an_extension_in_the_roster_that_makes_no_sense(
    mini: Course, teacher: Teacher, tmp_path: Path, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roster.csv").write_text(f"login,extension\nada,{cell}\n", "utf-8")
    assert teacher.plan("--deadline", "2026-11-20T12:30Z", "--roster", tmp_path / "roster.csv") == 2
    assert "roster.csv, line 2, column extension: " in capsys.readouterr().err
