"""The state of what a verdict on a solution rests on: the checks of an exercise, its reference, the engine."""

from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.grading.proof import digests

# Files of graders that no outcome of a check depends on.
BESIDE = {checks.MISCONCEPTIONS, "variants.py", "picture.py", "fingerprints.json", "hints.toml", "survivors.toml"}


def of_checks(course: Course, exercise: Exercise) -> str:
    """A digest of the checks with what lies beside them, the reference, and the engine. Raises OSError."""
    folder = course.graders(exercise)
    files = [course.solutions / each.path for each in [*course.before(exercise), exercise]]
    files += [path for path in folder.rglob("*") if "__pycache__" not in path.parts and path.name not in BESIDE]
    there = digests.contents({path for path in files if path.is_file()}, course.root)
    entry = (exercise.builds_on, exercise.allow, exercise.data, exercise.forbid, exercise.further, course.seconds)
    return digests.of(digests.circumstances(), digests.ordered(entry), *there)
