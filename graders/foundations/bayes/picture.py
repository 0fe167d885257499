"""What a positive test means when the disease is rare, and the regions that your model draws"""

import numpy as np

from gradus.student.plots import BLUE, GREEN, ORANGE, VERMILION, classes, given, panel


def draw(figure, load):
    mine = load("foundations/bayes")
    figure.set_size_inches(9.5, 4.2)
    left, right = figure.subplots(1, 2)
    priors = np.logspace(-4, 0, 80)[:-1]
    with panel(left, "positive_test, sensitivity 0.95", "how common the disease is", "probability of being ill"):
        for specificity, color, dash in ((0.9, BLUE, "-"), (0.99, VERMILION, "--"), (0.999, GREEN, "-.")):
            after = [mine.positive_test(float(p), 0.95, specificity) for p in priors]
            left.semilogx(priors, after, color=color, ls=dash, label=f"specificity {specificity:g}")
        left.legend()
    rng = np.random.default_rng(0)
    clouds = (([0, 0], 0.7), ([3, 1], 1.0), ([1, 3.5], [1.4, 0.4]))
    X = np.concatenate([rng.normal(middle, spread, size=(60, 2)) for middle, spread in clouds])
    y = np.repeat([0, 1, 2], 60)
    with panel(right, "GaussianNaiveBayes", "first feature", "second feature", aspect="equal"):
        classes(right, X, y)
        right.legend(loc="lower right")
        given(right)
        model = mine.GaussianNaiveBayes()
        model.fit(X, y)
        xs = np.linspace(-3, 6, 150)
        grid = np.stack(np.meshgrid(xs, xs), axis=-1).reshape(-1, 2)
        regions = np.asarray(model.predict(grid)).reshape(150, 150)
        right.contourf(
            xs, xs, regions, levels=[-0.5, 0.5, 1.5, 2.5], colors=[BLUE, ORANGE, GREEN], alpha=0.25, zorder=0
        )
        share = np.mean(np.asarray(model.predict(X)) == y)
        right.set_title(f"GaussianNaiveBayes: {share:.0%} of these points right")
