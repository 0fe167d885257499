"""What a lesson's first cell calls: the student's own functions can be imported, and a stub is met with a sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

from gradus.core import course as courses

SHELL_AND_CELL = 2  # the frames of an error that the cell itself raised


def begin(folder: Path | None = None) -> None:
    """Let this notebook import from `exercises`, wherever in the course it lies.

    A cell that calls a function which is still a stub then says which exercise to do first, and the check of an empty
    answer or a cell that needs an earlier one says what is missing, in place of a traceback. Raises CourseError where
    the notebook lies outside the course.
    """
    root = courses.find_root((folder or Path.cwd()).resolve())
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    shell = _shell()
    if shell is not None:
        shell.set_custom_exc((NotImplementedError, AssertionError, NameError), _say)
        # A function that was edited in the editor counts from the next cell on.
        shell.run_line_magic("load_ext", "autoreload")
        shell.run_line_magic("autoreload", "2")


def first(error: BaseException) -> str:
    """The sentence for a stub's error, whose text is "part/exercise: function"."""
    exercise, _, function = str(error).partition(": ")
    if not function:
        return "Something that this cell needs is not written yet."
    path = f"exercises/{exercise}.py"
    return f"First comes the exercise {exercise}: {function} in {path} is not written yet. Then run this cell again."


def _say(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    in_cell = sum(1 for _ in walk_tb(trace)) <= SHELL_AND_CELL
    if isinstance(error, NotImplementedError):
        said = first(error)
    elif in_cell and isinstance(error, NameError):
        said = f"There is no {error.name} yet. Run the cells above this one first, or look at how it is spelled."
    elif in_cell and str(error):
        said = str(error)
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=1)
        shell._showtraceback(kind, error, lines)
        return
    # Where nbgrader runs a notebook, a word on standard error costs the cell its points; a mere sentence would not.
    print(said, file=sys.stderr)


def _shell() -> Any:
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()
