"""Marks and comments that a teacher gives by hand, beside the reports: grading again leaves them as they are.

They lie in the folder by_hand of the results, one file for each account (schema gradus.by_hand/1). A mark replaces the
automatic score of an exercise, a lesson, or one part of it; when that score changes later, the mark stays and is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradus.core.decode import DecodeError, Document, read_json
from gradus.core.files import write_atomic
from gradus.core.names import fitting, same
from gradus.core.report import Report
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.scores.absent import login_of
from gradus.scores.marks import ScoredItem, ScorePart
from gradus.scores.roster import Student, gradebook_id

FOLDER = "by_hand"
SMALL = 4 << 20  # bytes of one file


@dataclass(frozen=True)
class Entry:
    """What a teacher says of one thing, such as "calculus/derivatives" or "calculus/derivatives::slope_of_a_parabola".

    `mark` are its points, None if there is only a `comment`. `automatic` is the score that the machine had given, and
    `submission` the digest of the code (`Made.submission`) that the teacher had seen, if known. `at` is when.
    """

    mark: float | None = None
    comment: str = ""
    automatic: float | None = None
    submission: str = ""
    at: str = ""

    def stale(self, automatic: float | None, submission: str = "") -> str:
        """Why a teacher should look again, as a part of a sentence; empty if nothing has changed since."""
        if self.mark is not None and automatic != self.automatic and not _close(automatic, self.automatic):
            return f"the automatic score was {_number(self.automatic)} then and is {_number(automatic)} now"
        # Reports had the first digits of the digest only, once.
        changed = self.submission and submission and not submission.startswith(self.submission)
        return "the code has changed since" if changed else ""


@dataclass(frozen=True)
class ByHand(Document):
    """All that was given by hand for the account `submission`, by what it is about."""

    FILE = "by_hand"
    SCHEMA = "gradus.by_hand/1"
    submission: str
    entries: dict[str, Entry] = field(default_factory=dict)


def file_name(login: str) -> str:
    """An account's name as a file's, without ending: plain letters, and none that a system keeps for itself."""
    return fitting(gradebook_id(login))


def read(results: Path, students: Mapping[str, Student] | None = None) -> dict[str, ByHand]:
    """What was given by hand, by `names.same` of the account; for one report in a file, that account's alone.

    `students`, by `names.same` of their logins, say which folder is whose, as for reports. Raises TableError if a file
    is invalid, or two are about one account.
    """
    folder = (results if results.is_dir() else results.parent) / FOLDER
    found: dict[str, ByHand] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            each = read_json(ByHand, path, ByHand.FILE, SMALL)
        except DecodeError as error:
            raise TableError(f"{path} cannot be used: {one_line(str(error), 300)}") from None
        login = same(login_of(each.submission, students or {}))
        if login in found:
            raise TableError(f"{path} is the second file of {one_line(each.submission)}: put both into one.")
        if results.is_dir() or same(each.submission) == same(results.stem):
            found[login] = each
    return found


def put(
    results: Path, login: str, entries: Mapping[str, Entry | None], students: Mapping[str, Student] | None = None
) -> None:
    """Write entries of an account over those that it has; None takes one away. Raises TableError and OSError."""
    known = read(results, students).get(same(login)) or ByHand(ByHand.SCHEMA, login)
    merged = {**known.entries, **entries}
    kept = {name: entry for name, entry in sorted(merged.items()) if entry}
    path = results / FOLDER / f"{file_name(known.submission)}.json"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if kept:
        write_atomic(path, replace(known, entries=kept).to_json())
    else:
        path.unlink(missing_ok=True)


def digests_of(reports: Iterable[Report]) -> dict[tuple[str, str], str]:
    """The digests of the code that was graded, by `names.same` of the account and by exercise, as far as known."""
    return {
        (same(report.submission), each.id): each.made.submission
        for report in reports
        for each in report.exercises
        if each.made
    }


def apply(
    items: Iterable[ScoredItem], by_hand: Mapping[str, ByHand], digests: Mapping[tuple[str, str], str] | None = None
) -> tuple[list[ScoredItem], list[str]]:
    """The items with the marks by hand in place of the scores, and notes for the teacher.

    A mark of a whole item is spread over its parts, in proportion to what each has or lacks, so that they add up to it.
    Noted is what was given for another score than today's, or for other code (`digests_of`), and what is no longer
    there to be marked.
    """
    marked: list[ScoredItem] = []
    notes: list[str] = []
    used: set[tuple[str, str]] = set()
    for item in items:
        hand = by_hand.get(same(item.login))
        if hand is None:
            marked.append(item)
            continue
        entries = {name: entry for name, entry in hand.entries.items() if name.partition("::")[0] == item.name}
        parts = tuple(_part(part, item, entries, used) for part in item.parts)
        whole = entries.get(item.name)
        if whole:
            used.add((same(item.login), item.name))
            parts = tuple(_spread(parts, whole.mark)) if whole.mark is not None else parts
        marked.append(replace(item, parts=parts))
        notes += _notes(item, entries, (digests or {}).get((same(item.login), item.name), ""))
    for login, hand in by_hand.items():
        names = [name for name, entry in hand.entries.items() if entry.mark is not None and (login, name) not in used]
        notes += [f"{one_line(hand.submission)}: {one_line(name)} has a mark by hand and no result." for name in names]
    return marked, notes


def automatic(item: ScoredItem, name: str) -> float | None:
    """The score of an item, or of the part of it that `name` ends with. Raises KeyError if it has no such part."""
    return _find(item, name).score if "::" in name else item.score


def points(item: ScoredItem, name: str) -> float:
    """The points that can be given for it. Raises KeyError if the item has no such part."""
    return _find(item, name).points if "::" in name else item.max_score


def _find(item: ScoredItem, name: str) -> ScorePart:
    for part in item.parts:
        if name in _names(item, part):
            return part
    raise KeyError(name)


def _names(item: ScoredItem, part: ScorePart) -> set[str]:
    """What an entry may call a part: a check by its name, a question by its answer's."""
    return {f"{item.name}::{name}" for name in (part.name, part.answer) if name}


def _part(part: ScorePart, item: ScoredItem, entries: Mapping[str, Entry], used: set[tuple[str, str]]) -> ScorePart:
    for name in _names(item, part) & entries.keys():
        used.add((same(item.login), name))
        mark = entries[name].mark
        part = part if mark is None else replace(part, score=min(max(mark, 0.0), part.points))
    return part


def _spread(parts: Iterable[ScorePart], mark: float) -> Iterator[ScorePart]:
    """The parts with scores that add up to the mark."""
    parts = list(parts)
    score, most = sum(part.score or 0.0 for part in parts), sum(part.points for part in parts)
    mark = min(max(mark, 0.0), most)
    for part in parts:
        has = part.score or 0.0
        more = (
            (part.points - has) * (mark - score) / (most - score) if mark > score else has * (mark / (score or 1) - 1)
        )
        yield replace(part, score=round(has + more, 9))


def _notes(item: ScoredItem, entries: Mapping[str, Entry], digest: str) -> Iterator[str]:
    for name, entry in entries.items():
        try:
            why = entry.stale(automatic(item, name), digest) if entry.mark is not None else ""
        except KeyError:
            continue  # told as a mark without a result
        if why:
            given = _number(entry.mark)
            yield f"{one_line(item.login)}: look again at the {given} by hand for {one_line(name)}: {why}."


def _close(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < 1e-6


def _number(score: float | None) -> str:
    return "open" if score is None else f"{score:g}"
