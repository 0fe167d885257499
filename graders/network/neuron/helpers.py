"""What the visible and the hidden checks share."""

import numpy as np

from gradus.grading import expect


def decision(answer):
    """What an answer of a neuron means, by the rule of the docstring: "yes", "no" or "neither"."""
    if not isinstance(answer, (int, float, np.ndarray)) or np.size(answer) != 1:
        expect(answer).number()  # says what it is instead
    value = np.real(np.ravel(answer)[0])
    if 0.5 + 1e-9 < value < 1 + 1e-9:
        return "yes"
    return "no" if -1e-9 < value < 0.5 - 1e-9 else "neither"


def plain(answer):
    """The number in an array of one element; anything else as it is."""
    return answer.item() if isinstance(answer, np.ndarray) and answer.size == 1 else answer
