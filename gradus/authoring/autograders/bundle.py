"""What all bundles share: the course's secret side, the engine, pinned requirements, settings, and a script to install.

The same course, engine and installed packages give the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gradus.authoring import engine
from gradus.authoring.autograders import pins, secret
from gradus.authoring.autograders.settings import Hidden, Settings
from gradus.core.course import Course, Exercise

_SHELL = Path(__file__).parent / "shell"


@dataclass(frozen=True)
class Order:
    """What a teacher wants a bundle of: some `exercises` of the course, for the system called `system`."""

    course: Course
    exercises: tuple[Exercise, ...]
    system: str
    hidden: Hidden = Hidden.VISIBLE
    unprotected: bool = False

    @property
    def points(self) -> float:
        """What the exercises are worth together."""
        return sum(exercise.points for exercise in self.exercises)

    def settings(self) -> bytes:
        """The text of settings.json."""
        names = tuple(exercise.id for exercise in self.exercises)
        made = Settings(Settings.SCHEMA, self.system, names, self.hidden, self.unprotected)
        return made.to_json().encode()

    def secret(self, folder: str = "") -> dict[str, bytes]:
        """What grades, below `folder`: the course and its settings. Raises CourseError."""
        course = secret.files(self.course, self.exercises)
        inside = {f"course/{name}": data for name, data in course.items()} | {Settings.FILE: self.settings()}
        return {f"{folder}{name}": data for name, data in inside.items()}

    def machinery(self, folder: str = "") -> dict[str, bytes]:
        """What is installed, below `folder`: the engine, its requirements, install.sh. Raises CourseError."""
        name, data = engine.wheel()
        parts = {name: data, "requirements.txt": pins.requirements(self.exercises).encode()}
        return {f"{folder}{name}": data for name, data in (parts | {"install.sh": script("install.sh")}).items()}


@dataclass(frozen=True)
class System:
    """A system that grades: `files` makes its bundle, and `told` the sentences for the teacher who ordered it.

    With `hides`, it can show hidden checks later. The names of `programs` in its bundle may be executed.
    """

    name: str
    files: Callable[[Order], Mapping[str, bytes]]
    told: Callable[[Order], list[str]]
    programs: frozenset[str] = frozenset({"install.sh"})
    hides: bool = False

    def bundle(self, order: Order) -> bytes:
        """The bundle as a zip file. Raises CourseError."""
        made = self.files(order)
        programs = {name for name in made if name.rpartition("/")[2] in self.programs}
        return engine.archive({name: made[name] for name in sorted(made)}, programs)


def script(name: str, **values: str) -> bytes:
    """A script of the folder shell/, in which @NAME@ stands for each of the `values`."""
    text = (_SHELL / name).read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text.encode()
