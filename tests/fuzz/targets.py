"""Everything that reads what others wrote, each as a function of bytes: what it may do with any bytes at all.

A reader returns a value, or raises the error that it documents, with one printable sentence; it takes no second for
64 KiB, and no memory beyond some multiple of them. Hypothesis (test_fuzz.py) and Atheris (run.py) share this table.
"""

from __future__ import annotations

import atexit
import functools
import http.client
import io
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gradus.core import source_lines
from gradus.core.answers.forms import number_of
from gradus.core.answers.reading import AnswerError, follow, follow_line
from gradus.core.course import Course, CourseError, load
from gradus.core.decode import DecodeError, Document
from gradus.core.files import FileError
from gradus.core.handed_in.packed import Packed
from gradus.core.handed_in.submission import lines_of
from gradus.core.report import Report
from gradus.core.schedule.due import read_extensions
from gradus.core.tables import TableError, parse_csv, without_rows
from gradus.intake import gradescope
from gradus.intake.archives import Archives
from gradus.intake.people import read_teams
from gradus.intake.record import Record
from gradus.intake.tree import Kind, Node
from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.ledger.record import latest
from gradus.pulls.ledger.terms import Terms
from gradus.pulls.round.fetch import FetchResults
from gradus.pulls.round.plan import Plan
from gradus.scores.by_hand import ByHand
from gradus.scores.roster import read_roster, read_submissions
from gradus.worker import wire
from gradus.worker.sources import SourceFinder

ROOT = Path(__file__).resolve().parents[2]
MINI = ROOT / "tests" / "mini"
SLOW = 1.0  # seconds of this processor, for at most LARGE bytes
LARGE = 64 << 10
LONGEST = 4000  # characters of a sentence


class BrokenError(AssertionError):
    """A reader did what it promises not to do."""


@dataclass(frozen=True)
class Target:
    """A reader of bytes, and the errors that it documents."""

    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...] = ()


TARGETS: dict[str, Target] = {}


def target(*errors: type[Exception]) -> Callable[[Callable[[bytes], object]], Callable[[bytes], object]]:
    """Enter a reader into the table under its name."""

    def enter(read: Callable[[bytes], object]) -> Callable[[bytes], object]:
        TARGETS[read.__name__] = Target(read, errors)
        return read

    return enter


def try_one(name: str, data: bytes) -> bool:
    """Have a reader read; whether it took the bytes. Raises BrokenError, and any error that is not documented."""
    each, started = TARGETS[name], time.process_time()
    try:
        each.read(data)
        taken = True
    except each.errors as error:
        taken = False
        for sentence in str(error).split("\n") if name == "course" else [str(error)]:
            require_sentence(sentence)
    took = time.process_time() - started
    if took > SLOW and len(data) <= LARGE:
        raise BrokenError(f"{name} took {took:.1f} s for {len(data)} bytes")
    return taken


def require_sentence(text: str) -> None:
    """Raises BrokenError unless a person can be shown this on one line of a terminal or a log."""
    if not text or not text.isprintable() or len(text) > LONGEST:
        raise BrokenError(f"no sentence to show: {text[:300]!r}")


