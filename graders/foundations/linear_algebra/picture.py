"""Special directions: a projection, the most spread, and what a matrix only stretches"""

import numpy as np

from gradus.student.plots import BLACK, BLUE, GREY, ORANGE, VERMILION, given, label_line, panel

A = np.array([[2.0, 1.0], [1.0, 2.0]])


def draw(figure, load):
    mine = load("foundations/linear_algebra")
    figure.set_size_inches(9.5, 7.2)
    (shadow, fit), (spread, stretch) = figure.subplots(2, 2)
    rng = np.random.default_rng(4)
    with panel(shadow, "project: the nearest point on a line", "x", "y", aspect="equal"):
        shadow.axline((0, 0), (3.0, 1.0), color=BLACK, lw=1)
        given(shadow)
        for v in rng.normal(size=(8, 2)) * 1.5:
            foot = np.asarray(mine.project(v, np.array([3.0, 1.0])))
            shadow.plot(*np.array([v, foot]).T, ":", color=GREY)
            shadow.plot(*v, "o", color=BLUE)
            shadow.plot(*foot, "s", color=ORANGE)
    with panel(fit, "least_squares: the line nearest to all points", "x", "y"):
        x = np.linspace(0, 4, 20)
        y = 0.8 * x + 0.5 + rng.normal(0, 0.5, 20)
        fit.plot(x, y, "o", color=BLUE)
        given(fit)
        a, b = mine.least_squares(np.stack([x, np.ones(20)], axis=1), y)
        fit.plot(x, a * x + b, color=VERMILION)
        fit.vlines(x, y, a * x + b, colors=GREY, linestyles=":")
        fit.set_title(f"least_squares: y = {a:.2f} x + {b:.2f}")
    principal(spread, mine, rng)
    stretched(stretch, mine)


def principal(ax, mine, rng):
    X = rng.normal(size=(200, 2)) * [2.0, 0.6] @ np.array([[0.8, 0.6], [-0.6, 0.8]]) + [1.0, 0.5]
    with panel(ax, "pca: the directions of most spread", "x", "y", aspect="equal"):
        ax.plot(*X.T, ".", ms=4, color=GREY, alpha=0.6)
        given(ax)
        components, ratio = mine.pca(X, 2)
        middle, reach = X.mean(axis=0), 3.6 * X.std()
        for number, (direction, share) in enumerate(zip(np.asarray(components), ratio, strict=True)):
            tip = middle + reach * np.sqrt(share) * np.asarray(direction)
            color, dash = ((VERMILION, "-"), (BLUE, "--"))[number % 2]
            ax.annotate("", tip, middle, arrowprops={"arrowstyle": "-|>", "lw": 2.4, "color": color, "ls": dash})
            box = {"facecolor": "white", "edgecolor": color, "pad": 2}
            spot = tip + 0.9 * np.asarray(direction)
            ax.text(*spot, f"{share:.0%}", color=color, weight="bold", bbox=box, ha="center", va="center", zorder=6)
            ax.update_datalim([spot])


def stretched(ax, mine):
    """The unit circle and what A makes of it: along its eigenvectors an arrow and its image are in line."""
    with panel(ax, "power_iteration: a direction A only stretches", "x", "y", aspect="equal"):
        turn = np.linspace(0, 2 * np.pi, 100)
        circle = np.array([np.cos(turn), np.sin(turn)])
        ax.plot(*circle, color=GREY, label="unit circle")
        ax.plot(*(A @ circle), "--", color=BLUE, label="after A = [[2, 1], [1, 2]]")
        given(ax)
        value, v = mine.power_iteration(A, 50, np.random.default_rng(0))
        v = np.asarray(v) * np.sign(v[0])
        other = np.array([-v[1], v[0]])  # A is symmetric: its second eigenvector is at a right angle to the first
        for arrow, color, beside in ((v, VERMILION, (5, 0)), (other, BLACK, (-20, 8))):
            ax.annotate("", A @ arrow, (0, 0), arrowprops={"arrowstyle": "-|>", "lw": 1.2, "color": color, "ls": "--"})
            ax.annotate("", arrow, (0, 0), arrowprops={"arrowstyle": "-|>", "lw": 2.6, "color": color})
            label_line(ax, tuple(A @ arrow), f"×{arrow @ A @ arrow:.3g}", color=color, weight="bold", xytext=beside)
        ax.set_title(f"power_iteration: its arrow becomes {value:.3g} times as long")
        ax.legend(loc="lower right", fontsize=8)
