"""Tries to take large pages, of which a machine has some for everybody."""

import mmap
import os


def attempt():
    try:
        mmap.mmap(-1, 1 << 21, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x40000)
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT large_pages")
