"""Resource limits, Landlock and seccomp: each is tried from inside by a process of its own; ordinary work goes on."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from gradus.authoring import release
from gradus.worker import confine
from tests.conftest import sampled

ROOT = Path(__file__).resolve().parents[2]
HERE = [sys.prefix, sys.base_prefix, str(ROOT / "gradus"), "/usr", "/lib", "/lib64", "/etc", "/dev"]
MACHINES = ["x86_64", "aarch64"]
PID = 4321
HERE_TABLE = ROOT / "tests" / "worker" / "refused_calls.txt"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")


def table(path: Path, machine: str) -> dict[str, int]:
    """The numbers of system calls by their names."""
    lines = [line.split() for line in path.read_text("ascii").splitlines() if line and line[0] not in "#["]
    column = 1 + MACHINES.index(machine)
    return {line[0]: int(line[column]) for line in lines if line[column] != "-"}


REFUSED_CALLS = {machine: table(HERE_TABLE, machine) for machine in MACHINES}
NUMBERS = {m: table(ROOT / "gradus/worker/syscalls.txt", m) | REFUSED_CALLS[m] for m in MACHINES}

PRELUDE = f"""
import ctypes, errno, os, resource, signal, socket, sys, tempfile, threading
sys.path.insert(0, {str(ROOT)!r})
from gradus.worker import confine
libc = ctypes.CDLL(None, use_errno=True)
numbers = {NUMBERS!r}[os.uname().machine] if sys.platform == "linux" else {{}}
def call(what, *arguments):
    number = numbers[what] if isinstance(what, str) else what
    words = (ctypes.c_long(a) if isinstance(a, int) else a for a in (number, *arguments))
    if libc.syscall(*words) < 0:
        raise OSError(ctypes.get_errno(), what)
