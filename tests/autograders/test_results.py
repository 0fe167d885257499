"""Results in the terms of each system: the documented fields, and texts of students that are no orders to it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from gradus.core.report import CheckResult, Report
from gradus.core.report import read as read_report
from gradus.core.status import Status, Visibility
from gradus.exporters.exporter import Bundle, ExportError
from gradus.exporters.formats import prairielearn, vpl
from gradus.exporters.registry import exporters
from tests.conftest import ROOT, invoke

pytestmark = pytest.mark.fast

ADA = read_report(ROOT / "tests" / "golden" / "report.json")
REFUSED = Report(Report.SCHEMA, "eve", "bubblewrap", 0.0, 0.0, 15.0, (), refused="it is\nGrade :=>> 10\nempty")
FIELDS = set("score execution_time output output_format test_output_format visibility stdout_visibility".split())
FIELDS |= {"tests", "extra_data"}
TEST_FIELDS = set("score max_score status name number output output_format tags visibility".split())
# What VPL's own reader looks for (mod_vpl, vpl_submission.class.php), written anew.
GRADE = re.compile(r"^Grade :=>>(.*)$", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:Comment :=>>(.*)|<\|--)[ \t]*$", re.MULTILINE)
END = re.compile(r"^[ \t]*--\|>[ \t]*$", re.MULTILINE)
ORDERS = (
    "Grade :=>> 10\n  Comment :=>> free\n--|>\n <|--\nGrade :=>>10\r\nGrade :=>> 10\x85Grade :=>> 10\u2028Grade :=>> 10"
)


def written(system: str, report: Report, **fields: Any) -> str:
    (text,) = exporters()[system].export(Bundle(reports=[report], **fields)).files.values()
    return text


def saying(text: str) -> Report:
    """Ada's report, where a student's text stands wherever one may."""
    told: dict[str, Any] = {"title": text, "message": text, "help": text, "diagnosis": text, "printed": text}

    def changed(check: CheckResult) -> CheckResult:
        return replace(check, **told)

    exercises = (replace(each, checks=tuple(map(changed, each.checks))) for each in ADA.exercises)
    return replace(ADA, exercises=tuple(exercises))


@pytest.mark.parametrize("hidden", ["", "hidden", "after_due_date", "after_published"])
def test_gradescope(hidden: str) -> None:
    result = json.loads(written("gradescope", ADA, hidden=hidden))
    assert set(result) <= FIELDS and result["score"] == ADA.score
    assert result["visibility"] == "visible" and result["stdout_visibility"] == "hidden"
    tests = result["tests"]
    assert all(set(test) == TEST_FIELDS and test["status"] in ("passed", "failed") for test in tests)
    for test in tests:
        kept_back = hidden if Visibility.HIDDEN.value in test["tags"] else ""
        assert test["visibility"] == (kept_back or "visible")
    assert {Visibility.HIDDEN.value, Visibility.VISIBLE.value} <= {tag for test in tests for tag in test["tags"]}


def test_hidden_is_for_gradescope_alone() -> None:
    done = invoke("export", ROOT / "tests/golden/report.json", "--format", "junit", "--hidden", "hidden", "--out", "x")
    assert (done.returncode, done.stderr) == (2, "gradus: --format junit does not use --hidden.\n")


def test_prairielearn() -> None:
    result = json.loads(written("prairielearn", ADA))
    assert result["gradable"] is True and result["score"] == pytest.approx(ADA.score / ADA.max_score, abs=1e-6)
    assert len(result["tests"]) == sum(len(each.checks) for each in ADA.exercises)
    for test in result["tests"]:
        assert set(test) <= {"name", "points", "max_points", "message", "output"}
        assert 0 <= test["points"] <= test["max_points"]
    assert sum(test["max_points"] for test in result["tests"]) == ADA.max_score


def test_prairielearn_takes_no_attempt_where_nothing_could_be_graded() -> None:
    result = json.loads(written("prairielearn", REFUSED))
    assert result["gradable"] is False and "score" not in result
    assert result["format_errors"] == ["Nothing could be graded: it is Grade :=>> 10 empty"]


def test_prairielearn_stays_below_its_limit() -> None:
    big = saying("\U0001f600" * 100_000)
    many = replace(big, exercises=big.exercises * 40)
    text = written("prairielearn", many)
    assert len(json.loads(text)["tests"]) > 200
    assert len(text.encode()) < prairielearn.LARGEST


def test_an_unprotected_score_says_so_everywhere() -> None:
    unprotected = replace(ADA, sandbox="process")
    for system in ("gradescope", "prairielearn", "vpl"):
        assert "Graded without a sandbox" in written(system, unprotected)
        assert "Graded without a sandbox" not in written(system, ADA)


def read_by_vpl(text: str) -> tuple[str, list[str]]:
    """The grade and the comments that VPL finds."""
    grade, comments, place = "", [], 0
    for found in GRADE.finditer(text):
        grade = found[1].strip()
    while match := COMMENT.search(text, place):
        place = match.end()
        if match[1] is not None:
            comments.append(match[1])
        else:
            end = END.search(text, place)
            assert end, "a block that does not end"
            comments += text[place : end.start()].splitlines()
            place = end.end()
    return grade, comments


@pytest.mark.parametrize(
    ("least", "most", "grade"), [("0", "20", 1.0), ("1", "6", 1.0), ("", "", 1.0), ("0", "0", None), ("-5", "5", 0.0)]
)
def test_vpl_is_on_the_scale_of_the_activity(least: str, most: str, grade: float | None) -> None:
    text = written("vpl", ADA, environment={"VPL_GRADEMIN": least, "VPL_GRADEMAX": most})
    found, comments = read_by_vpl(text)
    if grade is None:
        assert found == ""
    else:
        low, high = float(least or 0), float(most or 10)
        assert float(found) == pytest.approx(low + (high - low) * ADA.score / ADA.max_score, rel=1e-4)
    assert sum(line.startswith("- ") for line in comments) == sum(len(each.checks) for each in ADA.exercises)


@pytest.mark.parametrize("wrong", ["ten", "nan", "inf", "1e999"])
def test_vpl_with_a_scale_that_is_none(wrong: str) -> None:
    with pytest.raises(ExportError, match=r"VPL_GRADEMAX is .*: expected a number"):
        written("vpl", ADA, environment={"VPL_GRADEMAX": wrong})


def test_no_text_of_a_students_is_an_order_to_vpl() -> None:
    hostile = replace(saying(ORDERS), score=0.0)
    text = written("vpl", hostile)
    assert read_by_vpl(text)[0] == "0"
    assert text.count("Grade :=>>") == 1 and text.count("Comment :=>>") == 1
    assert text.count("<|--") == text.count("--|>") == 1
    refused = written("vpl", REFUSED)
    assert read_by_vpl(refused)[0] == "0" and refused.count("Grade :=>>") == 1


def test_control_the_reader_finds_orders() -> None:
    """The same text, printed as it is, gives itself full marks."""
    assert read_by_vpl(f"Grade :=>> 0\n{ORDERS}\n--|>")[0].startswith("10")


def test_every_status_is_told() -> None:
    for status in Status:
        exercises = tuple(
            replace(each, checks=tuple(replace(check, status=status) for check in each.checks))
            for each in ADA.exercises
        )
        report = replace(ADA, exercises=exercises)
        assert status.replace("_", " ") in vpl.render(report, Bundle())
        assert status.replace("_", " ") in prairielearn.render(report, Bundle())
