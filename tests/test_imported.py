"""Every mark lands with whoever earned it, and with nobody else: what we write, read as the next system reads it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from gradus.cli import main
from gradus.core.report import CheckResult, ExerciseResult, Made, Report
from gradus.core.status import Status, Visibility
from gradus.scores.roster import Student
from tests import importers
from tests.importers import RefusedError, User

pytestmark = pytest.mark.fast

WORKS = ("a/one", "a/two")
CLASS = (
    Student("ada", "11", "s1", "Lovelace", "Ada", "ada@example.org"),
    Student("josé", "12", "s2", "O'Neil; Jr.", 'José, "el"\nGrande', "jose@example.org"),
    Student("bob", "13", "s3", "=HYPERLINK(1)", "@Bob", "bob@example.org"),
    Student("none", "14", "s4", "Nobody", "Nora", "nora@example.org"),
    Student("deep", "15", "s5", "Deep", "Dana", "dana@example.org"),
)
EARNED = {"ada": 10.0, "jose\u0301": 7.5, "bob": 0.25}  # as a Mac names a folder
MADE = Made("2026-11-21T10:00:00+00:00", "1", "3.11.2", "2.4.0", "aa", "g1")


def report(name: str, score: float, works: tuple[str, ...] = WORKS, graders: str = "g1") -> Report:
    """A report with this score for the first work, and none for the others."""
    exercises = []
    for number, work in enumerate(works):
        earned = score if not number else 0.0
        status = Status.PASSED if earned == 10 else Status.FAILED
        check = CheckResult(f"{work}::check", "A check", Visibility.VISIBLE, status, 10.0, earned, "", None, "Look.")
        exercises.append(ExerciseResult(work, work, earned, 10.0, (check,), replace(MADE, graders=graders)))
    return Report(Report.SCHEMA, name, "bubblewrap", 0.0, score, 10.0 * len(works), tuple(exercises))


def refused(name: str) -> Report:
    return Report(Report.SCHEMA, name, "bubblewrap", 0.0, 0.0, 0.0, (), refused="exercises/ lies one folder deeper.")


def write_roster(students: tuple[Student, ...]) -> None:
    names = ("login", "id", "student_id", "last_name", "first_name", "email")
    with open("roster.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *([getattr(s, n) for n in names] for s in students)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results of three of five students; the folder of one was refused, and one handed in nothing."""
    monkeypatch.chdir(tmp_path)
    Path("results").mkdir()
    for name, score in EARNED.items():
        Path("results", f"{name}.json").write_text(report(name, score).to_json())
    Path("results", "deep.json").write_text(refused("deep").to_json())
    write_roster(CLASS)
    return tmp_path


def export(kind: str, *options: str, status: int = 0) -> tuple[str, str]:
    """What the command writes into its one file, and what it says."""
    arguments = ["export", "results", "--format", kind, "--out", "out", *options]
    result = CliRunner().invoke(main, arguments)
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    assert result.exit_code == status, result.output
    return (Path("out").read_bytes().decode("utf-8") if not status and Path("out").is_file() else ""), result.stderr


ROSTER = ("--roster", "roster.csv")
USERS = [User(s.login, s.id, s.student_id, s.email, s.login.lower(), f"{s.last_name}, {s.first_name}") for s in CLASS]
SCORES = {"ada": 10.0, "josé": 7.5, "bob": 0.25}


def wanted(missing: float | None) -> dict[str, float | None]:
    """The marks for the first work."""
    return {student.login: SCORES.get(student.login, missing) for student in CLASS}


def column(grades: Mapping[tuple[str, str], object], name: str) -> dict[str, object]:
    return {person: grade for (person, each), grade in grades.items() if each == name}


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize(("key", "name"), [("email", "Email address"), ("id", "ID number"), ("username", "Username")])
@pytest.mark.parametrize(("policy", "missing"), [("zero", 0.0), ("empty", None)])
def test_moodle(folder: Path, old: bool, key: str, name: str, policy: str, missing: float | None) -> None:
    text, said = export("moodle", *ROSTER, "--by", key, "--missing", policy)
    grades = importers.moodle(text, USERS, name, old=old)
    assert column(grades, "a/one") == wanted(missing)
    assert column(grades, "Total") == wanted(missing)
    assert "1 in the roster handed in nothing: none.\n" in said
    assert "1 submission could not be graded: deep (exercises/ lies one folder deeper)." in said
    assert f"in Moodle, choose “{name}” for both Map from and Map to." in said
    assert ("Moodle may read an empty cell as 0" in said) == (policy == "empty")


