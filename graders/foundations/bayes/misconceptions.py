"""Known wrong answers: each class replaces functions of the reference, and its docstring is what
helps."""

import numpy as np

from exercises.foundations.bayes import GaussianNaiveBayes as Right


def share(sick, alarm):
    """The share of the sick among those who test positive."""
    if sick + alarm == 0:
        raise ValueError("nobody can test positive")
    return sick / (sick + alarm)


def share_apart(prior, sensitivity, specificity):
    """The right answer of positive_test, whatever becomes of posterior."""
    return share(prior * sensitivity, (1 - prior) * (1 - specificity))


def joint_of(priors, likelihoods):
    joint = np.asarray(priors) * np.asarray(likelihoods)
    if joint.sum() == 0:
        raise ValueError("the evidence is impossible")
    return joint


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


class PosteriorWithoutPriors:
    """You compare the likelihoods alone. What was rare before the evidence is still rarer after
    it."""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        return np.asarray(likelihoods) / np.sum(likelihoods)


class DividedByTheLargestProduct:
    """You divide by the largest product, and the answers do not add up to 1. The evidence is all of them added up."""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = joint_of(priors, likelihoods)
        return joint / joint.max()


class EvidenceForPosterior:
    """You return the evidence, the sum over all hypotheses. How much of it belongs to each one?"""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        return joint_of(priors, likelihoods).sum()


class SoftmaxOfProducts:
    """You take exponentials of the products. They are probabilities already, and their share of the sum is asked
    for.
    """

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = np.exp(joint_of(priors, likelihoods))
        return joint / joint.sum()


class DividedByNumberOfHypotheses:
    """You divide by the number of hypotheses, and the answers do not add up to 1. What do all tries with the
    evidence add up to?
    """

    positive_test = share_apart

    def posterior(priors, likelihoods):
        return joint_of(priors, likelihoods) / len(priors)


class WeighedTheOtherWay:
    """You divide the prior by the likelihood. A hypothesis that explains the evidence well gains by it: they are
    multiplied.
    """

    positive_test = share_apart

    def posterior(priors, likelihoods):
        with np.errstate(all="ignore"):
            ratio = np.asarray(priors) / np.asarray(likelihoods)
            return ratio / ratio.sum()


class RefusesAnyZero:
    """You raise the error as soon as one hypothesis is ruled out. As long as another one allows the evidence,
    there is something left to believe.
    """

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = joint_of(priors, likelihoods)
        if (joint == 0).any():
            raise ValueError("impossible evidence")
        return joint / joint.sum()


class PriorsWhereNothingIsLeft:
    """Where no hypothesis allows the evidence you answer with the priors. The docstring names an error to raise."""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = np.asarray(priors) * np.asarray(likelihoods)
        if joint.sum() == 0:
            return priors
        return joint / joint.sum()


class RefusesUnlikelyEvidence:
    """You take very small evidence for none. What is only rare can happen: compare with exactly 0."""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = np.asarray(priors) * np.asarray(likelihoods)
        if np.isclose(joint.sum(), 0):
            raise ValueError("the evidence is impossible")
        return joint / joint.sum()


class SmallNumberInTheEvidence:
    """You add a small number to the evidence. Where the evidence is rare, that outweighs it."""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = joint_of(priors, likelihoods)
        return joint / (joint.sum() + 1e-9)


class SmallerNumberInTheEvidence:
    """You add a small number to the evidence. Where the evidence is rare, that outweighs it."""

    positive_test = share_apart

    def posterior(priors, likelihoods):
        joint = joint_of(priors, likelihoods)
        return joint / (joint.sum() + 1e-12)


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


class TestWithoutPriors:
    """You compare the likelihoods alone. What was rare before the evidence is still rarer after
    it."""

    def positive_test(prior, sensitivity, specificity):
        return sensitivity / (sensitivity + 1 - specificity)


class SensitivityAndSpecificitySwapped:
    """Sensitivity and specificity change places in your answer: sensitivity is about the sick, specificity about
    the healthy.
    """

    def positive_test(prior, sensitivity, specificity):
        return share(prior * specificity, (1 - prior) * (1 - sensitivity))


class NegativeTest:
    """You answer for people who test negative. What is asked is about those who test positive."""

    def positive_test(prior, sensitivity, specificity):
        return share(prior * (1 - sensitivity), (1 - prior) * specificity)


class HealthyThoughPositive:
    """You say how probable it is to be healthy in spite of a positive test. The sick among those who test
    positive are asked for.
    """

    def positive_test(prior, sensitivity, specificity):
        return share((1 - prior) * (1 - specificity), prior * sensitivity)


