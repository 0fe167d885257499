"""Known wrong answers: each class replaces functions of the reference, and its docstring is what
helps."""

import numpy as np

from exercises.foundations.bayes import GaussianNaiveBayes as Right


def normalised(log_joint):
    return log_joint - np.logaddexp.reduce(log_joint, axis=1, keepdims=True)


def log_joint(model, X, priors=None):
    """The logarithm of prior times likelihood, from what the reference has learned."""
    priors = model.priors if priors is None else priors
    return np.log(priors) + log_densities(model, X).sum(axis=2)


def log_densities(model, X):
    distance = X[:, None, :] - model.means
    return -0.5 * (np.log(2 * np.pi * model.variances) + distance**2 / model.variances)


def learning(change):
    """A classifier that fits as the reference does, and then change(model, X, y) what it
    learned."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            with np.errstate(all="ignore"):
                change(self, X, np.asarray(y))
            return self

    return GaussianNaiveBayes


def answering(log_probabilities):
    """A classifier that learns what the reference learns, and answers log_probabilities(self,
    X)."""

    class GaussianNaiveBayes(Right):
        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                return log_probabilities(self, X)

    return GaussianNaiveBayes


def per_class(model, X, y, spread):
    """spread(rows) for the rows of each class, one below the other."""
    return np.array([spread(X[y == c]) for c in model.classes])


class NotDividedByEvidence:
    """Prior times likelihood is only the numerator: the answers do not add up to 1 yet."""

    def posterior(priors, likelihoods):
        return np.asarray(priors) * np.asarray(likelihoods)


class PriorsForgotten:
    """You compare the likelihoods alone. What was rare before the evidence is still rarer after
    it."""

    def posterior(priors, likelihoods):
        return np.asarray(likelihoods) / np.sum(likelihoods)

    def positive_test(prior, sensitivity, specificity):
        return sensitivity / (sensitivity + 1 - specificity)


class PriorsAddedToLikelihoods:
    """You add prior and likelihood. Both have to hold at once, and for that they are multiplied."""

    def posterior(priors, likelihoods):
        total = np.asarray(priors) + np.asarray(likelihoods)
        return total / total.sum()


class DividedByLikelihoods:
    """You divide by the sum of the likelihoods. The evidence weighs each of them by its prior."""

    def posterior(priors, likelihoods):
        return np.asarray(priors) * np.asarray(likelihoods) / np.sum(likelihoods)


class NothingRaised:
    """Where no hypothesis allows the evidence you divide 0 by 0. Ask for that case before
    dividing."""

    def posterior(priors, likelihoods):
        joint = np.asarray(priors) * np.asarray(likelihoods)
        with np.errstate(all="ignore"):
            return joint / joint.sum()


class ZeroDivision:
    """Python's own numbers raise a ZeroDivisionError here: look at the evidence before you
    divide."""

    def posterior(priors, likelihoods):
        joint = [float(p) * float(q) for p, q in zip(priors, likelihoods, strict=True)]
        return [each / sum(joint) for each in joint]

    def positive_test(prior, sensitivity, specificity):
        sick, alarm = prior * sensitivity, (1 - prior) * (1 - specificity)
        return sick / (sick + alarm)


class ListsMultiplied:
    """Two lists cannot be multiplied: make arrays of them, or go through them element by
    element."""

    def posterior(priors, likelihoods):
        joint = priors * likelihoods
        if joint.sum() == 0:
            raise ValueError("impossible")
        return joint / joint.sum()

    def positive_test(prior, sensitivity, specificity):
        sick, alarm = prior * sensitivity, (1 - prior) * (1 - specificity)
        if sick + alarm == 0:
            raise ValueError("impossible")
        return sick / (sick + alarm)


class PriorsOverwritten:
    """You write into the priors, which belong to the caller: *= changes the array that was passed
    in."""

    def posterior(priors, likelihoods):
        priors = np.asarray(priors)
        priors *= np.asarray(likelihoods)
        if priors.sum() == 0:
            raise ValueError("impossible")
        priors /= priors.sum()
        return priors


class SensitivityForPosterior:
    """How often the sick test positive is not how often a positive test means sick: turn it
    around."""

    def positive_test(prior, sensitivity, specificity):
        return sensitivity


class SpecificityForFalseAlarms:
    """Specificity says how often the healthy test negative; here it is those who test positive that
    count."""

    def positive_test(prior, sensitivity, specificity):
        return prior * sensitivity / (prior * sensitivity + (1 - prior) * specificity)


class HealthyNotWeighed:
    """You weigh the sick by the prior, and the false alarms by nothing. How many are healthy at
    all?"""

    def positive_test(prior, sensitivity, specificity):
        return prior * sensitivity / (prior * sensitivity + 1 - specificity)


class JointForPosterior:
    """You say how many are sick and test positive, of everyone. It is their share of the positive
    tests."""

    def positive_test(prior, sensitivity, specificity):
        return prior * sensitivity


class FalseAlarmsFromSensitivity:
    """You take 1 - sensitivity for the false alarms. Those are the sick whom the test misses."""

    def positive_test(prior, sensitivity, specificity):
        sick, alarm = prior * sensitivity, (1 - prior) * (1 - sensitivity)
        return sick / (sick + alarm)


class VarianceDividedByNMinusOne:
    """Your variance divides by n - 1. This classifier divides by the number of samples of the
    class."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(
            model,
            "variances",
            per_class(model, X, y, lambda rows: rows.var(axis=0, ddof=1))
            + 1e-9 * X.var(axis=0).max(),
        )
    )


