"""What the visible and the hidden checks share."""

import numpy as np
import pytest

from gradus.grading import expect, with_packages

SHAPES = {"X_train": (1437, 64), "y_train": (1437, 10), "X_test": (360, 64), "y_test": (360, 10)}


@pytest.fixture(scope="module")
def loading(submission):
    """The student's module where scikit-learn is there, to load the digits. Elsewhere it can only be imported."""
    return with_packages(submission, "scikit-learn")


def four_parts(data):
    """X_train, y_train, X_test and y_test as arrays. What is kept to compare is not their order."""
    count = len(data) if isinstance(data, (list, tuple)) else 0
    expect(count, "the number of arrays that load_data(rng) returned").holds(count == 4, "4")
    for part, (name, wanted) in zip(data, SHAPES.items(), strict=True):
        shape = np.shape(part)
        expect(shape, f"the shape of {name}").holds(shape == wanted, str(wanted))
    return [np.asarray(part, dtype=float) for part in data]
