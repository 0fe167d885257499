"""Tries to open a file by its number instead of by its name."""

import ctypes
import os
import struct


def call(x86_64, aarch64, *arguments):
    """A system call past all that is Python's; raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = libc.syscall(ctypes.c_long(x86_64 if os.uname().machine == "x86_64" else aarch64), *words)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result


def attempt():
    try:
        handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0), 136)
        return call(303, 264, -100, os.__file__.encode(), handle, ctypes.byref(ctypes.c_int()), 0) == 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT handles")
