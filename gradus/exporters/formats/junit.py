"""Reports as JUnit XML, for what shows tests in CI. Its format knows no scores: points are properties."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from gradus.core.report import ExerciseResult
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, Export, Exporter


def export(bundle: Bundle) -> Export:
    """All reports in one file: a suite for each exercise of each submission."""
    root = ET.Element("testsuites", name="gradus")
    for report in bundle.reports:
        for exercise in report.exercises:
            _suite(root, one_line(report.submission, 200), exercise)
    ET.indent(root, " ")
    return Export({"": f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'})


def _suite(root: ET.Element, submission: str, exercise: ExerciseResult) -> None:
    states = [check.status.junit for check in exercise.checks]
    counts = {"tests": len(states), "failures": states.count("failure"), "errors": states.count("error")}
    counts["skipped"] = states.count("skipped")
    name = f"{submission}: {exercise.id}"
    suite = ET.SubElement(root, "testsuite", {"name": name, **{k: str(v) for k, v in counts.items()}, "time": "0"})
    _points(suite, exercise.score, exercise.max_score)
    for check, state in zip(exercise.checks, states, strict=True):
        case = ET.SubElement(suite, "testcase", classname=name, name=one_line(check.title, 200), time="0")
        _points(case, check.score, check.points)
        if state:
            said = one_line(check.advice or check.status.replace("_", " "), 300)
            told = ET.SubElement(case, state, message=said)
            if state != "skipped":
                told.set("type", check.status)
            told.text = printable(check.message, 3000) or None


def _points(parent: ET.Element, score: float, points: float) -> None:
    properties = ET.SubElement(parent, "properties")
    ET.SubElement(properties, "property", name="score", value=f"{score:g}")
    ET.SubElement(properties, "property", name="points", value=f"{points:g}")


EXPORTER = Exporter("junit", "JUnit XML, all reports in one file", export)
