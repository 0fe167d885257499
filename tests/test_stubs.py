"""Stubs are what solutions make, and their examples are true."""

from __future__ import annotations

import ast
import doctest
import subprocess
import sys

import pytest

from gradus.authoring import stubs
from gradus.core.course import Course, Exercise, load
from tests.conftest import ROOT

COURSE = load(ROOT)


@pytest.mark.fast
def test_exercises_are_what_solutions_make() -> None:
    assert stubs.drift(COURSE) == []


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
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
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
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
