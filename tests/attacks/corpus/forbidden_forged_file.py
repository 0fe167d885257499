"""Tries to call the function that is the answer from code that says it is NumPy's."""

import numpy as np


def attempt():
    try:
        code = compile("def found(numbers): return me" + "an(numbers)", np.linalg.__file__, "exec")
        exec(code, vars(np))
        mean = vars(np)["found"]
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_forged_file")
