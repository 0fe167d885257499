"""Marks and comments by hand, as options or a table give them: what they are about is looked up in the reports."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from gradus.core.names import same
from gradus.core.tables import TableError, read_table
from gradus.core.text import count, nearest, one_line
from gradus.pages.overview.cells import scored
from gradus.pages.student.known import Known
from gradus.scores import by_hand
from gradus.scores.by_hand import Entry
from gradus.scores.marks import ScoredItem
from gradus.scores.roster import Student

LONGEST = 5000  # characters of a comment


def give(
    results: Path,
    roster: Mapping[str, Student],
    known: Known,
    marks: Iterable[str],
    comments: Iterable[str],
    cleared: Iterable[str],
) -> str:
    """Write what --mark, --comment and --clear say of a student; returns a line on it. Raises TableError."""
    entries: dict[str, Entry | None] = {}
    for text, is_mark in [*((text, True) for text in marks), *((text, False) for text in comments)]:
        name, sign, value = text.partition("=")
        if not sign:
            raise TableError(f"{one_line(text)}: write it as {'EXERCISE=POINTS' if is_mark else 'EXERCISE=TEXT'}.")
        key = find(known, name)
        before = entries.get(key) or known.entries.get(key) or Entry()
        entries[key] = _entry(known, key, before, value if is_mark else None, None if is_mark else value)
    for name in cleared:
        key = name if name in known.entries else find(known, name)
        entries[key] = None
    by_hand.put(results, known.login, entries, roster)
    said = [f"{key}: {_said(entry)}" for key, entry in entries.items()]
    return f"{one_line(known.name)}: {'; '.join(said)}."


def from_table(results: Path, roster: Mapping[str, Student], students: Sequence[Known], path: Path) -> str:
    """Write a table of marks and comments, all or none of it; returns a line on it. Raises TableError."""
    known = {same(each.login): each for each in students}
    entries: dict[str, dict[str, Entry | None]] = {}
    for number, row in read_table(path, ("login", "work")):
        where = f"{path}, line {number}"
        student = known.get(same(row["login"]))
        if student is None:
            raise TableError(f"{where}: there is no report of {one_line(row['login'])}.")
        try:
            key = find(student, row["work"])
            texts = row.get("mark") or None, row.get("comment") or None
            if not any(texts):
                continue
            before = entries.setdefault(student.login, {}).get(key) or student.entries.get(key) or Entry()
            entries[student.login][key] = _entry(student, key, before, *texts)
        except TableError as error:
            raise TableError(f"{where}: {error}") from None
    for login, each in entries.items():
        by_hand.put(results, login, each, roster)
    return (
        f"{count(sum(map(len, entries.values())), 'entry').replace('entrys', 'entries')} for {len(entries)} students."
    )


def find(known: Known, name: str) -> str:
    """The key of what a teacher calls by its name, in full or by its end. Raises TableError if there is none."""
    work, _, part = name.strip().partition("::")
    short = work.strip("/").removeprefix("exercises/").removesuffix(".py").removesuffix(".ipynb")
    items = [key for key in known.cells if key == short or key.endswith(f"/{short}")]
    if len(items) != 1:
        ends = {key.rpartition("/")[2]: key for key in known.cells}
        near = nearest(short, known.cells) or ends.get(nearest(short, ends), "")
        few = f"it could be {' or '.join(items)}: write it in full" if items else "there is no result of that"
        raise TableError(f"{one_line(name)}: {few}.{f' Did you mean {near}?' if near and not items else ''}")
    key = f"{items[0]}::{part}" if part else items[0]
    try:
        by_hand.points(_item(known, key), key)
    except KeyError:
        parts = [each.name for each in _item(known, key).parts]
        near = nearest(part, parts)
        raise TableError(
            f"{one_line(name)}: {items[0]} has no check of that name.{f' Did you mean {near}?' if near else ''}"
        ) from None
    return key


def _item(known: Known, key: str) -> ScoredItem:
    items: Iterator[ScoredItem] = scored(known.login, known.exercises, known.lessons)
    return next(each for each in items if each.name == key.partition("::")[0])


def _entry(known: Known, key: str, before: Entry, mark: str | None, comment: str | None) -> Entry:
    """The entry with a mark or a comment. Raises TableError if the mark is none that can be given."""
    entry = replace(before, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    if comment is not None:
        entry = replace(entry, comment=comment.strip()[:LONGEST])
    if mark is None:
        return entry
    item = _item(known, key)
    most = by_hand.points(item, key)
    try:
        number = float(mark.strip().replace(",", "."))
    except ValueError:
        raise TableError(f"{one_line(key)}: {one_line(mark)} is no number of points.") from None
    if not 0 <= number <= most or math.isnan(number):
        raise TableError(f"{one_line(key)}: {number:g} is no mark from 0 to {most:g}.")
    made = next((each.made for each in known.exercises if each.id == item.name), None)
    digest = made.submission if made else ""
    return replace(entry, mark=number, automatic=by_hand.automatic(item, key), submission=digest)


def _said(entry: Entry | None) -> str:
    if entry is None:
        return "taken back"
    mark = [f"{entry.mark:g} points by hand"] if entry.mark is not None else []
    return ", ".join([*mark, *([one_line(entry.comment, 100)] if entry.comment else [])]) or "nothing"
