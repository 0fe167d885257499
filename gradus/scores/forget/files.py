"""What to remove from files: folders and reports that are a person's, and their rows and entries in what lists all."""

import contextlib
import json
import os
import shutil
import stat
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core.decode import LARGEST, DecodeError, loads
from gradus.core.files import FileError, read_regular
from gradus.core.roster import COLUMNS
from gradus.core.tables import TableError, without_rows
from gradus.core.text import count
from gradus.scores.forget.person import ACCOUNTS, ADDRESSES, NUMBERS, Person

# Folders in a folder of results, submissions or a gradebook that hold more of the same, one entry for each account.
REPLACED = ".replaced"  # where gradus collect keeps earlier submissions, as LOGIN.1, LOGIN.2, …
DEPTH = 4  # of folders in each other that are looked into
CONTAINERS = frozenset("lessons by_hand before feedback review submitted autograded latest submissions reports".split())
CONTAINERS |= {REPLACED}
ENDINGS = frozenset(".json .html .md .txt .csv .xml .zip .tar .gz .tgz .pdf .py .ipynb".split())
TABLES = (".csv", ".tsv", ".txt")
NO_LOGINS = ("overview", "index", "alike", "class")  # pages about all
IDENTIFYING = ACCOUNTS | ADDRESSES | NUMBERS
COLUMN_NAMES = [name for column, names in COLUMNS.items() for name in (column, *names)]


@dataclass(frozen=True)
class Step:
    """One thing to remove: `what` it is, in words, from which file or folder, and how. `do` may raise OSError."""

    what: str
    path: Path
    do: Callable[[], None]


def steps(person: Person, places: Iterable[Path]) -> Iterator[Step]:
    """What is to be removed from these folders and files. Links are not followed, and no submission is opened."""
    for place in places:
        if place.is_symlink() or not os.path.lexists(place):
            continue
        if place.is_dir():
            yield from _in_folder(person, place, 1)
        elif place.suffix == ".html" and place.stem not in NO_LOGINS and person.is_called(place.stem):
            yield _removed(place)  # gradus review writes it wherever it is told to
        else:
            yield from _of_file(person, place)


def entries(place: Path) -> list[Path]:
    """What is in a place, and in the folders of it that hold more of the same. Nothing of one account's own folder."""
    if not place.is_dir():
        return [place]
    found: list[Path] = []
    for path in sorted(place.iterdir()):
        inside = path.is_dir() and not path.is_symlink() and path.name.lower() in CONTAINERS
        found += entries(path) if inside else [path]
    return found


def _in_folder(person: Person, folder: Path, depth: int) -> Iterator[Step]:
    for path in sorted(folder.iterdir()):
        folder_of_all = path.name.lower() in CONTAINERS and path.is_dir() and not path.is_symlink()
        if folder_of_all and depth < DEPTH:
            yield from _in_folder(person, path, depth + 1)
        elif not folder_of_all and person.is_called(_account(path)):
            yield _removed(path)
        elif path.is_file() and not path.is_symlink():
            yield from _of_file(person, path)


def _account(path: Path) -> str:
    """Whose a file or folder is by its name, in which a point can be a part of the login: ada.lovelace."""
    if path.parent.name == REPLACED:
        name, _, number = path.name.rpartition(".")
        return name if number.isdecimal() else path.name
    return path.stem if path.suffix.lower() in ENDINGS and not path.is_dir() else path.name


def _removed(path: Path) -> Step:
    if path.is_dir() and not path.is_symlink():
        return Step("a folder", path, lambda: _remove_tree(path))
    return Step("a file", path, path.unlink)


def _remove_tree(path: Path) -> None:
    """Remove a folder with all that is in it, also what a student made read-only."""
    for folder, _, _ in os.walk(path):
        os.chmod(folder, stat.S_IRWXU)
    shutil.rmtree(path)


def _of_file(person: Person, path: Path) -> Iterator[Step]:
    """The step for a file that is about several people; none if it does not list this person."""
    try:
        data = read_regular(path, LARGEST)
        if path.suffix.lower() in TABLES:
            left, number = without_rows(data, COLUMN_NAMES, person.has_row)
            if number:
                yield Step(count(number, "row"), path, lambda: _replace(path, left))
        elif path.suffix.lower() == ".json":
            document = loads(data)
            if person.is_listed(document):
                yield _removed(path)
            elif not _is_of_one(document) and (number := _without(person, document)):
                text = (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode()
                yield Step("1 entry" if number == 1 else f"{number} entries", path, lambda: _replace(path, text))
    except (FileError, DecodeError, TableError):
        return  # what cannot be read is looked at by `mentions`


def _is_of_one(document: Any) -> bool:
    """Whether a document is one account's report, or its marks by hand."""
    kind = str(document.get("schema", "")).partition("/")[0] if isinstance(document, dict) else ""
    return kind in ("gradus.report", "gradus.lessons", "gradus.by_hand")


def _without(person: Person, document: Any) -> int:
    """Take a person's entries out of the lists and tables of a document. Returns how many there were."""
    number = 0
    if isinstance(document, list):
        kept = [entry for entry in document if not person.is_listed(entry)]
        number, document[:] = len(document) - len(kept), kept
    elif isinstance(document, dict):
        ours = "schema" in document  # and its keys are not accounts
        mine = [key for key, value in document.items() if isinstance(value, dict | list) and person.is_called(key)]
        for key in [] if ours else mine:
            del document[key]
            number += 1
    for value in document if isinstance(document, list) else document.values() if isinstance(document, dict) else ():
        number += _without(person, value)
    return number


def _replace(path: Path, data: bytes) -> None:
    """Write a file anew, with the permissions that it had."""
    partial = path.with_name(f".{uuid.uuid4().hex[:12]}.partial")
    try:
        partial.touch(stat.S_IMODE(path.stat().st_mode))
        partial.write_bytes(data)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def mentions(person: Person, places: Iterable[Path]) -> list[Path]:
    """Files about a class that still name a person: pages, archives, workbooks, tables that cannot be read."""
    return [path for place in places if place.exists() for path in entries(place) if _mentions(person, path)]


def _mentions(person: Person, path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    if zipfile.is_zipfile(path):
        try:
            with zipfile.ZipFile(path) as archive:
                text = "\n".join(archive.namelist())
        except (OSError, zipfile.BadZipFile, NotImplementedError):
            return False
        return any(_has(text, needle) for needle in person.needles)
    try:
        data = read_regular(path, LARGEST)
    except FileError:
        return False
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    return any(_has(text, needle) for needle in (person.certain if _lists(path, data) else person.needles))


def _lists(path: Path, data: bytes) -> bool:
    """Whether this is a table with columns by which its rows are somebody's: there a word may be another's name."""
    if path.suffix.lower() not in TABLES:
        return False
    with contextlib.suppress(TableError):
        return without_rows(data, COLUMN_NAMES, lambda row: bool(row.keys() & IDENTIFYING))[1] > 0
    return False


def _has(text: str, needle: str) -> bool:
    """Whether a text has this as a whole word: ada is not in ada2, and not in adapter."""
    place, low, sought = -1, text.casefold(), needle.casefold()
    while (place := low.find(sought, place + 1)) >= 0:
        before, after = low[max(place - 1, 0) : place], low[place + len(sought) : place + len(sought) + 1]
        if not (before.isalnum() or before == "_" or after.isalnum() or (after and after in "_-")):
            return True
    return False
