"""What every check holds by itself: arguments stay as they were, and the docstrings' examples are true."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.core.handed_in.submission import open_folder
from gradus.grading import docstrings, running
from gradus.grading.diagnosis.matching import NOTHING
from gradus.grading.runner import run_checks
from gradus.grading.running import Outcome
from gradus.sandbox.launch import IN_PROCESS, PROCESS
from gradus.worker.observe import changed, snapshot
from tests.conftest import HandIn

pytestmark = pytest.mark.fast

SQUARE = "def square(x):\n    return x * x\n"
MEAN = "def mean(xs):\n    return sum(xs) / len(xs)\n"


def outcomes(course: Course, hand_in: HandIn, source: str, sandbox: str = IN_PROCESS) -> dict[str, Outcome]:
    folder = hand_in("ada", square=source)
    record = run_checks(course, open_folder(folder, course), course.exercises[:1], sandbox)
    return {check.id.partition("::")[2]: outcome for check, outcome in record.results}


@pytest.mark.parametrize("sandbox", [IN_PROCESS, PROCESS])
def test_right_answers_from_a_changed_argument_fail(mini: Course, hand_in: HandIn, sandbox: str) -> None:
    source = SQUARE + "def mean(xs):\n    total = sum(xs)\n    xs[-1] = 7.0\n    return total / len(xs)\n"
    found = outcomes(mini, hand_in, source, sandbox)
    assert {name: o.kind for name, o in found.items() if o.status == "failed"} == {
        "mean_of_two": "arguments",
        "mean_of_many": "arguments",
    }
    assert "its argument xs is [1.0, 7.0], and was [1.0, 2.0]" in found["mean_of_two"].message
    assert "copy" in found["mean_of_many"].advice


def test_one_mistake_costs_one_check(mini: Course, hand_in: HandIn) -> None:
    """The hidden check asks by left_alone, because its title promises it; without that it passes."""
    hidden = mini.graders(mini.exercises[0]) / "test_hidden.py"
    hidden.write_text(hidden.read_text("utf-8").replace(".left_alone(submission)", ""), "utf-8")
    source = SQUARE + "def mean(xs):\n    total = sum(xs)\n    xs[-1] = 7.0\n    return total / len(xs)\n"
    found = outcomes(mini, hand_in, source)
    assert [name for name, o in found.items() if o.status == "failed"] == ["mean_of_two"]


def test_wrong_answers_say_that_an_argument_changed_too(mini: Course, hand_in: HandIn) -> None:
    found = outcomes(mini, hand_in, SQUARE + "def mean(xs):\n    xs[0] = 5.0\n    return 3.125\n")
    assert found["mean_of_two"].kind == "value"
    assert found["mean_of_two"].message.endswith("changed its argument xs from [1.0, 2.0] to [5.0, 2.0].")


def test_objects_of_a_students_own_class_may_change(mini: Course, hand_in: HandIn) -> None:
    """A dict with methods is an object: it stays in the worker, and what it does to itself is its own affair."""
    visible = mini.graders(mini.exercises[0]) / "test_visible.py"
    visible.write_text(visible.read_text("utf-8") + OWN_CLASS, "utf-8")
    course = mini.root / "course.toml"
    course.write_text(course.read_text("utf-8").replace("points = 4", "points = 5"), "utf-8")
    kept = "class Box(dict):\n    def keep(self, x):\n        self['x'] = x\n        return len(self)\n"
    source = kept + "def keep(box):\n    return box.keep(2.0)\n" + SQUARE + MEAN
    assert {o.status for o in outcomes(courses.load(mini.root), hand_in, source).values()} == {"passed"}


OWN_CLASS = """

@points(1)
def test_own_class(submission):
    \"\"\"A box keeps what it is given.

    Look.
    \"\"\"
    expect(submission.keep(submission.Box())).close_to(1)
