"""Tries to take the function that is the answer out of a module's dictionary."""

import sys
import numpy


def attempt():
    try:
        mean = vars(sys.modules["num" + "py"])["me" + "an"]
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_dictionary")
