"""Tries to load the module anew that has the function that is the answer."""

import importlib


def attempt():
    try:
        module = importlib.import_module("numpy._core.from" + "numeric")
        mean = getattr(importlib.reload(module), "me" + "an")
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_loaded_anew")
