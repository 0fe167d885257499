"""Each export format against its golden file, and every format against broken input.

GRADUS_GOLDEN=write updates the golden files: review the diff before you commit it.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from gradus.cli import main
from gradus.core.report import Report
from gradus.core.report import read as read_report
from gradus.core.status import Status
from gradus.core.tables import TableError, cell
from gradus.exporters import formats, registry
from gradus.exporters.exporter import Bundle, Export, Exporter, ExportError
from gradus.exporters.registry import exporters
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport, LessonResult
from gradus.scores.absent import complete
from gradus.scores.marks import ClassResults, DueDates, Mark, read_scored
from gradus.scores.roster import PLAIN, gradebook_id, read_roster, read_submissions
from tests.conftest import ROOT, run_gradus

pytestmark = pytest.mark.fast

GOLDEN = ROOT / "tests" / "golden"
ADA = ROOT / "tests" / "golden" / "report.json"
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
    """A submission with control sequences, markup and formulas in its name and messages."""
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
    """A folder of results: of ada, @Eve, and an account that is not in the roster; and ada's lesson."""
    folder = tmp_path / "results"
    (folder / "lessons").mkdir(parents=True)
    shutil.copy(ADA, folder / "ada.json")
    report = read_report(ADA)
    (folder / "@Eve.json").write_text(hostile(report).to_json())
    (folder / "who.json").write_text(replace(report, submission="=who").to_json())
    answers = (
        AnswerResult("square", GradedBy.MACHINE, AnswerStatus.PASSED, 1.0, 1.0, ""),
        AnswerResult("why", GradedBy.PERSON, AnswerStatus.UNGRADED, 2.0, 0.0, "A person reads this one."),
    )
    lesson = LessonReport(LessonReport.SCHEMA, "ada", (LessonResult("squares", 1.0, 3.0, answers),))
    (folder / "lessons" / "ada.json").write_text(lesson.to_json())
    for path in folder.rglob("*.json"):
        os.utime(path, (1795000000, 1795000000))
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "submissions.csv").write_text(SUBMISSIONS, "utf-8")
    return folder


@pytest.fixture
def marks(results: Path) -> list[Mark]:
    students = read_roster(results.parent / "roster.csv")
    submissions = read_submissions(results.parent / "submissions.csv")
    return complete(
        ClassResults(read_scored(results), students, submissions, DueDates(DUE)).marks(), students, zero=False
    )


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


def test_long(marks: list[Mark]) -> None:
    same("long.csv", one("long", marks=marks))


def test_moodle(marks: list[Mark]) -> None:
    same("moodle.csv", one("moodle", marks=marks))


def test_canvas(marks: list[Mark]) -> None:
    filled = fill(TEMPLATE, marks, {"warmup/power": "103", "total": "104"})
    same("canvas.csv", filled.files[""])
    assert tuple(filled.notes) == (
        "lessons/squares has no column in the template: left out.",
        "warmup/power is worth 2 points, and 5 in Canvas.",
        "zoe is not in the template.",
    )


def test_gradescope() -> None:
    same("gradescope.json", one("gradescope", read_report(ADA)))
    result = json.loads(one("gradescope", hostile(read_report(ADA))))
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
    same("classroom50.json", one("classroom50", read_report(ADA), environment=RUNNER))
    with pytest.raises(ExportError, match="COMMIT_URL"):
        one("classroom50", read_report(ADA), environment={k: v for k, v in RUNNER.items() if k != "COMMIT_URL"})
    result = json.loads(one("classroom50", hostile(read_report(ADA)), environment=RUNNER | {"REVIEW_URL": "https://x"}))
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
    report = read_report(ADA)
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
    text = one("classroom", read_report(ADA))
    same("classroom.txt", text)
    assert text.splitlines()[1:] == [
        "::notice title=Autograding complete::Points 2/6",
        '::notice title=Autograding report::{"totalPoints":2,"maxPoints":6}',
    ]
    lines = one("classroom", hostile(replace(read_report(ADA), score=2.5))).splitlines()
    assert len(lines) == 3 and lines[1].endswith("Points 2.5/6")
    result = json.loads(base64.b64decode(lines[0].removeprefix("result=")))
    assert result["status"] == "fail" and {test["status"] for test in result["tests"]} == {"error"}
    assert not [test for test in result["tests"] if "\x1b" in test["message"] or "\n::" in test["message"]]
    assert (
        json.loads(base64.b64decode(one("classroom", replace(read_report(ADA), score=6.0)).splitlines()[0][7:]))[
            "status"
        ]
        == "pass"
    )


