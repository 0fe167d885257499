"""Tries to lock a part of a common file for this process, and to ask who holds such a lock."""

import fcntl
import os
import struct


def attempt():
    try:
        with open(os.__file__, "rb") as one, open(os.__file__, "rb") as other:
            fcntl.fcntl(one, fcntl.F_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 10, 0))
            held = fcntl.fcntl(other, 36, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 10, 0))  # F_OFD_GETLK
            return struct.unpack("hhqqi4x", held)[0] != fcntl.F_UNLCK
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT lock_of_a_process")
