"""Tries to mount a folder of its own, by the old calls and by the new ones."""

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
        ways = [(165, 40, b"none", b"/scratch", b"tmpfs", 0, 0), (166, 39, b"/scratch", 2), (428, 428, -100, b"/", 1)]
        for way in [*ways, (430, 430, b"tmpfs", 0), (155, 41, b"/", b"/")]:
            try:
                return call(*way) >= 0
            except OSError:
                pass
        return False
    except (OSError, AttributeError, ValueError):
        return False


if attempt():
    raise RuntimeError("LOOT mounts")
