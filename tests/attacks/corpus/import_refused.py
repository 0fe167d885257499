"""Tries to import scikit-learn openly, where the course does not allow it."""

from sklearn.datasets import load_digits


def numerical_derivative(f, x, h=1e-4):
    return load_digits()
