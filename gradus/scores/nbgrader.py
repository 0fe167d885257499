"""Marks into nbgrader's gradebook, and totals out of it.

Each exercise and each lesson is an nbgrader assignment with one notebook; each check and each question is a grade cell
in it. What people give by hand (manual scores, extra credit, comments, extensions) is nbgrader's and is never changed
here; a score that a machine gave is replaced where it changed, and then the mark by hand asks to be looked at again.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gradus.core.text import one_line
from gradus.scores.marks import DueDates, Mark, ScoredItem, ScorePart
from gradus.scores.roster import Student, SubmissionInfo, account

COURSE = "gradus"
Students = dict[str, Student]


class GradebookError(Exception):
    """The gradebook cannot be used; the text says why. It never holds a password."""


@dataclass(frozen=True)
class Location:
    """An nbgrader course folder, and the database that its gradebook is in."""

    folder: Path
    url: str
    config: Any


def locate(folder: Path, url: str | None) -> Location:
    """The gradebook of a folder: at `url`, or where its nbgrader_config.py says, or in gradebook.db there."""
    _require()
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    config = Config()
    if (folder / "nbgrader_config.py").is_file():
        sys.path.insert(0, str(folder))  # where nbgrader finds a penalty of the teacher's own
        try:
            config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
        except Exception as error:
            raise GradebookError(f"{folder}/nbgrader_config.py: {type(error).__name__}: {error}") from None
    told = config.get("CourseDirectory", {}).get("db_url")
    return Location(folder, url or told or f"sqlite:///{folder.resolve()}/gradebook.db", config)


def _require() -> None:
    if importlib.util.find_spec("nbgrader") is None:
        raise GradebookError("The gradebook needs nbgrader: install gradus-course[teacher].")


@contextlib.contextmanager
def _open(url: str) -> Iterator[Any]:
    """nbgrader's gradebook. Raises GradebookError where the database does not let us."""
    _require()
    from nbgrader.api import Gradebook, InvalidEntry
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")  # the driver that the teacher's extra brings
        shown = address.render_as_string(hide_password=True)
    except SQLAlchemyError:
        raise GradebookError("That is no address of a database: write sqlite:///grades.db or postgresql://…") from None
    try:
        with (
            programs_on_path(),
            Gradebook(address.render_as_string(hide_password=False), COURSE) as gradebook,
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")  # nbgrader's own uses of SQLAlchemy
            session = gradebook.db()
            commit, session.commit = session.commit, session.flush  # all of it or nothing, and no wait at each step
            yield gradebook
            commit()
    except ModuleNotFoundError as error:
        raise GradebookError(f"{shown} needs a package that is not installed: {error.name}.") from None
    except (SQLAlchemyError, InvalidEntry) as error:
        reason = str(getattr(error, "orig", None) or error)
        raise GradebookError(f"{shown} cannot be used: {one_line(reason, 300)}") from None


@contextlib.contextmanager
def programs_on_path() -> Iterator[None]:
    """Let `alembic`, which nbgrader calls when it lays out a database, be found without an activated environment."""
    before = os.environ.get("PATH")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before or os.defpath])
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before


def write(
    where: Location, items: Sequence[ScoredItem], students: Students, handed: dict[str, SubmissionInfo], due: DueDates
) -> list[str]:
    """Bring the gradebook up to date; sentences about what could not be done. Raises GradebookError."""
    late = _penalties(where.config)
    notes: list[str] = []
    copies: dict[Path, str] = {}
    with _open(where.url) as gradebook:
        cells = {
            item.name: _assignment(gradebook, item, due.of(item.name), notes)
            for item in {item.name: item for item in items}.values()
        }
        for login in dict.fromkeys(item.login for item in items):
            _student(gradebook, login, students.get(login.casefold()))
        for item in items:
            name = account(item.login)
            rewritten: set[str] = set()
            if item.notebook:
                path = where.folder / "autograded" / name / item.assignment / f"{item.assignment}.ipynb"
                copies[path] = item.notebook.read_text("utf-8")
                rewritten = _rewritten(path, item.notebook)
            submitted = handed.get(item.login.casefold(), SubmissionInfo()).submitted
            _submission(gradebook, name, item, cells[item.name], submitted, rewritten, late)
    for item in items:  # nbgrader lists the assignments that have a folder in source/
        (where.folder / "source" / item.assignment).mkdir(parents=True, exist_ok=True)
    for path, text in copies.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return notes


def combine(url: str, marks: Iterable[Mark]) -> list[Mark]:
    """The marks with the scores that the gradebook has for them: by hand and by machine, less the penalty for being
    late, as nbgrader exports them. Raises GradebookError."""
    combined: list[Mark] = []
    with _open(url) as gradebook:
        from nbgrader.api import SubmittedAssignment

        there = {(entry.student_id, entry.name): entry for entry in gradebook.db.query(SubmittedAssignment)}
        for mark in marks:
            entry = there.get((account(mark.login), ScoredItem(mark.login, mark.exercise, (), mark.graded).assignment))
            if entry is None:
                raise GradebookError(
                    f"The gradebook has no {mark.exercise} of {one_line(mark.login)}: run gradus gradebook first."
                )
            seconds = _seconds_late(entry)
            submitted = entry.timestamp.replace(tzinfo=UTC) if entry.timestamp else mark.handed.submitted
            combined.append(
                replace(
                    mark,
                    score=round(max(0.0, entry.score - entry.late_submission_penalty), 6),
                    max_score=round(entry.max_score, 6),
                    handed=replace(mark.handed, submitted=submitted),
                    late=mark.late if seconds is None else seconds > 0,
                    waiting=bool(entry.needs_manual_grade),
                )
            )
    return combined


