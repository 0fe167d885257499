"""Tries to be told when somebody else opens a file."""

import fcntl
import os


def attempt():
    try:
        with open("gradus-lease", "w"):
            pass
        with open("gradus-lease", "rb") as file:
            return fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK) == 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT lock_by_lease")
