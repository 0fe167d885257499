"""Pictures drawn with the student's own functions: `draw(figure, load)` of graders/PART/EXERCISE/picture.py.

The student's code runs in this process: it is their own machine, and nothing is graded.
"""

import importlib
import os
import sys
import traceback
from pathlib import Path
from typing import Any

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.files import load_module

FILENAME = "picture.py"


class PictureError(Exception):
    """The picture cannot be drawn; the text says why and what to do."""


def shown(course: Course) -> list[Exercise]:
    """The exercises that have a picture."""
    return [exercise for exercise in course.exercises if (course.graders(exercise) / FILENAME).is_file()]


def draw(course: Course, exercise: Exercise) -> Any:
    """The picture of an exercise as a matplotlib Figure. Raises PictureError, or CourseError if picture.py is bad."""
    from matplotlib.figure import Figure

    path = course.graders(exercise) / FILENAME
    if not path.is_file():
        others = ", ".join(other.id for other in shown(course)) or "none in this course"
        raise PictureError(f"{exercise.id} has no picture. There is one of: {others}.")
    if str(course.root) not in sys.path:
        sys.path.insert(0, str(course.root))
    try:
        picture = load_module(path)
    except Exception as error:
        raise CourseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from None
    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    figure.suptitle((picture.__doc__ or "").strip(), fontsize=11)
    try:
        picture.draw(figure, lambda name: importlib.import_module(f"exercises.{name.replace('/', '.')}"))
    except NotImplementedError as error:
        unwritten, _, function = str(error).partition(": ")
        what = f"{function} in exercises/{unwritten}.py" if function else "something that it needs"
        raise PictureError(f"there is nothing to draw yet: {what} is not written.") from None
    except ImportError as error:
        raise PictureError(f"{error}. Is a module of the course missing?") from None
    except Exception as error:
        raise PictureError(_where(course, error, path)) from None
    return figure


def save(figure: Any, path: Path) -> None:
    """Write the picture as a PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, bbox_inches="tight", pad_inches=0.2)


def _where(course: Course, error: Exception, picture: Path) -> str:
    """What was raised, and at which line of the student's code or else of the picture."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"line {error.lineno} of {os.path.relpath(error.filename, course.root)} cannot be read: {error.msg}."
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(course.stubs)]
    raised = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if own:
        name = Path(own[-1].filename).relative_to(course.root).as_posix()
        return f"your code stopped at line {own[-1].lineno} of {name} with {raised}"
    here = [frame for frame in frames if Path(frame.filename) == picture]
    at = f" ({picture.relative_to(course.root).as_posix()}, line {here[-1].lineno})" if here else ""
    return f"what your functions returned cannot be drawn{at}: {raised}. Does gradus check pass?"
