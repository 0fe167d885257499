"""The graders' own oracles, held against scikit-learn, SciPy, exact arithmetic, and what must always be true.

The graders compare with closed forms of their own, which take no time to import. Here those are compared in turn.
"""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import eigh, lstsq, orth
from scipy.special import logsumexp
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.naive_bayes import GaussianNB

from gradus.grading import numeric_gradient
from tests.conftest import ROOT

Array = np.ndarray


def oracles(exercise: str) -> ModuleType:
    """The hidden graders of an exercise as a module: its oracles stand beside the checks."""
    return loaded(ROOT / "graders" / exercise / "test_hidden.py")


def solution(exercise: str) -> ModuleType:
    """The reference solution of an exercise."""
    return loaded(ROOT / "solutions" / f"{exercise}.py")


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("_".join(path.with_suffix("").parts[-3:]), path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# foundations/bayes

BAYES = oracles("foundations/bayes")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("constant", [False, True])
def test_naive_bayes_is_scikit_learns(seed: int, constant: bool) -> None:
    rng = np.random.default_rng(seed)
    X, owner = BAYES.clouds(seed, (4, 9, 6), rng.normal(0, 2, (3, 5)), rng.uniform(0.5, 3, (3, 5)))
    y, samples = np.array([5, -2, 9])[owner], rng.normal(0, 3, (8, 5))
    if constant:
        X[:, 2] = samples[:, 2] = 4.0  # in all samples
        X[y == 9, 3] = -1.0  # in one class
    theirs = GaussianNB().fit(X, y).predict_log_proba(samples)
    np.testing.assert_allclose(BAYES.log_probabilities(X, y.tolist(), samples), theirs, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_naive_bayes_without_smoothing_differs_by_next_to_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X, y = BAYES.clouds(seed, (12, 20), rng.normal(0, 1, (2, 3)), np.ones((2, 3)))
    samples = rng.normal(0, 2, (6, 3))
    theirs = GaussianNB(var_smoothing=0).fit(X, y).predict_log_proba(samples)
    np.testing.assert_allclose(BAYES.log_probabilities(X, y.tolist(), samples), theirs, rtol=1e-6, atol=1e-6)


def test_naive_bayes_with_a_thousand_features_and_words_for_labels() -> None:
    X, owner = BAYES.clouds(1, (30, 40), np.random.default_rng(1).normal(0, 2, (2, 1000)), np.ones((2, 1000)))
    y, samples = [["owl", "cat"][i] for i in owner], X[::9] * 3
    theirs = GaussianNB().fit(X, y).predict_log_proba(samples)
    np.testing.assert_allclose(BAYES.log_probabilities(X, y, samples), theirs, rtol=1e-6, atol=1e-6)


quarters = st.integers(-80, 80).map(lambda k: k / 4)


@st.composite
def labelled(draw: st.DrawFn) -> tuple[Array, list[int], Array]:
    """Samples with labels of two or three classes, and samples to predict; at least one feature varies."""
    n, d = draw(st.integers(3, 12)), draw(st.integers(1, 4))
    X = draw(arrays(np.float64, (n, d), elements=quarters).filter(lambda X: bool(np.ptp(X, axis=0).any())))
    y = draw(st.permutations([7, 3, 3, *draw(st.lists(st.sampled_from([3, 7, -1]), min_size=n - 3, max_size=n - 3))]))
    return X, y, draw(arrays(np.float64, (4, d), elements=quarters))


@settings(max_examples=60, deadline=None)
@given(labelled())
def test_naive_bayes_properties(drawn: tuple[Array, list[int], Array]) -> None:
    X, y, samples = drawn
    ours = BAYES.log_probabilities(X, y, samples)
    assert ours.shape == (4, len(set(y)))
    np.testing.assert_allclose(logsumexp(ours, axis=1), 0, atol=1e-9)
    # A variance of next to 0 makes logarithms of 1e9 and more: what is left of them is rounded accordingly.
    theirs = GaussianNB().fit(X, y).predict_log_proba(samples)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5 + 1e-9 * np.abs(theirs).max())
    order = np.random.default_rng(0).permutation(len(X))
    shuffled = BAYES.log_probabilities(X[order], [y[i] for i in order], samples)
    np.testing.assert_allclose(ours, shuffled, rtol=1e-5, atol=1e-5 + 1e-9 * np.abs(ours).max())


whole = st.integers(1, 1000)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=8))
def test_posteriors_are_the_exact_fractions(pairs: list[tuple[int, int]]) -> None:
    priors = [Fraction(p, sum(p for p, _ in pairs)) for p, _ in pairs]
    joint = [prior * Fraction(q, 1000) for prior, (_, q) in zip(priors, pairs, strict=True)]
    answer = solution("foundations/bayes").posterior([float(p) for p in priors], [q / 1000 for _, q in pairs])
    np.testing.assert_allclose(answer, [float(each / sum(joint)) for each in joint], rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 999), st.integers(1, 1000), st.integers(0, 999))
