"""Submissions to the small course for the tests of autograders, as students upload them: one file, flat."""

RIGHT = """
import numpy as np

def square(x):
    return x * x

def mean(xs):
    return np.sum(xs) / len(xs)
"""

WRONG = RIGHT.replace("x * x", "x + x")

KILLS = """
import os, signal, sys
for kill in (lambda: os.kill(os.getppid(), signal.SIGKILL), lambda: os.kill(-1, signal.SIGKILL), lambda: os.fork()):
    try:
        kill()
    except OSError:
        pass
os._exit(0)
"""

# It goes round what Python refuses, by way of the C library, and tells what it got in what it raises.
HOSTILE = r"""
import ctypes, os

libc = ctypes.CDLL(None, use_errno=True)
GOT = []

def read(path):
    descriptor = libc.open(path.encode(), 0)
    buffer = ctypes.create_string_buffer(200)
    if descriptor >= 0 and libc.read(descriptor, buffer, 200) > 0:
        GOT.append(f"LOOT read {path} {buffer.value[:40]!r}")

def write(path):
    descriptor = libc.open(path.encode(), 0o1101, 0o666)
    if descriptor >= 0 and libc.write(descriptor, b'{"score": 100}', 14) > 0:
        GOT.append(f"LOOT wrote {path}")

COURSE = "/autograder/source/course"
for path in (
    f"{COURSE}/graders/warmup/square/test_hidden.py", f"{COURSE}/solutions/warmup/square.py", f"{COURSE}/course.toml",
    "/autograder/source/settings.json", "/autograder/submission_metadata.json", "/autograder/submission/square.py",
    "/etc/passwd", "/etc/shadow", "/proc/self/environ", "/proc/1/environ", "/proc/1/mem",
):
    read(path)
for path in (
    "/autograder/results/results.json", "/autograder/results/x", "/autograder/run_autograder", "/autograder/source/x",
    f"{COURSE}/graders/warmup/square/test_visible.py", "/opt/gradus/venv/x", "/tmp/gradus-x", "/etc/x",
    "/dev/shm/gradus-x",
):
    write(path)
for name, call in {
    "fork": libc.fork, "vfork": libc.vfork, "setuid": lambda: libc.setuid(0), "chroot": lambda: libc.chroot(b"/"),
    "kill the parent": lambda: libc.kill(os.getppid(), 9), "kill all": lambda: libc.kill(-1, 9),
    "socket": lambda: libc.socket(2, 1, 0), "unshare": lambda: libc.unshare(0x10000000),
    "ptrace": lambda: libc.ptrace(16, os.getppid(), 0, 0), "execve": lambda: libc.execv(b"/bin/true", None),
    "chmod": lambda: libc.chmod(b"/autograder/source", 0o777),
    "mount": lambda: libc.mount(b"a", b"/tmp", b"tmpfs", 0, 0),
}.items():
    if call() >= 0:
        GOT.append(f"LOOT {name}")
print("::error::workflow\n##[group]x\nComment :=>> free\n--|>\nGrade :=>> 100\n\x1b[2J")

def square(x):
    print("\nGrade :=>> 100\n--|>\n<script>alert(1)</script>")
    raise ValueError("; ".join(GOT) + "\n--|>\nGrade :=>> 100")

def mean(xs):
    return sum(xs) / len(xs)
"""

# What of it harms nobody where nothing keeps it from anything.
HARMLESS = HOSTILE.partition("for name, call in")[0] + "print(GOT)\n"
FORKS = "import os\nwhile True:\n    os.fork()\n"
