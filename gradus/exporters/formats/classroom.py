"""A report as the graders of GitHub Classroom gave it: the service is gone, others still read the form.

Three lines: the `result` of a grader's step (JSON in base64), and the two notices of its reporter.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from gradus.core.report import CheckResult, Report
from gradus.core.status import Status
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, Exporter, one_file_each


def text(report: Report, bundle: Bundle) -> str:
    """The report's lines: the first is for the file that GITHUB_OUTPUT names, the others for the step's output."""
    points, most = _number(report.score), _number(report.max_score)
    result = {
        "version": 1,
        "status": "pass" if report.score >= report.max_score else "fail",
        "max_score": most,
        "tests": [_test(exercise.id, check) for exercise in report.exercises for check in exercise.checks],
    }
    encoded = base64.b64encode(json.dumps(result).encode()).decode()
    total = json.dumps({"totalPoints": points, "maxPoints": most}, separators=(",", ":"))
    notices = (
        f"::notice title=Autograding complete::Points {points}/{most}\n::notice title=Autograding report::{total}\n"
    )
    return f"result={encoded}\n{notices}"


def _test(exercise: str, check: CheckResult) -> dict[str, Any]:
    said = [printable(check.message, 3000), printable(check.advice, 1000)]
    return {
        "name": one_line(f"{exercise}: {check.title}", 200),
        "status": {Status.PASSED: "pass", Status.ERROR: "error"}.get(check.status, "fail"),
        "score": _number(check.score),
        "message": "\n".join(filter(None, said)),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "execution_time": "",
    }


def _number(x: float) -> float | int:
    """Whole numbers as such: readers wrote them into sentences."""
    return int(x) if x == int(x) else x


EXPORTER = Exporter("classroom", "the lines that GitHub Classroom's graders printed", one_file_each(text, ".txt"))
