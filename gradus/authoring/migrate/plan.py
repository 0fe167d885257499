"""Makes of one notebook the texts of an exercise's files, before anything is written."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gradus.authoring.migrate import checks, lesson, module, notebook, report
from gradus.authoring.migrate.formats import nbgrader, otter
from gradus.authoring.migrate.items import Cell, MigrationError, Role, of_role
from gradus.authoring.migrate.reading import program
from gradus.core.course import NAME
from gradus.core.text import one_line

FORMATS: dict[str, Callable[[Sequence[Cell], str], None]] = {"nbgrader": nbgrader.assign, "otter": otter.assign}
STARTS = {
    "misconceptions.py": "Known wrong answers: each class replaces functions; its docstring is what helps.",
    "variants.py": "Unusual right answers: each must keep every point.",
}
ASKING = (Role.SOLUTION, Role.TEST, Role.WORDS, Role.CODE_BY_HAND, Role.TASK)


@dataclass
class Plan:
    """What will be written for one notebook. `points` are 0 if it has no check, and then it is a lesson alone."""

    id: str
    title: str
    cells: list[Cell]
    points: float
    questions: int
    files: dict[str, str] = field(default_factory=dict)
    allow: list[str] = field(default_factory=list)
    report: str = ""

    @property
    def part(self) -> str:
        """The id of its part."""
        return self.id.partition("/")[0]

    @property
    def lesson(self) -> str:
        """The name of its lesson."""
        return self.id.partition("/")[2]


def make(form: str, path: Path, name: str, allowed: frozenset[str]) -> Plan:
    """Read a notebook and translate it. Raises MigrationError if that is not possible."""
    try:
        return _made(form, path, name, allowed)
    except RecursionError:
        raise MigrationError(f"{one_line(path.name, 100)} has code that is nested too deeply.") from None


def _made(form: str, path: Path, name: str, allowed: frozenset[str]) -> Plan:
    cells = notebook.read(path)
    where = one_line(path.name, 100)
    FORMATS[form](cells, where)
    if not of_role(cells, *ASKING):
        raise MigrationError(f"{where} has no question of {form}'s: is it the source, and of this format?")
    prompt = ""
    for cell in cells:
        prompt = cell.text if cell.role is Role.TEXT else prompt
        cell.prompt = prompt
    found = program.read(cells)
    title = _title(cells, name)
    made = checks.write(found, cells, where, f"graders/{name}")
    plan = Plan(name, title, cells, made.points, 0)
    exercise = name if made.count else ""
    if exercise:
        program.prune(found, made.values)
        text = _exercise(plan, found, made, where)
        plan.allow = sorted(program.packages(text) - allowed)
    else:
        _without_checks(cells, found)
    written = lesson.Lesson(found, plan.lesson, title, exercise, module.heads(found) if exercise else [])
    plan.files[f"solutions/lessons/{plan.lesson}.md"] = written.text(cells)
    plan.questions = written.questions
    plan.report = report.text(cells, where, exercise, _facts(plan, made, written.points))
    return plan


def _exercise(plan: Plan, found: program.Program, made: checks.Checks, where: str) -> str:
    """Add the files of the exercise; returns the text of its module."""
    text = module.write(found, made.values, plan.title, where)
    plan.files[f"solutions/{plan.id}.py"] = text
    plan.files[f"graders/{plan.id}/test_visible.py"] = made.texts[False]
    plan.files[f"graders/{plan.id}/test_hidden.py"] = made.texts[True]
    for file, says in STARTS.items():
        plan.files[f"graders/{plan.id}/{file}"] = f'"""{says}"""\n'
    return text


def _without_checks(cells: Sequence[Cell], found: program.Program) -> None:
    """Without a check there is no exercise, and no module."""
    for cell in of_role(cells, Role.SOLUTION):
        cell.tell("no check of this notebook came over, so there is no exercise, and its answer is nowhere.")
    found.module.clear()
    found.student.clear()
    found.functions.clear()


def _facts(plan: Plan, made: checks.Checks, by_person: float) -> list[str]:
    facts = [
        f"Points: {made.points:g} by checks, {by_person:g} by a person. "
        f"{made.lost:g} of the tests' points have no check."
    ]
    if plan.allow:
        facts.append(f"course.toml allows this exercise {', '.join(plan.allow)}.")
    if made.points:
        facts.append(
            "Still to write: what learners get wrong (misconceptions.py), unusual right answers (variants.py), hints, "
            "and what `gradus verify` names."
        )
    return facts


def _title(cells: Sequence[Cell], name: str) -> str:
    for cell in of_role(cells, Role.TEXT):
        if match := re.search(r"(?m)^#\s+(\S.*)$", cell.text):
            return one_line(match[1].strip(" #*"), 100)
    return name.rpartition("/")[2].replace("_", " ").capitalize()


def named(path: Path) -> str:
    """The id for a notebook: its folder and its name, as far as an id can have them."""
    parts = [_plain(path.resolve().parent.name) or "imported", _plain(path.stem)]
    if not all(map(NAME.fullmatch, parts)):
        raise MigrationError(f"{one_line(path.name, 100)}: give the exercise a name with --exercise PART/NAME.")
    return "/".join(parts)


def _plain(text: str) -> str:
    """Lower case, letters, digits and _, beginning with a letter."""
    return re.sub(r"^[^a-z]+", "", re.sub(r"[^a-z0-9]+", "_", text.lower())).strip("_")