def test_a_positive_test_is_counted_out(sick: int, found: int, cleared: int) -> None:
    true_alarms, false_alarms = sick * found, (1000 - sick) * (1000 - cleared)
    answer = solution("foundations/bayes").positive_test(sick / 1000, found / 1000, cleared / 1000)
    assert answer == pytest.approx(true_alarms / (true_alarms + false_alarms), rel=1e-9)


# foundations/linear_algebra

LINEAR = oracles("foundations/linear_algebra")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("n", "d", "k"), [(40, 4, 2), (7, 30, 5), (12, 5, 5), (20, 1, 1)])
def test_principal_directions_are_scikit_learns(seed: int, n: int, d: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * rng.uniform(0.5, 5, d) + 100 * rng.normal(size=d)
    ours, shares = LINEAR.principal(X, k)
    theirs = PCA(k, svd_solver="full").fit(X)
    np.testing.assert_allclose(LINEAR.shared.turned(ours), LINEAR.shared.turned(theirs.components_), atol=1e-6)
    np.testing.assert_allclose(shares, theirs.explained_variance_ratio_, atol=1e-9)


points_in_space = st.tuples(st.integers(2, 9), st.integers(1, 6)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=quarters)
)


@settings(max_examples=60, deadline=None)
@given(points_in_space.filter(lambda X: bool(np.ptp(X, axis=0).any())))
def test_principal_directions_are_what_they_should_be(X: Array) -> None:
    k = min(X.shape)
    components, shares = LINEAR.principal(X, k)
    np.testing.assert_allclose(components @ components.T, np.eye(k), atol=1e-9)
    assert (np.diff(shares) <= 1e-12).all()
    np.testing.assert_allclose(shares, PCA(svd_solver="full").fit(X).explained_variance_ratio_, atol=1e-9)
    np.testing.assert_allclose(np.var(X @ components.T, axis=0) / np.var(X, axis=0).sum(), shares, atol=1e-9)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("n", "d"), [(8, 3), (30, 5), (4, 4), (12, 1)])
def test_best_weights_are_scikit_learns(seed: int, n: int, d: int) -> None:
    rng = np.random.default_rng(seed)
    X, y = rng.normal(1, 2, (n, d)), rng.normal(3, 2, n)
    ours = LINEAR.best_weights(X, y)
    np.testing.assert_allclose(ours, LinearRegression(fit_intercept=False).fit(X, y).coef_, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(ours, lstsq(X, y)[0], rtol=1e-8, atol=1e-8)
    if n > d:
        line = LinearRegression().fit(X, y)
        with_ones = LINEAR.best_weights(np.column_stack([np.ones(n), X]), y)
        np.testing.assert_allclose(with_ones, [line.intercept_, *line.coef_], rtol=1e-8, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7).flatmap(lambda n: arrays(np.float64, (2, n), elements=quarters)))
