"""The course: course.toml, read and validated, and the folders that belong to it."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from gradus.core import course_file
from gradus.core.decode import DecodeError, build
from gradus.core.demands import Demands
from gradus.core.exercise import Exercise, Part
from gradus.core.names import in_course, same
from gradus.core.schedule.units import Rules, Unit, read_rules, read_units
from gradus.core.text import nearest, one_line

__all__ = [
    "CARRIED", "FILENAME", "NAME", "Course", "CourseError", "CourseNotFoundError", "Delivery", "Exercise", "Part",
    "Selection", "find_root", "load",
]  # fmt: skip

FILENAME = course_file.FILENAME
NAME = re.compile(r"[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)?")
CARRIED = "carried"
ENGINE = re.compile(r"gradus-course(\[[\w,-]+\])? *(==|~=|>=|@) *\S+.*")
LONGEST = 86_400  # seconds that a check may wait
LESSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class CourseError(Exception):
    """The course itself is invalid: an infrastructure error. The text says where and what to do."""


class CourseNotFoundError(CourseError):
    """There is no course.toml in a folder or above it."""


@dataclass(frozen=True)
class Selection:
    """Some of a course's exercises and lessons, in its order, and the units that they were chosen by, if any."""

    exercises: tuple[Exercise, ...]
    lessons: tuple[str, ...]
    units: tuple[Unit, ...] = ()

    @property
    def works(self) -> frozenset[str]:
        """Their names in tables of marks: calculus/derivatives, lessons/01-derivatives."""
        return frozenset([each.id for each in self.exercises] + [f"lessons/{lesson}" for lesson in self.lessons])


@dataclass(frozen=True)
class Delivery:
    """How students get the course: the [release] table of course.toml.

    With the `engine` "carried", the student repository has the engine's files in it. Otherwise it is a requirement as
    pip takes it, such as gradus-course==0.2.0, and the student repository depends on that.
    """

    engine: str = CARRIED


