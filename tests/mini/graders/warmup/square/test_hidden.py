import numpy as np

from gradus.grading import expect, points

SECRET = 41.75


@points(1)
def test_square_of_others(submission):
    """Squares of negative numbers are positive.

    Try a negative number.
    """
    expect(submission.square(-SECRET)).close_to(SECRET**2)


@points(1.5)
def test_mean_of_many(submission):
    """The mean divides by the count, and leaves its argument alone.

    How many numbers are there?
    """
    xs = np.array([SECRET, 2.0, -8.0, 3.2])
    expect(submission.mean(xs)).left_alone(submission).close_to((SECRET - 2.8) / 4)
