"""How fast the reference solutions are, as ratios to what runs beside them.

    uv run python benchmarks/reference.py

The reference Value trains a two-moons network no slower than a plain implementation of micrograd's design (a closure a
node, recursion for the order) written here for the purpose; the digits network trains 1,000 epochs in no more time
than scikit-learn's MLPClassifier takes for the same number of full-batch updates. Exits 1 where a target is missed.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy: both sides get one core

import contextlib
import importlib.util
import io
import itertools
import statistics
import sys
import time
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
RUNS, NOISE = 5, 1.1


def reference(name: str) -> Any:
    """A reference module, imported as students' modules import each other."""
    package = sys.modules.setdefault("exercises", types.ModuleType("exercises"))
    package.__path__ = [str(ROOT / "solutions")]
    return importlib.import_module(f"exercises.{name}")


class Plain:
    """micrograd's design, plainly: each result keeps a closure that hands its gradient on."""

    def __init__(self, data: float, parents: tuple[Plain, ...] = ()) -> None:
        self.data, self.grad, self.parents = data, 0.0, set(parents)
        self.hand_on: Callable[[], None] = lambda: None

    def __add__(self, other: Any) -> Plain:
        other = other if isinstance(other, Plain) else Plain(other)
        out = Plain(self.data + other.data, (self, other))

        def hand_on() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out.hand_on = hand_on
        return out

    def __mul__(self, other: Any) -> Plain:
        other = other if isinstance(other, Plain) else Plain(other)
        out = Plain(self.data * other.data, (self, other))

        def hand_on() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.hand_on = hand_on
        return out

    def relu(self) -> Plain:
        out = Plain(max(0.0, self.data), (self,))

        def hand_on() -> None:
            self.grad += (out.data > 0) * out.grad

        out.hand_on = hand_on
        return out

    def __neg__(self) -> Plain:
        return self * -1

    def __radd__(self, other: Any) -> Plain:
        return self.__add__(other)

    def __rmul__(self, other: Any) -> Plain:
        return self.__mul__(other)

    def backward(self) -> None:
        order: list[Plain] = []
        seen: set[Plain] = set()

        def visit(node: Plain) -> None:
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node.hand_on()


def moons(kind: Any) -> None:
    """Three steps of a 2-16-16-1 network on 30 points of two moons, hinge loss, in Values of this kind."""
    rng = np.random.default_rng(0)
    angles = rng.uniform(0, np.pi, 30)
    upper = rng.random(30) < 0.5
    points = np.where(upper, [np.cos(angles), np.sin(angles)], [1 - np.cos(angles), 0.5 - np.sin(angles)]).T
    sizes = [2, 16, 16, 1]
    layers = [
        [[kind(float(w)) for w in rng.normal(size=a + 1)] for _ in range(b)] for a, b in itertools.pairwise(sizes)
    ]
    for _ in range(3):
        total = kind(0.0)
        for point, side in zip(points, upper, strict=True):
            signals: list[Any] = [float(x) for x in point]
            for depth, layer in enumerate(layers):
                sums = [sum((w * x for w, x in zip(neuron[:-1], signals, strict=True)), neuron[-1]) for neuron in layer]
                signals = sums if depth == len(layers) - 1 else [s.relu() for s in sums]
            total = total + (1 + -(signals[0] * (1.0 if side else -1.0))).relu()
        total.backward()
        for layer in layers:
            for neuron in layer:
                for weight in neuron:
                    weight.data -= 0.01 * weight.grad
                    weight.grad = 0.0


def ours() -> None:
    digits, network = reference("network.digits"), reference("network.neural_net")
    X, y, *_ = digits.load_data(np.random.default_rng(0))
    with contextlib.redirect_stdout(io.StringIO()):
        digits.train(network.NeuralNetwork(64, 32, 10), X, y)


def theirs() -> None:
    from sklearn.neural_network import MLPClassifier

    X, y, *_ = reference("network.digits").load_data(np.random.default_rng(0))
    # One full batch an update, plain gradient descent, and no reason to stop early.
    model = MLPClassifier((32,), solver="sgd", momentum=0.0, batch_size=len(X), alpha=0.0, learning_rate_init=0.5)
    model.set_params(max_iter=1000, tol=0.0, n_iter_no_change=1000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, y.argmax(axis=1))
    assert model.n_iter_ == 1000


def median_ratio(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float, float]:
    """Medians of both in CPU seconds, and of their ratio pair by pair."""

    def seconds(run: Callable[[], None]) -> float:
        started = time.process_time()
        run()
        return time.process_time() - started

    one()
    other()
    pairs = [(seconds(one), seconds(other)) for _ in range(RUNS)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second), statistics.median(a / b for a, b in pairs)


def main() -> int:
    engine = reference("micrograd.engine")
    missed = 0
    for name, one, other in (
        ("two moons: reference Value, plain micrograd", lambda: moons(engine.Value), lambda: moons(Plain)),
        ("digits: reference network, MLPClassifier", ours, theirs),
    ):
        mine, beside, ratio = median_ratio(one, other)
        print(f"{name:<45} {mine:.2f} s  {beside:.2f} s  ratio {ratio:.2f}  (target: at most 1)")
        missed += ratio > NOISE
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
