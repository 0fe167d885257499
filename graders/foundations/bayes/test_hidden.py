"""What decides: unequal classes, many features, features that do not vary, labels of any kind."""

import numpy as np

from gradus.grading import drawn, expect, items, points, raises, with_drawn


def log_probabilities(X, y, samples):
    """What Gaussian naive Bayes makes of the samples: the logarithm of each class's probability."""
    smallest = 1e-9 * np.mean((X - np.mean(X, axis=0)) ** 2, axis=0).max()
    joint = []
    for label in sorted(set(y)):
        rows = X[[owner == label for owner in y]]
        mean = np.mean(rows, axis=0)
        variance = np.mean((rows - mean) ** 2, axis=0) + smallest
        densities = -((samples - mean) ** 2) / (2 * variance) - np.log(2 * np.pi * variance) / 2
        joint.append(np.log(len(rows) / len(X)) + densities.sum(axis=1))
    largest = np.max(joint, axis=0)
    return (joint - largest - np.log(np.sum(np.exp(joint - largest), axis=0))).T


def clouds(seed, counts, centres, spread):
    """Samples around the centres, shuffled, and the number of the centre that each belongs to."""
    rng = np.random.default_rng(seed)
    owner = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    X = rng.normal(size=(len(owner), np.shape(centres)[1])) * np.asarray(spread)[owner]
    return X + np.asarray(centres)[owner], owner


def learned(submission, X, y):
    """The student's classifier, fitted to these samples."""
    model = submission.GaussianNaiveBayes()
    model.fit(X, y)
    return model


def words(answer):
    """Predicted words on one line. An array of strings stays in the student's process: ask for its items."""
    labels = items(answer)
    return ", ".join(map(str, labels)) if isinstance(labels, list | tuple) else labels


@points(0.5)
def test_many_hypotheses(submission):
    """Two hypotheses or eleven, likely evidence or very unlikely: the posteriors add up to 1.

    Are the likelihoods used as they are, without making them add up to
    1 first, and are they weighed by the priors?
    """

    def judge(seed, k, scale):
        rng = np.random.default_rng(seed)
        priors, likelihoods = rng.dirichlet(np.ones(k)), scale * rng.uniform(size=k)
        wanted = priors * likelihoods / np.dot(priors, likelihoods)
        answer = submission.posterior(priors, likelihoods)
        expect(answer).close_to(wanted)

    for seed, (k, scale) in enumerate(((2, 1.0), (5, 1e-9), (4, 1e-60), (11, 0.3), (3, 1e-200))):
        judge(seed, k, scale)
    expect(submission.posterior([1.0], [0.3]), "the posterior of an only hypothesis").close_to([1.0])
    answer = submission.posterior([3.7e-9, 1 - 3.7e-9], [0.9, 0.35])
    joint = np.array([3.7e-9 * 0.9, (1 - 3.7e-9) * 0.35])
    expect(answer, "the posteriors, one hypothesis being very rare").close_to(joint / joint.sum(), atol=0.0)
    judge(drawn(), 5, 1.0)


@points(0.5)
def test_impossible_evidence(submission):
    """What cannot have made the evidence is ruled out; where nothing can have, it is a ValueError.

    If the evidence has probability 0 under every hypothesis with a prior, there is no share to
    compute. The docstring names the error to raise.
    """
    answer = submission.posterior(np.array([0.5, 0.3, 0.2, 0.0]), np.array([0.0, 0.4, 0.4, 0.9]))
    expect(answer).close_to([0.0, 0.6, 0.4, 0.0])
    with raises("ValueError"):
        submission.posterior(np.array([0.0, 0.75, 0.25]), np.array([0.8, 0.0, 0.0]))
    with raises("ValueError"):
        submission.posterior([0.35, 0.65], [0.0, 0.0])
    order = np.random.default_rng(drawn()).permutation(4)
    answer = submission.posterior(np.array([0.5, 0.3, 0.2, 0.0])[order], np.array([0.0, 0.4, 0.4, 0.9])[order])
    expect(answer).close_to(np.array([0.0, 0.6, 0.4, 0.0])[order])


