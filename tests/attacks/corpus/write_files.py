"""Tries to write: reports, graders, caches, compiled modules, start-up files, and to make links, pipes and devices."""

import os
import sys

COURSE = "/the/course"
PLACES = [
    COURSE,
    f"{COURSE}/graders/calculus/derivatives",
    f"{COURSE}/solutions/calculus",
    f"{COURSE}/.gradus",
    f"{COURSE}/../reports",
    f"{COURSE}/../submissions",
    "/",
    "/tmp",
    "/var/tmp",
    "/root",
    "/home",
    "/etc",
    "/dev",
    "/usr/lib",
    "/usr/local/lib",
    "/gradus",
    "/gradus/gradus/worker",
    "/proc/self",
    "/sys",
    "/run",
    sys.base_prefix,
    *sys.path,
]
WAYS = {
    "file": lambda path: open(path, "w").close(),
    "folder": os.mkdir,
    "link": lambda path: os.symlink("/", path),
    "hard link": lambda path: os.link("/gradus/gradus/worker/wire.py", path),
    "pipe": os.mkfifo,
    "device": lambda path: os.mknod(path, 0o600 | 0o020000, os.makedev(1, 1)),
}
loot = []
for place in PLACES:
    for name, way in WAYS.items():
        try:
            way(f"{place}/gradus-attack")
        except (OSError, ValueError):
            continue
        loot.append(f"{name} in {place}")
for name in ("link", "hard link", "pipe", "device"):  # where files may be, these may not
    for place in ("/scratch", "/dev/shm"):
        try:
            WAYS[name](f"{place}/gradus-attack-{name}")
        except OSError:
            continue
        loot.append(f"{name} in {place}")
for path in ("/gradus/gradus/worker/wire.py", os.__file__):
    for way in (lambda p: open(p, "r+b"), lambda p: os.chmod(p, 0o666), os.utime, os.unlink, lambda p: os.truncate(p, 0)):
        try:
            way(path)
        except OSError:
            continue
        loot.append(f"changed {path}")
if loot:
    raise RuntimeError(f"LOOT {loot[:20]}")
