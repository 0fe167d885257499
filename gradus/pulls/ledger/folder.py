"""A ledger in a folder of this machine, with the files of the branch, and its history if Git is installed.

A change is first written down as a whole, in one file, and then made. Who is killed in between leaves that file, and
the next one makes the change again: it is never made in part, and never twice.
"""

import contextlib
import os
import shlex
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gradus.core.decode import DecodeError, Document
from gradus.core.files import PARTIAL, private_folder, remove_partial
from gradus.core.lock import LockedError, locked
from gradus.core.text import one_line
from gradus.core.within import PlaceError, Within
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.forge.client import GitHubError, RequestRejectedError
from gradus.pulls.ledger.derived import TABLE, derived
from gradus.pulls.ledger.history import History
from gradus.pulls.ledger.ledger import EMPTY, Ledger
from gradus.pulls.ledger.terms import Terms

ROOMS = ("latest", "reports")
OURS = {Ledger.FILE, TABLE, *ROOMS}


@dataclass(frozen=True)
class Change(Document):
    """A change that was begun: the new texts of files by path, None for one that goes."""

    FILE = ".change.json"
    SCHEMA = "gradus.change/1"
    message: str
    files: dict[str, str | None]


class Folder:
    """The ledger in the folder `path`, which is made for its owner alone; `tell` is told what a teacher should know."""

    def __init__(self, path: Path, tell: Callable[[str], None] = lambda text: None) -> None:
        self.path, self._tell = path, tell
        self._within, self._history = Within(path), History(path, tell)
        self._held = False
        self._paths: dict[str, str] = {}

    def __str__(self) -> str:
        return f"the ledger in {one_line(str(self.path), 300)}"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other runs out. Raises GitHubError if one is at work, or if the folder cannot be used."""
        if self._held:
            yield
            return
        with contextlib.ExitStack() as stack:
            with self._usable():
                private_folder(self.path)
                self._require_ours()
                stack.enter_context(locked(self.path))
                stack.callback(setattr, self, "_held", False)
                self._held = True
                self._tell_readers()
                self._remove_partial()
                self._finish()
            yield

    def read(self) -> Ledger:
        """Return the ledger; an empty one if there is none yet. Raises GitHubError."""
        with self.alone(), self._usable():
            self._finish()
            return self._read()

    def report(self, sha: str) -> bytes:
        """Return a report by the id of its blob. Raises RequestRejectedError if it is not there, and GitHubError."""
        with self._usable():
            if sha not in self._paths:
                self._paths = {entry.report: entry.path for entry in self._read().entries}
            path = self._paths.get(sha)
            data = self._within.read(path) if path else None
        if data is None or git_sha(data) != sha:
            raise RequestRejectedError(404, f"{self} has no report {sha[:12]}{f' at {path}' if path else ''}")
        return data

    def change(
        self, update: Callable[[Ledger], Ledger], files: Mapping[str, str], message: str, terms: Terms
    ) -> Ledger:
        """Store the updated ledger with `files`, and return it; if it stays equal, nothing is written.

        Raises GitHubError if the folder cannot be read or written: then nothing is changed, or the next one goes on.
        """
        with self.alone(), self._usable():
            self._finish()
            before = self._read()
            after = update(before)
            if after == before and (self.path / Ledger.FILE).exists():
                return after
            try:
                follows = derived(before, after, terms, files, self.report)
            except (DecodeError, RequestRejectedError) as error:
                raise GitHubError(f"A report of {self} cannot be used: {error}.") from None
            change = Change(Change.SCHEMA, message, {**files, **follows})
            change.write(self.path)
            _flush(self.path / Change.FILE)
            self._make(change)
            return after

    def _finish(self) -> None:
        """Make a change that was begun by somebody who was killed, or who had no room left."""
        if (self.path / Change.FILE).exists():
            self._make(Change.read(self.path))

    def _make(self, change: Change) -> None:
        """Reports first, and the ledger last: it never names a report that is not there. Repeating it does no harm."""
        for path in sorted(change.files, key=lambda path: (path == Ledger.FILE, not path.startswith("reports/"), path)):
            if (text := change.files[path]) is not None:
                self._within.write(path, text.encode(), private=True)
                _flush(self.path / path)
        for path, text in change.files.items():
            if text is None:
                self._within.remove(path)
        self._history.commit(change.message)
        self._within.remove(Change.FILE)

    def _read(self) -> Ledger:
        data = self._within.read(Ledger.FILE)
        if data is None:
            if any((self.path / room).exists() for room in ROOMS):
                hint = f"git -C {one_line(str(self.path), 300)} checkout {Ledger.FILE} brings it back"
                raise GitHubError(f"There is no {Ledger.FILE} in {self}, but there are reports: {hint}.")
            return EMPTY
        return Ledger.parse(data)

    def _require_ours(self) -> None:
        """Raise GitHubError if the folder is in use for something else."""
        names = {path.name for path in self.path.iterdir()}
        strange = sorted(name for name in names - OURS if not name.startswith("."))
        if strange and not names & OURS:
            raise GitHubError(f"{self}: there is something else ({one_line(strange[0])}). Name an empty folder.")

    def _tell_readers(self) -> None:
        if os.name != "nt" and stat.S_IMODE(self.path.stat().st_mode) & 0o077:
            path = shlex.quote(str(self.path))
            self._tell(f"{self} can be entered by other accounts of this machine. Type: chmod 700 {path}")

    def _remove_partial(self) -> None:
        """Remove what killed processes left while they wrote a file."""
        found = {path.parent for room in ROOMS for path in (self.path / room).rglob(f".*{PARTIAL}")}
        for folder in (self.path, *found):
            remove_partial(folder)

    @contextlib.contextmanager
    def _usable(self) -> Iterator[None]:
        """Say all that is wrong with the folder in one kind of error."""
        try:
            yield
        except LockedError:
            raise GitHubError(f"Another run has {self}: wait for it, or end it.") from None
        except DecodeError as error:
            raise GitHubError(f"{self} cannot be used: {error}.") from None
        except PlaceError as error:
            raise GitHubError(f"{self} cannot be used: {error}") from None
        except OSError as error:
            name = one_line(str(error.filename or self.path), 300)
            raise GitHubError(f"{self} cannot be used: {name}: {error.strerror or error}.") from None


def _flush(path: Path) -> None:
    """Wait until a file is on the disk: a power failure must not leave a ledger whose reports are empty."""
    for place, flags in ((path, os.O_RDWR), (path.parent, os.O_RDONLY)):
        if os.name == "nt" and place == path.parent:  # no folder can be opened there
            continue
        descriptor = os.open(place, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
