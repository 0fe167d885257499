"""How much should evidence change your mind?

You believe something, you see something, and now you believe a little more or a little less: Bayes'
rule says by how much. What you believe before is the prior; how well a hypothesis explains what you
saw is its likelihood; what you believe after is the posterior. P(A | B) is read "the probability of
A, given B": only the cases with B still count.

Begin with a handful of rival hypotheses (`posterior`), then ask what a positive medical test really
means (`positive_test`: most people guess far too high). Then the same rule becomes a machine that
learns: `GaussianNaiveBayes` is told what each class looks like, and asks of every new sample which
class would most likely have made it.

With many features, probabilities become so small that a computer takes them for 0. Their logarithms
do not, and that is the one trick to take away from here. Type annotations are not needed.

Lesson: lessons/bayes.ipynb, read it first.
Words and symbols: docs/learn/notation.md.

Source: Deisenroth, Faisal & Ong, Mathematics for Machine Learning, section 6.3; Kevin Murphy,
Probabilistic Machine Learning: An Introduction, sections 2.3 and 9.3.

Derivation: docs/derivations/foundations.md, from "Bayes' rule from counting" on.
"""

import numpy as np


def posterior(priors, likelihoods):
    """Update what you believe about several hypotheses after seeing one piece of evidence.

    Exactly one of the k hypotheses is true. Before the evidence you give each of them a
    probability, its prior. Each also says how probable the evidence is if it is the true one: that
    is its likelihood. The posterior is the probability of each hypothesis after the evidence.

    Args:
        priors: list of k floats, or float array of shape (k,): at least 0, and they add up to 1.
            It is not modified.
        likelihoods: list of k floats, or float array of shape (k,), each from 0 to 1, in the same
            order: the probability of the evidence under each hypothesis. They need not add up to
            1. It is not modified.

    Returns:
        Float array of shape (k,), or list of k floats: the posteriors. They add up to 1.

    Raises:
        ValueError: no hypothesis that you believe possible allows the evidence, so that there is
            nothing left to believe: every prior times its likelihood is 0. (Exactly 0: what is only
            rare can happen.)

    Example:
        Two boxes of biscuits, picked blindly. In the first, 3 of 4 are plain, in the second 2 of 4.
        You draw a plain one: which box is it from?

        >>> np.round(posterior([0.5, 0.5], [0.75, 0.5]), 4).tolist()
        [0.6, 0.4]

        With a third box, picked as often as the other two together, in which few are plain:

        >>> np.round(posterior([0.25, 0.25, 0.5], [0.75, 0.5, 0.15]), 4).tolist()
        [0.4839, 0.3226, 0.1935]

    Hint: imagine 1000 tries. In how many of them is the first hypothesis true and the evidence
    seen? Only tries in which the evidence was seen still count.

    Source: Mathematics for Machine Learning, section 6.3; Murphy, section 2.3.
    """
    ### BEGIN SOLUTION
    joint = np.asarray(priors) * np.asarray(likelihoods)  # (k,): hypothesis true, and evidence seen
    evidence = joint.sum()
    if evidence == 0:
        raise ValueError("the evidence is impossible under every hypothesis that has a prior")
    return joint / evidence
    ### END SOLUTION


def positive_test(prior, sensitivity, specificity):
    """Say how probable it is that someone whose test is positive has the disease.

    A good test for a rare disease is mostly wrong when it is positive: there are so many healthy
    people that the few false alarms among them outnumber the sick.

    Args:
        prior: float from 0 to 1, the share of people who have the disease.
        sensitivity: float from 0 to 1, the probability that a sick person tests positive.
        specificity: float from 0 to 1, the probability that a healthy person tests NEGATIVE.

    Returns:
        Float from 0 to 1, the probability of the disease, given that the test is positive.

    Raises:
        ValueError: nobody can test positive, so that there is nothing to conclude from: no sick
            person does (or there is none), and no healthy one either. What is only rare is no error.

    Example:
        One in a hundred is sick; the test finds 9 of 10 sick, and clears 19 of 20 healthy people.

        >>> round(float(positive_test(0.01, 0.9, 0.95)), 4)
        0.1538

    Hint: picture 10,000 people. How many of them are sick and test positive? How many are healthy
    and test positive all the same?

    Source: Murphy, section 2.3.1 (testing for COVID-19).
    """
    ### BEGIN SOLUTION
    hypotheses = [prior, 1 - prior]  # sick, healthy
    return posterior(hypotheses, [sensitivity, 1 - specificity])[0]
    ### END SOLUTION


