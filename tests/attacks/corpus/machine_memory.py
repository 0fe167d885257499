"""Tries to read how much memory the machine has free, and how many processes it has."""

import ctypes
import os


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
        return call(99, 179, ctypes.create_string_buffer(256)) == 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT machine_memory")
