"""Find what a docstring promises and no check gives: the forms of a parameter under Args, the errors that are raised.

A docstring names a parameter's forms at the beginning of its entry: `x: float or int, or float array of any shape`,
`point: list, or array of shape (n,), of floats or ints`, `rng: numpy.random.Generator, or None`. Words that are not
understood promise nothing. The checks run on the reference, and every call that they make is compared with that.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import Submission
from gradus.grading.grader import Grader
from gradus.grading.runner import session
from gradus.grading.student import Student
from gradus.grading.vocabulary.calls import type_name
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.sandbox.launch import IN_PROCESS
from gradus.sandbox.session import Session

_ELEMENT = r"(?:plain )?(?:float|int|number|str|string|function|Value)s?"
_ELEMENTS = rf"{_ELEMENT}(?: or {_ELEMENT})*\b"
_CONTAINER = r"(?:list|tuple|array)\b"
_ARRAY = re.compile(rf"({_ELEMENTS}) array\b(?P<any>(?: of)? any shape)?")
_CONTAINERS = re.compile(
    rf"({_CONTAINER}(?:(?:, {_CONTAINER})* or {_CONTAINER})?)(?P<any> of any shape)?"
    rf"(?:(?: of shape)?,? of (?:\w+ ){{0,2}}?(?P<of>{_ELEMENTS}))?"
)
_SCALARS = re.compile(_ELEMENTS)
_WORDS = re.compile(r"None\b|True\b|False\b|dict\b|numpy\.random\.Generator\b")
_NEXT = re.compile(rf"[,;]? or (?=(?:an? )?(?:{_ELEMENT}|{_CONTAINER}|{_WORDS.pattern}))|; (?=None|True|False)")
_BORDERS = re.compile(r"\b(\d+) or more\b|\bat least (\d+)\b|\bfrom (-?\d+) (?:\([^()]*\) )?to (-?\d+\b(?!\.\d))?")
_ENTRY = re.compile(r"^ {4}(\w+): (.*(?:\n(?: {5,}.*|\s*$))*)", re.M)
_ERROR = re.compile(r"\b[Rr]aises (?:an? |Python's |NumPy's )?(\w*(?:Error|Exception|StopIteration))\b")
_NAMES = {"numpy.random.Generator": "a numpy.random.Generator", "dict": "a dict", "str": "a string", "int": "an int"}
ONE_DIMENSION, SEVERAL = "an array of one dimension", "an array of several dimensions"


def promised(text: str) -> list[str]:
    """The forms that an entry under Args promises, in its order: ["a float", "an int array"]."""
    entry, text = " ".join(text.split()), re.split(r"[.:](?:\s|$)", text)[0]
    text = " ".join(re.sub(r"\([^()]*\)", "", text).split()).replace(" ,", ",")
    found: list[str] = []
    waiting: list[str] = []  # "list, or array of shape (n,), of floats or ints": both are of these
    following: re.Match[str] | None = re.match("", text)
    while following:
        text = re.sub(r"^an? ", "", text[following.end() :])
        if match := _ARRAY.match(text):
            found += [f"{_named(each)} array" for each in match[1].split(" or ")]
        elif match := _CONTAINERS.match(text):
            waiting += re.split(r", | or ", match[1])
            if match["of"]:
                found += [_of(each, element) for each in waiting for element in match["of"].split(" or ")]
                waiting = []
        elif match := _WORDS.match(text) or _SCALARS.match(text):
            found += [_named(each) for each in match[0].split(" or ")]
        else:
            break
        found += [ONE_DIMENSION, SEVERAL] if match.groupdict().get("any") else []
        following = _NEXT.search(text, match.end())
    found += [_named(each) for each in waiting]
    if {"a float", "an int"} & {*found[:1]}:
        found += [border for match in _BORDERS.findall(entry) for border in match if border]
    return list(dict.fromkeys(found))


def _named(word: str) -> str:
    word = word.removeprefix("plain ").removesuffix("s")
    if word in ("None", "True", "False"):
        return word
    return _NAMES.get(word) or f"{'an' if word == 'array' else 'a'} {word}"


def _of(container: str, element: str) -> str:
    element = element.removeprefix("plain ").removesuffix("s")
    if container == "array":
        return f"{_named(element)} array"
    return f"a {container} of {_named(element).partition(' ')[2]}s"


def forms_of(argument: Any) -> set[str]:
    """The forms that an argument has, in the same words."""
    if argument is None or isinstance(argument, (bool, np.bool_)):
        return {str(argument)}
    if isinstance(argument, (int, np.integer)):
        return {"an int", "a number", f"{argument}"}
    if isinstance(argument, (float, np.floating)):
        return {"a float", "a number", f"{argument:g}"}
    if isinstance(argument, np.ndarray):
        kind = {"f": {"a float array", "a number array"}, "i": {"an int array", "a number array"}}
        dimensions = {SEVERAL} if argument.ndim > 1 else {ONE_DIMENSION} if argument.ndim else set()
        return {"an array"} | kind.get(argument.dtype.kind, set()) | dimensions
    if isinstance(argument, (list, tuple)):
        return _forms_of_items(argument)
    if isinstance(argument, Handle):
        return {f"a {argument._kind}", "a function"}
    kinds = {str: "a string", dict: "a dict", np.random.Generator: "a numpy.random.Generator"}
    return {kinds.get(type(argument), "a function" if callable(argument) else "an object")}


def _forms_of_items(items: list[Any] | tuple[Any, ...]) -> set[str]:
    container = type(items).__name__
    each = [forms_of(item) for item in items]
    shared = set.intersection(*each) if each else set()
    if "a number" in shared and "an int" not in shared:
        shared.add("a float")  # 2 and 0.5 in one list are floats to NumPy
    return {f"a {container}"} | {f"a {container} of {form.partition(' ')[2]}s" for form in shared if " " in form}


@dataclass
class Contract:
    """What the docstring of one function promises."""

    parameters: list[str]
    default_none: set[str]
    forms: dict[str, list[str]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def contracts(source: str) -> dict[str, Contract]:
    """The contracts of a module's public functions, and of its classes' methods as "Class.method"."""
    found: dict[str, Contract] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            found[node.name] = _contract(node, ast.get_docstring(node) or "", method=False)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for each in node.body:
                if isinstance(each, ast.FunctionDef) and not re.match(r"_(?!_)", each.name):
                    text = ast.get_docstring(node if each.name == "__init__" else each) or ""
                    found[f"{node.name}.{each.name}"] = _contract(each, text, method=True)
    return found


def _contract(node: ast.FunctionDef, text: str, method: bool) -> Contract:
    arguments = node.args.posonlyargs + node.args.args
    defaults = dict(zip([a.arg for a in arguments][::-1], node.args.defaults[::-1], strict=False))
    none = {name for name, default in defaults.items() if isinstance(default, ast.Constant) and default.value is None}
    contract = Contract([a.arg for a in arguments][method:], none)
    known = {*contract.parameters, *(a.arg for a in node.args.kwonlyargs)}
    entries = _ENTRY.findall(section(text, "Args"))
    contract.forms = {name: promised(entry) for name, entry in entries if name in known}
    listed = [name for name, _ in _ENTRY.findall(section(text, "Raises"))]
    contract.errors = list(dict.fromkeys([*listed, *_ERROR.findall(text)]))
    return contract


def section(text: str, title: str) -> str:
    """The entries of a docstring below a title such as Args."""
    match = re.search(rf"^{title}:\n((?: {{4}}.*\n|\s*\n)*)", text + "\n", re.M)
    return match[1] if match else ""


class Witness:
    """Notes what checks give to each function of the contracts, and what it raises."""

    def __init__(self, known: dict[str, Contract]) -> None:
        self.known = known
        self.given: set[tuple[str, str, str]] = set()
        self.raised: set[tuple[str, str]] = set()

    def call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Note a call of the function or method of that name."""
        if contract := self.known.get(name):
            bound = (
                dict.fromkeys(contract.default_none) | dict(zip(contract.parameters, arguments, strict=False)) | named
            )
            self.given |= {(name, key, form) for key, argument in bound.items() for form in forms_of(argument)}

    def error(self, name: str, error: StudentCodeError) -> None:
        """Note what it raised."""
        self.raised |= {(name, each) for each in (error.exception, *error.bases)}

    def missing(self) -> Iterator[str]:
        """What is promised and was not seen."""
        for name, contract in self.known.items():
            for parameter, wanted in contract.forms.items():
                for form in wanted:
                    if (name, parameter, form) not in self.given:
                        it = "one" if " " in form else "it"
                        yield f"{name}: {parameter} may be {form}, but no check passes {it}."
            for error in contract.errors:
                if (name, error) not in self.raised:
                    yield f"{name}: it may raise {error}, but no check makes it."


