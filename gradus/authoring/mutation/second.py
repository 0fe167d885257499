"""Second-order mutants: wrong answers that take more than one change, of the kinds that graders once accepted.

Each is made from a whole function of a reference solution: it changes its arguments, refuses a form that its docstring
promises, raises nothing or only for one case, is wrong at one size, rounds, remembers, ignores its generator; or its
loop stops where little changes, its denominators have a small number added, its tolerances are ten times as large. And
pairs of two small mistakes in one function, a sample that is always the same.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import random
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from itertools import islice, pairwise, product

from gradus.authoring.forms import SEVERAL, Contract, contracts, section
from gradus.authoring.mutation.mutants import Mutant, applied, regions
from gradus.core.course import Course, Exercise

PAIRS = 3  # of each function
SMALL = 1e-2  # constants below are tolerances or step sizes
COUNTS = re.compile(r"^[\d.]+$|len\(|size|shape|^n$|steps|period")  # denominators that are never small
GIVEN = {
    "a float": "isinstance({p}, float)",
    "an int": "type({p}) is int",
    "a float array": "getattr({p}, 'dtype', None) == float",
    "an int array": "getattr({p}, 'dtype', None) == int",
    "a number array": "hasattr({p}, 'dtype')",
    "an array of one dimension": "getattr({p}, 'ndim', 0) == 1",
    "an array of several dimensions": "getattr({p}, 'ndim', 0) > 1",
    "a list of floats": "isinstance({p}, list) and any(isinstance(each, float) for each in {p})",
    "a list of ints": "isinstance({p}, list) and all(type(each) is int for each in {p})",
    "a list of numbers": "isinstance({p}, list) and all(isinstance(each, (int, float)) for each in {p})",
    "a list of Values": "isinstance({p}, list) and not any(isinstance(each, (int, float)) for each in {p})",
    "a list of strings": "isinstance({p}, list) and all(isinstance(each, str) for each in {p})",
    "None": "{p} is None",
    "True": "{p} is True",
    "False": "{p} is False",
}
CHANGES = {
    "a float array": "if getattr({p}, 'dtype', None) == float: {p} += 1e-9 * (1 + abs({p}))",
    "an int array": "if getattr({p}, 'dtype', None) == int and {p}.size: {p} += 1",
    "a list": "if isinstance({p}, list): {p}.append({p}[0])",
    "a dict": "if isinstance({p}, dict): {p}.update({{key: item + 1e-9 for key, item in {p}.items()}})",
}
GENERATORS = {
    "rng-seeded": "{p} = type({p})(type({p}.bit_generator)(0)) if {p} is not None else {p}",
    "rng-fresh": "{p} = type({p})(type({p}.bit_generator)()) if {p} is not None else {p}",
    "rng-copied": "import copy; {p} = copy.deepcopy({p})",
    "rng-none-seeded": "import numpy; {p} = numpy.random.default_rng(0) if {p} is None else {p}",
    "rng-none-global": "import numpy; {p} = numpy.random.default_rng(numpy.random.randint(9)) if {p} is None else {p}",
}
SIZES = {"size-one": "len({p}) == 1", "size-odd": "len({p}) % 2 == 1 and len({p}) > 1"}
HELPERS = """
def _mapped(change, answer):
    if isinstance(answer, float) or getattr(getattr(answer, "dtype", None), "kind", "") == "f":
        return change(answer)
    if isinstance(answer, (list, tuple)):
        items = [_mapped(change, each) for each in answer]
        return items if isinstance(answer, list) else tuple(items)
    if isinstance(answer, dict):
        return {key: _mapped(change, each) for key, each in answer.items()}
    if hasattr(answer, "__code__"):
        return lambda *arguments: _mapped(change, answer(*arguments))
    return answer

def _rounded(decimals):
    return lambda x: x.round(decimals) if hasattr(x, "dtype") else float(round(x, decimals))

def _digits(x):
    return x.astype("float16").astype("float64") if hasattr(x, "dtype") else float(f"{x:.4g}")
"""
ROUNDED = {
    "rounded-to-4": "_answer = _mapped(_rounded(4), _answer)",
    "rounded-to-7": "_answer = _mapped(_rounded(7), _answer)",
    "few-digits": "_answer = _mapped(_digits, _answer)",
}


def second_order(course: Course, exercise: Exercise) -> list[Mutant]:
    """Every second-order mutant of the exercise's solution; no two are the same program."""
    text = (course.solutions / exercise.path).read_text("utf-8-sig")
    known, lines, statements = contracts(text), regions(text), ast.parse(text).body
    parts = [ast.unparse(statement) for statement in statements]
    seen, count, made = set(parts), Counter[str](), []
    for i, statement in enumerate(statements):
        for name in _functions(statement, lines):
            line = _find(ast.Module([statement], []), name).lineno
            for kind, tree in _made(statement, name, known.get(name), lines):
                part = ast.unparse(ast.fix_missing_locations(tree))
                if part in seen:
                    continue
                seen.add(part)
                count[f"{name}:{kind}"] += 1
                nth = f"#{n}" if (n := count[f"{name}:{kind}"]) > 1 else ""
                source = "\n\n".join([*parts[:i], part, *parts[i + 1 :], HELPERS])
                made.append(Mutant(f"{exercise.id}:{name}:{kind}{nth}", line, f"{name}: {kind}", source))
    return made


