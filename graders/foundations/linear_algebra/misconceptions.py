"""Known wrong answers: each class replaces functions of the reference, its docstring is what
helps."""

import numpy as np

from exercises.foundations.linear_algebra import pca as right_pca
from exercises.foundations.linear_algebra import power_iteration as right_power_iteration


def unit(v):
    with np.errstate(all="ignore"):
        return v / np.linalg.norm(v)


def iterated(A, v, steps):
    for _ in range(steps):
        v = unit(A @ v)
    return v


def directions(X):
    """Eigenvalues and eigenvectors of the covariance, smallest first, vectors as columns."""
    return np.linalg.eigh(np.cov(X, rowvar=False))


class OntoTakenForUnit:
    """You project as if `onto` had length 1. If it is longer, its length is in there twice."""

    def project(v, onto):
        return (v @ onto) * onto


class DividedByLengthOnce:
    """You divide by the length of `onto` once. It comes in twice: in the dot product, and at the
    end."""

    def project(v, onto):
        return (v @ onto) / np.linalg.norm(onto) * onto


class ScalarProjection:
    """You return how long the shadow is. The shadow itself is a vector along `onto`."""

    def project(v, onto):
        return (v @ onto) / np.linalg.norm(onto)


class CoefficientForVector:
    """You return how many times `onto` fits into the shadow. The shadow is that many times
    `onto`."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto)


class ProjectedTheOtherWay:
    """Your answer lies along v. It is v that is projected, and the line goes along `onto`."""

    def project(v, onto):
        return (v @ onto) / (v @ v) * v


class DividedByV:
    """You divide by the length of v squared. It is the length of `onto` that has to cancel."""

    def project(v, onto):
        return (v @ onto) / (v @ v) * onto


class RestForShadow:
    """You return what is left of v without its shadow. The shadow itself is asked for."""

    def project(v, onto):
        return v - (v @ onto) / (onto @ onto) * onto


class ShadowWithoutSign:
    """Your shadow always lies on the front of the line. The dot product's sign says on which side
    it is."""

    def project(v, onto):
        return abs(v @ onto) / (onto @ onto) * onto


class OntoNormalisedInPlace:
    """You write into `onto`, which belongs to the caller: /= changes the array that was passed
    in."""

    def project(v, onto):
        onto /= np.linalg.norm(onto)
        return (v @ onto) * onto


class InterceptAdded:
    """You add a column of ones to X. X is used as it is given, and has one where one is wanted."""

    def least_squares(X, y):
        X = np.column_stack([np.ones(len(X)), X])
        return np.linalg.pinv(X) @ y


class InterceptByCentring:
    """You centre the columns first. That is an intercept, and X is to be used as it is given."""

    def least_squares(X, y):
        return np.linalg.pinv(X - X.mean(axis=0)) @ (y - y.mean())


class TransposeForInverse:
    """You return Xᵀy. It says how much each column agrees with y, not yet which weights are
    best."""

    def least_squares(X, y):
        return X.T @ y


class ColumnByColumn:
    """You project y on each column by itself. Columns that overlap explain the same thing twice
    then."""

    def least_squares(X, y):
        return (X.T @ y) / (X**2).sum(axis=0)


class Ridge:
    """You add something to the diagonal of XᵀX. That pulls the weights toward 0, away from the
    best."""

    def least_squares(X, y):
        return np.linalg.solve(X.T @ X + np.eye(X.shape[1]), X.T @ y)


class ErrorsForWeights:
    """You return the predictions. The weights that make them are asked for."""

    def least_squares(X, y):
        return X @ (np.linalg.pinv(X) @ y)


class OnlySquareSystems:
    """You solve X w = y for the first rows only. All rows count: make one equation for each
    column."""

    def least_squares(X, y):
        d = X.shape[1]
        return np.linalg.pinv(X[:d]) @ y[:d]


class LengthOfStretch:
    """A length has no sign. Compare A times the vector with the vector: it may point the other
    way."""

    def power_iteration(A, steps, rng):
        v = right_power_iteration(A, steps, rng)[1]
        return np.linalg.norm(A @ v), v


class LargestWithSign:
    """You look for the largest eigenvalue with its sign. It is its size that makes a vector
    grow."""

    def power_iteration(A, steps, rng):
        shift = np.abs(A).sum()
        v = iterated(A + shift * np.eye(len(A)), rng.normal(size=len(A)), steps * 60)
        return v @ A @ v, v


class StartOfOnes:
    """You start with a fixed vector. It may be perpendicular to what you look for: draw it from
    rng."""

    def power_iteration(A, steps, rng):
        v = iterated(A, np.ones(len(A)), steps)
        return v @ A @ v, v


class NumbersOfItsOwn:
    """Your start is not drawn from rng: the same seed gives another answer each time."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, np.random)


class NeverNormalised:
    """Your vector grows beyond all floats, or vanishes. Bring it back to length 1 after each
    step."""

    def power_iteration(A, steps, rng):
        with np.errstate(all="ignore"):
            v = rng.normal(size=len(A))
            for _ in range(steps):
                v = A @ v
            v = v / np.sqrt(v @ v)
            return v @ A @ v, v


