"""A learner's history: every check, hint, answer and lesson, as lines of JSON, one file a day in .gradus/sessions/.

It stays on this machine: Git ignores the folder, and neither a release nor a submission takes it along.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from gradus.core.decode import DecodeError, build, loads
from gradus.core.files import FileError, private_folder, read_regular, write_atomic
from gradus.core.text import count

FOLDER = ".gradus/sessions"
INDEX = "index.md"
LARGEST = 16 << 20
PAUSE = timedelta(minutes=20)  # whoever does nothing for so long is somewhere else
_HEAD = "# Sessions\n\n| day | about | what was done | left off |\n|---|---|---|---|\n"


class What(StrEnum):
    """What happened."""

    CHECK = "check"
    HINT = "hint"
    QUIZ = "quiz"
    LESSON = "lesson"


@dataclass(frozen=True)
class Event:
    """One line: what happened `at` a time (ISO 8601, with the offset of this machine).

    Of a check: the `exercise`, its `score` of the `possible` points, whether it is `finished`, the `function` that is
    red, and the sentences of the `misconceptions` that were named. Of a hint: `exercise`, `function` and its `step`. Of
    an answer, in a quiz or a lesson: `lesson`, `question` and the `verdict` right, wrong or written; without a
    question, the lesson was opened.
    """

    at: str
    what: What
    exercise: str = ""
    function: str = ""
    score: float = 0.0
    possible: float = 0.0
    finished: bool = False
    misconceptions: tuple[str, ...] = ()
    step: int = 0
    lesson: str = ""
    question: str = ""
    verdict: str = ""

    @property
    def time(self) -> datetime:
        """When it was."""
        return datetime.fromisoformat(self.at)

    @property
    def day(self) -> date:
        """The day on which it was, where the learner was."""
        return self.time.date()


def now() -> str:
    """The present time, as events have it."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def add(root: Path, events: Iterable[Event]) -> None:
    """Append events to the file of their day and bring the index up to date, if the files can be written."""
    lines = [(event.day, _line(event)) for event in events]
    folder = root / FOLDER
    for day in dict.fromkeys(day for day, _ in lines):
        with contextlib.suppress(OSError):
            private_folder(folder)
            with (folder / f"{day}.jsonl").open("a", encoding="utf-8", newline="\n") as file:
                file.write("".join(line for of, line in lines if of == day))
            _index(folder, day)


def _line(event: Event) -> str:
    """An event as a line of JSON, without what it has not."""
    return json.dumps({name: value for name, value in asdict(event).items() if value}, ensure_ascii=False) + "\n"


def read(root: Path) -> list[Event]:
    """All events, the oldest first. What is no event is passed over."""
    events = [event for path in sorted((root / FOLDER).glob("*.jsonl")) for event in _of_file(path)]
    return sorted(events, key=lambda event: event.time)


def _of_file(path: Path) -> Iterator[Event]:
    try:
        text = read_regular(path, LARGEST).decode("utf-8", "replace")
    except FileError:
        return
    for line in text.splitlines():
        with contextlib.suppress(DecodeError, ValueError):
            event = build(Event, loads(line.encode()), "event")
            texts = (event.exercise, event.function, event.lesson, event.question, event.verdict, *event.misconceptions)
            if event.time.tzinfo and all(map(str.isprintable, texts)):
                yield event


def active(events: Iterable[Event]) -> Iterator[tuple[Event, timedelta]]:
    """Each event with the time that led to it: since the one before, unless there was a pause."""
    before: datetime | None = None
    for event in events:
        spent = event.time - before if before else timedelta()
        yield event, spent if timedelta() <= spent <= PAUSE else timedelta()
        before = event.time


def minutes(events: Iterable[Event]) -> int:
    """How many minutes the events took, pauses left out."""
    return round(sum((spent for _, spent in active(events)), timedelta()).total_seconds() / 60)


def _index(folder: Path, day: date) -> None:
    """Write the line of a day anew, in a table of all days with the latest first."""
    path = folder / INDEX
    rows: dict[str, str] = {}
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in path.read_text("utf-8").splitlines():
            name = line.removeprefix("| ").partition(" |")[0]
            with contextlib.suppress(ValueError):
                rows[date.fromisoformat(name).isoformat()] = line
    events = [*_of_file(folder / f"{day}.jsonl")]
    rows[day.isoformat()] = f"| {day} | {minutes(events)} min | {done(events)} | {left_off(events)} |"
    write_atomic(path, _HEAD + "".join(f"{rows[name]}\n" for name in sorted(rows, reverse=True)))


def done(events: Iterable[Event]) -> str:
    """What was done in some events, in a few words: 12 checks, 2 hints; finished calculus/derivatives."""
    events = [*events]
    nouns = {What.CHECK: "check", What.HINT: "hint", What.QUIZ: "quiz answer", What.LESSON: "answer"}
    numbers = dict.fromkeys(nouns, 0)
    for event in events:
        if event.question or event.what in (What.CHECK, What.HINT):
            numbers[event.what] += 1
    counted = ", ".join(count(number, nouns[what]) for what, number in numbers.items() if number)
    finished = ", ".join(dict.fromkeys(event.exercise for event in events if event.finished))
    return "; ".join(filter(None, [counted, finished and f"finished {finished}"])) or "a look at a lesson"


def left_off(events: Iterable[Event]) -> str:
    """Where the last of some events happened: an exercise and the function that is red, or a lesson."""
    events = sorted(events, key=lambda event: event.time)
    if not events:
        return ""
    last = events[-1]
    if last.lesson and not last.exercise:
        return f"lesson {last.lesson}"
    return f"{last.exercise}: {last.function}" if last.function else last.exercise
