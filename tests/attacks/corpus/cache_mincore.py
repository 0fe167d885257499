"""Tries to see which pages of a common file are in memory: another submission could have put them there."""

import ctypes
import mmap
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
        with open(os.__file__, "rb") as file:
            pages = mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
        start = ctypes.addressof(ctypes.c_char.from_buffer(pages))
        return call(27, 232, start, len(pages), ctypes.create_string_buffer(64)) == 0
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT cache_mincore")
