"""A submission on its way to another process or machine: the modules that were read, and why others could not be."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from gradus.core.course import Exercise
from gradus.core.decode import DecodeError, Document
from gradus.core.handed_in.submission import ModuleReadError, Submission


@dataclass(frozen=True)
class Fault:
    """Why a module could not be read: what the ModuleReadError said."""

    text: str
    missing: bool


@dataclass(frozen=True)
class Packed(Document):
    """The modules of some exercises, by exercise in Base64, and the faults of those that could not be read."""

    FILE = "submission.packed.json"
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

    def submission(self, name: str) -> Submission:
        """The submission, without a folder. Raises DecodeError."""
        try:
            sources = {each: base64.b64decode(text, validate=True) for each, text in self.modules.items()}
        except (binascii.Error, ValueError):
            raise DecodeError("a module is not valid Base64") from None
        return Unpacked(name, Path(name), sources=sources, faults=self.faults)


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
