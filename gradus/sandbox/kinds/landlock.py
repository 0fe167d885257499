"""Landlock and seccomp without namespaces: for containers and jails that forbid those, where bubblewrap cannot start.

A worker can read Python, the packages of the exercise and their libraries, and can write into one folder; it has no
other process, no socket and no signal. Where the grader is root, a worker is another user besides, so that files which
are root's alone are out of reach twice. What bubblewrap has and this has not: whether a file is there and how large it
is can be asked for, though not its content, and what a worker writes lies in the machine's memory, or on its disk,
until it ends.
"""

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gradus.sandbox import launch, libraries
from gradus.sandbox.errors import SandboxUnavailableError, WorkerStartError
from gradus.sandbox.launch import Launch
from gradus.sandbox.packages import fonts, package_entries
from gradus.worker import confine

USER = 61000  # which systemd leaves to nobody (UIDS-GIDS), and which a container has
_MEMORY = "/dev/shm"  # in a container a small file system in memory: what is written there has a limit
_ENGINE = ("worker", "__init__.py")
_READABLE = ["/etc/localtime", "/usr/lib/locale/C.utf8", "/usr/lib/locale/C.UTF-8"]
_READABLE += [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")]


class Landlock:
    """A worker confined by Landlock and seccomp, and as another user where the grader is root."""

    name = "landlock"
    strength = 5
    note = (
        "Graded with Landlock and seccomp, but without namespaces of its own, which this machine forbids: "
        "docs/threat-model.md says what that holds and what not."
    )

    @staticmethod
    @functools.cache
    def check() -> None:
        """Start a worker, once. Raises SandboxUnavailableError, with the remedy, if it does not start."""
        if not confine.landlock_version():
            raise SandboxUnavailableError(
                "the kernel has no Landlock, or this container keeps it away. It is part of Linux 5.13 and later, and "
                "the default profiles of Docker and Podman allow it since 2022."
            )
        start, null = SANDBOX.launch(frozenset({"numpy"})), subprocess.DEVNULL
        try:
            options = {"env": start.environment, "cwd": start.folder, "stdin": null, "timeout": 60}
            process = subprocess.run(start.command, capture_output=True, **options)  # type: ignore[call-overload]
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SandboxUnavailableError(f"a worker under Landlock could not be started: {error}") from None
        finally:
            shutil.rmtree(start.folder, ignore_errors=True)
        if b"ready" not in process.stdout:
            stderr = process.stderr.decode("utf-8", "replace").strip()
            reason = ascii(stderr.splitlines()[-1][:300]) if stderr else f"exit status {process.returncode}"
            raise SandboxUnavailableError(f"Landlock does not work here. Its error: {reason}")

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        """How to start a worker that can read Python and `packages`, and write into a folder of its own.

        Raises WorkerStartError if the folder `hidden` lies where all of that is.
        """
        readable, entries = _readable(packages)
        if hidden and any(hidden.resolve().is_relative_to(os.path.realpath(place)) for place in readable):
            raise WorkerStartError(f"the course, {hidden}, lies in a folder that Python needs: move it.")
        folder = tempfile.mkdtemp(prefix="gradus-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None)
        os.chmod(folder, 0o711)
        scratch = _new(folder, "scratch")
        site = _new(folder, "packages", {entry.name: entry for entry in entries})
        engine = _new(folder, "engine")
        entry = _new(engine, "gradus", {name: launch.ENGINE / name for name in _ENGINE}) + "/worker/boot.py"
        environment = launch.environment() | dict.fromkeys(("HOME", "TMPDIR"), scratch)
        if "matplotlib" in packages:
            environment["MPLCONFIGDIR"] = _own_fonts(scratch)
        if _is_another(packages):
            for place, _, names in os.walk(scratch):
                for path in (place, *(os.path.join(place, name) for name in names)):
                    os.chown(path, USER, USER)
        told = launch.settings(
            packages, engine, lock=True, readable=[site, engine, *readable], writable=[scratch, os.devnull], path=[site]
        )
        command = [*_with_fewer_rights(packages), launch.interpreter(), *launch.ISOLATED, entry, told]
        return Launch(command, environment, folder, True, True, launch.memory(packages))

    def zygote(self, packages: frozenset[str], hidden: Path | None = None) -> Launch | None:
        """None: a zygote makes namespaces for its clones."""
        return None


SANDBOX = Landlock()


def _is_root() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


def _with_fewer_rights(packages: frozenset[str]) -> list[str]:
    """What starts a program without root's rights, where this process has them.

    It runs as a user whom nothing belongs to, if that one can read all that a worker needs, and else as a root without
    capabilities: of files that are out of reach twice there, Landlock alone keeps it. Raises SandboxUnavailableError if
    there is no setpriv (of util-linux).
    """
    if not _is_root():
        return []
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise SandboxUnavailableError(
            "setpriv, by which root gives up its rights, is not installed: util-linux has it."
        )
    if _is_another(packages):
        return [setpriv, f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"]
    return [setpriv, "--securebits=+noroot,+noroot_locked", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"]


@functools.cache
def _is_another(packages: frozenset[str]) -> bool:
    """Whether workers of this process are another user: nobody is that, and everybody can read what they need."""
    import pwd  # which Windows has not

    with contextlib.suppress(KeyError):
        return not pwd.getpwuid(USER)
    if not _is_root():
        return False
    program = "import os, sys, encodings.ascii; print(os.__file__, all(os.access(p, os.R_OK) for p in sys.argv[1:]))"
    needed = [path for path in _readable(packages)[0] if os.path.exists(path)]
    command = [launch.interpreter(), *launch.ISOLATED, "-c", program, *needed]
    try:
        done = subprocess.run(command, user=USER, group=USER, extra_groups=[], capture_output=True, cwd="/", timeout=60)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.stdout.decode("utf-8", "replace").split() == [os.__file__, "True"]


@functools.cache
def _readable(packages: frozenset[str]) -> tuple[list[str], tuple[Path, ...]]:
    """The folders and files that a worker can read, and those of them that are packages."""
    entries, python = package_entries(packages), libraries.python_folders()
    *_, compiled = python.values()
    needed = libraries.needed(launch.interpreter(), (compiled, *map(str, entries)))
    worker = [str(launch.ENGINE / name) for name in _ENGINE]
    paths = [*python.values(), *map(str, entries), needed.folder, *needed.files.values(), *worker]
    return [*dict.fromkeys([*paths, *_READABLE])], entries


def _new(above: str, name: str, links: Mapping[str, Path] | None = None) -> str:
    """The path of a new folder, with links in it."""
    folder = os.path.join(above, name)
    os.mkdir(folder)
    os.chmod(folder, 0o755)  # whatever the umask is
    for link, target in (links or {}).items():
        os.symlink(target, os.path.join(folder, link))
    return folder


def _own_fonts(scratch: str) -> str:
    """A folder of the worker's with matplotlib's font lists, which it ignores where it cannot write."""
    folder = _new(scratch, "matplotlib")
    for each in fonts().glob("fontlist-*.json"):
        shutil.copy(each, folder)
    return folder
