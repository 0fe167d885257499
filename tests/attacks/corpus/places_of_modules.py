"""Tries to learn from its modules where this Python is installed."""

import sys
import numpy


def attempt():
    paths = [str(getattr(each, "__file__", "")) for each in sys.modules.values()] + sys.path
    return any(not path.startswith(("/python/", "/packages", "/gradus/", "/scratch/")) for path in paths if path[:1] == "/" and path.endswith(".py"))


if attempt():
    raise RuntimeError("LOOT places_of_modules")
