"""Tries to read a process's memory past its permissions."""

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
        source, target = ctypes.create_string_buffer(b"secret"), ctypes.create_string_buffer(6)
        piece = lambda buffer: (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), 6)
        return call(310, 270, os.getpid(), piece(target), 1, piece(source), 1, 0) == 6
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT process_memory")
