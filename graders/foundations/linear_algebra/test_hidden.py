"""What decides: other dimensions, data far from the origin, few points, few steps and many."""

import numpy as np

from gradus.grading import arguments, drawn, expect, helpers, points, with_drawn

shared = helpers(__file__)


def shadow(v, onto):
    """The projection of v, by way of the unit vector along `onto`."""
    unit = onto / np.sqrt(np.sum(onto**2))
    return np.sum(v * unit) * unit


def best_weights(X, y):
    """The weights with the smallest squared error, from the QR decomposition of X."""
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ y)


def table(seed, n, d):
    """X of shape (n, d), away from the origin, and y."""
    rng = np.random.default_rng(seed)
    return rng.normal(1.0, 2.0, (n, d)), rng.normal(3.0, 2.0, n)


def with_eigenvalues(eigenvalues, seed):
    """A symmetric matrix with these eigenvalues, and its eigenvectors as rows."""
    n = len(eigenvalues)
    rows = np.linalg.qr(np.random.default_rng(seed).normal(size=(n, n)))[0].T
    A = rows.T @ np.diag(eigenvalues) @ rows
    return (A + A.T) / 2, rows


def found(submission, A, steps, seed=0):
    """The eigenvalue and the vector that the student finds, the vector turned."""
    answer = submission.power_iteration(A, steps, np.random.default_rng(seed))
    eigenvalue, vector = expect(shared.upright(answer, 1)).parts("the eigenvalue", "the vector")
    vector = expect(vector, "the vector").array((len(A),))
    return expect(eigenvalue, "the eigenvalue").number(), vector


def converged(submission, A, steps, eigenvalue, wanted, atol=1e-5):
    """Expect the student to find this eigenvalue and this eigenvector."""
    number, vector = found(submission, A, steps)
    expect(number, "the eigenvalue").close_to(eigenvalue)
    expect(vector, "the vector, up to its sign").close_to(shared.turned(wanted), rtol=0, atol=atol)


def principal(X, n_components):
    """The directions, and their shares of the variance: from the eigenvalues of the covariance."""
    centred = X - np.mean(X, axis=0)
    variances, columns = np.linalg.eigh(centred.T @ centred)
    largest = np.argsort(variances)[::-1][:n_components]
    return columns[:, largest].T, variances[largest] / np.sum(centred**2)


def judged(submission, X, n_components):
    """Expect the student's components and ratios to be those of X."""
    answer = submission.pca(X, n_components)
    components, ratio = expect(shared.upright(answer, 0)).parts("the components", "the ratio")
    wanted, shares = principal(X, n_components)
    for part, label in ((components, "the components, up to their signs"), (ratio, "the explained variance ratio")):
        plain = not isinstance(part, (np.ndarray, list, tuple)) or not np.iscomplexobj(part)
        expect(part, label).holds(plain, "real numbers, not complex ones")
    expect(components, "the components, up to their signs").close_to(shared.turned(wanted), atol=1e-5)
    expect(ratio, "the explained variance ratio").close_to(shares, atol=1e-6)


def cloud(seed, n, spreads):
    """n points that vary by these spreads, largest first, in directions askew to the axes."""
    rng = np.random.default_rng(seed)
    askew = np.linalg.qr(rng.normal(size=(len(spreads), len(spreads))))[0]
    return rng.normal(size=(n, len(spreads))) * np.array(spreads) @ askew


@points(0.5)
def test_shadows_in_any_dimension(submission):
    """A projection is right in any number of dimensions, on long vectors and short ones.

    Divide out the length of `onto` completely: how often is it in there? However short it is, what
    you divide by is not 0.
    """

    def judge(seed, n, scale):
        rng = np.random.default_rng(seed)
        v, onto = 100 * rng.normal(size=n), scale * rng.normal(size=n)
        answer = submission.project(v, onto)
        expect(answer).close_to(shadow(v, onto), atol=1e-7)

    for n, scale in ((2, 10.0), (3, 1.0), (7, 0.01), (4, 1e-6), (5, 1e-9), (3, 1e8)):
        judge(n, n, scale)
    v, onto = np.array([3e-7, 1.4e-6, -5e-7]), np.array([2.0, 0.5, -1.5])
    expect(submission.project(v, onto)).close_to(shadow(v, onto), atol=1e-15)
    expect(submission.project(np.array([3.7]), np.array([-0.2]))).close_to([3.7])
    judge(drawn(), 3, 1.0)


