"""Stubs are what solutions make, and their examples are true."""

from __future__ import annotations

import ast
import doctest
import re
import subprocess
import sys

import pytest

from gradus.authoring import marks, stubs
from gradus.core.course import Course, CourseError, Exercise, load
from tests.conftest import ROOT, invoke, sampled

COURSE = load(ROOT)


@pytest.mark.fast
def test_exercises_are_what_solutions_make() -> None:
    assert stubs.drift(COURSE) == []


@pytest.mark.parametrize("exercise", sampled(COURSE.exercises, 6), ids=lambda e: e.id)
def test_doctests_are_true_of_the_reference(exercise: Exercise) -> None:
    path = COURSE.solutions / exercise.path
    # Named as a student would import it, so that an exercise that builds on another finds the reference.
    code = (
        "import doctest, importlib, sys, types\n"
        "package = types.ModuleType('exercises'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['exercises'] = package\n"
        "found = doctest.testmod(importlib.import_module(sys.argv[2]))\n"
        "assert found.attempted, 'no examples'\n"
        "sys.exit(found.failed)\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(COURSE.solutions), exercise.module]
    done = subprocess.run(command, capture_output=True, text=True, cwd=path.parent)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.fast
@pytest.mark.parametrize("exercise", sampled(COURSE.exercises, 3), ids=lambda e: e.id)
def test_stubs_look_as_they_should(exercise: Exercise) -> None:
    text = (COURSE.stubs / exercise.path).read_text("utf-8")
    assert "SOLUTION" not in text
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(isinstance(n, ast.Raise) for n in node.body):
            assert ast.get_docstring(node), node.name
            error = ast.unparse(node.body[-1])
            assert error.startswith(f"raise NotImplementedError('{exercise.id}: ")
            assert error.endswith(f"{node.name}')")
    assert doctest.DocTestParser().get_examples(text)


@pytest.mark.fast
def test_regions_of_every_kind(mini: Course) -> None:
    text = (
        "A = None\n### BEGIN SOLUTION\nA = 1\n### END SOLUTION\n\n\nclass C:\n    def f(self):\n        '''F.'''\n"
        "        ### BEGIN SOLUTION\n        def inner():\n            return 1\n\n        return inner()\n"
        "        ### END SOLUTION\n\n    ### BEGIN SOLUTION\n    def _helper(self):\n        return 2\n"
        "    ### END SOLUTION\n"
    )
    assert stubs.stub(text, mini.exercises[0]) == (
        "A = None\n\n\nclass C:\n    def f(self):\n        '''F.'''\n"
        '        raise NotImplementedError("warmup/square: C.f")\n'
    )


@pytest.mark.fast
@pytest.mark.parametrize("exercise", sampled(COURSE.exercises, 3), ids=lambda e: e.id)
def test_without_its_marks_no_answer_gets_out(exercise: Exercise) -> None:
    """Each pair of marks in turn is taken away, and each mark alone, from every solution of the course."""
    text, asked = marks.read(COURSE, exercise), stubs.asked(COURSE, exercise)
    lines = marks.lines_of(text)
    regions = marks.find(text, exercise.id).regions
    assert regions
    for region in regions:
        for gone in ({region.first, region.last}, {region.first}, {region.last}):
            with pytest.raises(CourseError, match=rf"solutions/{exercise.path}, line \d+: "):
                stubs.stub("\n".join(line for n, line in enumerate(lines) if n not in gone), exercise, asked)


UNMARKED = {
    "a function": ("def f(x):\n    '''F.'''\n    return x\n", "line 1: f has no ### BEGIN SOLUTION"),
    "a private one": ("def _f(x):\n    return x\n", "line 1: _f has no"),
    "on one line": ("def f(x): return x\n", "line 1: f has no"),
    "async": ("async def f(x):\n    return x\n", "line 1: f has no"),
    "a method": ("class C:\n    @property\n    def f(self):\n        return 1\n", "line 3: C.f has no"),
    "in a condition": ("if True:\n    def f(x):\n        return x\n", "line 2: f has no"),
    "in the other case": ("if True:\n    pass\nelse:\n    def f(x):\n        return x\n", "line 4: f has no"),
    "in a try": ("try:\n    import x\nexcept ImportError:\n    def f(x):\n        return x\n", "line 4: f has no"),
    "marks around nothing": (
        "def f(x):\n    ### BEGIN SOLUTION\n    ### END SOLUTION\n    return x\n",
        "line 4: this line of f stands outside of the marks",
    ),
    "a line above the marks": (
        "def f(x):\n    y = 2 * x\n    ### BEGIN SOLUTION\n    return y\n    ### END SOLUTION\n",
        "line 2: this line of f stands outside",
    ),
    "a loop around the marks": (
        "def f(x):\n    for y in x:\n        ### BEGIN SOLUTION\n        pass\n        ### END SOLUTION\n",
        "line 2: this line of f stands outside",
    ),
    "a function in a function": (
        "def f(x):\n    def g():\n        ### BEGIN SOLUTION\n        return x\n        ### END SOLUTION\n",
        "line 2: this line of f stands outside",
    ),
    "a lambda": ("f = lambda x: x + 1\n", "line 1: f has no"),
    "an asked constant": ("asked = (1, 2)\n", "line 1: asked has no"),
    "an asked constant of a class": ("class C:\n    asked: int = 3\n", "line 2: asked has no"),
    "an asked name that is imported": ("from math import dist\n", "line 1: dist is imported, and checks ask"),
    "two at once": ("def f(x):\n    return x\n\n\ndef g(x):\n    return x\n", "line 5: g has no"),
    "given nothing": ("### GIVEN\n\nimport math\n", "line 1: ### GIVEN stands above no function"),
}


@pytest.mark.fast
@pytest.mark.parametrize("name", UNMARKED)
def test_what_stands_outside_of_the_marks_is_refused(mini: Course, name: str) -> None:
    text, words = UNMARKED[name]
    with pytest.raises(CourseError, match=re.escape(f"solutions/warmup/square.py, {words}")):
        stubs.stub(text, mini.exercises[0], {"asked", "submission.dist"})


GIVEN = {
    "a function": ("### GIVEN\ndef f(x):\n    return x\n", "def f(x):\n    return x\n"),
    "with decorators": (
        "class C:\n    ### GIVEN\n    # It is used below.\n    @property\n    def f(self):\n        return 1\n",
        "class C:\n    # It is used below.\n    @property\n    def f(self):\n        return 1\n",
    ),
    "a class": (
        "### GIVEN\nclass C:\n    def f(self):\n        return 1\n",
        "class C:\n    def f(self):\n        return 1\n",
    ),
    "a value": ("### GIVEN\nasked = lambda x: 2\n", "asked = lambda x: 2\n"),
    "what is around the marks": (
        "### GIVEN\ndef f(x):\n    for y in x:\n        ### BEGIN SOLUTION\n        y()\n        ### END SOLUTION\n"
        "    return x\n",
        'def f(x):\n    for y in x:\n        raise NotImplementedError("warmup/square: f")\n    return x\n',
    ),
    "nothing to give": (
        "import math\nfrom exercises.a.b import dist\n\nOTHER = 3\nasked = None\n\n\n"
        "def f(x):\n    '''F.'''\n    ...\n\n\n"
        "def g():\n    import os\n    raise NotImplementedError\n",
        None,
    ),
}


@pytest.mark.fast
@pytest.mark.parametrize("name", GIVEN)
def test_what_is_given_is_let_through(mini: Course, name: str) -> None:
    text, stub = GIVEN[name]
    assert stubs.stub(text, mini.exercises[0], {"asked", "submission.dist"}) == (stub or text)


MISSPELT = {
    "### BEGIN SOLUTIONS": marks.BEGIN,
    "## BEGIN SOLUTION": marks.BEGIN,
    "### begin solution": marks.BEGIN,
    "###  BEGINSOLUTION": marks.BEGIN,
    "### BEGIN SOLUTION:": marks.BEGIN,
    "### START SOLUTION": marks.BEGIN,
    "### BEGNI SOLUTION": marks.BEGIN,
    "### BEGIN S\u041eLUTION": marks.BEGIN,  # a Cyrillic O
    "### BEGIN HIDDEN TESTS": marks.BEGIN,
    "# END SOLUTION": marks.END,
    "#### END SOLUTION": marks.END,
    "### END SOLUTON": marks.END,
    "### END": marks.END,
    "### given": marks.GIVEN,
}


@pytest.mark.fast
@pytest.mark.parametrize("mark", MISSPELT)
def test_a_misspelt_mark_is_named_where_it_stands(mark: str) -> None:
    text = f"def f(x):\n    {mark}\n    return x\n    ### END SOLUTION\n"
    with pytest.raises(CourseError) as caught:
        marks.find(text, "solutions/a.py")
    assert str(caught.value).startswith(f'solutions/a.py, line 2: "{mark}" is no mark. Write {MISSPELT[mark]}')


@pytest.mark.fast
@pytest.mark.parametrize(
    "comment",
    [
        "# The end of the row",
        "# the solution of the equation",
        "# given f",
        "# begin at the end",
        "#: a value",
        "# ---",
    ],
)
def test_other_comments_are_no_marks(comment: str) -> None:
    assert marks.find(f"{comment}\nx = 1  {comment}\ny = '{marks.BEGIN}'\n", "a.py") == marks.Marks([], [])


PARTNERS = {
    "no end": ("{b}\n", "line 1: ### BEGIN SOLUTION without ### END SOLUTION."),
    "two begin": (
        "{b}\n{b}\n{e}\n",
        "line 1: ### BEGIN SOLUTION without ### END SOLUTION before the next one, in line 2",
    ),
    "no begin": ("x = 1\n{e}\n", "line 2: ### END SOLUTION without ### BEGIN SOLUTION."),
    "behind code": ("{b}\nx = 1  {e}\n", "line 2: ### END SOLUTION stands behind code"),
}


@pytest.mark.fast
@pytest.mark.parametrize("name", PARTNERS)
def test_a_mark_without_its_partner_is_named(name: str) -> None:
    text, words = PARTNERS[name]
    with pytest.raises(CourseError, match=re.escape(f"a.py, {words}")):
        marks.find(text.format(b=marks.BEGIN, e=marks.END), "a.py")


@pytest.mark.fast
def test_marks_do_not_reach_from_one_function_into_the_next(mini: Course) -> None:
    text = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n\n\ndef g(x):\n    return 2\n    ### END SOLUTION\n"
    with pytest.raises(CourseError, match="line 2: the marks from here to line 8 cut through what begins in line 6"):
        stubs.stub(text, mini.exercises[0])


OWNERS = {
    "if True:\n    def f(x):\n{region}": "f",
    "try:\n    async def f(x):\n{region}\nfinally:\n    pass\n": "f",
    "class A:\n    class B:\n        def f(self):\n    {region}": "A.B.f",
    "### GIVEN\ndef f(x):\n    def g(y):\n{region}\n    return g(x)\n": "f.g",
}


@pytest.mark.fast
@pytest.mark.parametrize("text", OWNERS)
def test_a_function_is_named_wherever_it_stands(mini: Course, text: str) -> None:
    indent = " " * (12 if "class" in text else 8)
    region = f"{indent}### BEGIN SOLUTION\n{indent}return 1\n{indent}### END SOLUTION"
    source = text.replace("    {region}", "{region}").replace("{region}", region) + "\n"
    made = stubs.stub(source, mini.exercises[0])
    assert f'raise NotImplementedError("warmup/square: {OWNERS[text]}")' in made
    assert "return 1" not in made


@pytest.mark.fast
@pytest.mark.parametrize("code", [0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029])
def test_lines_are_counted_as_python_counts_them(mini: Course, code: int) -> None:
    path = mini.solutions / "warmup" / "square.py"
    text = path.read_text()
    path.write_text("# one" + (chr(code) + "two") * 4 + "\n" + text)
    made = stubs.generate(mini)[mini.stubs / "warmup" / "square.py"]
    assert made.split("\n")[1:] == stubs.stub(text, mini.exercises[0]).split("\n")


@pytest.mark.fast
@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_a_solution_has_any_line_ends(mini: Course, ends: str) -> None:
    before = stubs.generate(mini)
    for path in mini.solutions.rglob("*.py"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", ends.encode()))
    assert stubs.generate(mini) == before


COMMANDS = ["stubs", "stubs --check", "release students"]


@pytest.mark.fast
@pytest.mark.parametrize("commands", [COMMANDS, pytest.param(["verify"], marks=pytest.mark.long)], ids=" ".join)
def test_no_command_publishes_a_function_without_marks(mini: Course, commands: list[str]) -> None:
    path = mini.solutions / "warmup" / "square.py"
    path.write_text(path.read_text().replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", ""))
    before = {p: p.read_bytes() for p in mini.stubs.rglob("*.py")}
    for command in commands:
        done = invoke(*command.split(), cwd=mini.root)
        assert done.returncode == 3, command
        said = done.stdout + done.stderr
        assert "solutions/warmup/square.py, line 9: square has no ### BEGIN SOLUTION" in said
        assert "mean has no ### BEGIN SOLUTION" in said
    assert {p: p.read_bytes() for p in mini.stubs.rglob("*.py")} == before
    assert not (mini.root / "students").exists()
