"""Which reports may become marks: code that ran in no sandbox could have changed the score that its report has."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from gradus.core.report import Report
from gradus.core.tables import TableError
from gradus.core.text import count, one_line
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import find

WORDS = "Graded without a sandbox: not an official score."  # beside a mark that was taken all the same
FLAG = "unprotected"
CELL = "sandbox"  # the name of the cell in nbgrader's gradebook that it is a comment on
NAMED = 20  # submissions, in one sentence


class UnprotectedError(TableError):
    """Reports cannot become marks, since nothing isolated the code that they are about; the text says whose."""


@cache
def isolates(sandbox: str) -> bool:
    """Whether a sandbox of this name keeps code from the process that grades; one that nobody knows does not."""
    try:
        return find(sandbox).strength > 0
    except SandboxUnavailableError:
        return False


def is_unprotected(report: Report) -> bool:
    """Whether code ran for a report, and could have changed its score."""
    return not report.refused and not isolates(report.sandbox)


def require_protected(reports: Iterable[Report]) -> None:
    """Raise UnprotectedError if the score of one of the reports could be the work of the code that it is about."""
    every = list(reports)
    found = [report for report in every if is_unprotected(report)]
    if not found:
        return
    names = ", ".join(one_line(report.submission) for report in found[:NAMED])
    names += f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    how = ", ".join(dict.fromkeys(one_line(report.sandbox) for report in found))
    raise UnprotectedError(
        f"{len(found)} of {count(len(every), 'report')} {'was' if len(found) == 1 else 'were'} graded without a "
        f"sandbox ({how}), where code can change its own score: {names}. Grade again with --sandbox bubblewrap; or "
        f"take the scores with --{FLAG}, and what is written says so."
    )


def note(gradebook: Any, submission: Any, *, unprotected: bool) -> None:
    """Write into nbgrader's gradebook, as a comment of its own, that a submission's code ran in no sandbox, or take
    that back.
    """
    from nbgrader.api import Comment

    name = submission.assignment.name
    (notebook,) = submission.notebooks
    comments = [each for each in notebook.comments if each.name == CELL]
    if unprotected and not comments:
        cell = gradebook.update_or_create_solution_cell(CELL, name, name)
        gradebook.db.refresh(notebook, ["comments"])  # where the cell is new, nbgrader has none for this submission
        comments = [each for each in notebook.comments if each.name == CELL]
        if not comments:
            comments = [Comment(cell_id=cell.id, notebook=notebook)]
            gradebook.db.add(comments[0])
    for comment in comments:
        comment.auto_comment = WORDS if unprotected else None
    gradebook.db.commit()


def noted(gradebook: Any) -> set[tuple[str, str]]:
    """Of which submissions a gradebook says so, by nbgrader's names of the student and the assignment."""
    from nbgrader.api import Comment

    found = gradebook.db.query(Comment).filter(Comment.auto_comment == WORDS)
    return {(each.student.id, each.assignment.name) for each in found}
