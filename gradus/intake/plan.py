"""Decides what each student's submission is: whose items they are, which attempt counts, and what a team shares."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import itemgetter

from gradus.core.files import FileError
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.intake.heap import Heap, Item, problems
from gradus.intake.layout import Expected, Laid, lay
from gradus.intake.people import People
from gradus.intake.tree import archive_ending
from gradus.scores.roster import parse_time

RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


class Attempt(StrEnum):
    """Which of several submissions of one student counts."""

    LAST = "last"
    FIRST = "first"


@dataclass
class Share:
    """What belongs to one login: the items of their `own`, and those that a mate in their team handed in."""

    login: str
    known: bool
    own: list[Item] = field(default_factory=list)
    mates: list[Item] = field(default_factory=list)
    team: str = ""


@dataclass
class Chosen:
    """A submission as it will be: contents, sources and places by path, and what is told about it."""

    share: Share
    source: str = ""
    folder: str = ""
    files: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    submitted: datetime | None = None
    remarks: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def safe(login: str) -> str:
    """The name of a login's folder; empty if it cannot be one on every system."""
    name = unicodedata.normalize("NFC", " ".join(login.split()))
    bad = any(c in '/\\:*?"<>|' or not c.isprintable() for c in name)
    fits = 0 < len(name.encode("utf-8", "surrogatepass")) <= 120 and not name.startswith(".") and name[-1] not in ". "
    return name if fits and not bad and not RESERVED.fullmatch(name) else ""


def share_out(heap: Heap, people: People) -> dict[str, Share]:
    """The items of each student by the key of the login; what cannot be anybody's is added to what the heap left."""
    shares: dict[str, Share] = {}
    numbers: dict[str, set[str]] = {}
    for item in heap.items:
        if not item.owner.match:
            numbers.setdefault(same(item.owner.claim.who), set()).add(item.owner.claim.id)
    for item in heap.items:
        made, match = item.owner.claim, item.owner.match
        if item.owner.problem:
            heap.left.append(f"{one_line(item.place, 300)}: {item.owner.problem}")
            continue
        several = len(numbers.get(same(made.who), ())) > 1 and made.id  # two people of one name
        logins = match.logins if match else (f"{made.who} {made.id}" if several else made.who,)
        for login in logins:
            _add(shares, heap, item, login, bool(match))
        team = people.team_of(logins[0]) if match else None
        for login in team[1] if team else ():
            share = shares.setdefault(same(login), Share(login, known=True))
            share.team = team[0] if team else ""
            if login not in logins:
                share.mates.append(item)
    return shares


def _add(shares: dict[str, Share], heap: Heap, item: Item, login: str, known: bool) -> None:
    name = safe(login)
    if not name:
        heap.left.append(f"{one_line(item.place, 300)}: {one_line(login, 100) or 'its name'} cannot be a folder's name")
        return
    share = shares.setdefault(same(name), Share(name, known))
    share.own.append(item)
    if item.owner.match and len(item.owner.match.logins) > 1:
        share.team = item.owner.match.team or "a team"


def choose(shares: dict[str, Share], expected: Expected, attempt: Attempt, *, roster: bool) -> Iterator[Chosen]:
    """The submission of each login, one after the other: only one student's files are in memory."""
    for _, share in sorted(shares.items()):
        chosen = Chosen(share)
        if share.own or share.mates:
            _choose(chosen, share.own or share.mates, expected, attempt)
        if not share.known and roster:
            chosen.remarks.insert(0, "not in the roster: taken under the name that it came with")
        if share.mates and not share.own and chosen.files:
            chosen.remarks.insert(0, f"the team {one_line(share.team, 60)} handed it in as one")
        yield chosen


