"""A report as Classroom 50's result.json (classroom50/result/v1), for an autograder of that course to leave behind."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

from gradus.core.report import CheckResult, Report
from gradus.core.status import Status
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, Exporter, ExportError, one_file_each

# What its runner tells an autograder in the environment; who owns the submission it adds itself.
ABOUT = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


def text(report: Report, bundle: Bundle) -> str:
    """The report's result.json. Raises ExportError where the environment lacks what only the runner knows.

    Scores are whole numbers there, so all are counted in the largest part of a point that makes every check's points
    whole; what a check has of a part is left out. Only full marks are full.
    """
    if absent := [name for name in ABOUT.values() if name not in bundle.environment]:
        raise ExportError(f"--format classroom50 is for an autograder of Classroom 50: {absent[0]} is not set.")
    about = {key: bundle.environment[name] for key, name in ABOUT.items()}
    about["review"] = bundle.environment.get("REVIEW_URL") or about["commit"]
    checks = [check for exercise in report.exercises for check in exercise.checks]
    parts = min(1000, math.lcm(*(Fraction(c.points).limit_denominator(1000).denominator for c in checks)))
    tests = [_test(exercise.id, check, parts) for exercise in report.exercises for check in exercise.checks]
    result = {
        "schema": "classroom50/result/v1",
        **about,
        "datetime": f"{bundle.now:%Y-%m-%dT%H:%M:%SZ}",
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json.dumps(result, indent=1, ensure_ascii=True) + "\n"


def _test(exercise: str, check: CheckResult, parts: int) -> dict[str, Any]:
    most = max(1, round(check.points * parts)) if check.points else 0
    full = check.score >= check.points
    return {
        "test-name": one_line(f"{exercise}: {check.title}", 200),
        "passed": full and check.status is Status.PASSED,
        "score": most if full else max(0, min(math.floor(check.score * parts + 1e-9), most - 1)),
        "max-score": most,
    }


EXPORTER = Exporter("classroom50", "Classroom 50's result.json", one_file_each(text, ".json"))
