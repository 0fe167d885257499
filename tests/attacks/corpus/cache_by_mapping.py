"""Tries to load and to drop pages of a common file by advice about a mapping."""

import mmap
import os


def attempt():
    try:
        with open(os.__file__, "rb") as file:
            pages = mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ)
        pages.madvise(mmap.MADV_WILLNEED)
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT cache_by_mapping")