KEYS: dict[str, tuple[Callable[[Student], Student], str, str]] = {
    "no e-mail": (lambda s: replace(s, email=""), "email", "Email address"),
    "an e-mail of spaces": (lambda s: replace(s, email=" \u200b"), "email", "Email address"),
    "no number": (lambda s: replace(s, student_id=""), "id", "ID number"),
    "the number that PHP takes for nothing": (lambda s: replace(s, student_id="0"), "id", "ID number"),
    "a number that is a formula": (lambda s: replace(s, student_id="+49"), "id", "ID number"),
    "an e-mail that is one": (lambda s: replace(s, email="-x@example.org"), "email", "Email address"),
}


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("chosen", [True, False])
def test_moodle_gets_no_row_without_its_key(folder: Path, kind: str, place: int, chosen: bool) -> None:
    """Whatever column a teacher then maps by: some versions give such a row's marks to whoever stands above it."""
    change, key, name = KEYS[kind]
    students = tuple(change(s) if i == place else s for i, s in enumerate(CLASS))
    write_roster(students)
    text, said = export("moodle", *ROSTER, *(("--by", key) if chosen else ()))
    header = next(csv.reader(io.StringIO(text)))
    left = students[place].login
    assert (f"1 left out, without what Moodle calls {name}: {left}." in said) == chosen
    for column_name in {"Email address", "ID number"} & set(header):
        for old in (True, False):
            grades = importers.moodle(text, USERS, column_name, old=old)
            expected = {login: mark for login, mark in wanted(None).items() if not chosen or login != left}
            assert column(grades, "a/one") == expected
    assert chosen or name not in header


@pytest.mark.parametrize(("key", "change"), [("email", {"email": "ADA@example.org"}), ("id", {"student_id": "S1"})])
def test_moodle_gets_no_key_twice(folder: Path, key: str, change: dict[str, str]) -> None:
    twin = replace(CLASS[2], **change)
    write_roster((CLASS[0], CLASS[1], twin, *CLASS[3:]))
    if key == "id":  # the roster itself says so
        assert "duplicate student_id" in export("moodle", *ROSTER, "--by", key, status=2)[1]
        return
    said = export("moodle", *ROSTER, "--by", key, status=2)[1]
    assert "ada, bob have the same Email address" in said and not Path("out").exists()
    text, _ = export("moodle", *ROSTER)
    assert "Email address" not in text
    assert column(importers.moodle(text, USERS, "ID number", old=True), "a/one") == wanted(None)


def test_moodle_knows_logins_where_the_roster_has_nothing_else(folder: Path) -> None:
    Path("roster.csv").write_text("login,name\nADA,Ada Lovelace\nbob,Bob\nnone,Nora\n")
    text, said = export("moodle", *ROSTER, "--missing", "zero")
    grades = importers.moodle(text, USERS, "Username", old=False)
    assert column(grades, "a/one") == {"ada": 10.0, "bob": 0.25, "none": 0.0}
    assert "jose\u0301 is not in the roster." in said


def test_moodle_is_told_of_marks_that_it_refuses(folder: Path) -> None:
    Path("results/ada.json").write_text(report("ada", 10, tuple(f"a/{n}" for n in range(3))).to_json())
    big = [f"a/{n}" for n in range(12)]
    for name in EARNED:
        exercises = tuple(report(name, 10, (work,)).exercises[0] for work in big)
        Path("results", f"{name}.json").write_text(
            replace(report(name, 0), exercises=exercises, score=120, max_score=120).to_json()
        )
    text, said = export("moodle", *ROSTER, "--by", "email")
    assert "Total: Moodle refuses marks above 100 unless the site allows them" in said
    with pytest.raises(RefusedError, match="too big"):
        importers.moodle(text, USERS, "Email address", old=False)


TEMPLATE = (
    "Student,ID,SIS User ID,SIS Login ID,Section,a/one (101),Essay (102),a/two (103)\n"
    ",,,,,Manual Posting,,\n"
    "    Points Possible,,,,,10,20,10\n"
    '"Lovelace, Ada",11,s1,ada,CS 1,,17.5,\n'
    '"Neil, José",12,s2,jose,CS 1,3,,\n'
    '"Builder, Bob",13,s3,bob,CS 2,,,2.5\n'
    '"Nobody, Nora",14,s4,nora,CS 2,,,\n'
    '"Deep, Dana",15,s5,dana,CS 2,,,\n'
    '"Student, Test",99,,x9,CS 2,,,\n'
)
POINTS = {"101": 10.0, "102": 20.0, "103": 10.0}
CANVAS = [*USERS, User("test", "99")]


def canvas(template: str, *options: str) -> tuple[importers.Grades, str, str]:
    """The grades after the import of what was filled in, the file, and what was said."""
    Path("template.csv").write_text(template, "utf-8")
    text, said = export("canvas", *ROSTER, "--template", "template.csv", *options)
    return importers.canvas(text, CANVAS, POINTS), text, said