def _assignment(gradebook: Any, item: ScoredItem, due: datetime | None, notes: list[str]) -> dict[str, Any]:
    """The assignment and its cells, brought up to date; grade cells by name, and cells for comments by "/name"."""
    name = item.assignment
    gradebook.update_or_create_assignment(name, **({"duedate": due} if due else {}))
    notebook = gradebook.update_or_create_notebook(name, name)
    cells: dict[str, Any] = {}
    for part in item.parts:
        kind = "markdown" if part.by_person else "code"
        cells[part.name] = gradebook.update_or_create_grade_cell(
            part.name, name, name, max_score=part.points, cell_type=kind
        )
        if part.answer:
            cells["/" + part.answer] = gradebook.update_or_create_solution_cell(part.answer, name, name)
    for cell in [cell for cell in notebook.grade_cells if cell.name not in cells]:
        if any(grade.manual_score is not None or grade.extra_credit is not None for grade in cell.grades):
            notes.append(f"{item.name} has no {cell.name} any more, but there are marks by hand for it: it was kept.")
            continue
        for thing in [*cell.grades, cell]:
            gradebook.db.delete(thing)
        gradebook.db.commit()
    return cells


def _student(gradebook: Any, login: str, known: Student | None) -> None:
    """An account that is not in the roster is a student without a name, so that nothing is lost."""
    facts = {}
    if known:
        facts = {
            "first_name": _plain(known.first_name),
            "last_name": _plain(known.last_name),
            "email": _plain(known.email),
            "lms_user_id": known.student_id[:128],
        }
    gradebook.update_or_create_student(account(login), **facts)


def _plain(text: str) -> str:
    """nbgrader writes names into CSV without quotes and into pages without escapes."""
    clean = one_line(re.sub(r'[,;"<>&]+', " ", text), 120)
    return clean.lstrip("=+-@ ＝＋－＠")


def _submission(
    gradebook: Any,
    student: str,
    item: ScoredItem,
    cells: dict[str, Any],
    submitted: datetime | None,
    rewritten: set[str],
    late: _Late,
) -> None:
    from nbgrader.api import Comment, Grade

    facts = {"timestamp": submitted} if submitted else {}
    submission = gradebook.update_or_create_submission(item.assignment, student, **facts)
    (notebook,) = submission.notebooks
    grades = {grade.cell_id: grade for grade in notebook.grades}
    comments = {comment.cell_id: comment for comment in notebook.comments}
    for part in item.parts:
        cell = cells[part.name]
        grade = grades.get(cell.id) or _new(gradebook, Grade(cell_id=cell.id, notebook=notebook))
        _grade(grade, part, part.name in rewritten)
        if part.answer:
            cell = cells["/" + part.answer]
            comment = comments.get(cell.id) or _new(gradebook, Comment(cell_id=cell.id, notebook=notebook))
            if (comment.auto_comment or "") != part.comment:
                comment.auto_comment = part.comment or None
    gradebook.db.flush()
    gradebook.db.refresh(notebook, ["score"])
    penalty = late.of(student, notebook.score, _seconds_late(submission) or 0.0)
    if notebook.late_submission_penalty != penalty:
        notebook.late_submission_penalty = penalty
    gradebook.db.commit()


def _new(gradebook: Any, row: Any) -> Any:
    """A row that nbgrader did not lay out when the submission came: its cell is newer."""
    gradebook.db.add(row)
    return row


def _grade(grade: Any, part: ScorePart, rewritten: bool) -> None:
    changed = grade.auto_score != part.score or rewritten
    if grade.auto_score != part.score:
        grade.auto_score = part.score
    if grade.manual_score is None:
        grade.needs_manual_grade = part.score is None
    elif changed:
        grade.needs_manual_grade = True


def _seconds_late(submission: Any) -> float | None:
    """How late it came, extensions granted; None where that is not known."""
    if submission.timestamp is None or submission.assignment.duedate is None:
        return None
    return float(submission.total_seconds_late)


def _rewritten(before: Path, after: Path) -> set[str]:
    """The answers that changed since the form grader was last given this student's notebook."""
    old = _answers(before)
    return {name for name, source in _answers(after).items() if name in old and old[name] != source}


def _answers(notebook: Path) -> dict[str, str | None]:
    from gradus.lessons import questions

    try:
        return {questions.grade_id(cell): questions.source(cell) for cell in questions.read(notebook)}
    except questions.NotebookError:
        return {}


@dataclass(frozen=True)
class _Late:
    """nbgrader's plugin for late work, as the folder's nbgrader_config.py sets it."""

    plugin: Any

    def of(self, student: str, score: float, seconds: float) -> float | None:
        if seconds <= 0:
            return None
        try:
            penalty = self.plugin.late_submission_penalty(student, score, seconds)
        except Exception as error:
            raise GradebookError(f"The penalty for late work failed: {type(error).__name__}: {error}") from None
        return None if penalty is None else min(max(float(penalty), 0.0), float(score))


def _penalties(config: Any) -> _Late:
    import logging

    from nbgrader.preprocessors import AssignLatePenalties

    assigning = AssignLatePenalties(config=config)
    assigning.init_plugin()
    assigning.plugin_inst.log = logging.getLogger("gradus.late")
    assigning.plugin_inst.log.setLevel(logging.CRITICAL)
    return _Late(assigning.plugin_inst)
