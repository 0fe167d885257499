"""Tries to read a common file only if it is in memory, which tells whether it is."""

import os


def attempt():
    try:
        with open(os.__file__, "rb") as file:
            try:
                return os.preadv(file.fileno(), [bytearray(100)], 0, os.RWF_NOWAIT) > 0
            except BlockingIOError:
                return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT cache_read_if_there")
