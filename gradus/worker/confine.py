"""Locks a worker in from inside, before it meets a student's code: limits, Landlock and seccomp.

Landlock says which files there are. seccomp refuses what Landlock does not cover: processes,
sockets, signals, memory that RLIMIT_AS does not count, file modes and times, and every call newer
than its list. See the kernel's userspace-api/landlock.rst and userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence

MAX_FILE_BYTES = 64 << 20
MAX_OPEN_FILES = 256


class ConfinementError(Exception):
    """The process could not be locked in; nothing of the student's may run in it."""


class UnsupportedPlatformError(ConfinementError):
    """This system has neither Landlock nor seccomp."""


def limit(memory: int, cpu_seconds: int | None = None, threads: int | None = None) -> None:
    """Set hard resource limits as far as the system knows them; one that is lower already stays.

    `threads` is for a process in a user namespace of its own: elsewhere RLIMIT_NPROC counts all
    that the user runs. It does not hold root back (setrlimit(2)).
    """
    if sys.platform == "win32":
        return
    import resource

    wanted = {"AS": memory, "CPU": cpu_seconds, "NPROC": threads, "CORE": 0, "MEMLOCK": 0}
    wanted |= {"FSIZE": MAX_FILE_BYTES, "NOFILE": MAX_OPEN_FILES, "MSGQUEUE": 0}
    for name, value in wanted.items():
        which = getattr(resource, f"RLIMIT_{name}", None)
        if which is None or value is None:
            continue
        try:
            hard = resource.getrlimit(which)[1]
            lower = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(which, (lower, lower))
        except (OSError, ValueError):
            continue


def die_with_parent() -> None:
    """On Linux: be killed when the thread that started this one ends; be closed to debuggers."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def lock_down(readable: Sequence[str], writable: Sequence[str]) -> dict[str, int | bool]:
    """Leave this process the files beneath `readable` and `writable`, threads, and nothing else.

    Passes over what can't be opened. Answers {"landlock": its ABI, or 0, "seccomp": True}.
    Raises UnsupportedPlatformError off Linux and ConfinementError where a layer cannot be had.
    """
    if sys.platform != "linux":
        raise UnsupportedPlatformError("Landlock and seccomp exist on Linux only.")
    machine = os.uname().machine
    if machine not in _ARCHITECTURES or struct.calcsize("P") != 8:
        raise ConfinementError(f"Only 64-bit x86_64 and aarch64 can be locked in, not {machine}.")
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        threads = 1  # The sandbox has no /proc.
    if threads != 1:  # Landlock binds the thread that asks and those that it starts later.
        raise ConfinementError(f"The worker has {threads} threads; lock it in while it has one.")
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "Giving up new privileges")
    abi = _landlock(libc, readable, writable)
    _seccomp(libc, machine)
    return {"landlock": abi, "seccomp": True}


def _call(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    words = (ctypes.c_long(a) if isinstance(a, int) else a for a in (number, *arguments))
    return int(libc.syscall(*words))


def _check(result: int, what: str) -> int:
    if result < 0:
        raise ConfinementError(f"{what} failed: {os.strerror(ctypes.get_errno())}.")
    return result


# Landlock. Nobody gets the right to execute: seccomp forbids it in any case.

_WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 14
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _REFER = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 13
_FILE_RIGHTS = _WRITE_FILE | _READ_FILE | _TRUNCATE
_READING = _READ_FILE | _READ_DIR
# Files and folders only: a link, a pipe or a device could trap whoever looks there afterwards.
_WRITING = _READING | _FILE_RIGHTS | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER
_KNOWN_RIGHTS = (0, 13, 14, 15, 15, 16, 16, 16, 16, 17)  # How many file rights each ABI knows.
_O_PATH = 0o10000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446


def _landlock(libc: ctypes.CDLL, readable: Iterable[str], writable: Iterable[str]) -> int:
    abi = _call(libc, _CREATE_RULESET, 0, 0, 1)
    if abi < 0 and ctypes.get_errno() in (errno.ENOSYS, errno.EOPNOTSUPP):
        return 0
    _check(abi, "Asking for Landlock")
    handled = (1 << _KNOWN_RIGHTS[min(abi, len(_KNOWN_RIGHTS) - 1)]) - 1
    # Files; TCP; abstract sockets and signals. An older kernel wants what it does not know to be 0.
    attributes = struct.pack("=QQQ", handled, 3 * (abi >= 4), 3 * (abi >= 6))
    ruleset = _call(libc, _CREATE_RULESET, attributes, len(attributes), 0)
    _check(ruleset, "Making Landlock rules")
    for paths, rights in ((readable, _READING), (writable, _WRITING)):
        for path in paths:
            try:
                place = os.open(path, _O_PATH)
            except OSError:
                continue  # What has no rule stays closed.
            allowed = handled & rights & (-1 if os.path.isdir(path) else _FILE_RIGHTS)
            rule = struct.pack("=Qi", allowed, place)
            _check(_call(libc, _ADD_RULE, ruleset, 1, rule, 0), f"The Landlock rule for {path}")
            os.close(place)
    _check(_call(libc, _RESTRICT_SELF, ruleset, 0), "Landlock")
    os.close(ruleset)
    return abi


# seccomp. In the tables: name=number on x86_64/number on aarch64, - where there is none.

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED = """
processes: fork=57/- vfork=58/- execve=59/221 execveat=322/281 ptrace=101/117 kcmp=312/272
    process_vm_readv=310/270 process_vm_writev=311/271 process_madvise=440/440
    process_mrelease=448/448 pidfd_open=434/434 pidfd_getfd=438/438 pidfd_send_signal=424/424
    setsid=112/157 setpgid=109/154 setpriority=141/140 ioprio_set=251/30 setrlimit=160/164
    sched_setscheduler=144/119 sched_setparam=142/118 sched_setattr=314/274 personality=135/92
    move_pages=279/239 migrate_pages=256/238 perf_event_open=298/241 seccomp=317/277
