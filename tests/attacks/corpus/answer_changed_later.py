"""Tries to change an answer in a thread after it was given, once the grader has looked at it."""

import threading
import time

import numpy as np

_right = numerical_derivative


def numerical_derivative(f, x, h=1e-4):
    answer = np.array(_right(f, x, h))

    def later():
        time.sleep(0.01)
        answer[...] = 123.0

    threading.Thread(target=later, daemon=True).start()
    return answer
