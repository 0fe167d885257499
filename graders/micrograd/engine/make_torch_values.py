"""Work out torch_values.json, PyTorch's answers to the programs below, with PyTorch 2.13.

    python3.11 -m venv /tmp/torch && /tmp/torch/bin/pip install torch==2.13.0
    /tmp/torch/bin/python graders/micrograd/engine/make_torch_values.py

A program is a row of assignments with one operator each, so that every Value in between has a name
and a gradient. Most are made so that an operator comes *after* another use of what it works on when
the gradients flow back: whoever overwrites a gradient then loses one.
"""

import json
from pathlib import Path

PAIRS = [{"a": 1.5, "b": -2.5}, {"a": -3, "b": 4}, {"a": 12.0, "b": 0.75}]
SINGLE = [{"a": 2.5}, {"a": -3}]
POSITIVE = [{"a": 0.4}, {"a": 3}]
CHAIN = [{"x": 1.5, "a": 2.0, "b": 3.0, "c": 5.0}, {"x": -0.5, "a": 4, "b": -1, "c": 0.25}]
PROGRAMS = {
    # Sums, differences, negation
    "s = a + b; c = s * a; d = c * b": PAIRS,
    "s = a - b; c = s * a; d = c * b": PAIRS,
    "n = -a; c = n * a": SINGLE,
    "s = a - a; c = s + a; d = a + a; e = c * d": SINGLE,
    # Products
    "b = a * a; c = b * a": SINGLE,
    "m = a * b; s = m + a; c = s * b": PAIRS,
    # Quotients
    "q = a / b; s = q + a; c = s * b": PAIRS,
    "q = a / b; m = a * b; c = q + m": PAIRS,
    "q = a / a; s = q + a; c = s / a": SINGLE,
    # Powers
    "p = a ** 3; c = p * a": SINGLE,
    "p = a ** 2; m = a * b; c = p + m": PAIRS,
    "p = a ** -2; s = p + a; c = s * a": SINGLE,
    "p = a ** 2.0; q = a ** -1.0; c = p * q": SINGLE,
    "p = a ** 1; q = a ** 0; s = p * q; c = s * a": SINGLE,
    "p = a ** 0.5; s = p * a; c = s ** -1.5; d = c * a": POSITIVE,
    # Functions
    "t = a.tanh(); c = t * a": [{"a": 0.5}, {"a": -1.25}],
    "t = a.tanh(); m = a * b; c = t + m": [{"a": 0.5, "b": -2.0}],
    "e = a.exp(); c = e * a": [{"a": 1.5}, {"a": -2}],
    "l = a.log(); c = l * a": POSITIVE,
    "r = a.relu(); c = r * a": [{"a": 2.5}, {"a": -2.5}, {"a": 0.25}],
    "m = a * b; r = m.relu(); s = r + a; c = s * b": PAIRS,
    "m = a * b; t = m.tanh(); e = t.exp(); s = e + a; l = s.log(); c = l * b": [
        {"a": 0.5, "b": 1.5},
        {"a": 1, "b": -2},
    ],
    # Plain numbers on either side
    "r = 2 - a; c = r * a": SINGLE,
    "r = a - 2; c = r * a": SINGLE,
    "r = 2 / a; s = r + a; c = s * a": SINGLE,
    "r = a / 4; c = r * a": SINGLE,
    "r = 2 * a; c = r * a": SINGLE,
    "r = a * 0.5; c = r * a": SINGLE,
    "r = 2 + a; c = r * a": SINGLE,
    "r = a + 0.5; c = r * a; d = c - 7; e = 1.5 - d": SINGLE,
    # A Value in between that is used more than once
    "b = a * c; d = b + a; e = b * c; f = d * e": [{"a": 1.5, "c": -2.0}],
    "b = a * a; c = b * b; d = c * b": [{"a": 1.5}, {"a": -2}],
    "s = a + b; m = a * b; p = s * m; q = s + p; r = p * q; c = r * s": PAIRS[:2],
    # Values that are equal in all that they hold, and still two
    "u = a * a; v = a * a; w = u * v; c = w + v": SINGLE,
    # Ways of unequal length to the same Value, the long one first and last
    "u = a * x; v = b * u; w = c * v; y = w + u": CHAIN,
    "u = a * x; v = b * u; w = c * v; y = u + w": CHAIN,
    "u = x * x; v = u * x; w = v * u; y = w * u; z = y + x": [{"x": 1.2}],
    "u = x * x; v = u * x; w = v * u; y = u * w; z = x + y": [{"x": -1.2}],
}


def worked_out(program, at):
    """The data and gradient of every name in the program, once the last one went backward."""
    import torch

    names = {name: torch.tensor(float(x), dtype=torch.float64) for name, x in at.items()}
    for value in names.values():
        value.requires_grad_()
    for line in program.split("; "):
        exec(line, {}, names)
        list(names.values())[-1].retain_grad()
    *_, result = names.values()
    result.backward()
    return {name: [value.item(), value.grad.item()] for name, value in names.items()}


if __name__ == "__main__":
    table = {
        program: [{"at": at, "values": worked_out(program, at)} for at in points]
        for program, points in PROGRAMS.items()
    }
    lines = [f"{json.dumps(program)}: {json.dumps(cases)}" for program, cases in table.items()]
    file = Path(__file__).with_name("torch_values.json")
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    print(f"{len(table)} programs in {file}")