def test_shadows_are_what_they_should_be(pair: Array) -> None:
    v, onto = pair
    if onto.any():
        shadow, line = LINEAR.shadow(v, onto), orth(onto[:, None])
        np.testing.assert_allclose(shadow, line @ line.T @ v, atol=1e-9)
        np.testing.assert_allclose((v - shadow) @ onto, 0, atol=1e-8)
        np.testing.assert_allclose(LINEAR.shadow(shadow, -3 * onto), shadow, atol=1e-9)


@pytest.mark.parametrize("eigenvalues", [(4.0, 2.5, -1.0, 0.5), (-5.0, 3.0, 1.0), (2.0, -1.0)])
def test_matrices_have_the_eigenvalues_that_were_asked_for(eigenvalues: tuple[float, ...]) -> None:
    A, rows = LINEAR.with_eigenvalues(eigenvalues, 1)
    np.testing.assert_allclose(eigh(A, eigvals_only=True), sorted(eigenvalues), atol=1e-12)
    for eigenvalue, row in zip(eigenvalues, rows, strict=True):
        np.testing.assert_allclose(A @ row, eigenvalue * row, atol=1e-12)


# PyTorch's gradients, frozen


@pytest.mark.parametrize("exercise", ["network/neural_net", "network/backprop"])
def test_frozen_gradients_are_the_slopes_of_the_loss(exercise: str) -> None:
    for case in oracles(exercise).TORCH:
        p = {name: np.array(value) for name, value in case["params"].items()}
        X, y = np.array(case["X"]), np.array(case["y"])
        assert case["loss"] == pytest.approx(mean_cross_entropy(p, X, y), rel=1e-12)
        for name, gradient in case["gradients"].items():
            slope = numeric_gradient(partial(loss_of, name, p, X, y), p[name])
            np.testing.assert_allclose(gradient, slope, rtol=1e-6, atol=1e-7)


def loss_of(name: str, p: dict[str, Array], X: Array, y: Array, value: Array) -> float:
    """The loss as a function of one of the parameters."""
    return mean_cross_entropy(p | {name: value}, X, y)


def mean_cross_entropy(p: dict[str, Array], X: Array, y: Array) -> float:
    logits = np.maximum(X @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]
    return float(np.mean(logsumexp(logits, axis=1) - (y * logits).sum(axis=1)))


def test_frozen_networks_are_unlike_each_other() -> None:
    """Unequal sizes, a batch of one, a class that no label has, samples of very different size."""
    cases = oracles("network/neural_net").TORCH
    assert all(len({len(c["X"]), *np.shape(c["params"]["W1"]), len(c["y"][0])}) == 4 for c in cases)
    assert any(len(case["X"]) == 1 for case in cases)
    assert any((np.sum(case["y"], axis=0) == 0).any() for case in cases if len(case["X"]) > 1)
    sizes = [np.abs(case["X"]).max(axis=1) for case in cases]
    assert max(size.max() / size.min() for size in sizes) > 1000


def test_frozen_data_is_what_the_scripts_beside_it_ask_for() -> None:
    engine = oracles("micrograd/engine")
    assert engine.TORCH.keys() == engine.PROGRAMS.keys()
    for title, programs in engine.PROGRAMS.items():
        for (inputs, steps), cases in zip(programs, engine.TORCH[title], strict=True):
            assert [{name: data for name, (data, _) in case.items() if name not in steps} for case in cases] == inputs
            assert all(list(case) == [*at, *steps] for at, case in zip(inputs, cases, strict=True))
    script = loaded(ROOT / "graders" / "network" / "neural_net" / "make_torch_gradients.py")
    for exercise in ("network/neural_net", "network/backprop"):
        labels = [np.argmax(case["y"], axis=1).tolist() for case in oracles(exercise).TORCH]
        assert labels == [sizes[3] for sizes in script.NETWORKS]