class HealthyWhenNegative:
    """You say how probable it is to be healthy when the test is negative. The sick among those who test positive
    are asked for.
    """

    def positive_test(prior, sensitivity, specificity):
        return share((1 - prior) * specificity, prior * (1 - sensitivity))


class AllPositiveTests:
    """You say how many people test positive at all. How many of those are sick?"""

    def positive_test(prior, sensitivity, specificity):
        return prior * sensitivity + (1 - prior) * (1 - specificity)


class SpecificityForgotten:
    """Specificity plays no part: you count all healthy people among those who test positive. Which of them do?"""

    def positive_test(prior, sensitivity, specificity):
        return share(prior * sensitivity, 1 - prior)


class PriorOfTheHealthyForgotten:
    """You weigh the false alarms by the share of the sick. It is healthy people who get them."""

    def positive_test(prior, sensitivity, specificity):
        return share(prior * sensitivity, prior * (1 - specificity))


class AccuracyOfTheTest:
    """You say how often the test is right, for sick and healthy together. Among those who test positive, how
    many are sick?
    """

    def positive_test(prior, sensitivity, specificity):
        return prior * sensitivity + (1 - prior) * specificity


class OnlyTheNamedCase:
    """You raise the ValueError only where nobody is sick and nobody gets a false alarm. There are other ways in
    which nobody can test positive.
    """

    def positive_test(prior, sensitivity, specificity):
        if prior == 0 and specificity == 1:
            raise ValueError("nobody can test positive")
        with np.errstate(all="ignore"):
            positive = prior * sensitivity + (1 - prior) * (1 - specificity)
            return np.float64(prior * sensitivity) / positive


class OnlyTheNamedCaseInPlainNumbers:
    """You raise the ValueError only where nobody is sick and nobody gets a false alarm. There are other ways in
    which nobody can test positive.
    """

    def positive_test(prior, sensitivity, specificity):
        if prior == 0 and specificity == 1:
            raise ValueError("nobody can test positive")
        return prior * sensitivity / (prior * sensitivity + (1 - prior) * (1 - specificity))


class RareRefused:
    """You refuse what is only rare. A positive test that hardly ever happens can be concluded from: compare with
    exactly 0.
    """

    def positive_test(prior, sensitivity, specificity):
        positive = prior * sensitivity + (1 - prior) * (1 - specificity)
        if np.isclose(positive, 0):
            raise ValueError("nobody can test positive")
        return prior * sensitivity / positive


class SmallNumberAddedToPositives:
    """You add a small number to what you divide by. Where positive tests are rare, that outweighs them."""

    def positive_test(prior, sensitivity, specificity):
        sick, alarm = prior * sensitivity, (1 - prior) * (1 - specificity)
        if sick + alarm == 0:
            raise ValueError("nobody can test positive")
        return sick / (sick + alarm + 1e-9)


class SmallerNumberAddedToPositives:
    """You add a small number to what you divide by. Where positive tests are rare, that outweighs them."""

    def positive_test(prior, sensitivity, specificity):
        sick, alarm = prior * sensitivity, (1 - prior) * (1 - specificity)
        if sick + alarm == 0:
            raise ValueError("nobody can test positive")
        return sick / (sick + alarm + 1e-12)


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
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-9)


class EpsilonTooLarge:
    """What you add to the variances is too large: it is 1e-9 times the largest one, no more."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e6 * epsilon(X))


class FixedEpsilonThree:
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-3)


class FixedEpsilonFive:
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-5)


class FixedEpsilonSix:
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-6)


class FixedEpsilonEight:
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-8)


class FixedEpsilonTen:
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-10)


class FixedEpsilonTwelve:
    """You add a fixed number to the variances. The ε of the docstring is a billionth of the data's largest
    variance, so it grows with the data.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-12)


class EpsilonOfEachFeature:
    """Your ε is a billionth of each feature's own variance, and 0 where a feature never varies. It is the
    largest variance that counts.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-9 * X.var(axis=0))


class EpsilonOfTheClass:
    """Your ε is taken from the variances within the class. It is a billionth of the largest variance over all
    samples.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-9 * rows.var(axis=0).max())


class EpsilonOfAllNumbers:
    """Your ε is taken from the variance of all numbers in X at once. It is a billionth of the largest variance
    of a feature.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0) + 1e-9 * X.var())


class VarianceDividedByNMinusOneFive:
    """Your variance divides by n - 1. Here it is divided by the number of samples of the class."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0, ddof=1) + 1e-5)


