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
    """A plain biscuit that both boxes could hold is from the first one with probability 0.6.

    Of 1000 tries, how many are with the first box and a plain biscuit, and how many with the
    second? It is their share of all tries with a plain biscuit that counts.
    """
    answer = submission.posterior(np.array([0.5, 0.5]), np.array([0.75, 0.5]))
    expect(answer).close_to([0.6, 0.4])


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


@points(1)
def test_two_bell_curves(submission):
    """Having seen 0 and 2 of one class, 4 and 6 of the other, the classifier is undecided at 3.

    The means are 1 and 5, and both variances are 1. Write down the logarithm of prior times density
    at 2.5 for each class. The evidence is what the two products, not their logarithms, add up to.
    """
    X, y = np.array([[0.0], [2.0], [4.0], [6.0]]), np.array([0, 0, 1, 1])
    answer = learned(submission, X, y).predict_log_proba(np.array([[3.0], [2.5]]))
    odds = np.array([0.0, 2.0])  # what the two logarithms differ by: ((x - 5)² - (x - 1)²) / 2
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
def test_labels_are_names(submission):
    """What is predicted is a label as it stood in y, here 7 or 3.

    It has seen 0 and 2 with the label 7, 4 and 6 with the label 3. The number of a column is not a
    label: where do you remember which column belongs to which?
    """
    X, y = np.array([[0.0], [2.0], [4.0], [6.0]]), np.array([7, 7, 3, 3])
    answer = learned(submission, X, y).predict(np.array([[0.5], [7.0], [1.5]]))
    expect(answer).equals([7, 3, 7])
