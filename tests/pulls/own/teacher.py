"""A teacher with a machine of their own: a course, a forge in this process, a ledger, and a program that grades."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gradus.core.course import load
from gradus.pulls.cli import parser
from gradus.pulls.ledger.folder import Folder
from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.own import command
from gradus.pulls.own.bell import Bell
from gradus.pulls.own.forges import Forges
from gradus.pulls.own.grader import Grader
from gradus.pulls.own.log import Log
from gradus.pulls.own.rounds import Rounds
from tests.conftest import MINI
from tests.pulls.own.doubles import COURSE, FakeForge, files, report

FAKE = (sys.executable, "-P", str(Path(__file__).with_name("grading.py")))


class FastBell(Bell):
    """Waits in no time, and so does the forge's clock. It ends the run after so many waits of the loop."""

    def __init__(self, forge: FakeForge, waits: int = 1, before: Callable[[int], None] = lambda number: None) -> None:
        super().__init__()
        self.forge, self.left, self.before, self.number = forge, waits, before, 0
        self.time = 0.0
        self.pauses: list[float] = []
        self.real = time.monotonic()

    def clock(self) -> float:
        return self.time + time.monotonic() - self.real

    def wait(self, until: float, earliest: float) -> None:
        self.pauses.append(round(until - self.clock()))
        self.left -= 1
        if self.left <= 0:
            self.stop()
        super().wait(until, earliest)
        self.number += 1
        self.before(self.number)

    def rest(self, seconds: float) -> None:
        if seconds <= 0.1:  # for a process, which takes real time
            super().rest(seconds)
            return
        self.time += seconds
        self.forge.later(seconds=seconds)


class Listing(Log):
    """Keeps what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.complaints: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def complain(self, text: str) -> None:
        self.complaints.append(text)


class Teacher:
    def __init__(self, folder: Path) -> None:
        self.root, self.ledger_folder = folder / "course", folder / "ledger"
        shutil.copytree(MINI, self.root)
        self.course, self.forge, self.log = load(self.root), FakeForge(), Listing()
        self.note = folder / "note"
        self.options: list[str] = []
        self.order()

    def order(self, share: float = 0.5, **orders: Any) -> None:
        made = report(self.course, "NAME", share).to_json()
        known = {"note": str(self.note), "reports": {"*": made, "nobody": made}, **orders}
        (self.root / "orders.json").write_text(json.dumps(known), "utf-8")

    def push(self, number: int, text: str = "", login: str = "") -> str:
        return self.forge.push(number, login or f"student{number}", files(self.course, square=f"# {text}\n"))

    def arguments(self, *more: str) -> list[str]:
        return ["run", "--course-repo", COURSE, "--ledger", str(self.ledger_folder), *self.options, *more]

    @contextmanager
    def rounds(self, bell: Bell | None = None, *more: str) -> Iterator[Rounds]:
        """What makes rounds, with the ledger's lock held."""
        options = parser().parse_args(self.arguments(*more))
        bell = bell or FastBell(self.forge)
        folder = Folder(self.ledger_folder, self.log.say)
        grader, forges = Grader(program=FAKE), Forges(lambda: self.forge, lambda: self.forge)
        with folder.alone(), command._work(options, self.log) as work:
            yield Rounds(options, self.root, work, forges, folder, grader, bell, self.log)

    @property
    def ledger(self) -> Ledger:
        return Ledger.read(self.ledger_folder)

    @property
    def graded(self) -> int:
        """How often gradus grade was started."""
        return len(self.note.read_text("utf-8").splitlines()) if self.note.exists() else 0

    def comments(self) -> dict[int, list[str]]:
        return {number: list(made.values()) for (_, number), made in self.forge.comments.items()}
