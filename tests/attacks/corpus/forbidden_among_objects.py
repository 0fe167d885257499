"""Tries to find the function that is the answer among all objects there are."""

import gc
import numpy


def attempt():
    try:
        named = [each for each in gc.get_objects() if callable(each) and getattr(each, "__name__", "") == "me" + "an"]
        for mean in named:
            try:
                if float(mean([1.0, 2.0, 6.0])) == 3.0:
                    break
            except Exception:
                pass
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_among_objects")