def semicolons(template: str) -> str:
    """As Canvas writes it for somebody in half of Europe."""
    rows = csv.reader(io.StringIO(template))
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(
        [[c.replace(".", ",") if c.replace(".", "").isdigit() else c for c in row] for row in rows]
    )
    return "\ufeff" + out.getvalue()


@pytest.mark.parametrize("style", [str, semicolons])
@pytest.mark.parametrize(("policy", "missing"), [("zero", 0.0), ("empty", None)])
def test_canvas(folder: Path, style: Callable[[str], str], policy: str, missing: float | None) -> None:
    grades, text, _ = canvas(style(TEMPLATE), "--missing", policy)
    assert column(grades, "101") == {**wanted(missing), "test": None}
    assert "102" not in {name for _, name in grades}  # the essay stays as it is in Canvas
    assert ("7,5" in text) == (style is semicolons)
    assert text.startswith("Student;ID") == (style is semicolons)


@pytest.mark.parametrize("style", [str, semicolons])
@pytest.mark.parametrize("word", ["EX", "ex", " Ex "])
@pytest.mark.parametrize("policy", ["zero", "empty"])
def test_canvas_keeps_who_is_excused(folder: Path, style: Callable[[str], str], word: str, policy: str) -> None:
    template = style(
        TEMPLATE.replace("CS 1,,17.5", f"CS 1,{word},17.5").replace("s4,nora,CS 2,", f"s4,nora,CS 2,{word}")
    )
    grades, _, said = canvas(template, "--missing", policy)
    assert grades["ada", "101"] == grades["none", "101"] == "EX"
    told = "ada, none" if policy == "zero" else "ada"
    assert f"excused from a/one in Canvas, and left so: {told}." in said
    overruled, _, _ = canvas(template, "--overrule-excused", "--missing", policy)
    assert overruled["ada", "101"] == 10.0


def test_canvas_keeps_a_score_of_who_handed_in_nothing(folder: Path) -> None:
    grades, _, said = canvas(TEMPLATE.replace("s4,nora,CS 2,", "s4,nora,CS 2,6.5"), "--missing", "zero")
    assert grades["none", "101"] == 6.5 and grades["deep", "101"] == 0.0
    assert "without work for a/one and with a score in Canvas, which stays: none." in said


def test_canvas_and_points_with_a_decimal_comma(folder: Path) -> None:
    for points, told in (("10,0", False), ("10.00", False), ("20,0", True), ("1.000,0", True)):
        Path("template.csv").write_text(
            TEMPLATE.replace(",", ";").replace(";10;20;10", f";{points};20;10").replace('"Lovelace; Ada"', "Ada"),
            "utf-8",
        )
        _, said = export("canvas", *ROSTER, "--template", "template.csv")
        assert ("a/one is worth 10 points, and " in said) == told


def test_canvas_gives_nobody_the_marks_of_a_namesake(folder: Path) -> None:
    """Bob's account at GitHub is called as Ada's in Canvas, and Nora shares José's address."""
    write_roster(
        (replace(CLASS[0], student_id="s1"), CLASS[1], Student("ada2"), replace(CLASS[3], student_id="s2x", email="s2"))
    )
    Path("results/ada2.json").write_text(report("ada2", 1).to_json())
    grades, _, said = canvas(TEMPLATE.replace("s1,ada,", "s1,ada2,").replace("s2,jose,", "s2,s2,"), "--missing", "zero")
    assert grades["ada", "101"] == 10.0 and grades["josé", "101"] == 7.5
    assert "ada2: somebody else has the same row of the template. Left out." in said
    assert "none: somebody else has the same row of the template. Left out." in said


def test_two_of_one_address_get_no_row_of_canvas(folder: Path) -> None:
    shared = "family@example.org"
    write_roster((replace(CLASS[0], student_id="", email=shared), replace(CLASS[2], student_id="", email=shared)))
    grades, _, said = canvas(TEMPLATE.replace("s1,ada,", f"s1,{shared},"), "--missing", "zero")
    assert grades["ada", "101"] is None
    assert "ada, bob: somebody else has the same row of the template. Left out." in said


@pytest.mark.parametrize(("sign", "decimal"), [("point", "."), ("comma", ",")])
def test_a_double_click_in_excel(folder: Path, sign: str, decimal: str) -> None:
    text, _ = export("long", *ROSTER, "--excel", sign, "--missing", "zero")
    header, *rows = importers.excel(text.encode(), decimal)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    marks = {row["login"]: row["score"] for row in table if row["exercise"] == "a/one"}
    assert {**wanted(0.0), "jose\u0301": 7.5} == {**marks, "josé": 7.5}
    assert {row["graded"] for row in table} == {"2026-11-21T10:00:00Z", ""}


