"""Tries to open terminals, of which a machine has some for everybody."""

import os


def attempt():
    try:
        os.close(os.open("/dev/ptmx", os.O_RDONLY))
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT terminals")
