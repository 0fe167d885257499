"""The results.json of a Gradescope autograder.

A report has nothing that students may not see, so all of it is visible unless the teacher keeps hidden checks back.
"""

from gradus.core.report import Report
from gradus.core.status import Status, Visibility
from gradus.core.text import one_line
from gradus.exporters.exporter import Bundle, Exporter, checks_of, feedback, one_file_each, to_json
from gradus.scores.protection import WORDS, is_unprotected

SETTINGS = {"visibility": "visible", "stdout_visibility": "hidden"}
SETTINGS |= {"output_format": "text", "test_output_format": "text"}


def render(report: Report, bundle: Bundle) -> str:
    """The report's results.json."""
    if report.refused:  # the student reads why; without a result they would read that the autograder failed
        return to_json({"score": 0, "output": f"Nothing could be graded: {one_line(report.refused, 500)}", **SETTINGS})
    tests: list[dict[str, object]] = []
    for number, exercise, name, check in checks_of(report):
        passed = check.status is Status.PASSED
        test = {"number": number, "name": name, "status": "passed" if passed else "failed"}
        output = feedback(check, "" if passed else check.status.replace("_", " "))
        shown = {"output": output, "output_format": "text", "tags": [exercise, check.visibility]}
        visibility = bundle.hidden if check.visibility is Visibility.HIDDEN and bundle.hidden else "visible"
        tests.append({**test, "score": check.score, "max_score": check.points, **shown, "visibility": visibility})
    extra = {"schema": report.schema, "sandbox": report.sandbox, "max_score": report.max_score}
    head = {"score": report.score, "execution_time": report.seconds, **SETTINGS}
    if is_unprotected(report):
        head["output"] = WORDS
    return to_json({**head, "tests": tests, "extra_data": extra})


EXPORTER = Exporter(
    "gradescope", one_file_each(render, ".json", refused=True), options=frozenset({"hidden"}), tells_unprotected=True
)
