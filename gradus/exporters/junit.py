"""Reports as JUnit XML, for what shows tests in CI. Its format knows no scores: points are properties."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as xml

from gradus.core.report import CheckResult, ExerciseResult, Report
from gradus.core.text import one_line, printable

SKIPPED = ("not_started", "blocked")


def text(reports: Iterable[Report]) -> str:
    """All reports in one file: a suite for each exercise of each submission."""
    root = xml.Element("testsuites", name="gradus")
    for report in reports:
        for exercise in report.exercises:
            _suite(root, one_line(report.submission, 200), exercise)
    xml.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"


def _suite(root: xml.Element, submission: str, exercise: ExerciseResult) -> None:
    states = [_state(check) for check in exercise.checks]
    counts = {"tests": len(states), "failures": states.count("failure"), "errors": states.count("error")}
    counts["skipped"] = states.count("skipped")
    name = f"{submission}: {exercise.id}"
    suite = xml.SubElement(root, "testsuite", {"name": name, **{k: str(v) for k, v in counts.items()}, "time": "0"})
    _points(suite, exercise.score, exercise.max_score)
    for check, state in zip(exercise.checks, states, strict=True):
        case = xml.SubElement(suite, "testcase", classname=name, name=one_line(check.title, 200), time="0")
        _points(case, check.score, check.points)
        if state:
            said = one_line(check.diagnosis or check.help or check.status.replace("_", " "), 300)
            told = xml.SubElement(case, state, message=said)
            if state != "skipped":
                told.set("type", check.status)
            told.text = printable(check.message, 3000) or None


def _state(check: CheckResult) -> str:
    if check.status == "passed":
        return ""
    return "skipped" if check.status in SKIPPED else "error" if check.status == "error" else "failure"


def _points(parent: xml.Element, score: float, points: float) -> None:
    properties = xml.SubElement(parent, "properties")
    xml.SubElement(properties, "property", name="score", value=f"{score:g}")
    xml.SubElement(properties, "property", name="points", value=f"{points:g}")
