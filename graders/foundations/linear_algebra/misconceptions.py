"""Known wrong answers: each class replaces functions of the reference, its docstring is what
helps."""

import copy

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


class CoefficientTimesV:
    """Your answer lies along v. It is v that is projected, and the line goes along `onto`."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto) * v


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


class SmallNumberBelowFirst:
    """You add a small number to what you divide by. A short `onto` is outweighed by it, and `onto` is never 0."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto + 1e-6) * onto


class SmallNumberBelowSecond:
    """You add a small number to what you divide by. A short `onto` is outweighed by it, and `onto` is never 0."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto + 1e-8) * onto


class SmallNumberBelowThird:
    """You add a small number to what you divide by. A short `onto` is outweighed by it, and `onto` is never 0."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto + 1e-9) * onto


class SmallNumberBelowFourth:
    """You add a small number to what you divide by. A short `onto` is outweighed by it, and `onto` is never 0."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto + 1e-10) * onto


class SmallNumberBelowFifth:
    """You add a small number to what you divide by. A short `onto` is outweighed by it, and `onto` is never 0."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto + 1e-12) * onto


class SmallNumberBelowSixth:
    """You add a small number to what you divide by. A short `onto` is outweighed by it, and `onto` is never 0."""

    def project(v, onto):
        return (v @ onto) / (onto @ onto + 1e-15) * onto


class CosineForCoefficient:
    """You divide by the lengths of both vectors, which gives the cosine of the angle. A longer v throws a longer
    shadow.
    """

    def project(v, onto):
        return (v @ onto) / np.linalg.norm(v) / np.linalg.norm(onto) * onto


class CoefficientTimesUnit:
    """You divide by the length of `onto` three times in all. It comes in twice: once in the dot product, and
    once more at the end.
    """

    def project(v, onto):
        return (v @ onto) / (onto @ onto) * onto / np.linalg.norm(onto)


class ProductsNotAddedUp:
    """You multiply number by number, and do not add up. A dot product is one number."""

    def project(v, onto):
        return v * onto / (onto @ onto) * onto


class SumForSquares:
    """You divide by the sum of the numbers of `onto`. Its length squared is the sum of their squares."""

    def project(v, onto):
        return (v @ onto) / onto.sum() * onto


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


class RidgeTiny:
    """You add something to the diagonal of XᵀX. That pulls the weights toward 0, away from the best."""

    def least_squares(X, y):
        return np.linalg.solve(X.T @ X + 1e-6 * np.eye(X.shape[1]), X.T @ y)


class RidgeTinier:
    """You add something to the diagonal of XᵀX. That pulls the weights toward 0, away from the best."""

    def least_squares(X, y):
        return np.linalg.solve(X.T @ X + 1e-8 * np.eye(X.shape[1]), X.T @ y)


class RidgeTiniest:
    """You add something to the diagonal of XᵀX. That pulls the weights toward 0, away from the best."""

    def least_squares(X, y):
        return np.linalg.solve(X.T @ X + 1e-10 * np.eye(X.shape[1]), X.T @ y)


class RidgeAlmostNothing:
    """You add something to the diagonal of XᵀX. That pulls the weights toward 0, away from the best."""

    def least_squares(X, y):
        return np.linalg.solve(X.T @ X + 1e-12 * np.eye(X.shape[1]), X.T @ y)


class SmallDirectionsCut:
    """You cut off the directions in which X is small. Every column has a weight, however small its numbers are."""

    def least_squares(X, y):
        return np.linalg.pinv(X, rcond=1e-2) @ y


class SmallDirectionsCutLess:
    """You cut off the directions in which X is small. Every column has a weight, however small its numbers are."""

    def least_squares(X, y):
        return np.linalg.pinv(X, rcond=1e-4) @ y


class InterceptAddedLast:
    """You add a column of ones to X. X is used as it is given, and has one where one is wanted."""

    def least_squares(X, y):
        return np.linalg.pinv(np.insert(X, X.shape[1], 1.0, axis=1)) @ y


