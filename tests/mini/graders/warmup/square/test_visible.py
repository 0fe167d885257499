from gradus.grading import expect, points


@points(1)
def test_square_of_three(submission):
    """The square of 3 is 9.

    Multiply the number by itself.
    """
    expect(submission.square(3.0)).close_to(9.0)


@points(0.5)
def test_mean_of_two(submission):
    """The mean of 1 and 2 is 1.5.

    Add them up; by how many do you divide?
    """
    expect(submission.mean([1.0, 2.0])).close_to(1.5)
