"""What a verdict rests on: versions, and digests of the modules handed in, the checks, the reference and the engine."""

import functools
import hashlib
import platform
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gradus import __version__
from gradus.core.course import Course, Exercise
from gradus.core.report import Made
from gradus.core.submission import ModuleReadError, Submission
from gradus.grading.diagnosis import matching

JUDGES = ("core", "grading", "sandbox", "worker")  # the folders of the engine that a verdict depends on


def of(course: Course, submission: Submission, exercise: Exercise) -> Made:
    """What a verdict on the exercise rests on now; two are equal, but for `at`, if grading again changes nothing."""
    needed = [*course.before(exercise), exercise]
    digests = _digest(b"\0".join(_source(submission, each) for each in needed)), graders(course, exercise)
    return Made(_now(), __version__, platform.python_version(), _version("numpy"), *digests)


def same(one: Made | None, other: Made | None) -> bool:
    """Whether two verdicts rest on the same, whenever they were made; unknown is never the same."""
    return one is not None and other is not None and replace(one, at="") == replace(other, at="")


def graders(course: Course, exercise: Exercise) -> str:
    """A digest of all that judges an exercise: its checks, its reference, its entry in course.toml, and the engine."""
    entry = {name: value for name, value in vars(exercise).items() if name not in ("hints", "title", "step", "lesson")}
    plain = sorted((name, sorted(value) if isinstance(value, frozenset) else value) for name, value in entry.items())
    return _digest(f"{matching.state(course, exercise)} {plain} {course.seconds} {_engine()}".encode())


def _source(submission: Submission, exercise: Exercise) -> bytes:
    try:
        return submission.source(exercise)
    except ModuleReadError as error:
        return f"\0{error}".encode("utf-8", "surrogatepass")


@functools.cache
def _engine() -> str:
    root = Path(__file__).parent.parent
    files = sorted(path for folder in JUDGES for path in (root / folder).rglob("*.py"))
    return _digest(b"\0".join(path.read_bytes().replace(b"\r\n", b"\n") for path in files))


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
