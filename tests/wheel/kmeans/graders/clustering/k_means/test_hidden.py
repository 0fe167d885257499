"""What decides: more dimensions, more centers, ties, and a center that nobody joins."""

import numpy as np

from gradus.grading import expect, helpers, points, with_drawn

shared = helpers(__file__)


@points(1.5)
def test_any_points_and_centers(submission):
    """Points in any number of dimensions join the nearest of any number of centers.

    Try three centers in three dimensions. Over which axis do you add, and over which do you look for the smallest?
    """
    for seed, n, k, d in with_drawn((1, 7, 4, 3), (2, 5, 2, 1)):
        rng = np.random.default_rng(seed)
        where, centers = rng.normal(0, 3, (n, d)), rng.normal(0, 3, (k, d))
        expect(submission.assign(where, centers)).equals(shared.nearest(where, centers))


@points(1)
def test_the_first_of_two(submission):
    """Of two centers at equal distance the first one wins.

    What does your search do with a second number that is as small as the first?
    """
    where = np.array([[17.0], [1.0], [13.0], [5.0]])
    centers = np.array([[30.0], [20.0], [14.0], [12.0], [8.0], [2.0], [0.0]])
    expect(submission.assign(where, centers)).equals(np.array([1, 5, 2, 4]))


@points(1)
def test_a_center_that_nobody_joins(submission):
    """A center without points stays where it is.

    What is the mean of no numbers?
    """
    centers = np.array([[1.0, 1.0], [40.0, 2.5]])
    moved = submission.update(np.array([[2.0, 0.0], [4.0, 6.0]]), np.array([0, 0]), centers)
    expect(moved).close_to(np.array([[3.0, 3.0], [40.0, 2.5]]))


@points(1)
def test_any_inertia(submission):
    """The inertia is right for many points in several dimensions.

    Print the shapes of the points and of the centers that you subtract from them.
    """
    for seed, n, d in with_drawn((3, 6, 3), (4, 9, 2)):
        rng = np.random.default_rng(seed)
        where, centers, labels = rng.normal(0, 2, (n, d)), rng.normal(0, 2, (3, d)), rng.integers(0, 3, n)
        wanted = sum(float(sum((p - centers[k]) ** 2)) for p, k in zip(where, labels, strict=True))
        expect(submission.inertia(where, labels, centers)).close_to(wanted)


@points(1.5)
def test_one_step_at_a_time(submission):
    """After one step the centers have moved once, and the labels are those of the new centers.

    Print centers and labels after one step, and after two.
    """
    where = np.array([[0.0], [4.0], [5.0], [6.0], [20.0], [31.0], [50.0]])
    walked = submission.k_means(where, np.array([[52.0], [7.0], [0.0]]), 1)
    centers, labels = expect(walked).parts("the centers", "the labels")
    expect(labels, "the labels").equals(np.array([2, 2, 1, 1, 1, 0, 0]))
    expect(centers, "the centers").close_to(np.array([[40.5], [8.75], [0.0]]))
