import pytest

from gradus.grading import expect, points, prerequisite


@pytest.fixture
def square_works(submission):
    with prerequisite(submission, "warmup/square") as square:
        expect(square.square(5.0)).close_to(25.0)


@points(1)
def test_fourth_of_others(submission, square_works):
    """Fourth powers of fractions.

    A square of a square.
    """
    expect(submission.fourth(0.7)).close_to(0.2401)
