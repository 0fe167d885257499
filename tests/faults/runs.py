"""A run of `gradus grade` to which things happen, and what must be true after it, whatever happened."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gradus.core import report as reports
from gradus.core.course import Course
from tests.conftest import ROOT

REAPER = Path(__file__).with_name("reaper.py")
LONGEST = 900.0  # seconds of one run
# Some code that takes a moment, so that a run has a middle.
SQUARE = """\
import time


def square(x):
    time.sleep(0.05)
    return x * x


def mean(xs):
    return sum(xs) / len(xs)
"""


@dataclass
class Ended:
    """How a run ended: its exit status, what it said, the processes and the temporary files that it left."""

    status: int
    out: str
    errors: str
    strays: list[str]
    temporary: list[str] = field(default_factory=list)


class Run:
    """A run of the command that has started. `folder` is where the reports go."""

    def __init__(
        self,
        course: Course,
        submissions: Sequence[Path],
        folder: Path,
        *options: str,
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.notes = Path(tempfile.mkdtemp(prefix="faults-"))
        self.place = self.notes / "tmp"
        self.place.mkdir()
        command = [sys.executable, "-m", "gradus", "grade", *map(str, submissions), "--out", str(folder), *options]
        self.reaper = subprocess.Popen(
            [sys.executable, str(REAPER), str(self.notes), *before, *command],
            cwd=course.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(self.place), **(environment or {})},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.reaper.stdout
        self.process = int(json.loads(self.reaper.stdout.readline())["process"])
        self.began = time.monotonic()

    def goes_on(self) -> bool:
        """Whether the command has not ended."""
        try:
            return "State:\tZ" not in Path(f"/proc/{self.process}/status").read_text("utf-8")
        except OSError:
            return False

    def wait_for(self, condition: Callable[[], object], seconds: float = 120.0) -> object:
        """What the condition gives as soon as that is true; None if the command ends before."""
        until = time.monotonic() + seconds
        while self.goes_on():
            if found := condition():
                return found
            assert time.monotonic() < until, "what was waited for did not come"
            time.sleep(0.01)
        return None

    def descendants(self) -> dict[int, str]:
        """The processes that the command has started, and those that these have, with their command lines."""
        return {each: line for each, (_, line) in self.family().items()}

    def workers(self) -> list[int]:
        """The processes in a sandbox in which a student's code is, or will be: clones of a zygote."""
        family = self.family()
        zygotes = {each for each, (_, line) in family.items() if "zygote" in line and "bwrap" not in line[:40]}
        return [each for each in zygotes if family[each][0] in zygotes]

    def family(self) -> dict[int, tuple[int, str]]:
        """The processes that the command has started, and those that these have: each with its parent and its line."""
        parents: dict[int, int] = {}
        lines: dict[int, str] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    words = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                    lines[int(entry.name)] = (
                        (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    )
                    if words[0] != "Z":
                        parents[int(entry.name)] = int(words[1])
                except (OSError, IndexError):
                    continue
        found = {self.process}
        while more := {each for each, parent in parents.items() if parent in found} - found:
            found |= more
        return {each: (parents[each], lines[each]) for each in sorted(found - {self.process})}

    def signal(self, process: int, signal: int) -> None:
        """Send a signal to a process, which may have ended."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal)

    def end(self) -> Ended:
        """Wait until it has ended, and all that it started."""
        try:
            assert self.reaper.stdout
            out, _ = self.reaper.communicate(timeout=LONGEST)
            last = json.loads(out.splitlines()[-1])
            texts = [(self.notes / name).read_text("utf-8", "replace") for name in ("stdout", "stderr")]
            # What Python compiles for libraries that want a folder is no file of ours.
            temporary = [path.name for path in self.place.iterdir() if not path.name.startswith("matplotlib-")]
            return Ended(last["status"], texts[0], texts[1], last["strays"], temporary)
        finally:
            self.kill()
            shutil.rmtree(self.notes, ignore_errors=True)

    def kill(self) -> None:
        """End everything."""
        if self.reaper.poll() is None:
            for process in [*self.descendants(), self.process]:
                self.signal(process, 9)
            self.reaper.wait(60)


def scores(folder: Path) -> dict[str, float]:
    """The scores of the reports in a folder, each of which is whole."""
    found = {}
    for path in folder.glob("*.json"):
        report = reports.read(path)
        assert report.submission == path.stem
        found[path.stem] = report.score
    return found


def require_nothing_left(ended: Ended, folder: Path, *, locks: bool = True) -> None:
    """No process, no temporary file; and no lock or partial file, unless the command itself was killed."""
    assert ended.strays == []
    if locks:
        assert ended.temporary == []
        assert [path.name for path in folder.glob(".*")] == []
    assert "Traceback" not in ended.errors, ended.errors


def require_all_told(ended: Ended, folder: Path, names: Sequence[str]) -> None:
    """Each submission has one verdict or one infrastructure error, and the exit status says which.

    What goes wrong before the first is graded is told once, for all.
    """
    if ended.status == 3 and not ended.out and ended.errors.startswith("gradus: "):
        return
    errors = [name for name in names if any(f"/{name}: " in line for line in ended.errors.splitlines())]
    assert ended.status == (3 if errors else 0), ended.errors
    there = scores(folder)
    assert set(names) <= there.keys() | set(errors), ended.errors
