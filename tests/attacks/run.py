"""One run of `gradus grade` on hostile submissions, and what it leaves: reports, files, processes, connections."""

from __future__ import annotations

import glob
import json
import os
import secrets
import selectors
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECRETS = "7193 5527 8642 9157 6421 6427 6833 4219 2953 1476 3301 3302".split()
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ"
MARK = f"gradus-attack-run-{secrets.token_hex(6)}"
# A submission takes a second or two where the machine does nothing else; some wait for every deadline there is.
SECONDS_EACH, SECONDS_MORE = 15, 60


@dataclass
class Graded:
    """One run of the command, and what it left; `cut_off` says so where it was stopped because it took too long."""

    status: int
    said: str
    folder: Path
    cut_off: str = ""
    reported: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    connections: list[str] = field(default_factory=list)
    changed: set[str] = field(default_factory=set)

    def report(self, name: str) -> dict[str, Any]:
        assert name in self.texts, f"no report; the command said:\n{self.said[-3000:]}"
        report: dict[str, Any] = json.loads(self.texts[name])
        return report


SANDBOX = os.environ.get("GRADUS_TEST_SANDBOX", "bubblewrap")


def grade(folder: Path, submissions: list[Path], sandbox: str = SANDBOX, cwd: Path | None = None) -> Graded:
    """Run the command on the course in `folder`, with a token in its environment that nobody may learn."""
    reports = folder / "reports"
    command = [sys.executable, "-P", "-m", "gradus", "grade", *map(str, submissions), "--out", str(reports)]
    process = subprocess.Popen(
        [*command, "--jobs", "4", "--sandbox", sandbox],  # many do nothing but wait
        cwd=cwd or folder / "course",
        env={**os.environ, "GITHUB_TOKEN": TOKEN, "GRADUS_RUN": MARK},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    seconds, cut_off = SECONDS_MORE + SECONDS_EACH * len(submissions), ""
    try:
        output = process.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        output = process.communicate()[0]
        cut_off = f"The run of {len(submissions)} submissions was cut off after {seconds} seconds."
    texts = {path.stem: path.read_text("utf-8") for path in reports.glob("*.json")}
    return Graded(process.returncode, output.decode("utf-8", "replace"), folder, cut_off, texts=texts)


class Listener:
    """Notes whoever connects to this machine at one port, by TCP, UDP or an abstract Unix socket."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.selector = selectors.DefaultSelector()
        first = socket.create_server(("127.0.0.1", 0))
        self.port = first.getsockname()[1]
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("127.0.0.1", self.port))
        local = socket.socket(socket.AF_UNIX)
        local.bind(f"\0gradus-attack-{self.port}")
        local.listen()
        for each in (first, datagrams, local):
            self.selector.register(each, selectors.EVENT_READ)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            for key, _ in self.selector.select():
                each: Any = key.fileobj
                self.heard.append(str(each.getsockname()))
                if each.type == socket.SOCK_STREAM:
                    each.accept()[0].close()
                else:
                    each.recv(10)


def forge_reports(folder: Path, names: list[str]) -> None:
    """Reports that stand there already, with full marks; some are links to what must not be overwritten."""
    (folder / "reports").mkdir()
    (folder / "precious").write_text("precious", "utf-8")
    for number, name in enumerate(names):
        report = folder / "reports" / f"{name}.json"
        if number % 2:
            report.write_text('{"score": 15.0, "max_score": 15.0}', "utf-8")
        else:
            report.symlink_to(folder / "precious")


def contents(folder: Path) -> dict[str, int]:
    """Every file of the course and of the submissions, with the time of its last change."""
    found = {}
    for part in ("course", "submissions", "precious"):
        for place, folders, files in os.walk(folder / part):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in files:
                status = os.lstat(os.path.join(place, name))
                found[os.path.join(place, name)] = status.st_mtime_ns
    return found


def leftovers(folder: Path, names: bool) -> list[str]:
    """Processes that a run left: our children, and those that carry its mark or its folder.

    `names` asks for those that an attack named, too; another run may have one that has not ended yet.
    """
    found = []
    for place in glob.glob("/proc/[0-9]*"):
        pid = int(place.removeprefix("/proc/"))
        try:
            status = Path(place, "stat").read_text("utf-8", "replace")
            command = Path(place, "cmdline").read_bytes()
            environment = Path(place, "environ").read_bytes()
        except OSError:
            continue
        parent = int(status.rpartition(")")[2].split()[1])
        marked = str(folder).encode() in command or MARK.encode() in environment
        if pid != os.getpid() and (parent == os.getpid() or marked or (names and "gradus-attack" in status)):
            found.append(f"{pid} {status} {command!r}")
    return found


def wait_for_leftovers(folder: Path, names: bool, seconds: float = 20) -> list[str]:
    """The processes that are still there after a while."""
    deadline = time.monotonic() + seconds
    while (left := leftovers(folder, names)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
