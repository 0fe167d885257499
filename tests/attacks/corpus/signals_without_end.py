"""Tries to keep a thousand signals waiting, each in the kernel's memory."""

import ctypes
import os
import signal


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
        signal.pthread_sigmask(signal.SIG_BLOCK, [40])
        number = (ctypes.c_int * 32)(40, 0, -1)
        for _ in range(1000):
            call(129, 138, os.getpid(), 40, number)
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT signals_without_end")
