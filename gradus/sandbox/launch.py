"""Where a worker runs: in a bubblewrap sandbox that holds no secret, or, with no protection, as a plain process.

In the sandbox there is a Python, the packages that the exercise may import, `gradus/worker` and two small
writable folders in memory. There is no submission (its source travels over the wire), no grader, no solution, no
/proc, no network and no environment. Inside it the worker adds Landlock, seccomp and resource limits (confine.py).
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MEMORY = 1 << 30
MEMORY_WITH_SCIPY = 2 << 30
# Not /tmp: a virtual environment may lie there, and would be covered.
SCRATCH, SCRATCH_BYTES = "/scratch", 64_000_000
ENGINE = Path(__file__).resolve().parent.parent
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


class SandboxUnavailableError(Exception):
    """The sandbox that was asked for does not work here; the text says why and what to do."""


@dataclass(frozen=True)
class Launch:
    """How to start one worker."""

    command: list[str]
    environment: dict[str, str]
    folder: str
    temporary: bool


def choose(wanted: str) -> str:
    """The sandbox to use: `wanted`, or for "auto" the strongest that works here.

    Raises SandboxUnavailableError where bubblewrap is demanded and does not work.
    """
    if wanted == "process":
        return "process"
    try:
        probe()
    except SandboxUnavailableError:
        if wanted == "bubblewrap":
            raise
        return "process"
    return "bubblewrap"


@functools.cache
def probe() -> None:
    """Start a real worker in bubblewrap and wait for its first word.

    Raises SandboxUnavailableError, with the remedy, where that fails.
    """
    if not sys.platform.startswith("linux") or not shutil.which("bwrap"):
        raise SandboxUnavailableError(REMEDY_INSTALL)
    start = launch("bubblewrap", frozenset({"numpy"}))
    try:
        outcome = subprocess.run(
            start.command,
            env=start.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
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


def launch(sandbox: str, packages: frozenset[str], secret: Path | None = None) -> Launch:
    """How to start a worker in `sandbox` that can import `packages` (distribution names) and what they need.

    The folder `secret` stays outside even where it lies within what a Python needs.
    """
    warm(packages)
    with_scipy = "scikit-learn" in packages or "scipy" in packages
    settings = {
        "memory": MEMORY_WITH_SCIPY if with_scipy else MEMORY,
        "lock": sandbox == "bubblewrap",
        "path": site_folders(),
        "engine": ENGINE_IN_SANDBOX if sandbox == "bubblewrap" else str(ENGINE.parent),
        "readable": [],
        "writable": [],
    }
    environment = {"LANG": "C.UTF-8", "MPLBACKEND": "Agg", "PATH": "/usr/bin:/bin"}
    # One BLAS thread: fair between submissions, and OpenBLAS reserves address space for each thread.
    environment |= {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    python = [os.path.realpath(getattr(sys, "_base_executable", sys.executable)), "-I", "-S", "-B"]
    if sandbox == "process":
        folder = tempfile.mkdtemp(prefix="gradus-")
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        environment |= kept | {"HOME": folder}
        if "matplotlib" in packages:
            environment["MPLCONFIGDIR"] = str(fonts())
        return Launch([*python, str(ENGINE / "worker" / "boot.py"), json.dumps(settings)], environment, folder, True)
    environment |= {"HOME": SCRATCH, "TMPDIR": SCRATCH}
    roots, mounts = _mounts(packages, secret)
    settings["readable"], settings["writable"] = roots, [SCRATCH, "/dev/shm", "/dev/null"]
    lists: list[str] = []
    if "matplotlib" in packages:
        # matplotlib passes over a folder that it cannot write to: the folder is the worker's own, each list is not.
        environment["MPLCONFIGDIR"] = FONTS_IN_SANDBOX
        lists += ["--dir", FONTS_IN_SANDBOX]
        for path in sorted(fonts().glob("fontlist-*.json")):
            lists += ["--ro-bind", str(path), f"{FONTS_IN_SANDBOX}/{path.name}"]
    boot = f"{ENGINE_IN_SANDBOX}/gradus/worker/boot.py"
    command = [
        shutil.which("bwrap") or "bwrap",
        *_BUBBLEWRAP,
        *mounts,
        *_SEALS,
        *lists,
        "--chdir",
        SCRATCH,
        "--",
    ]
    return Launch([*command, *python, boot, json.dumps(settings)], environment, "/", False)


_BUBBLEWRAP = (
    "--unshare-all --unshare-user --uid 65534 --gid 65534 --cap-drop ALL --hostname gradus "
    "--die-with-parent --new-session --dev /dev"
).split()
# Every tmpfs has a size or is sealed: what is written there would escape RLIMIT_AS.
_SEALS = (
    f"--size {SCRATCH_BYTES} --tmpfs {SCRATCH} --size {SCRATCH_BYTES} --tmpfs /dev/shm --remount-ro /dev --remount-ro /"
).split()


def _mounts(packages: frozenset[str], secret: Path | None) -> tuple[list[str], list[str]]:
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
    private = [*_package_folders(), *([str(secret.resolve())] if secret else [])]
    hidden = [path for path in private if any(_within(path, root) for root in roots)]
    for path in hidden:
        arguments += ["--tmpfs", path]
    entries = [str(entry) for entry in package_entries(packages)]
    for path in entries:
        arguments += ["--ro-bind", path, path]
    for path in hidden:
        arguments += ["--remount-ro", path]
    engine = f"{ENGINE_IN_SANDBOX}/gradus"
    arguments += ["--ro-bind", str(ENGINE / "worker"), f"{engine}/worker"]
    arguments += ["--ro-bind", str(ENGINE / "__init__.py"), f"{engine}/__init__.py"]
    return [*roots, *entries, ENGINE_IN_SANDBOX, "/etc", "/dev"], arguments


def site_folders() -> list[str]:
    """The folders of this interpreter that hold installed packages, real paths, in import order."""
    folders = [sysconfig.get_path("platlib"), sysconfig.get_path("purelib")]
    folders += [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return [path for path in dict.fromkeys(map(os.path.realpath, folders)) if os.path.isdir(path)]


def _package_folders() -> list[str]:
    """Every folder of installed packages that binding a Python and the system's libraries would let in."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    bases = [os.path.realpath(sys.base_prefix), "/usr", "/usr/local"]
    names = [
        f"lib/{version}/site-packages",
        f"lib/{version}/dist-packages",
        "lib/python3/dist-packages",
    ]
    places = [f"{base}/{name}" for base in bases for name in names]
    return sorted({path for path in [*places, *site_folders()] if os.path.isdir(path)})


