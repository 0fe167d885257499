"""Tries to change its arguments in a thread, so that the check compares with another input."""

import threading

import numpy as np

_right = numerical_derivative


def numerical_derivative(f, x, h=1e-4):
    answer = _right(f, x, h)
    if isinstance(x, np.ndarray):
        x = np.array(x)
        threading.Thread(target=lambda: x.__setitem__(..., 0.0), daemon=True).start()
    return answer