class MultipliedByTheProduct:
    """You multiply by XᵀX. It stands on the other side of the equation, so it is to be undone."""

    def least_squares(X, y):
        return X.T @ X @ (X.T @ y)


class ResidualsForWeights:
    """You return the errors y - Xw. The weights that make them small are asked for."""

    def least_squares(X, y):
        return y - X @ (np.linalg.pinv(X) @ y)


class SquaredErrorsFromLstsq:
    """You return the sum of the squared errors, the second thing that np.linalg.lstsq answers. The weights are
    the first.
    """

    def least_squares(X, y):
        return np.linalg.lstsq(X, y, rcond=None)[1]


class EverythingFromLstsq:
    """You return all that np.linalg.lstsq answers: weights, errors, rank, singular values. Only the weights are
    asked for.
    """

    def least_squares(X, y):
        return np.linalg.lstsq(X, y, rcond=None)


class WeightedByTheMean:
    """You divide Xᵀy by the number of rows. What is to be undone is XᵀX, which knows how the columns overlap."""

    def least_squares(X, y):
        return X.T @ y / len(X)


class SystemOfTheLastRows:
    """You solve X w = y for the last rows only. All rows count: make one equation for each column."""

    def least_squares(X, y):
        d = X.shape[1]
        return np.linalg.pinv(X[-d:]) @ y[-d:]


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


class GeneratorCopied:
    """You draw from a copy of rng, so that the one passed in never moves on: whoever asks twice with it gets the same
    start twice."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, copy.deepcopy(rng))


class StepsIgnored:
    """You go on until nothing changes. It is asked for `steps` multiplications, however rough."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, 1000 + steps, rng)


class VectorFirst:
    """You return the vector first. The eigenvalue comes first, then the vector."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, rng)[::-1]


class OnlyTheVector:
    """You return the vector alone. Two things are asked for: the eigenvalue, and then the vector."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, rng)[1]


