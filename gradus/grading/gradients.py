"""The grader's own gradients: central differences in float64, element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gradus.grading.expect import expect

Array = np.ndarray


def numeric_gradient(f: Callable[[Array], float], x: ArrayLike, h: float = 1e-6) -> Array:
    """The gradient of the grader's own scalar function f at x by central differences in float64, shape of x."""
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
    """Expect `answer` to be the gradient of the grader's f at x, element by element."""
    expect(answer, label).close_to(numeric_gradient(f, x), rtol=rtol, atol=atol)
