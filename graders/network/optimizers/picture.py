"""Four optimizers in one ravine, and three ways to let the learning rate fall"""

import numpy as np

from gradus.student.options import Option
from gradus.student.plots import BLACK, BLUE, GREEN, GREY, PURPLE, VERMILION, contours, given, panel

OPTIONS = {
    "rate": Option(
        0.04,
        0.001,
        1.0,
        stops=(0.001, 0.01, 0.04, 0.09, 0.1, 0.101, 0.5),
        label="learning rate",
        task="Give each optimizer its best rate. Which one comes within 0.01 of the star in the fewest steps?",
        frames=20,
        log=True,
    )
}
START, STEPS, CURVATURE = np.array([-4.0, 1.0]), 120, np.array([1.0, 20.0])
LOOKS = {"SGD": (BLUE, "-o"), "momentum": (VERMILION, "--s"), "RMSProp": (GREEN, "-.^"), "Adam": (PURPLE, ":D")}


def draw(figure, load, rate=0.04):
    mine = load("network/optimizers")
    figure.set_size_inches(11, 4.4)
    ravine, distance, schedules = figure.subplots(1, 3, width_ratios=(1.2, 1, 1))
    xs, ys = np.linspace(-4.5, 1.5, 80), np.linspace(-1.5, 1.5, 80)
    with panel(ravine, f"the first 40 steps, rate {rate:g}", "first weight", "second weight"):
        contours(ravine, xs, ys, 0.5 * (xs[None, :] ** 2 + 20 * ys[:, None] ** 2), levels=[0.5, 2, 5, 10, 15, 20])
        ravine.plot(0, 0, "*", color=BLACK, ms=12, zorder=4)
        given(ravine)
        ravine.set(xlim=(-4.5, 1.5), ylim=(-1.5, 1.5))
        for name, path in walks(mine, rate):
            ravine.plot(*path[:41].T, LOOKS[name][1], color=LOOKS[name][0], ms=3, lw=1, label=name)
    with panel(distance, "steps until within 0.01 of the star", "step", "distance", yscale="log", ylim=(1e-4, 1e2)):
        distance.axhline(0.01, color=GREY, lw=0.8)
        given(distance)
        for name, path in walks(mine, rate):
            far = np.linalg.norm(path, axis=1)
            outside = np.flatnonzero(~(far < 0.01))
            steps = outside[-1] + 1 if len(outside) else 0
            label = f"{name}: {steps}" if steps <= STEPS else f"{name}: more than {STEPS}"
            distance.plot(far, LOOKS[name][1], color=LOOKS[name][0], ms=3, lw=1.2, markevery=10, label=label)
        distance.legend(fontsize=8)
    with panel(schedules, "three schedules", "step", "learning rate"):
        for name, period, color, dash in (
            ("step_decay", 10, BLUE, "-"),
            ("cosine_annealing", 70, VERMILION, "--"),
            ("warm_restarts", 10, GREEN, "-."),
        ):
            rates = [getattr(mine, name)(step, period) for step in range(70)]
            schedules.plot(range(70), rates, color=color, ls=dash, label=name)
        schedules.set(ylim=(-0.005, 0.15))
        schedules.legend(fontsize=8, loc="upper right")


def walks(mine, rate):
    """The path of each optimizer, one after the other: what is written is drawn before what is not."""
    zero = np.zeros(2)
    yield "SGD", walk(lambda W, dW, memory, t: (mine.sgd_step(W, dW, rate),))
    yield "momentum", walk(lambda W, dW, memory, t: mine.momentum_step(W, dW, *memory, learning_rate=rate), zero)
    yield "RMSProp", walk(lambda W, dW, memory, t: mine.rmsprop_step(W, dW, *memory, learning_rate=rate), zero)
    yield "Adam", walk(lambda W, dW, memory, t: mine.adam_step(W, dW, *memory, t, learning_rate=rate), zero, zero)


def walk(step, *memory):
    W, path = START, [START]
    for t in range(1, STEPS + 1):
        W, *memory = step(W, W * CURVATURE, memory, t)
        path.append(W)
    return np.array(path)
