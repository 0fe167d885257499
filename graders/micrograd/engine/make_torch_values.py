"""Work out torch_values.json: PyTorch's answers to the programs of test_hidden.py, with PyTorch 2.13.

uv run --with torch==2.13.0 python -m graders.micrograd.engine.make_torch_values
"""

import json
from pathlib import Path

from graders.micrograd.engine.test_hidden import PROGRAMS, apply


def values(steps, at):
    """The data and gradient of every Value in a program, once the last one went backward."""
    import torch

    names = {name: torch.tensor(float(x), dtype=torch.float64, requires_grad=True) for name, x in at.items()}
    for name, step in steps.items():
        names[name] = apply(step, names)
        names[name].retain_grad()
    names[list(steps)[-1]].backward()
    return {name: [tensor.item(), tensor.grad.item()] for name, tensor in names.items()}


def text(programs):
    """The answers to some programs as JSON, a line for each of them."""
    return "[\n" + ",\n".join(json.dumps([values(steps, at) for at in inputs]) for inputs, steps in programs) + "\n]"


if __name__ == "__main__":
    file = Path(__file__).with_name("torch_values.json")
    groups = [f"{json.dumps(title)}: {text(programs)}" for title, programs in PROGRAMS.items()]
    file.write_text("{\n" + ",\n".join(groups) + "\n}\n", "utf-8")
    print(f"{sum(map(len, PROGRAMS.values()))} programs in {file}")