@functools.cache
def package_entries(packages: frozenset[str]) -> tuple[Path, ...]:
    """The files and folders of site-packages that make up these distributions and all that they require."""
    waiting, seen, entries = list(packages), set[str](), set[Path]()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for text in distribution.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
        top = {name for name in _top(distribution) if name not in ("..", "__pycache__")}
        entries |= {Path(os.path.realpath(str(distribution.locate_file(part)))) for part in top}
    return tuple(sorted(entry for entry in entries if entry.exists()))


def _top(distribution: metadata.Distribution) -> Iterable[str]:
    """The first parts of the paths that a distribution installed; `files` makes a path object of each of thousands."""
    if record := distribution.read_text("RECORD"):
        return {line.partition("/")[0].partition(",")[0] for line in record.splitlines()}
    return {file.parts[0] for file in distribution.files or ()}


WARM = {
    "numpy": "numpy",
    "matplotlib": "matplotlib.figure, matplotlib.backends.backend_agg",
    "scikit-learn": "sklearn.datasets",
}


@functools.cache
def fonts() -> Path:
    """Where matplotlib keeps its list of fonts between workers: making it costs seconds."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "gradus" / f"matplotlib-{metadata.version('matplotlib')}"


@functools.cache
def warm(packages: frozenset[str]) -> None:
    """Import once, outside any sandbox, what workers import: they cannot keep compiled files or a font list.

    Once a machine for each package; where nothing can be written, every worker is slower and nothing else.
    """
    for name, modules in WARM.items():
        # Only the package itself is looked up: for a module in it, find_spec would import the package into the grader.
        spec = importlib.util.find_spec(modules.partition(".")[0]) if name in packages else None
        compiled = spec is None or spec.origin is None or os.path.exists(importlib.util.cache_from_source(spec.origin))
        if not compiled or (name == "matplotlib" in packages and not list(fonts().glob("fontlist-*.json"))):
            environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
            environment |= {"MPLBACKEND": "Agg"}
            if name == "matplotlib":
                with contextlib.suppress(OSError):
                    fonts().mkdir(parents=True, exist_ok=True)
                environment["MPLCONFIGDIR"] = str(fonts())
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                # -P: the folder that we are in may hold a student's numpy.py.
                command = [sys.executable, "-P", "-c", f"import {modules}"]
                subprocess.run(command, env=environment, capture_output=True, timeout=300)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _outermost(paths: Iterable[str]) -> list[str]:
    """Drop each path that lies within another one of the list; a symbolic link stays."""
    unique = list(dict.fromkeys(paths))
    return [p for p in unique if not any(p != other and _within(p, other) for other in unique)]