class _WatchedSession(Session):
    """Tells a witness of each call of the module's functions, its classes and their methods."""

    def __init__(self, witness: Witness, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.witness = witness
        self.known: dict[Handle, str] = {}

    def get(self, target: Handle, name: str) -> Any:
        result = super().get(target, name)
        if isinstance(result, Handle):
            is_module = any(target is module for module in self.modules.values())
            self.known[result] = name if is_module else f"{target._kind}.{name}"
        return result

    def call(self, target: Handle, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        name = self.known.get(target, f"{target._kind}.__call__")
        name += ".__init__" if target._kind == "type" else ""
        self.witness.call(name, arguments, named)
        with self._noted(name):
            return super().call(target, arguments, named)

    def operate(self, name: str, *operands: Any, text: str) -> Any:
        owner = next((each for each in operands if isinstance(each, Handle)), None)
        with self._noted(f"{type_name(owner)}.__{name if owner is operands[0] else 'r' + name}__"):
            return super().operate(name, *operands, text=text)

    @contextmanager
    def _noted(self, name: str) -> Iterator[None]:
        try:
            yield
        except StudentCodeError as error:
            self.witness.error(name, error)
            raise


class _WatchedStudent(Student):
    def __init__(self, witness: Witness, course: Course) -> None:
        super().__init__(course, Submission("solutions", course.solutions), IN_PROCESS)
        self.session_type = functools.partial(_WatchedSession, witness)


def findings(course: Course, exercise: Exercise) -> Iterator[str]:
    """What the exercise's docstrings promise and its checks, run on the reference, do not give."""
    text = (course.solutions / exercise.path).read_text("utf-8-sig")
    witness, lines = Witness(contracts(text)), dict(_lines(ast.parse(text)))
    session(course, [exercise], False, [], [Grader(_WatchedStudent(witness, course))])
    for finding in witness.missing():
        line = lines.get(finding.partition(":")[0], 1)
        yield f"solutions/{exercise.path}, line {line}, {finding}"


def _lines(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, int]]:
    """Where functions, classes and methods, as Class.method, are defined."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield f"{owner}{node.name}", node.lineno
            yield from _lines(node, f"{owner}{node.name}.")
