"""Digests of what a verdict rests on: an exercise's checks, its reference and its entry in course.toml; the engine."""

import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import gradus
from gradus.core.course import Course, Exercise
from gradus.grading.diagnosis import matching

LENGTH = 16
# The rooms of the engine that a verdict depends on.
JUDGING = ("core", "worker", "sandbox", "grading")


def digest(course: Course, exercise: Exercise) -> str:
    """A digest of an exercise's graders, of the reference modules that they run on, and of its entry in course.toml.

    It begins with the digest that fingerprints are held against. Raises OSError if a file cannot be read.
    """
    entry = (exercise.points, exercise.builds_on, exercise.allow, exercise.data, exercise.forbid, exercise.further)
    data = [path for path in _files(course.graders(exercise)) if path.suffix not in (".py", ".json", ".csv")]
    return of(matching.state(course, exercise), ordered((*entry, course.seconds)), *contents(data, course.root))


def ordered(values: Iterable[object]) -> str:
    """Values of an entry in course.toml as text, the same in each process: sets have no order of their own."""
    return repr([sorted(each) if isinstance(each, frozenset) else each for each in values])


@functools.cache
def circumstances() -> str:
    """A digest of what else decides whether the reference passes: the engine, Python, NumPy."""
    return of(gradus.__version__, platform.python_version(), installed("numpy"), installed("matplotlib"), engine())


@functools.cache
def engine() -> str:
    """A digest of the engine's own code that runs checks."""
    root = Path(gradus.__file__).parent
    return of(*contents((path for room in JUDGING for path in (root / room).rglob("*.py")), root))


def of(*parts: str) -> str:
    """A digest of some texts of ours, in their order."""
    return whole(*parts)[:LENGTH]


def whole(*parts: str) -> str:
    """A digest of some texts, in their order, at full length: no student can find two texts that share it."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def contents(files: Iterable[Path], root: Path) -> list[str]:
    """Each file below `root` with the digest of what is in it, whatever its line ends. Raises OSError."""
    named = {path.relative_to(root).as_posix(): path for path in files}
    return [f"{name} {of_bytes(named[name].read_bytes())}" for name in sorted(named)]


def of_bytes(content: bytes) -> str:
    """A digest of a file's content, the same with Windows' line ends."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


@functools.cache
def installed(name: str) -> str:
    """The version of an installed distribution; empty if there is none."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
