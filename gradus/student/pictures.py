"""Pictures drawn with the student's own functions: `draw(figure, load)` of graders/PART/EXERCISE/picture.py.

The student's code runs in this process: it is their own machine, and nothing is graded.
"""

import importlib
import os
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.files import load_module
from gradus.student.faults import own_line, raised
from gradus.student.options import Option

FILENAME = "picture.py"


class PictureError(Exception):
    """The picture cannot be drawn; the text says why and what to do."""


@dataclass(frozen=True)
class Picture:
    """The picture of an exercise, ready to be drawn as often as one likes. Its docstring is the title."""

    course: Course
    exercise: Exercise
    path: Path
    module: ModuleType = field(repr=False)

    @property
    def title(self) -> str:
        """What stands above the picture."""
        return (self.module.__doc__ or "").strip()

    @property
    def options(self) -> dict[str, Option]:
        """What it can be drawn with, by name."""
        return getattr(self.module, "OPTIONS", {})

    def draw(self, values: Mapping[str, float] | None = None) -> Any:
        """A matplotlib Figure, drawn with these values of its options. Raises PictureError."""
        import matplotlib as mpl
        from matplotlib.figure import Figure

        from gradus.student.plots import STYLE

        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
            figure.suptitle(self.title)
            try:
                self.module.draw(figure, _load, **(values or {}))
            except NotImplementedError as error:
                raise PictureError(_unwritten(error)) from None
            except ImportError as error:
                raise PictureError(f"{error}. Is a module of the course missing?") from None
            except Exception as error:
                raise PictureError(_where(self.course, error, self.path)) from None
        errors = [vars(ax)["gradus_missing"] for ax in figure.axes if ax.get_gid() == "unwritten"]
        if errors and len(errors) == len(figure.axes):
            raise PictureError(_unwritten(min(errors, key=_place)))
        return figure


def shown(course: Course) -> list[Exercise]:
    """The exercises that have a picture."""
    return [exercise for exercise in course.exercises if (course.graders(exercise) / FILENAME).is_file()]


def find(course: Course, exercise: Exercise) -> Picture:
    """The picture of an exercise. Raises PictureError if there is none, CourseError if picture.py is bad."""
    path = course.graders(exercise) / FILENAME
    if not path.is_file():
        others = ", ".join(other.id for other in shown(course)) or "none in this course"
        raise PictureError(f"{exercise.id} has no picture. There is one of: {others}.")
    if str(course.root) not in sys.path:
        sys.path.insert(0, str(course.root))
    try:
        module = load_module(path)
    except Exception as error:
        raise CourseError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from None
    if not callable(getattr(module, "draw", None)):
        raise CourseError(f"{path} has no function draw(figure, load).")
    options = getattr(module, "OPTIONS", {})
    if not isinstance(options, dict) or not all(isinstance(option, Option) for option in options.values()):
        raise CourseError(f"{path}: OPTIONS is a dict of names and gradus.student.options.Option.")
    return Picture(course, exercise, path, module)


def draw(course: Course, exercise: Exercise, values: Mapping[str, float] | None = None) -> Any:
    """The picture of an exercise as a matplotlib Figure. Raises PictureError, or CourseError if picture.py is bad."""
    return find(course, exercise).draw(values)


def save(figure: Any, path: Path) -> None:
    """Write the picture as a PNG file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, bbox_inches="tight", pad_inches=0.2)


def _load(name: str) -> ModuleType:
    """The student's module of an exercise. It is one function for all pictures, so that a picture may cache by it."""
    return importlib.import_module(f"exercises.{name.replace('/', '.')}")


def _place(error: NotImplementedError) -> tuple[str, int]:
    """Where the stub is: what stands first in a file is written first."""
    raised = traceback.extract_tb(error.__traceback__)[-1]
    return raised.filename, raised.lineno or 0


def _unwritten(error: NotImplementedError) -> str:
    exercise, _, function = str(error).partition(": ")
    what = f"{function} in exercises/{exercise}.py" if function else "something that it needs"
    return f"there is nothing to draw yet: {what} is not written."


def _where(course: Course, error: Exception, picture: Path) -> str:
    """What was raised, and at which line of the student's code or else of the picture."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"line {error.lineno} of {os.path.relpath(error.filename, course.root)} cannot be read: {error.msg}."
    if own := own_line(course, error):
        return f"your code stopped at line {own[1]} of {own[0]} with {raised(error)}"
    here = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename) == picture]
    at = f" ({picture.relative_to(course.root).as_posix()}, line {here[-1].lineno})" if here else ""
    return f"what your functions returned cannot be drawn{at}: {raised(error)}. Does gradus check pass?"
