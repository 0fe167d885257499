"""Writes scores into nbgrader's gradebook, and reads totals from it.

Each exercise and lesson is an nbgrader assignment with one notebook; each check and question is a grade cell in it.
What people enter (manual scores, extra credit, comments, extensions) is never changed here; an automatic score is
replaced when it changes, and if there is a manual score, needs_manual_grade is set again.
"""

import contextlib
import importlib.util
import logging
import math
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gradus.core.files import private_folder, write_atomic
from gradus.core.names import same
from gradus.core.schedule.units import Rules
from gradus.core.text import one_line
from gradus.lessons.reading.notebooks import NotebookError, cell_source, grade_id, read_notebook
from gradus.scores import protection
from gradus.scores.marks import ClassResults, Mark, ScoredItem, ScorePart, assignment_name
from gradus.scores.programs import programs_on_path
from gradus.scores.roster import Student, gradebook_id

COURSE = "gradus"
NO_RULES = Rules()
CONFIG = "nbgrader_config.py"
INVALID_URL = (
    f"The database URL is invalid (--db, or CourseDirectory.db_url in {CONFIG}): "
    "expected sqlite:///grades.db or postgresql://user@host/name."
)


class GradebookError(Exception):
    """The gradebook cannot be used; the text says why. It never contains a password."""


@dataclass(frozen=True)
class Location:
    """An nbgrader course folder, its configuration, and the URL of its database."""

    folder: Path
    url: str
    config: Any


def locate(folder: Path, url: str | None) -> Location:
    """The gradebook at `url`, or where nbgrader_config.py says. Raises GradebookError if that file is invalid."""
    _require_nbgrader()
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    config = Config()
    if (folder / CONFIG).is_file():
        sys.path.insert(0, str(folder))  # nbgrader imports the teacher's own late penalty plugin from there
        try:
            config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
        except (Exception, SystemExit) as error:
            raise _config_error(folder, error) from None
    url = url or config.get("CourseDirectory", {}).get("db_url", f"sqlite:///{folder.resolve()}/gradebook.db")
    if not isinstance(url, str):
        raise GradebookError(f"{folder / CONFIG}: CourseDirectory.db_url: expected a string")
    return Location(folder, url, config)


def _require_nbgrader() -> None:
    if importlib.util.find_spec("nbgrader") is None:
        raise GradebookError("The gradebook needs nbgrader: install gradus-course[teacher].")


def _config_error(folder: Path, error: BaseException) -> GradebookError:
    return GradebookError(f"{folder / CONFIG}: {type(error).__name__}: {one_line(str(error), 300)}")


@contextlib.contextmanager
def open_gradebook(url: str) -> Iterator[Any]:
    """nbgrader's gradebook, in one transaction. Raises GradebookError if the database cannot be used."""
    _require_nbgrader()
    from nbgrader.api import Gradebook, InvalidEntry
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")  # the driver that the teacher's extra installs
        shown = address.render_as_string(hide_password=True)
    except SQLAlchemyError:
        raise GradebookError(INVALID_URL) from None
    full = address.render_as_string(hide_password=False)
    try:
        with programs_on_path(), Gradebook(full, COURSE) as gradebook, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's own uses of SQLAlchemy
            session = gradebook.db()
            # nbgrader commits at each step: one commit is atomic, and much faster.
            commit, session.commit = session.commit, session.flush
            yield gradebook
            commit()
    except ModuleNotFoundError as error:
        raise GradebookError(f"{shown} needs a package that is not installed: {error.name}.") from None
    except (SQLAlchemyError, InvalidEntry) as error:
        reason = str(getattr(error, "orig", None) or error)
        raise GradebookError(f"{shown} cannot be used: {one_line(reason, 300)}") from None


