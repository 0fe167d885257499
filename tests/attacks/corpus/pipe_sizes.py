"""Tries to read and set the size of a pipe, of which all processes of a user have so much together."""

import fcntl
import os


def attempt():
    try:
        reading, _ = os.pipe()
        return fcntl.fcntl(reading, 1032) > 0 and fcntl.fcntl(reading, 1031, 1 << 18) > 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT pipe_sizes")
