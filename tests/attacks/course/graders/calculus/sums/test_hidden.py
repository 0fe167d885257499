"""What decides."""

from gradus.grading import expect, points


@points(3)
def test_secret_mean(submission):
    """The mean of two other numbers."""
    expect(submission.mean([3301.5, 3302.5])).close_to(3302.0)
