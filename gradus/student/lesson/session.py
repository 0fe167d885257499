"""`begin`, the first cell of a lesson: makes `exercises` importable, and explains what stops in a later cell."""

import sys
import textwrap
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from gradus.core import feedback
from gradus.core.course import Course, CourseError, find_root, load
from gradus.core.decode import DecodeError
from gradus.core.feedback import AnswerKind, SealedQuestion, Verdict
from gradus.student import history
from gradus.student.faults import own_line, raised
from gradus.student.history import Event, What
from gradus.student.preferences import Preferences, usable

WIDTH = 84  # columns of a notebook beside its file browser


@dataclass
class Session:
    """The lesson that is open, its course, its questions by their names, and the verdicts that were given."""

    course: Course
    lesson: str
    questions: dict[str, SealedQuestion] = field(default_factory=dict)
    preferences: Preferences = field(default_factory=Preferences)
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    @property
    def by_machine(self) -> list[str]:
        """The names of the questions that get a verdict."""
        return [name for name, question in self.questions.items() if question.kind is not AnswerKind.TEXT]


_open: list[Session] = []


def begin(lesson: str, folder: Path | None = None) -> None:
    """Open a lesson of the course around `folder`, by default the current one.

    Sets matplotlib's style. Raises CourseError, with a sentence, if there is no course around the notebook.
    """
    course = load(find_root((folder or Path.cwd()).resolve()))
    if str(course.root) not in sys.path:
        sys.path.insert(0, str(course.root))
    try:
        questions = feedback.read(course.root / feedback.FILE).get(lesson, {})
    except DecodeError:
        questions = {}
    preferences, complaint = usable(course.root)
    if complaint:
        say(complaint)
    _open[:] = [Session(course, lesson, questions, preferences)]
    history.add(course.root, [Event(history.now(), What.LESSON, lesson=lesson)])
    from gradus.student import plots

    plots.use_style()
    if shell := shell_of_notebook():
        shell.set_custom_exc((Exception,), _show_error)


def say(text: str) -> None:
    """Print a sentence, wrapped: a notebook breaks long lines in the middle of a word."""
    print(textwrap.fill(text, WIDTH))


def current() -> Session | None:
    """The lesson that is open; without one, prints what to do and returns None."""
    if not _open:
        say("Run the first cell of this notebook, inside the course's folder, before this one.")
        return None
    return _open[0]


def shell_of_notebook() -> Any:
    """IPython's shell in a notebook, None in a plain Python or in IPython on a terminal."""
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    shell = get_ipython()
    return shell if hasattr(shell, "kernel") else None


def where_it_stopped(course: Course, error: BaseException) -> str:
    """The line of the student's own code at which it stopped, and with what; empty if it was not in their code."""
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(course.stubs):
        name = Path(error.filename).relative_to(course.root).as_posix()
        return f"{name} cannot be read: line {error.lineno}, {error.msg}."
    own = own_line(course, error)
    return f"Your code stopped at line {own[1]} of {own[0]} with {raised(error)}" if own else ""


def stub_message(error: NotImplementedError) -> str:
    """What to write first, from the text of a stub's error: "part/exercise: function"."""
    exercise, _, function = str(error).partition(": ")
    if not function:
        return "Something that this cell needs is not written yet."
    return f"Not written yet: {function} in exercises/{exercise}.py. Write it, then run this cell again."


def _show_error(shell: Any, kind: type, error: BaseException, trace: TracebackType | None, **_: Any) -> None:
    in_cell = sum(1 for _ in traceback.walk_tb(trace)) <= 2  # the shell's frame and the cell's
    course = _open[0].course if _open else None
    if isinstance(error, NotImplementedError):
        message = stub_message(error)
    elif isinstance(error, CourseError):
        message = str(error)
    elif in_cell and isinstance(error, NameError):
        message = f"There is no {error.name} yet. Run the cells above this one first, or check its spelling."
    elif in_cell and isinstance(error, AssertionError) and str(error):
        message = str(error)
    elif not (message := where_it_stopped(course, error) if course else ""):
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=1)
        shell._showtraceback(kind, error, lines)
        return
    # On standard error: when nbgrader runs the notebook, the cell then gets no points.
    print(message, file=sys.stderr)
