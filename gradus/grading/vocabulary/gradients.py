"""Numeric gradients of the grader's own functions: central differences in float64, element by element."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradus.grading.vocabulary.expectation import expect

Array = np.ndarray


def numeric_gradient(f: Callable[[Array], float], x: ArrayLike, h: float = 1e-6) -> Array:
    """The gradient of a scalar function of arrays at `x`, by central differences in float64 with steps of `h`."""
    point = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        step = np.zeros_like(point)
        step[index] = h
        gradient[index] = (f(point + step) - f(point - step)) / (2 * h)
    return gradient


def gradient_check(
    answer: Any, f: Callable[[Array], float], x: ArrayLike, label: str = "", *, rtol: float = 1e-5, atol: float = 1e-6
) -> None:
    """Expect `answer`, which `label` describes, to be the gradient of `f` at `x`, as `numeric_gradient` computes it.

    `rtol` and `atol` are those of `expect(...).close_to`. Raises ExpectationError if it is another gradient.
    """
    expect(answer, label).close_to(numeric_gradient(f, x), rtol=rtol, atol=atol)
