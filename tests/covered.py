"""What docs/coverage.md says, and what the course really has: the table's "where" is read as a list of places."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

from gradus.cli.group import modules
from gradus.core.course import load
from gradus.student import preferences
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "coverage.md"
COURSE = load(ROOT)
EXERCISES = {exercise.id.partition("/")[2]: exercise.id for exercise in COURSE.exercises}
FIGURE = re.compile(r"^(?:plt\.show\(|slider\(|draw_graph\()", re.MULTILINE)
PAGES_IN = (ROOT, ROOT / "docs", ROOT / "gradus" / "authoring" / "student")


@dataclass(frozen=True)
class Row:
    """One row of the table; the columns are the words that stand there."""

    number: int
    asked: str
    where: str
    columns: tuple[str, str, str, str]
    verdict: str
    reason: str


@dataclass(frozen=True)
class Facts:
    """What one place of a "where" gives to the four columns."""

    taught: bool = False
    graded: str = ""
    pictured: bool = False
    practised: bool = False


class NoSuchPlaceError(Exception):
    """The place does not exist; the text says what was looked for."""


def table(heading: str) -> list[list[str]]:
    """The cells of every row of the tables below a heading of the page, up to the next heading of its level."""
    page = PAGE.read_text("utf-8").split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if not set("".join(row)) <= set("-: ")]


def parts() -> dict[str, list[Row]]:
    """The rows of each part of the table."""
    found: dict[str, list[Row]] = {}
    for heading in re.findall(r"^## ([A-K]\. .+)$", PAGE.read_text("utf-8"), re.MULTILINE):
        found[heading] = [
            Row(int(number), asked, where, (taught, practised, graded, pictured), verdict, reason)
            for number, asked, where, taught, practised, graded, pictured, verdict, reason in table(heading)[1:]
        ]
    return found


@functools.cache
def sections(path: Path) -> dict[str, str]:
    """The text below each heading of a page or lesson, up to the next heading; headings inside code do not count."""
    found: dict[str, list[str]] = {"": []}
    heading, fenced = "", False
    for line in path.read_text("utf-8").splitlines():
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (title := re.match(r"#+ (.+)", line)) and " SOLUTION" not in line:
            heading = title[1].strip()
            found[heading] = []
        found[heading].append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def lesson(key: str) -> Path:
    """The source of the lesson that has this name, or alone begins with it."""
    names = [name for name in COURSE.lessons if name == key or name.startswith(f"{key}-")]
    if len(names) != 1:
        raise NoSuchPlaceError(f"{len(names)} lessons are called {key}")
    return COURSE.solutions / "lessons" / f"{names[0]}.md"


def _section(path: Path, heading: str) -> str:
    if heading not in sections(path):
        raise NoSuchPlaceError(f"{path.name} has no heading {heading!r}")
    return sections(path)[heading]


def in_lesson(key: str, heading: str | None, question: str | None) -> Facts:
    """A lesson, one of its sections, or the section in which a question stands."""
    path = lesson(key)
    if question is None:
        text = path.read_text("utf-8") if heading is None else _section(path, heading)
        return Facts(taught=True, pictured=bool(FIGURE.search(text)))
    for text in sections(path).values():
        if f'"grade_id": "{question}"' in text:
            judged = f'"grade_id": "{question}-check"' in text
            return Facts(True, "Q" if judged else "M", bool(FIGURE.search(text)), practised=True)
    raise NoSuchPlaceError(f"{path.name} has no question {question}")


def _mentions(exercise: str, name: str, visible: str) -> bool:
    words = [word for word in name.split(".") if not word.startswith("_")]
    tests = (ROOT / "graders" / exercise / f"test_{visible}.py").read_text("utf-8")
    return not words or re.search(rf"\b{words[-1]}\b", tests) is not None


def in_exercise(stem: str, name: str | None) -> Facts:
    """An exercise, or a function, class, method or constant of its stub: who checks it?"""
    if stem not in EXERCISES:
        raise NoSuchPlaceError(f"no exercise is called {stem}")
    if name and name not in defined(ROOT / "exercises" / f"{EXERCISES[stem]}.py"):
        raise NoSuchPlaceError(f"the stub of {stem} has no {name}")
    graded = "".join(lane[0].upper() for lane in ("visible", "hidden") if _mentions(EXERCISES[stem], name or "", lane))
    return Facts(graded=graded, practised=True)


@functools.cache
def defined(path: Path) -> dict[str, range]:
    """The lines of every function, class, method and top-level variable of a module."""
    found: dict[str, range] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign):
            found[ast.unparse(node.targets[0])] = range(node.lineno, (node.end_lineno or 0) + 1)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found[node.name] = range(node.lineno, (node.end_lineno or 0) + 1)
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef):
                    found[f"{node.name}.{inner.name}"] = range(inner.lineno, (inner.end_lineno or 0) + 1)
    return found


def shown(stem: str, options: str) -> Facts:
    """A picture of `gradus show`, with options that it or the command has."""
    picture = ROOT / "graders" / EXERCISES.get(stem, stem) / "picture.py"
    if not picture.is_file():
        raise NoSuchPlaceError(f"{stem} has no picture")
    known = {*re.findall(r'^    "(\w+)": Option\(', picture.read_text("utf-8"), re.MULTILINE), "interactive", "out"}
    if unknown := set(re.findall(r"--(\w+)", options)) - known:
        raise NoSuchPlaceError(f"the picture of {stem} has no options {sorted(unknown)}")
    return Facts(pictured=True)


def setting(name: str) -> Facts:
    """A setting of .gradus.toml, written table.key; without a name, the file."""
    kind: object = preferences.Preferences()
    for key in filter(None, name.split(".")):
        if not is_dataclass(kind) or key not in {field.name for field in fields(kind)}:
            raise NoSuchPlaceError(f"there is no setting {name}")
        kind = getattr(kind, key)
    return Facts()


def on_page(name: str, heading: str | None) -> Facts:
    """A page or picture of the documentation, or one section of a page."""
    places = (folder / form for folder in PAGES_IN for form in (name, f"{name}.in"))
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise NoSuchPlaceError(f"there is no page {name}")
    if heading is not None:
        _section(path, heading)
    return Facts(taught=name.endswith(".md"), pictured=not name.endswith(".md"))


def facts(place: str) -> Facts:
    """What is at one place. Raises NoSuchPlaceError."""
    if found := re.fullmatch(r"`show (\w+)((?: --\w+)*)`", place):
        return shown(*found.groups())
    if found := re.fullmatch(r"`gradus(?: (\w+))?`", place):
        if found[1] and found[1] not in modules():
            raise NoSuchPlaceError(f"there is no command {found[1]}")
        return Facts()
    if found := re.fullmatch(r"`\.gradus\.toml ?([\w.]*)`", place):
        return setting(found[1])
    if found := re.fullmatch(r"`\w+/(\w+)`", place):
        return in_exercise(found[1], None)
    if found := re.fullmatch(r"`(\w+)\.([\w.]+)`", place):
        return in_exercise(*found.groups())
    if found := re.fullmatch(r'([\w./]+\.(?:md|svg|png)|moons-\w+\.png)(?: "(.+)")?', place):
        return on_page(*found.groups())
    if found := re.fullmatch(r'([\w-]+)(?: "(.+)"| #([\w-]+))?', place):
        return in_lesson(*found.groups())
    raise NoSuchPlaceError(f"{place!r} cannot be read")


def columns(where: str) -> tuple[str, str, str, str]:
    """The four columns that belong to a "where": taught, practised, graded, pictured."""
    found = [facts(place) for place in where.split("; ")]
    letters = "".join(letter for letter in "VHQM" if any(letter in each.graded for each in found))
    taught, practised, pictured = (
        "yes" if any(getattr(each, name) for each in found) else "-" for name in ("taught", "practised", "pictured")
    )
    return taught, practised, letters or "-", pictured


# Difficulty per sitting


@functools.cache
def reference_lines(path: Path) -> frozenset[int]:
    """The numbers of the lines that are the answer: between the marks, neither empty nor a comment."""
    inside, found = False, set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip().startswith("### "):
            inside = line.strip() == "### BEGIN SOLUTION"
        elif inside and line.strip() and not line.strip().startswith("#"):
            found.add(number)
    return frozenset(found)


def lines_of(names: str) -> Iterator[tuple[Path, int]]:
    """Every line of the reference that belongs to functions written as `derivatives.tangent_line, ...`."""
    for stem, name in re.findall(r"`(\w+)\.([\w.]+)`", names):
        path = COURSE.solutions / f"{EXERCISES[stem]}.py"
        if name not in defined(path):
            raise NoSuchPlaceError(f"the reference of {stem} has no {name}")
        yield from ((path, number) for number in reference_lines(path) & set(defined(path)[name]))


def further() -> set[str]:
    """The functions that course.toml marks as further, written as `derivatives.convergence_order`."""
    entries = tomllib.loads((ROOT / "course.toml").read_text("utf-8"))["exercises"]
    return {f"{entry['id'].partition('/')[2]}.{name}" for entry in entries for name in entry.get("further", ())}
