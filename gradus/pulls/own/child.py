"""The process that grades, perhaps as another account: takes submissions, runs `gradus grade`, and gives reports back.

It ends when standard input does: nothing goes on where the loop has ended, however that ended. What it writes is in a
folder of its own, which goes with it.
"""

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from gradus.core.files import FileError, read_regular
from gradus.core.lock import LockedError, locked
from gradus.core.within import Within, is_inside
from gradus.pulls.own.frames import FrameError, finish, receive, send

PREFIX = "gradus-grading-"
LARGEST = 16 << 20  # bytes of a file, in both directions
OUTPUT = 64 << 10  # bytes of what gradus grade says
STATUS, SAID = "status", "said"
PATIENCE = 30.0  # seconds for gradus grade to end by itself
SUBMISSION = re.compile(r"[A-Za-z0-9._-]{1,200}")


def main(command: Sequence[str]) -> None:
    """Run a command, the beginning of a `gradus grade`, on what comes in; exits with status 3 if that is no use."""
    for number in (signal.SIGTERM, signal.SIGINT):  # the latter may be ignored here, and would be in what is started
        signal.signal(number, _terminate)
    try:
        with _place() as folder:
            names = _take(folder)
            status, said = _run(command, folder, names)
            _give(status, said, folder, names)
    except (FrameError, OSError) as error:
        print(f"gradus: {error}", file=sys.stderr)
        sys.exit(3)


def _terminate(number: int, frame: FrameType | None) -> None:
    sys.exit(3)


@contextlib.contextmanager
def _place() -> Iterator[Path]:
    """A new folder, which is removed in the end; so are those of processes that were killed."""
    _remove_left(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with locked(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left(place: Path) -> None:
    for folder in place.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, LockedError):
            status = folder.lstat()
            mine = os.name == "nt" or status.st_uid == os.geteuid()
            if mine and folder.is_dir() and not folder.is_symlink() and time.time() - status.st_mtime > 60:
                with locked(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def _take(folder: Path) -> list[str]:
    """Write the submissions that come in; returns their names, each once, in their order."""
    names: dict[str, None] = {}
    while received := receive(sys.stdin.buffer, lambda name: LARGEST if is_inside(name) else -1):
        name = received[0].partition("/")[0]
        if not SUBMISSION.fullmatch(name):
            raise FrameError("it sent a submission of an invalid name")
        Within(folder / "submissions").write(*received, private=True)
        names[name] = None
    return list(names)


def _run(command: Sequence[str], folder: Path, names: Sequence[str]) -> tuple[int, bytes]:
    """Run the command until it ends, or until standard input does; returns its status and what it said."""
    places = [str(folder / "submissions" / name) for name in names]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            [*command, *places, "--out", str(folder / "reports")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        try:
            while process.poll() is None and not _ended():
                pass
            return _end(process), _said(folder / "said")
        finally:
            _signal(process, signal.SIGKILL)


def _ended() -> bool:
    """Wait a moment; whether whoever started this has ended, or wants it to end."""
    return bool(select.select([0], [], [], 0.1)[0]) and not os.read(0, 1)


def _end(process: subprocess.Popen[bytes]) -> int:
    """Let the command end as after Ctrl-C, which keeps what is done, and then end it."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is None:
            _signal(process, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
    return process.poll() or 0


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _said(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(OUTPUT)


def _give(status: int, said: bytes, folder: Path, names: Sequence[str]) -> None:
    """Give back what became of it, and the reports that there are."""
    stream = sys.stdout.buffer
    send(stream, STATUS, str(status).encode())
    send(stream, SAID, said)
    for name in names:
        with contextlib.suppress(FileError):
            send(stream, f"{name}.json", read_regular(folder / "reports" / f"{name}.json", LARGEST))
    finish(stream)


if __name__ == "__main__":
    main(sys.argv[1:])
