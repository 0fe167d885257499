"""What a student handed in: a folder, read with suspicion. Nothing in it is ever imported or run from here."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from gradus.core.course import Course, Exercise

MAX_SOURCE = 1 << 20


class SubmissionError(Exception):
    """The folder cannot be graded at all; the text says why and what to do."""


class ModuleReadError(Exception):
    """One module of a submission is missing (`missing`) or cannot be taken; the text says why."""

    def __init__(self, text: str, missing: bool = False) -> None:
        super().__init__(text)
        self.missing = missing


@dataclass(frozen=True)
class Submission:
    """A folder that holds the course's modules at `root`."""

    name: str
    root: Path

    def source(self, exercise: Exercise) -> bytes:
        """The bytes of the exercise's module.

        Raises ModuleReadError where it is not a regular file of at most 1 MiB inside the submission.
        """
        path = self.root / exercise.path
        try:
            if (self.root / exercise.part).is_symlink() or path.is_symlink():
                raise ModuleReadError(f"{exercise.path} is a symbolic link: hand in the file itself.")
            # O_NONBLOCK: opening a named pipe would otherwise wait for its writer.
            flags = (
                os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            )
            descriptor = os.open(path, flags)
        except (FileNotFoundError, NotADirectoryError):
            raise ModuleReadError(f"There is no {exercise.path} in what was handed in.", missing=True) from None
        except OSError as error:
            raise ModuleReadError(f"{exercise.path} cannot be read: {error.strerror}.") from None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            os.close(descriptor)
            raise ModuleReadError(f"{exercise.path} is not an ordinary file.")
        with os.fdopen(descriptor, "rb") as file:
            if status.st_size > MAX_SOURCE:
                size = f"{status.st_size / (1 << 20):.1f} MiB"
                raise ModuleReadError(f"{exercise.path} is {size} large; an exercise's module is at most 1 MiB.")
            return file.read(MAX_SOURCE + 1)[:MAX_SOURCE]


def open_folder(path: Path, course: Course) -> Submission:
    """The submission in the folder `path`, which holds `exercises/` or the parts' folders themselves.

    Raises SubmissionError where there is no such folder, or nothing of the course in it.
    """
    if not path.exists():
        raise SubmissionError(f"There is no folder {path}. Give the folder that a student handed in.")
    if not path.is_dir():
        raise SubmissionError(f"{path} is a file. Give the folder that holds exercises/.")
    name = path.resolve().name
    nested = path / "exercises"
    if nested.is_symlink():
        raise SubmissionError(f"{nested} is a symbolic link; hand in the folder itself.")
    if nested.is_dir():
        return Submission(name, nested)
    if any((path / exercise.part).is_dir() for exercise in course.exercises):
        return Submission(name, path)
    parts = ", ".join(f"{part.id}/" for part in course.parts)
    raise SubmissionError(f"{path} holds neither exercises/ nor a part of the course ({parts}).")
