"""Tries to make namespaces of its own, in which it has all rights."""

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
        for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000):
            try:
                return call(272, 97, flag) == 0
            except OSError:
                pass
        return False
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT namespaces")
