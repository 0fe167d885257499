"""Each way out of the marks, held by a golden file.

GRADUS_GOLDEN=write writes the golden files anew: look at what changed before you keep it.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from gradus.core import report as reports
from gradus.core import tables as sheet
from gradus.core.report import Report
from gradus.core.status import Status
from gradus.core.tables import TableError
from gradus.exporters.exporter import Bundle, Export, ExportError
from gradus.exporters.registry import exporters
from gradus.lessons.report import SCHEMA, AnswerResult, LessonReport, LessonResult
from gradus.scores import marks as marking
from gradus.scores import roster
from gradus.scores.marks import DueDates, Mark
from tests.conftest import ROOT, run_gradus

GOLDEN = ROOT / "tests" / "golden"
ADA = ROOT / "tests" / "golden_report.json"
TEMPLATE = (GOLDEN / "canvas-template.csv").read_text("utf-8")
ROSTER = (
    "login,id,student_id,last_name,first_name,email\n"
    "ada,1815,s1,Lovelace,Ada,ada@example.org\n"
    '@Eve,7,,"=Eve, the ""first""",Eve,eve@example.org\n'
    "zoe,9,s3,Müller,Zoë,zoe@example.org\n"
)
SUBMISSIONS = "login,commit,submitted\nada,0a1b2c,2026-11-20T10:00:00+01:00\n@eve,-1+1,2026-11-21T00:00:01Z\n"
DUE = datetime(2026, 11, 21, tzinfo=UTC)


def hostile(report: Report) -> Report:
    """A submission whose name and messages hold what programs take for orders."""
    exercises = tuple(
        replace(
            exercise,
            checks=tuple(
                replace(check, message="=1+1 <b>&\x1b[2J\x00 ]]>\n::error::\ud800", status=Status.ERROR)
                for check in part
            ),
        )
        for exercise in report.exercises
        for part in [exercise.checks]
    )
    return replace(report, submission="@Eve", exercises=exercises)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder of results: of ada, of @Eve, and of an account that nobody knows; and ada's lesson."""
    folder = tmp_path / "results"
    (folder / "lessons").mkdir(parents=True)
    shutil.copy(ADA, folder / "ada.json")
    report = reports.read(ADA)
    (folder / "@Eve.json").write_text(hostile(report).to_json())
    (folder / "who.json").write_text(replace(report, submission="=who").to_json())
    answers = (
        AnswerResult("square", "machine", "passed", 1.0, 1.0, ""),
        AnswerResult("why", "person", "ungraded", 2.0, 0.0, "A person reads this one."),
    )
    lesson = LessonReport(SCHEMA, "ada", (LessonResult("squares", 1.0, 3.0, answers),))
    (folder / "lessons" / "ada.json").write_text(lesson.to_json())
    for path in folder.rglob("*.json"):
        os.utime(path, (1795000000, 1795000000))
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "submissions.csv").write_text(SUBMISSIONS, "utf-8")
    return folder


@pytest.fixture
def lines(results: Path) -> list[Mark]:
    works = marking.read_scored(results)
    students = roster.read_roster(results.parent / "roster.csv")
    handed = roster.read_submissions(results.parent / "submissions.csv")
    return marking.make_marks(works, students, handed, DueDates(DUE))


