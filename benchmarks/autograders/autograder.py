"""What the benchmark asks of an autograder: its own form of assignment and submissions, a run, its verdicts."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.autograders.submissions import Submission
from benchmarks.measuring.running import spent

CHECKS = Path(__file__).with_name("checks.py")
Verdicts = Mapping[str, Mapping[str, bool]]  # by the submission's name, then by the check's: has it passed?
SECONDS = 600.0  # of one command: an autograder that hangs ends the benchmark, and not the evening


def surroundings(python: Path) -> dict[str, str]:
    """The environment variables that every autograder gets: its own commands first, one BLAS thread, bytecode kept."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    path = f"{python.parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept | {"PATH": path, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}


class Autograder(ABC):
    """One autograder, at work in a folder of its own."""

    name: str
    isolated: str  # what keeps a submission from the machine and from the next one, in a line
    packages: Sequence[str] = ()  # the first is the autograder itself
    where: Path | None = None  # where the commands run, if not in the autograder's own folder
    compared = True  # False where it only shows what a figure is made of

    def __init__(self, python: Path, folder: Path) -> None:
        self.python = python
        self.folder = folder
        self.submissions: list[Submission] = []

    def hand_in(self, submissions: Sequence[Submission]) -> None:
        """Write the assignment and these submissions; the clock does not run."""
        self.submissions = list(submissions)
        self.folder.mkdir(parents=True)
        self.write()

    @abstractmethod
    def write(self) -> None:
        """Write the assignment and `self.submissions` in the autograder's own form."""

    def clear(self, count: int) -> None:  # noqa: B027 - most have nothing to do
        """Remove what an earlier run left, and prepare one of the first `count`; the clock does not run."""

    @abstractmethod
    def commands(self, count: int) -> list[list[str]]:
        """The commands, run one after another, that grade the first `count`."""

    @abstractmethod
    def verdicts(self, count: int) -> Verdicts:
        """What came of the last run. A submission without a result is not in it."""

    def variables(self, place: int) -> dict[str, str]:
        """The environment variables of one of the commands."""
        return {}

    def run(self, count: int) -> tuple[float, float]:
        """The wall and CPU time of grading the first `count`; exit statuses say too little to be judged."""
        self.clear(count)
        common = surroundings(self.python)
        planned = [(words, common | self.variables(i)) for i, words in enumerate(self.commands(count))]
        return spent(planned, self.where or self.folder, SECONDS)


def wrong(verdicts: Verdicts, submissions: Sequence[Submission]) -> tuple[int, int]:
    """How many verdicts on checks are wrong, and how many of the submissions have one wrong or no result."""
    checks, damaged = 0, 0
    for submission in submissions:
        found = verdicts.get(submission.name)
        differing = sum(found.get(name) is (name in submission.fails) for name in names()) if found else len(names())
        differing += sum(name not in found for name in names()) if found else 0
        checks += differing
        damaged += differing > 0
    return checks, damaged


def names() -> list[str]:
    """The names of all checks, in their order."""
    from benchmarks.autograders.checks import POINTS

    return list(POINTS)
