"""Nothing is dropped silently: each cell of any notebook stands once in the report, and what is lost has a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import jupytext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradus.authoring import stubs
from gradus.authoring.migrate import plan, report
from gradus.authoring.migrate.items import Cell, Role
from gradus.core.course import Exercise
from gradus.lessons.sources.findings import source_findings
from tests.migrate import notebooks as make

pytestmark = pytest.mark.fast

SOURCES = (
    "",
    "# only a comment",
    "x = 1",
    "x += 1",
    "def f(a):\n    return a + x",
    "def f(a):\n    ### BEGIN SOLUTION\n    return a\n    ### END SOLUTION\n    return 0",
    "class A:\n    size = 3\n    def g(self):\n        ### BEGIN SOLUTION\n        return 2\n        ### END SOLUTION",
    "import numpy as np\ny = np.zeros(3)\ny[0] = x",
    "data = open('file').read()",
    "from missing_package import thing\nthing()",
    "%%bash\nls",
    "!ls\nz = f(2)\nz",
    "this is no Python",
    "for i in range(3):\n    ### BEGIN SOLUTION\n    total = i\n    ### END SOLUTION\nprint(total)",
    "assert f(1) == 1, 'one'",
    "assert f(1) == 1 and x == 1\n### BEGIN HIDDEN TESTS\nassert abs(f(2) - 2) < 0.1\n### END HIDDEN TESTS",
    "assert A().g() == 2\nassert unknown",
    "while True:\n    assert x",
    "try:\n    f()\nexcept TypeError:\n    pass\nelse:\n    assert False",
    "```python\nfenced\n```",
    "```inline```",
    "**A good answer**\n<!-- #region -->\n### BEGIN SOLUTION\n### END SOLUTION",
    "![](picture.png)",
)
FLAGS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"solution": True},
    {"grade": True, "points": 2},
    {"grade": True, "points": 0},
    {"grade": True, "solution": True, "points": 1},
    {"task": True, "points": 1},
)


@st.composite
def notebooks(draw: st.DrawFn) -> list[Any]:
    """Cells of every kind in any order, and at least one answer."""
    cells = [make.answer("first", "def f(a):\n    ### BEGIN SOLUTION\n    return a\n    ### END SOLUTION")]
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from((make.text, make.code, make.code, make.code, make.raw)))
        cell = kind(draw(st.sampled_from(SOURCES)))
        flags = draw(st.sampled_from(FLAGS))
        cells.append(make.nbgrader(cell, f"id{number}", **flags) if flags and kind is not make.raw else cell)
    return cells


def accounts_for_everything(made: plan.Plan) -> None:
    bullets = [int(number) for number in re.findall(r"(?m)^- \*\*cell (\d+)\*\*", made.report)]
    assert bullets == [cell.number for cell in made.cells]
    figures = report.total(made.cells)
    assert figures.over + figures.partly + figures.lost == figures.cells == len(made.cells)
    for cell in made.cells:
        assert cell.went or cell.told or cell.role is Role.BOUNDARY or not cell.source.strip(), cell
        assert report.fate(cell) != "lost" or cell.told, cell
        assert cell.over <= cell.asked
        assert cell.asked == cell.over or any(told.line or not cell.over for told in cell.told), cell
        _finds_its_lines(made, cell)
    _is_sound(made)


def _is_sound(made: plan.Plan) -> None:
    """The files are Python, a stub can be made, and it holds no answer."""
    asked = set[str]()
    for name in (f"graders/{made.id}/test_{each}.py" for each in ("visible", "hidden")):
        nodes = list(ast.walk(ast.parse(made.files.get(name, ""))))
        asked |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    if text := made.files.get(f"solutions/{made.id}.py", ""):
        stub = stubs.stub(text, Exercise(made.id, made.title, made.points), asked | {f"submission.{n}" for n in asked})
        assert "return a\n" not in stub and "return sum(numbers)" not in stub and "smallest = 2" not in stub
    lesson = made.files[f"solutions/lessons/{made.lesson}.md"]
    assert source_findings(lesson, jupytext.reads(lesson, "md")) == []


def _finds_its_lines(made: plan.Plan, cell: Cell) -> None:
    """Lines of given code and of answers are in a file, or told."""
    if cell.role not in (Role.GIVEN, Role.SOLUTION) or any(not told.line for told in cell.told):
        return
    files = "\n".join(made.files.values())
    told = {each.line for each in cell.told}
    for number, line in enumerate(cell.lines, 1):
        words = re.findall(r"\w+", line.partition("#")[0])
        known = number in told or all(word in files for word in words)
        assert known or any(each.line < number for each in cell.told), (cell.number, line)


@settings(max_examples=25, deadline=None)
@given(notebooks())
def test_any_notebook(tmp_path_factory: pytest.TempPathFactory, cells: list[Any]) -> None:
    path = make.save(tmp_path_factory.mktemp("any") / "any.ipynb", cells)
    accounts_for_everything(plan.make("nbgrader", path, "part/any", frozenset({"numpy"})))


@pytest.mark.parametrize("form", ["nbgrader", "otter"])
def test_our_own(tmp_path: Path, form: str) -> None:
    path = getattr(make, f"of_{form}")(tmp_path / "own.ipynb")
    accounts_for_everything(plan.make(form, path, "part/own", frozenset({"numpy"})))
