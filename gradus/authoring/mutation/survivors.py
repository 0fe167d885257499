"""Mutants that may keep every point, each with its reason: graders/PART/EXERCISE/survivors.toml."""

import tomllib

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.decode import DecodeError, build
from gradus.core.text import one_line

FILE = "survivors.toml"
EQUIVALENT, OUTSIDE, MISSED = "equivalent", "outside the contract", "missed"
KINDS = (EQUIVALENT, OUTSIDE, MISSED)


def read(course: Course, exercise: Exercise) -> dict[str, str]:
    """The reason of each survivor by its name, none without a file. Raises CourseError if it is invalid."""
    where = f"graders/{exercise.id}/{FILE}"
    try:
        text = (course.graders(exercise) / FILE).read_text("utf-8-sig")
        found = build(dict[str, str], tomllib.loads(text), where)
    except FileNotFoundError:
        return {}
    except DecodeError as error:
        text = one_line(str(error), 300)
        raise CourseError(text if text.endswith("?") else f"{text}.") from None
    except (OSError, ValueError) as error:
        raise CourseError(f"{where} cannot be read: {one_line(str(error), 300)}.") from None
    for name, reason in found.items():
        kind, _, why = reason.partition(":")
        if kind not in KINDS or not why.strip():
            told = f'write why as in "{EQUIVALENT}: NumPy sorts them anyway"; the kinds are {", ".join(KINDS)}'
            raise CourseError(f"{where}, line {line_of(text, name)}: {one_line(name, 80)} has no reason: {told}.")
    return found


def line_of(text: str, name: str) -> int:
    """The line of a file of survivors where one is."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if f'"{name}"' in line), 1)
