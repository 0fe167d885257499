"""Tries to call the function that is the answer by a name that is put together."""

import numpy as np


def attempt():
    try:
        mean = getattr(np, "me" + "an")
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_attribute")
