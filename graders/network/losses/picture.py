"""From scores to probabilities, and what a wrong answer costs"""

import numpy as np

from gradus.student.plots import BLUE, GREEN, GREY, VERMILION, panel


def draw(figure, load):
    mine = load("network/losses")
    figure.set_size_inches(10.5, 3.7)
    shares_ax, cost, push = figure.subplots(1, 3)
    with panel(shares_ax, "softmax of (first score, 0, 1)", "first score (logit)", "probability"):
        moves = np.linspace(-6, 6, 121)
        rows = np.array(mine.softmax(np.stack([moves, np.zeros(121), np.ones(121)], axis=1)))
        for row, label, color, dash in zip(
            rows.T, ("first score", "score 0", "score 1"), (BLUE, VERMILION, GREEN), ("-", "--", "-."), strict=True
        ):
            shares_ax.plot(moves, row, color=color, ls=dash, label=label)
        shares_ax.set_ylim(-0.05, 1.5)
        shares_ax.legend(loc="upper left")
    with panel(cost, "cross_entropy of one answer", "probability of the right class", "loss"):
        shares = np.linspace(0.01, 0.99, 99)
        losses = [mine.cross_entropy(np.array([[p, 1 - p]]), np.array([[1.0, 0.0]])) for p in shares]
        cost.plot(shares, losses, color=BLUE)
    with panel(push, "softmax_cross_entropy_gradient:\nprobability minus truth", "class", "gradient of its score"):
        logits, target = np.array([[2.0, 0.0, 1.0, -1.0]]), np.eye(4)[[2]]
        gradient = np.asarray(mine.softmax_cross_entropy_gradient(logits, target))[0]
        bars = push.bar(range(4), gradient, color=[GREY, GREY, BLUE, GREY])
        bars[2].set_hatch("//")
        push.axhline(0, color="black", lw=0.8)
        push.set(xticks=range(4), xticklabels=["0", "1", "2, the\nright one", "3"])
