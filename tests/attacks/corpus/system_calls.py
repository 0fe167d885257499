"""Tries system calls that lead out, past all that is Python's: ptrace of process 1, memory of other processes,
namespaces, mounts, io_uring, keys, bpf, performance counters."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
CALLS = {
    "ptrace attach 1": (101, 16, 1, 0, 0),
    "ptrace seize 1": (101, 0x4206, 1, 0, 0),
    "kill 1": (62, 1, 9),
    "kill all": (62, -1, 9),
    "process_vm_readv": (310, 1, buffer, 1, buffer, 1, 0),
    "pidfd_open": (434, 1, 0),
    "pidfd_getfd": (438, 0, 0, 0),
    "unshare user": (272, 0x10000000),
    "setns": (308, 0, 0),
    "mount": (165, b"none", b"/", b"tmpfs", 0, 0),
    "umount": (166, b"/scratch", 2),
    "pivot_root": (155, b"/", b"/"),
    "chroot": (161, b"/"),
    "open_tree": (428, -100, b"/", 1),
    "fsopen": (430, b"tmpfs", 0),
    "move_mount": (429, -1, b"", -1, b"", 0),
    "io_uring_setup": (425, 8, buffer),
    "keyctl": (250, 0, -3, 1),
    "add_key": (248, b"user", b"x", b"x", 1, -3),
    "bpf": (321, 0, buffer, 64),
    "perf_event_open": (298, buffer, 0, -1, -1, 0),
    "userfaultfd": (323, 0),
    "memfd_create": (319, b"x", 0),
    "execveat": (322, -100, b"/bin/sh", 0, 0, 0),
    "execve": (59, b"/bin/sh", 0, 0),
    "socket": (41, 2, 1, 0),
    "socket netlink": (41, 16, 3, 0),
    "socketpair datagram": (53, 1, 2, 0, buffer),
    "setuid": (105, 0),
    "prctl dumpable": (157, 4, 1, 0, 0, 0),
    "prctl no pdeathsig": (157, 1, 0, 0, 0, 0),
    "prlimit": (302, 0, 9, buffer, 0),
    "name_to_handle_at": (303, -100, b"/", buffer, buffer, 0),
    "open_by_handle_at": (304, -100, buffer, 0),
    "shmget": (29, 0, 4096, 0o1600),
    "personality": (135, 0x0400000),
    "x32 getpid": (0x40000000 | 39,),
    "x32 fork": (0x40000000 | 57,),
    "seccomp": (317, 1, 0, buffer),
    "landlock again": (446, -1, 0),
    "sethostname": (170, b"x", 1),
    "settimeofday": (164, buffer, 0),
    "init_module": (175, buffer, 1, b""),
    "fanotify_init": (300, 0, 0),
    "vmsplice": (278, 1, buffer, 1, 0),
    "future call": (470, 0, 0, 0),
}
loot = []
if os.uname().machine == "x86_64":
    if os.getpid() == 1:  # the first process of its namespace may signal itself, as any may
        del CALLS["kill 1"]
    for name, (number, *arguments) in CALLS.items():
        words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        if libc.syscall(ctypes.c_long(number), *words) >= 0:
            loot.append(name)
for descriptor in range(3):  # push characters into the grader's terminal
    for request in (0x5412, 0x541C, 0x5412 | 1 << 32):
        if libc.ioctl(descriptor, ctypes.c_ulong(request), b"x") >= 0:
            loot.append("TIOCSTI")
if loot:
    raise RuntimeError(f"LOOT {loot}")