def _functions(statement: ast.stmt, lines: set[int]) -> list[str]:
    """The function, or the methods as "Class.method", of which some line is part of an answer."""
    inner = statement.body if isinstance(statement, ast.ClassDef) else [statement]
    prefix = f"{statement.name}." if isinstance(statement, ast.ClassDef) else ""
    functions = [each for each in inner if isinstance(each, ast.FunctionDef)]
    return [prefix + each.name for each in functions if lines & {part.lineno for part in each.body}]


def _made(
    statement: ast.stmt, name: str, contract: Contract | None, lines: set[int]
) -> Iterator[tuple[str, ast.Module]]:
    def copied() -> ast.Module:
        return ast.Module([copy.deepcopy(statement)], [])

    if contract:
        for kind, before, after, caught in _around(contract, ast.get_docstring(_find(copied(), name)) or ""):
            tree = copied()
            _wrap(_find(tree, name), before, after, caught)
            yield kind, tree
    for i, node in enumerate(ast.walk(_find(copied(), name))):
        for kind, changed in INSIDE.items():
            if getattr(node, "lineno", 0) in lines and changed(node):
                tree = copied()
                changed(next(islice(ast.walk(_find(tree, name)), i, None)))
                yield kind, tree
    yield from _pairs(copied(), name, lines)


def _find(module: ast.Module, name: str) -> ast.FunctionDef:
    owner, _, method = name.rpartition(".")
    body = (
        next(n.body for n in module.body if isinstance(n, ast.ClassDef) and n.name == owner) if owner else module.body
    )
    return next(node for node in body if isinstance(node, ast.FunctionDef) and node.name == method)


# Around a function

Change = tuple[str, str, str, str]  # its kind; what comes before the call, after it, and instead of what it raises


def _wrap(node: ast.FunctionDef, before: str, after: str, caught: str) -> None:
    """Make the function's body an inner function, and call that in between."""
    inner = ast.FunctionDef("_right", ast.arguments([], [], None, [], [], None, []), node.body, [])
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
    inner.args.args = [ast.arg(name) for name in names]
    call = f"_answer = _right({', '.join(names)})"
    if caught:
        call = f"try:\n    {call}\nexcept Exception as _error:\n    {caught}"
    node.body = [*ast.parse(before).body, inner, *ast.parse(f"{call}\n{after}").body]
    node.body += ast.parse("def _():\n    return _answer").body[0].body  # type: ignore[attr-defined]


def _around(contract: Contract, text: str) -> Iterator[Change]:
    numbers = re.search(r"[Ff]loat|[Aa]rray", section(text, "Returns"))  # else there is nothing to round
    for p, forms in contract.forms.items():
        yield from _refusals(p, forms)
        yield from _truncations(p, forms) if numbers else ()
        for form, change in CHANGES.items():
            if form in forms or any(each.startswith(f"{form} of") for each in forms):
                yield f"{p}-changed-as-{form.split(' ', 1)[1].replace(' ', '-')}", "", change.format(p=p), ""
        if "a numpy.random.Generator" in forms:
            for kind, change in GENERATORS.items():
                if "none" not in kind or "None" in forms:
                    yield kind, change.format(p=p), "", ""
    elementwise = any(SEVERAL in forms for forms in contract.forms.values())
    rows = [p for p, forms in contract.forms.items() if not elementwise and re.search("array|list", " ".join(forms))]
    for (kind, condition), p in product(SIZES.items(), rows[:1] if numbers else ()):
        wrong = f"getattr({p}, 'ndim', 1) and {condition.format(p=p)}"
        yield f"{kind}-of-{p}", "", f"if {wrong}: _answer = _mapped(lambda x: x * 1.001, _answer)", ""
    yield from _errors(contract)
    if numbers:
        yield from ((kind, "", after, "") for kind, after in ROUNDED.items())
    if re.search(r"\breal\b", text):
        yield "complex", "", "_answer = _mapped(lambda x: x + 0j, _answer)", ""
    if re.match(r"\s+(An? )?[Ll]ist", section(text, "Returns")):
        yield "remembers", "", "_right.__globals__.setdefault('_kept', []).extend([*_answer]); _answer = _kept[:]", ""


def _refusals(p: str, forms: list[str]) -> Iterator[Change]:
    for form in forms:
        condition = f"type({p}) in (int, float) and {p} == {form}" if re.fullmatch(r"-?\d+", form) else GIVEN.get(form)
        if condition and len(forms) > 1:
            kind = f"{p}-refused-as-{form.removeprefix('an ').removeprefix('a ').replace(' ', '-')}"
            yield kind, f"if {condition.format(p=p)}: raise TypeError('not this form')", "", ""


