"""A submission on its way to another machine: the course's modules that were read, and why others could not be."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gradus.core.course import Exercise
from gradus.core.decode import Document, build, loads
from gradus.core.files import read_regular, write_atomic
from gradus.core.handed_in.submission import MAX_SOURCE, ModuleReadError, Submission

LARGEST = 256 << 20


@dataclass(frozen=True)
class Fault:
    """Why a module could not be read: what a ModuleReadError says."""

    text: str
    missing: bool


@dataclass(frozen=True)
class Packed(Submission):
    """A submission whose `modules` were read elsewhere, by exercise; `faults` are those that could not be read."""

    modules: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    faults: Mapping[str, Fault] = field(default_factory=dict, hash=False)

    def source(self, exercise: Exercise) -> bytes:
        """The bytes of the exercise's module. Raises ModuleReadError with the words of the machine that read it."""
        if fault := self.faults.get(exercise.id):
            raise ModuleReadError(fault.text, missing=fault.missing)
        return self.modules[exercise.id]


def pack(submission: Submission, exercises: Iterable[Exercise]) -> tuple[dict[str, bytes], dict[str, Fault]]:
    """The modules of these exercises, and the faults of those that cannot be read."""
    modules: dict[str, bytes] = {}
    faults: dict[str, Fault] = {}
    for exercise in exercises:
        try:
            modules[exercise.id] = submission.source(exercise)
        except ModuleReadError as error:
            faults[exercise.id] = Fault(str(error), error.missing)
    return modules, faults
