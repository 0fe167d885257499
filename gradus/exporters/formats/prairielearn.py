"""The results.json of an external grader of PrairieLearn: a score from 0 to 1, and what its results element shows."""

from gradus.core.report import Report
from gradus.core.status import Status
from gradus.core.text import one_line, printable
from gradus.exporters.exporter import Bundle, Exporter, checks_of, one_file_each, to_json
from gradus.scores.protection import WORDS, is_unprotected

LARGEST = 1_000_000  # bytes that PrairieLearn reads
TEXT = LARGEST * 7 // 10  # what of it may be text of checks
LONGEST = 8000  # characters of one check


def render(report: Report, bundle: Bundle) -> str:
    """The report's results.json, smaller than PrairieLearn's limit. What was refused costs the student no attempt."""
    if report.refused:
        why = f"Nothing could be graded: {one_line(report.refused, 500)}"
        return to_json({"gradable": False, "message": why, "format_errors": [why]})
    checks = [*checks_of(report)]
    # A character of JSON in ASCII takes up to twelve bytes, where it is beyond U+FFFF.
    part = min(LONGEST, TEXT // (12 * max(1, len(checks)))) // 5
    tests: list[dict[str, object]] = []
    for number, _, name, check in checks:
        passed = check.status is Status.PASSED
        message = "passed" if passed else check.status.replace("_", " ")
        text = {"message": f"{message}. {printable(check.advice, 2 * part)}" if check.advice else message}
        text |= {"output": printable(check.facts, 2 * part)} if check.facts else {}
        tests.append(
            {"name": f"{number} {one_line(name, part)}", "points": check.score, "max_points": check.points, **text}
        )
    score = min(1.0, max(0.0, report.score / report.max_score)) if report.max_score else 0.0
    told = f"{report.score:g} of {report.max_score:g} points."
    message = f"{told} {WORDS}" if is_unprotected(report) else told
    return to_json({"gradable": True, "score": round(score, 6), "message": message, "tests": tests})


EXPORTER = Exporter("prairielearn", one_file_each(render, ".json", refused=True), tells_unprotected=True)
