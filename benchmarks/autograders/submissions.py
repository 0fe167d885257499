"""Submissions of calculus/derivatives, each a text of its own, and which checks each has to lose.

What a kind loses is written down here by hand, from what its functions do: no grader is believed about another.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.autograders.checks import POINTS

REFERENCE = Path(__file__).resolve().parents[2] / "solutions" / "calculus" / "derivatives.py"
ALL = frozenset(POINTS)
# The checks that ask a function itself, or another one that is built on it.
CENTRAL = frozenset(
    f"test_{name}"
    for name in """slope_of_a_parabola slope_with_a_large_h tangent_touches behavior_of_a_parabola
    central_error_is_kept steep_and_shallow arrays_and_integers tangent_is_a_line behavior_keeps_the_rule
    each_tangent_and_its_mark order_of_the_forward_rule""".split()
)
POLYNOMIALS = frozenset({"test_polynomial_of_degree_three", "test_polynomials_of_any_degree"})
PICTURES = frozenset({"test_tangents_are_drawn", "test_each_tangent_and_its_mark"})
ORDERS = frozenset({"test_order_of_the_forward_rule", "test_order_of_other_rules"})


@dataclass(frozen=True)
class Kind:
    """What stands behind the reference's text, where it replaces functions, and the checks that have to fail."""

    name: str
    code: str
    fails: frozenset[str]


ORDINARY = (
    Kind("right", "", frozenset()),
    Kind(
        "forward for central",
        "def numerical_derivative(f, x, h=1e-7):\n    return (f(x + h) - f(x)) / h\n",
        frozenset(
            f"test_{name}"
            for name in """slope_of_a_parabola slope_with_a_large_h central_error_is_kept behavior_keeps_the_rule
            order_of_the_forward_rule""".split()
        ),
    ),
    Kind(
        "pictures and orders not begun",
        "def plot_tangents(ax, f, points, xs):\n    raise NotImplementedError\n\n\n"
        "def convergence_order(rule, f, dfdx, x, h=1e-2):\n    raise NotImplementedError\n",
        PICTURES | ORDERS,
    ),
    Kind(
        "divided by h, and zeros dropped",
        "def numerical_derivative(f, x, h=1e-7):\n    return (f(x + h) - f(x - h)) / h\n\n\n"
        "def polynomial_derivative(coefficients):\n"
        "    return [float(k * c) for k, c in enumerate(coefficients) if k * c]\n",
        CENTRAL | POLYNOMIALS,
    ),
)

HARD = (
    Kind(
        "a print left in",
        "import sys\n\n\ndef numerical_derivative(f, x, h=1e-7):\n    print('nudging', x, file=sys.stderr)\n"
        "    return (f(x + h) - f(x - h)) / (2 * h)\n",
        frozenset(),
    ),
    Kind(
        "a cheat",
        "np.testing.assert_allclose = lambda *args, **kwargs: None\n"
        + "".join(
            f"\n\ndef {name}(*args, **kwargs):\n    return 0.0\n"
            for name in ("forward_difference", "numerical_derivative", "polynomial_derivative", "convergence_order")
        ),
        ALL - {"test_tangents_are_drawn"},
    ),
    Kind("leaves at once", "import os\n\nos._exit(0)\n", ALL),
)


@dataclass(frozen=True)
class Submission:
    """A module as it is handed in, under a name that is a folder's name too."""

    name: str
    text: str
    fails: frozenset[str]


def make(kinds: tuple[Kind, ...], count: int) -> list[Submission]:
    """So many submissions of these kinds in turn, no two of the same text."""
    return [_submission(kinds[number % len(kinds)], number) for number in range(count)]


def _submission(kind: Kind, number: int) -> Submission:
    text = REFERENCE.read_text("utf-8")
    return Submission(f"s{number:04}", f"{text}{own(number)}\n\n{kind.code}", kind.fails)


def own(number: int) -> str:
    """A function that only one submission has, so that no two are the same code."""
    return f"\n\ndef _own_{number}(x):\n    return x + {number}\n"
