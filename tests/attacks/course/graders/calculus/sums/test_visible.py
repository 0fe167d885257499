"""What a student can run."""

from gradus.grading import expect, points


@points(2)
def test_two(submission):
    """The mean of 1 and 2."""
    expect(submission.mean([1.0, 2.0])).close_to(1.5)