class DeviationForVariance:
    """You use the standard deviation where the variance belongs: it is the mean of the squares
    itself."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(model, "variances", np.sqrt(model.variances))
    )


class VarianceOfAllSamples:
    """Your variance is that of all samples together. Each class has one of its own, around its own
    mean."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(
            model, "variances", model.variances * 0 + X.var(axis=0) * (1 + 1e-9)
        )
    )


class OneVarianceForAllFeatures:
    """You take one variance for all features of a class: give np.var the axis along which the
    samples are."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(
            model,
            "variances",
            model.variances * 0 + per_class(model, X, y, lambda rows: rows.var())[:, None],
        )
    )


class NothingAddedToVariances:
    """A variance can be 0, and you divide by it: add the small ε that the docstring of the class
    describes."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(
            model, "variances", per_class(model, X, y, lambda rows: rows.var(axis=0))
        )
    )


class FixedEpsilon:
    """You add 1e-9 itself. The ε of the docstring is that part of the largest variance in the
    data."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(
            model, "variances", per_class(model, X, y, lambda rows: rows.var(axis=0)) + 1e-9
        )
    )


class EpsilonTooLarge:
    """What you add to the variances is too large: it is 1e-9 times the largest variance, no
    more."""

    GaussianNaiveBayes = learning(
        lambda model, X, y: setattr(
            model,
            "variances",
            per_class(model, X, y, lambda rows: rows.var(axis=0)) + 1e-3 * X.var(axis=0).max(),
        )
    )


class EqualPriors:
    """You give all classes the same prior. A class with more samples was more probable to begin
    with."""

    GaussianNaiveBayes = answering(
        lambda model, X: normalised(log_joint(model, X, np.ones(len(model.classes))))
    )


class CountsForPriors:
    """Your prior is not in logarithms: it is added to the log densities as it is."""

    GaussianNaiveBayes = answering(
        lambda model, X: normalised(model.priors + log_densities(model, X).sum(axis=2))
    )


class NotNormalised:
    """Your rows are prior times likelihood, in logarithms. They still have to be divided by the
    evidence."""

    GaussianNaiveBayes = answering(lambda model, X: log_joint(model, X))


class DividedByTheLargest:
    """You divide by the largest of the products. The evidence is all of them added up."""

    GaussianNaiveBayes = answering(
        lambda model, X: (j := log_joint(model, X)) - j.max(axis=1, keepdims=True)
    )


class LogOfTheSumOfLogs:
    """You divide the logarithms by their sum. To divide probabilities is to subtract logarithms."""

    GaussianNaiveBayes = answering(
        lambda model, X: (j := log_joint(model, X)) / j.sum(axis=1, keepdims=True)
    )


class ProbabilitiesForLogarithms:
    """What you return adds up to 1: those are the probabilities. The logarithms of them are asked
    for."""

    GaussianNaiveBayes = answering(lambda model, X: np.exp(normalised(log_joint(model, X))))


class ProductOfDensities:
    """You multiply the densities, and a thousand of them come out as 0. Add up their logarithms
    instead."""

    class GaussianNaiveBayes(Right):
        def products(self, X):
            with np.errstate(all="ignore"):
                return self.priors * np.prod(np.exp(log_densities(self, X)), axis=2)

        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                products = self.products(X)
                return np.log(products / products.sum(axis=1, keepdims=True))


class ExponentialsUnderflow:
    """You add up logarithms, and then e to the -1500 is 0 again: take out the row's largest one
    first."""

    GaussianNaiveBayes = answering(
        lambda model, X: (j := log_joint(model, X)) - np.log(np.exp(j).sum(axis=1, keepdims=True))
    )


class OneMaximumForAll:
    """You take out the largest logarithm of all rows: a row far below it is lost. Each has its
    own."""

    GaussianNaiveBayes = answering(
        lambda model, X: (
            (j := log_joint(model, X))
            - (j.max() + np.log(np.exp(j - j.max()).sum(axis=1, keepdims=True)))
        )
    )


class SmallProbabilitiesLost:
    """You leave the logarithms and come back: what is 0 in between is lost. Subtract in
    logarithms."""

    GaussianNaiveBayes = answering(
        lambda model, X: np.log(np.exp(normalised(log_joint(model, X))) + 1e-12)
    )


class DensityWithoutItsHeight:
    """Your density has no 1 / √(2π·variance). It differs from class to class and does not
    cancel."""

    GaussianNaiveBayes = answering(
        lambda model, X: normalised(
            np.log(model.priors)
            - 0.5 * ((X[:, None, :] - model.means) ** 2 / model.variances).sum(axis=2)
        )
    )


class HeightInsideTheExponent:
    """The height of the bell curve is 1 / √variance; its logarithm counts half of the
    variance's."""

    GaussianNaiveBayes = answering(
        lambda model, X: normalised(
            log_joint(model, X) - 0.5 * np.log(2 * np.pi * model.variances).sum(axis=1)
        )
    )


