"""A class that is made up, in which it is known who worked alone and whose module is another's in disguise.

Every student fills in the released stubs. For each function one of the spellings is drawn that the course knows: the
reference, the variants and unusual answers (right), and here and there a misconception (wrong); the drawing is uneven,
as in a class, where most write the obvious. Each is then written in a hand of its own: results that are named first,
sums the other way round, `x += y` or `x = x + y`. A copy takes over a neighbour's functions and changes what people
change: names, comments, blank lines, the order of functions, and more.

`python -m tests.alike.a_class FOLDER [STUDENTS]` writes one; the pairs that are copies are printed.
"""

from __future__ import annotations

import ast
import functools
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gradus.authoring.marks import parse
from gradus.core import course as courses
from gradus.core.course import Exercise
from tests.alike.hand import NAMES, Hand
from tests.wrong_answers import cases

COURSE = courses.load(Path(__file__).resolve().parents[2])
OBVIOUS, WRONG = 0.4, 0.1  # the share of functions that are spelt as in the reference, and of misconceptions
SHORT = 40  # nodes of a syntax tree: about three short lines
OWN, REWORDED = 0.45, 0.1  # the share of places that are spelt in a hand of one's own, alone and in a copy


@dataclass(frozen=True)
class Spelling:
    """One way to write a function: its parameters and its body, and whether it is right."""

    parameters: tuple[str, ...]
    body: tuple[ast.stmt, ...]
    right: bool

    @property
    def short(self) -> bool:
        """Whether many would write it just so."""
        return sum(1 for each in self.body for _ in ast.walk(each)) <= SHORT


@dataclass(frozen=True)
class Pools:
    """The spellings of each function of an exercise, the reference's first, and the reference's own helpers."""

    spellings: dict[str, list[Spelling]]
    helpers: dict[str, str] = field(hash=False)


@functools.cache
def pools(exercise: Exercise) -> Pools:
    """All spellings that the course knows of an exercise's functions; methods are called Class.method."""
    reference = parse((COURSE.solutions / exercise.path).read_text("utf-8"), exercise.path)
    found: dict[str, list[Spelling]] = {}
    for name, function in _functions(reference.body):
        _add(found, name, function, True)
    stub = dict(_functions(ast.parse(_stub(exercise)).body))
    lines = (COURSE.solutions / exercise.path).read_text("utf-8").split("\n")
    helpers = {
        name: "\n".join(each for each in lines[node.lineno - 1 : node.end_lineno] if "###" not in each)
        for name, node in _functions(reference.body)
        if name not in stub and "." not in name
    }
    for file, right in (("variants.py", True), ("misconceptions.py", False)):
        for node in ast.parse((COURSE.graders(exercise) / file).read_text("utf-8")).body:
            for name, function in _functions(node.body) if isinstance(node, ast.ClassDef) else ():
                _add(found, name, function, right)
    for file in ("right", "development", "final"):
        for case in cases(file):
            if case.exercise == exercise.id:
                for name, function in _functions(ast.parse(case.code).body):
                    _add(found, name, function, file == "right")
    return Pools({name: found[name] for name in stub if name in found}, helpers)


def _stub(exercise: Exercise) -> str:
    return (COURSE.stubs / exercise.path).read_text("utf-8")


def _functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef) and not prefix:
            yield from _functions(node.body, f"{node.name}.")


def _add(found: dict[str, list[Spelling]], name: str, function: ast.FunctionDef, right: bool) -> None:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    parameters = tuple(each.arg for each in function.args.args)
    if body and not any("NotImplementedError" in ast.dump(each) for each in body):
        found.setdefault(name, []).append(Spelling(parameters, tuple(body), right))


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.names.get(node.id, node.id), node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self.names.get(node.arg, node.arg), node.annotation)


@dataclass
class Work:
    """A student's functions of one exercise, as the statements of their bodies, by name."""

    exercise: Exercise
    bodies: dict[str, list[ast.stmt]]

    def used_helpers(self) -> list[str]:
        """The reference's helpers that these bodies use, and those that these use."""
        helpers, text = pools(self.exercise).helpers, " ".join(ast.unparse(s) for b in self.bodies.values() for s in b)
        used: list[str] = []
        while more := [h for h in helpers if h not in used and re.search(rf"\b{h}\b", text)]:
            used += more
            text = " ".join(helpers[each] for each in more)
        return used


def alone(exercise: Exercise, draw: random.Random, taken: set[int]) -> Work:
    """What somebody writes who works alone. `taken` are the spellings that somebody else had the idea of, by id."""
    hand, bodies = Hand(draw, OWN), {}
    parameters = {name: [a.arg for a in f.args.args] for name, f in _functions(ast.parse(_stub(exercise)).body)}
    for name, spellings in pools(exercise).spellings.items():
        fitting = [each for each in spellings if len(each.parameters) == len(parameters[name])]
        chance = draw.random()
        free = [each for each in fitting[1:] if id(each) not in taken and each.right is (chance < 1 - WRONG)]
        chosen = fitting[0] if chance < OBVIOUS or not free else draw.choice(free)
        if chosen is not fitting[0] and not chosen.short:
            taken.add(id(chosen))
        names = dict(zip(chosen.parameters, parameters[name], strict=True))
        body = [_Renamed(names).visit(ast.parse(ast.unparse(each)).body[0]) for each in chosen.body]
        bodies[name] = hand.write(body)
    return Work(exercise, bodies)


