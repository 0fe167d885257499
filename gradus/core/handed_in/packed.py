"""A submission on its way to another process or machine: the modules that were read, and why others could not be."""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError, Document, read_json
from gradus.core.handed_in.submission import ModuleReadError, Submission, open_folder

LARGEST = 256 << 20  # bytes of a file


@dataclass(frozen=True)
class Fault:
    """Why a module could not be read: what the ModuleReadError said."""

    text: str
    missing: bool


@dataclass(frozen=True)
class Packed(Document):
    """The modules of some exercises, by exercise in Base64, and the faults of those that could not be read."""

    ENDING: ClassVar[str] = ".packed.json"  # of a file that holds one
    SCHEMA = "gradus.packed/1"
    modules: dict[str, str]
    faults: dict[str, Fault]

    @classmethod
    def of(cls, submission: Submission, exercises: Iterable[Exercise]) -> Self:
        """Read these modules of a submission."""
        modules: dict[str, str] = {}
        faults: dict[str, Fault] = {}
        for exercise in exercises:
            try:
                modules[exercise.id] = base64.b64encode(submission.source(exercise)).decode()
            except ModuleReadError as error:
                faults[exercise.id] = Fault(str(error), error.missing)
        return cls(cls.SCHEMA, modules, faults)

    def pack(self) -> bytes:
        """The content as bytes; `parse` reads them."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    def submission(self, name: str) -> Submission:
        """The submission, without a folder. Raises DecodeError."""
        try:
            sources = {each: base64.b64decode(text, validate=True) for each, text in self.modules.items()}
        except (binascii.Error, ValueError):
            raise DecodeError("a module is not valid Base64") from None
        return Unpacked(name, Path(name), sources=sources, faults=self.faults)


def open_any(path: Path, course: Course) -> Submission:
    """The submission in a folder, as `open_folder`, or in a file that holds a Packed. Raises DecodeError, too."""
    if path.name.endswith(Packed.ENDING) and path.is_file():
        return read_json(Packed, path, "submission", LARGEST).submission("")
    return open_folder(path, course)


@dataclass(frozen=True)
class Unpacked(Submission):
    """A submission that was read elsewhere: the same bytes, and the same reasons where there are none."""

    sources: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    faults: Mapping[str, Fault] = field(default_factory=dict, hash=False)

    def source(self, exercise: Exercise) -> bytes:
        """The bytes of the exercise's module. Raises ModuleReadError with the words of whoever read it."""
        if fault := self.faults.get(exercise.id):
            raise ModuleReadError(fault.text, missing=fault.missing)
        if exercise.id not in self.sources:
            raise ModuleReadError(f"{exercise.path} was not sent.")
        return self.sources[exercise.id]