room, secret = sys.argv[1:3]
MAP = __import__("mmap").mmap(-1, 4096)
PAGE = ctypes.addressof(ctypes.c_char.from_buffer(MAP))
confine.die_with_parent()
confine.limit(1 << 30)
"""
LOCK = f"layers = confine.lock_down([*{HERE!r}, sys.prefix], [room, os.devnull])\n"


def bubblewrap(room: Path) -> list[str]:
    own = "--unshare-all --unshare-user --uid 65534 --gid 65534 --cap-drop ALL --die-with-parent"
    folders = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--bind", str(room), str(room)]
    return ["bwrap", *own.split(), *folders, "--"]


@pytest.fixture(params=["process", "bubblewrap"])
def inside(request, tmp_path):
    """Run code after locking in; answers the finished process."""
    room, secret = tmp_path / "room", tmp_path / "secret"
    room.mkdir()
    secret.write_text("the answers")
    around = bubblewrap(room) if request.param == "bubblewrap" else []
    if around and (not shutil.which("bwrap") or subprocess.run([*around, "true"], capture_output=True).returncode):
        pytest.skip("bubblewrap does not work here")

    def run(code: str, lock: str = LOCK) -> subprocess.CompletedProcess[str]:
        command = [*around, sys.executable, "-c", PRELUDE + lock + code, str(room), str(secret)]
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(room), "MPLCONFIGDIR": str(room)}
        return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)

    return run


# What may not be done, and what the kernel says to it.

REFUSED = {
    "fork": "os.fork()",
    "vfork": "__import__('subprocess').run(['/bin/true'])",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "exec": "os.execv('/bin/true', ['true'])",
    "clone as a process": "call('clone', signal.SIGCHLD, 0, 0, 0, 0)",
    "clone into a namespace": "call('clone', 0x10f00 | 0x10000000, 0, 0, 0, 0)",
    "clone3": ("call('clone3', 0, 0)", "ENOSYS"),
    "openat2": ("call('openat2', 0, 0, 0, 0)", "ENOSYS"),
    "a call from the future": ("call(463, 0)", "ENOSYS"),
    "an x32 call": ("call(0x40000000 | 39) if os.uname().machine == 'x86_64' else os.fork()", "EPERM"),
    "inet socket": "socket.socket()",
    "unix socket": "socket.socket(socket.AF_UNIX)",
    "datagram pair": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "memfd_create": "os.memfd_create('hole')",
    "shmget": "call('shmget', 0, 1 << 30, 0o1600)",
    "mq_open": "call('mq_open', b'queue', 0o102, 0o600, 0)",
    "io_uring": "call('io_uring_setup', 1, 0)",
    "keyctl": "call('keyctl', 0, 0)",
    "bpf": "call('bpf', 0, 0, 0)",
    "perf": "call('perf_event_open', 0, 0, 0, 0, 0)",
    "userfaultfd": "call('userfaultfd', 0)",
    "ptrace the parent": "call('ptrace', 0x4206, os.getppid(), 0, 0)",
    "ptrace me": "call('ptrace', 0, 0, 0, 0)",
    "read another's memory": "call('process_vm_readv', os.getppid(), 0, 0, 0, 0, 0)",
    "signal the parent": "os.kill(os.getppid(), 0)",
    "signal the group": "os.kill(0, 0)",
    "signal everybody": "os.kill(-1, 0)",
    "signal by thread": "call('tgkill', os.getppid(), os.getppid(), 0)",
    "signal through a pipe": "__import__('fcntl').fcntl(os.pipe()[0], 8, os.getppid())",
    "ask for a lock": "__import__('fcntl').fcntl(0, 5, bytes(32))",
    "load a file's pages": "os.posix_fadvise(open(confine.__file__).fileno(), 0, 0, os.POSIX_FADV_WILLNEED)",
    "evict a file's pages": "os.posix_fadvise(open(confine.__file__).fileno(), 0, 0, os.POSIX_FADV_DONTNEED)",
    "evict them by mapping": "MAP.madvise(21)",
    "merge equal pages": "MAP.madvise(12)",
    "see a file's pages": "call('mincore', PAGE, 4096, ctypes.create_string_buffer(1))",
    "read what is cached": "os.preadv(os.open(confine.__file__, 0), [bytearray(9)], 0, os.RWF_NOWAIT)",
    "read past the cache": "os.open(confine.__file__, os.O_DIRECT)",
    "pages of a large size": "__import__('mmap').mmap(-1, 1 << 21, 0x40022)",
    "a machine's free memory": "call('sysinfo', ctypes.create_string_buffer(200))",
    "a disk's free space": "os.statvfs('/')",
    "descriptors on their way": "socket.send_fds(socket.socketpair()[0], [b'x'], [0])",
    "leave the session": "os.setsid()",
    "outlive the parent": "call('prctl', 1, 0, 0, 0, 0)",
    "mount": "call('mount', b'none', room.encode(), b'tmpfs', 0, 0)",
    "unshare": "call('unshare', 0x10000000)",
    "chroot": "os.chroot(room)",
    "chmod": "open(room + '/f', 'w').close(); os.chmod(room + '/f', 0o777)",
    "chmod what is read-only": "os.chmod(sys.executable, 0o777)",
    "fchmodat2": "call('fchmodat2', -100, b'/', 0o777, 0)",
    "chown": "os.chown(room, os.getuid(), os.getgid())",
    "utime": "os.utime(room)",
    "setxattr": "os.setxattr(room, 'user.a', b'')",
    "symlink": "os.symlink(secret, room + '/link')",
    "mkfifo": "os.mkfifo(room + '/pipe')",
    "truncate by path": "os.truncate(sys.executable, 0)",
    "truncate by reading": "os.open(room, os.O_RDONLY | os.O_TRUNC)",
    "handles": "call('open_by_handle_at', -100, 0, 0)",
    "raise a limit": "call('prlimit64', 0, 9, (ctypes.c_long * 2)(-1, -1), 0)",
    "raise it the old way": "call('setrlimit', 9, (ctypes.c_long * 2)(-1, -1))",
    "prlimit of the parent": "call('prlimit64', os.getppid(), 7, (ctypes.c_long * 2)(1, 1), 0)",
    "become somebody": "os.setuid(os.getuid())",
    "renice": "os.nice(1)",
    "another seccomp filter": "call('seccomp', 1, 0, 0)",
    "TIOCSTI": "__import__('fcntl').ioctl(0, 0x5412, b'x')",
    "TIOCSTI with a high bit": "call('ioctl', 0, 0x5412 | 1 << 32, b'x')",
    "TIOCLINUX": "__import__('fcntl').ioctl(0, 0x541C, b'x')",
}
CLOSED = {
    "read a file": "open(secret).read()",
    "list a folder": "os.listdir(os.path.dirname(secret))",
    "read the parent's environment": "open('/proc/1/environ').read()",
    "read its own memory": "open('/proc/self/mem').read()",
    "write outside": "open(secret, 'a')",
    "create outside": "open(secret + '2', 'w')",
    "remove outside": "os.remove(secret)",
    "write what is readable": "open(confine.__file__, 'a')",
    "move out": "open(room + '/f', 'w').close(); os.rename(room + '/f', secret)",
    "link in": "os.link(secret, room + '/answers')",
}


@on_linux
@pytest.mark.parametrize("code", sampled(REFUSED.values(), 2), ids=REFUSED)
def test_seccomp_refuses(inside, code):
    code, expected = code if isinstance(code, tuple) else (code, "EPERM")
    assert attempt(inside, code) == [expected]


@on_linux
@pytest.mark.parametrize("code", sampled(CLOSED.values(), 2), ids=CLOSED)
def test_landlock_refuses(inside, code):
    if not json.loads(inside("print(int(layers['landlock']))").stdout):
        pytest.skip("no Landlock in this kernel")
    assert attempt(inside, code)[0] in ("EACCES", "EROFS", "EXDEV")


# Kinds of calls, each of which has been a way out of a sandbox or between two: none is left to its arguments.
NEVER = {
    "the page cache": "fadvise64 readahead mincore cachestat sync_file_range",
    "timers without end": "timer_create timer_settime timerfd_create timerfd_settime",
    "the machine": "sysinfo statfs fstatfs syslog membarrier",
    "processes": "fork vfork execve execveat ptrace process_vm_readv process_vm_writev pidfd_open pidfd_getfd kcmp",
    "namespaces and mounts": "unshare setns chroot pivot_root mount umount2 open_tree move_mount fsopen mount_setattr",
    "the network": "socket connect bind listen accept accept4 sendmsg sendmmsg",
    "keys": "add_key request_key keyctl",
    "programs in the kernel": "bpf io_uring_setup io_uring_enter userfaultfd perf_event_open seccomp",
    "watching files": "inotify_init1 inotify_add_watch fanotify_init fanotify_mark name_to_handle_at",
    "memory besides": "memfd_create memfd_secret shmget msgget semget mq_open splice tee vmsplice mlock",
    "another process's pages": "process_madvise move_pages migrate_pages mbind set_mempolicy",
}


@on_linux
@pytest.mark.parametrize("kind", NEVER)
def test_what_is_never_allowed(inside, kind):
    """On this machine by calling each, and on both by the filter: with no arguments and with all."""
    names = NEVER[kind].split()
    for machine in MACHINES:
        for number in (REFUSED_CALLS[machine][n] for n in names if n in REFUSED_CALLS[machine]):
            assert {verdict(machine, number, *[argument] * 6) for argument in (0, PID, 2**64 - 1)} == {"EPERM"}
    code = f"""
