"""Lessons that verify found nothing wrong with, and in which state: they are not run again before something changes."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import gradus
from gradus.core.course import Course
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.grading.proof import digests
from gradus.lessons import quiz
from gradus.lessons.build import source
from gradus.lessons.verify import lesson_findings

FILE = ".gradus/lessons.json"
ROOMS = ("core", "lessons", "student", "worker", "sandbox", "grading")  # of the engine, that a lesson may use


def findings(course: Course, lesson: str) -> Iterator[str]:
    """The problems of a lesson; it is run only if it, or what it depends on, changed since it had none."""
    state, kept = _state(course, lesson), _read(course)
    if state and kept.get(lesson) == state:
        return
    sound = True
    for finding in lesson_findings(course, lesson):
        sound = False
        yield finding
    if sound and state:
        path = course.root / FILE
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            write_atomic(path, json.dumps(_read(course) | {lesson: state}, indent=1) + "\n")


def _state(course: Course, lesson: str) -> str:
    """A digest of all that a lesson depends on; empty if some of it cannot be read."""
    try:
        text = source(course, lesson).read_text("utf-8")
        words = set(re.findall(r"\w+", text))
        mine = [each for each in course.exercises if lesson in course.lessons_of(each)]
        named = [each for each in course.exercises if each in mine or each.id.rpartition("/")[2] in words]
        used = {each.id: each for exercise in named for each in [*course.before(exercise), exercise]}
        files = [folder / each.path for each in used.values() for folder in (course.solutions, course.stubs)]
        files += [*(course.solutions / "lessons").glob("*.md"), course.solutions / "lessons" / quiz.FILE]
        files += [path for name in ("derivations", "learn") for path in (course.root / "docs" / name).glob("*")]
        engine = Path(gradus.__file__).parent
        code = digests.contents((path for room in ROOMS for path in (engine / room).rglob("*.py")), engine)
        there = digests.contents((path for path in files if path.is_file()), course.root)
        settings = (course.root / "course.toml").read_text("utf-8-sig")
        return digests.of(digests.circumstances(), settings, *code, *there)
    except (OSError, ValueError):
        return ""


def _read(course: Course) -> dict[str, str]:
    try:
        return read_json(dict[str, str], course.root / FILE, FILE)
    except DecodeError:
        return {}