def same(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("GRADUS_GOLDEN") == "write":
        path.write_text(text, "utf-8", newline="\n")
    assert text == path.read_bytes().decode("utf-8")


def one(kind: str, *given: Report, marks: Sequence[Mark] = (), environment: Mapping[str, str] | None = None) -> str:
    """What an exporter writes into its one file."""
    bundle = Bundle(given, marks, now=DUE, environment=environment or {})
    return exporters()[kind].export(bundle).files[""]


def fill(template: str, marks: Sequence[Mark], columns: Mapping[str, str]) -> Export:
    return exporters()["canvas"].export(Bundle(marks=marks, template=template, columns=columns))


def cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


def test_long(lines: list[Mark]) -> None:
    same("long.csv", one("long", marks=lines))


def test_moodle(lines: list[Mark]) -> None:
    same("moodle.csv", one("moodle", marks=lines))


def test_canvas(lines: list[Mark]) -> None:
    filled = fill(TEMPLATE, lines, {"warmup/power": "103", "total": "104"})
    same("canvas.csv", filled.files[""])
    assert tuple(filled.notes) == (
        "lessons/squares has no column in the template: left out.",
        "warmup/power is worth 2 points, and 5 in Canvas.",
    )


def test_gradescope() -> None:
    same("gradescope.json", one("gradescope", reports.read(ADA)))
    result = json.loads(one("gradescope", hostile(reports.read(ADA))))
    assert "\\x1b" in result["tests"][0]["output"] and "\x1b" not in result["tests"][0]["output"]
    assert sum(test["max_score"] for test in result["tests"]) == 6


RUNNER = {
    "CLASSROOM": "cs101",
    "ASSIGNMENT": "warmup",
    "SUBMISSION_TAG": "submit/2026-11-20T09-00-00Z",
    "COMMIT_URL": "https://github.com/school/warmup-ada/commit/0a1b2c",
    "RELEASE_URL": "https://github.com/school/warmup-ada/releases/tag/submit/2026-11-20T09-00-00Z",
}


def test_classroom50() -> None:
    same("classroom50.json", one("classroom50", reports.read(ADA), environment=RUNNER))
    with pytest.raises(ExportError, match="COMMIT_URL"):
        one("classroom50", reports.read(ADA), environment={k: v for k, v in RUNNER.items() if k != "COMMIT_URL"})
    result = json.loads(
        one("classroom50", hostile(reports.read(ADA)), environment=RUNNER | {"REVIEW_URL": "https://x"})
    )
    assert result["review"] == "https://x" and "\\x1b" not in str(result)


@pytest.mark.parametrize(
    ("points", "scores", "whole"),
    [
        ([1.0, 2.0], [1.0, 2.0], [1, 2]),
        ([0.5, 1.5], [0.5, 1.5], [1, 3]),
        ([0.5, 1.5], [0.5, 1.49], [1, 2]),
        ([0.1, 0.2], [0.1, 0.0], [1, 0]),
        ([1.0, 1.0], [0.999999, 1.0], [0, 1]),
        ([1 / 3, 2.0], [1 / 3, 2.0], [1, 6]),
        ([1 / 3, 1 / 7, 1 / 1000], [1 / 3, 0.0, 0.0009], [333, 0, 0]),
        ([1.0, 0.0], [1.0, 0.0], [1, 0]),
    ],
)
def test_classroom50_counts_in_whole_numbers(points: list[float], scores: list[float], whole: list[int]) -> None:
    report = reports.read(ADA)
    first = report.exercises[0]
    checks = tuple(
        replace(first.checks[0], points=p, score=s, status=Status.PASSED if s >= p else Status.FAILED)
        for p, s in zip(points, scores, strict=True)
    )
    changed = replace(report, exercises=(replace(first, checks=checks),))
    result = json.loads(one("classroom50", changed, environment=RUNNER))
    assert [test["score"] for test in result["tests"]] == whole
    assert result["score"] == sum(whole) and isinstance(result["score"], int)
    for test, full in zip(result["tests"], (s >= p for p, s in zip(points, scores, strict=True)), strict=True):
        assert (test["score"] == test["max-score"]) == test["passed"] == full
    assert (result["score"] == result["max-score"]) == all(s >= p for p, s in zip(points, scores, strict=True))


def test_classroom() -> None:
    text = one("classroom", reports.read(ADA))
    same("classroom.txt", text)
    assert text.splitlines()[1:] == [
        "::notice title=Autograding complete::Points 2/6",
        '::notice title=Autograding report::{"totalPoints":2,"maxPoints":6}',
    ]
    lines = one("classroom", hostile(replace(reports.read(ADA), score=2.5))).splitlines()
    assert len(lines) == 3 and lines[1].endswith("Points 2.5/6")
    result = json.loads(base64.b64decode(lines[0].removeprefix("result=")))
    assert result["status"] == "fail" and {test["status"] for test in result["tests"]} == {"error"}
    assert not [test for test in result["tests"] if "\x1b" in test["message"] or "\n::" in test["message"]]
    assert (
        json.loads(base64.b64decode(one("classroom", replace(reports.read(ADA), score=6.0)).splitlines()[0][7:]))[
            "status"
        ]
        == "pass"
    )


def test_junit() -> None:
    text = one("junit", reports.read(ADA), hostile(reports.read(ADA)))
    same("junit.xml", text)
    suites = ElementTree.fromstring(text).findall("testsuite")
    assert [suite.get("name") for suite in suites][::2] == ["ada: warmup/square", "@Eve: warmup/square"]
    assert sum(int(suite.get("tests", "")) for suite in suites) == len(
        list(ElementTree.fromstring(text).iter("testcase"))
    )


def test_no_cell_is_a_formula(lines: list[Mark]) -> None:
    made = [one("long", marks=lines), one("moodle", marks=lines), fill(TEMPLATE, lines, {}).files[""]]
    assert not [cell for text in made for cell in cells(text) if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert [cell for text in made for cell in cells(text) if cell.startswith("-")] == ["-0.5"]  # a number


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert sheet.cell(text).startswith("'")


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "1"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (1 / 3, "0.333333"), (None, ""), (100, "100")]
)
def test_numbers(number: float | None, text: str) -> None:
    assert sheet.cell(number).lstrip("-") == text


