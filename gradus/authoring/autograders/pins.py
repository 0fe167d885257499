"""The requirements of a bundle: what the engine and the course's exercises need, at the versions that are installed."""

from collections.abc import Iterable
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gradus.authoring.engine import DISTRIBUTION
from gradus.core.course import CourseError, Exercise
from gradus.core.text import one_line


class PinError(CourseError):
    """A package that the course allows is not installed, so that nobody knows which version it was written for."""


def requirements(exercises: Iterable[Exercise]) -> str:
    """The text of requirements.txt, without the engine itself. Raises PinError, which names what is not installed."""
    chosen = list(exercises)
    pending: dict[str, str] = dict.fromkeys(_needed(DISTRIBUTION), "")
    for exercise in chosen:
        for name in sorted(exercise.packages | exercise.data_packages):
            pending.setdefault(canonicalize_name(name), exercise.id)
    pins: dict[str, str] = {}
    while pending:
        name = next(iter(pending))
        wanted_by = pending.pop(name)
        if name in pins:
            continue
        try:
            pins[name] = metadata.version(name)
            pending |= {each: "" for each in _needed(name) if each not in pins and each not in pending}
        except metadata.PackageNotFoundError:
            if wanted_by:
                raise PinError(
                    f"{wanted_by} may import {one_line(name)}, which is not installed here: install it, so that the "
                    "bundle can have the same version."
                ) from None
    return "".join(f"{name}=={pins[name]}\n" for name in sorted(pins))


def _needed(name: str) -> list[str]:
    """What a distribution needs on this system, without its extras. Raises PackageNotFoundError."""
    requires = map(Requirement, metadata.requires(name) or ())
    return [canonicalize_name(each.name) for each in requires if not each.marker or each.marker.evaluate({"extra": ""})]
