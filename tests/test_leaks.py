"""What is released is compared with the answers function by function, whatever its variables are called."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

import pytest

from gradus.authoring import leaks, marks
from gradus.authoring.search import answers, likeness, snippets
from gradus.core.course import Course, Exercise, load
from tests.conftest import ROOT, sampled

pytestmark = pytest.mark.fast

CENTERS = """

def centers(points, labels, count):
    '''The mean of each group.'''
    ### BEGIN SOLUTION
    moved = np.zeros((count, points.shape[1]))
    for k in range(count):
        moved[k] = points[labels == k].mean(axis=0)
    return moved
    ### END SOLUTION


GATE = None
### BEGIN SOLUTION
GATE = np.array([20.5, 10.5]) - 3


def _help(x):
    return x + GATE


### END SOLUTION


def both(x):
    '''Two.'''
    ### BEGIN SOLUTION
    a, b = _help(x), _help(x + 1.5)
    return a, b
    ### END SOLUTION
"""
LOOP = "for j in range(n):\n    out[j] = rows[group == j].mean(axis=0)\n"
BODY = f"out = np.zeros((n, rows.shape[1]))\n{LOOP}return out\n"


def indented(text: str, by: str = "    ") -> str:
    return "".join(f"{by}{line}\n" for line in text.rstrip("\n").split("\n"))


def cell(source: str, kind: str = "code") -> str:
    return json.dumps({"cells": [{"cell_type": kind, "source": source.splitlines(keepends=True), "metadata": {}}]})


FUNCTION = f"def mean_rows(rows, group, n):\n{indented(BODY)}"
TYPED = (
    "def mean_rows(rows: np.ndarray, group, n: int = 3) -> np.ndarray:\n    '''Rows.'''\n"
    f"    # first\n{indented(BODY.replace('out = ', 'out: np.ndarray = '))}"
)
COPIES = {
    "a function in a module": ("graders/a.py", FUNCTION),
    "with types and a docstring": ("graders/a.py", TYPED),
    "in a class": ("gradus/a.py", f"class A:\n{indented(FUNCTION)}"),
    "among other statements": ("graders/a.py", f"import numpy\nprint(1)\n{BODY.replace('np.', 'numpy.')}print(2)\n"),
    "its loop alone": ("graders/a.py", f"if True:\n{indented(LOOP)}"),
    "commented out": ("graders/a.py", "x = 1\n" + indented(FUNCTION, "# ")),
    "in a docstring": ("graders/a.py", f"def f():\n    '''As in\n\n{indented(BODY, '        ')}    '''\n"),
    "in a doctest": ("graders/a.py", "'''A.\n\n>>> x[i] = y[z == i].mean(axis=0)\n'''\n"),
    "in a string": ("graders/a.py", f"TEXT = {BODY!r}\n"),
    "fenced": ("docs/a.md", f"Text.\n\n```python\n{FUNCTION}```\n"),
    "fenced, with another function that is no Python": ("docs/a.md", f"```\ndef f(:\n\n{FUNCTION}x = (\n```\n"),
    "indented": ("docs/a.md", f"Text:\n\n{indented(BODY)}\nMore.\n"),
    "quoted": ("docs/a.md", indented(FUNCTION, "> ")),
    "in a list": ("docs/a.md", "- then `m[i] = p[c == i].mean(axis=0)` for each\n"),
    "a line of the answer": ("docs/a.md", "So moved[k] = points[labels == k].mean(axis=0), for each k.\n"),
    "a line without spaces": ("docs/a.md", "moved[k]=points[labels==k].mean(axis=0)\n"),
    "a line that was broken": ("docs/a.md", "moved[k] = points[labels ==\n    k].mean(axis=0)\n"),
    "a cell": ("lessons/a.ipynb", cell(f"%matplotlib inline\n{FUNCTION}!ls\n")),
    "a cell of text": ("lessons/a.ipynb", cell(f"Text\n\n```\n{FUNCTION}```\n", "markdown")),
    "a string in JSON": ("graders/a.json", json.dumps({"a": [1, {"b": FUNCTION}]})),
    "settings": ("pyproject.toml", f'[a]\nb = """\n{FUNCTION}"""\n'),
    "another name for a small function": ("graders/a.py", "def average(v):\n    return np.sum(v) / len(v)\n"),
    "a small function of the same name": ("graders/a.py", "def square(number):\n    return number * number\n"),
    "a helper under another name": (
        "graders/a.py",
        "def f(u):\n    first, second = g(u), g(u + 1.5)\n    return first, second\n",
    ),
    "a value": ("docs/a.md", "The gate is `mine = np.array([20.5, 10.5]) - 3`, say.\n"),
    "a misconception": ("graders/a.py", "def mean(a):\n    return np.sum(a) / (len(a) - 1)\n"),
    "a variant": (
        "graders/a.py",
        "def average(table):\n    total = 0.0\n    for row in table:\n        total += row\n"
        "    return total / len(table)\n",
    ),
}
NONE = {
    "a small function of another name": ("graders/a.py", "def area(side):\n    return side * side\n"),
    "another constant": ("graders/a.py", FUNCTION.replace("axis=0", "axis=1")),
    "another function of a library": ("graders/a.py", FUNCTION.replace(".mean(", ".max(").replace("zeros", "ones")),
    "other variables in other places": (
        "graders/a.py",
        FUNCTION.replace("out[j]", "rows[j]").replace("return out", ""),
    ),
    "prose": ("docs/a.md", "The mean (of each group) = what moves.\n"),
    "the stub": ("exercises/a.py", "def centers(points, labels, count):\n    raise NotImplementedError\n"),
}


@pytest.fixture
def course(mini: Course) -> Course:
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text() + CENTERS)
    folder = mini.graders(mini.exercises[0])
    (folder / "misconceptions.py").write_text(
        "import numpy as np\n\n\nclass Less:\n    '''One less.'''\n\n    def mean(xs):\n"
        "        return np.sum(xs) / (len(xs) - 1)\n"
    )
    (folder / "variants.py").write_text(
        "class Loop:\n    def mean(xs):\n        sum_of_all = 0.0\n        for x in xs:\n            sum_of_all += x\n"
        "        return sum_of_all / len(xs)\n"
    )
    return mini


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_found(course: Course, name: str) -> None:
    path, text = COPIES[name]
    with pytest.raises(leaks.LeakError, match=rf"^{re.escape(path)} would contain"):
        leaks.search(course, {path: text.encode()})


@pytest.mark.parametrize("name", NONE)
def test_what_any_program_may_contain_is_none(course: Course, name: str) -> None:
    path, text = NONE[name]
    leaks.search(course, {path: text.encode()})


def test_a_leak_is_named_with_its_line_and_its_origin(course: Course) -> None:
    with pytest.raises(leaks.LeakError) as caught:
        leaks.search(course, {"docs/a.md": f"Text.\n\n```python\n{FUNCTION}```\n".encode()})
    line = (course.solutions / "warmup" / "square.py").read_text().split("\n").index(CENTERS.split("\n")[2]) + 1
    where = f"centers in solutions/warmup/square.py, line {line}"
    assert str(caught.value) == f"docs/a.md would contain in line 5 the code of {where}."


def test_a_hidden_check_is_found_under_another_name(course: Course) -> None:
    body = "".join(
        f"    answers{n} = [submission.square(x) for x in np.linspace(-{n}.25, {n}.25, 7)]\n"
        f"    expect(np.sum(answers{n}), 'their sum').close_to({n}.5)\n"
        for n in range(1, 4)
    )
    path = course.graders(course.exercises[0]) / "test_hidden.py"
    path.write_text(
        path.read_text() + f"\n\n@points(1)\ndef test_row(submission):\n    '''A.\n\n    B.\n    '''\n{body}"
    )
    copied = body.replace("submission", "student").replace("answers", "row")
    with pytest.raises(leaks.LeakError, match=r"the code of test_row in graders/warmup/square/test_hidden\.py, line"):
        leaks.search(course, {"graders/x.py": f"def test_other(student):\n{copied}".encode()})


class Renamed(ast.NodeTransformer):
    """Every variable of a function gets another name."""

    def __init__(self, own: frozenset[str]) -> None:
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(f"{node.id}_2" if node.id in self.own else node.id, node.ctx), node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.copy_location(ast.arg(f"{node.arg}_2"), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.name += "_2"
        return node


def renamed(course: Course, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """The functions of a solution with other names for all that is their own, as source."""
    text = marks.read(course, exercise)
    regions = marks.find(text, exercise.id).regions
    for name, node in marks.functions(ast.parse(text)):
        if any(region.holds(each) for region in regions for each in node.body):
            yield name, ast.unparse(Renamed(likeness.bound(node)).visit(node))


@pytest.mark.parametrize("exercise", sampled(load(ROOT).exercises, 3), ids=lambda e: e.id)
def test_each_answer_of_the_course_would_be_found(exercise: Exercise) -> None:
    """Every function of every solution, with all its variables renamed, under another name: but for the smallest."""
    course = load(ROOT)
    index = likeness.Index(answers.of(course, exercise))
    small = []
    for name, source in renamed(course, exercise):
        blocks = [block for snippet in snippets.of_module(source) for block in answers.compared(snippet.tree)]
        if not any(secret for block in blocks for secret, _ in index.search(block)):
            small.append(name)
    assert not set(small) - SMALL, small


# `return self + other` and the like: only under their own names are they answers.
SMALL = {"Value.__radd__", "Value.__rmul__", "Neuron.parameters"}