class VarianceDividedByNMinusOneSix:
    """Your variance divides by n - 1. Here it is divided by the number of samples of the class."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0, ddof=1) + 1e-6)


class VarianceDividedByNMinusOneThree:
    """Your variance divides by n - 1. Here it is divided by the number of samples of the class."""

    GaussianNaiveBayes = spreading(lambda rows, X: rows.var(axis=0, ddof=1) + 1e-3)


class VarianceAroundTheWholeMean:
    """You measure the spread of a class around the mean of all samples. Each class spreads around its own mean."""

    GaussianNaiveBayes = spreading(lambda rows, X: ((rows - X.mean(axis=0)) ** 2).mean(axis=0) + epsilon(X))


class SquaresNotAveraged:
    """Your variance is the sum of the squared distances. It is their mean: divide by the number of samples of
    the class.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: len(rows) * rows.var(axis=0) + epsilon(X))


class SquaresOverAllSamples:
    """You divide the squares of a class by the number of all samples. It is the samples of this class that they
    are of.
    """

    GaussianNaiveBayes = spreading(lambda rows, X: len(rows) / len(X) * rows.var(axis=0) + epsilon(X))


class MeanDistanceForVariance:
    """You take the mean distance from the mean. A variance is the mean of its square."""

    GaussianNaiveBayes = spreading(lambda rows, X: np.abs(rows - rows.mean(axis=0)).mean(axis=0) + epsilon(X))


class MeanSquareForVariance:
    """You take the mean of the squares, and the mean has not been subtracted before."""

    GaussianNaiveBayes = spreading(lambda rows, X: (rows**2).mean(axis=0) + epsilon(X))


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


class VarianceSquared:
    """You square the variance once more, as if it were the standard deviation. It is a square already."""

    GaussianNaiveBayes = weighing(
        lambda m, X: (
            np.log(m.priors)
            - (0.5 * squares(m, X) / m.variances + 0.5 * np.log(2 * np.pi * m.variances**2)).sum(axis=2)
        )
    )


class DeviationInTheExponent:
    """In the exponent you divide by the standard deviation. There it is the variance, twice."""

    GaussianNaiveBayes = weighing(
        lambda m, X: np.log(m.priors) - 0.5 * (squares(m, X) * np.sqrt(m.variances) + np.log(m.variances)).sum(axis=2)
    )


class ExponentWithoutMinus:
    """Your density grows with the distance from the mean: the exponent of a bell curve has a minus sign."""

    GaussianNaiveBayes = weighing(
        lambda m, X: np.log(m.priors) + 0.5 * (squares(m, X) - np.log(m.variances)).sum(axis=2)
    )


class HeightAdded:
    """You multiply by the root of the variance where a bell curve is divided by it: the wider it is, the lower."""

    GaussianNaiveBayes = weighing(
        lambda m, X: np.log(m.priors) - 0.5 * (squares(m, X) - np.log(m.variances)).sum(axis=2)
    )


class MeanOverFeatures:
    """You take the mean over the features. The logarithm of a product is the sum."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) + log_densities(m, X).mean(axis=2))


class LogarithmsMultiplied:
    """You multiply the log densities of the features. The logarithm of a product is a sum."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) + log_densities(m, X).prod(axis=2))


class FirstFeatureOnly:
    """Only the first feature counts in your answer. A sample is weighed with all of its features."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) + log_densities(m, X)[:, :, 0])


class LastFeatureOnly:
    """Only the last feature counts in your answer. A sample is weighed with all of its features."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) + log_densities(m, X)[:, :, -1])


class PriorForEachFeature:
    """You add the logarithm of the prior once for each feature. It counts once for each sample."""

    GaussianNaiveBayes = weighing(lambda m, X: X.shape[1] * np.log(m.priors) + log_densities(m, X).sum(axis=2))


class PriorTimesLogDensity:
    """You multiply the prior with the logarithm of the density. The logarithm of a product is the sum of both
    logarithms.
    """

    GaussianNaiveBayes = weighing(lambda m, X: m.priors * log_densities(m, X).sum(axis=2))


class LogPriorTimesLogDensity:
    """You multiply the two logarithms. The logarithm of a product is the sum of both."""

    GaussianNaiveBayes = weighing(lambda m, X: np.log(m.priors) * log_densities(m, X).sum(axis=2))


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


class SmallProbabilitiesRaisedLess:
    """You add something to the probabilities before the logarithm: small ones come out too
    large."""

    GaussianNaiveBayes = finishing(lambda j: np.log(np.exp(j - log_evidence(j)) + 1e-15))


class SmallProbabilitiesRaisedMore:
    """You add something to the probabilities before the logarithm: small ones come out too
    large."""

    GaussianNaiveBayes = finishing(lambda j: np.log(np.exp(j - log_evidence(j)) + 1e-9))