class GaussianNaiveBayes:
    """A classifier that learns what each class looks like: a bell curve for each feature.

    For each class c, with the n_c training samples that carry its label, it learns

        prior(c) = n_c / n,
        mean(c, j) = the mean of feature j over these n_c samples,
        variance(c, j) = the mean of (feature j - mean(c, j))² over them, plus ε.

    The sum of the squares is divided by n_c, not by n_c - 1. ε is 1e-9 times the largest variance
    that any feature has over all n training samples (divided by n). A variance is the mean squared
    distance from the mean; its root is the standard deviation. ε is tiny, and it matters only where
    a feature never varies within a class: no variance is 0. Scikit-learn does the same.

    "Naive" means that, within a class, the features are taken to be independent. The likelihood of
    a sample x is then a product of d normal densities (a density is the height of the bell curve: it
    says which values are more likely than others, and it may be larger than 1):

        p(x | c) = product over j of exp(-(x_j - mean(c, j))² / (2·variance(c, j)))
                                     / √(2π·variance(c, j)),

    and Bayes' rule turns priors and likelihoods into the probability of each class. The product of
    1000 such numbers is far below the smallest float, and becomes 0 (or too large, and becomes
    infinite). Its logarithm is a harmless sum: never leave the logarithms.

    Example:
        >>> X = np.array([[0.0], [2.0], [4.0], [6.0]])
        >>> y = np.array([0, 0, 1, 1])
        >>> model = GaussianNaiveBayes()
        >>> model = model.fit(X, y)
        >>> np.exp(model.predict_log_proba(np.array([[3.0], [2.5]]))).round(4).tolist()
        [[0.5, 0.5], [0.8808, 0.1192]]
        >>> [int(label) for label in model.predict(np.array([[0.5], [7.0]]))]
        [0, 1]

    Source: Murphy, section 9.3 (naive Bayes classifiers); the scikit-learn user guide, "Gaussian
    Naive Bayes".
    """

    def fit(self, X, y):
        """Learn prior, means and variances of every class, as the class docstring says.

        Calling it again forgets what was learned before.

        Args:
            X: float array of shape (n, d), one sample a row. At least one feature varies. It is
                not modified.
            y: int array of shape (n,), or list of n labels, all ints or all strings: the class of
                each row. In any order; the labels are just names, say 7 and 3, or "cat" and "dog".
                At least one row for each class; often not as many for one as for another. It is
                not modified.

        Returns:
            The model itself, so that `model = GaussianNaiveBayes().fit(X, y)` works. (Nothing
            looks at it.)

        Hint: X[y == c] picks the rows of class c, if y is an array. Over which axis is the mean?
        """
        ### BEGIN SOLUTION
        y = np.asarray(y)
        self.classes = np.unique(y)  # (k,), sorted
        of_class = [X[y == c] for c in self.classes]
        self.priors = np.array([len(rows) / len(X) for rows in of_class])  # (k,)
        self.means = np.array([rows.mean(axis=0) for rows in of_class])  # (k, d)
        self.variances = np.array([rows.var(axis=0) for rows in of_class])  # (k, d)
        self.variances += 1e-9 * X.var(axis=0).max()
        return self
        ### END SOLUTION

    def predict_log_proba(self, X):
        """Compute the logarithm of the probability of each class, for each sample.

        Every probability comes out by Bayes' rule, so exp of each row adds up to 1. The logarithms
        are finite even where a probability is so small that exp of it gives 0, and with 1000
        features as well as with one.

        Args:
            X: float array of shape (m, d). It is not modified.

        Returns:
            Float array of shape (m, k): a row for each sample, a column for each class. The columns
            are in the order of the sorted labels: ints from the smallest, strings by the alphabet.

        Hint: the evidence that you divide by is a sum of exponentials of large negative numbers.
            Moving all numbers of a row by the same amount before the exponential saves it. The
            trick is called log-sum-exp.

        Source: Murphy, section 2.5.4 (the log-sum-exp trick).
        """
        ### BEGIN SOLUTION
        distance = X[:, None, :] - self.means  # (m, k, d)
        log_density = -0.5 * (np.log(2 * np.pi * self.variances) + distance**2 / self.variances)
        log_joint = np.log(self.priors) + log_density.sum(axis=2)  # (m, k)
        log_evidence = np.logaddexp.reduce(log_joint, axis=1, keepdims=True)  # (m, 1)
        return log_joint - log_evidence
        ### END SOLUTION

    def predict(self, X):
        """Name the most probable class of each sample.

        Args:
            X: float array of shape (m, d). It is not modified.

        Returns:
            Array of shape (m,), or list of m labels: labels as they stand in the y of `fit` (not
            the numbers of columns).

        Hint: the largest logarithm belongs to the largest probability.
        """
        ### BEGIN SOLUTION
        return self.classes[np.argmax(self.predict_log_proba(X), axis=1)]
        ### END SOLUTION
