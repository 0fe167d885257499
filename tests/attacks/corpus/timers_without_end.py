"""Tries to make ten thousand timers: each takes the kernel's memory, which no limit counts."""

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
        made = 0
        for _ in range(10_000):
            made += call(222, 107, 1, 0, ctypes.byref(ctypes.c_int())) == 0
        return made > 100
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT timers_without_end")
