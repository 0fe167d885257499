"""Tries to leave a process behind: fork, double fork, spawn, exec, subprocess, multiprocessing, raw system calls."""

import ctypes
import multiprocessing
import os
import signal
import subprocess
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
loot = []


def stay():
    """The child: leave every group that it could be killed with, and wait."""
    libc.prctl(15, b"gradus-attack", 0, 0, 0)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    try:
        os.setsid()
        if os.fork():
            os._exit(0)
    except OSError:
        pass
    time.sleep(600)
    os._exit(0)


def forked(fork):
    pid = fork()
    if pid == 0:
        stay()
    return pid > 0


CLONE, FORK, VFORK, CLONE3 = 56, 57, 58, 435
python = [sys.executable or "/usr/bin/python3", "-c", "import time; time.sleep(600)", "gradus-attack"]
WAYS = {
    "fork": lambda: forked(os.fork),
    "forkpty": lambda: forked(lambda: os.forkpty()[0]),
    "clone": lambda: forked(lambda: libc.syscall(CLONE, 17, 0, 0, 0, 0)),
    "clone_parent": lambda: forked(lambda: libc.syscall(CLONE, 0x8000 | 17, 0, 0, 0, 0)),
    "raw fork": lambda: forked(lambda: libc.syscall(FORK)),
    "clone3": lambda: forked(lambda: libc.syscall(CLONE3, (ctypes.c_uint64 * 11)(), 88)),
    "spawn": lambda: os.posix_spawn(python[0], python, {}) > 0,
    "subprocess": lambda: subprocess.Popen(python).pid > 0,
    "shell": lambda: os.system("sleep 600 gradus-attack &") == 0,
    "system": lambda: libc.system(b"sleep 600 &") == 0,
    "multiprocessing": lambda: multiprocessing.get_context("fork").Process(target=stay).start() is None,
    "exec": lambda: os.execv("/bin/sh", ["sh", "-c", "sleep 600"]) is None,
    "memory exec": lambda: os.execv(os.memfd_create("x"), ["x"]) is None,
}
for name, way in WAYS.items():
    try:
        if way():
            loot.append(name)
    except (OSError, ValueError, RuntimeError, AttributeError):
        pass
if loot:
    raise RuntimeError(f"LOOT {loot}")