def write(location: Location, results: ClassResults) -> list[str]:
    """Bring the gradebook up to date. Returns warnings. Raises GradebookError if it cannot; then nothing changed."""
    late_plugin = None if results.rules.late else _late_plugin(location)
    notes: list[str] = []
    copies: dict[Path, str] = {}
    with open_gradebook(location.url) as gradebook:
        cells: dict[str, dict[str, Any]] = {}
        for item in {item.name: item for item in results.items}.values():
            cells[item.name] = _write_assignment(gradebook, item, results.due.of(item.name), notes)
        logins = [*(item.login for item in results.items), *(each.login for each in results.students.values())]
        for login in {same(each): each for each in reversed(logins)}.values():  # nbgrader tells who has no submission
            _write_student(gradebook, login, results.students.get(same(login)))
        for item in results.items:
            name, student = assignment_name(item.name), gradebook_id(item.login)
            changed: set[str] = set()
            if item.notebook:
                path = location.folder / "autograded" / student / name / f"{name}.ipynb"
                changed = _changed_answers(path, item.notebook)
                copies[path] = item.notebook.read_text("utf-8")
            submitted = results.submission_of(item).submitted
            details = {"timestamp": submitted} if submitted else {}
            submission = gradebook.update_or_create_submission(name, student, **details)
            _write_grades(gradebook, submission, item, cells[item.name], changed)
            _write_penalty(gradebook, submission, late_plugin)
            protection.note(gradebook, submission, unprotected=item.unprotected)
    for name in {assignment_name(item.name) for item in results.items}:
        # nbgrader lists the assignments that have a folder in source/.
        private_folder(location.folder / "source" / name)
    for path, text in copies.items():
        private_folder(path.parent)
        write_atomic(path, text)
    return notes


def combine(url: str, marks: Iterable[Mark], rules: Rules = NO_RULES) -> list[Mark]:
    """The marks with the gradebook's totals. Raises GradebookError if it lacks one.

    What lateness costs is what the course's `rules` say, if they say anything about it, or else nbgrader's penalty.
    """
    combined: list[Mark] = []
    with open_gradebook(url) as gradebook:
        from nbgrader.api import SubmittedAssignment

        entries = {(entry.student_id, entry.name): entry for entry in gradebook.db.query(SubmittedAssignment)}
        noted = protection.noted(gradebook)
        for each in marks:
            key = gradebook_id(each.login), assignment_name(each.exercise)
            entry, mark = entries.get(key), replace(each, unprotected=each.unprotected or key in noted)
            if entry is None:
                work = f"{mark.exercise} of {one_line(mark.login)}"
                raise GradebookError(f"The gradebook has no {work}: run gradus gradebook first.")
            if rules.late:
                total = mark.regraded(round(entry.score, 6), round(entry.max_score, 6), rules)
                combined.append(replace(total, waiting=bool(entry.needs_manual_grade)))
                continue
            seconds = _seconds_late(entry)
            submitted = entry.timestamp.replace(tzinfo=UTC) if entry.timestamp else mark.submission.submitted
            submission = replace(mark.submission, submitted=submitted)
            late = mark.late if seconds is None else seconds > 0
            score = round(max(0.0, entry.score - entry.late_submission_penalty), 6)
            total = replace(mark, score=score, max_score=round(entry.max_score, 6), submission=submission, late=late)
            total = replace(total, earned=round(entry.score, 6), untimed=mark.untimed and late is None)
            combined.append(replace(total, waiting=bool(entry.needs_manual_grade)))
    return combined


def _write_assignment(gradebook: Any, item: ScoredItem, due: datetime | None, notes: list[str]) -> dict[str, Any]:
    """Returns the assignment's cells: grade cells by name, and the cells for comments by "/name"."""
    name = assignment_name(item.name)
    gradebook.update_or_create_assignment(name, **({"duedate": due} if due else {}))
    notebook = gradebook.update_or_create_notebook(name, name)
    cells: dict[str, Any] = {}
    for part in item.parts:
        settings = {"max_score": part.points, "cell_type": "markdown" if part.by_person else "code"}
        cells[part.name] = gradebook.update_or_create_grade_cell(part.name, name, name, **settings)
        if part.answer:
            cells["/" + part.answer] = gradebook.update_or_create_solution_cell(part.answer, name, name)
    for cell in [cell for cell in notebook.grade_cells if cell.name not in cells]:
        if any(grade.manual_score is not None or grade.extra_credit is not None for grade in cell.grades):
            notes.append(f"{item.name} no longer has {cell.name}, but it has manual scores: kept in the gradebook.")
            continue
        for row in [*cell.grades, cell]:
            gradebook.db.delete(row)
        gradebook.db.commit()
    return cells


