"""Numeric gradients of the grader's own functions: central differences in float64, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradus.grading.expectation import expect

Array = np.ndarray


def numeric_gradient(f: Callable[[Array], float], x: ArrayLike, h: float = 1e-6) -> Array:
    """The gradient of a scalar function of the grader's by central differences in float64, an array of the shape of x.

    Args:
        f: takes an array of the shape of `x` and returns a number.
        x: where to take the gradient; it is left alone.
        h: the step to each side.
    """
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        middle = point[index]
        point[index] = middle + h
        above = f(point)
        point[index] = middle - h
        below = f(point)
        point[index] = middle
        gradient[index] = (above - below) / (2 * h)
    return gradient


def gradient_check(
    answer: Any, f: Callable[[Array], float], x: ArrayLike, label: str = "", *, rtol: float = 1e-5, atol: float = 1e-6
) -> None:
    """Expect an answer to be the gradient of a scalar function of the grader's.

    Args:
        answer: what the student's code returned; `label` describes it.
        f: the function, and `x` the place, as for `numeric_gradient`.
        rtol: relative, and `atol` absolute tolerance of each element, as for `expect(...).close_to`.

    Raises ExpectationError if it is another gradient.
    """
    expect(answer, label).close_to(numeric_gradient(f, x), rtol=rtol, atol=atol)
