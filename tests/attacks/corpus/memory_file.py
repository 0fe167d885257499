"""Tries to make a file that is memory, and that nothing counts."""

import os


def attempt():
    try:
        return os.memfd_create("gradus") >= 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT memory_file")
