"""Tries to read the graders, the solutions, other submissions, keys, the repository and the engine's other rooms."""

import glob
import os
import sys

COURSE = "/the/course"
PLACES = [
    f"{COURSE}/graders/calculus/derivatives/test_hidden.py",
    f"{COURSE}/solutions/calculus/derivatives.py",
    f"{COURSE}/course.toml",
    f"{COURSE}/../submissions/honest_first/exercises/calculus/derivatives.py",
    "/root/.ssh/*",
    "/home/*/.ssh/*",
    "/root/.gitconfig",
    "/etc/passwd",
    "/etc/shadow",
    "/etc/hostname",
    "/etc/resolv.conf",
    "/srv/*",
    "/home/*",
    "/root/*",
    "/tmp/*",
    "/var/*",
    "/run/*",
    "/sys/*",
    "/proc/*",
    "/gradus/gradus/grading/*",
    "/gradus/gradus/grading/official/batch.py",
    "/newroot/*",
    "/oldroot/*",
    "/dev/fd/*",
    "/dev/sd*",
    "/dev/vd*",
    "/dev/pts/[0-9]*",
    *(f"{path}/pytest" for path in sys.path),
    *(f"{path}/rich" for path in sys.path),
    *(f"{path}/*.pth" for path in sys.path),
]
loot = [found for place in PLACES for found in glob.glob(place)]
try:
    loot += [f"/{name}" for name in os.listdir("/")]
except PermissionError:
    pass
for name in ("root", "home"):  # only where a Python of the grader's lives there
    for folder, folders, files in os.walk("/" + name):
        if "site-packages" in folder or ".pyenv" in folder or "uv" in folder or "hostedtoolcache" in folder:
            folders.clear()
        else:
            loot += [f"{folder}/{file}" for file in files]
for link in ("/proc/self/cwd", "/proc/self/root", "/proc/1/root", "/proc/1/cwd", "/dev/fd"):
    try:
        loot += os.listdir(link + "/")
    except OSError:
        pass
if loot:
    raise RuntimeError(f"LOOT {loot[:20]}")
