"""Bubblewrap: a sandbox on Linux that holds no secret.

In it there is a Python, the packages that the exercise may import, `gradus/worker` and two small writable folders in
memory. There is no submission (its source travels over the wire), no grader, no solution, no /proc, no network and no
environment. Inside it the worker adds Landlock, seccomp and resource limits (gradus/worker/confine.py).
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from gradus.sandbox import launch
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.launch import Launch
from gradus.sandbox.packages import fonts, package_entries, package_folders

# Not /tmp: a virtual environment may lie there, and would be covered.
SCRATCH, SCRATCH_BYTES = "/scratch", 64_000_000
ENGINE_IN_SANDBOX = "/gradus"
FONTS_IN_SANDBOX = f"{SCRATCH}/matplotlib"

REMEDY_INSTALL = (
    "bubblewrap is not installed. On Debian and Ubuntu: sudo apt install bubblewrap; on Fedora: sudo dnf "
    "install bubblewrap. On macOS and Windows, grade in WSL2 or a Linux virtual machine."
)
REMEDY_APPARMOR = (
    "this system lets no ordinary program make a user namespace (Ubuntu 23.10 and later do so by AppArmor). "
    "Either load Ubuntu's profile for it (sudo apt install apparmor-profiles, then sudo apparmor_parser -r "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict) or, on a machine used only for grading, run "
    "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
)
REMEDY_NAMESPACES = (
    "this system forbids user namespaces. Allow them (sudo sysctl -w kernel.unprivileged_userns_clone=1 "
    "user.max_user_namespaces=10000); in a container, grade on the host or in a virtual machine instead."
)


_OPTIONS = (
    "--unshare-all --unshare-user --uid 65534 --gid 65534 --cap-drop ALL --hostname gradus "
    "--die-with-parent --new-session --dev /dev"
).split()
# Every tmpfs has a size or is sealed: what is written there would escape RLIMIT_AS.
_SEALS = (
    f"--size {SCRATCH_BYTES} --tmpfs {SCRATCH} --size {SCRATCH_BYTES} --tmpfs /dev/shm --remount-ro /dev --remount-ro /"
).split()


class Bubblewrap:
    """A worker in namespaces of its own, locked in by Landlock and seccomp."""

    name = "bubblewrap"
    strength = 10
    note = ""

    def check(self) -> None:
        """Start a real worker and wait for its first word. Raises SandboxUnavailableError, with the remedy."""
        _check()

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        """A worker that sees Python, `packages`, its own code and two folders in memory, and nothing of `hidden`."""
        roots, mounts = _mounts(packages, hidden)
        settings = launch.settings(
            packages, ENGINE_IN_SANDBOX, lock=True, readable=roots, writable=[SCRATCH, "/dev/shm", "/dev/null"]
        )
        environment = launch.environment() | {"HOME": SCRATCH, "TMPDIR": SCRATCH}
        lists: list[str] = []
        if "matplotlib" in packages:
            # matplotlib passes over a folder that it cannot write to: the folder is the worker's own, each list is not.
            environment["MPLCONFIGDIR"] = FONTS_IN_SANDBOX
            lists += ["--dir", FONTS_IN_SANDBOX]
            for path in sorted(fonts().glob("fontlist-*.json")):
                lists += ["--ro-bind", str(path), f"{FONTS_IN_SANDBOX}/{path.name}"]
        program = shutil.which("bwrap") or "bwrap"
        command = [program, *_OPTIONS, *mounts, *_SEALS, *lists, "--chdir", SCRATCH, "--", *launch.python()]
        boot = f"{ENGINE_IN_SANDBOX}/gradus/worker/boot.py"
        return Launch([*command, boot, json.dumps(settings)], environment, "/", temporary=False, kill_group=False)


SANDBOX = Bubblewrap()


@functools.cache
def _check() -> None:
    if not sys.platform.startswith("linux") or not shutil.which("bwrap"):
        raise SandboxUnavailableError(REMEDY_INSTALL)
    start = SANDBOX.launch(frozenset({"numpy"}))
    try:
        outcome = subprocess.run(
            start.command, env=start.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxUnavailableError(f"bubblewrap could not be started: {error}") from None
    if b"ready" in outcome.stdout:
        return
    said = outcome.stderr.decode("utf-8", "replace").strip()
    if "uid map" in said or "RTM_NEWADDR" in said:
        raise SandboxUnavailableError(f"bubblewrap does not work here: {REMEDY_APPARMOR}")
    if "namespace" in said:
        raise SandboxUnavailableError(f"bubblewrap does not work here: {REMEDY_NAMESPACES}")
    last = ascii(said.splitlines()[-1][:300]) if said else f"exit status {outcome.returncode}"
    raise SandboxUnavailableError(f"bubblewrap does not work here. It says: {last}")


def _mounts(packages: frozenset[str], hidden_folder: Path | None) -> tuple[list[str], list[str]]:
    """The folders that the sandbox can read, and bubblewrap's arguments that put them there."""
    python = os.path.realpath(sys.base_prefix)
    libraries = "/usr/lib /usr/lib32 /usr/lib64 /usr/local/lib /lib /lib64".split()
    roots = _outermost([python, *(path for path in libraries if os.path.isdir(path))])
    arguments: list[str] = []
    for path in roots:
        if os.path.islink(path):
            arguments += ["--symlink", os.readlink(path), path]
        else:
            arguments += ["--ro-bind", path, path]
    for path in ("/etc/ld.so.cache", "/etc/localtime"):
        arguments += ["--ro-bind-try", path, path]
    private = [*package_folders(), *([str(hidden_folder.resolve())] if hidden_folder else [])]
    hidden = [path for path in private if any(_within(path, root) for root in roots)]
    for path in hidden:
        arguments += ["--tmpfs", path]
    entries = [str(entry) for entry in package_entries(packages)]
    for path in entries:
        arguments += ["--ro-bind", path, path]
    for path in hidden:
        arguments += ["--remount-ro", path]
    engine = f"{ENGINE_IN_SANDBOX}/gradus"
    arguments += ["--ro-bind", str(launch.ENGINE / "worker"), f"{engine}/worker"]
    arguments += ["--ro-bind", str(launch.ENGINE / "__init__.py"), f"{engine}/__init__.py"]
    return [*roots, *entries, ENGINE_IN_SANDBOX, "/etc", "/dev"], arguments


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _outermost(paths: Iterable[str]) -> list[str]:
    """Drop each path that lies within another one of the list; a symbolic link stays."""
    unique = list(dict.fromkeys(paths))
    return [p for p in unique if not any(p != other and _within(p, other) for other in unique)]