@points(0.5)
def test_shadows_backward_and_none(submission):
    """A vector that points away is projected on the back of the line; a perpendicular one on 0.

    A dot product has a sign: is it still there in your answer? And what is on the line already?
    """
    for v, onto, wanted in (
        ([-4.0, 1.0, 0.0], [2.0, 0.0, 0.0], [-4.0, 0.0, 0.0]),
        ([1.0, 1.0, 5.0], [2.0, -2.0, 0.0], [0.0, 0.0, 0.0]),
        ([3.0, 6.0, -9.0], [-1.0, -2.0, 3.0], [3.0, 6.0, -9.0]),
    ):
        expect(submission.project(np.array(v), np.array(onto))).close_to(wanted, atol=1e-9)
    rng = np.random.default_rng(drawn())
    onto, factor = rng.uniform(0.5, 2.0, 4) * rng.choice([-1, 1], 4), rng.uniform(-3.0, -0.5)
    expect(submission.project(factor * onto, onto)).close_to(factor * onto, atol=1e-9)


@points(0.5)
def test_best_weights(submission):
    """The weights leave an error that is perpendicular to every column, however many there are.

    No other weights have a smaller squared error. Write down the shapes of X, of y and of w. Which
    products of them fit together?
    """
    for sizes in ((1, 8, 3), (2, 30, 5), (3, 12, 1)):
        X, y = table(*sizes)
        expect(submission.least_squares(X, y)).close_to(best_weights(X, y), atol=1e-6)
    answer = submission.least_squares(X, 1e-6 * y)
    expect(answer, "the weight, where y is tiny").close_to(1e-6 * best_weights(X, y), atol=0.0)
    expect(submission.least_squares(np.array([[0.4]]), np.array([1.3])), "a single weight").close_to([3.25])
    X, y = table(drawn(), 8, 3)
    expect(submission.least_squares(X, y)).close_to(best_weights(X, y), atol=1e-6)


@points(0.5)
def test_as_many_weights_as_points(submission):
    """With as many columns as rows the predictions hit y exactly.

    Then nothing is left to make smaller. Nothing may be added to X or to XᵀX to get there, and
    nothing cut off. A column with tiny numbers, in another unit, is a column like the others.
    """
    X = np.array([[2.0, 1.0, 0.0], [0.5, -1.0, 3.0], [0.0, 2.0, 1.0]])
    w = np.array([1.0, -2.0, 0.5])
    expect(submission.least_squares(X, X @ w)).close_to(w, atol=1e-6)
    X = np.random.default_rng(4).normal(size=(9, 3)) * [1.0, 1e-5, 3.0]
    w = np.array([1.3, -2.7, 0.8])
    answer = submission.least_squares(X, X @ w)
    expect(answer, "the weights, the second column being tiny").close_to(w, rtol=1e-4)
    X = np.random.default_rng(5).normal(size=(6, 2)) * 1e-7
    expect(submission.least_squares(X, X @ w[:2]), "the weights of tiny columns").close_to(w[:2], rtol=1e-4)
    X, _ = with_eigenvalues((3.0, -2.0, 1.0), drawn())
    w = np.random.default_rng(drawn()).uniform(-3.0, 3.0, 3)
    expect(submission.least_squares(X, X @ w)).close_to(w, atol=1e-6)


@points(0.5)
def test_strongest_stretch_of_any_matrix(submission):
    """Whatever the matrix, the vector turns to the direction that is stretched most.

    The start has to be random: a fixed vector may be perpendicular to that direction, and then no
    number of steps helps.
    """

    def judge(seed, *eigenvalues):
        A, rows = with_eigenvalues(eigenvalues, seed)
        converged(submission, A, 100, eigenvalues[0], rows[0])

    judge(1, 4.0, 2.5, -1.0, 0.5)
    judge(2, 1.5, 1.0, 0.8, 0.1, -0.3, -0.9)
    A = np.array([[1.0, 0, 0, 0], [0, 3, -1, -1], [0, -1, 4, -2], [0, -1, -2, 4]])
    converged(submission, A, 100, 6.0, np.array([0.0, 0.0, 0.5**0.5, -(0.5**0.5)]))
    judge(drawn(), 4.0, 2.5, -1.0, 0.5)


@points(0.5)
def test_largest_by_absolute_value(submission):
    """The eigenvalue that is largest without its sign is found, and returned with its sign.

    A vector of length 1 has lost the sign. How does A times the vector compare with the vector?
    """

    def judge(seed, *eigenvalues):
        A, rows = with_eigenvalues(eigenvalues, seed)
        converged(submission, A, 81, eigenvalues[0], rows[0])

    judge(3, -5.0, 3.0, 1.0)
    judge(4, -2.0, -0.5, 1.2, 0.3)
    converged(submission, np.array([[-2.5]]), 3, -2.5, np.array([1.0]))
    judge(drawn(), -5.0, 3.0, 1.0)


