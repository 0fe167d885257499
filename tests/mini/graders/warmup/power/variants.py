class Direct:
    """By the power operator."""

    def fourth(x):
        return x**4


class Product:
    """By three products."""

    def fourth(x):
        return x * x * x * x


class Loop:
    """By a loop."""

    def fourth(x):
        result = 1
        for _ in range(4):
            result *= x
        return result


class AsList:
    """With a helper inside."""

    def fourth(x):
        def twice(y):
            return y * y

        return twice(twice(x))
