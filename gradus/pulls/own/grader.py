"""Runs `gradus grade` on fetched commits: in a process without a secret, and perhaps as another account.

That account gets copies of the submissions through a pipe, and its reports come back through another. So it needs no
right in any folder of this account's, and can give back nothing but reports of what it was given.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import gradus
from gradus.core.course import Course
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.files import write_atomic
from gradus.core.text import printable
from gradus.pulls.own.accounts import home, switch
from gradus.pulls.own.bell import Bell
from gradus.pulls.own.child import LARGEST, OUTPUT, PATIENCE, SAID, STATUS
from gradus.pulls.own.frames import FrameError, finish, receive, send
from gradus.pulls.round.validate import SANDBOX

PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "XDG_CACHE_HOME")
VISIBLE_FOR = 40  # minutes in which submissions are begun with, as in the workflow
DEADLINE = 75 * 60.0  # seconds for all of them
ROOM = 1 << 30  # bytes of all reports of a round
FORCE = 3.0  # seconds until something that was told to end has ended
TOLD = 40  # lines of what gradus grade says
PROGRAM = (sys.executable, "-P", "-m", "gradus", "grade")


class GradingError(Exception):
    """Nothing can be graded, for a reason of this machine or of the course; the text says which."""


@dataclass
class Graded:
    """How `gradus grade` ended: its status, what it said, and the names of the submissions with a report."""

    status: int = 0
    said: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class Grader:
    """Grades with `jobs` at a time, as another `account` if one is named; `program` is what does it."""

    jobs: int | None = None
    account: str = ""
    program: Sequence[str] = PROGRAM
    deadline: float = DEADLINE

    def grade(self, course: Course, submissions: Path, out: Path, bell: Bell, *more: str) -> Graded:
        """Grade all folders in `submissions`, and write their reports into `out`.

        Raises StoppedError if the run is to end, GradingError if the program cannot be started, and OSError.
        """
        graded = Graded()
        options = ["--sandbox", SANDBOX, "--visible-for", f"{VISIBLE_FOR}", *more]
        options += ["--jobs", str(self.jobs)] if self.jobs else []
        process = self._started([*self.program, *options], course.root, submissions.parent)
        exchange = _Exchange(process, submissions, out, graded)
        self._watch(exchange, bell)
        bell.check()
        if graded.problem:
            text = f"The process that grades failed: {graded.problem}.{exchange.told}"
            raise GradingError(f"{text}{self._hint()}")
        return graded

    def test(self, course: Course, work: Path, bell: Bell) -> None:
        """Grade an empty submission on one exercise, as a round does. Raises as `grade`, also if there is no score."""
        place = Path(tempfile.mkdtemp(prefix="test-", dir=work))
        try:
            name = place / "submissions" / "nobody" / "exercises"
            name.mkdir(parents=True)
            (name / "commit.txt").write_text("a test\n", "utf-8")
            done = self.grade(course, name.parent.parent, place / "out", bell, "--only", course.exercises[0].id)
        finally:
            shutil.rmtree(place, ignore_errors=True)
        if not done.reports or done.status:
            said = "\n".join(line.removeprefix("gradus: ") for line in done.said) or f"exit status {done.status}"
            raise GradingError(f"Nothing can be graded on this machine: {said}{self._hint()}")

    def environment(self, temporary: Path) -> dict[str, str]:
        """What that process gets of this one's environment: no token, and nothing else that is not listed."""
        kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        kept |= {"PATH": os.environ.get("PATH") or os.defpath, "PYTHONPATH": str(Path(gradus.__file__).parent.parent)}
        if not self.account:
            return kept | {"TMPDIR": str(temporary)}
        kept.pop("XDG_CACHE_HOME", None)
        return kept | {"HOME": home(self.account)}

    def _started(self, command: Sequence[str], root: Path, temporary: Path) -> "subprocess.Popen[bytes]":
        clean = self.environment(temporary)
        words = [sys.executable, "-P", "-m", "gradus.pulls.own.child", *command]
        if self.account:
            # sudo drops variables: env sets them again, and drops what sudo adds.
            assigned = [f"{name}={value}" for name, value in clean.items()]
            words = [*switch(self.account), "env", "-i", *assigned, *words]
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(
                words, cwd=root, env=clean, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise GradingError(f"The process that grades cannot be started: {error}.{self._hint()}") from None

    def _watch(self, exchange: "_Exchange", bell: Bell) -> None:
        """Wait until all reports have come. When the run is to end, or time is up, the process is told to end."""
        until = bell.clock() + self.deadline
        exchange.start()
        while exchange.is_alive() and not bell.stopping and (left := until - bell.clock()) > 0:
            bell.rest(min(left, 0.1))
        exchange.end(PATIENCE if bell.stopping else 2 * PATIENCE + 10)

    def _hint(self) -> str:
        if not self.account:
            return ""
        return f" It runs as {self.account}: docs/own-machine.md says what that account needs."


class _Exchange(threading.Thread):
    """Gives the submissions to the process and takes the reports: it alone waits for the pipes."""

    def __init__(self, process: "subprocess.Popen[bytes]", submissions: Path, out: Path, graded: Graded) -> None:
        super().__init__(daemon=True)
        assert process.stdin and process.stdout and process.stderr
        self.process, self.submissions, self.out, self.graded = process, submissions, out, graded
        self.given, self.taken, self.tail = process.stdin, process.stdout, _Tail(process.stderr)
        self.names = sorted(path.name for path in submissions.iterdir())
        self.room, self.all_given = ROOM, False
        out.mkdir(mode=0o700, exist_ok=True)

    def run(self) -> None:
        """Give and take; what goes wrong is the problem of what is graded."""
        try:
            with contextlib.suppress(BrokenPipeError):  # what it gives back says why
                self._give()
            self._take()
        except FrameError as error:
            self.graded.problem = str(error)
        except (OSError, ValueError) as error:  # ValueError: the pipe was closed meanwhile
            self.graded.problem = f"{type(error).__name__}: {error}"

    def _give(self) -> None:
        for folder in (self.submissions / name for name in self.names):
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    send(self.given, path.relative_to(self.submissions).as_posix(), path.read_bytes())
        finish(self.given)
        self.all_given = True

    def _take(self) -> None:
        wanted = {STATUS: 20, SAID: OUTPUT} | {f"{name}.json": LARGEST for name in self.names}
        while received := receive(self.taken, lambda name: min(wanted.pop(name, -1), self.room)):
            name, data = received
            self.room -= len(data)
            if name == STATUS:
                self.graded.status = int(data) if data.removeprefix(b"-").isdigit() else INFRASTRUCTURE
            elif name == SAID:
                self.graded.said = _lines(data)
            else:
                write_atomic(self.out / name, data)
                self.graded.reports.append(name.removesuffix(".json"))
        if STATUS in wanted:
            raise FrameError("it ended early")

    def end(self, patience: float) -> None:
        """Close its input, which tells the process to end, and wait; then end it by force, as far as we may."""
        if self.all_given:
            with contextlib.suppress(OSError):
                self.given.close()
            self.join(patience)
        for act in (self.process.terminate, self.process.kill):
            if self.is_alive():
                with contextlib.suppress(OSError):  # sudo's process is not ours to end
                    act()
                self.join(FORCE)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(FORCE)
        if self.is_alive() or self.process.poll() is None:
            self.graded.problem = "it does not end, not even when it is told to"
            return  # its pipes stay open: closing one that somebody reads would wait, too
        self.tail.join(FORCE)
        for stream in (self.given, self.taken):
            with contextlib.suppress(OSError):  # what was not given any more
                stream.close()

    @property
    def told(self) -> str:
        """What the process itself said, as the end of a text."""
        lines = _lines(self.tail.kept)
        return f" It said: “{printable(' '.join(lines[-3:]), 500)}”." if lines else ""


class _Tail(threading.Thread):
    """Keeps the last of what a process says on standard error, however much it is."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.stream, self.kept = stream, b""
        self.start()

    def run(self) -> None:
        """Read until the process ends."""
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(self.stream.fileno(), 4096):
                self.kept = (self.kept + data)[-2000:]
            self.stream.close()


def _lines(data: bytes) -> list[str]:
    return [printable(line, 1000) for line in data.decode("utf-8", "replace").splitlines() if line.strip()][:TOLD]
