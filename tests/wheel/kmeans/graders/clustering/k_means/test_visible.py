"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, points


@points(1)
def test_the_nearest_center(submission):
    """Every point joins the center that is nearest.

    Draw the three points and the two centers on paper.
    """
    where, centers = np.array([[0, 0], [5, 1], [1, 4]]), np.array([[4, 0], [0, 3]])
    expect(submission.assign(where, centers)).equals(np.array([1, 0, 1]))


@points(1)
def test_to_the_middle(submission):
    """Every center moves to the mean of its points.

    Which points have the label 0? Take the mean of each of their columns.
    """
    where, labels = np.array([[1.0, 2.1], [3.3, 8.3], [10.0, 0.5], [3.2, 0.1]]), np.array([0, 0, 1, 0])
    expect(submission.update(where, labels, np.zeros((2, 2)))).close_to(np.array([[2.5, 3.5], [10.0, 0.5]]))


@points(1)
def test_squared_distances(submission):
    """The inertia adds up squared distances, each from a point's own center.

    Work it out for one point first: how far is (3, 4) from (0, 0)?
    """
    where, centers = np.array([[3.0, 4.0], [7.0, 7.5]]), np.array([[0.0, 0.0], [7.0, 7.0]])
    expect(submission.inertia(where, np.array([0, 1]), centers)).close_to(25.25)


@points(1)
def test_a_walk_on_a_line(submission):
    """Five steps on a line find the two heaps.

    Follow the first step with a pencil: who joins whom, and where do the centers go?
    """
    where = np.array([[0.0], [1.0], [9.0], [12.0]])
    centers, labels = expect(submission.k_means(where, np.array([[0.0], [1.0]]), 5)).parts("the centers", "the labels")
    expect(centers, "the centers").close_to(np.array([[0.5], [10.5]]))
    expect(labels, "the labels").equals(np.array([0, 0, 1, 1]))