@points(0.5)
def test_tests_of_any_quality(submission):
    """The rule holds for common and rare diseases, for good tests and bad ones.

    Specificity is about healthy people whose test is negative. Which healthy people matter here?
    """

    def judge(prior, sensitivity, specificity):
        sick, healthy = prior * sensitivity, (1 - prior) * (1 - specificity)
        answer = submission.positive_test(prior, sensitivity, specificity)
        expect(answer).close_to(sick / (sick + healthy))

    for rates in ((0.3, 0.6, 0.9), (0.001, 0.99, 0.999), (0.85, 0.2, 0.35)):
        judge(*rates)
    answer = submission.positive_test(2.3e-9, 0.83, 0.57)
    wanted = 2.3e-9 * 0.83 / (2.3e-9 * 0.83 + (1 - 2.3e-9) * 0.43)
    expect(answer, "the probability of a very rare disease").close_to(wanted, atol=0.0)
    judge(*np.random.default_rng(drawn()).uniform(0.1, 0.9, 3).tolist())


@points(0.5)
def test_tests_at_the_border(submission):
    """Certain priors stay certain, a test without false alarms decides, a useless one does nothing.

    Try prior 0, prior 1, specificity 1, and a test that is positive for sick and healthy alike.
    Where nobody tests positive, whatever the reason, the docstring names the error to raise. What
    is only rare is not impossible.
    """
    for prior, sensitivity, specificity, wanted in (
        (0.0, 0.9, 0.8, 0.0),
        (1.0, 0.9, 0.8, 1.0),
        (0.1, 0.4, 1.0, 1.0),
        (0.1, 0.0, 0.7, 0.0),
        (0.3, 1.0, 0.6, 0.3 / 0.58),
        (0.3, 0.7, 0.0, 0.21 / 0.91),
        (0.35, 0.4, 0.6, 0.35),
    ):
        expect(submission.positive_test(prior, sensitivity, specificity)).close_to(wanted)
    tiny = 2.0**-50  # one false alarm in 10^15 tests
    expect(submission.positive_test(1e-15, 0.8, 1 - tiny)).close_to(0.8 / (0.8 + 1e15 * tiny))
    for prior, sensitivity, specificity in ((0.0, 0.9, 1.0), (0.5, 0.0, 1.0), (1.0, 0.0, 0.9)):
        with raises("ValueError"):
            submission.positive_test(prior, sensitivity, specificity)


@points(1)
def test_classes_of_any_shape(submission):
    """Classes of any number, size and spread are weighed as Bayes' rule says, in sorted order.

    Compare your mean, variance and prior of each class with a small example worked out by hand.
    What is the sum of the squares divided by? Which class is in which column?
    """

    def judge(seed, counts, labels):
        rng = np.random.default_rng(seed)
        centres, spread = rng.normal(0, 1, (3, 4)), rng.uniform(0.5, 3, (3, 4))
        X, owner = clouds(seed, counts, centres, spread)
        y, samples = np.array(labels)[owner], rng.normal(0, 2, (6, 4))
        answer = learned(submission, X, y).predict_log_proba(samples)
        expect(answer).close_to(log_probabilities(X, y.tolist(), samples), atol=1e-6)
        model = learned(submission, 3e-5 * X, y)  # the same in larger units: the numbers are smaller
        wanted = log_probabilities(3e-5 * X, y.tolist(), 3e-5 * samples)
        expect(model.predict_log_proba(3e-5 * samples), "in another unit").close_to(wanted, atol=1e-6)

    judge(1, (5, 9, 4), [5, -2, 11])
    judge(2, (3, 12), [8, 1])
    X, owner = clouds(12, (40, 5), [[0.0], [2.0]], [[1.0], [1.8]])
    y, samples = np.array([23, 41])[owner], np.linspace(-4.0, 5.0, 19)[:, None]
    wanted = np.array([23, 41])[log_probabilities(X, y.tolist(), samples).argmax(axis=1)]
    model = learned(submission, X, y)
    expect(model.predict(samples), "what is predicted with a rare class").equals(wanted)
    expect(model.predict(samples[:1]), "what is predicted for one row").equals(wanted[:1])
    judge(drawn(), (5, 9, 4), [5, -2, 11])