@dataclass(frozen=True)
class Course:
    """The course in the folder `root`; a check waits for `seconds` unless it says otherwise."""

    root: Path
    title: str
    seconds: float
    parts: tuple[Part, ...]
    exercises: tuple[Exercise, ...]
    by_id: dict[str, Exercise] = field(repr=False)
    start: str = ""  # where the map begins, before the first exercise
    units: tuple[Unit, ...] = ()
    marks: Rules = field(default_factory=Rules)
    release: Delivery = field(default_factory=Delivery)
    verify: Demands = field(default_factory=Demands)

    @property
    def points(self) -> float:
        """The total points of its exercises."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def lessons(self) -> list[str]:
        """The names of the course's lessons, in its order."""
        return list(dict.fromkeys(lesson for exercise in self.exercises for lesson in self.lessons_of(exercise)))

    @property
    def solutions(self) -> Path:
        """The folder of the reference solutions."""
        return self.root / "solutions"

    @property
    def stubs(self) -> Path:
        """The folder of the stubs."""
        return self.root / "exercises"

    def graders(self, exercise: Exercise) -> Path:
        """The folder of an exercise's graders."""
        return self.root / "graders" / exercise.id

    def lessons_of(self, exercise: Exercise) -> list[str]:
        """The lessons to read with an exercise: that of its part, if it is the part's first, and its own."""
        part = next(part for part in self.parts if part.id == exercise.part)
        first = next(each for each in self.exercises if each.part == part.id)
        return [lesson for lesson in (part.lesson if exercise == first else "", exercise.lesson) if lesson]

    def shortest(self, exercise: Exercise) -> str:
        """The shortest name under which `find` finds an exercise."""
        name = exercise.id.rpartition("/")[2]
        return name if sum(each.id.endswith("/" + name) for each in self.exercises) == 1 else exercise.id

    def find(self, name: str) -> Exercise:
        """The exercise called `name`: its id or file, or its last part if that is unambiguous. Raises KeyError."""
        short = in_course(self.root, name)
        matches = [e for e in self.exercises if e.id == same(short) or e.id.endswith("/" + same(short))]
        if not matches:
            raise KeyError(f"There is no exercise called {name}. {self._guess(short)}")
        if len(matches) > 1:
            raise KeyError(f"{name} could be {' or '.join(e.id for e in matches)}: write it in full.")
        return matches[0]

    def _guess(self, name: str) -> str:
        """What a name that no exercise has may be meant for."""
        if homes := [each.id for each in self.homes(name)]:
            return f"It is defined in {' and '.join(homes)}: give that name."
        short = {each.id.rpartition("/")[2]: self.shortest(each) for each in self.exercises}
        names = {**short, **{each.id: each.id for each in self.exercises}, **{part.id: part.id for part in self.parts}}
        if near := nearest(name, names, 0.6):
            return f"Did you mean {names[near]}?"
        return f"There are: {', '.join(each.id for each in self.exercises)}."

    def homes(self, name: str) -> list[Exercise]:
        """The exercises whose module defines a function or a class called `name`."""
        return [exercise for exercise in self.exercises if _defines(self.stubs / exercise.path, name)]

    def unit(self, name: str) -> Unit:
        """The unit called `name`. Raises KeyError, which names the nearest, if there is none."""
        for unit in self.units:
            if same(unit.id) == same(name):
                return unit
        if not self.units:
            raise KeyError("This course has no units: [[units]] in course.toml makes them.")
        near = nearest(name, [unit.id for unit in self.units], 0.6)
        there = f"Did you mean {near}?" if near else f"There are: {', '.join(unit.id for unit in self.units)}."
        raise KeyError(f"There is no unit called {one_line(name)}. {there}")

    def unit_of(self, work: str) -> Unit | None:
        """The unit that an exercise belongs to, or a lesson as lessons/NAME; None if it is in none."""
        return next((unit for unit in self.units if work in unit.works), None)

    def select(self, units: Iterable[Unit]) -> Selection:
        """The exercises and lessons of some units."""
        chosen = tuple(units)
        exercises = {name for unit in chosen for name in unit.exercises}
        lessons = {name for unit in chosen for name in unit.lessons}
        picked = tuple(each for each in self.exercises if each.id in exercises)
        return Selection(picked, tuple(name for name in self.lessons if name in lessons), chosen)

    def set_by(self, now: datetime) -> Selection:
        """What has been set by `now`: the units that are open then. A course without units sets everything at once."""
        if not self.units:
            return Selection(self.exercises, tuple(self.lessons))
        return self.select(unit for unit in self.units if unit.is_open(now))

    def before(self, exercise: Exercise) -> list[Exercise]:
        """The exercises that this one builds on, directly or not, in the course's order."""
        needed, waiting = set[str](), [*exercise.builds_on]
        while waiting:
            if (name := waiting.pop()) not in needed:
                needed.add(name)
                waiting += self.by_id[name].builds_on
        return [each for each in self.exercises if each.id in needed]


def _defines(module: Path, name: str) -> bool:
    """Whether a module, which may not even parse, defines a function or a class of that name."""
    text = module.read_text("utf-8-sig", "replace") if module.is_file() else ""
    return bool(re.search(rf"(?m)^(def|class) {re.escape(name)}\b", text))


def find_root(start: Path) -> Path:
    """The folder with course.toml at or above `start`. Raises CourseNotFoundError if there is none."""
    for folder in (start, *start.parents):
        if (folder / FILENAME).is_file():
            return folder
    raise CourseNotFoundError(f"No {FILENAME} in {start} or above it: run gradus inside a course.")


@dataclass(frozen=True)
class _Settings:
    """The whole of course.toml; its exercises are decoded later."""

    title: str
    allow: frozenset[str] = frozenset({"numpy"})
    seconds: float = 10.0
    parts: tuple[Part, ...] = ()
    exercises: tuple[Any, ...] = ()
    forbid: frozenset[str] = frozenset()
    start: str = ""
    units: tuple[Any, ...] = ()
    marks: Any = None
    release: Delivery = field(default_factory=Delivery)
    verify: Demands = field(default_factory=Demands)


