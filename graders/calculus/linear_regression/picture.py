"""Fit a line: the loss falls, and the line moves into the points"""

import numpy as np
from matplotlib.figure import Figure

from gradus.student.options import Option
from gradus.student.plots import BLACK, VERMILION, contours, panel

OPTIONS = {
    "lr": Option(
        0.02,
        0.001,
        0.13,
        stops=(0.001, 0.005, 0.02, 0.1, 0.13),
        label="learning rate",
        task="Find the largest learning rate with which the loss still falls to the bottom.",
        frames=14,
        log=True,
    )
}
EPOCHS = 60


def draw(figure, load, lr=0.02):
    mine = load("calculus/linear_regression")
    figure.set_size_inches(10.5, 3.7)
    losses_ax, fit_ax, bowl = figure.subplots(1, 3)
    x, y = mine.make_line(60, 2.0, -1.0, 1.5, np.random.default_rng(0))
    unused = Figure().add_subplot()  # plot_fit draws on two Axes, and either is shown as soon as it can be
    with panel(losses_ax, f"loss, learning rate {lr:.3g}", "epoch", "mean squared error", yscale="log"):
        mine.plot_fit(losses_ax, unused, x, y, *mine.fit_line(x, y, learning_rate=lr, epochs=EPOCHS))
    with panel(fit_ax, "your line, and the true one dashed", "x", "y"):
        w, b, losses = mine.fit_line(x, y, learning_rate=lr, epochs=EPOCHS)
        fit_ax.axline((0, -1.0), slope=2.0, color=BLACK, ls="--", label="true line")
        fit_ax.set(xlim=(-5.5, 5.5), ylim=(-16, 14))
        mine.plot_fit(unused, fit_ax, x, y, w, b, losses)
    with panel(bowl, "each epoch on the map of the loss", "w", "b", xlim=(-1, 5), ylim=(-4, 2)):
        ws, bs = np.linspace(-1, 5, 50), np.linspace(-4, 2, 50)
        contours(
            bowl, ws, bs, [[mine.mse_loss(w, b, x, y) for w in ws] for b in bs], levels=[3, 5, 10, 20, 40, 80, 160]
        )
        bowl.plot(2.0, -1.0, "*", color=BLACK, ms=11, label="true w and b")
        walk = [mine.fit_line(x, y, learning_rate=lr, epochs=epochs)[:2] for epochs in range(EPOCHS + 1)]
        bowl.plot(*np.array(walk, float).T, "-o", ms=3, color=VERMILION, label="your fit_line")
        bowl.legend()
