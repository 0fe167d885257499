"""A plain process, with resource limits and no isolation: for your own code on your own machine."""

import os
import tempfile
from pathlib import Path

from gradus.sandbox import launch
from gradus.sandbox.launch import Launch
from gradus.sandbox.packages import fonts


class Process:
    """A worker with the user's rights, and with limits on memory, open files and file sizes."""

    name = launch.PROCESS
    strength = 0
    note = (
        "Graded without a sandbox: the submission's code could read and change whatever you can. "
        "For marks that count, use --sandbox bubblewrap."
    )

    def check(self) -> None:
        """Do nothing: a process can always be started."""

    def launch(self, packages: frozenset[str], hidden: Path | None = None) -> Launch:
        """How to start a worker in a temporary folder. It can see every file, `hidden` too."""
        settings = launch.settings(packages, str(launch.ENGINE.parent), lock=False, readable=[], writable=[])
        folder = tempfile.mkdtemp(prefix="gradus-")
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
        environment = launch.environment() | kept | {"HOME": folder}
        if "matplotlib" in packages:
            environment["MPLCONFIGDIR"] = str(fonts())
        command = [*launch.python(), str(launch.ENGINE / "worker" / "boot.py"), settings]
        return Launch(command, environment, folder, temporary=True, kill_group=True)


SANDBOX = Process()
