"""Tries to make five thousand folders: they have no bytes, so no size of a disk limits them."""

import os


def attempt():
    try:
        for number in range(5000):
            os.mkdir(f"folder-{number}")
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT folders_without_end")