def _truncations(p: str, forms: list[str]) -> Iterator[Change]:
    whole = [GIVEN[form].format(p=p) for form in ("an int", "an int array", "a list of ints") if form in forms]
    if whole and any("float" in form for form in forms):
        yield f"{p}-whole-truncates", "", f"if {' or '.join(whole)}: _answer = _mapped(_rounded(0), _answer)", ""


def _errors(contract: Contract) -> Iterator[Change]:
    for error in contract.errors:
        other = f"if type(_error).__name__ != {error!r}: raise"
        yield f"{error}-dropped", "", "", f"{other}\n    _answer = float('nan')"
        yield f"{error}-as-another", "", "", f"{other}\n    raise RuntimeError(str(_error)) from None"
        numbers = [p for p, forms in contract.forms.items() if "a float" in forms or "an int" in forms]
        for p, number in product(numbers, (0, 1)):
            yield f"{error}-only-where-{p}-is-{number}", "", "", f"{other}\n    {_only(f'{p} == {number}')}"
        arrays = [p for p, forms in contract.forms.items() if "a float array" in forms]
        for (one, two), (word, sign) in product(pairwise(arrays), (("less", "<"), ("more", ">"))):
            narrow = _only(f"getattr({one}, 'size', 0) {sign} getattr({two}, 'size', 0)")
            yield f"{error}-only-where-{one}-is-{word}-than-{two}", "", "", f"{other}\n    {narrow}"


def _only(condition: str) -> str:
    return f"if {condition}: raise\n    _answer = float('nan')"


# Inside a function


def _stops_early(node: ast.AST) -> bool:
    """A loop that ends where nothing changes any more: what it appended, or else what it assigned last."""
    if not (isinstance(node, ast.While) or (isinstance(node, ast.For) and "range" in ast.unparse(node.iter))):
        return False
    parts = [part for each in node.body for part in ast.walk(each)]
    names = [part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
    lists = [ast.unparse(part.value) for part in parts if isinstance(part, ast.Attribute) and part.attr == "append"]
    if lists:
        before, now = f"({lists[-1]}[-2:-1] or [None])[0]", f"{lists[-1]}[-1]"
        node.body += ast.parse(f"_before = {before}").body
    elif names:
        now = names[-1]
        node.body = [*ast.parse(f"_before = locals().get({now!r})").body, *node.body]
    else:
        return False
    small = f"abs({now} - _before).max() if hasattr({now}, 'max') else abs({now} - _before)"
    stop = f"try:\n    _small = ({small}) < 1e-12\nexcept TypeError:\n    _small = False\nif _small:\n    break"
    node.body += ast.parse(stop).body
    return True


def _stops_late(node: ast.AST) -> bool:
    match node:
        case ast.Call(ast.Name("range"), arguments):
            i = min(1, len(arguments) - 1)
            arguments[i] = ast.BinOp(arguments[i], ast.Add(), ast.Constant(1))
            return True
    return False


def _shifted(node: ast.AST) -> bool:
    """A denominator with a small number added."""
    match node:
        case ast.BinOp(_, ast.Div(), right) if not COUNTS.search(ast.unparse(right)):
            node.right = ast.BinOp(right, ast.Add(), ast.Constant(1e-8))
            return True
        case ast.Call(ast.Attribute(_, "log"), [argument]):
            node.args = [ast.BinOp(argument, ast.Add(), ast.Constant(1e-8))]
            return True
    return False


def _scaled(node: ast.AST, factor: float) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value <= SMALL:
        node.value *= factor
        return True
    return False


INSIDE: dict[str, Callable[[ast.AST], bool]] = {
    "stops-early": _stops_early,
    "stops-late": _stops_late,
    "shifted": _shifted,
    "tenfold": lambda node: _scaled(node, 10.0),
    "tenth": lambda node: _scaled(node, 0.1),
    "zero": lambda node: _scaled(node, 0.0),
}


# Two small mistakes


def _pairs(tree: ast.Module, name: str, lines: set[int]) -> Iterator[tuple[str, ast.Module]]:
    total, chance = sum(1 for _ in _small(tree, name, lines)), random.Random(name)
    for _ in range(PAIRS if total > 3 else 0):
        first, second = sorted(chance.sample(range(total), 2))
        with contextlib.closing(_small(tree, name, lines)) as outer:
            one = next(islice(outer, first, None))
            with contextlib.closing(_small(tree, name, lines)) as inner:
                for other in islice(inner, second, second + 1):
                    yield f"{one}+{other}", tree


def _small(tree: ast.Module, name: str, lines: set[int]) -> Generator[str, None, None]:
    """The small mistakes of one function, each made in the tree while it is told."""
    for where, _, _ in applied(tree, lines):
        if where.startswith(f"{name}:") and not where.endswith("return-none"):
            yield where.removeprefix(f"{name}:")