@pytest.mark.parametrize(
    ("change", "columns", "words"),
    [
        ({}, {"warmup/power": "999"}, "no column with the number 999"),
        ({}, {"warmup/cube": "103"}, "there are no marks for that"),
        ({}, {"warmup/power": "101"}, "two exercises would go to one column"),
        ({"Power (103)": "warmup/square (103)"}, {}, "2 columns called warmup/square"),
        ({"warmup/square (101)": "Square (101)", "Total (104)": "All (104)"}, {}, "no column of the template fits"),
        ({"Student,ID": "Name,Number"}, {}, "is no gradebook of Canvas"),
        ({"Group A,1": "Group A"}, {}, "row 3 has 9 cells, its first 10"),
        ({TEMPLATE: ""}, {}, "is no gradebook of Canvas"),
    ],
)
def test_templates_that_do_not_fit(
    lines: list[Mark], change: dict[str, str], columns: dict[str, str], words: str
) -> None:
    text = TEMPLATE
    for old, new in change.items():
        text = text.replace(old, new)
    with pytest.raises(TableError, match=words):
        fill(text, lines, columns)


def test_canvas_knows_somebody_twice_or_not_at_all(lines: list[Mark]) -> None:
    filled = fill(TEMPLATE.replace("s9", "s1").replace("eve@", "adam@"), lines, {})
    assert tuple(filled.notes[-2:]) == ("@Eve does not stand in the template.", "ada fits 2 lines of the template.")
    assert cells(filled.files[""]).count("1") == 1  # and nobody got ada's marks


def test_canvas_with_semicolons_and_a_byte_order_mark(lines: list[Mark]) -> None:
    template = TEMPLATE.replace('"Lovelace, Ada"', "Lovelace").replace('"=Eve, Eve"', "Eve")
    template = "\ufeff" + template.replace('"Nobody, Nora"', "Nora").replace('"Student, Test"', "Test")
    filled = fill(template.replace(",", ";"), lines, {})
    assert filled.files[""].startswith("Student;ID;SIS User ID;SIS Login ID;Section;warmup/square (101);Total (104)\n")


# The commands


def export(results: Path, *options: object, kind: str = "long") -> Any:
    return run_gradus("export", results.name, "--format", kind, "--out", "out", *options, cwd=results.parent)


def test_commands_write_the_same(results: Path) -> None:
    shutil.copy(GOLDEN / "canvas-template.csv", results.parent / "template.csv")
    who = ("--roster", "roster.csv", "--submissions", "submissions.csv", "--due", "2026-11-21T01:00:00+01:00")
    fit = ("--template", "template.csv", "--column", "warmup/power=103", "--column", "total=104")
    for kind, options, golden in (
        ("long", who, "long.csv"),
        ("moodle", who, "moodle.csv"),
        ("canvas", (*who, *fit), "canvas.csv"),
    ):
        done = export(results, *options, kind=kind)
        assert done.returncode == 0, done.stderr
        assert (results.parent / "out").read_text("utf-8") == (GOLDEN / golden).read_text("utf-8")
        assert "gradus: =who is not in the roster." in done.stderr
        assert "1 mark is not final" in done.stderr