@functools.cache
def folder() -> Path:
    """A folder for the files of this process, which is removed when it ends."""
    path = Path(tempfile.mkdtemp(prefix="gradus-fuzz-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def laid(data: bytes, name: str) -> Path:
    """A file with these bytes."""
    path = folder() / name
    path.write_bytes(data)
    return path


@functools.cache
def mini() -> Course:
    """The small course of the tests."""
    return load(MINI)


# From the sandbox


class Bytes:
    """What was sent, to its end; no more may be asked for than a message may have."""

    most = wire.PREFIX.size + wire.LENGTH.size * wire.MAX_BUFFERS + wire.MAX_HEADER + wire.MAX_BODY

    def __init__(self, data: bytes) -> None:
        self.data, self.position, self.asked = data, 0, 0

    def __call__(self, size: int) -> bytearray:
        self.asked += size
        if size < 0 or self.asked > self.most:
            raise BrokenError(f"{self.asked} bytes were asked for")
        piece = self.data[self.position : self.position + size]
        if len(piece) < size:
            raise EOFError("the other end is gone")
        self.position += size
        return bytearray(piece)


def _known(reference: wire.RemoteRef) -> object:
    if reference.kind not in "hbfog" or type(reference.number) is not int or type(reference.label) is not str:
        raise BrokenError(f"a reference of {reference!r}")
    if reference.number != 7:
        raise wire.ProtocolError("a reference that means nothing here")
    return _Sent()


class _Sent:
    """An object that stays where it is."""


@target(wire.ProtocolError, EOFError)
def frame(data: bytes) -> object:
    """One message of a worker; whatever was read can be sent back, and is the same then."""
    value = wire.decode(Bytes(data), _known)
    again = wire.encode(value, lambda thing: ["h", 7, "thing"])
    if wire.encode(wire.decode(Bytes(again), _known), lambda thing: ["h", 7, "thing"]) != again:
        raise BrokenError("what is sent twice differs")
    return value


@target(wire.ProtocolError, EOFError)
def header(data: bytes) -> object:
    """The same, where all lengths are right: the part before the first empty line is the header."""
    head, *buffers = data.split(b"\n\n")
    lengths = b"".join(map(wire.LENGTH.pack, map(len, buffers)))
    return frame(wire.PREFIX.pack(len(head), len(buffers)) + lengths + head + b"".join(buffers))


@target(SyntaxError)
def source(data: bytes) -> object:
    """A student's module, as the worker looks at it before it is imported."""
    finder = SourceFinder()
    finder.sources["exercises.warmup.square"] = data
    return finder.inspect("exercises.warmup.square")


@target()
def shown_source(data: bytes) -> object:
    """A student's module, as pages show it, annotations point into it, and `gradus alike` compares it."""
    from gradus.pages.student import code
    from gradus.scores.alike import tokens

    lines = lines_of(data)
    try:
        tokens.read(lines)
    except tokens.TooLongError as error:
        require_sentence(str(error))
    text = "\n".join(lines)
    for name in source_lines.names(text):
        line = source_lines.line_of(text, name) or 0
        if name.rpartition(".")[2] not in lines[line - 1] or not line:
            raise BrokenError(f"{name!r} does not stand at line {line}")
    return code.outline(lines), code.shown(lines, frozenset({1}), "x")


# From students


@functools.cache
def _lesson() -> Any:
    from gradus.lessons.build import notebook

    root = folder() / "lessons"
    (root / "solutions" / "lessons").mkdir(parents=True)
    text = (MINI / "course.toml").read_text("utf-8").replace("points = 4\n", 'points = 4\nlesson = "two-questions"\n')
    (root / "course.toml").write_text(text, "utf-8")
    shutil.copy(ROOT / "tests" / "lesson" / "two-questions.md", root / "solutions" / "lessons")
    return notebook(load(root), "two-questions")


def _notebook_error() -> type[Exception]:
    from gradus.lessons.reading.notebooks import NotebookError

    return NotebookError


@target(_notebook_error())
def notebook(data: bytes) -> object:
    """A notebook that was handed in, and the judgement of its answers."""
    from gradus.lessons.questions import find_questions
    from gradus.lessons.reading.judging import find_oddities, judge_answers, remarks_on
    from gradus.lessons.reading.notebooks import read_notebook

    whole, cells = read_notebook(laid(data, "lesson.ipynb"))
    judged = judge_answers(cells, _lesson())
    told = [*find_oddities(whole, cells, find_questions(_lesson())), *remarks_on(judged)]
    for text in told:
        require_sentence(text)
    for each in judged:
        require_sentence(each.result.message.replace("\n", " ") or "nothing")
    return judged


@target(AnswerError)
def cell(data: bytes) -> object:
    """The text of a cell with an answer."""
    text = data.decode("utf-8", "replace")
    follow_line(text, "answer")
    number_of(text)
    followed = follow(text)
    followed.overruled("answer")
    return followed.answer("answer")


@target(FileError)
def archive(data: bytes) -> object:
    """An archive that a student handed in. The first letter says what it is called."""
    endings = {b"z": ".zip", b"t": ".tar", b"g": ".tar.gz", b"b": ".tar.bz2"}
    name = f"handed-in{endings.get(data[:1], '.zip')}"
    path, archives = laid(data[1:], name), Archives()
    node = Node(name, name, Kind.ARCHIVE)
    try:
        archives.unpack(node, path)
        for each in node.nodes():
            for text in filter(None, [each.problem, *each.refused]):
                require_sentence(text)
        for names, file in node.files():
            if {"", ".", ".."} & {*names} or any("/" in part or "\0" in part for part in names):
                raise BrokenError(f"a file would lie at {names}")
            try:
                file.read(1 << 20)
            except FileError as error:
                require_sentence(str(error))
    finally:
        archives.close()
    return node


@target()
def gradescope_metadata(data: bytes) -> object:
    """Who handed in what, as Gradescope says."""
    return gradescope.parse(data)


# From teachers


@target(CourseError)
def course(data: bytes) -> object:
    """course.toml, and what is asked of the course that it describes."""
    root = folder() / "course"
    root.mkdir(exist_ok=True)
    (root / "course.toml").write_bytes(data)
    read = load(root)
    for each in read.exercises:
        read.before(each), read.lessons_of(each)
    return read.lessons, read.points


@target(TableError)
def roster(data: bytes) -> object:
    """A roster, and the students in it."""
    notes: list[str] = []
    students = read_roster(laid(data, "roster.csv"), notes)
    for text in notes:
        require_sentence(text)
    return [student.full_name for student in students.values()]


@target(TableError)
def submissions(data: bytes) -> object:
    """When students handed in."""
    return read_submissions(laid(data, "submissions.csv"))


@target(TableError)
def extensions(data: bytes) -> object:
    """Who was given more time."""
    works = [each.id for each in mini().exercises]
    return read_extensions(laid(data, "extensions.csv"), mini().units, works)


@target(TableError)
def teams(data: bytes) -> object:
    """Who works with whom."""
    return read_teams(laid(data, "teams.csv"), {})


@target(TableError)
def table(data: bytes) -> object:
    """A table out of which a person is taken, and any CSV text."""
    without_rows(data, ["login", "name"], lambda row: "ada" in row.values())
    return parse_csv(data.decode("utf-8", "replace"), ["login"])


@target(CourseError)
def fingerprints(data: bytes) -> object:
    """A file of fingerprints."""
    from gradus.grading.diagnosis import matching

    root = folder() / "known"
    place = root / "graders" / "warmup" / "square"
    if not place.is_dir():
        shutil.copytree(MINI, root)
    (place / matching.FILENAME).write_bytes(data)
    read = load(root) if not hasattr(fingerprints, "course") else fingerprints.course
    fingerprints.course = read  # type: ignore[attr-defined]
    matching.stale(read, read.exercises[0])
    return matching.known(read, read.exercises[0])


# From other machines and processes


def _documents() -> dict[str, type[Document]]:
    from gradus.grading.official.cluster import messages
    from gradus.lessons.report import LessonReport

    ours = (Report, LessonReport, Packed, Ledger, Plan, FetchResults, Record, ByHand)
    return {each.SCHEMA: each for each in (*ours, messages.Greeting, messages.Task, messages.Answer)}


@target(DecodeError)
def document(data: bytes) -> object:
    """A document of ours that may have been on somebody else's machine; what was read is written, and read again."""
    kinds = _documents()
    named = [(data.find(each.encode()), each) for each in kinds if each.encode() in data]
    schema = min(named)[1] if named else Report.SCHEMA
    read: Any = kinds[schema].parse(data)
    if kinds[schema].parse(read.to_json().encode()) != read:
        raise BrokenError("what was written is read as something else")
    match read:
        case Packed():
            read.submission("ada")
        case Ledger():
            latest(read, Terms())
        case Report():
            return [(each.finished, each.earned, [check.facts for check in each.checks]) for each in read.exercises]
    return read


@target(DecodeError)
def posted_report(data: bytes) -> object:
    """A report on its way to a pull request."""
    return _validator().read(laid(data, "pr-1.json"), "pr-1")


@functools.cache
def _validator() -> Any:
    from gradus.pulls.round.validate import ReportValidator

    return ReportValidator(mini())


@target(DecodeError)
def line(data: bytes) -> object:
    """A line that the grading processes of a run say to each other."""
    from gradus.grading.official import messages

    messages.is_last(data), messages.is_judged(data)
    kind: Any = messages.Task if b"folder" in data else messages.News
    read = messages.parsed(kind, data)
    if messages.parsed(kind, messages.line(read)) != read:
        raise BrokenError("what was written is read as something else")
    return read


@target(DecodeError)
def plain_json(data: bytes) -> object:
    """JSON as any of our files may hold it."""
    from gradus.core.decode import loads

    return json.dumps(loads(data), allow_nan=False)


# From GitHub


class _Answers:
    """In the place of a connection: what GitHub answers, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.left = data.split(b"\n%%\n")

    def request(self, *_: object) -> None:
        if not self.left:
            raise ConnectionError("there is no more")

    def getresponse(self) -> Any:
        head, _, body = self.left.pop(0).partition(b"\n\n")
        status, _, fields = head.partition(b"\n")
        headers = http.client.parse_headers(io.BytesIO(fields + b"\r\n\r\n"))
        number = int(status) if status.isdigit() and len(status) == 3 else 200
        return SimpleNamespace(status=number, headers=headers, read=lambda size: body[:size])

    def close(self) -> None:
        pass


def _github_errors() -> tuple[type[Exception], ...]:
    from gradus.pulls.forge import client

    return client.GitHubError, client.RequestRejectedError, client.UnknownOutcomeError


@target(*_github_errors())
def github(data: bytes) -> object:
    """Whatever GitHub, or what says that it is GitHub, answers when pull requests are listed and files fetched."""
    from gradus.pulls.forge.client import Client
    from gradus.pulls.forge.github import GitHub
    from gradus.pulls.ledger.branch import Branch
    from gradus.pulls.round.fetch import Fetcher

    client = Client("http://localhost/repos/a/b", "t", sleep=lambda _: None)
    client._connection = _Answers(data)  # type: ignore[assignment]
    found: list[object] = []
    for ask in (
        lambda: GitHub(client).poll(["a/b"]),
        lambda: GitHub(client).poll(["a/b", "a/c"]),
        lambda: GitHub(client).pushes("a/b", "main"),
        lambda: GitHub(client).blobs("a/b", ["ab" * 20, "cd" * 20], 1000),
        lambda: Fetcher(GitHub(client), mini()).fetch("a/b", "ab" * 20),
        lambda: Branch(client, "a/c", "ledger").read(),
    ):
        try:
            client._connection.left = data.split(b"\n%%\n")  # type: ignore[attr-defined]
            found.append(ask())
        except _github_errors() as error:
            require_sentence(str(error))
    return found
