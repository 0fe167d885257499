"""Takes a student out of nbgrader's gradebook, with submissions, scores and comments."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from gradus.scores.nbgrader import GradebookError, open_gradebook
from gradus.scores.roster import gradebook_id


def submissions(url: str, login: str) -> int | None:
    """How many submissions a gradebook has of an account; None if it does not know it. Raises GradebookError."""
    from nbgrader.api import MissingEntry

    with open_gradebook(url) as gradebook:
        try:
            return len(gradebook.find_student(gradebook_id(login)).submissions)
        except MissingEntry:
            return None


def remove(url: str, login: str) -> None:
    """Remove an account. A file of SQLite is written anew, or what was deleted would still stand in it.

    Raises GradebookError if the gradebook cannot be used.
    """
    from nbgrader.api import SubmittedAssignment

    with open_gradebook(url) as gradebook:
        student = gradebook.find_student(gradebook_id(login))
        for submission in gradebook.db.query(SubmittedAssignment).filter_by(student_id=student.id).all():
            _remove_submission(gradebook, submission)
        gradebook.db.delete(student)
    if path := file_of(url):
        try:
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
                database.execute("VACUUM")
        except sqlite3.Error as error:
            raise GradebookError(f"{path} could not be written anew, and may still name {login}: {error}.") from None


def file_of(url: str) -> Path | None:
    """The file of a gradebook in SQLite."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        address = make_url(url)
    except SQLAlchemyError:
        return None
    return Path(address.database) if address.drivername.startswith("sqlite") and address.database else None


def _remove_submission(gradebook: Any, submission: Any) -> None:
    for notebook in submission.notebooks:
        for row in [*notebook.grades, *notebook.comments]:
            gradebook.db.delete(row)
        gradebook.db.delete(notebook)
    gradebook.db.delete(submission)
    gradebook.db.flush()
