class Doubled:
    """Twice a number is not its square."""

    def square(x):
        return 2 * x


class SumForMean:
    """You return the sum: a mean also divides by the count."""

    def mean(xs):
        return sum(xs)


class HalfTheSum:
    """You always divide by 2: divide by how many numbers there are."""

    def mean(xs):
        return sum(xs) / 2


class SignKept:
    """A square is never negative."""

    def square(x):
        return x * abs(x)


class Shifted:
    """You change the array that you were given."""

    def mean(xs):
        total = 0.0
        for i in range(len(xs)):
            total += xs[i]
            xs[i] = 0.0
        return total / (len(xs))


class Cubed:
    """That is the third power."""

    def square(x):
        return x**3
