"""Hints by degrees: for each function a question, an idea, and a plan in words, in graders/PART/EXERCISE/hints.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, build
from gradus.core.text import one_line

FILE = "hints.toml"
STEPS = ("a question", "the idea", "a plan")


@dataclass(frozen=True)
class Ladder:
    """The hints for one function: a `question` that leads to the right place, the `idea`, and a `plan` in steps."""

    question: str
    idea: str
    plan: tuple[str, ...]

    @property
    def hints(self) -> tuple[str, ...]:
        """The three hints, each a text of one or more lines."""
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(self.plan, 1))
        return self.question, self.idea, steps


def file_of(course: Course, exercise: Exercise) -> Path:
    """Where the hints of an exercise are."""
    return course.graders(exercise) / FILE


def read(course: Course, exercise: Exercise) -> dict[str, Ladder]:
    """The ladders of an exercise by function, none without a file. Raises CourseError if it is invalid."""
    path = file_of(course, exercise)
    where = f"graders/{exercise.id}/{FILE}"
    try:
        return build(dict[str, Ladder], tomllib.loads(path.read_text("utf-8-sig")), where)
    except FileNotFoundError:
        return {}
    except DecodeError as error:
        text = one_line(str(error), 300)
        raise CourseError(text if text.endswith("?") else f"{text}.") from None
    except (OSError, ValueError) as error:
        raise CourseError(f"{where} cannot be read: {one_line(str(error), 300)}.") from None
