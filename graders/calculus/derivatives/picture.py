"""The slope of a curve at one point, and how close your estimate comes to it"""

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import BLACK, BLUE, GREY, VERMILION, given, panel

OPTIONS = {
    "x0": Option(
        1.4,
        -2.0,
        2.0,
        stops=(-2.0, -1.0, 0.0, 1.0, 2.0),
        label="point x0",
        task="Slide the point. Where is the tangent flat, and where does it fall most steeply?",
        frames=12,
        process=True,
    ),
    "h": Option(
        1e-7,
        1e-17,
        1e-1,
        stops=(1e-17, 1e-11, 1e-8, 1e-5, 1e-1),
        label="step h",
        task="Find the h with the smallest error: once for the one-sided rule, once for the two-sided rule.",
        frames=12,
        log=True,
    ),
}


def draw(figure, load, x0=1.4, h=1e-7):
    mine = load("calculus/derivatives")
    figure.set_size_inches(8, 6.2)
    (one, three), (errors, rule) = figure.subplots(2, 2)
    one_tangent(one, mine, x0)
    xs = np.linspace(-2.0, 2.0, 200)
    with panel(three, "plot_tangents: x³ - 2x", "x", "height"):
        mine.plot_tangents(three, lambda x: x**3 - 2 * x, [-1.2, 0.0, 1.4], xs)
    estimates(errors, mine, h)
    with panel(rule, "polynomial_derivative of x³ - 3x", "x", "slope"):
        coefficients = mine.polynomial_derivative([0.0, -3.0, 0.0, 1.0])
        rule.plot(xs, sum(c * xs**k for k, c in enumerate(coefficients)), color=BLUE, label="by the power rule")
        nudged = [mine.numerical_derivative(cubic, x) for x in xs[::20]]
        rule.plot(xs[::20], nudged, "o", color=VERMILION, mfc="none", label="by a nudge")
        rule.axhline(0, color=GREY, lw=0.8)
        rule.legend()


def cubic(x):
    return x**3 - 3 * x


def one_tangent(ax, mine, x0):
    xs = np.linspace(-2.3, 2.3, 200)
    with panel(ax, "tangent_line on x³ - 3x", "x", "height", ylim=(-6, 6)):
        ax.plot(xs, cubic(xs), color=BLACK)
        ax.plot([x0], [cubic(x0)], "o", color=VERMILION, ms=8)
        given(ax)
        tangent = mine.tangent_line(cubic, x0)
        near = np.array([x0 - 1, x0 + 1])
        ax.plot(near, [tangent(x) for x in near], "--", color=VERMILION)
        slope = tangent(x0 + 1) - tangent(x0)
        ax.set_title(f"tangent_line at x0 = {x0:.3g}: slope {slope + 0.0:.2f}")


def estimates(ax, mine, h):
    steps = np.logspace(-17, -1, 65)
    with panel(ax, "error of the slope of sin at 1", "step h", "error", xscale="log", yscale="log", ylim=(1e-13, 3)):
        ax.axvline(h, color=GREY, lw=1, ls=":")
        given(ax)
        said = []
        for name, label, color, dash in (
            ("forward_difference", "one-sided", BLUE, "-"),
            ("numerical_derivative", "two-sided", VERMILION, "--"),
        ):
            rule = getattr(mine, name)
            error = [max(abs(rule(np.sin, 1.0, h=step) - np.cos(1.0)), 1e-13) for step in (*steps, h)]
            ax.plot(steps, error[:-1], color=color, ls=dash, label=label)
            ax.plot([h], error[-1:], "o" if dash == "-" else "s", color=color)
            said.append(f"{label} {error[-1]:.0e}")
            ax.set_title(f"h = {h:.0e}: {', '.join(said)}")
        ax.legend(loc="lower left")
