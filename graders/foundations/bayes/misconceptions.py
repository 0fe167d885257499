"""Known wrong answers: each class replaces functions of the reference, and its docstring is what
helps."""

import numpy as np

from exercises.foundations.bayes import GaussianNaiveBayes as Right


def log_evidence(joint):
    return np.logaddexp.reduce(joint, axis=1, keepdims=True)


def log_of_sum(joint):
    return np.log(np.exp(joint).sum(axis=1, keepdims=True))


def squares(model, X):
    """How far each sample is from each mean, squared, in units of the variance."""
    return (X[:, None, :] - model.means) ** 2 / model.variances


def log_densities(model, X):
    return -0.5 * (np.log(2 * np.pi * model.variances) + squares(model, X))


def log_of_product(model, X):
    return np.log(np.exp(log_densities(model, X)).prod(axis=2))


def log_joint(model, X):
    """The logarithm of prior times likelihood, from what was learned."""
    return np.log(model.priors) + log_densities(model, X).sum(axis=2)


def epsilon(X):
    return 1e-9 * X.var(axis=0).max()


def spreading(variances):
    """A classifier whose variances are variances(rows, X), for the rows of each class."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            of_class = [X[np.asarray(y) == c] for c in self.classes]
            found = [variances(rows, X) + np.zeros(X.shape[1]) for rows in of_class]
            self.variances = np.array(found)
            return self

    return GaussianNaiveBayes


def weighing(joint):
    """A classifier that takes joint(model, X) for the logarithm of prior times likelihood."""

    class GaussianNaiveBayes(Right):
        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                logarithms = joint(self, X)
                return logarithms - log_evidence(logarithms)

    return GaussianNaiveBayes


def finishing(answer):
    """A classifier that makes answer(joint) of the logarithms of prior times likelihood."""

    class GaussianNaiveBayes(Right):
        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                return answer(log_joint(self, X))

    return GaussianNaiveBayes


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
    """Your variance divides by n - 1. Here it is divided by the number of samples of the class."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0, ddof=1) + epsilon(X))


class DeviationForVariance:
    """You use the standard deviation where the variance belongs, which is the mean of the
    squares."""

    GaussianNaiveBayes = spreading(lambda rows, X: np.sqrt(rows.var(axis=0) + epsilon(X)))


class VarianceOfAllSamples:
    """Your variance is that of all samples together. Each class has its own, around its own
    mean."""

    GaussianNaiveBayes = spreading(lambda rows, X: X.var(axis=0) + epsilon(X))


class OneVarianceForAllFeatures:
    """You take one variance for all features of a class: tell np.var along which axis to go."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var() + epsilon(X))


class NothingAddedToVariances:
    """A variance can be 0, and you divide by it: add the small ε of the class's docstring."""

    class GaussianNaiveBayes(spreading(lambda rows, X: rows.var(axis=0))):
        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                return super().predict_log_proba(X)


class FixedEpsilon:
    """You add 1e-9 itself. The ε of the docstring is that part of the data's largest variance."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-9)


class EpsilonTooLarge:
    """What you add to the variances is too large: it is 1e-9 times the largest one, no more."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e6 * epsilon(X))


class EqualPriors:
    """You give all classes the same prior. A class with more samples is more probable to begin
    with."""

    GaussianNaiveBayes = weighing(lambda m, X: log_densities(m, X).sum(axis=2))


class PriorNotInLogarithms:
    """Your prior is added to the log densities as it is: it needs a logarithm of its own."""

    GaussianNaiveBayes = weighing(lambda m, X: m.priors + log_densities(m, X).sum(axis=2))


class DensityWithoutItsHeight:
    """Your density has no 1 / √(2π·variance). It differs between classes, and does not cancel."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) - squares(m, X).sum(axis=2) / 2)


class HeightNotHalved:
    """The height of the bell curve has a square root, and so its logarithm is halved."""

    GaussianNaiveBayes = weighing(lambda m, X: log_joint(m, X) - np.log(m.variances).sum(1) / 2)


class SquareNotHalved:
    """In the exponent, the square is divided by twice the variance. Where is your 2?"""

    GaussianNaiveBayes = weighing(lambda m, X: log_joint(m, X) - squares(m, X).sum(axis=2) / 2)


class ProductOfDensities:
    """You multiply the densities, and a thousand of them come out as 0. Add up their logarithms."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) + log_of_product(m, X))


class NotNormalised:
    """Your rows are prior times likelihood, in logarithms. They are not yet divided by the
    evidence."""

    GaussianNaiveBayes = finishing(lambda joint: joint)


class DividedByTheLargest:
    """You divide by the largest of the products. The evidence is all of them added up."""

    GaussianNaiveBayes = finishing(lambda joint: joint - joint.max(axis=1, keepdims=True))


class LogarithmsDivided:
    """You divide the logarithms by their sum. To divide probabilities is to subtract logarithms."""

    GaussianNaiveBayes = finishing(lambda joint: joint / joint.sum(axis=1, keepdims=True))


class ProbabilitiesForLogarithms:
    """What you return adds up to 1: those are the probabilities. Their logarithms are asked for."""

    GaussianNaiveBayes = finishing(lambda joint: np.exp(joint - log_evidence(joint)))


class ExponentialsUnderflow:
    """You add up logarithms, and then e to the -1500 is 0 again: first take out the row's
    largest."""

    GaussianNaiveBayes = finishing(lambda joint: joint - log_of_sum(joint))


class OneMaximumForAll:
    """You take out the largest logarithm of all rows, and lose a row far below. Each has its
    own."""

    GaussianNaiveBayes = finishing(lambda joint: (j := joint - joint.max()) - log_of_sum(j))


class SmallProbabilitiesLost:
    """You leave the logarithms and come back: what is 0 in between is lost. Stay, and subtract."""

    GaussianNaiveBayes = finishing(lambda j: np.log(np.exp(j - log_evidence(j))))


class SmallProbabilitiesRaised:
    """You add something to the probabilities before the logarithm: small ones come out too
    large."""

    GaussianNaiveBayes = finishing(lambda j: np.log(np.exp(j - log_evidence(j)) + 1e-12))


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
            super().fit(X, y)
            there = self.classes
            self.classes = np.arange(len(there))
            for k in self.classes:
                if k not in there.tolist():  # the mean of no rows at all
                    self.priors[k] = self.means[k] = self.variances[k] = np.nan
            return self

        def predict_log_proba(self, X):
            with np.errstate(all="ignore"):
                return super().predict_log_proba(X)


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


class PredictWithoutPriors:
    """predict weighs the densities alone: how common a class is belongs to what is compared, too."""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            return self.classes[log_densities(self, X).sum(axis=2).argmax(axis=1)]


class NearestMean:
    """predict takes the class whose mean is nearest: that forgets how far each class spreads, and how common it is."""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            far = ((X[:, None, :] - self.means) ** 2).sum(axis=2)
            return self.classes[far.argmin(axis=1)]


class SharedByAllModels:
    """What one model learns, all of them know: keep it in self, not in the class."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            type(self).kept = dict(vars(super().fit(X, y)))
            return self

        def predict_log_proba(self, X):
            vars(self).update(self.kept)
            return super().predict_log_proba(X)
