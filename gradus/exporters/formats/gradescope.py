"""A report as Gradescope's results.json. Reports hold nothing that a student may not see, so all of it is visible."""

from __future__ import annotations

import json
from typing import Any

from gradus.core.report import CheckResult, Report
from gradus.core.status import Status
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, Exporter, one_file_each


def text(report: Report, bundle: Bundle) -> str:
    """The report's results.json."""
    tests = [
        _test(f"{i}.{j}", exercise.id, check)
        for i, exercise in enumerate(report.exercises, 1)
        for j, check in enumerate(exercise.checks, 1)
    ]
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
    return json.dumps(result, indent=1, ensure_ascii=True) + "\n"


def _test(number: str, exercise: str, check: CheckResult) -> dict[str, Any]:
    said = [check.status.replace("_", " ") if check.status is not Status.PASSED else ""]
    said += [printable(check.message, 3000), printable(check.advice, 1000)]
    return {
        "number": number,
        "name": one_line(f"{exercise}: {check.title}", 200),
        "status": "passed" if check.status is Status.PASSED else "failed",
        "score": check.score,
        "max_score": check.points,
        "output": "\n".join(filter(None, said)),
        "output_format": "text",
        "tags": [exercise, check.visibility],
        "visibility": "visible",
    }


EXPORTER = Exporter("gradescope", "Gradescope's results.json", one_file_each(text, ".json"))