def load(root: Path, *, empty: bool = False) -> Course:
    """Read course.toml in the folder `root`. Raises CourseError if it cannot be read, or a key or value is invalid.

    What is missing is told all at once, all else with its line. A course without exercises is read only if it may be
    `empty`, as it is before the first one.
    """
    root = root.resolve()
    text = ""
    try:
        text = (root / FILENAME).read_text("utf-8-sig")
        course = _read(root, tomllib.loads(text))
        if not (course.exercises or empty):
            raise DecodeError(f"{FILENAME} lists no exercises: run gradus new PART/EXERCISE")
    except CourseError as error:
        raise CourseError(course_file.placed(str(error), text)) from None
    except DecodeError as error:
        told = one_line(str(error), 1000)
        raise CourseError(course_file.placed(told if told.endswith("?") else f"{told}.", text)) from None
    except (OSError, ValueError, RecursionError) as error:  # tomllib lets int() refuse a number of 5,000 digits
        raise CourseError(course_file.unreadable(error)) from None
    return course


def _read(root: Path, table: dict[str, Any]) -> Course:
    """The course of this table. Raises CourseError and DecodeError."""
    if missing := course_file.missing(table):
        raise CourseError("\n".join(missing))
    settings = build(_Settings, table, FILENAME)
    exercises = [_exercise(entry, number, settings) for number, entry in enumerate(settings.exercises, 1)]
    rules = read_rules({} if settings.marks is None else settings.marks, f"{FILENAME}: marks")
    course = Course(root, settings.title, settings.seconds, settings.parts, *_checked(exercises, settings))
    lessons = {exercise.id: course.lessons_of(exercise) for exercise in exercises}
    units = read_units(settings.units, lessons, FILENAME)
    course = replace(course, start=settings.start, units=units, marks=rules)
    return replace(course, release=settings.release, verify=settings.verify)


def _checked(exercises: list[Exercise], settings: _Settings) -> tuple[tuple[Exercise, ...], dict[str, Exercise]]:
    """The exercises, also by id. Raises CourseError if they or the course's settings don't fit together."""
    if not 0 < settings.seconds <= LONGEST:
        raise CourseError(f"{FILENAME}.seconds: expected more than 0, and at most {LONGEST:,}.")
    if settings.release.engine != CARRIED and not ENGINE.fullmatch(settings.release.engine):
        raise CourseError(f'{FILENAME}.release.engine: expected "carried", or a requirement like gradus-course==0.2.0.')
    for part in settings.parts:
        _require_lesson_name(part.lesson, f"{FILENAME}: part {one_line(part.id)}")
    by_id: dict[str, Exercise] = {}
    for exercise in exercises:
        if exercise.id in by_id:
            raise CourseError(f"{FILENAME}: exercise {exercise.id} is listed twice.")
        if exercise.part not in {part.id for part in settings.parts}:
            raise CourseError(
                f"{FILENAME}: exercise {exercise.id} belongs to a part that is not listed under [[parts]]."
            )
        if missing := [name for name in exercise.builds_on if name not in by_id]:
            raise CourseError(
                f"{FILENAME}: exercise {exercise.id}.builds_on: {one_line(missing[0])} does not come before it."
            )
        by_id[exercise.id] = exercise
    return tuple(exercises), by_id


def _exercise(table: Any, number: int, settings: _Settings) -> Exercise:
    name = table.get("id") if isinstance(table, dict) else None
    where = f"{FILENAME}: exercise {one_line(name) if isinstance(name, str) else number}"
    exercise = build(Exercise, table, where)
    if not NAME.fullmatch(exercise.id) or "/" not in exercise.id:
        raise CourseError(f"{where}.id: it looks like part/exercise, in lower case.")
    if not exercise.points > 0:
        raise CourseError(f"{where}.points: an exercise is worth more than 0 points.")
    _require_lesson_name(exercise.lesson, where)
    step = exercise.step or exercise.id.rpartition("/")[2].replace("_", " ")
    allow, forbid = settings.allow | exercise.allow, settings.forbid | exercise.forbid
    return replace(exercise, allow=allow, forbid=forbid, step=step)


def _require_lesson_name(name: str, where: str) -> None:
    if name and not LESSON.fullmatch(name):
        raise CourseError(f"{where}.lesson: a lesson's name has letters, digits, - and _, and no ending.")