@points(1)
def test_thousand_features(submission):
    """With a thousand features no logarithm overflows and none is lost, whoever wins.

    A product of a thousand densities is 0 to a computer, and so is e to the -1500. What do you add
    up, and when do you leave the logarithms? Does predict leave them?
    """
    for seed, spread, apart in with_drawn((6, 1.0, 0.2), (7, 0.05, 2.0)):
        centres = spread * np.random.default_rng(seed).normal(0, apart, (2, 1000))
        X, y = clouds(seed + 1, (30, 40), centres, np.full((2, 1000), spread))
        samples = clouds(seed + 2, (3, 2), centres, np.full((2, 1000), spread))[0]
        model = learned(submission, X, y)
        wanted = log_probabilities(X, y.tolist(), samples)
        expect(model.predict_log_proba(samples)).close_to(wanted, atol=1e-6)
        expect(model.predict(samples)).equals(wanted.argmax(axis=1))
        samples[0] *= 5  # far from everything, beside samples that are not
        wanted = log_probabilities(X, y.tolist(), samples)
        expect(model.predict_log_proba(samples)).close_to(wanted, atol=1e-6)


@points(0.5)
def test_a_feature_that_never_varies(submission):
    """A feature that is the same in all samples says nothing, and does no harm.

    Its variance is 0, and you divide by it. The docstring of the class says what is added. In a
    class with one sample, no feature varies.
    """

    def judge(seed):
        X, y = clouds(seed, (8, 6), [[0.0, 1.0], [2.0, -1.0]], np.ones((2, 2)))
        X, samples = np.insert(X, 1, 4.0, axis=1), np.array([[1.0, 4.0, 0.5], [3.0, 4.0, 0.0]])
        answer = learned(submission, X, y).predict_log_proba(samples)
        expect(answer).close_to(log_probabilities(X, y.tolist(), samples), rtol=1e-4, atol=1e-5)

    judge(3)
    X, y = np.array([[1.5, 2.0], [2.5, -1.0], [0.5, 3.0], [2.2, 0.7]]), np.array([0, 0, 0, 1])
    answer = learned(submission, X, y).predict_log_proba(np.array([[1.7, 1.1]]))
    label = "the logarithms, a class having one sample"
    expect(answer, label).close_to(log_probabilities(X, y.tolist(), np.array([[1.7, 1.1]])), rtol=1e-4, atol=1e-5)
    judge(drawn())


@points(0.5)
def test_a_feature_that_does_not_vary_in_one_class(submission):
    """What keeps a variance from being 0 is as small as the docstring says.

    It grows with the data: which variance is it a billionth of?
    """
    samples = np.array([[10.0, 1.5], [100.0, 1.5]])
    for seed in with_drawn(5):
        X, y = clouds(seed, (60, 60), [[0.0, 1.5], [30.0, 1.5]], [[40.0, 0.0], [20.0, 2.0]])
        answer = learned(submission, X, y).predict_log_proba(samples)
        expect(answer).close_to(log_probabilities(X, y.tolist(), samples), rtol=0.0, atol=0.05)


@points(0.5)
def test_words_for_labels(submission):
    """Labels may be a list of words; the columns are in the order of the alphabet.

    Does your code make an array of y before it asks which rows belong to a class?
    """
    samples, centres = np.array([[8.0, 1.0], [0.5, 0.5], [1.0, 8.0]]), [[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]]
    for seed in with_drawn(9):
        X, owner = clouds(seed, (6, 5, 7), centres, np.ones((3, 2)))
        y = [["owl", "cat", "elk"][i] for i in owner]
        model, wanted = learned(submission, X, y), log_probabilities(X, y, samples)
        nearest = ", ".join(["cat", "elk", "owl"][i] for i in wanted.argmax(axis=1))
        expect(words(model.predict(samples)), "the predicted labels").equals(nearest)
        expect(model.predict_log_proba(samples)).close_to(wanted, atol=1e-6)


@points(0.5)
def test_fitted_again(submission):
    """A classifier that is fitted again forgets what it learned before, and shares nothing with others.

    Does fit begin with empty hands, or does it add to what is there?
    """
    for seed in with_drawn(10):
        X, y = clouds(seed, (4, 5, 6), [[3.0, 0.0], [0.0, 4.0], [5.0, 5.0]], np.ones((3, 2)))
        model = learned(submission, X, y)
        X, y = clouds(seed + 1, (6, 4), [[0.0, 1.0], [2.0, 0.0]], np.ones((2, 2)))
        model.fit(X, y)
        samples = np.array([[1.0, 0.5], [4.0, 1.0], [-1.0, 2.0]])
        wanted = log_probabilities(X, y.tolist(), samples)
        learned(submission, X[::2] - 1.0, y[::2])  # another model: what it learns is its own
        expect(model.predict_log_proba(samples)).close_to(wanted, atol=1e-6)
        expect(model.predict(samples)).equals(wanted.argmax(axis=1))
