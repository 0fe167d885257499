"""How much gradient arrives in each layer of a deep network."""

import random


def draw(figure, load):
    MLP, Value = load("micrograd/nn").MLP, load("micrograd/engine").Value
    mine = load("micrograd/graph")
    left, right = figure.subplots(1, 2)
    random.seed(1)
    model = MLP(3, [8, 8, 8, 8, 1])
    answer = model([Value(1.0), Value(-2.0), Value(0.5)])
    answer = answer[0] if isinstance(answer, list) else answer
    (answer * answer).backward()
    flow = mine.gradient_flow(model)
    left.bar(range(1, len(flow) + 1), flow)
    left.set(title="your gradient_flow", xlabel="layer", ylabel="size of the gradients")
    counts = []
    for depth in range(1, 9):
        x = Value(0.7)
        y = x
        for _ in range(depth):
            y = y * y + x
        nodes, edges = mine.trace(y)
        counts.append((len(nodes), len(edges)))
    right.plot(range(1, 9), counts, "o-", label=["nodes", "edges"])
    right.set(title="your trace of y·y + x, repeated", xlabel="repetitions")
    right.legend()