def _choose(chosen: Chosen, items: list[Item], expected: Expected, attempt: Attempt) -> None:
    laid = [(item, lay(item.files, expected)) for item in items]
    for item, each in laid:
        told = [problem for node in item.nodes for below in node.nodes() for problem in problems(below)]
        chosen.left += told + [f"{one_line(item.place, 200)}: {text}" for text in each.left]
        if not each.files and not told and not each.left:
            chosen.left.append(f"{one_line(item.place, 300)}: nothing of the course is in it")
    laid = [(item, each) for item, each in laid if each.files]
    kept = _decide(chosen, laid, attempt) if len(laid) > 1 else laid
    for item, each in kept:
        chosen.source, chosen.folder = item.source, item.folder
        for path, (data, place) in each.files.items():
            chosen.files[path] = (data, item.source, f"{one_line(item.place, 300)}/{place}")
        chosen.submitted = max(filter(None, (chosen.submitted, _time(item, chosen))), default=None)
        match = item.owner.match
        if match and match.why:
            chosen.remarks.append(f"{one_line(item.folder, 100)} is {one_line(chosen.share.login)}: {match.why}")
        elif same(item.folder) != same(chosen.share.login):
            chosen.remarks.append(f"the name is read from {one_line(item.folder, 100)}")
        chosen.remarks += [*item.remarks, *each.remarks]


def _decide(chosen: Chosen, laid: list[tuple[Item, Laid]], attempt: Attempt) -> list[tuple[Item, Laid]]:
    """Which of several submissions of one student count: all that agree, else one attempt, or none."""
    outer = min(item.depth for item, _ in laid)
    deeper = [each for each in laid if each[0].depth > outer]
    if deeper and not _agree(laid):
        for item, _ in deeper:
            chosen.left.append(f"{one_line(item.place, 300)}: what lies further out counts, and differs")
        laid = [each for each in laid if each[0].depth == outer]
    places = ", ".join(one_line(item.place, 200) for item, _ in laid)
    if _agree(laid):
        if len(laid) > 1:
            chosen.remarks.append(f"put together from {places}")
        return laid
    items = [item for item, _ in laid]
    for why, keys in (
        ("the names", [item.owner.claim.order for item in items]),
        ("the times at which they were handed in", [item.submitted for item in items]),
        ("the files' own times, which may be wrong", [f"{item.time:020.3f}" if item.time else "" for item in items]),
    ):
        if all(keys) and len(set(keys)) == len(keys):
            ordered = [each for _, each in sorted(zip(keys, laid, strict=True), key=itemgetter(0))]
            taken = ordered.pop(-1 if attempt is Attempt.LAST else 0)
            chosen.remarks.append(f"of {places}, {one_line(taken[0].place, 200)} is the {attempt} by {why}")
            chosen.left += [f"{one_line(item.place, 300)}: it is not the {attempt} attempt" for item, _ in ordered]
            return [taken]
    chosen.left.append(f"{places}: they differ, and nothing says which is the last. None was taken: leave one")
    return []


def _agree(laid: list[tuple[Item, Laid]]) -> bool:
    """Whether no two of them have different files for one place."""
    contents: dict[str, bytes] = {}
    for _, each in laid:
        for path, (data, _) in each.files.items():
            if contents.setdefault(path, data) != data:
                return False
    return True


def _time(item: Item, chosen: Chosen) -> datetime | None:
    """The time at which an item was handed in, if its system keeps it beside it: Gradescope and nbgrader do."""
    found, system = [item.submitted] if item.submitted else [], "Gradescope"
    if "submitted" in [same(name) for name in item.place.split("/")[-3:-1]]:
        system = "nbgrader"
        for path, node in item.files:
            if path[-1] == "timestamp.txt" and len(path) <= 2 and not any(map(archive_ending, path)):
                try:
                    found.append(node.read(200).decode("utf-8", "replace").strip())
                except FileError:
                    continue
    times = []
    for text in found:
        try:
            times.append(parse_time(text))
        except ValueError as error:
            chosen.left.append(f"{one_line(item.place, 300)}: the time that {system} gives: {error}")
    if times:
        chosen.remarks.append(f"handed in at {max(times):%Y-%m-%d %H:%M} UTC, {system} says")
    return max(times, default=None)