def _write_student(gradebook: Any, login: str, student: Student | None) -> None:
    details = {}  # an account that is not in the roster is kept, without a name
    if student:
        names = {"first_name": student.first_name, "last_name": student.last_name, "email": student.email}
        if not student.first_name and not student.last_name:
            names["last_name"] = student.name
        details = {key: _plain(text) for key, text in names.items()}
        details["lms_user_id"] = student.student_id[:128]
    gradebook.update_or_create_student(gradebook_id(login), **details)


def _plain(text: str) -> str:
    """nbgrader writes names into CSV without quoting and into HTML without escaping."""
    return one_line(re.sub(r'[,;"<>&]+', " ", text), 120).lstrip("=+-@ ＝＋－＠")


def _write_grades(gradebook: Any, submission: Any, item: ScoredItem, cells: dict[str, Any], changed: set[str]) -> None:
    """Write the scores and comments of a submission. `changed` names the answers that have a new text."""
    from nbgrader.api import Comment, Grade

    (notebook,) = submission.notebooks
    rows = {(type(row), row.cell_id): row for row in [*notebook.grades, *notebook.comments]}

    def row_of(kind: Any, cell: Any) -> Any:
        if (kind, cell.id) not in rows:  # the submission is older than the cell
            rows[kind, cell.id] = kind(cell_id=cell.id, notebook=notebook)
            gradebook.db.add(rows[kind, cell.id])
        return rows[kind, cell.id]

    for part in item.parts:
        _write_grade(row_of(Grade, cells[part.name]), part, part.name in changed)
        if part.answer:
            comment = row_of(Comment, cells["/" + part.answer])
            if (comment.auto_comment or "") != part.comment:
                comment.auto_comment = part.comment or None
    gradebook.db.flush()
    gradebook.db.refresh(notebook, ["score"])


def _write_grade(grade: Any, part: ScorePart, changed: bool) -> None:
    if grade.auto_score != part.score:
        grade.auto_score, changed = part.score, True
    if changed or grade.manual_score is None:
        grade.needs_manual_grade = grade.manual_score is not None or part.score is None


def _write_penalty(gradebook: Any, submission: Any, plugin: Any) -> None:
    """Apply nbgrader's plugin for late work; without one, the course's own rule counts, and no penalty stays here."""
    (notebook,) = submission.notebooks
    penalty = None
    if plugin and (seconds := _seconds_late(submission) or 0.0) > 0:
        try:
            penalty = plugin.late_submission_penalty(submission.student_id, notebook.score, seconds)
            if penalty is not None and math.isnan(penalty):
                raise ValueError("expected a number, found nan")
            penalty = None if penalty is None else min(max(float(penalty), 0.0), float(notebook.score))
        except Exception as error:
            raise GradebookError(f"The penalty for late work failed: {type(error).__name__}: {error}") from None
    if notebook.late_submission_penalty != penalty:
        notebook.late_submission_penalty = penalty
    gradebook.db.commit()


def _seconds_late(submission: Any) -> float | None:
    """How late it is, with extensions; None if that is unknown."""
    known = submission.timestamp is not None and submission.assignment.duedate is not None
    return float(submission.total_seconds_late) if known else None


def _changed_answers(before: Path, after: Path) -> set[str]:
    """The answers that changed since the form grader last got this notebook."""
    try:
        new = {grade_id(cell): cell_source(cell) for cell in read_notebook(after)[1]}
    except NotebookError as error:
        raise GradebookError(f"{after}: {error} Run gradus lessons again.") from None
    old = {}
    with contextlib.suppress(NotebookError):
        old = {grade_id(cell): cell_source(cell) for cell in read_notebook(before)[1]}
    return {name for name, source in new.items() if old.get(name, source) != source}


def _late_plugin(location: Location) -> Any:
    """nbgrader's plugin for late work, as nbgrader_config.py sets it."""
    from nbgrader.preprocessors import AssignLatePenalties

    try:
        preprocessor = AssignLatePenalties(config=location.config)
        preprocessor.init_plugin()
    except Exception as error:
        raise _config_error(location.folder, error) from None
    preprocessor.plugin_inst.log = logging.getLogger("gradus.late")
    preprocessor.plugin_inst.log.setLevel(logging.CRITICAL)
    return preprocessor.plugin_inst