def test_long_is_plain_for_a_script(folder: Path) -> None:
    text, _ = export("long", *ROSTER)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["score"] for row in rows if row["login"] == "none"] == ["", ""]
    assert len(rows) == len(CLASS) * len(WORKS)


def test_gradescope_and_junit_of_a_folder_that_was_refused(folder: Path) -> None:
    export("gradescope")
    scores = {path.stem: importers.gradescope(path.read_text("utf-8")) for path in Path("out").iterdir()}
    assert scores == {**EARNED, "deep": 0.0}
    assert "exercises/ lies one folder deeper." in json.loads(Path("out/deep.json").read_text())["output"]
    for path in Path("out").iterdir():
        path.unlink()
    Path("out").rmdir()
    suites = importers.junit(export("junit")[0])
    assert suites["deep"] == (1, 1) and suites["ada: a/one"] == (1, 0) and suites["ada: a/two"] == (1, 1)
    said = CliRunner().invoke(main, ["export", "results", "--format", "classroom", "--out", "all"]).stderr
    assert "deep could not be graded (exercises/ lies one folder deeper.): left out." in said
    assert sorted(path.stem for path in Path("all").iterdir()) == sorted(EARNED)


def test_a_folder_of_another_name_is_whose_the_roster_says(folder: Path) -> None:
    Path("results/ada.json").rename("results/hw1-ada.json")
    Path("results/hw1-ada.json").write_text(report("hw1-ada", 10).to_json())
    Path("roster.csv").write_text("login,email,folder\nada,ada@example.org,HW1-ada\nbob,bob@example.org,\n")
    text, _ = export("moodle", *ROSTER)
    assert column(importers.moodle(text, USERS, "Email address", old=True), "a/one") == {"ada": 10.0, "bob": 0.25}
    Path("results/ada.json").write_text(report("ada", 9).to_json())
    said = export("moodle", *ROSTER, status=2)[1]
    assert "ada and hw1-ada are reports of the same student, ada: keep one of them." in said


def test_marks_of_two_versions_are_refused_or_named(folder: Path) -> None:
    old = replace(report("bob", 0.25, graders="g0"), exercises=(report("bob", 0.25, graders="g0").exercises[0],))
    first, second = old.exercises[0], report("bob", 0).exercises[1]
    assert first.made
    early = replace(first, made=replace(first.made, at="2026-11-20T10:00:00+00:00"))
    Path("results/bob.json").write_text(replace(old, exercises=(early, second)).to_json())
    said = export("long", *ROSTER, status=2)[1]
    assert "bob and the rest were graded by different versions of a/one: grade again" in said
    assert "a/two" not in said and "--mixed takes the marks as they are." in said
    text, said = export("long", *ROSTER, "--mixed")
    assert "bob and the rest were graded by different versions" in said and "bob,13,a/one,0.25" in text


def test_what_made_some_reports_is_not_known(folder: Path) -> None:
    whole = report("bob", 0.25)
    Path("results/bob.json").write_text(
        replace(whole, exercises=tuple(replace(each, made=None) for each in whole.exercises)).to_json()
    )
    assert "the reports of bob don't say which checks made them" in export("long", *ROSTER)[1]
    other = replace(whole, exercises=tuple(replace(e, made=replace(MADE, python="3.12.1")) for e in whole.exercises))
    Path("results/bob.json").write_text(other.to_json())
    assert "not all were graded with the same Python (3.11.2: " in export("long", *ROSTER)[1]


def test_many_absent_students_are_one_sentence(folder: Path) -> None:
    write_roster((CLASS[0], *(Student(f"x{number:02}") for number in range(60))))
    for number in range(30):
        Path(f"results/y{number:02}.json").write_text(report(f"y{number:02}", 1).to_json())
    said = export("long", *ROSTER)[1].splitlines()
    assert [line for line in said if "handed in nothing" in line] == [
        f"gradus: 60 in the roster handed in nothing: {', '.join(f'x{number:02}' for number in range(20))} and 40 more."
    ]
    assert len([line for line in said if "not in the roster" in line]) == 1


def test_all_were_refused(folder: Path) -> None:
    for name in EARNED:
        Path("results", f"{name}.json").write_text(refused(name).to_json())
    assert "results has no marks: none of its 4 submissions could be graded." in export("long", *ROSTER, status=2)[1]


@pytest.mark.parametrize(
    ("kind", "option"),
    [("long", ("--by", "email")), ("moodle", ("--excel", "comma")), ("junit", ("--overrule-excused",))],
)
def test_an_option_of_another_format(folder: Path, kind: str, option: tuple[str, ...]) -> None:
    assert f"--format {kind} does not use {option[0]}." in export(kind, *ROSTER, *option, status=2)[1]