def test_one_file_each_of_one_and_of_many(results: Path) -> None:
    done = run_gradus("export", results / "ada.json", "--format", "gradescope", "--out", "one.json", cwd=results.parent)
    assert done.returncode == 0, done.stderr
    same("gradescope.json", (results.parent / "one.json").read_text("utf-8"))
    done = run_gradus("export", results / "ada.json", "--format", "classroom", "--out", "c.txt", cwd=results.parent)
    assert done.returncode == 0, done.stderr
    same("classroom.txt", (results.parent / "c.txt").read_text("utf-8"))
    fifty = ("export", results / "ada.json", "--format", "classroom50", "--out", "result.json")
    done = run_gradus(*fifty, cwd=results.parent)
    assert done.returncode == 2 and "CLASSROOM is not set" in done.stderr
    assert run_gradus(*fifty, cwd=results.parent, **RUNNER).returncode == 0
    now = json.loads((results.parent / "result.json").read_text("utf-8"))
    golden = json.loads((GOLDEN / "classroom50.json").read_text("utf-8"))
    assert {**now, "datetime": ""} == {**golden, "datetime": ""}
    assert export(results, kind="gradescope").returncode == 0
    assert sorted(path.name for path in (results.parent / "out").iterdir()) == ["=who.json", "@Eve.json", "ada.json"]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("{", "it is not valid JSON"),
        ("[]", "is not a gradus.report/1 report"),
        ("{}", "is not a gradus.report/1 report"),
        (ADA.read_text("utf-8").replace("report/1", "report/9"), "its schema is gradus.core.report/9"),
        (ADA.read_text("utf-8"), "are reports of the same submission, ada"),
        (
            ADA.read_text("utf-8").replace('"ada"', '"bob"').replace('"points": 0.5', '"points": 1'),
            "were graded by different versions of warmup/square",
        ),
    ],
)
def test_a_broken_report_stops_everything(results: Path, broken: str, words: str) -> None:
    (results / "broken.json").write_text(broken)
    done = export(results)
    assert done.returncode == 2
    assert words in done.stderr and "Traceback" not in done.stderr
    assert not (results.parent / "out").exists()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("login,id\nada,1\n", "has no column student_id"),
        ("", "has no column login"),
        (ROSTER + "ADA,3,s4,L,A,a@x\n", "line 5: ADA stands there twice"),
        (ROSTER + "bob,3,s1,L,A,a@x\n", "line 5: the student_id s1 stands in line 2 too"),
        (ROSTER + "bob,3\n", "line 5: 2 cells under 6 columns"),
        (ROSTER + ",3,s4,L,A,a@x\n", "line 5: there is no login"),
        (ROSTER + '"bob,3,s4,L,A,a@x\n', "line 5: unexpected end of data"),
        (ROSTER.encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_bad_roster(results: Path, table: str | bytes, words: str) -> None:
    path = results.parent / "roster.csv"
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    with pytest.raises(TableError, match=words):
        roster.read_roster(path)
    done = export(results, "--roster", "roster.csv")
    assert (done.returncode, (results.parent / "out").exists()) == (2, False)


def test_a_roster_as_spreadsheets_save_it(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("\ufeff" + ROSTER.replace(",", ";").replace("\n", "\r\n") + "\r\n", "utf-8")
    assert list(roster.read_roster(tmp_path / "roster.csv")) == ["ada", "@eve", "zoe"]


@pytest.mark.parametrize("time", ["yesterday", "2026-11-20T10:00:00"])
def test_a_time_that_is_none(results: Path, time: str) -> None:
    (results.parent / "submissions.csv").write_text(f"login,commit,submitted\nada,1,{time}\n")
    done = export(results, "--submissions", "submissions.csv")
    assert done.returncode == 2
    assert "line 2" in done.stderr and "write it like" in done.stderr


def test_wrong_usage(results: Path) -> None:
    for options, kind, words in (
        ((), "moodle", "--format moodle needs --roster"),
        (("--roster", "roster.csv"), "canvas", "--template goes with --format canvas"),
        (("--roster", "roster.csv", "--template", "none.csv"), "canvas", "none.csv cannot be read"),
        (("--due", "warmup/cube=2026-11-20Z"), "long", "is no time"),
        (("--due", "warmup/cube=2026-11-20T00:00Z"), "long", "there are no marks for that"),
        (("--db", "nonsense"), "long", "no address of a database"),
        (("--db", "sqlite:///no/such/folder/x.db"), "long", "unable to open database file"),
    ):
        done = export(results, *options, kind=kind)
        assert done.returncode in (2, 3), done.stderr
        assert words in done.stderr and "Traceback" not in done.stderr
        assert not (results.parent / "out").exists()


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    for kind in ("long", "junit"):
        assert export(tmp_path / "results", kind=kind).returncode == 2


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("Ada-L", "ada-l"),
        ("ada@example.org", "ada@example.org"),
        ("=cmd|x", "cmd_x_f0a6fc9d"),
        ("../up", "up_8c722b8a"),
        ("-x", "x_a4209624"),
        ("é" * 300, "account_7250b666"),
    ],
)
def test_names_in_a_gradebook_are_plain(login: str, name: str) -> None:
    assert roster.account(login) == name
    assert roster.PLAIN.fullmatch(name)