for name in {names!r}:
    if name in numbers and libc.syscall(ctypes.c_long(numbers[name]), *[ctypes.c_long(0)] * 6) != -1:
        print("done", name)
    elif name in numbers:
        print(errno.errorcode[ctypes.get_errno()])
"""
    assert set(inside(code).stdout.split()) == {"EPERM"}


LOCKS = """
import fcntl
def locked():
    one, other = open(confine.__file__), open(confine.__file__)
    fcntl.flock(one, fcntl.LOCK_EX)
    try:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return "locked"
    return "nothing happened"
print(locked())
"""


@on_linux
def test_a_lock_is_none(inside):
    """Two submissions that are graded at once could talk by a lock on a file that both can read."""
    assert inside(LOCKS, lock="").stdout == "locked\n"
    assert inside(LOCKS).stdout == "nothing happened\n"


def attempt(inside, code):
    answer = "except OSError as error:\n    print(errno.errorcode[error.errno])"
    done = inside(f"try:\n    {code}\n    print('done')\n{answer}")
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@on_linux
@pytest.mark.skipif(os.name == "posix" and os.uname().machine != "x86_64", reason="an x86 instruction")
def test_a_32_bit_call_kills(inside):
    code = """
import mmap
page = mmap.mmap(-1, 4096, prot=7)
page.write(b"\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xc3")  # mov eax, getpid; int 0x80; ret
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
"""
    done = inside(code)
    # A kernel built without 32-bit calls answers with SIGSEGV; bubblewrap answers 128 + the signal.
    assert done.returncode in (-signal.SIGSYS, -signal.SIGSEGV, 128 + signal.SIGSYS, 128 + signal.SIGSEGV)
    assert done.stdout == ""


ALLOWED = {
    "threads": "t = threading.Thread(target=print, args=['ran']); t.start(); t.join()",
    "temporary files": "with tempfile.TemporaryFile(dir=room) as f: f.truncate(9); print('ran')",
    "temporary folders": "with tempfile.TemporaryDirectory(dir=room): print('ran')",
    "rename": "open(room + '/a', 'w').close(); os.replace(room + '/a', room + '/b'); print('ran')",
    "overwrite": "[open(room + '/a', 'w').write('x') for _ in range(2)]; print('ran')",
    "devnull": "print('lost', file=open(os.devnull, 'w')); print('ran')",
    "imports": "import asyncio, decimal, json, random, sqlite3, unittest; print('ran')",
    "asyncio": "import asyncio; asyncio.run(asyncio.sleep(0)); print('ran')",
    "pools": "from concurrent.futures import *; print(*ThreadPoolExecutor(4).map(str, ['ran']))",
    "signal itself": "signal.signal(10, lambda *_: print('ran')); os.kill(os.getpid(), 10)",
    "ctypes callbacks": "ctypes.CFUNCTYPE(None)(lambda: print('ran'))()",
    "timers": "signal.setitimer(signal.ITIMER_REAL, 60); print('ran')",
    "read limits": "print('ran' if resource.getrlimit(resource.RLIMIT_AS)[1] == 1 << 30 else '')",
    "numpy": "import numpy; x = numpy.ones((99, 99)); print('ran' if (x @ x)[0, 0] == 99 else '')",
    "memmap": "import numpy; numpy.memmap(room + '/m', 'f8', 'w+', shape=9)[:] = 1; print('ran')",
}


@on_linux
@pytest.mark.parametrize("code", sampled(ALLOWED.values(), 2), ids=ALLOWED)
def test_ordinary_work_goes_on(inside, code):
    if "numpy" in code:
        pytest.importorskip("numpy")
    done = inside(code)
    assert (done.stdout, done.returncode) == ("ran\n", 0), done.stderr


@on_linux
@pytest.mark.parametrize("inside", ["bubblewrap", pytest.param("process", marks=pytest.mark.long)], indirect=True)
def test_scientific_work_goes_on(inside):
    pytest.importorskip("sklearn")
    pytest.importorskip("matplotlib")
    code = """
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
digits = load_digits()
train_test_split(digits.data, digits.target)
plt.imshow(digits.images[0])
plt.savefig(room + "/digit.png")
print(os.path.getsize(room + "/digit.png") > 1000)
"""
    done = inside(code)
    assert done.stdout == "True\n", done.stderr


@on_linux
def test_abort_still_aborts(inside):
    assert inside("os.abort()").returncode in (-signal.SIGABRT, 128 + signal.SIGABRT)


@on_linux
def test_a_second_thread_is_too_many(inside):
    start = "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    done = inside("", lock=start + LOCK)
    assert "ConfinementError: The worker has 2 threads" in done.stderr


# Limits, everywhere

QUEUE = """
signal.pthread_sigmask(signal.SIG_BLOCK, [40])
info = (ctypes.c_int * 32)(40, 0, -1)
for count in range(1000):
    if libc.syscall(ctypes.c_long(numbers["rt_sigqueueinfo"]), os.getpid(), 40, info) < 0:
        break
