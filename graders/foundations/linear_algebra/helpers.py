"""What the visible and the hidden checks share: the sign of a direction is free, and here it is settled."""

import numpy as np


def turned(answer):
    """A vector, or each row of a matrix, turned so that its largest number is positive."""
    if isinstance(answer, (list, tuple)):
        return turned(np.array(answer)) if plain(answer) else [turned(row) for row in answer]
    if not isinstance(answer, np.ndarray) or answer.dtype.kind not in "ifc" or not answer.size:
        return answer
    if answer.ndim == 1:
        sizes = np.abs(answer)
        largest = answer[np.argmax(sizes > 0.999 * sizes.max())]
        return -answer if largest.real < 0 else answer
    return np.array([turned(row) for row in answer]) if answer.ndim == 2 else answer


def plain(answer):
    """Whether this is a list of numbers."""
    return all(isinstance(number, (int, float)) for number in answer)


def upright(answer, which):
    """The two parts of an answer, with part number `which` turned; one thing alone is turned itself."""
    if isinstance(answer, (list, tuple)) and len(answer) == 2:
        return [turned(part) if i == which else part for i, part in enumerate(answer)]
    return turned(answer)
