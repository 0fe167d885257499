"""The output of GitHub Classroom's graders. The service has ended; other tools still read its format.

It has three lines: the `result` of a grader's step (JSON in base64), and the two notices of its reporter; and a warning
if the code ran in no sandbox.
"""

import base64
import json

from gradus.core.report import CheckResult, Report
from gradus.core.status import Status
from gradus.exporters.exporter import Bundle, Exporter, checks_of, feedback, one_file_each
from gradus.scores.protection import WORDS, is_unprotected

UNUSED = {"test_code": "", "filename": "", "line_no": 0, "execution_time": ""}


def render(report: Report, bundle: Bundle) -> str:
    """The lines: the first is for the file that GITHUB_OUTPUT names, the others for the step's output."""
    score, max_score = _number(report.score), _number(report.max_score)
    status = "pass" if report.score >= report.max_score else "fail"
    tests = [_test(name, check) for _, _, name, check in checks_of(report)]
    result = {"version": 1, "status": status, "max_score": max_score, "tests": tests}
    encoded = base64.b64encode(json.dumps(result).encode()).decode()
    total = json.dumps({"totalPoints": score, "maxPoints": max_score}, separators=(",", ":"))
    notice = f"::notice title=Autograding complete::Points {score}/{max_score}"
    warning = f"::warning title=Autograding::{WORDS}\n" if is_unprotected(report) else ""
    return f"result={encoded}\n{notice}\n::notice title=Autograding report::{total}\n{warning}"


def _test(name: str, check: CheckResult) -> dict[str, object]:
    status = {Status.PASSED: "pass", Status.ERROR: "error"}.get(check.status, "fail")
    return {"name": name, "status": status, "score": _number(check.score), "message": feedback(check), **UNUSED}


def _number(x: float) -> float | int:
    """A whole number as an int: readers show it in sentences."""
    return int(x) if x == int(x) else x


EXPORTER = Exporter("classroom", one_file_each(render, ".txt"), tells_unprotected=True)