class OnlyTheEigenvalue:
    """You return the eigenvalue alone. Two things are asked for: the eigenvalue, and then the vector."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, steps, rng)[0]


class StopsEarly:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        for _ in range(steps):
            w = unit(A @ v)
            done = np.linalg.norm(w - v) < 1e-6
            v = w
            if done:
                break
        return v @ A @ v, v


class StopsEarlySmaller:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        for _ in range(steps):
            w = unit(A @ v)
            done = np.linalg.norm(w - v) < 1e-8
            v = w
            if done:
                break
        return v @ A @ v, v


class StopsEarlyAllclose:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        for _ in range(steps):
            w = unit(A @ v)
            done = np.allclose(w, v)
            v = w
            if done:
                break
        return v @ A @ v, v


class StopsEarlyByTheValue:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        old = 0.0
        for _ in range(steps):
            v = unit(A @ v)
            new = v @ A @ v
            if abs(new - old) < 1e-6:
                break
            old = new
        return v @ A @ v, v


class StopsEarlyByASmallerValue:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        old = 0.0
        for _ in range(steps):
            v = unit(A @ v)
            new = v @ A @ v
            if abs(new - old) < 1e-8:
                break
            old = new
        return v @ A @ v, v


class StopsEarlyByTheSmallestValue:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        old = 0.0
        for _ in range(steps):
            v = unit(A @ v)
            new = v @ A @ v
            if abs(new - old) < 1e-10:
                break
            old = new
        return v @ A @ v, v


class StopsEarlyByATinyValue:
    """You stop where an answer hardly changes any more. Small changes still add up: A is applied `steps` times."""

    def power_iteration(A, steps, rng):
        v = rng.normal(size=len(A))
        v = v / np.linalg.norm(v)
        old = 0.0
        for _ in range(steps):
            v = unit(A @ v)
            new = v @ A @ v
            if abs(new - old) < 1e-12:
                break
            old = new
        return v @ A @ v, v


class TwiceEachStep:
    """A is applied twice in each of your steps: once for the vector, and once more for its length."""

    def power_iteration(A, steps, rng):
        return right_power_iteration(A, 2 * steps, rng)


class LengthOfTheLastStep:
    """A length has no sign. Compare A times the vector with the vector: it may point the other way."""

    def power_iteration(A, steps, rng):
        v = unit(rng.normal(size=len(A)))
        size = 0.0
        for _ in range(steps):
            v = A @ v
            size = np.linalg.norm(v)
            v = v / size
        return size, v


class EigenvalueOfTheStepBeforeUniform:
    """Your eigenvalue was measured before the last step: it does not belong to the vector you return."""

    def power_iteration(A, steps, rng):
        v = iterated(A, unit(rng.random(len(A))), steps - 1)
        return v @ A @ v, unit(A @ v)


class RatioOfTheFirstEntry:
    """You compare A times the vector with the vector in one entry only. After few steps the entries disagree:
    all of them count.
    """

    def power_iteration(A, steps, rng):
        v = right_power_iteration(A, steps, rng)[1]
        return (A @ v)[0] / v[0], v


class MeanOfTheRatios:
    """You compare A times the vector with the vector entry by entry, and take the mean of the ratios. The
    component along the vector is a dot product.
    """

    def power_iteration(A, steps, rng):
        v = right_power_iteration(A, steps, rng)[1]
        return np.mean((A @ v) / v), v


class LargestByEigh:
    """You look for the largest eigenvalue with its sign. It is its size that makes a vector
    grow."""

    def power_iteration(A, steps, rng):
        values, columns = np.linalg.eigh(A)
        return values[-1], columns[:, -1]


class SmallestByEigh:
    """You return the smallest eigenvalue, and its vector. It is the size of an eigenvalue that makes a vector grow."""

    def power_iteration(A, steps, rng):
        values, columns = np.linalg.eigh(A)
        return values[0], columns[:, 0]


class StartOnTheFirstAxis:
    """You start with a fixed vector. It may be perpendicular to what you look for: draw it from
    rng."""

    def power_iteration(A, steps, rng):
        v = iterated(A, np.eye(len(A))[0], steps)
        return v @ A @ v, v


class SumOne:
    """You divide by the sum of the entries. It is the length that is to be 1."""

    def power_iteration(A, steps, rng):
        eigenvalue, v = right_power_iteration(A, steps, rng)
        return eigenvalue, v / v.sum()


class ColumnForVector:
    """Your vector is a column, of shape (n, 1). The vector that is asked for has the shape (n,)."""

    def power_iteration(A, steps, rng):
        eigenvalue, v = right_power_iteration(A, steps, rng)
        return eigenvalue, v[:, None]


class EigenvalueOfTheStart:
    """Your eigenvalue is that of the vector which you started with. It is to fit the vector that you return."""

    def power_iteration(A, steps, rng):
        start = unit(rng.normal(size=len(A)))
        return start @ A @ start, iterated(A, start, steps)


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


class CutBeforeSorted:
    """NumPy's eigenvalues come the smallest first, and you cut before you sort: the directions that you keep are
    those of the smallest.
    """

    def pca(X, n_components):
        variances, columns = directions(X)
        kept, columns = variances[:n_components], columns[:, :n_components]
        order = np.argsort(kept)[::-1]
        return columns[:, order].T, kept[order] / kept.sum()


class CutBeforeSortedOfTheWhole:
    """NumPy's eigenvalues come the smallest first, and you cut before you sort: the directions that you keep are
    those of the smallest.
    """

    def pca(X, n_components):
        variances, columns = directions(X)
        kept, columns = variances[:n_components], columns[:, :n_components]
        order = np.argsort(kept)[::-1]
        return columns[:, order].T, kept[order] / variances.sum()


class VectorsLeftBehind:
    """You sort the eigenvalues, and their vectors stay in the old order: a variance and its direction belong
    together.
    """

    def pca(X, n_components):
        variances, columns = directions(X)
        variances = np.sort(variances)[::-1]
        return columns[:, :n_components].T, variances[:n_components] / variances.sum()


class EigUnsorted:
    """You take the directions as np.linalg.eig hands them out, which is in no order. The one with the most
    variance comes first.
    """

    def pca(X, n_components):
        variances, columns = np.linalg.eig(np.cov(X, rowvar=False))
        variances, columns = np.real(variances), np.real(columns)
        return columns[:, :n_components].T, variances[:n_components] / variances.sum()


class ComplexNumbers:
    """Your answer is made of complex numbers, even where their imaginary part is 0: np.linalg.eig is for
    matrices of any kind. A covariance matrix is symmetric.
    """

    def pca(X, n_components):
        variances, columns = np.linalg.eig(np.cov(X, rowvar=False))
        order = np.argsort(variances)[::-1]
        return columns[:, order].T[:n_components], variances[order][:n_components] / variances.sum()


class ColumnsOfSvd:
    """The last matrix of NumPy's svd has the directions as rows already, and you turn it over."""

    def pca(X, n_components):
        _, lengths, rows = np.linalg.svd(X - X.mean(axis=0))
        variances = lengths**2
        return rows.T[:n_components], variances[:n_components] / variances.sum()