"""


def test_what_is_put_back_is_no_change(mini: Course, hand_in: HandIn) -> None:
    source = "def mean(xs):\n    old, xs[0] = xs[0], 9.0\n    xs[0] = old\n    return sum(xs) / len(xs)\n"
    assert {o.status for o in outcomes(mini, hand_in, SQUARE + source).values()} == {"passed"}


ARRAY = np.array
SAME = [ARRAY([1.0, float("nan")]), [1, [2.0, "a"]], {"a": ARRAY([1])}, float("nan"), None, (1, 2), "word", print]
OTHER = [
    (ARRAY([1.0]), ARRAY([2.0])),
    (ARRAY([1.0]), ARRAY([1])),
    (ARRAY([1.0]), ARRAY([[1.0]])),
    (ARRAY([1.0]), [1.0]),
    ([1, 2], [2, 1]),
    ([1, [2]], [1, [2, 3]]),
    ([1], [None]),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, {"b": 1}),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ([print], [len]),
]


def test_a_snapshot_is_like_what_it_was_taken_of() -> None:
    assert [thing for thing in SAME if changed(snapshot(thing), thing)] == []


@pytest.mark.parametrize(("before", "after"), OTHER, ids=str)
def test_every_difference_is_a_change(before: Any, after: Any) -> None:
    assert changed(snapshot(before), after)


EXAMPLES = {
    "another number": "def square(x):\n    return x * x if x != 3.0 else 9.5\n",
    "no number": "def square(x):\n    return None if x == 3.0 else x * x\n",
    "an error": "def square(x):\n    return x * x if x != 3.0 else x / 0\n",
}


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_answer_against_the_docstring_fails_a_visible_check(mini: Course, hand_in: HandIn, kind: str) -> None:
    """The check itself asks for another number than the example."""
    visible = mini.graders(mini.exercises[0]) / "test_visible.py"
    visible.write_text(visible.read_text("utf-8").replace("square(3.0)).close_to(9.0)", "square(2.5)).close_to(6.25)"))
    found = outcomes(mini, hand_in, EXAMPLES[kind] + MEAN)
    assert found["square_of_three"].status in ("failed", "error")
    assert "called    square(3.0)" in found["square_of_three"].message
    assert found["square_of_others"].status == "passed", "examples are for visible checks"


@pytest.mark.parametrize(
    "source",
    [
        "def square(x):\n    print('called', x)\n    return [x * x][0]\n" + MEAN,
        "import numpy\ndef square(x):\n    return numpy.array([x * x])\n" + MEAN,
        SQUARE + "def mean(values, weights=None):\n    return sum(values) / len(values)\n",
    ],
)
def test_examples_accept_every_form_that_checks_accept(mini: Course, hand_in: HandIn, source: str) -> None:
    assert {o.status for o in outcomes(mini, hand_in, source).values()} == {"passed"}


def test_examples_wait_for_functions_that_are_not_written(mini: Course, hand_in: HandIn) -> None:
    source = SQUARE + "def mean(xs):\n    raise NotImplementedError\n"
    statuses = {name: o.status for name, o in outcomes(mini, hand_in, source).items()}
    assert statuses["square_of_three"] == "passed" and statuses["mean_of_two"] == "not_started"


def test_each_docstring_belongs_to_one_check(mini: Course) -> None:
    from gradus.core import checks

    exercise = mini.exercises[0]
    shared = docstrings.shared_out(docstrings.of(mini, exercise), checks.read(mini, exercise))
    names = {check.partition("::")[2]: [each.name for each in mine] for check, mine in shared.items()}
    assert names == {"square_of_three": ["square"], "mean_of_two": ["mean"]}
    assert docstrings.parameters(mini, exercise) == {"square": ("x",), "mean": ("xs",)}


def test_a_broken_source_has_no_docstrings(mini: Course) -> None:
    (mini.solutions / "warmup" / "square.py").write_text("def (", "utf-8")
    assert docstrings.of(mini, mini.exercises[0]) == ()
    assert NOTHING.misconceptions == ()


def test_in_process_no_module_stays_for_the_next_submission(mini: Course) -> None:
    run_checks(mini, open_folder(mini.solutions, mini), mini.exercises, IN_PROCESS)
    assert [name for name in sys.modules if name.startswith("exercises.warmup")] == []


def test_a_debugger_may_wait_at_a_breakpoint(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """In process nothing rings: in another process the check's own work has an end."""
    limited: list[float] = []

    @contextlib.contextmanager
    def noted(seconds: float) -> Iterator[None]:
        limited.append(seconds)
        yield

    monkeypatch.setattr(running, "time_limit", noted)
    run_checks(mini, open_folder(mini.solutions, mini), mini.exercises[:1], IN_PROCESS)
    assert limited == []
    run_checks(mini, open_folder(mini.solutions, mini), mini.exercises[:1], PROCESS)
    assert len(limited) == 4