print(count <= 64)
"""
LIMITS = {
    "memory": ("try: bytearray(2 << 30)\nexcept MemoryError: print('refused')", "", "refused\n"),
    "file size": ("f = open(room + '/f', 'wb', 0)\nprint([f.write(bytes(1 << 24)) for _ in range(5)])", "Error", ""),
    "open files": ("kept = [os.dup(1) for _ in range(300)]", "Too many open files", ""),
    "pending signals": (QUEUE, "", "True\n"),
    "repeated": ("confine.limit(2 << 30); print(resource.getrlimit(resource.RLIMIT_AS)[1] >> 30)", "", "1\n"),
}


@on_linux
@pytest.mark.parametrize(("code", "stderr", "stdout"), LIMITS.values(), ids=LIMITS)
def test_limits(inside, code, stderr, stdout):
    done = inside(code, lock="")
    assert stderr in done.stderr and done.stdout == stdout


@on_linux
def test_threads_end(inside):
    code = """
try:
    for _ in range(100): threading.Thread(target=threading.Event().wait, daemon=True).start()
except RuntimeError:
    print("ended")
print(resource.getrlimit(resource.RLIMIT_NPROC)[1])
os._exit(0)
"""
    done = inside(code, lock="confine.limit(1 << 30, threads=20)\n" + LOCK)
    assert done.stdout.split()[-1] == "20", done.stderr
    assert os.getuid() == 0 or done.stdout.startswith("ended")


@on_linux
def test_dies_with_its_parent():
    child = PRELUDE + LOCK + "print('ready', flush=True); __import__('time').sleep(60)"
    parent = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {child!r}, "", ""], stdout=subprocess.PIPE)
child.stdout.readline()
"""
    # It ends when the child has closed its standard error, which it shares.
    subprocess.run([sys.executable, "-c", parent], stderr=subprocess.PIPE, timeout=20, check=True)


