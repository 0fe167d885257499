"""Tries to move a page of a common file into a pipe, where it could be written to."""

import os


def attempt():
    try:
        reading, writing = os.pipe()
        with open(os.__file__, "rb") as file:
            return os.splice(file.fileno(), writing, 10) == 10
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT splice")