def test_junit() -> None:
    text = one("junit", read_report(ADA), hostile(read_report(ADA)))
    same("junit.xml", text)
    suites = ElementTree.fromstring(text).findall("testsuite")
    assert [suite.get("name") for suite in suites][::2] == ["ada: warmup/square", "@Eve: warmup/square"]
    assert sum(int(suite.get("tests", "")) for suite in suites) == len(
        list(ElementTree.fromstring(text).iter("testcase"))
    )


def test_no_cell_is_a_formula(marks: list[Mark]) -> None:
    texts = [one("long", marks=marks), one("moodle", marks=marks), fill(TEMPLATE, marks, {}).files[""]]
    assert not [cell for text in texts for cell in cells(text) if cell.startswith(("=", "+", "@", "\t", "\r"))]
    assert [cell for text in texts for cell in cells(text) if cell.startswith("-")] == ["-0.5"]  # a number


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
def test_a_formula_becomes_text(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "1"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (1 / 3, "0.333333"), (None, ""), (100, "100")]
)
def test_numbers(number: float | None, text: str) -> None:
    assert cell(number).lstrip("-") == text


@pytest.mark.parametrize(
    ("change", "columns", "words"),
    [
        ({}, {"warmup/power": "999"}, "no column has that number"),
        ({}, {"warmup/cube": "103"}, "there are no marks for that"),
        ({}, {"warmup/power": "101"}, "two exercises have the same column"),
        ({"Power (103)": "warmup/square (103)"}, {}, "2 columns have the title warmup/square"),
        ({"warmup/square (101)": "Square (101)", "Total (104)": "All (104)"}, {}, "no column matches an exercise"),
        ({"Student,ID": "Name,Number"}, {}, "is not a gradebook of Canvas"),
        ({",55": ",55,x"}, {}, "row 3 has 11 cells, expected 10"),
        ({TEMPLATE: ""}, {}, "is not a gradebook of Canvas"),
    ],
)
def test_templates_that_do_not_fit(
    marks: list[Mark], change: dict[str, str], columns: dict[str, str], words: str
) -> None:
    text = TEMPLATE
    for old, new in change.items():
        text = text.replace(old, new)
    with pytest.raises(TableError, match=words):
        fill(text, marks, columns)


def test_students_that_canvas_has_twice_or_not_at_all(marks: list[Mark]) -> None:
    filled = fill(TEMPLATE.replace("s9", "s1").replace("eve@", "adam@"), marks, {})
    assert sorted(filled.notes[-3:]) == [
        "@Eve is not in the template.",
        "ada matches 2 rows of the template.",
        "zoe is not in the template.",
    ]
    assert cells(filled.files[""]).count("1") == 1  # and nobody got ada's marks


def test_canvas_with_semicolons_and_a_byte_order_mark(marks: list[Mark]) -> None:
    template = TEMPLATE.replace('"Lovelace, Ada"', "Lovelace").replace('"=Eve, Eve"', "Eve")
    template = "\ufeff" + template.replace('"Nobody, Nora"', "Nora").replace('"Student, Test"', "Test")
    filled = fill(template.replace(",", ";"), marks, {})
    assert filled.files[""].startswith("Student;ID;SIS User ID;SIS Login ID;Section;warmup/square (101);Total (104)\n")


# The command: in process, and twice as a subprocess