def written(work: Work, draw: random.Random, *, shuffled: bool = False, comments: bool = False) -> str:
    """The module: the stub with these bodies in it."""
    text = _stub(work.exercise)
    lines = text.split("\n")
    for name, node in sorted(_functions(ast.parse(text).body), key=lambda each: -each[1].lineno):
        if name in work.bodies:
            last = node.body[-1]
            indent = " " * last.col_offset
            body = "\n".join(ast.unparse(ast.fix_missing_locations(each)) for each in work.bodies[name])
            new = [f"{indent}{line}" if line else "" for line in body.split("\n")]
            if comments:
                new = [line for each in new for line in _remarked(each, draw)]
            lines[last.lineno - 1 : last.end_lineno] = new
    helpers = "\n\n\n".join(pools(work.exercise).helpers[each] for each in work.used_helpers())
    return (
        _shuffled("\n".join(lines), draw) + (f"\n\n{helpers}\n" if helpers else "")
        if shuffled
        else ("\n".join(lines) + (f"\n\n{helpers}\n" if helpers else ""))
    )


def _remarked(line: str, draw: random.Random) -> list[str]:
    indent = line[: len(line) - len(line.lstrip())]
    if draw.random() < 0.3:
        return ["", f"{indent}# {' '.join(draw.sample(NAMES, 4))}", line]
    return [line + (f"  # {draw.choice(NAMES)}" if draw.random() < 0.2 else "")]


def _shuffled(text: str, draw: random.Random) -> str:
    """The functions at the top level in another order."""
    lines, blocks = text.split("\n"), []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)]) - 1
            blocks.append((first, node.end_lineno or 0))
    order = draw.sample(blocks, len(blocks))
    for (first, last), (other, end) in sorted(zip(blocks, order, strict=True), reverse=True):
        lines[first:last] = text.split("\n")[other:end]
    return "\n".join(lines)


def renamed(work: Work, draw: random.Random) -> Work:
    """The same functions with other names for what is assigned in them."""
    bodies = {}
    for name, body in work.bodies.items():
        module = ast.Module(list(body), [])
        local = {n.id for n in ast.walk(module) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        names = {each: f"{draw.choice(NAMES)}{draw.randint(1, 99)}" for each in sorted(local)}
        bodies[name] = [_Renamed(names).visit(each) for each in ast.parse(ast.unparse(module)).body]
    return Work(work.exercise, bodies)


def wrapped(work: Work, draw: random.Random) -> Work:
    """Each function with a helper inside that does the work, or with a line that prints."""
    bodies: dict[str, list[ast.stmt]] = {}
    for name, body in work.bodies.items():
        text = ast.unparse(ast.Module(list(body), []))
        if draw.random() < 0.5 and "yield" not in text and "nonlocal" not in text:
            helper = f"my_{draw.choice(NAMES)}"
            text = f"def {helper}():\n" + "\n".join(f"    {line}" for line in text.split("\n")) + f"\nreturn {helper}()"
        elif draw.random() < 0.5:
            text = f"print({draw.choice(NAMES)!r})\n{text}"
        bodies[name] = ast.parse(text).body
    return Work(work.exercise, bodies)


def reworded(work: Work, draw: random.Random) -> Work:
    """The same functions with some places changed in a hand of the copier's own."""
    hand = Hand(draw, REWORDED)
    return Work(work.exercise, {name: hand.write(body) for name, body in work.bodies.items()})


DISGUISES = ("comments", "names", "order", "helpers", "everything")


def disguised(work: Work, kind: str, draw: random.Random) -> str:
    """Somebody else's work, made to look different in one of DISGUISES."""
    if kind in ("names", "everything"):
        work = renamed(work, draw)
    if kind in ("helpers", "everything"):
        work = wrapped(work, draw)
    if kind == "everything":
        work = reworded(work, draw)
    return written(work, draw, shuffled=kind in ("order", "everything"), comments=kind != "names")


@dataclass(frozen=True)
class Copy:
    """Who has whose work, of which exercises, in which disguise."""

    taker: str
    giver: str
    exercises: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Class:
    """The modules by student and exercise, and the copies among them."""

    modules: dict[str, dict[str, str]]
    copies: tuple[Copy, ...]


def make(
    students: int = 60, copies: int = 10, seed: int = 1, exercises: tuple[Exercise, ...] = COURSE.exercises
) -> Class:
    """A class; the copies are of one exercise, of three or of all, in turn, and no giver has two takers."""
    draw = random.Random(seed)
    names = [f"s{number:03}" for number in range(1, students + 1)]
    taken: set[int] = set()
    works = {
        name: {each.id: alone(each, random.Random(f"{seed} {name} {each.id}"), taken) for each in exercises}
        for name in names
    }
    modules = {
        name: {key: written(work, random.Random(f"{seed} {name}")) for key, work in own.items()}
        for name, own in works.items()
    }
    chosen, found = draw.sample(names, 2 * copies), []
    for number, (taker, giver) in enumerate(zip(chosen[::2], chosen[1::2], strict=True)):
        kind, many = DISGUISES[number % len(DISGUISES)], (1, 3, len(exercises))[number % 3]
        copied = draw.sample([each.id for each in exercises], min(many, len(exercises)))
        for key in copied:
            modules[taker][key] = disguised(works[giver][key], kind, random.Random(f"{seed} {taker} {key}"))
        found.append(Copy(taker, giver, tuple(sorted(copied)), kind))
    return Class(modules, tuple(found))


def write(folder: Path, made: Class) -> None:
    """Write the submissions as `gradus collect` makes them, a folder for each student."""
    for name, modules in made.modules.items():
        for key, text in modules.items():
            path = folder / name / "exercises" / f"{key}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    a_class = make(int(sys.argv[2]) if len(sys.argv) > 2 else 60)
    write(Path(sys.argv[1]), a_class)
    for copy in a_class.copies:
        print(copy.taker, copy.giver, copy.kind, *copy.exercises)