@on_linux
def test_an_unknown_machine_is_refused(monkeypatch):
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "", "", "", "riscv64")))
    with pytest.raises(confine.ConfinementError, match="not riscv64"):
        confine.lock_down([], [])


def test_elsewhere(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    confine.die_with_parent()
    with pytest.raises(confine.ConfinementError, match="Linux only"):
        confine.lock_down([], [])


# The filter itself, for both machines, run by a small interpreter of BPF


def program(machine: str) -> list[confine._Instruction]:
    return list(confine._program(machine, PID, confine._system_calls(machine)))


DIGESTS = {
    "x86_64": "81e38e07727f050aea7808c9df98ec3707a1d2dcd16c38a45a3e7bbc228ca802",
    "aarch64": "e5445716c42dd4e6ec544014fe29b7f4ada36bce433aabab2d83eb7f50bb0f82",
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_is_the_reviewed_one(machine):
    """A change of the filter, or of syscalls.txt, has to be meant: it changes the digest here as well."""
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program(machine))
    assert hashlib.sha256(code).hexdigest() == DIGESTS[machine]


def verdict(machine: str, number: int, *arguments: int, arch: int | None = None) -> str:
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = [number, confine._ARCHITECTURES[machine] if arch is None else arch, 0, 0]
    data += [half for a in padded for half in (a & 0xFFFFFFFF, a >> 32 & 0xFFFFFFFF)]
    code, at, value = program(machine), 0, 0
    while True:
        operation, yes, no, operand = code[at]
        at += 1
        if operation == confine._LOAD:
            value = data[operand // 4]
        elif operation == confine._AND:
            value &= operand
        elif operation == confine._RETURN:
            known = {confine._ALLOW: "allow", confine._KILL: "kill"}
            return known.get(operand) or errno.errorcode.get(operand & 0xFFFF, "SUCCESS")
        else:
            tests = {confine._EQUAL: "__eq__", confine._GREATER: "__gt__", confine._AT_LEAST: "__ge__"}
            at += yes if getattr(value, tests[operation])(operand) else no


@pytest.mark.parametrize("machine", MACHINES)
def test_the_filter_says_what_the_table_says(machine):
    calls = confine._system_calls(machine)
    judged = calls["conditional"]
    assert set(judged) == set(confine._conditions(machine, PID)) & set(NUMBERS[machine])
    assert len(NUMBERS[machine]) == len(set(NUMBERS[machine].values()))
    expected = {number: name for name, section in calls.items() for number in section.values()}
    for number in set(range(600)) - set(judged.values()):
        beyond = "ENOSYS" if number > confine._NEWEST else "EPERM"
        assert verdict(machine, number) == expected.get(number, beyond).replace("allowed", "allow"), number
    assert {verdict(machine, number) for number in REFUSED_CALLS[machine].values()} == {"EPERM"}
    assert verdict(machine, 0x40000000) == verdict(machine, 0xFFFFFFFF) == "EPERM"
    assert verdict(machine, 39, arch=0x40000003) == "kill"
    assert len(program(machine)) < 4096


def test_a_release_carries_all_of_the_worker():
    files = [path for path in (ROOT / "gradus" / "worker").iterdir() if path.is_file()]
    assert {path.relative_to(ROOT).as_posix() for path in files} <= release._engine().keys()


THREAD = 0x3D0F00  # What pthread_create() asks for.
JUDGED = [
    ("clone", (THREAD,), "allow"),
    ("clone", (THREAD | 1 << 22,), "allow"),
    ("clone", (17,), "EPERM"),
    ("clone", (0x4111,), "EPERM"),
    ("clone", (THREAD & ~0x400,), "EPERM"),
    *(("clone", (THREAD | flag,), "EPERM") for flag in (0x20000, 0x2000000, *(1 << bit for bit in range(26, 31)))),
    ("kill", (PID, 6), "allow"),
    ("kill", (PID + 1, 6), "EPERM"),
    ("kill", (-PID, 6), "EPERM"),
    ("tgkill", (PID, PID + 7, 6), "allow"),
    ("tgkill", (1, 1, 9), "EPERM"),
    ("rt_tgsigqueueinfo", (1, 1, 9, 0), "EPERM"),
    ("socketpair", (1, 1 | 0o2000000), "allow"),
    ("socketpair", (1, 2), "EPERM"),
    ("socketpair", (30, 1), "EPERM"),
    ("prlimit64", (0, 9, 0), "allow"),
    ("prlimit64", (0, 9, 1), "EPERM"),
    ("prlimit64", (0, 9, 1 << 32), "EPERM"),
    ("ioctl", (0, 0x5401), "allow"),
    ("ioctl", (0, 0x5412 | 1 << 32), "EPERM"),
    ("ioctl", (0, 0x541C), "EPERM"),
    ("fcntl", (0, 1030), "allow"),
    ("fcntl", (0, 8), "EPERM"),
    ("fcntl", (0, 10), "EPERM"),
    ("fcntl", (0, 1031), "EPERM"),
    ("fcntl", (0, 6), "SUCCESS"),
    ("fcntl", (0, 7), "SUCCESS"),
    ("fcntl", (0, 38), "SUCCESS"),
    ("fcntl", (0, 5), "EPERM"),
    ("fcntl", (0, 36), "EPERM"),
    ("fcntl", (0, 1032), "EPERM"),
    ("mmap", (0, 4096, 3, 0x22), "allow"),
    ("mmap", (0, 4096, 3, 0x40022), "EPERM"),
    ("madvise", (0, 4096, 4), "allow"),
    *(("madvise", (0, 4096, advice), "EPERM") for advice in (3, 9, 12, 20, 21, 22, 23, 24, 25)),
    ("preadv2", (3, 0, 1, 0, 0, 0), "allow"),
    *(("preadv2", (3, 0, 1, 0, 0, 1 << bit), "EPERM") for bit in range(8)),
    ("pwritev2", (3, 0, 1, 0, 0, 8), "EPERM"),
    ("prctl", (15,), "allow"),
    ("prctl", (1, 0), "EPERM"),
    ("prctl", (4, 1), "EPERM"),
    ("prctl", (22, 2), "EPERM"),
    ("sched_setaffinity", (0,), "allow"),
    ("sched_setaffinity", (1,), "EPERM"),
    ("openat", (0, 0, os.O_RDONLY | 0o2000000), "allow"),
    ("openat", (0, 0, 0o1000 | 1 | 0o100), "allow"),
    ("openat", (0, 0, 0o1000), "EPERM"),
    ("openat", (0, 0, 0o1003), "EPERM"),
]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("name", "arguments", "expected"), JUDGED)
def test_the_filter_judges_arguments(machine, name, arguments, expected):
    number = confine._system_calls(machine)["conditional"][name]
    assert verdict(machine, number, *arguments) == expected


HEADERS = {
    "x86_64": ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"],
    "aarch64": ["/usr/include/asm-generic/unistd.h"],
}


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_of_the_kernel_was_looked_at(machine):
    """It stands in one of the two tables with the number that it has here."""
    header = next((Path(path) for path in HEADERS[machine] if os.path.exists(path)), None)
    if header is None:
        pytest.skip("the kernel's headers are not installed")
    defined = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)\b", header.read_text(), re.MULTILINE)
    calls = [(NAMES.get(name, name), int(number)) for name, number in defined if "time64" not in name]
    kernel = {name: number for name, number in calls if name not in NO_CALLS}
    newest = max(kernel.values())
    known = {name: number for name, number in NUMBERS[machine].items() if number <= newest}
    assert known == kernel


NAMES = {"fstatat": "newfstatat"}
# A count, ranges, and what only 32-bit machines have.
NO_CALLS = "syscalls arch_specific_syscall sync_file_range2 clock_adjtime64 clock_settime64 clock_gettime64".split()
