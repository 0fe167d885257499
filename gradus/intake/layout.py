"""Finds the course's files among all that one student handed in: in any folder, under any name that is near enough.

Of two different files for one module none is taken, unless one of them alone has the right name or lies in the right
place. Whatever was not exactly where it belongs is told.
"""

import functools
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gradus.core.course import Course
from gradus.core.files import FileError
from gradus.core.handed_in.near import COPY, EXACT, WHY, likeness, suggest
from gradus.core.handed_in.submission import MAX_SOURCE
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.intake.tree import Node
from gradus.lessons.reading.notebooks import MAX_FILE

OURS = {"graders", "gradus", "docs", "figures"}  # folders of a student repository that nobody writes in
MOST = 8  # files that claim to be the same module and are compared
MAX_SUBMISSION = 400 << 20  # bytes of one student's files
NAMED = 5  # other files that are named
IN_PLACE, OF_PART, DEEPER, OF_PART_DEEPER, FLAT, FLAT_DEEPER, MISPLACED = range(7)
Path = tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A file that may be the one wanted as `target`: how its name fits, what lies above it, and where."""

    target: str
    path: Path
    node: Node
    near: int
    place: int
    root: Path

    @property
    def shown(self) -> str:
        """Its path in what was handed in."""
        return one_line("/".join(self.path), 200)


@dataclass
class Laid:
    """What was found: contents and places by path in a submission, what was guessed, and what was left and why."""

    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


class Expected:
    """The files that a course asks for."""

    def __init__(self, course: Course) -> None:
        self.targets: dict[str, list[tuple[str, str]]] = defaultdict(list)  # file name -> [(part, target)]
        for exercise in course.exercises:
            name = exercise.path.rpartition("/")[2]
            self.targets[name].append((exercise.part, f"exercises/{exercise.path}"))
        for lesson in course.lessons:
            self.targets[f"{lesson}.ipynb"].append(("lessons", f"lessons/{lesson}.ipynb"))
        self.parts = {same(exercise.part) for exercise in course.exercises}
        self.stubs = {f"exercises/{e.path}": course.stubs / e.path for e in course.exercises}
        self.matches = functools.lru_cache(maxsize=10_000)(self._matches)

    def _matches(self, name: str) -> list[tuple[str, int]]:
        """The files that one of this name may be, and how near it is to each."""
        found = [(wanted, near) for wanted in self.targets if (near := likeness(name, wanted)) is not None]
        best = min((near for _, near in found), default=EXACT)
        if best >= COPY:  # the longest name says most: my_chain_rule is no rule
            found = [max(((w, n) for w, n in found if n == best), key=lambda each: len(each[0]))] if found else []
        return [(wanted, near) for wanted, near in found if near == best]

    def may_be(self, name: str) -> bool:
        """Whether a file of this name may be one of the course's."""
        return bool(self.matches(name))

    def is_stub(self, target: str, data: bytes) -> bool:
        """Whether a module is as it was given out."""
        path = self.stubs.get(target)
        try:
            return path is not None and path.read_bytes().split() == data.split()
        except OSError:
            return False


def lay(files: Iterable[tuple[Path, Node]], expected: Expected) -> Laid:
    """Choose among the files that one student handed in; their contents are read, and nothing else."""
    laid = Laid()
    candidates, strangers = _candidates(files, expected, laid)
    common = _common([candidate.root for candidate in candidates])
    by_target: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_target[candidate.target].append(_placed(candidate, common))
    total, taken = 0, []
    for target in sorted(by_target):
        found = _choose(target, by_target[target], expected, laid)
        if found and total + len(found[1]) > MAX_SUBMISSION:
            laid.left.append(f"{found[0].shown}: all files together are larger than {MAX_SUBMISSION >> 20} MiB")
        elif found:
            total += len(found[1])
            laid.files[target] = (found[1], found[0].shown)
            taken.append(found[0])
    if common and laid.files:
        laid.remarks.append(f"what was handed in lies in {one_line('/'.join(common), 200)}/")
    _tell(taken, laid)
    _tell_strangers(strangers, expected, laid)
    return laid


def _candidates(
    files: Iterable[tuple[Path, Node]], expected: Expected, laid: Laid
) -> tuple[list[Candidate], list[Path]]:
    found: list[Candidate] = []
    strangers: list[Path] = []
    for path, node in files:
        if any(same(folder) in OURS for folder in path[:-1]):
            continue
        matches = expected.matches(path[-1])
        if not matches and path[-1].endswith((".py", ".ipynb")):
            strangers.append(path)
        for wanted, near in matches:
            targets = expected.targets[wanted]
            above = same(path[-2]) if len(path) > 1 else ""
            if fitting := [target for part, target in targets if same(part) == above]:
                root = path[:-2]
                inner = bool(root) and same(root[-1]) == "exercises"
                place = IN_PLACE if inner or above == "lessons" else OF_PART
                found.append(Candidate(fitting[0], path, node, near, place, root[:-1] if inner else root))
            elif len(targets) == 1:
                root = path[:-2] if above in ("exercises", "lessons") else path[:-1]
                place = MISPLACED if above in expected.parts else FLAT
                found.append(Candidate(targets[0][1], path, node, near, place, root))
            else:
                names = " or ".join(target for _, target in targets)
                laid.left.append(f"{one_line('/'.join(path), 200)} may be {names}: the folder of its part is missing")
    return found, strangers


