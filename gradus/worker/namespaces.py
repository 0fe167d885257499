"""Namespaces for a worker that is cloned inside a sandbox: its processes, folders, network and threads are its own.

See clone(2), mount(2), user_namespaces(7) and capabilities(7).
"""

import ctypes
import os
import signal
import struct
from collections.abc import Mapping

from gradus.worker.confine import check, number

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (1 << bit for bit in (17, 26, 27, 28, 29, 30))
_NAMESPACES = _NEWNS | _NEWUTS | _NEWIPC | _NEWPID | _NEWNET
_PRIVATE, _SECURE = 0x40000 | 0x4000, 2 | 4  # MS_PRIVATE | MS_REC, MS_NOSUID | MS_NODEV
_PR_CAPBSET_DROP, _CAPABILITY_VERSION, _CAPABILITIES = 24, 0x20080522, 64


def clone() -> int:
    """Fork into new namespaces; returns the child's process, or 0 in it, where it is process 1. Raises OSError.

    os.fork takes no flags, and after unshare(CLONE_NEWPID) a process could fork into one namespace only.
    """
    python, libc = ctypes.pythonapi, ctypes.CDLL(None, use_errno=True)
    python.PyOS_BeforeFork()
    words = [ctypes.c_ulong(word) for word in (_NAMESPACES | signal.SIGCHLD, 0, 0, 0, 0)]
    process = int(libc.syscall(ctypes.c_long(number("clone")), *words))
    code = ctypes.get_errno()
    if process == 0:
        python.PyOS_AfterFork_Child()
    else:
        python.PyOS_AfterFork_Parent()
    if process < 0:
        raise OSError(code, os.strerror(code))
    return process


def separate(folders: Mapping[str, tuple[int, int]]) -> None:
    """Give a clone folders of its own in memory, the first one as its working directory.

    Each takes so many bytes and files: of files the kernel keeps a kilobyte that no other limit counts. The clone then
    has a count of its own threads, and no capability. Raises ConfinementError.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    check(libc.mount(b"none", b"/", None, ctypes.c_ulong(_PRIVATE), None), "Making the mounts private")
    for folder, (size, files) in folders.items():
        options = f"size={size},nr_inodes={files},mode=1777".encode()
        mounted = libc.mount(b"tmpfs", folder.encode(), b"tmpfs", ctypes.c_ulong(_SECURE), options)
        check(mounted, f"Mounting {folder}")
    os.chdir(next(iter(folders)))
    # RLIMIT_NPROC counts a user's threads in one user namespace: in a common one, workers could starve each other.
    check(libc.unshare(_NEWUSER), "Entering a user namespace")
    for capability in range(_CAPABILITIES):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # the kernel knows fewer than these
    header, none = struct.pack("Ii", _CAPABILITY_VERSION, 0), struct.pack("6I", *[0] * 6)
    check(libc.capset(header, none), "Dropping the capabilities")
