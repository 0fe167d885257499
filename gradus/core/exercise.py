"""What course.toml says of a part and of an exercise."""

import functools
from dataclasses import dataclass

_KNOWN = {"sklearn": "scikit-learn"}  # what is often used, also where it is not installed


@functools.cache
def distribution(name: str) -> str:
    """The distribution of a package that is imported as `name`, as far as this machine knows: pillow for PIL."""
    if name in _KNOWN:
        return _KNOWN[name]
    from importlib import metadata  # which takes long to import

    try:
        metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        homes = metadata.packages_distributions().get(name, [])
        return homes[0] if homes else name
    return name


@dataclass(frozen=True)
class Part:
    """A group of exercises: a folder of exercises/. `lesson` is one to read before the first of them."""

    id: str
    title: str
    lesson: str = ""


@dataclass(frozen=True)
class Exercise:
    """One stub module and its checks: an [[exercises]] table of course.toml. Its `id` is "part/exercise".

    Its code may import the standard library, the modules of the exercises that it `builds_on`, the top-level packages
    in `allow`, and those in `data`, which work only in a check that asks for them. It may not use the dotted names in
    `forbid`. `hints` are sentences of help, from vague to clear. An exercise is finished without the functions in
    `further`. `step` is its name on the map of the course, by default the last part of its id.
    """

    id: str
    title: str
    points: float
    builds_on: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    lesson: str = ""
    allow: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()
    forbid: frozenset[str] = frozenset()
    further: tuple[str, ...] = ()
    step: str = ""

    @property
    def part(self) -> str:
        """The id of its part."""
        return self.id.split("/")[0]

    @property
    def module(self) -> str:
        """The name under which a student's code imports it: exercises.calculus.derivatives."""
        return "exercises." + self.id.replace("/", ".")

    @property
    def path(self) -> str:
        """The module's file, relative to exercises/."""
        return self.id + ".py"

    @property
    def packages(self) -> frozenset[str]:
        """The distributions that a worker for this exercise can import."""
        return frozenset(distribution(name) for name in self.allow) | {"numpy"}

    @property
    def data_packages(self) -> frozenset[str]:
        """The distributions that checks which load data can import, too."""
        return frozenset(distribution(name) for name in self.data)
