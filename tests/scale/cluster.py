"""A Dask cluster on this machine for the tests: a scheduler and Dask workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

DASK = Path(sys.executable).with_name("dask")
LIMIT = 60  # seconds for a process to get ready


class ACluster:
    """A scheduler and Dask workers; what they print goes to files in `folder`."""

    def __init__(
        self,
        folder: Path,
        course: Path,
        workers: int = 0,
        scheduler: tuple[str, ...] = (),
        within: Callable[[list[str]], list[str]] = lambda command: command,
    ) -> None:
        """`within` changes the commands, to run them in something."""
        self.folder, self.course, self.within = folder, course, within
        self.processes: list[subprocess.Popen[bytes]] = []
        self.options: tuple[str, ...] = ()
        folder.mkdir(parents=True, exist_ok=True)
        where = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", where, *scheduler
        )
        self._wait(where.is_file)
        self.address = self._told("scheduler", "Scheduler at:")
        self.workers = [self.add() for _ in range(workers)]

    def add(self, *options: str, course: Path | None = None, **environment: str) -> subprocess.Popen[bytes]:
        """Start a Dask worker with one thread in the course's folder, and don't wait for it."""
        own = ("--nthreads", "1", "--no-nanny", "--local-directory", self.folder / "scratch")
        return self._start("worker", self.address, *own, *self.options, *options, cwd=course, **environment)

    def log(self) -> str:
        """What all processes have printed."""
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("*.log")))

    def wait_for(self, workers: int) -> None:
        """Wait until so many Dask workers have found the scheduler."""
        self._wait(lambda: self.log().count("Registered to:") >= workers)

    def close(self) -> None:
        """End all processes."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()

    def __enter__(self) -> ACluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, kind: str, *arguments: object, cwd: Path | None = None, **more: str) -> subprocess.Popen[bytes]:
        path = self.folder / f"{len(self.processes):02}-{kind}.log"
        command = [str(DASK), kind, *map(str, arguments), "--no-dashboard"]
        with path.open("wb") as log:
            process = subprocess.Popen(
                self.within(command),
                cwd=cwd or self.course,
                env=os.environ | more,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.processes.append(process)
        return process

    def _told(self, kind: str, words: str) -> str:
        found: list[str] = []

        def there() -> bool:
            found[:] = [line for line in self.log().splitlines() if words in line]
            return bool(found)

        self._wait(there)
        return found[0].split(words)[1].strip()

    def _wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LIMIT
        while not ready():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)