def _common(roots: list[Path]) -> Path:
    """The folders that all of them lie in."""
    if not roots:
        return ()
    low, high = min(roots), max(roots)
    same_names = [a == b for a, b in zip(low, high, strict=False)]
    return low[: same_names.index(False) if False in same_names else len(same_names)]


def _placed(candidate: Candidate, common: Path) -> Candidate:
    deeper = {IN_PLACE: DEEPER, OF_PART: OF_PART_DEEPER, FLAT: FLAT_DEEPER}
    place = candidate.place if candidate.root == common else deeper.get(candidate.place, candidate.place)
    return Candidate(candidate.target, candidate.path, candidate.node, candidate.near, place, candidate.root)


def _rank(candidate: Candidate) -> tuple[bool, int, int]:
    return (candidate.near >= COPY, candidate.place, candidate.near)


def _choose(target: str, claims: list[Candidate], expected: Expected, laid: Laid) -> tuple[Candidate, bytes] | None:
    """The one file for `target`, unless several different ones have the same right to it."""
    claims.sort(key=lambda each: (_rank(each), each.path))
    if len(claims) > MOST:
        laid.left.append(f"{len(claims)} files claim to be {target}, such as {claims[0].shown}: none was taken")
        return None
    readable = list(_read(claims, laid))
    several = len(readable) > 1
    worked = [(each, data) for each, data in readable if several and not expected.is_stub(target, data)]
    choice = worked or readable
    if not choice:
        return None
    best = _newest([(each, data) for each, data in choice if _rank(each) == _rank(choice[0][0])])
    if len({data for _, data in best}) > 1:
        shown = " and ".join(each.shown for each, _ in best)
        laid.left.append(f"two different files claim to be {target}: {shown}. None was taken")
        return None
    taken, content = best[0]
    for other, data in readable:
        if other is not taken and data != content:
            better = f"{taken.shown} is a later version" if _version(other) else f"{taken.shown} has the better claim"
            why = "it is as it was given out" if (other, data) not in choice else better
            laid.left.append(f"{other.shown} is another file for {target}: {why}")
    return taken, content


def _version(claim: Candidate) -> int:
    """The number of a folder like Version 2, which Teams makes for each attempt; 0 if there is none."""
    numbers = (re.fullmatch(r"(?:version|attempt) (\d{1,4})", same(folder)) for folder in claim.path[:-1])
    return next((int(match[1]) for match in numbers if match), 0)


def _newest(claims: list[tuple[Candidate, bytes]]) -> list[tuple[Candidate, bytes]]:
    """Those of the last attempt, where each lies in the folder of one."""
    versions = [_version(each) for each, _ in claims]
    return [
        each for each, version in zip(claims, versions, strict=True) if version == max(versions) or not all(versions)
    ]


def _read(claims: list[Candidate], laid: Laid) -> Iterator[tuple[Candidate, bytes]]:
    for each in claims:
        try:
            yield each, each.node.read(MAX_FILE if each.target.endswith(".ipynb") else MAX_SOURCE)
        except FileError as error:
            laid.left.append(f"{each.shown} {error}")


def _tell(taken: list[Candidate], laid: Laid) -> None:
    """Say what was not exactly in its place, by reason."""
    reasons: dict[str, list[str]] = {}
    for each in taken:
        why = [WHY[each.near]] if each.near >= COPY else []
        if each.place == MISPLACED:
            why.append("it lies in another part's folder, but only that exercise's file has this name")
        named = each.shown if each.near == EXACT and not why else f"{each.shown} for {each.target}"
        if why or each.near != EXACT:
            reasons.setdefault(" and ".join(why) or WHY[each.near], []).append(named)
        elif each.place in (FLAT, FLAT_DEEPER) and not each.target.startswith("lessons/"):
            reasons.setdefault("lying without a part's folder: only one exercise's file has the name", []).append(named)
    laid.remarks += [f"took {', '.join(names)}: {reason}" for reason, names in reasons.items()]


def _tell_strangers(strangers: list[Path], expected: Expected, laid: Laid) -> None:
    missing = [t for t in (target for each in expected.targets.values() for _, target in each) if t not in laid.files]
    named = {path[-1]: path for path in strangers}
    for target in missing:
        if meant := suggest(os.path.basename(target), named):
            shown = one_line("/".join(named.pop(meant)), 200)
            laid.left.append(
                f"{shown} is nearly {target}, but too different to be taken for it: rename it if it is meant"
            )
    if named:
        shown = ", ".join(one_line(name, 60) for name in sorted(named)[:NAMED])
        more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
        laid.left.append(f"no files of the course's: {shown}{more}")
