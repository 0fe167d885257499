"""A plain process, with resource limits and no isolation: for your own code on your own machine."""

import mimetypes
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from gradus.sandbox import launch
from gradus.sandbox.launch import Launch
from gradus.sandbox.packages import fonts, site_folders

# Where Python and the system lie: a program of the student's has no business anywhere else.
_SYSTEM = [sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), os.environ.get("SYSTEMROOT", os.devnull)]
_SYSTEM += "/usr /lib /lib32 /lib64 /dev /System /Library /opt /nix /snap /etc/localtime".split()
_SYSTEM += [os.fspath(each) for each in mimetypes.knownfiles]


class Process:
    """A worker with the user's rights, and with limits on memory, open files and file sizes.

    It refuses what the walls of a sandbox would, so that code fails here as it does there; but code that wants to can
    get around that.
    """

    name = launch.PROCESS
    strength = 0
    note = (
        "Graded without a sandbox: the submission's code could read and change whatever you can. "
        "For marks that count, use --sandbox bubblewrap."
    )

    def check(self) -> None:
        """Do nothing: a process can always be started."""

    def launch(self, packages: frozenset[str], hidden: Path | None = None, idle: Sequence[str] = ()) -> Launch:
        """How to start a worker in a temporary folder. No wall hides `hidden` or any other file.

        It imports the modules `idle` once it is ready.
        """
        folder = tempfile.mkdtemp(prefix="gradus-")
        # Nothing here protects the process that grades, so it is not hidden.
        grader, engine = f"/proc/{os.getpid()}", str(launch.ENGINE.parent)
        readable = [*site_folders(), str(launch.ENGINE / "worker"), *_SYSTEM, grader]
        writable = [folder, os.devnull]
        kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        environment = launch.environment() | kept | dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), folder)
        if "matplotlib" in packages:
            environment["MPLCONFIGDIR"] = str(fonts())
            writable.append(str(fonts()))
        settings = launch.settings(packages, engine, lock=False, readable=readable, writable=writable, idle=idle)
        command = [launch.interpreter(), *launch.ISOLATED, str(launch.ENGINE / "worker" / "boot.py"), settings]
        return Launch(command, environment, folder, temporary=True, kill_group=True)

    def zygote(self, packages: frozenset[str], hidden: Path | None = None) -> Launch | None:
        """None: workers are started one by one, as the macOS and Windows that this is for cannot clone them."""
        return None


SANDBOX = Process()
