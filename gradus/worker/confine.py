"""Applies resource limits, Landlock and seccomp to the worker before student code is loaded.

Landlock restricts which files can be opened. seccomp allows the system calls of syscalls.txt and no other: what is left
out are processes, sockets, signals, memory that RLIMIT_AS does not count, and whatever other workers would notice, such
as locks and the page cache. See the kernel's userspace-api/landlock.rst and userspace-api/seccomp_filter.rst.
"""

import contextlib
import ctypes
import errno
import functools
import os
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence

MAX_FILE_BYTES = 64 << 20
MAX_OPEN_FILES = 256
MAX_PENDING_SIGNALS = 64


class ConfinementError(Exception):
    """The process could not be confined, so no student code may run in it."""


def limit(memory: int, threads: int | None = None) -> None:
    """Lower the hard resource limits that this system has.

    Set `threads` only in a user namespace of its own: elsewhere RLIMIT_NPROC counts every thread of the user, and it
    does not apply to root (setrlimit(2)).
    """
    if sys.platform == "win32":
        return
    import resource

    limits = {"AS": memory, "CORE": 0, "MEMLOCK": 0, "FSIZE": MAX_FILE_BYTES, "NOFILE": MAX_OPEN_FILES, "MSGQUEUE": 0}
    limits |= {"SIGPENDING": MAX_PENDING_SIGNALS, "NICE": 0, "RTPRIO": 0}
    for name, value in (limits | ({} if threads is None else {"NPROC": threads})).items():
        with contextlib.suppress(AttributeError, OSError, ValueError):  # a limit that this system does not have
            which = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(which)[1]
            lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (lower, lower))


