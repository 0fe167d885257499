"""In which direction does the data point?

Four ideas that turn up all over machine learning, and that are one idea: take what is high
dimensional, and look at it along a well chosen direction. First drop a vector onto a line: its
shadow there is the projection (`project`). Then drop a whole column of measurements onto what a
model can say (`least_squares`). Then let a matrix show you the direction that it stretches most, an
eigenvector (`power_iteration`). Last, find the directions in which a cloud of points is longest, its
principal components (`pca`), so that two numbers may tell nearly as much as sixty-four.

Three words first. The dot product of two vectors multiplies matching elements and adds up:
(4, 1) · (2, 3) = 4·2 + 1·3 = 11; NumPy writes it a @ b. The length, or norm, ‖v‖ of a vector is the
root of its dot product with itself: ‖(3, 4)‖ = √25 = 5. Two vectors at a right angle (perpendicular,
or orthogonal) have the dot product 0: (2, 3) · (3, -2) = 6 - 6.

Draw each of them in the plane before you write it. Type annotations are not needed here.

Lesson: lessons/principal-directions.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Gilbert Strang, Introduction to Linear Algebra, chapter 4; Deisenroth, Faisal & Ong,
Mathematics for Machine Learning, section 3.8 and chapter 10; Trefethen & Bau, Numerical Linear
Algebra, lecture 27.

Derivation: docs/derivations/foundations.md, from "Projection and the normal equations" on.
"""

import numpy as np


def project(v, onto):
    """Find the shadow that a vector throws on a line.

    The line runs through the origin in the direction of `onto`, both ways and without end. The
    projection is the point of the line that is nearest to v. Only the direction of `onto` counts:
    a vector twice as long, or its opposite, lies on the same line and gives the same answer.

    Args:
        v: float array of shape (n,). It is not modified.
        onto: float array of shape (n,), of any length but 0 (not all of its numbers are 0), be it
            0.000001 or a million. It is not modified.

    Returns:
        Float array of shape (n,), or list of n floats: the projection, a multiple of `onto`.

    Example:
        >>> project(np.array([3.0, 4.0]), np.array([2.0, 0.0])).tolist()
        [3.0, 0.0]
        >>> project(np.array([1.0, 2.5]), np.array([1.0, 1.0])).tolist()
        [1.75, 1.75]

    Hint: what is left of v without its projection is perpendicular to the line. Which dot product
    is therefore 0?

    Source: Strang, Introduction to Linear Algebra, section 4.2; Mathematics for Machine Learning,
    section 3.8.1.
    """
    ### BEGIN SOLUTION
    return (v @ onto) / (onto @ onto) * onto  # onto @ onto is 1 for a unit vector only
    ### END SOLUTION


def least_squares(X, y):
    """Find the weights with which the columns of X come closest to y.

    The predictions are X @ w, and the best w makes the sum of the squared errors, ‖X @ w - y‖², as
    small as it can be: the least squares solution. X is used as it is given: no column of ones is
    added, so there is an intercept only if X already has such a column. Columns may be measured in
    very unequal units; each gets its best weight, and none is left out.

    Args:
        X: float array of shape (n, d) with n ≥ d. No column is a combination of the others, so that
            there is exactly one best w. With n = d, the predictions hit y exactly. It is not
            modified.
        y: float array of shape (n,). It is not modified.

    Returns:
        Float array of shape (d,), or list of d floats: the weights w, one for each column.

    Example:
        The line through (0, 1), (1, 3) and (2, 5): its intercept is 1 and its slope is 2. Without
        the column of ones the line has to go through the origin.

        >>> X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
        >>> y = np.array([1.0, 3.0, 5.0])
        >>> np.round(least_squares(X, y), 4).tolist()
        [1.0, 2.0]
        >>> np.round(least_squares(X[:, 1:], y), 4).tolist()
        [2.6]

    Hint: this is a projection again, of y onto all that X @ w can be. The errors y - X @ w are
    perpendicular to every column of X: write that as one matrix equation, and solve it for w.

    Source: Strang, Introduction to Linear Algebra, section 4.3. Compare with np.linalg.lstsq.
    """
    ### BEGIN SOLUTION
    return np.linalg.solve(X.T @ X, X.T @ y)  # Xᵀ(y - Xw) = 0, so XᵀX w = Xᵀy
    ### END SOLUTION


