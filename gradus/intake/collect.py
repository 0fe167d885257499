"""Collects what was handed in into one folder for each student, and keeps a record of it.

A submission that is there already is replaced only if an earlier collection wrote it and nobody has changed it since,
and then it is kept aside. Files are written under names of ours, never through a link.
"""

import hashlib
import os
import shutil
import stat
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradus.core.course import Course
from gradus.core.files import FileError, private_folder, read_regular, write_atomic
from gradus.core.names import same
from gradus.core.tables import to_csv
from gradus.core.text import count, one_line
from gradus.core.within import Within
from gradus.intake import record
from gradus.intake.archives import Archives
from gradus.intake.heap import Heap, above
from gradus.intake.layout import Expected
from gradus.intake.pattern import Pattern
from gradus.intake.people import People
from gradus.intake.plan import Attempt, Chosen, choose, share_out
from gradus.intake.record import Origin, Record, Taken
from gradus.intake.tree import Kind, Node, from_disk
from gradus.lessons.reading.notebooks import MAX_FILE

REPLACED, TIMES = ".replaced", ".times.csv"
WRITTEN, REPLACED_IT, UNCHANGED, KEPT, NOTHING = "new", "replaced", "unchanged", "kept", "nothing"


@dataclass(frozen=True)
class Done:
    """What became of one login: the `state`, what is in the record about it, and the `team` it belongs to."""

    login: str
    state: str
    origin: Origin
    known: bool


@dataclass
class Collected:
    """What was collected: the outcome of each login, what was left, who has nothing, and sources that were no use.

    `unread` are archives in the sources that could not be read, or not all of them.
    """

    done: list[Done] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    others: int = 0
    times: int = 0


@dataclass(frozen=True)
class Choices:
    """How to collect: the `pattern` of names, the `attempt` that counts, what to do with what is there already.

    With `again` it is replaced in any case; `dry` writes nothing at all.
    """

    pattern: Pattern | None = None
    attempt: Attempt = Attempt.LAST
    again: bool = False
    dry: bool = False


def collect(course: Course, sources: Iterable[Path], into: Path, people: People, choices: Choices) -> Collected:
    """Collect `sources` into a folder. Raises OSError, and DecodeError if the folder's record cannot be used."""
    collected, expected, archives = Collected(), Expected(course), Archives()
    try:
        heap = _read(sources, into, people, expected, archives, choices, collected)
        shares = share_out(heap, people)
        store = _Store(into, choices, {str(source) for source in sources})
        try:
            for chosen in choose(shares, expected, choices.attempt, roster=bool(people.students)):
                collected.done.append(store.put(chosen))
        finally:
            collected.times = store.close()
        collected.left += heap.left
    finally:
        archives.close()
    have = {same(done.login) for done in collected.done if done.state != NOTHING}
    collected.missing = [student.login for key, student in people.students.items() if key not in have]
    return collected


def _read(
    sources: Iterable[Path],
    into: Path,
    people: People,
    expected: Expected,
    archives: Archives,
    choices: Choices,
    collected: Collected,
) -> Heap:
    """The heap of what is in the sources; those of no use are told."""
    nodes: list[tuple[str, Node, list[str]]] = []
    for source in {path.resolve(): path for path in sources}.values():
        shown = source.as_posix()
        try:
            node = from_disk(source, shown, archives.unpack, into)
        except OSError as error:
            collected.unusable.append(f"{one_line(shown, 300)} cannot be read: {error.strerror or error}.")
            continue
        if node.problem:
            collected.unusable.append(f"{one_line(shown, 300)}: {node.problem}.")
            continue
        collected.unread += [one_line(each.place, 300) for each in node.nodes() if each.hostile]
        collected.others += sum(each.others for each in node.nodes())
        collected.others += sum(not _of_interest(each, expected) for _, each in node.files())
        nodes.append((str(source), node, above(source)))
    heap, names = Heap(people, expected), [same(node.name) for _, node, _ in nodes]
    for name, node, folders in nodes:
        if choices.pattern:
            heap.add_by(choices.pattern, name, node, folders)
        else:
            twins = [each for (_, _, each), twin in zip(nodes, names, strict=True) if twin == same(node.name)]
            heap.add(name, node, _apart(node, folders, twins))
    return heap


def _of_interest(file: Node, expected: Expected) -> bool:
    """Whether a file is told one by one, and not only counted."""
    return file.name.endswith((".py", ".ipynb")) or expected.may_be(file.name)


def _apart(node: Node, folders: list[str], twins: list[list[str]]) -> list[str]:
    """Call a source by the folder that tells it from those of the same name: of submitted/ada/ps1, that is ada."""
    for level, name in enumerate(folders):
        names = [same(twin[level]) if level < len(twin) else "" for twin in twins]
        if node.kind is Kind.FOLDER and len(twins) > 1 and len(set(names)) == len(names):
            node.name = name
            return folders[level + 1 :]
    return folders


