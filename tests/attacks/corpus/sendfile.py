"""Tries to move a page of a common file into a pipe by sendfile."""

import os


def attempt():
    try:
        reading, writing = os.pipe()
        with open(os.__file__, "rb") as file:
            return os.sendfile(writing, file.fileno(), 0, 10) == 10
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT sendfile")
