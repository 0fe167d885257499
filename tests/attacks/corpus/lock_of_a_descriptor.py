"""Tries to lock a part of a common file for a descriptor."""

import fcntl
import os
import struct


def attempt():
    try:
        lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 10, 0)
        with open("gradus-lock", "w+b") as one, open("gradus-lock", "w+b") as other:
            fcntl.fcntl(one, 37, lock)  # F_OFD_SETLK
            try:
                fcntl.fcntl(other, 37, lock)
            except BlockingIOError:
                return True
        return False
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT lock_of_a_descriptor")
