"""Finds the course's files in a folder as a student handed it in: one level down, in another case, or lying flat.

Only names are looked at, links are not followed, and what is found in another place than expected is told.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gradus.core.course import Course, Exercise
from gradus.core.handed_in.near import ignored, suggest
from gradus.core.names import same
from gradus.core.text import one_line

MOST = 2000  # names of a folder that are looked at
WIDEST = 300  # folders that are looked into where nothing was found
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar")


@dataclass(frozen=True)
class Found:
    """The folder `root` of the course's parts, the files that lie elsewhere in it, by exercise, and what to tell."""

    root: Path
    files: Mapping[str, Path] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notebooks:
    """The notebooks of a submission, by lesson, and what to tell about where those of a lesson lay."""

    files: Mapping[str, Path]
    remarks: Mapping[str, str]
    folders: tuple[Path, ...]
    expected: frozenset[str]

    def advice(self, lesson: str) -> str:
        """What to say where a lesson's notebook is missing, if there is one that was perhaps meant; else empty."""
        return advice(f"{lesson}.ipynb", self.folders, self.files.values(), self.expected)


def names_in(folder: Path) -> tuple[list[str], list[str]]:
    """The names of the folders and of the regular files in a folder, sorted; links and hidden ones are left out."""
    folders: list[str] = []
    files: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry, _ in zip(entries, range(MOST), strict=False):
                if ignored(entry.name):
                    continue
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISDIR(mode):
                    folders.append(entry.name)
                elif stat.S_ISREG(mode):
                    files.append(entry.name)
    except OSError:
        return [], []
    return sorted(folders), sorted(files)


def only(name: str, names: Iterable[str]) -> str:
    """The one of `names` that is `name`, or that alone is so in another case; empty if there is none."""
    alike = [each for each in names if same(each) == same(name)]
    return name if name in alike else alike[0] if len(alike) == 1 else ""


def look(folder: Path, course: Course) -> Found | None:
    """The course's modules in a folder: in exercises/, in folders of parts, or lying flat. None if there are none."""
    folders, files = names_in(folder)
    if inner := only("exercises", folders):
        found = _elsewhere(folder / inner, course)
        written = (f"The folder is written {one_line(inner)}, not exercises.",) if inner != "exercises" else ()
        return Found(found.root, found.files, (*written, *found.remarks))
    if any(only(part.id, folders) for part in course.parts if _taught(part.id, course)):
        return _elsewhere(folder, course)
    flat = _flat(folder, files, course)
    return Found(folder, flat, _told(flat, folder, course)) if flat else None


def look_below(folder: Path, course: Course) -> dict[str, Found]:
    """The folders in `folder` that have modules of the course, with what `look` finds in them."""
    looked = {name: look(folder / name, course) for name in names_in(folder)[0]}
    return {name: found for name, found in looked.items() if found and _has_module(found, course)}


def what_lies_there(folder: Path, course: Course) -> str:
    """A sentence on where the course's files seem to be, for a folder in which they were not found; may be empty."""
    level = [folder]
    for deeper in ("", "one folder deeper", "two folders deeper", "three folders deeper", "four folders deeper"):
        places = [place for place in level if deeper and (found := look(place, course)) and _has_module(found, course)]
        if places:
            shown = ", ".join(one_line(place.relative_to(folder).as_posix(), 100) + "/" for place in places[:4])
            them = "that folder" if len(places) == 1 else "each, or what one student handed in"
            return f"Exercises lie {deeper}, in {shown}{' and others' if len(places) > 4 else ''}: give {them}."
        level = [place / name for place in level for name in names_in(place)[0]][:WIDEST]
    folders, files = names_in(folder)
    archives = [name for name in files if name.lower().endswith(ARCHIVES)]
    if archives:
        return f"It contains {one_line(archives[0], 100)}, which `gradus collect` reads, or which you unpack."
    named = [*(f"{name}/" for name in folders), *files]
    return f"It contains {', '.join(one_line(name, 60) for name in named[:5])}." if named else "It is empty."


