"""Tries to take the function that is the answer from the module that defines it."""

import importlib


def attempt():
    try:
        mean = getattr(importlib.import_module("numpy._core.from" + "numeric"), "me" + "an")
        return float(mean([1.0, 2.0, 6.0])) == 3.0
    except Exception:
        return False


if attempt():
    raise RuntimeError("LOOT forbidden_submodule")
