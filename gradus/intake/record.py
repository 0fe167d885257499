"""What `gradus collect` did, kept beside the submissions: where each came from, what was guessed, what was left."""

import os
from dataclasses import dataclass
from pathlib import Path

from gradus.core.decode import DecodeError, Document
from gradus.core.names import same


@dataclass(frozen=True)
class Taken:
    """A file of a submission: its `path` there, the `source` and the place in it where it was found, and its digest."""

    path: str
    source: str
    place: str
    sha256: str


@dataclass(frozen=True)
class Origin:
    """Where one student's submission came from: the newest `source`, and the name of its `folder` there.

    The folder's name is as the learning platform gave it (Moodle takes feedback back under that name); where files lie
    flat, it is what stands before the file's own name. `team` is set if a team handed in; `submitted` is a time with a
    time zone if one is known for certain. `remarks` say what was guessed and why, `left` what was not taken and why.
    """

    login: str
    source: str
    folder: str
    files: tuple[Taken, ...] = ()
    team: str = ""
    submitted: str = ""
    remarks: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record(Document):
    """The record of all collections into one folder."""

    FILE = ".collected.json"
    SCHEMA = "gradus.collected/1"
    origins: tuple[Origin, ...] = ()


def read(folder: Path) -> dict[str, Origin]:
    """The origins of the submissions in `folder`, by `same(login)`; none if nothing was collected into it.

    Raises DecodeError if there is a record that cannot be used.
    """
    if not os.path.lexists(folder / Record.FILE):
        return {}
    record = Record.read(folder)
    origins = {same(origin.login): origin for origin in record.origins}
    if len(origins) < len(record.origins):
        raise DecodeError(f"{Record.FILE} names a login twice")
    return origins