class FirstMatrixOfSvd:
    """You take directions from the first matrix of svd, which has a row for each point. A direction has as many
    numbers as there are features.
    """

    def pca(X, n_components):
        left, lengths, _ = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
        variances = lengths**2
        return left.T[:n_components], variances[:n_components] / variances.sum()


class StandardisedUncentred:
    """You divide each feature by its spread. That is another question: here they keep their
    scale."""

    def pca(X, n_components):
        _, lengths, rows = np.linalg.svd(X / X.std(axis=0), full_matrices=False)
        return rows[:n_components], lengths[:n_components] ** 2 / np.sum(lengths**2)


class SqueezedBetweenZeroAndOne:
    """You bring each feature to the range from 0 to 1. That is another question: here they keep their scale."""

    def pca(X, n_components):
        return right_pca((X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0)), n_components)


class SharesOfTheLargest:
    """You divide by the largest variance. The whole is the sum of the variances of all features."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, ratio / ratio[0]


class MeanForSum:
    """You divide by the mean of the variances. The whole is their sum."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, ratio * min(X.shape)


class VarianceForShareOfN:
    """You return the variances themselves. The ratio is their share of the whole variance."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, ratio * X.var(axis=0).sum()


class SquaresForShare:
    """You return the squares of the singular values themselves. The ratio is their share of the sum of all."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components, ratio * ((X - X.mean(axis=0)) ** 2).sum()


class SingularValuesForShare:
    """You return the singular values themselves. The ratio is a share of the whole, and is made of their squares."""

    def pca(X, n_components):
        _, lengths, rows = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
        return rows[:n_components], lengths[:n_components]


class RatioFirst:
    """The answers change places: first the components, then the ratio."""

    def pca(X, n_components):
        return right_pca(X, n_components)[::-1]


class OnlyTheComponents:
    """You return the components alone. Two things are asked for: the components, and then the ratio."""

    def pca(X, n_components):
        return right_pca(X, n_components)[0]


class OnlyTheRatio:
    """You return the ratio alone. Two things are asked for: the components, and then the ratio."""

    def pca(X, n_components):
        return right_pca(X, n_components)[1]


class AllComponents:
    """You return all directions. Only as many as n_components says are asked for."""

    def pca(X, n_components):
        components, ratio = right_pca(X, min(X.shape))
        return components, ratio


class UncentredPointsForDirections:
    """You return the points along the directions. The directions themselves are asked for."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return X @ components.T, ratio


class ScaledBySpread:
    """You multiply each direction by its spread. A direction has length 1."""

    def pca(X, n_components):
        components, ratio = right_pca(X, n_components)
        return components * np.sqrt(ratio * X.var(axis=0, ddof=1).sum())[:, None], ratio
