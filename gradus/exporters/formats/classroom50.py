"""The result.json of a Classroom 50 autograder (classroom50/result/v1)."""

import math
from fractions import Fraction
from typing import Any

from gradus.core.report import CheckResult, Report
from gradus.core.status import Status
from gradus.exporters.exporter import Bundle, Exporter, ExportError, checks_of, one_file_each, to_json
from gradus.scores.protection import WORDS, is_unprotected

# The environment variables that its runner sets. It adds the owner of the submission itself.
VARIABLES = {"classroom": "CLASSROOM", "assignment": "ASSIGNMENT", "submission": "SUBMISSION_TAG"}
VARIABLES |= {"commit": "COMMIT_URL", "release": "RELEASE_URL"}


def render(report: Report, bundle: Bundle) -> str:
    """The report's result.json. Raises ExportError if an environment variable of the runner is missing.

    Scores are integers there: the unit is the largest fraction of a point that makes all points integers.
    """
    if missing := [name for name in VARIABLES.values() if name not in bundle.environment]:
        more = f", nor are {', '.join(missing[1:])}" if missing[1:] else ""
        raise ExportError(f"--format classroom50 is for an autograder of Classroom 50: {missing[0]} is not set{more}.")
    about = {key: bundle.environment[name] for key, name in VARIABLES.items()}
    about["review"] = bundle.environment.get("REVIEW_URL") or about["commit"]
    checks = [(name, check) for _, _, name, check in checks_of(report)]
    units = min(1000, math.lcm(*(Fraction(c.points).limit_denominator(1000).denominator for _, c in checks)))
    tests: list[dict[str, Any]] = []
    for name, check in checks:
        score, most = _score(check, units)
        passed = check.score >= check.points and check.status is Status.PASSED
        tests.append({"test-name": name, "passed": passed, "score": score, "max-score": most})
    if is_unprotected(report):  # there is no other place for it
        tests.append({"test-name": WORDS, "passed": False, "score": 0, "max-score": 0})
    head = {"schema": "classroom50/result/v1", **about, "datetime": f"{bundle.now:%Y-%m-%dT%H:%M:%SZ}"}
    totals = {key: sum(test[key] for test in tests) for key in ("score", "max-score")}
    return to_json({**head, **totals, "tests": tests})


def _score(check: CheckResult, units: int) -> tuple[int, int]:
    """Score and maximum of a check in `units` per point, rounded down, so that only full points count as full."""
    most = max(1, round(check.points * units)) if check.points else 0
    if check.score >= check.points:
        return most, most
    return max(0, min(math.floor(check.score * units + 1e-9), most - 1)), most


EXPORTER = Exporter("classroom50", one_file_each(render, ".json"), tells_unprotected=True)