class Command:
    """Runs `gradus` in a folder, and asserts its exit status."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        self.out = folder / "out"

    def __call__(self, *arguments: object, status: int = 0, environment: Mapping[str, str] | None = None) -> Result:
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)
        assert isinstance(result.exception, SystemExit | None), result.exc_info
        assert result.exit_code == status, result.output
        assert status == 0 or not self.out.exists()
        return result

    def export(self, *options: object, kind: str = "long", status: int = 0) -> Result:
        return self("export", "results", "--format", kind, "--out", "out", *options, status=status, environment=RUNNER)


@pytest.fixture
def gradus(results: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(results.parent, monkeypatch)


KNOWN = ("--roster", "roster.csv", "--submissions", "submissions.csv", "--due", "2026-11-21T01:00:00+01:00")
CANVAS = ("--template", "template.csv", "--column", "warmup/power=103", "--column", "total=104")


@pytest.mark.parametrize(("kind", "options"), [("long", KNOWN), ("moodle", KNOWN), ("canvas", (*KNOWN, *CANVAS))])
def test_the_command_writes_the_same(results: Path, gradus: Command, kind: str, options: tuple[str, ...]) -> None:
    shutil.copy(GOLDEN / "canvas-template.csv", results.parent / "template.csv")
    result = gradus.export(*options, kind=kind)
    assert gradus.out.read_text("utf-8") == (GOLDEN / f"{kind}.csv").read_text("utf-8")
    assert "gradus: =who is not in the roster." in result.stderr
    assert "1 mark is not final" in result.stderr


def test_the_command_as_users_run_it(results: Path) -> None:
    export = ("export", "results", "--format", "long", "--out")
    process = run_gradus(*export, "out", *KNOWN, cwd=results.parent)
    assert process.returncode == 0, process.stderr
    assert (results.parent / "out").read_text("utf-8") == (GOLDEN / "long.csv").read_text("utf-8")
    process = run_gradus(*export, "no", "--roster", "no.csv", cwd=results.parent)
    assert (process.returncode, process.stderr) == (2, "gradus: no.csv cannot be read: No such file or directory.\n")


def test_one_file_each_of_one_and_of_many(gradus: Command) -> None:
    for kind, golden in (("gradescope", "gradescope.json"), ("classroom", "classroom.txt")):
        gradus("export", "results/ada.json", "--format", kind, "--out", "one")
        same(golden, Path("one").read_text("utf-8"))
    fifty = ("export", "results/ada.json", "--format", "classroom50", "--out", "result.json")
    assert "CLASSROOM is not set" in gradus(*fifty, status=2).stderr
    gradus(*fifty, environment=RUNNER)
    written = json.loads(Path("result.json").read_text("utf-8"))
    golden_result = json.loads((GOLDEN / "classroom50.json").read_text("utf-8"))
    assert {**written, "datetime": ""} == {**golden_result, "datetime": ""}
    gradus.export(kind="gradescope")
    assert sorted(path.name for path in gradus.out.iterdir()) == ["=who.json", "@Eve.json", "ada.json"]


def test_a_file_outside_the_folder(results: Path, gradus: Command) -> None:
    report = replace(read_report(ADA), submission="../up")
    (results / "up.json").write_text(report.to_json())
    result = gradus.export(kind="gradescope", status=2)
    assert result.stderr == (
        "gradus: results/up.json cannot be used: report.submission ../up: expected the name of a folder\n"
    )


# Broken files: the message names the file, the key and what was expected, for every format.

REPORT: dict[str, tuple[str, str, str]] = {
    "a string for a number": ('"score": 2.0', '"score": "6"', "report.score: expected a number, found a string"),
    "a word for a score": ('"score": 0.5', '"score": "full"', "report.exercises[0].checks[1].score: expected a number"),
    "NaN": ('"score": 2.0', '"score": NaN', "a number is not finite"),
    "an infinity": ('"seconds": 0.0', '"seconds": 1e999', "a number is not finite"),
    "a score above its points": ('"score": 2.0', '"score": 7.0', "report.score: expected a number from 0 to 6"),
    "a negative score": ('"score": 0.5', '"score": -0.5', "checks[1].score: expected a number from 0 to 0.5"),
    "points beyond all bounds": ('"score": 2.0', '"score": 1e308', "report.score: expected a number from 0 to 6"),
    "an unknown status": ('"status": "passed"', '"status": "fine"', "checks[1].status: expected one of passed, failed"),
    "a misspelled key": ('"exercises"', '"exercices"', "unknown key exercices: did you mean exercises?"),
    "a missing key": ('"sandbox": "bubblewrap",', "", "report has no sandbox"),
    "another schema": ("report/1", "report/9", "its schema is not gradus.report/1"),
    "another type": ("", "[]", "report: expected a table, found a list"),
    "half a report": ('"schema": "gradus.report/1",', "", "report has no schema"),
    "no JSON": ("", "{", "it is not valid JSON"),
    "another submission's": ("", ADA.read_text("utf-8"), "are reports of the same submission, ada"),
}
OPTIONS = {"moodle": KNOWN, "canvas": (*KNOWN, *CANVAS)}


@pytest.mark.parametrize("problem", REPORT)
@pytest.mark.parametrize("kind", exporters())
def test_a_broken_report_stops_every_format(results: Path, gradus: Command, kind: str, problem: str) -> None:
    old, new, message = REPORT[problem]
    shutil.copy(GOLDEN / "canvas-template.csv", results.parent / "template.csv")
    text = ADA.read_text("utf-8").replace('"ada"', '"bob"')
    assert old in text
    (results / "bob.json").write_text(text.replace(old, new, 1) if old else new)
    result = gradus.export(*OPTIONS.get(kind, ()), kind=kind, status=2)
    assert message in result.stderr and "bob.json" in result.stderr


@pytest.mark.parametrize("kind", exporters())
def test_what_is_no_report_is_left_out(results: Path, gradus: Command, kind: str) -> None:
    shutil.copy(GOLDEN / "canvas-template.csv", results.parent / "template.csv")
    before = gradus.export(*OPTIONS.get(kind, ()), kind=kind).stderr
    shutil.rmtree(gradus.out) if gradus.out.is_dir() else gradus.out.unlink()
    (results / "package.json").write_text('{"name": "x"}')
    (results / "scores.json").write_text('[{"submission": "ada", "score": 2}]')
    (results / "by_hand.json").write_text('{"schema": "gradus.by_hand/1"}')
    (results / "._ada.json").write_bytes(b"\0\5\x16\7")
    after = gradus.export(*OPTIONS.get(kind, ()), kind=kind).stderr
    stray = [line for line in after.splitlines() if line not in before]
    assert [line.replace(os.sep, "/") for line in stray] == [
        f"gradus: results/{name}.json is not a report: left out." for name in ("package", "scores")
    ]


def test_what_is_called_like_a_student_is_never_left_out(results: Path, gradus: Command) -> None:
    (results / "ZOE.json").write_text('{"name": "x"}')
    message = gradus.export("--roster", "roster.csv", status=2).stderr
    assert "ZOE.json cannot be used: report has an unknown key name" in message


LESSONS: dict[str, tuple[str, str, str]] = {
    "a string for a number": ('"points": 2.0', '"points": "2"', "lessons[0].answers[1].points: expected a number"),
    "NaN": ('"points": 2.0', '"points": NaN', "a number is not finite"),
    "a score above its points": ('"score": 1.0', '"score": 4.0', "report.lessons[0].score: expected a number from 0"),
    "an unknown status": ('"ungraded"', '"unread"', "answers[1].status: expected one of passed, failed, not_started"),
    "an unknown grader": ('"person"', '"nobody"', "answers[1].by: expected one of machine, person"),
    "a misspelled key": ('"answers"', '"answer"', "unknown key answer: did you mean answers?"),
    "another schema": ("lessons/1", "lessons/2", "its schema is not gradus.lessons/1"),
    "no JSON": ("", "<<<<<<< HEAD", "it is not valid JSON"),
}
MARKS = [kind for kind, exporter in exporters().items() if exporter.of_marks]


@pytest.mark.parametrize("problem", LESSONS)
@pytest.mark.parametrize("command", [*MARKS, "gradebook"])
def test_a_broken_report_of_lessons(results: Path, gradus: Command, command: str, problem: str) -> None:
    old, new, message = LESSONS[problem]
    shutil.copy(GOLDEN / "canvas-template.csv", results.parent / "template.csv")
    path = results / "lessons" / "ada.json"
    path.write_text(path.read_text().replace(old, new, 1) if old else new)
    if command == "gradebook":
        result = gradus("gradebook", "results", "--roster", "roster.csv", "--folder", "out", status=2)
    else:
        result = gradus.export(*OPTIONS.get(command, ()), kind=command, status=2)
    assert message in result.stderr and str(path.relative_to(results.parent)) in result.stderr


def test_two_versions_of_a_grader(results: Path, gradus: Command) -> None:
    text = ADA.read_text("utf-8").replace('"ada"', '"bob"').replace('"points": 0.5', '"points": 1')
    (results / "bob.json").write_text(text)
    assert "were graded by different versions of warmup/square" in gradus.export(status=2).stderr


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("account,id\nada,1\n", "has no column login: its first line names account, id."),
        ("", "has no column login: it is empty."),
        (ROSTER + "ADA,3,s4,L,A,a@x\n", "line 5: duplicate login ADA, see line 2"),
        (ROSTER + "bob,3,s1,L,A,a@x\n", "line 5: duplicate student_id s1, see line 2"),
        (ROSTER + "bob,3,s4,L,A,a@x,more\n", "line 5: 7 cells under 6 columns"),
        (ROSTER + "bob,1.23E+05\n", "line 5: id 1.23E+05: a spreadsheet made a number of it"),
        ("login,Login\nada,1\n", "line 1: 2 columns are called login"),
        (ROSTER + ",3,s4,L,A,a@x\n", "line 5: the login is empty"),
        (ROSTER + '"bob,3,s4,L,A,a@x\n', "line 5: unexpected end of data"),
        (ROSTER.encode() + b"\0", "is not UTF-8"),
        (b"PK\x03\x04" + bytes(99), "is a spreadsheet's own file: save the sheet as “CSV UTF-8”"),
    ],
)
def test_a_broken_roster(results: Path, gradus: Command, table: str | bytes, message: str) -> None:
    (results.parent / "roster.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    for result in (
        gradus.export("--roster", "roster.csv", status=2),
        gradus("gradebook", "results", "--roster", "roster.csv", "--folder", "out", status=2),
    ):
        assert message in result.stderr and "roster.csv" in result.stderr


def test_a_roster_as_spreadsheets_save_it(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("\ufeff" + ROSTER.replace(",", ";").replace("\n", "\r\n") + "\r\n", "utf-8")
    assert list(read_roster(tmp_path / "roster.csv")) == ["ada", "@eve", "zoe"]


@pytest.mark.parametrize("time", ["yesterday", "2026-11-20T10:00:00", "0001-01-01T00:00:00+10:00"])
def test_an_invalid_time(results: Path, gradus: Command, time: str) -> None:
    (results.parent / "submissions.csv").write_text(f"login,commit,submitted\nada,1,{time}\n")
    result = gradus.export("--submissions", "submissions.csv", status=2)
    assert "submissions.csv, line 2, column submitted: " in result.stderr and "write it like" in result.stderr


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ((), "moodle", "--format moodle needs --roster"),
        (("--roster", "roster.csv"), "canvas", "--format canvas needs --template"),
        (("--roster", "roster.csv", "--template", "no.csv"), "canvas", "no.csv cannot be read"),
        (("--roster", "roster.csv", "--template", "results"), "canvas", "results cannot be read"),
        (("--roster", "roster.csv", "--template", "quote.csv"), "canvas", "quote.csv: line 1: unexpected end of data"),
        (("--roster", "roster.csv", "--template", "roster.csv"), "canvas", "roster.csv: this is not a gradebook of"),
        (("--due", "warmup/cube=2026-11-20Z"), "long", "is not a time"),
        (("--due", "warmup/cube=2026-11-20T00:00Z"), "long", "there are no marks for that"),
        (("--template", "roster.csv"), "long", "--format long does not use --template"),
        ((), "pdf", "'pdf' is not one of 'canvas', 'classroom'"),
    ],
)
def test_wrong_usage(results: Path, gradus: Command, options: tuple[str, ...], kind: str, message: str) -> None:
    (results.parent / "quote.csv").write_text('"Student,ID\n')
    assert message in gradus.export(*options, kind=kind, status=2).stderr


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "database URL is invalid (--db"),
        ("sqlite:///no/such/folder/x.db", "unable to open database file"),
        ("sqlite:///roster.csv", "file is not a database"),
    ],
)
def test_a_broken_gradebook(gradus: Command, url: str, message: str) -> None:
    assert message in gradus.export("--db", url, status=3).stderr


@pytest.mark.parametrize("kind", ["long", "junit"])
def test_an_empty_folder(results: Path, gradus: Command, kind: str) -> None:
    shutil.rmtree(results)
    results.mkdir()
    assert "results has no reports" in gradus.export(kind=kind, status=2).stderr


# The registry: adding a format is adding its file.

PLUGIN = """
from gradus.exporters.exporter import Export, Exporter

