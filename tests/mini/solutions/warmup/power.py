"""Higher powers, built on squares.

Source: arithmetic.
"""

from exercises.warmup.square import square


def fourth(x):
    """The fourth power of x, a float.

    Source: arithmetic.

    >>> fourth(2.0)
    16.0
    """
    ### BEGIN SOLUTION
    return square(square(x))
    ### END SOLUTION