class LengthNotOne:
    """The vector that you return is A times the last one, at its full length. It is to have length
    1."""

    def power_iteration(A, steps, rng):
        eigenvalue, v = right_power_iteration(A, steps, rng)
        return eigenvalue, A @ v


class EigenvalueNotDivided:
    """v·(A v) is the eigenvalue for a vector of length 1 only: yours is of another length."""

    def power_iteration(A, steps, rng):
        v = right_power_iteration(A, steps, rng)[1]
        return (A @ v) @ A @ (A @ v), v


class LargestEntryOne:
    """You divide by the largest entry. It is the length that is to be 1."""

    def power_iteration(A, steps, rng):
        eigenvalue, v = right_power_iteration(A, steps, rng)
        return eigenvalue, v / v[np.argmax(np.abs(v))]


class EigenvalueOfTheStepBefore:
    """Your eigenvalue was measured before the last step: it does not belong to the vector you
    return."""

    def power_iteration(A, steps, rng):
        v = iterated(A, rng.normal(size=len(A)), steps - 1)
        v = unit(v)
        return v @ A @ v, unit(A @ v)


class OneStepTooFew:
    """A is applied once less than `steps` says. Count the multiplications for steps = 1."""

    def power_iteration(A, steps, rng):
        v = iterated(A, unit(rng.normal(size=len(A))), steps - 1)
        return v @ A @ v, v


class StartAlwaysTheSame:
    """Your start is the same whatever the generator: draw it from the rng that is passed in."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, np.random.default_rng(0))


class StepsIgnored:
    """You go on until nothing changes. It is asked for `steps` multiplications, however rough."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, 1000 + steps, rng)


class VectorFirst:
    """You return the vector first. The eigenvalue comes first, then the vector."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, rng)[::-1]


class NotCentred:
    """You did not subtract the mean of each column: your first direction points at the cloud
    itself."""

    def pca(X, n_components):
        _, lengths, rows = np.linalg.svd(X, full_matrices=False)
        return rows[:n_components], lengths[:n_components] ** 2 / np.sum(lengths**2)


class OneMeanForAll:
    """You subtract one mean from everything. Each feature has a mean of its own: mind the axis."""

    def pca(X, n_components):
        _, lengths, rows = np.linalg.svd(X - X.mean(), full_matrices=False)
        return rows[:n_components], lengths[:n_components] ** 2 / np.sum(lengths**2)


class RowsCentred:
    """You subtract the mean of each point. It is each feature, a column, whose mean is to be 0."""

    def pca(X, n_components):
        centred = X - X.mean(axis=1, keepdims=True)
        _, lengths, rows = np.linalg.svd(centred, full_matrices=False)
        return rows[:n_components], lengths[:n_components] ** 2 / np.sum(lengths**2)


class Standardised:
    """You divide each feature by its spread. That is another question: here they keep their
    scale."""

    def pca(X, n_components):
        return right_pca(X / X.std(axis=0), n_components)


class RowsForColumns:
    """NumPy's eigenvectors are columns, and you take rows of that matrix for directions."""

    def pca(X, n_components):
        variances, columns = directions(X)
        order = np.argsort(variances)[::-1][:n_components]
        return columns[order], variances[order] / variances.sum()


class ComponentsAsColumns:
    """Your directions are the columns. Each row is to be a direction: which shape is asked for?"""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components.T, ratio


class SmallestFirst:
    """eigh gives the smallest eigenvalue first, and those are the directions that you keep."""

    def pca(X, n_components):
        variances, columns = directions(X)
        return columns[:, :n_components].T, variances[:n_components] / variances.sum()


class LargestLast:
    """You keep the right directions in the wrong order: the one with the most variance comes
    first."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components[::-1], ratio[::-1]


class ShareOfTheKept:
    """Your ratios always add up to 1. The whole is the variance of all features, not of the
    kept."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, ratio / ratio.sum()


class VarianceForShare:
    """You return the variances themselves. The ratio is their share of the whole variance."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, ratio * X.var(axis=0, ddof=1).sum()


class SingularValuesNotSquared:
    """You compare singular values. They are lengths; the variances are their squares."""

    def pca(X, n_components):
        _, lengths, rows = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
        return rows[:n_components], lengths[:n_components] / lengths.sum()


class SummedUpRatios:
    """You add the ratios up as you go. Each one is to be the share of its own direction alone."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, np.cumsum(ratio)


class PointsForDirections:
    """You return the points along the directions. The directions themselves are asked for."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return (X - X.mean(axis=0)) @ components.T, ratio


class ComponentsWithLength:
    """You multiply each direction by its spread. A direction has length 1."""

    def pca(X, n_components):
        lengths = np.linalg.svd(X - X.mean(axis=0), compute_uv=False)
        components, ratio = right_pca(X, n_components)
        return components * lengths[:n_components, None], ratio


class CentredInPlace:
    """You centre X itself, which belongs to the caller: -= changes the array that was passed in."""

    def pca(X, n_components):
        X -= X.mean(axis=0)
        return right_pca(X, n_components)


class CovarianceOfPoints:
    """Your covariance is between points, not between features: np.cov takes rows for features."""

    def pca(X, n_components):
        variances, columns = np.linalg.eigh(np.cov(X))
        order = np.argsort(variances)[::-1][:n_components]
        return columns[:, order].T, variances[order] / variances.sum()