network: socket=41/198 connect=42/203 bind=49/200 listen=50/201 accept=43/202 accept4=288/242
mounts: unshare=272/97 setns=308/268 chroot=161/51 pivot_root=155/41 mount=165/40 umount2=166/39
    mount_setattr=442/442 move_mount=429/429 open_tree=428/428 fsopen=430/430 fsconfig=431/431
    fsmount=432/432 fspick=433/433
files: chmod=90/- fchmod=91/52 fchmodat=268/53 fchmodat2=452/452 chown=92/- fchown=93/55
    lchown=94/- fchownat=260/54 utime=132/- utimes=235/- futimesat=261/- utimensat=280/88
    setxattr=188/5 lsetxattr=189/6 fsetxattr=190/7 removexattr=197/14 lremovexattr=198/15
    fremovexattr=199/16 symlink=88/- symlinkat=266/36 mknod=133/- mknodat=259/33 truncate=76/45
    name_to_handle_at=303/264 open_by_handle_at=304/265 fanotify_init=300/262
    fanotify_mark=301/263 inotify_add_watch=254/27 sync=162/81 syncfs=306/267
memory: memfd_create=319/279 memfd_secret=447/447 shmget=29/194 shmat=30/196 shmctl=31/195
    semget=64/190 semop=65/193 semtimedop=220/192 semctl=66/191 msgget=68/186 msgsnd=69/189
    msgrcv=70/188 msgctl=71/187 mq_open=240/180 mq_unlink=241/181 splice=275/76 tee=276/77
    vmsplice=278/75 userfaultfd=323/282 io_setup=206/0 io_submit=209/2 io_uring_setup=425/425
    io_uring_enter=426/426 io_uring_register=427/427
identity: setuid=105/146 setgid=106/144 setreuid=113/145 setregid=114/143 setresuid=117/147
    setresgid=119/149 setfsuid=122/151 setfsgid=123/152 setgroups=116/159 capset=126/91
    add_key=248/217 request_key=249/218 keyctl=250/219 lsm_set_self_attr=460/460
machine: acct=163/89 reboot=169/142 swapon=167/224 swapoff=168/225 kexec_load=246/104
    kexec_file_load=320/294 init_module=175/105 finit_module=313/273 delete_module=176/106
    bpf=321/280 quotactl=179/60 quotactl_fd=443/443 sethostname=170/161 setdomainname=171/162
    settimeofday=164/170 clock_settime=227/112 adjtimex=159/171 clock_adjtime=305/266
    syslog=103/116 vhangup=153/58 uselib=134/- iopl=172/- ioperm=173/- modify_ldt=154/-
