"""Unusual right answers: each must keep every point."""

import math

import numpy as np

from exercises.foundations.bayes import GaussianNaiveBayes as Right


class PlainPython:
    """Loops over Python floats and lists, with prints; lists as answers."""

    def posterior(priors, likelihoods):
        joint = []
        for p, q in zip(priors, likelihoods, strict=True):
            joint.append(float(p) * float(q))
        print("joint:", joint)
        evidence = math.fsum(joint)
        if evidence <= 0:
            raise ValueError
        return [each / evidence for each in joint]

    def positive_test(prior, sensitivity, specificity):
        true_alarm = prior * sensitivity
        false_alarm = (1 - prior) * (1 - specificity)
        if true_alarm + false_alarm == 0:
            raise ValueError("nobody tests positive")
        return true_alarm / (true_alarm + false_alarm)

    class GaussianNaiveBayes:
        def __init__(self, smoothing=1e-9):
            self.smoothing = smoothing

        def fit(self, X, y):
            rows = {}
            for row, label in zip(X, y, strict=True):
                rows.setdefault(label, []).append([float(value) for value in row])
            extra = self.smoothing * max(self.spread(column) for column in X.T)
            self.learned = {}
            for label, mine in sorted(rows.items()):
                columns = list(zip(*mine, strict=True))
                self.learned[label] = (
                    math.log(len(mine) / len(X)),
                    [math.fsum(column) / len(column) for column in columns],
                    [self.spread(column) + extra for column in columns],
                )

        def spread(self, column):
            mean = math.fsum(column) / len(column)
            return math.fsum((value - mean) ** 2 for value in column) / len(column)

        def predict_log_proba(self, X):
            answer = []
            for row in X:
                joint = []
                for log_prior, means, variances in self.learned.values():
                    total = log_prior
                    for value, mean, variance in zip(row, means, variances, strict=True):
                        total += -((value - mean) ** 2) / (2 * variance)
                        total -= math.log(math.sqrt(2 * math.pi * variance))
                    joint.append(total)
                top = max(joint)
                evidence = top + math.log(sum(math.exp(each - top) for each in joint))
                answer.append([each - evidence for each in joint])
            return answer

        def predict(self, X):
            labels = list(self.learned)
            return [labels[row.index(max(row))] for row in self.predict_log_proba(X)]


class VarianceFloor:
    """No variance may be below ε, rather than ε added to each; extra attributes; fit returns
    nothing."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y, verbose=True):
            super().fit(X, y)
            y = np.asarray(y)
            self.epsilon_ = 1e-9 * np.max(np.var(X, axis=0))
            spread = [np.var(X[y == c], axis=0) for c in self.classes]
            self.variances = np.maximum(spread, self.epsilon_)
            if verbose:
                print(self.classes, self.priors)


class OneHotSums:
    """Through a dictionary of classes, a private function for the density, an odds form of Bayes'
    rule."""

    def positive_test(prior, sensitivity, specificity):
        if prior * sensitivity == 0 and (1 - prior) * (1 - specificity) == 0:
            raise ValueError("no positive tests")
        if prior == 0 or sensitivity == 0:
            return 0
        if prior == 1 or specificity == 1:
            return 1
        odds = prior / (1 - prior) * sensitivity / (1 - specificity)
        return np.array([odds / (1 + odds)])

    class GaussianNaiveBayes:
        def fit(self, X, y):
            self.labels, numbers, counts = np.unique(y, return_inverse=True, return_counts=True)
            self.log_prior = np.log(counts) - np.log(len(X))
            one_hot = np.eye(len(counts))[numbers]  # (n, k)
            self.mean = one_hot.T @ X / counts[:, None]
            residual = X - self.mean[numbers]
            self.var = one_hot.T @ residual**2 / counts[:, None] + 1e-9 * np.var(X, axis=0).max()
            return self

        def predict_log_proba(self, X):
            columns = [self._joint(X, k) for k in range(len(self.labels))]
            joint = np.column_stack(columns)
            joint -= joint.max(axis=1, keepdims=True)
            return joint - np.log(np.exp(joint).sum(axis=1, keepdims=True))

        def _joint(self, X, k):
            z = (X - self.mean[k]) / np.sqrt(self.var[k])
            return self.log_prior[k] - np.sum(z**2 + np.log(2 * np.pi * self.var[k]), axis=1) / 2

        def predict(self, X):
            best = self.predict_log_proba(X).argmax(1)
            return np.array([self.labels[k] for k in best], dtype=object).tolist()


class ObjectsForLabels:
    """Predicted labels in an array of objects, and no label in the array of the reference's
    kind."""

    class GaussianNaiveBayes(Right):
        def predict(self, X):
            names = [label.item() for label in self.classes]
            best = self.predict_log_proba(X).argmax(axis=1)
            if isinstance(names[0], str):
                return np.array([names[i] for i in best], dtype=object)
            return tuple(names[i] for i in best)


class EvidenceByLikelihoods:
    """The evidence as a dot product; a posterior of exactly the same sums in another order."""

    def posterior(priors, likelihoods, check=True):
        priors, likelihoods = np.array(priors, dtype=float), np.array(likelihoods, dtype=float)
        evidence = priors @ likelihoods
        if check and not evidence > 0:
            raise ValueError("The evidence cannot be.")
        priors *= likelihoods / evidence
        return tuple(priors)


class PredictWithoutEvidence:
    """predict compares prior times likelihood only: the evidence is the same for all classes."""

    class GaussianNaiveBayes(Right):
        def joint(self, X):
            answer = np.zeros((X.shape[0], len(self.classes)))
            for j in range(len(self.classes)):
                answer[:, j] = np.log(self.priors[j])
                for i in range(X.shape[1]):
                    v = self.variances[j, i]
                    answer[:, j] -= np.log(2 * np.pi * v) / 2
                    answer[:, j] -= (X[:, i] - self.means[j, i]) ** 2 / (2 * v)
            return answer

        def predict_log_proba(self, X):
            joint = self.joint(X)
            return np.array([row - np.logaddexp.reduce(row) for row in joint])

        def predict(self, X):
            return self.classes[self.joint(X).argmax(axis=1)].reshape(-1)


class WritesIntoItsOwnCopies:
    """Copies of everything, changed in place; a set of labels kept as strings beside the labels."""

    class GaussianNaiveBayes(Right):
        def fit(self, X, y):
            X, y = np.array(X, copy=True), np.array(y, copy=True)
            order = np.argsort(y, kind="stable")
            X, y = X[order], y[order]
            self.history = [*getattr(self, "history", []), sorted(map(str, set(y)))]
            return super().fit(X, y)


class KeepsTheSamples:
    """fit only keeps what it was given; everything is worked out anew when it is asked for."""

    class GaussianNaiveBayes:
        def fit(self, X, y):
            self.X, self.y = X.copy(), np.array(y)

        @property
        def names(self):
            return sorted(set(self.y.tolist()))

        def predict_log_proba(self, X):
            joint, smallest = [], 1e-9 * max(np.var(column) for column in self.X.T)
            for name in self.names:
                rows = self.X[self.y == name]
                variance = rows.std(axis=0) ** 2 + smallest
                far = (X - rows.mean(axis=0)) ** 2 / (2 * variance)
                joint.append(np.log(len(rows) / len(self.y)) - (far + np.log(2 * np.pi * variance) / 2).sum(axis=1))
            top = np.max(joint, axis=0)
            return np.transpose(np.array(joint) - top - np.log(np.exp(np.array(joint) - top).sum(axis=0)))

        def predict(self, X):
            return [self.names[row.argmax()] for row in self.predict_log_proba(X)]
