"""Known wrong answers, so that the attacks meet the diagnosis too."""


class DividedByH:
    """The two points lie 2h apart."""

    def numerical_derivative(f, x, h=1e-4):
        return (f(x + h) - f(x - h)) / h
