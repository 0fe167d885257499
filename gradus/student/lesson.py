"""What a lesson's first cell calls: makes `exercises` importable, and explains the errors of stubs."""

import sys
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

from gradus.core.course import find_root


def begin(folder: Path | None = None) -> None:
    """Make `exercises` importable; explain errors of stubs, empty answers and missing names. Raises CourseError."""
    root = find_root((folder or Path.cwd()).resolve())
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    try:
        from IPython import get_ipython
    except ImportError:
        return
    if shell := get_ipython():
        shell.set_custom_exc((NotImplementedError, AssertionError, NameError), _show_error)
        # Reload a module that was edited before the next cell runs.
        shell.run_line_magic("load_ext", "autoreload")
        shell.run_line_magic("autoreload", "2")


def _stub_message(error: BaseException) -> str:
    """The message for a stub's error, whose text is "part/exercise: function"."""
    exercise, _, function = str(error).partition(": ")
    if not function:
        return "Something that this cell needs is not written yet."
    path = f"exercises/{exercise}.py"
    return f"First comes the exercise {exercise}: {function} in {path} is not written yet. Then run this cell again."


def _show_error(shell: Any, kind: type, error: BaseException, traceback: TracebackType | None, **_: Any) -> None:
    in_cell = sum(1 for _ in walk_tb(traceback)) <= 2  # the shell's frame and the cell's
    if isinstance(error, NotImplementedError):
        message = _stub_message(error)
    elif in_cell and isinstance(error, NameError):
        message = f"There is no {error.name} yet. Run the cells above this one first, or check its spelling."
    elif in_cell and str(error):
        message = str(error)
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, error, traceback, tb_offset=1)
        shell._showtraceback(kind, error, lines)
        return
    # On standard error: when nbgrader runs the notebook, the cell then gets no points.
    print(message, file=sys.stderr)
