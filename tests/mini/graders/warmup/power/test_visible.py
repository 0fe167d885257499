import pytest

from gradus.grading import expect, other, points, prerequisite


@pytest.fixture
def square_works(submission):
    with prerequisite("warmup/square"):
        expect(other(submission, "warmup/square").square(5.0)).close_to(25.0)


@points(1)
def test_fourth_of_two(submission, square_works):
    """The fourth power of 2 is 16.

    A square of a square.
    """
    expect(submission.fourth(2.0)).close_to(16.0)
