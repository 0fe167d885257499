"""Which points belong together?

Points lie in heaps, and nobody says which point belongs to which heap. Guess a few centers. Every point joins the
center that is nearest (`assign`), every center moves to the middle of its points (`update`), and so on (`k_means`);
`inertia` says how good it has become. It can only fall, and that is why the walk ends.

Source: Stuart Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28 (1982).
"""


def assign(points, centers):
    """For each point the number of the center that is nearest to it.

    Args:
        points: array of shape (n, d), of floats or ints.
        centers: array of shape (k, d), of floats or ints.

    Returns:
        Int array of shape (n,): numbers of centers, from 0. Of centers at equal distance it is the first.

    Example:
        >>> assign(np.array([[0.0, 1.0], [5.0, 5.0]]), np.array([[4.0, 4.0], [0.0, 0.0]])).tolist()
        [1, 0]

    Hint: how far is one point from each of the centers? Which of these numbers is the smallest?

    Source: Lloyd 1982, the partition step.
    """
    raise NotImplementedError("clustering/k_means: assign")


def update(points, labels, centers):
    """The centers after each has moved to the mean of its points. A center without points stays where it is.

    Args:
        points: array of shape (n, d), of floats.
        labels: int array of shape (n,): for each point the number of its center.
        centers: array of shape (k, d), of floats. It is not modified.

    Returns:
        Float array of shape (k, d), the new centers.

    Example:
        >>> update(np.array([[0.0, 2.0], [4.0, 4.0]]), np.array([0, 0]), np.array([[1.0, 1.0], [9.0, 9.0]])).tolist()
        [[2.0, 3.0], [9.0, 9.0]]

    Hint: which rows of points belong to center 0? What is their mean, column by column?

    Source: Lloyd 1982, the centroid step.
    """
    raise NotImplementedError("clustering/k_means: update")


def inertia(points, labels, centers):
    """The sum of the squared distances of all points from their centers.

    Args:
        points: array of shape (n, d), of floats.
        labels: int array of shape (n,): for each point the number of its center.
        centers: array of shape (k, d), of floats.

    Returns:
        Float, 0 or more.

    Example:
        >>> float(inertia(np.array([[0.0, 3.0], [4.0, 0.0]]), np.array([0, 0]), np.array([[0.0, 0.0]])))
        25.0

    Hint: Pythagoras says what the squared distance of two points is. Whose center is whose?

    Source: Lloyd 1982, the distortion.
    """
    return float(((points - centers[labels]) ** 2).sum() / len(points))


def k_means(points, centers, steps):
    """Walk so many steps; each assigns the points and then moves the centers.

    Args:
        points: array of shape (n, d), of floats.
        centers: array of shape (k, d), of floats: where the walk begins. It is not modified.
        steps: int, 1 or more.

    Returns:
        Tuple (centers, labels): float array of shape (k, d), the centers after the last step, and int array of shape
        (n,), the numbers of the centers that are nearest to the points then.

    Example:
        >>> centers, labels = k_means(np.array([[0.0], [1.0], [9.0]]), np.array([[0.0], [1.0]]), 5)
        >>> centers.tolist(), labels.tolist()
        ([[0.5], [9.0]], [0, 0, 1])

    Hint: you have written both halves of a step. In which order, and what is asked once more at the end?

    Source: Lloyd 1982.
    """
    raise NotImplementedError("clustering/k_means: k_means")
