"""Tries to lock a file that every submission can read: who asks for the lock learns a bit."""

import fcntl
import os


def attempt():
    try:
        with open(os.__file__, "rb") as one, open(os.__file__, "rb") as other:
            fcntl.flock(one, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT lock_flock")