EXPORTER = Exporter("names", lambda bundle: Export({"": "".join(f"{r.submission}\\n" for r in bundle.reports)}))
"""


@pytest.fixture
def fresh_registry() -> Iterator[None]:
    exporters.cache_clear()
    yield
    exporters.cache_clear()


@pytest.fixture
def add_format(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, fresh_registry: None
) -> Callable[[str], None]:
    """Add a module to the formats."""

    def add(text: str) -> None:
        folder = tmp_path_factory.mktemp("formats")
        (folder / "names.py").write_text(text)
        monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(folder)])
        monkeypatch.delitem(sys.modules, f"{formats.__name__}.names", raising=False)

    return add


def test_a_module_is_a_format(gradus: Command, add_format: Callable[[str], None]) -> None:
    add_format(PLUGIN)
    assert "|names]" in "".join(gradus("export", "--help").output.split())
    gradus.export(kind="names")
    assert gradus.out.read_text() == "@Eve\nada\n=who\n"


def test_two_formats_of_one_name(gradus: Command, add_format: Callable[[str], None]) -> None:
    add_format(PLUGIN.replace('"names"', '"junit"'))
    assert "is called junit, as another format is" in gradus.export(kind="junit", status=3).stderr
    assert "Write the marks in RESULTS" in gradus("--help").output  # the other commands go on


@pytest.fixture
def add_entry_point(monkeypatch: pytest.MonkeyPatch, fresh_registry: None) -> Callable[[str], None]:
    """Install an entry point, as another distribution would."""

    def add(value: str) -> None:
        entry = EntryPoint("theirs", value, registry.GROUP)
        monkeypatch.setattr(registry, "entry_points", lambda group: [entry] if group == registry.GROUP else [])

    return add


THEIRS = Exporter("theirs", lambda bundle: Export({"": f"{len(bundle.reports)} reports\n"}))
CLASHING = replace(THEIRS, name="long")


def test_an_entry_point_is_a_format(gradus: Command, add_entry_point: Callable[[str], None]) -> None:
    add_entry_point(f"{__name__}:THEIRS")
    gradus.export(kind="theirs")
    assert gradus.out.read_text() == "3 reports\n"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no.such.module:EXPORTER", "(gradus.exporters) cannot be loaded: ModuleNotFoundError: No module named 'no'"),
        (f"{__name__}:NOTHING", "(gradus.exporters) cannot be loaded: AttributeError"),
        (f"{__name__}:KNOWN", "(gradus.exporters) is a tuple: expected an Exporter"),
        (f"{__name__}:CLASHING", "is called long, as another format is"),
    ],
)
def test_a_broken_entry_point(
    gradus: Command, add_entry_point: Callable[[str], None], value: str, message: str
) -> None:
    add_entry_point(value)
    result = gradus.export(status=3)
    assert message in result.stderr and f"the entry point theirs = {value}" in result.stderr
    assert message in gradus("export", "--help", status=3).stderr


def test_the_page_lists_the_formats() -> None:
    page = (ROOT / "docs" / "gradebook.md").read_text("utf-8")
    _, _, table = page.partition("| format | what it is |\n")
    listed = re.findall(r"^\| `(\w+)` \|", table.partition("\n\n")[0], re.MULTILINE)
    assert sorted(listed) == sorted(exporters())


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
    assert gradebook_id(login) == name
    assert PLAIN.fullmatch(name)
