class OnlySquared:
    """That is only the square."""

    def fourth(x):
        return x * x


class TimesFour:
    """Four times a number is not its fourth power."""

    def fourth(x):
        return 4 * x


class Cubed:
    """That is the third power."""

    def fourth(x):
        return x**3


class Fifth:
    """One factor too many."""

    def fourth(x):
        return x**5


class Doubled:
    """You doubled where you should have squared."""

    def fourth(x):
        return (2 * x) ** 2


class Negative:
    """An even power has no sign."""

    def fourth(x):
        return -(x**4)
