"""A submission: a folder that is read as untrusted data. Nothing in it is imported or run here."""

from dataclasses import dataclass
from pathlib import Path

from gradus.core.course import Course, Exercise
from gradus.core.files import FileError, read_regular

MAX_SOURCE = 1 << 20


class SubmissionError(Exception):
    """The folder cannot be graded at all; the text says why and what to do."""


class ModuleReadError(FileError):
    """One module of a submission is `missing` or cannot be used; the text says why."""


@dataclass(frozen=True)
class Submission:
    """A folder with the course's modules, at `root`."""

    name: str
    root: Path

    def source(self, exercise: Exercise) -> bytes:
        """The bytes of the exercise's module. Raises ModuleReadError unless it is a regular file of at most 1 MiB."""
        try:
            if (self.root / exercise.part).is_symlink():
                raise FileError("lies in a folder that is a symbolic link: hand in the folder itself")
            return read_regular(self.root / exercise.path, MAX_SOURCE)
        except FileError as error:
            path, missing = exercise.path, error.missing
            text = f"There is no {path} in what was handed in." if missing else f"{path} {error}."
            raise ModuleReadError(text, missing=missing) from None


def open_folder(path: Path, course: Course) -> Submission:
    """The submission in `path`. Raises SubmissionError unless it has exercises/ or folders of the course's parts."""
    if not path.exists():
        raise SubmissionError(f"There is no folder {path}. Give the folder that a student handed in.")
    if not path.is_dir():
        raise SubmissionError(f"{path} is a file. Give the folder that contains exercises/.")
    name = path.resolve().name
    nested = path / "exercises"
    if nested.is_symlink():
        raise SubmissionError(f"{nested} is a symbolic link; hand in the folder itself.")
    if nested.is_dir():
        return Submission(name, nested)
    if any((path / exercise.part).is_dir() for exercise in course.exercises):
        return Submission(name, path)
    parts = ", ".join(f"{part.id}/" for part in course.parts)
    raise SubmissionError(f"{path} contains neither exercises/ nor a part of the course ({parts}).")
