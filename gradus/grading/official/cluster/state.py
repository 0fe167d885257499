"""What must be the same on two machines so that both give the same verdicts: the course, the engine, the packages."""

import platform
from collections.abc import Iterable, Mapping

import gradus
from gradus.core.course import FILENAME, Course, Exercise
from gradus.core.text import one_line
from gradus.grading.diagnosis import matching
from gradus.grading.proof import digests

PACKAGES = ("numpy", "matplotlib", "scikit-learn", "scipy", "pytest")
GRADUS, ENGINE, PYTHON = "Gradus", "Gradus' own code", "Python"
State = Mapping[str, str]


def of(course: Course, exercises: Iterable[Exercise]) -> State:
    """The state of this machine: versions, and digests of the engine, course.toml and each exercise. Raises OSError."""
    settings = digests.of_bytes((course.root / FILENAME).read_bytes())
    graders = {each.id: _of_exercise(course, each) for each in exercises}
    versions = {name: digests.installed(name) for name in PACKAGES}
    own = {GRADUS: gradus.__version__, ENGINE: digests.engine(), PYTHON: platform.python_version()}
    return {**own, **versions, FILENAME: settings[: digests.LENGTH], **graders}


def differences(here: State, there: State) -> str:
    """What of a machine is not as it is here, in words for its owner; empty if nothing is."""
    other = {name: there.get(name, "") for name, value in here.items() if there.get(name, "") != value}
    versions = [name for name in (GRADUS, PYTHON, *PACKAGES) if name in other]
    told = [f"{name} {one_line(other[name]) or 'missing'} instead of {here[name] or 'none'}" for name in versions]
    if ENGINE in other and GRADUS not in other:
        told.append(f"another state of {ENGINE}")
    if FILENAME in other:
        told.append(f"another {FILENAME}")
    rest = [name for name in other if name not in (*versions, ENGINE, FILENAME)]
    if rest:
        more = f" and {len(rest) - 3} more" if len(rest) > 3 else ""
        told.append(f"other checks or solutions of {', '.join(rest[:3])}{more}")
    return ", ".join(told)


def _of_exercise(course: Course, exercise: Exercise) -> str:
    """What a verdict on an exercise and its diagnosis rest on."""
    known = course.graders(exercise) / matching.FILENAME
    fingerprints = digests.of_bytes(known.read_bytes()) if known.is_file() else ""
    return digests.of(digests.digest(course, exercise), exercise.title, fingerprints)
