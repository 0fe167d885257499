import pytest

from gradus.grading import expect, points, prerequisite


@pytest.fixture
def square_works(submission):
    with prerequisite(submission, "warmup/square") as square:
        expect(square.square(5.0)).close_to(25.0)


@points(1)
def test_fourth_of_two(submission, square_works):
    """The fourth power of 2 is 16.

    A square of a square.
    """
    expect(submission.fourth(2.0)).close_to(16.0)
