"""What a student can run: enough to find the way."""

import numpy as np

from gradus.grading import expect, points


def learned(submission, X, y):
    """The student's classifier, fitted to these samples."""
    model = submission.GaussianNaiveBayes()
    model.fit(X, y)
    return model


@points(0.5)
def test_two_boxes(submission):
    """A plain biscuit is from the first box in 240 of 590 tries: that box is picked less often.

    It is picked in 300 of 1000 tries, and 8 of 10 biscuits in it are plain; in the other, 5 of 10.
    It is their share of all tries with a plain biscuit that counts.
    """
    answer = submission.posterior(np.array([0.3, 0.7]), np.array([0.8, 0.5]))
    expect(answer).close_to([24 / 59, 35 / 59])


@points(0.5)
def test_three_hypotheses(submission):
    """With three hypotheses, prior and likelihood both count, in arrays or in lists.

    The answers add up to 1, whatever the likelihoods add up to. Two lists cannot be multiplied
    element by element: what makes an array of a list?
    """
    priors, likelihoods = [0.7, 0.2, 0.1], [0.1, 0.5, 0.9]
    answer = submission.posterior(np.array(priors), np.array(likelihoods))
    expect(answer).close_to([7 / 26, 10 / 26, 9 / 26])
    expect(submission.posterior(priors, likelihoods)).close_to([7 / 26, 10 / 26, 9 / 26])


@points(1)
def test_positive_test_for_a_rare_disease(submission):
    """A good test that is positive means a rare disease in only 15 of 100 cases.

    Of 10,000 people, 100 are sick. How many of the sick test positive, and how many of the 9,900
    who are healthy?
    """
    expect(submission.positive_test(0.01, 0.9, 0.95)).close_to(90 / (90 + 495))
    expect(submission.positive_test(0.2, 0.8, 0.7)).close_to(0.16 / (0.16 + 0.24))


@points(0.5)
def test_two_bell_curves(submission):
    """Having seen 0 and 2 of one class, 4 and 6 of the other, the classifier is undecided at 3.

    The means are 1 and 5, and both variances are 1. Write down the logarithm of prior times density
    at 2.5 for each class. The evidence is what the two products, not their logarithms, add up to.
    At 60 both products are so small that a computer takes them for 0: never leave the logarithms.
    """
    X, y = np.array([[0.0], [2.0], [4.0], [6.0]]), np.array([0, 0, 1, 1])
    answer = learned(submission, X, y).predict_log_proba(np.array([[3.0], [2.5], [60.0]]))
    odds = np.array([0.0, 2.0, -228.0])  # what the two logarithms differ by: ((x - 5)² - (x - 1)²) / 2
    wanted = np.column_stack([-np.log1p(np.exp(-odds)), -np.log1p(np.exp(odds))])
    expect(answer).close_to(wanted, atol=1e-6)


@points(0.5)
def test_more_of_one_class(submission):
    """Half-way between two equal bell curves, the class with three times the samples has 0.75.

    It has seen 0, 2, 0, 2, 0, 2 of the one class, and 4, 6 of the other. At 3 the densities are
    equal, and only the priors differ. Where does your prior come from?
    """
    X = np.array([[0.0], [2.0], [0.0], [2.0], [0.0], [2.0], [4.0], [6.0]])
    y = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    answer = learned(submission, X, y).predict_log_proba(np.array([[3.0]]))
    expect(answer).close_to(np.log([[0.75, 0.25]]), atol=1e-6)


@points(0.5)
def test_two_features(submission):
    """With two features and two unequal classes, each class has its own mean and spread in each feature.

    Write down a table: for each class its share of the samples, and for each feature the mean and
    the variance in that class. The first class has the means 2 and 7.
    """
    X = np.array([[1.0, 4.0], [3.0, 6.0], [2.0, 11.0], [6.0, 5.0], [9.0, 7.0]])
    y = np.array([1, 1, 1, 2, 2])
    answer = learned(submission, X, y).predict_log_proba(np.array([[3.5, 5.0], [5.0, 8.5]]))
    wanted = [[-0.1187013434, -2.1899083171], [-2.51621158, -0.0842134762]]
    expect(answer).close_to(wanted, atol=1e-6)


@points(0.5)
def test_labels_are_names(submission):
    """What is predicted is a label as it stood in y, here 7 or 3.

    It has seen 0 and 2 with the label 7, 4 and 6 with the label 3, in an array or in a list. The
    number of a column is not a label: where do you remember which column belongs to which?
    """
    X, y = np.array([[0.0], [2.0], [4.0], [6.0]]), np.array([7, 7, 3, 3])
    samples = np.array([[0.5], [7.0], [1.5], [4.5], [2.5]])
    expect(learned(submission, X, y).predict(samples)).equals([7, 3, 7, 3, 7])
    expect(learned(submission, X, y.tolist()).predict(samples)).equals([7, 3, 7, 3, 7])