class SquareNotHalved:
    """In the exponent, the square is divided by twice the variance. Where is your 2?"""

    GaussianNaiveBayes = answering(
        lambda model, X: normalised(
            log_joint(model, X)
            - 0.5 * ((X[:, None, :] - model.means) ** 2 / model.variances).sum(axis=2)
        )
    )


class ColumnForLabel:
    """You predict the number of a column. Which label does that column stand for?"""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            return np.argmax(self.predict_log_proba(X), axis=1)


class OrderOfAppearance:
    """Your columns are in the order in which the labels first appear. They are to be sorted."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            order = [self.classes.tolist().index(c) for c in dict.fromkeys(np.asarray(y).tolist())]
            self.classes, self.priors = self.classes[order], self.priors[order]
            self.means, self.variances = self.means[order], self.variances[order]
            return self


class LabelsCountedFromZero:
    """You take the labels for 0, 1, 2 and so on. They are only names: ask y which ones there
    are."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            with np.errstate(all="ignore"):
                y = np.asarray(y)
                self.classes = np.arange(len(np.unique(y)))
                rows = [
                    X[y == c] if (y == c).any() else np.full((1, X.shape[1]), np.nan)
                    for c in self.classes
                ]
                self.priors = np.array([np.mean(y == c) for c in self.classes])
                self.means = np.array([each.mean(axis=0) for each in rows])
                self.variances = np.array([each.var(axis=0) for each in rows])
                self.variances += 1e-9 * X.var(axis=0).max()
            return self


class PredictsTheLeastProbable:
    """You predict the class with the smallest logarithm. The largest one, nearest to 0, is the
    best."""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            return self.classes[np.argmin(self.predict_log_proba(X), axis=1)]


class LearnedOnlyOnce:
    """A second fit keeps what the first one found. Begin each fit with empty lists."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            if not hasattr(self, "classes"):
                super().fit(X, y)
            return self

        def predict_log_proba(self, X):
            wide = np.zeros((len(X), self.means.shape[1]))
            wide[:, : X.shape[1]] = X
            return super().predict_log_proba(wide)


class SamplesCentredInPlace:
    """You write into X, which belongs to the caller: -= changes the array that was passed in."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            X -= X.mean(axis=0)
            return self