def power_iteration(A, steps, rng):
    """Find the eigenvector of the largest eigenvalue by multiplying again and again.

    An eigenvector keeps its direction when A is applied, and the eigenvalue says by how much it is
    stretched. [[5, 2], [2, 2]] takes (2, 1) to (12, 6): an eigenvector, with the eigenvalue 6.
    Apply A to any vector, many times: the part along the eigenvector that is stretched most
    outgrows all the others. Begin in a random direction, and after each multiplication bring the
    vector back to length 1, so that it neither explodes nor vanishes.

    "Largest" is meant without the sign: of the eigenvalues -5 and 3 it is -5 that is found.

    Args:
        A: float array of shape (n, n), symmetric. One eigenvalue is larger in absolute value than
            all the others. It is not modified.
        steps: int, how often A is applied; at least 1. All steps are taken, however small they get.
        rng: numpy.random.Generator. The start is drawn from it and from nothing else, so that two
            generators with the same seed give the same answer.

    Returns:
        Tuple (eigenvalue, vector): a float, and a float array of shape (n,), or list of n floats.
        The vector has length 1; its sign is free. The eigenvalue is the one that the returned
        vector stands for: the component of A @ vector in the direction of that vector, with its
        sign (the Rayleigh quotient). After few steps both are rough, after many they are exact.

    Example:
        >>> A = np.array([[2.0, 1.0], [1.0, 2.0]])
        >>> eigenvalue, vector = power_iteration(A, 50, np.random.default_rng(0))
        >>> round(float(eigenvalue), 4)
        3.0
        >>> np.abs(vector).round(4).tolist()
        [0.7071, 0.7071]

    Hint: start with any distribution that can give every direction, the normal one, say. A vector
    [1, 1, ..., 1] is no random start: it may be perpendicular to what you look for.

    Source: Trefethen & Bau, Numerical Linear Algebra, lecture 27.
    """
    ### BEGIN SOLUTION
    v = rng.normal(size=len(A))
    v = v / np.linalg.norm(v)
    for _ in range(steps):
        v = A @ v
        v = v / np.linalg.norm(v)
    return v @ A @ v, v
    ### END SOLUTION


def pca(X, n_components):
    """Find the directions in which the points vary most.

    Principal component analysis moves the cloud of points so that its mean is at the origin, and
    then asks: along which direction are the points spread out most? And along which of those
    perpendicular to it? And so on. Each direction accounts for a share of the whole variance, and
    often a few directions account for nearly all of it.

    The points are only centred: the features are not scaled.

    Args:
        X: float array of shape (n, d): n points, one a row, with d features. There may be fewer
            points than features. They are not all equal. It is not modified.
        n_components: int from 1 to the smaller of n and d: how many directions are asked for.

    Returns:
        Tuple (components, explained_variance_ratio).
        components: float array of shape (n_components, d). Each ROW is a direction of length 1;
            the rows are perpendicular to one another. The one with the most variance comes first.
            The sign of each row is free.
        explained_variance_ratio: float array of shape (n_components,), or list of as many floats:
            the variance along each direction, divided by the whole variance of X, which is the sum
            of the variances of all its d features.
        Both are real numbers: an array of complex ones is none of floats, even where all imaginary
        parts are 0.

    Example:
        Four points that nearly lie on the diagonal.

        >>> X = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [5.0, 4.0]])
        >>> components, ratio = pca(X, 1)
        >>> np.abs(components).round(4).tolist()
        [[0.7991, 0.6012]]
        >>> np.round(ratio, 4).tolist()
        [0.992]

    Hint: np.linalg.eigh of the covariance matrix and np.linalg.svd of the centred points both lead
    there. Look up in which order each of them returns its answers, and whether the directions are
    rows or columns.

    Source: Mathematics for Machine Learning, chapter 10. Compare with sklearn.decomposition.PCA.
    """
    ### BEGIN SOLUTION
    centred = X - X.mean(axis=0)  # (n, d)
    _, lengths, directions = np.linalg.svd(centred, full_matrices=False)  # the longest first
    variances = lengths**2  # the variance along each direction, times n
    return directions[:n_components], variances[:n_components] / variances.sum()
    ### END SOLUTION