"""
# "Not implemented" makes a C library fall back to the old call, whose flags a filter can see.
_ABSENT = "clone3=435/435 openat2=437/437"
_JUDGED = """clone=56/220 kill=62/129 tkill=200/130 tgkill=234/131 rt_sigqueueinfo=129/138
    rt_tgsigqueueinfo=297/240 sched_setaffinity=203/122 socketpair=53/199 prlimit64=302/261
    ioctl=16/29 fcntl=72/25 prctl=157/167 open=2/- openat=257/56"""
# What came after mseal is absent as well: setxattrat, open_tree_attr, file_setattr ...
_NEWEST, _X32_BIT = 462, 0x40000000

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _SIGKILL = 1, 4, 38, 9
_THREAD = 0x00010F00  # CLONE_VM, FS, FILES, SIGHAND, THREAD: nothing less is a thread.
_NOT_THREAD = 0x7E023000  # Every CLONE_NEW..., CLONE_PIDFD, CLONE_PTRACE.
_O_TRUNC, _O_ACCMODE = 0o1000, 0o3
_WORD = 0xFFFFFFFF
_Test = tuple[int, int, Sequence[int]]


def _judgements(pid: int) -> dict[str, list[_Test]]:
    """For each call: (32-bit word of the arguments, mask, values allowed), and all must hold.

    An argument is two words, the low one first. All of these but the pointer are 32 bits to the
    kernel: whoever compares 64 lets `TIOCSTI | 1 << 32` pass.
    """
    own: list[_Test] = [(0, _WORD, [pid])]  # abort() and raise() signal their own process.
    signals = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
    # Before ABI 3, Landlock lets a file be emptied that is opened for reading only.
    opening = (_O_TRUNC | _O_ACCMODE, [0, 1, 2, 3, _O_TRUNC | 1, _O_TRUNC | 2])
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, TCGETS2, FICLONE
    requests = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A, 0x40049409]
    return dict.fromkeys(signals, own) | {
        "clone": [(0, _THREAD | _NOT_THREAD, [_THREAD])],
        "sched_setaffinity": [(0, _WORD, [0, pid])],
        # A datagram socket of a pair could still be sent from to any address.
        "socketpair": [(0, _WORD, [1]), (2, 0xF, [1])],  # AF_UNIX, SOCK_STREAM
        "prlimit64": [(4, _WORD, [0]), (5, _WORD, [0])],  # No new limit: root could raise its own.
        "ioctl": [(2, _WORD, requests)],
        # Duplicates, flags and locks; not owners (a signal to anyone), leases or pipe sizes.
        "fcntl": [(2, _WORD, [*range(8), 36, 37, 38, 1030, 1032, 1034])],
        # Getters, names of threads and memory, no_new_privs; not what die_with_parent() set.
        "prctl": [(0, _WORD, [2, 3, 15, 16, 21, 23, 27, 30, 38, 39, 42, 51, 63, 0x53564D41])],
        "open": [(2, *opening)],
        "openat": [(4, *opening)],
    }


_LOAD, _AND, _RETURN, _EQUAL, _GREATER, _AT_LEAST = 0x20, 0x54, 0x06, 0x15, 0x25, 0x35
_KILL, _ERROR, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_Instruction = tuple[int, int, int, int]  # Operation, jump if true, jump if false, operand.


def _numbers(table: str, machine: str) -> dict[str, int]:
    column = list(_ARCHITECTURES).index(machine)
    entries = (word.split("=") for word in table.split() if "=" in word)
    numbers = {name: columns.split("/")[column] for name, columns in entries}
    return {name: int(number) for name, number in numbers.items() if number != "-"}


def _program(machine: str, pid: int) -> Iterator[_Instruction]:
    """The filter. It reads struct seccomp_data: number, architecture, an address, arguments."""
    refuse = (_RETURN, 0, 0, _ERROR | errno.EPERM)
    absent = (_RETURN, 0, 0, _ERROR | errno.ENOSYS)
    native = _ARCHITECTURES[machine]
    yield from ((_LOAD, 0, 0, 4), (_EQUAL, 1, 0, native), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0))
    yield from ((_AT_LEAST, 0, 1, _X32_BIT), refuse, (_GREATER, 0, 1, _NEWEST), absent)
    for table, answer in ((_REFUSED, refuse), (_ABSENT, absent)):
        for number in _numbers(table, machine).values():
            yield from ((_EQUAL, 0, 1, number), answer)
    judgements = _judgements(pid)
    for name, number in _numbers(_JUDGED, machine).items():
        body: list[_Instruction] = []
        for word, mask, values in judgements[name]:
            body += [(_LOAD, 0, 0, 16 + 4 * word), (_AND, 0, 0, mask)]
            body += [(_EQUAL, len(values) - i, 0, value) for i, value in enumerate(values)]
            body.append(refuse)
        yield from ((_EQUAL, 0, len(body) + 1, number), *body, (_RETURN, 0, 0, _ALLOW))
    yield (_RETURN, 0, 0, _ALLOW)


def _seccomp(libc: ctypes.CDLL, machine: str) -> None:
    code = [struct.pack("=HBBI", *instruction) for instruction in _program(machine, os.getpid())]
    filters = ctypes.create_string_buffer(b"".join(code))
    program = struct.pack("HP", len(code), ctypes.addressof(filters))
    numbers = _numbers(_REFUSED, machine)
    # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC: for every thread or none.
    if _check(_call(libc, numbers["seccomp"], 1, 1, program), "Installing the seccomp filter"):
        raise ConfinementError("The seccomp filter did not reach every thread.")
    if _call(libc, numbers["unshare"], 0) == 0:  # To unshare nothing succeeds where it is allowed.
        raise ConfinementError("The seccomp filter was accepted but does not hold.")
