"""JUnit XML, for tools that show tests in CI. The format has no scores: points are properties."""

from xml.etree import ElementTree as ET

from gradus.core.report import ExerciseResult
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, Export, Exporter
from gradus.scores.protection import FLAG, WORDS, is_unprotected


def export(bundle: Bundle) -> Export:
    """One file for all reports, with a suite for each exercise of each submission."""
    root = ET.Element("testsuites", name="gradus")
    for report in bundle.reports:
        if report.refused:
            _add_refused(root, one_line(report.submission, 200), report.refused)
        for exercise in report.exercises:
            name = one_line(f"{report.submission[:200]}: {exercise.id}", 400)
            _add_suite(root, name, exercise, WORDS if is_unprotected(report) else "")
    ET.indent(root, " ")
    return Export({"": f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'})


def _add_refused(root: ET.Element, name: str, why: str) -> None:
    """A suite with one error: what could not be graded at all."""
    suite = ET.SubElement(root, "testsuite", name=name, tests="1", failures="0", errors="1", skipped="0", time="0")
    case = ET.SubElement(suite, "testcase", classname=name, name="Nothing could be graded", time="0")
    ET.SubElement(case, "error", message=one_line(why, 300), type="refused")


def _add_suite(root: ET.Element, name: str, exercise: ExerciseResult, unprotected: str) -> None:
    outcomes = [check.status.junit for check in exercise.checks]
    counts = {"tests": len(outcomes), "failures": outcomes.count("failure"), "errors": outcomes.count("error")}
    counts["skipped"] = outcomes.count("skipped")
    suite = ET.SubElement(root, "testsuite", {"name": name, **{k: str(v) for k, v in counts.items()}, "time": "0"})
    properties = _add_points(suite, exercise.score, exercise.max_score)
    if unprotected:
        ET.SubElement(properties, "property", name=FLAG, value=unprotected)
    for check, outcome in zip(exercise.checks, outcomes, strict=True):
        case = ET.SubElement(suite, "testcase", classname=name, name=one_line(check.title, 200), time="0")
        _add_points(case, check.score, check.points)
        if outcome:
            advice = one_line(check.advice or check.status.replace("_", " "), 300)
            element = ET.SubElement(case, outcome, message=advice)
            if outcome != "skipped":
                element.set("type", check.status)
            element.text = printable(check.facts, 4000) or None


def _add_points(parent: ET.Element, score: float, points: float) -> ET.Element:
    properties = ET.SubElement(parent, "properties")
    ET.SubElement(properties, "property", name="score", value=f"{score:g}")
    ET.SubElement(properties, "property", name="points", value=f"{points:g}")
    return properties


EXPORTER = Exporter("junit", export, tells_unprotected=True)
