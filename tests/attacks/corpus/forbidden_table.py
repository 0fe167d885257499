"""Tries to find the function that is the answer in a table that NumPy has of its functions."""

from numpy.testing import overrides


def attempt():
    try:
        functions = overrides.get_overridable_numpy_array_functions()
        mean = next(each for each in functions if each.__name__ == "me" + "an")
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_table")
