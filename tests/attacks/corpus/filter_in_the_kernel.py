"""Tries to give the kernel a program of one's own, as a filter of a socket."""

import ctypes
import os
import socket
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
        one, _ = socket.socketpair()
        code = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0xFFFF))
        one.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HxxxxxxP", 1, ctypes.addressof(code)))
        return True
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT filter_in_the_kernel")