def notebooks(folder: Path, lessons: Iterable[str]) -> Notebooks:
    """The notebooks of these lessons in a folder: in lessons/, lying flat, or so in the one folder that it contains."""
    found: dict[str, Path] = {}
    remarks: dict[str, str] = {}
    places = [folder, *(folder / name for name in names_in(folder)[0])]
    places = [*(place / only("lessons", names_in(place)[0]) for place in places), *places]
    places = list(dict.fromkeys(places))
    named = {place: names_in(place)[1] for place in places}
    asked = [*lessons]
    for lesson in asked:
        file = f"{lesson}.ipynb"
        expected = folder / "lessons" / file
        there = [place / name for place in places if (name := only(file, named[place]))]
        if expected.exists() or expected.is_symlink():
            found[lesson] = expected
        elif len(there) == 1:
            found[lesson] = there[0]
            remarks[lesson] = f"It was found as {one_line(there[0].relative_to(folder).as_posix(), 200)}."
        elif there:
            shown = " and ".join(one_line(path.relative_to(folder).as_posix(), 100) for path in there[:3])
            remarks[lesson] = f"It is there more than once, as {shown}: none was taken."
    return Notebooks(found, remarks, tuple(places), frozenset(f"{lesson}.ipynb" for lesson in asked))


def advice(wanted: str, folders: Iterable[Path], taken: Iterable[Path], others: Iterable[str] = ()) -> str:
    """A sentence that asks whether a file in one of `folders` was meant as the `wanted` one; empty if none is like it.

    Files that were `taken` for something else are not, nor those that have the name of one of the `others`.
    """
    used, known = set(taken), set(others)
    there = [(folder / name, name) for folder in folders for name in names_in(folder)[1]]
    meant = suggest(wanted, [name for path, name in there if path not in used and name not in known])
    return meant and f"There is {one_line(meant, 100)}: is that it? Rename it to {wanted} and hand in again."


def _has_module(found: Found, course: Course) -> bool:
    return bool(found.files) or any((found.root / exercise.path).is_file() for exercise in course.exercises)


def _taught(part: str, course: Course) -> bool:
    return any(exercise.part == part for exercise in course.exercises)


def _elsewhere(root: Path, course: Course) -> Found:
    """The modules in `root` that are not exactly in place: in another case, or beside the folder of their part."""
    folders, files = names_in(root)
    named: dict[str, list[str]] = {}
    found: dict[str, Path] = {}
    for exercise in course.exercises:
        if os.path.lexists(root / exercise.path):
            continue
        if part := only(exercise.part, folders):
            named.setdefault(part, names_in(root / part)[1])
            if file := only(exercise.path.rpartition("/")[2], named[part]):
                found[exercise.id] = root / part / file
    missing = [e for e in course.exercises if e.id not in found and not os.path.lexists(root / e.path)]
    found |= _flat(root, files, course, missing)
    return Found(root, found, _told(found, root, course))


def _flat(folder: Path, files: list[str], course: Course, missing: Iterable[Exercise] | None = None) -> dict[str, Path]:
    """The modules that lie in `folder` itself, where a file's name is that of one exercise alone."""
    total = Counter(same(exercise.path.rpartition("/")[2]) for exercise in course.exercises)
    found: dict[str, Path] = {}
    for exercise in course.exercises if missing is None else missing:
        name = exercise.path.rpartition("/")[2]
        if total[same(name)] == 1 and (file := only(name, files)):
            found[exercise.id] = folder / file
    return found


def _told(found: Mapping[str, Path], root: Path, course: Course) -> tuple[str, ...]:
    paths = ((course.by_id[name].path, path.relative_to(root).as_posix()) for name, path in found.items())
    return tuple(f"{wanted} was found as {one_line(place, 200)}." for wanted, place in paths)