class SmallProbabilitiesCut:
    """You keep the probabilities above a smallest one. Their logarithms are finite without that, if you never
    leave the logarithms.
    """

    GaussianNaiveBayes = finishing(lambda j: np.log(np.maximum(np.exp(j - log_evidence(j)), 1e-12)))


class SmallProbabilitiesCutLater:
    """You keep the probabilities above a smallest one. Their logarithms are finite without that, if you never
    leave the logarithms.
    """

    GaussianNaiveBayes = finishing(lambda j: np.log(np.maximum(np.exp(j - log_evidence(j)), 1e-300)))


class EvidenceOverTheSamples:
    """You divide by the sum over the samples. Each row is a sample, and it is the classes in it that share the
    evidence.
    """

    GaussianNaiveBayes = finishing(lambda joint: joint - np.logaddexp.reduce(joint, axis=0, keepdims=True))


class EvidenceOfEverything:
    """You divide by one sum for all samples. Each row has an evidence of its own."""

    GaussianNaiveBayes = finishing(lambda joint: joint - np.logaddexp.reduce(joint, axis=None))


class LogarithmsAddedForEvidence:
    """You subtract the sum of the logarithms, which is the logarithm of a product. The evidence is a sum of
    products.
    """

    GaussianNaiveBayes = finishing(lambda joint: joint - joint.sum(axis=1, keepdims=True))


class MeanSubtracted:
    """You subtract the mean of the logarithms. The evidence is the sum of the products themselves, and then its
    logarithm.
    """

    GaussianNaiveBayes = finishing(lambda joint: joint - joint.mean(axis=1, keepdims=True))


class MaximumNotPutBack:
    """You take out the row's largest number before the exponentials, and do not put it back into the logarithm
    of their sum.
    """

    GaussianNaiveBayes = finishing(
        lambda joint: joint - np.log(np.exp(joint - joint.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True))
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


class OrderOfText:
    """Your columns are in the order of the labels as text, where 11 comes before 5. Ints are sorted by their size."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            order = np.argsort([str(c) for c in self.classes.tolist()])
            self.classes, self.priors = self.classes[order], self.priors[order]
            self.means, self.variances = self.means[order], self.variances[order]
            return self


class OrderOfSize:
    """Your columns are in the order of the classes' sizes. They are sorted by label."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            order = np.argsort(-self.priors)
            self.classes, self.priors = self.classes[order], self.priors[order]
            self.means, self.variances = self.means[order], self.variances[order]
            return self


class OneMeanForAllFeatures:
    """You take one mean for all features of a class: tell np.mean along which axis to go."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            self.means = np.repeat(self.means.mean(axis=1, keepdims=True), X.shape[1], axis=1)
            return self


class MeanOfAllSamples:
    """You measure distances from the mean of all samples. Each class has its own mean."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            self.means = np.repeat(X.mean(axis=0)[None], len(self.classes), axis=0)
            return self


class MedianForMean:
    """You take the middle value of a feature. The mean is asked for."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            self.means = np.array([np.median(X[np.asarray(y) == c], axis=0) for c in self.classes])
            return self


class FitsAddUp:
    """A second fit keeps what the first one found. Begin each fit with empty lists."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            super().fit(X, y)
            if hasattr(self, "kept") and self.kept[1].shape[1] == X.shape[1]:
                self.priors = np.concatenate([self.kept[0], self.priors])
                self.means = np.concatenate([self.kept[1], self.means])
                self.variances = np.concatenate([self.kept[2], self.variances])
                self.classes = np.concatenate([self.kept[3], self.classes])
            self.kept = self.priors, self.means, self.variances, self.classes
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


class OneLabelForAll:
    """You predict one label for all samples: tell argmax along which axis to go."""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            best = np.unravel_index(np.argmax(self.predict_log_proba(X)), (len(X), len(self.classes)))[1]
            return np.repeat(self.classes[best], len(X))


class LargestOfAColumn:
    """You look for the largest number of each column, and name a sample. In each row, which column is the largest?"""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            return np.argmax(self.predict_log_proba(X), axis=0)


class ProbabilitiesForLabels:
    """You return probabilities. The label of the most probable class is asked for."""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            return np.exp(self.predict_log_proba(X))


class LargestForLabel:
    """You return how large the largest logarithm is. To which label does it belong?"""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            return self.predict_log_proba(X).max(axis=1)


class LabelsInOrderOfAppearance:
    """Your labels are in the order in which they first appear, and your columns in another."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            self.labels = np.array(list(dict.fromkeys(np.asarray(y).tolist())))
            return super().fit(X, y)

        def predict(self, X):
            return self.labels[np.argmax(self.predict_log_proba(X), axis=1)]


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
