"""Bubblewrap: the sandbox for official grading, on Linux.

Inside are a Python, the packages that the exercise may import, the shared libraries that these need, `gradus/worker`
and two small writable folders in memory, each at a place that tells nothing about this machine. There is no submission
(sources are sent over the wire), no grader, no solution, no /proc, no network and no environment. The worker adds
Landlock, seccomp and resource limits (worker/confine.py).
"""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from gradus.sandbox import launch, libraries
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.launch import Launch
from gradus.sandbox.packages import fonts, hidden_folders, package_entries, site_folders

PYTHON, PACKAGES = "/python", "/packages"
# Not /tmp: mounting over it would hide a virtual environment there.
SCRATCH = "/scratch"
ENGINE_IN_SANDBOX = "/gradus"
FONTS_IN_SANDBOX = f"{SCRATCH}/matplotlib"

REMEDY_INSTALL = (
    "bubblewrap is not installed. On Debian and Ubuntu: sudo apt install bubblewrap; on Fedora: sudo dnf "
    "install bubblewrap. On macOS and Windows, grade in WSL2 or a Linux virtual machine."
)
REMEDY_APPARMOR = (
    "AppArmor keeps ordinary programs from creating user namespaces (as in Ubuntu 23.10 and later). "
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
# Every tmpfs has limits or is read-only: RLIMIT_AS does not count what is written there. Bytes and files; the second is
# for the locks that multiprocessing makes, which a pool of threads has.
_FOLDERS = {SCRATCH: (64_000_000, 4096), "/dev/shm": (1_000_000, 64)}
_SEALS = [word for folder, (size, _) in _FOLDERS.items() for word in ("--size", str(size), "--tmpfs", folder)]
_SEALS += "--remount-ro /dev --remount-ro /".split()


class Bubblewrap:
    """A worker in its own namespaces, confined by Landlock and seccomp."""

    name = "bubblewrap"
    strength = 10
    note = ""

    @staticmethod
    @functools.cache
    def check() -> None:
        """Start a worker, once. Raises SandboxUnavailableError, with the remedy, if it does not start."""
        if not sys.platform.startswith("linux") or not shutil.which("bwrap"):
            raise SandboxUnavailableError(REMEDY_INSTALL)
        start, null = SANDBOX.launch(frozenset({"numpy"})), subprocess.DEVNULL
        try:
            process = subprocess.run(start.command, env=start.environment, stdin=null, capture_output=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SandboxUnavailableError(f"bubblewrap could not be started: {error}") from None
        if b"ready" in process.stdout:
            return
        stderr = process.stderr.decode("utf-8", "replace").strip()
        if "uid map" in stderr or "RTM_NEWADDR" in stderr:
            raise SandboxUnavailableError(f"bubblewrap does not work here: {REMEDY_APPARMOR}")
        if "namespace" in stderr:
            raise SandboxUnavailableError(f"bubblewrap does not work here: {REMEDY_NAMESPACES}")
        reason = ascii(stderr.splitlines()[-1][:300]) if stderr else f"exit status {process.returncode}"
        raise SandboxUnavailableError(f"bubblewrap does not work here. Its error: {reason}")

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        """How to start a worker that sees Python, `packages`, gradus/worker and two folders in memory."""
        return _launch("boot.py", packages, hidden)

    def zygote(self, packages: frozenset[str], hidden: Path | None = None) -> Launch | None:
        """How to start a process that sees the same, and clones workers. It can make namespaces; its clones cannot."""
        return _launch("zygote.py", packages, hidden, *"--cap-add CAP_SYS_ADMIN --cap-add CAP_SETPCAP".split())


SANDBOX = Bubblewrap()


def _launch(program: str, packages: frozenset[str], hidden: Path | None, *more: str) -> Launch:
    readable, path, mounts = _mounts(packages, hidden)
    mounts = [*mounts, *_SEALS]
    writable = [*_FOLDERS, "/dev/null"]
    settings = launch.settings(
        packages, ENGINE_IN_SANDBOX, lock=True, readable=readable, writable=writable, path=path, folders=_FOLDERS
    )
    environment = launch.environment() | {"HOME": SCRATCH, "TMPDIR": SCRATCH}
    if "matplotlib" in packages:
        # matplotlib ignores a folder that it cannot write to, so only the font lists are bound into a new folder.
        environment["MPLCONFIGDIR"] = FONTS_IN_SANDBOX
        mounts += ["--dir", FONTS_IN_SANDBOX]
        for each in sorted(fonts().glob("fontlist-*.json")):
            mounts += ["--ro-bind", str(each), f"{FONTS_IN_SANDBOX}/{each.name}"]
    python = [f"{PYTHON}/bin/{os.path.basename(launch.interpreter())}", *launch.ISOLATED]
    command = [shutil.which("bwrap") or "bwrap", *_OPTIONS, *more, *mounts, "--chdir", SCRATCH, "--", *python]
    entry = f"{ENGINE_IN_SANDBOX}/gradus/worker/{program}"
    return Launch([*command, entry, settings], environment, "/", False, False, launch.memory(packages))


# Devices without a state that workers would share; the locale that each has, where the C library has none built in.
_READABLE = ["/etc/localtime", *(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "shm"))]
_LOCALES = ["/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"]


@functools.cache
def _mounts(packages: frozenset[str], hidden: Path | None) -> tuple[list[str], list[str], list[str]]:
    """What the worker can read, where it finds packages, and bubblewrap's arguments that mount all that."""
    interpreter, sites = launch.interpreter(), site_folders()
    inside = {site: PACKAGES if number == 0 else f"{PACKAGES}{number + 1}" for number, site in enumerate(sites)}
    bound = {f"{PYTHON}/bin/{os.path.basename(interpreter)}": interpreter}
    bound |= {f"{PYTHON}/{place}": path for place, path in libraries.python_folders().items()}
    empty = [f"{place}/{name}" for place, path in bound.items() for name in hidden_folders(path)]
    for entry in package_entries(packages):
        bound[f"{inside.get(str(entry.parent), PACKAGES)}/{entry.name}"] = str(entry)
    empty += _places(hidden.resolve(), bound) if hidden else []
    *_, compiled = libraries.python_folders().values()
    needed = libraries.needed(interpreter, (compiled, *map(str, package_entries(packages))))
    bound |= needed.files
    bound |= {f"{ENGINE_IN_SANDBOX}/gradus/{name}": str(launch.ENGINE / name) for name in ("worker", "__init__.py")}
    mounts = [["--ro-bind", path, place] for place, path in bound.items()]
    mounts += [["--ro-bind-try", path, path] for path in ("/etc/localtime", *_LOCALES)]
    mounts += [each for place in empty for each in (["--tmpfs", place], ["--remount-ro", place])]
    readable = [PYTHON, *inside.values(), *needed.places(), *_LOCALES, ENGINE_IN_SANDBOX, *_READABLE]
    return readable, [*inside.values()], [word for mount in mounts for word in mount]


def _places(hidden: Path, bound: dict[str, str]) -> list[str]:
    """Where a folder would be seen inside, if it lies in one that is bound."""
    within = [(place, path) for place, path in bound.items() if hidden.is_relative_to(path)]
    return [os.path.normpath(f"{place}/{os.path.relpath(hidden, path)}") for place, path in within]