class _Store:
    """The folder of the submissions."""

    def __init__(self, into: Path, choices: Choices, sources: set[str]) -> None:
        self.into, self.choices, self.sources = into, choices, sources
        self.origins = record.read(into)
        self.folders = {}
        if into.is_dir():
            self.folders = {same(name): name for name in sorted(os.listdir(into)) if not name.startswith(".")}

    def put(self, chosen: Chosen) -> Done:
        """Write a submission, unless it is there already in another form that must not be lost."""
        key = same(chosen.share.login)
        login = self.folders.get(key, chosen.share.login)
        before = self.origins.get(key)
        if not chosen.files:
            return Done(login, NOTHING, _origin(login, chosen, {}), chosen.share.known)
        contents = {path: data for path, (data, _, _) in chosen.files.items()}
        kept = self._kept(login, chosen, before)
        origin = _origin(login, chosen, kept)
        digests = {file.path: file.sha256 for file in origin.files}
        there = _digests(self.into / login)
        state = WRITTEN
        if there == digests:
            state = UNCHANGED
        elif there is not None and (why := self._protected(there, before)) and not self.choices.again:
            chosen.left.append(
                f"{one_line(login, 100)}: {why}. It stays as it is (--again replaces it, and keeps it aside)"
            )
            return Done(login, KEPT, _origin(login, chosen, kept), chosen.share.known)
        elif there is not None:
            state = REPLACED_IT
            origin = replace(origin, remarks=(*origin.remarks, *_gone(there, digests)))
        if not self.choices.dry:
            if state != UNCHANGED:
                self._write(login, contents, kept)
            self.origins[key] = origin
            self.folders[key] = login
        return Done(login, state, origin, chosen.share.known)

    def _kept(self, login: str, chosen: Chosen, before: Origin | None) -> dict[str, Taken]:
        """Files from other sources, collected earlier, that this submission does not have."""
        earlier = before.files if before else ()
        kept = {f.path: f for f in earlier if f.path not in chosen.files and f.source not in self.sources}
        kept = {path: file for path, file in kept.items() if (self.into / login / path).is_file()}
        if kept:
            sources = ", ".join(sorted({one_line(file.source, 200) for file in kept.values()}))
            chosen.remarks.append(f"{count(len(kept), 'file')} collected earlier from {sources} stayed")
        return kept

    def _protected(self, there: Mapping[str, str], before: Origin | None) -> str:
        """Why what is there must not be replaced; empty if it may."""
        if before is None:
            return "there is a submission that was not collected"
        if there != {file.path: file.sha256 for file in before.files}:
            return "the submission that is there was changed after it was collected"
        return ""

    def _write(self, login: str, contents: Mapping[str, bytes], kept: Mapping[str, Taken]) -> None:
        target = self.into / login
        private_folder(self.into)
        staged = self.into / f".{uuid.uuid4().hex[:12]}.partial"
        try:
            (staged / "exercises").mkdir(parents=True)  # also for notebooks alone: it is a submission to grade
            for path in kept:
                Within(self.into).check(f"{login}/{path}")
                _place(staged / path, read_regular(target / path, MAX_FILE))
            for path, data in contents.items():
                _place(staged / path, data)
            if os.path.lexists(target):
                aside = private_folder(self.into / REPLACED)
                number = next(n for n in range(1, 1_000_000) if not os.path.lexists(aside / f"{login}.{n}"))
                target.rename(aside / f"{login}.{number}")
            staged.rename(target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)

    def close(self) -> int:
        """Write the record and the table of times; returns how many times are known."""
        times = [(origin.login, "", origin.submitted) for origin in self.origins.values() if origin.submitted]
        if self.choices.dry or not self.origins:
            return len(times)
        written = Record(Record.SCHEMA, tuple(self.origins.values())).to_json()
        write_atomic(self.into / Record.FILE, written, private=True)
        if times:
            write_atomic(self.into / TIMES, to_csv([("login", "commit", "submitted"), *times]), private=True)
        return len(times)


def _origin(login: str, chosen: Chosen, kept: Mapping[str, Taken]) -> Origin:
    new = [
        Taken(path, source, place, hashlib.sha256(data).hexdigest())
        for path, (data, source, place) in chosen.files.items()
    ]
    files = tuple(sorted([*kept.values(), *new], key=lambda file: file.path))
    submitted = chosen.submitted.isoformat() if chosen.submitted else ""
    told = tuple(chosen.remarks), tuple(chosen.left)
    return Origin(login, chosen.source, chosen.folder, files, chosen.share.team, submitted, *told)


def _digests(folder: Path) -> dict[str, str] | None:
    """The digests of all files in a folder; None if there is nothing of its name. What is no file has an empty one."""
    if not os.path.lexists(folder):
        return None
    if not stat.S_ISDIR(folder.lstat().st_mode):
        return {"": ""}
    found: dict[str, str] = {}
    for root, folders, files in os.walk(folder):
        for name in [*files, *(each for each in folders if os.path.islink(os.path.join(root, each)))]:
            path = Path(root, name)
            try:
                digest = hashlib.sha256(read_regular(path, MAX_FILE)).hexdigest()
            except FileError:
                digest = ""
            found[path.relative_to(folder).as_posix()] = digest
    return found


def _gone(there: Mapping[str, str], digests: Mapping[str, str]) -> list[str]:
    """What to tell about files of an earlier submission that the new one does not have."""
    gone = [one_line(path, 100) for path in there if path not in digests]
    told = (
        f" It had {', '.join(gone[:5])}{' and more' if len(gone) > 5 else ''}, which this one has not." if gone else ""
    )
    return [f"the earlier submission is in {REPLACED}/.{told}"]


def _place(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(data)
