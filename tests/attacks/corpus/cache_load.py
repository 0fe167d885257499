"""Tries to have the kernel load a common file into memory, which another submission would notice."""

import os


def attempt():
    try:
        with open(os.__file__, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT cache_load")
