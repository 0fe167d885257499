"""Tries to make a file of a gigabyte that takes no room."""

import os


def attempt():
    try:
        with open("gradus-sparse", "wb") as file:
            file.truncate(1 << 30)
        return os.path.getsize("gradus-sparse") == 1 << 30
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT sparse_file")
