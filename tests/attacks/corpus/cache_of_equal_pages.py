"""Tries to have equal pages of different programs become one, whose write takes longer."""

import mmap
import os


def attempt():
    try:
        pages = mmap.mmap(-1, 1 << 16, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        pages.madvise(mmap.MADV_MERGEABLE)
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT cache_of_equal_pages")