@points(0.5)
def test_many_steps_with_large_and_small_numbers(submission):
    """A matrix may be applied hundreds of times, whatever its numbers, and each step counts.

    1000 to the power 300 is no float any more, and neither is 0.001 to that power. When is the
    length brought back to 1? And where two eigenvalues are close, the last steps matter, too.
    """
    A, rows = with_eigenvalues((1.4, 1.386, -0.7), 7)
    converged(submission, A, 3000, 1.4, rows[0], atol=1e-9)
    for seed, scale in with_drawn((5, 1000.0), (5, 0.001)):
        A, rows = with_eigenvalues((2.0 * scale, -scale, 0.5 * scale), seed)
        number, vector = found(submission, A, 300)
        expect(number / scale, "the eigenvalue, divided by the scale").close_to(2.0)
        expect(vector, "the vector, up to its sign").close_to(shared.turned(rows[0]), atol=1e-5)


@points(0.5)
def test_few_steps(submission):
    """After few steps the eigenvalue fits the vector that comes with it, and every step is taken.

    The number of steps is the one that was asked for, and the start depends on the generator alone.
    What is the component of A times your vector in the direction of your vector?
    """
    A, rows = with_eigenvalues((3.0, 2.4, 2.2, -2.1, 2.0, 1.0), 6)
    for steps, seed in ((1, 1), (3, 2)):
        number, vector = found(submission, A, steps, seed)
        again = found(submission, A, steps, seed)[1]
        after = arguments(submission)[2].random()  # asked of the student's own generator
        first = float(np.random.default_rng(seed).random())
        other = found(submission, A, steps, seed + 10)[1]
        expect(np.linalg.norm(vector), "the vector's length").close_to(1.0)
        expect(number, "the eigenvalue").close_to(vector @ A @ vector)
        next_vector = found(submission, A, steps + 1, seed)[1]
        onward = shared.turned(A @ vector / np.linalg.norm(A @ vector))
        expect(next_vector, "the vector of the same seed after a step more").close_to(onward)
        along = abs(vector @ rows[0])
        expect(along, "the vector's part along the eigenvector").at_most(0.9999, "less than 1")
        expect(again, "the vector from a generator with the same seed").close_to(vector)
        alike = abs(other @ vector)
        expect(alike, "how alike the vectors from two seeds are").at_most(0.9999, "less than 1")
        expect(after, "what rng draws next").holds(after != first, "something else than at first: it was drawn from")
    for seed in with_drawn(6):
        _, rows = with_eigenvalues((3.0, 2.4, 2.2, -2.1, 2.0, 1.0), seed)
        only = np.outer(rows[0], rows[0])  # this one has a single direction: one step gets there
        converged(submission, -4 * only, 1, -4.0, rows[0])


@points(0.5)
def test_clouds_of_many_points(submission):
    """The directions come by their variance, the largest first, each with its share of the whole.

    The whole is the variance of all features, not only of the directions that are kept. In which
    order does NumPy give you eigenvalues?
    """
    for seed, n, *spreads in with_drawn((1, 40, 4.0, 2.0, 1.0, 0.5), (2, 25, 3.0, 2.0, 1.0)):
        judged(submission, cloud(seed, n, spreads), 2)


@points(0.5)
def test_clouds_far_from_the_origin(submission):
    """Where the cloud lies does not matter, and a feature with large numbers may dominate.

    Centre each column by its own mean, and leave its scale as it is.
    """
    far = np.array([30.0, -50.0, 10.0])
    judged(submission, cloud(3, 20, (3.0, 1.5, 0.5)) + far, 2)
    judged(submission, (cloud(4, 30, (2.0, 1.0, 0.6)) + far) * [1.0, 12.0, 1.0], 1)
    far = np.random.default_rng(drawn()).uniform(-50.0, 50.0, 3)
    judged(submission, cloud(drawn(), 20, (3.0, 1.5, 0.5)) + far, 2)


@points(0.5)
def test_fewer_points_than_features(submission):
    """Six points with forty features have principal directions, too.

    A direction has as many numbers as there are features. Whatever comes from your matrix must be
    real numbers, the largest variance first.
    """
    for seed in with_drawn(5):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(6, 3)) * [5.0, 2.5, 1.0] @ rng.normal(size=(3, 40))
        judged(submission, X + rng.normal(size=40), 3)


@points(0.5)
def test_all_directions(submission):
    """All directions together are perpendicular, and share the whole variance among them.

    Multiply your components by their own transpose: what should come out?
    """
    X = cloud(6, 15, (5.0, 3.0, 2.0, 1.0, 0.4))
    judged(submission, X, 5)
    judged(submission, X[:, :2], 2)
    judged(submission, X * 1e-6, 3)
    judged(submission, cloud(drawn(), 15, (5.0, 3.0, 2.0, 1.0, 0.4)), 5)
