"""The results.json of a Gradescope autograder. A report has nothing that students may not see: all of it is visible."""

from __future__ import annotations

from gradus.core.report import Report
from gradus.core.status import Status
from gradus.exporters.exporter import Bundle, Exporter, checks_of, feedback, one_file_each, to_json


def render(report: Report, bundle: Bundle) -> str:
    """The report's results.json."""
    numbers = [(f"{i}.{j}", e.id) for i, e in enumerate(report.exercises, 1) for j, _ in enumerate(e.checks, 1)]
    tests = []
    for (number, exercise), (name, check) in zip(numbers, checks_of(report), strict=True):
        passed = check.status is Status.PASSED
        tests.append(
            {
                "number": number,
                "name": name,
                "status": "passed" if passed else "failed",
                "score": check.score,
                "max_score": check.points,
                "output": feedback(check, "" if passed else check.status.replace("_", " ")),
                "output_format": "text",
                "tags": [exercise, check.visibility],
                "visibility": "visible",
            }
        )
    result = {
        "score": report.score,
        "execution_time": report.seconds,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "output_format": "text",
        "test_output_format": "text",
        "tests": tests,
        "extra_data": {"schema": report.schema, "sandbox": report.sandbox, "max_score": report.max_score},
    }
    return to_json(result)


EXPORTER = Exporter("gradescope", one_file_each(render, ".json"))