def die_with_parent() -> None:
    """On Linux, have the kernel kill this process when the thread that started it ends, and refuse debuggers."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def lock_down(readable: Sequence[str], writable: Sequence[str]) -> dict[str, int | bool]:
    """Restrict this process to threads and to the files beneath `readable` and `writable`, skipping missing paths.

    Returns {"landlock": its ABI version, or 0 if the kernel has none, "seccomp": True}.
    Raises ConfinementError off Linux, and if a layer cannot be applied.
    """
    if sys.platform != "linux":
        raise ConfinementError("Landlock and seccomp exist on Linux only.")
    machine = os.uname().machine
    if machine not in _ARCHITECTURES or struct.calcsize("P") != 8:
        raise ConfinementError(f"Only 64-bit x86_64 and aarch64 are supported, not {machine}.")
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        threads = 1  # The sandbox has no /proc.
    if threads != 1:  # Landlock applies to the calling thread and to those that it starts later.
        raise ConfinementError(f"The worker has {threads} threads; confine it while it has one.")
    libc = ctypes.CDLL(None, use_errno=True)
    check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "Setting no_new_privs")
    abi = _landlock(libc, readable, writable)
    _seccomp(libc, machine)
    return {"landlock": abi, "seccomp": True}


def landlock_version() -> int:
    """The version of Landlock that this kernel has; 0 if it has none, or keeps this process from it."""
    if sys.platform != "linux":
        return 0
    return max(0, _call(ctypes.CDLL(None, use_errno=True), _CREATE_RULESET, 0, 0, 1))


def prepare() -> None:
    """Compute what lock_down() needs in a process that is the first of its namespace, for those to be cloned."""
    _filter(os.uname().machine, 1)


def number(call: str) -> int:
    """The number of a conditional system call on this machine."""
    return _system_calls(os.uname().machine)["conditional"][call]


def _call(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    words = (ctypes.c_long(a) if isinstance(a, int) else a for a in (number, *arguments))
    return int(libc.syscall(*words))


def check(result: int, step: str) -> int:
    """The result of a system call. Raises ConfinementError if it failed."""
    if result < 0:
        raise ConfinementError(f"{step} failed: {os.strerror(ctypes.get_errno())}.")
    return result


# Landlock. No rule grants the right to execute: seccomp forbids it in any case.

_WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _REFER = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13
_FILE_RIGHTS = _WRITE_FILE | _READ_FILE | _TRUNCATE
_READING = _READ_FILE | _READ_DIR
# Files and folders only: a link, a pipe or a device could trap a program that opens it afterwards.
_WRITING = _READING | _FILE_RIGHTS | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER
_RIGHTS_BY_ABI = (0, 13, 14, 15, 15, 16, 16, 16, 16, 17)  # How many file rights each ABI version defines.
_O_PATH = 0o10000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446


def _landlock(libc: ctypes.CDLL, readable: Iterable[str], writable: Iterable[str]) -> int:
    abi = _call(libc, _CREATE_RULESET, 0, 0, 1)
    if abi < 0 and ctypes.get_errno() in (errno.ENOSYS, errno.EOPNOTSUPP):
        return 0
    check(abi, "Querying the Landlock ABI")
    handled = (1 << _RIGHTS_BY_ABI[min(abi, len(_RIGHTS_BY_ABI) - 1)]) - 1
    # Files; TCP; abstract sockets and signals. An older kernel requires fields that it does not define to be 0.
    attributes = struct.pack("=QQQ", handled, 3 * (abi >= 4), 3 * (abi >= 6))
    ruleset = check(_call(libc, _CREATE_RULESET, attributes, len(attributes), 0), "Creating the Landlock ruleset")
    for paths, rights in ((readable, _READING), (writable, _WRITING)):
        for path in paths:
            try:
                descriptor = os.open(path, _O_PATH)
            except OSError:
                continue  # A path without a rule stays inaccessible.
            allowed = handled & rights & (-1 if os.path.isdir(path) else _FILE_RIGHTS)
            rule = struct.pack("=Qi", allowed, descriptor)
            check(_call(libc, _ADD_RULE, ruleset, 1, rule, 0), f"Adding the Landlock rule for {path}")
            os.close(descriptor)
    check(_call(libc, _RESTRICT_SELF, ruleset, 0), "Enforcing the Landlock ruleset")
    os.close(ruleset)
    return abi


# seccomp

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# The newest call that was looked at is mseal; later ones get ENOSYS: setxattrat, open_tree_attr, file_setattr ...
_NEWEST, _X32_BIT = 462, 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _SIGKILL = 1, 4, 38, 9
_THREAD = 0x00010F00  # CLONE_VM, FS, FILES, SIGHAND, THREAD: nothing less is a thread.
_NOT_THREAD = 0x7E023000  # Every CLONE_NEW..., CLONE_PIDFD, CLONE_PTRACE.
_O_TRUNC, _O_ACCMODE, _O_DIRECT = 0o1000, 0o3, {"x86_64": 0o40000, "aarch64": 0o200000}
_MAP_HUGETLB = 0x40000
_WORD = 0xFFFFFFFF
_Condition = tuple[int, int, Sequence[int]]
# F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW: as flock in syscalls.txt.
_SUCCEED = {"fcntl": (2, _WORD, [6, 7, 37, 38])}


def _conditions(machine: str, pid: int) -> dict[str, list[_Condition]]:
    """For each conditional call, (32-bit word of the arguments, mask, allowed values); all of them must hold.

    An argument is two words, the low one first. The kernel reads 32 bits of each except the pointer: a 64-bit
    comparison would let `TIOCSTI | 1 << 32` pass.
    """
    own: list[_Condition] = [(0, _WORD, [pid])]  # abort() and raise() signal their own process.
    signals = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
    # Before ABI 3, Landlock allows truncating a file that is opened read-only. O_DIRECT goes round the page cache.
    opening = (_O_TRUNC | _O_ACCMODE | _O_DIRECT[machine], [0, 1, 2, 3, _O_TRUNC | 1, _O_TRUNC | 2])
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, TCGETS2, FICLONE
    requests = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A, 0x40049409]
    return dict.fromkeys(signals, own) | {
        "clone": [(0, _THREAD | _NOT_THREAD, [_THREAD])],
        "sched_setaffinity": [(0, _WORD, [0, pid])],
        # A datagram socket of a pair could still send to any address.
        "socketpair": [(0, _WORD, [1]), (2, 0xF, [1])],  # AF_UNIX, SOCK_STREAM
        "prlimit64": [(4, _WORD, [0]), (5, _WORD, [0])],  # No new limit: root could raise its own.
        "ioctl": [(2, _WORD, requests)],
        # Duplicates and flags; not owners (a signal to anyone), leases or pipe sizes.
        "fcntl": [(2, _WORD, [*range(5), 1030])],
        # Getters, names of threads and memory, no_new_privs; not what die_with_parent() set.
        "prctl": [(0, _WORD, [2, 3, 15, 16, 21, 23, 27, 30, 38, 39, 42, 51, 63, 0x53564D41])],
        "open": [(2, *opening)],
        "openat": [(4, *opening)],
        "mmap": [(6, _MAP_HUGETLB, [0])],  # of which a machine has some for everybody
        # Free memory, and hints about large pages, dumps and guards. Not: evict a file's pages (COLD, PAGEOUT), load
        # them (WILLNEED, POPULATE), merge those that are alike in other processes (MERGEABLE).
        "madvise": [(4, _WORD, [0, 1, 2, 4, 8, 14, 15, 16, 17, 18, 19, 102, 103])],
        "preadv2": [(10, _WORD, [0])],  # RWF_NOWAIT tells what is in the page cache
        "pwritev2": [(10, _WORD, [0])],
    }


_LOAD, _AND, _RETURN, _EQUAL, _GREATER, _AT_LEAST = 0x20, 0x54, 0x06, 0x15, 0x25, 0x35
_KILL, _ERROR, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_Instruction = tuple[int, int, int, int]  # Operation, jump if true, jump if false, operand.


@functools.cache
def _system_calls(machine: str) -> dict[str, dict[str, int]]:
    """The call numbers by name in the sections of syscalls.txt: allowed, conditional, and by the name of an error."""
    column = 1 + list(_ARCHITECTURES).index(machine)
    sections: dict[str, dict[str, int]] = {}
    section: dict[str, int] = {}
    with open(os.path.join(os.path.dirname(__file__), "syscalls.txt"), encoding="ascii") as file:
        for line in file:
            if line.startswith("["):
                section = sections.setdefault(line[1 : line.index("]")], {})
            elif line[0] not in "#\n" and (number := line.split()[column]) != "-":
                section[line.split()[0]] = int(number)
    return sections


def _program(machine: str, pid: int, calls: dict[str, dict[str, int]]) -> Iterator[_Instruction]:
    """The BPF filter over struct seccomp_data: call number, architecture, instruction pointer, arguments."""
    answers = {"allowed": (_RETURN, 0, 0, _ALLOW), "SUCCESS": (_RETURN, 0, 0, _ERROR)}
    answers |= {name: (_RETURN, 0, 0, _ERROR | number) for number, name in errno.errorcode.items()}
    refuse = answers["EPERM"]
    yield from ((_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCHITECTURES[machine]), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0))
    yield from ((_AT_LEAST, 0, 1, _X32_BIT), refuse, (_GREATER, 0, 1, _NEWEST), answers["ENOSYS"])
    for section in filter(answers.get, calls):
        for number in calls[section].values():
            yield from ((_EQUAL, 0, 1, number), answers[section])
    conditions = _conditions(machine, pid)
    for name, number in calls["conditional"].items():
        body: list[_Instruction] = []
        if name in _SUCCEED:
            body += _compared(*_SUCCEED[name], otherwise=answers["SUCCESS"], equal=True)
        for condition in conditions[name]:
            body += _compared(*condition, otherwise=refuse)
        yield from ((_EQUAL, 0, len(body) + 1, number), *body, answers["allowed"])
    yield refuse


def _compared(
    word: int, mask: int, values: Sequence[int], otherwise: _Instruction, *, equal: bool = False
) -> list[_Instruction]:
    """Go on if a word of the arguments is one of the values, and end with `otherwise` if not; `equal` swaps the two."""
    body: list[_Instruction] = [(_LOAD, 0, 0, 16 + 4 * word), (_AND, 0, 0, mask)]
    last = len(values) - 1
    for i, value in enumerate(values):
        found = last - i + (0 if equal else 1)
        body.append((_EQUAL, found, 0 if not equal or i < last else 1, value))
    return [*body, otherwise]


@functools.cache
def _filter(machine: str, pid: int) -> bytes:
    """The filter's instructions as struct sock_filter."""
    return b"".join(struct.pack("=HBBI", *each) for each in _program(machine, pid, _system_calls(machine)))


def _seccomp(libc: ctypes.CDLL, machine: str) -> None:
    code = _filter(machine, os.getpid())
    filters = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HP", len(code) // 8, ctypes.addressof(filters))
    numbers = _system_calls(machine)["EPERM"]
    # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC: in every thread or in none.
    if check(_call(libc, numbers["seccomp"], 1, 1, program), "Installing the seccomp filter"):
        raise ConfinementError("The seccomp filter did not reach every thread.")
    if _call(libc, numbers["unshare"], 0) == 0:  # Unsharing nothing succeeds if unshare is allowed.
        raise ConfinementError("The seccomp filter was accepted but is not in force.")
