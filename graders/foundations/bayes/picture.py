"""What a positive test says when the disease is rare; and the classes that your model draws."""

import numpy as np


def draw(figure, load):
    mine = load("foundations/bayes")
    left, right = figure.subplots(1, 2)
    priors = np.logspace(-4, 0, 80)[:-1]
    for specificity in (0.9, 0.99, 0.999):
        after = [mine.positive_test(float(p), 0.95, specificity) for p in priors]
        left.semilogx(priors, after, label=f"specificity {specificity:g}")
    left.set(title="your positive_test", xlabel="how common the disease is", ylabel="probability after a positive test")
    left.legend()
    rng = np.random.default_rng(0)
    X = np.concatenate(
        [rng.normal(m, s, size=(60, 2)) for m, s in (([0, 0], 0.7), ([3, 1], 1.0), ([1, 3.5], [1.4, 0.4]))]
    )
    y = np.repeat([0, 1, 2], 60)
    model = mine.GaussianNaiveBayes()
    model.fit(X, y)
    xs = np.linspace(-3, 6, 120)
    grid = np.stack(np.meshgrid(xs, xs), axis=-1).reshape(-1, 2)
    right.contourf(xs, xs, np.asarray(model.predict(grid)).reshape(120, 120), levels=[-0.5, 0.5, 1.5, 2.5], alpha=0.35)
    right.scatter(*X.T, c=y, s=12, edgecolors="black", linewidths=0.3)
    right.set(title="your GaussianNaiveBayes", aspect="equal")
