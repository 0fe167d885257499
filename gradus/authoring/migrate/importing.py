"""Writes what notebooks became into a course: all of it, or nothing."""

import re
from collections.abc import Sequence
from pathlib import Path

from gradus.authoring import stubs
from gradus.authoring.engine import quoted
from gradus.authoring.migrate import plan
from gradus.authoring.migrate.items import MigrationError
from gradus.authoring.migrate.plan import Plan
from gradus.authoring.undo import Undo
from gradus.core.course import FILENAME, NAME, Course, CourseError, load
from gradus.core.text import one_line
from gradus.core.within import Within
from gradus.lessons import build


def plans(course: Course, form: str, files: Sequence[Path], name: str) -> list[Plan]:
    """Read and translate notebooks; nothing is written. Raises MigrationError."""
    if name and len(files) > 1:
        raise MigrationError("--exercise names one exercise: import one file at a time with it.")
    if name and not (NAME.fullmatch(name) and "/" in name):
        raise MigrationError(
            f"{one_line(name, 100)} is not a valid id: write part/exercise in lower case, like calculus/derivatives."
        )
    allowed = (
        frozenset.intersection(*(each.allow for each in course.exercises)) if course.exercises else frozenset[str]()
    )
    made = [plan.make(form, path, name or plan.named(path), allowed) for path in files]
    _require_free(course, made)
    _require_homes(course, made)
    return made


def _require_free(course: Course, made: Sequence[Plan]) -> None:
    """Raises MigrationError if a name is taken, in the course or by another notebook."""
    seen: set[str] = set()
    for each in made:
        taken = next((file for file in [*each.files, report_file(each)] if _there(course, file) or file in seen), "")
        if each.id in course.by_id or taken:
            raise MigrationError(
                f"{each.id} exists already ({taken or FILENAME}): choose another name with --exercise."
            )
        if each.lesson in course.lessons:
            raise MigrationError(f"there is a lesson {each.lesson} already: choose another name with --exercise.")
        seen |= {*each.files, report_file(each)}


def _there(course: Course, file: str) -> bool:
    return (course.root / file).exists() or (course.root / file).is_symlink()


def _require_homes(course: Course, made: Sequence[Plan]) -> None:
    """A lesson without an exercise is that of its part. Raises MigrationError if that has one, or no exercise."""
    parts = {part.id: part.lesson for part in course.parts}
    homes = {each.part for each in course.exercises} | {each.part for each in made if each.points}
    for each in made:
        if each.points:
            continue
        if each.part not in homes or parts.get(each.part):
            why = (
                "has a lesson already"
                if parts.get(each.part)
                else "has no exercise yet: import one first, or together with it"
            )
            raise MigrationError(
                f"{each.lesson} has no check that came over: it would be a lesson of the part {each.part}, which {why}."
            )
        parts[each.part] = each.lesson


def write(course: Course, made: Sequence[Plan]) -> tuple[Course, list[Path]]:
    """Write the files, the entries of course.toml and the stubs; returns the changed course and the paths.

    If anything fails, everything is as it was before. Raises MigrationError, PlaceError or OSError.
    """
    within, table = Within(course.root), course.root / FILENAME
    files = {name: text for each in made for name, text in {**each.files, report_file(each): each.report}.items()}
    for name in [*files, FILENAME, *(f"exercises/{each.id}.py" for each in made if each.points)]:
        within.check(name)
    try:
        with Undo() as undo:
            for name, text in files.items():
                undo.write(course.root / name, text.encode())
            entries = _entries(course, table.read_bytes().decode("utf-8-sig"), made)
            undo.write(table, entries.encode())
            changed = load(course.root)
            build.check(changed)
            for path in stubs.generate(changed):
                undo.watch(path)
            return changed, [*(course.root / name for name in files), *stubs.write(changed)]
    except CourseError as error:
        why = f"what came of the notebook would not work, and nothing was written: {error}"
        raise MigrationError(why) from None


def report_file(each: Plan) -> str:
    """The name of a plan's report in the course."""
    return f"IMPORTED-{each.id.replace('/', '-')}.md"


def _entries(course: Course, text: str, made: Sequence[Plan]) -> str:
    """The text of course.toml with the new parts and exercises at its end."""
    parts = {part.id for part in course.parts}
    text = text.rstrip("\n") + "\n"
    for each in sorted(made, key=lambda each: not each.points):
        lesson = "" if each.points else f"lesson = {quoted(each.lesson)}\n"
        if each.part not in parts:
            title = each.part.replace("_", " ").capitalize()
            text += f"\n[[parts]]\nid = {quoted(each.part)}\ntitle = {quoted(title)}\n"
            parts.add(each.part)
        if each.points:
            allow = f"allow = [{', '.join(map(quoted, each.allow))}]\n" if each.allow else ""
            text += f"\n[[exercises]]\nid = {quoted(each.id)}\ntitle = {quoted(each.title)}\npoints = {each.points:g}\n"
            text += f"lesson = {quoted(each.lesson)}\n{allow}hints = []\n"
        else:
            text = _with_lesson(text, each.part, lesson)
    return text


def _with_lesson(text: str, part: str, line: str) -> str:
    """A part's table with a lesson."""
    entry = re.compile(rf"(?m)^(\[\[parts\]\]\s*\n(?:(?!\[).*\n)*?\s*id\s*=\s*[\"']{re.escape(part)}[\"'][^\n]*\n)")
    if not entry.search(text):
        raise MigrationError(
            f"{FILENAME}: the part {part} is written in a form that is not known: give it the {line.strip()} yourself."
        )
    return entry.sub(lambda match: match[1] + line, text, count=1)
