"""Tries to have NumPy call the function that is the answer."""

import numpy as np


def attempt():
    try:
        function = getattr(np, "me" + "an")
        mean = lambda numbers: np.apply_along_axis(function, 0, np.array(numbers))
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_applied")
