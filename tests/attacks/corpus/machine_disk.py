"""Tries to read how much room the machine's disk has."""

import os


def attempt():
    try:
        return os.statvfs(os.__file__).f_blocks > 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT machine_disk")
