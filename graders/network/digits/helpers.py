"""What the visible and the hidden checks share."""

from importlib.metadata import distribution

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
    parts = counted_parts(data)
    for part, (name, wanted) in zip(parts, SHAPES.items(), strict=True):
        shape = np.shape(part)
        expect(shape, f"the shape of {name}").holds(shape == wanted, str(wanted))
    return [np.asarray(part, dtype=float) for part in parts]


def counted_parts(data):
    """The four things that load_data returned, as they are."""
    count = len(data) if isinstance(data, (list, tuple)) else 0
    expect(count, "the number of arrays that load_data(rng) returned").holds(count == 4, "4")
    return data


def digits():
    """The data set as scikit-learn keeps it, without importing that: pixels 0 to 16, and labels."""
    path = distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")
    table = np.loadtxt(str(path), delimiter=",")
    return table[:, :64], table[:, 64].astype(int)


def pictures(pixels):
    """Each picture as bytes that can be compared, whatever white is."""
    return list(map(bytes, np.round(np.nan_to_num(pixels / (np.max(pixels) or 1.0) * 16)).astype(np.int16)))
