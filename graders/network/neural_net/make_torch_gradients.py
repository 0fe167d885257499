"""Work out torch_gradients.json, PyTorch's gradients of the networks below, with PyTorch 2.13.

    uv run --with torch==2.13.0 python -m graders.network.neural_net.make_torch_gradients

The file is written here and beside the graders of network/backprop, which ask for the same gradients. No two sizes of a
network are the same. Numbers have three decimals, so that what is in the file is what PyTorch was given.
"""

import json
import random
from pathlib import Path

HERE = Path(__file__).parent
PLACES = (HERE, HERE.parent / "backprop")
# Samples, inputs, hidden neurons, the class of each sample, the number of classes, and how large each sample is.
NETWORKS = [
    (5, 3, 6, [3, 0, 3, 2, 0], 4, [1, 1, 1, 1, 1]),  # class 1 is in no label
    (4, 6, 3, [1, 0, 0, 1], 2, [0.001, 1, 30, 0.1]),  # rows of very different size
    (1, 2, 4, [2], 5, [2]),  # a batch of one
    (7, 2, 5, [2, 2, 2, 2, 2, 2, 2], 3, [1, 2, 3, 1, 2, 3, 1]),  # one class alone
]
NEAR = 0.02  # ReLU has a corner at 0: nobody is asked for its slope there


def numbers(rows, columns, rng, size=1.0):
    return [[round(rng.gauss(0.0, size), 3) for _ in range(columns)] for _ in range(rows)]


def network(seed, n, n_in, hidden, labels, classes, sizes):
    """Parameters and samples, drawn again where a hidden neuron comes near its corner."""
    import torch

    rng = random.Random(seed)
    while True:
        shapes = {"W1": (n_in, hidden), "b1": (1, hidden), "W2": (hidden, classes), "b2": (1, classes)}
        params = {name: numbers(*shape, rng) for name, shape in shapes.items()}
        X = [numbers(1, n_in, rng, size)[0] for size in sizes]
        before = torch.tensor(X, dtype=torch.float64) @ torch.tensor(params["W1"], dtype=torch.float64)
        if (before + torch.tensor(params["b1"], dtype=torch.float64)).abs().min() > NEAR:
            return {"params": params, "X": X, "y": [[float(k == label) for k in range(classes)] for label in labels]}


def with_gradients(case, labels):
    """The same case with PyTorch's loss and its gradients."""
    import torch
    from torch.nn import functional

    p = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in case["params"].items()}
    hidden = functional.linear(torch.tensor(case["X"], dtype=torch.float64), p["W1"].T, p["b1"][0]).relu()
    loss = functional.cross_entropy(functional.linear(hidden, p["W2"].T, p["b2"][0]), torch.tensor(labels))
    loss.backward()
    return {**case, "loss": loss.item(), "gradients": {name: value.grad.tolist() for name, value in p.items()}}


if __name__ == "__main__":
    cases = [with_gradients(network(seed, *sizes), sizes[3]) for seed, sizes in enumerate(NETWORKS)]
    text = "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n"
    for place in PLACES:
        (place / "torch_gradients.json").write_text(text, "utf-8")
    print(f"{len(cases)} networks in torch_gradients.json, for {' and '.join(place.name for place in PLACES)}")
