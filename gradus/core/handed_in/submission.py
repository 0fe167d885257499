"""A submission: a folder that is read as untrusted data. Nothing in it is imported or run here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradus.core.course import Course, Exercise
from gradus.core.files import FileError, read_regular
from gradus.core.handed_in.found import ARCHIVES, Found, advice, look, look_below, what_lies_there
from gradus.core.names import same
from gradus.core.text import one_line

MAX_SOURCE = 1 << 20


class SubmissionError(Exception):
    """The folder cannot be graded at all; the text says why and what to do."""


class ModuleReadError(FileError):
    """One module of a submission is `missing` or cannot be used; the text says why."""


@dataclass(frozen=True)
class Submission:
    """A folder with the course's modules, at `root`; `files` has those that lie elsewhere, by exercise.

    `remarks` say what was found in another place, or under another name, than expected. `expected` are the names of
    the course's files.
    """

    name: str
    root: Path
    files: Mapping[str, Path] = field(default_factory=dict, hash=False)
    remarks: tuple[str, ...] = ()
    expected: frozenset[str] = frozenset()
    memory: dict[str, bytes | ModuleReadError] | None = field(default=None, compare=False, repr=False)

    def remembering(self) -> "Submission":
        """The same submission, each of whose modules is read once: what is judged is what was looked at first."""
        return replace(self, memory={})

    def source(self, exercise: Exercise) -> bytes:
        """The bytes of the exercise's module. Raises ModuleReadError unless it is a regular file of at most 1 MiB."""
        if self.memory is None:
            return self._read(exercise)
        if exercise.id not in self.memory:
            try:
                self.memory[exercise.id] = self._read(exercise)
            except ModuleReadError as error:
                self.memory[exercise.id] = error
        known = self.memory[exercise.id]
        if isinstance(known, ModuleReadError):
            raise known.with_traceback(None)
        return known

    def _read(self, exercise: Exercise) -> bytes:
        path = self.files.get(exercise.id, self.root / exercise.path)
        try:
            if path.parent.is_symlink():
                raise FileError("lies in a folder that is a symbolic link: hand in the folder itself")
            return read_regular(path, MAX_SOURCE)
        except FileError as error:
            text = self._missing(exercise) if error.missing else f"{exercise.path} {error}."
            raise ModuleReadError(text, missing=error.missing) from None

    def _missing(self, exercise: Exercise) -> str:
        above = [self.root.parent] if same(self.root.name) == "exercises" else []  # else that is other students' place
        folders = (self.root / exercise.part, self.root, *above)
        meant = advice(exercise.path.rpartition("/")[2], folders, self.files.values(), self.expected)
        return f"There is no {exercise.path} in what was handed in." + (meant and f" {meant}")


def open_folder(path: Path, course: Course) -> Submission:
    """The submission in `path`: in exercises/, in folders of the course's parts, flat, or so in one folder below.

    Raises SubmissionError if there are no modules of the course, or if they lie in several folders.
    """
    shown = one_line(str(path), 300)
    if not path.exists():
        raise SubmissionError(f"There is no folder {shown}. Give the folder that a student handed in.")
    if not path.is_dir():
        what = "`gradus collect` reads archives" if path.name.lower().endswith(ARCHIVES) else "it contains exercises/"
        raise SubmissionError(f"{shown} is a file. Give the folder that a student handed in: {what}.")
    nested = path / "exercises"
    if nested.is_symlink():
        raise SubmissionError(f"{one_line(str(nested), 300)} is a symbolic link; hand in the folder itself.")
    name = path.resolve().name
    if found := look(path, course):
        return _submission(name, found, course)
    below = look_below(path, course)
    if len(below) == 1:
        ((inner, found),) = below.items()
        where = f"The exercises lie one folder deeper, in {one_line(inner, 100)}/."
        return _submission(name, Found(found.root, found.files, (where, *found.remarks)), course)
    parts = ", ".join(f"{part.id}/" for part in course.parts)
    neither = f"{shown} contains neither exercises/ nor a part of the course ({parts})."
    raise SubmissionError(f"{neither} {what_lies_there(path, course)}")


def lines_of(data: bytes) -> list[str]:
    """The lines of a source as an editor numbers them; an encoding that it names itself is not looked up."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return re.split(r"\r\n|\r|\n", text)


def _submission(name: str, found: Found, course: Course) -> Submission:
    expected = frozenset(exercise.path.rpartition("/")[2] for exercise in course.exercises)
    return Submission(name, found.root, found.files, found.remarks, expected)
