"""Tries to have a thread call the function that is the answer: what calls it there is the standard library."""

import numpy as np
from concurrent.futures import ThreadPoolExecutor


def attempt():
    try:
        function = getattr(np, "me" + "an")
        def mean(numbers):
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(function, numbers).result()
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_thread")
