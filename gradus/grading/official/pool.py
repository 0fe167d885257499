"""The interface between a batch and the places where its submissions are graded: on this machine, or on many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from gradus.core.course import Exercise
from gradus.core.handed_in.submission import Submission
from gradus.core.status import Visibility


@dataclass(frozen=True)
class Job:
    """A submission, the exercises of it to grade, and the file for its report, which keeps its other exercises.

    `keys` are the digests of the modules that its exercises read, where those were handed in. `lent` has, by exercise,
    the report of a submission with the same code, whose verdict is taken over if it can be read and rests on the same;
    otherwise the exercise is graded like the others. A job that is `alone` has the machine for itself, so that its
    timeouts are final. A job is done in two phases, which grading/phases.py explains: its visible checks, then the
    hidden ones, which get the `halves` of its exercises; `secret` is that of the run, in hexadecimal. Jobs are the same
    if they are for the same report.
    """

    folder: Path = field(compare=False)
    submission: Submission = field(compare=False)
    report: Path
    exercises: tuple[Exercise, ...] = field(default=(), compare=False)
    keys: Mapping[str, str] = field(default_factory=dict, compare=False)
    lent: Mapping[str, Path] = field(default_factory=dict, compare=False)
    alone: bool = field(default=False, compare=False)
    phase: Visibility = field(default=Visibility.VISIBLE, compare=False)
    halves: Mapping[str, str] = field(default_factory=dict, compare=False)
    secret: str = field(default="", compare=False)


@dataclass(frozen=True)
class Seen:
    """What the visible checks of a job came to: packed halves by exercise, for those whose modules can be read.

    `late` and `starved` are those of Written.
    """

    halves: dict[str, str] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    starved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What a report that was just written says in short, so that nobody has to keep it or to read it again.

    `changed` are the points that came or went since the earlier report, by exercise, and `lent` the exercises whose
    verdicts were taken over. `late` are those with checks that had no time, or may be blocked by such: their verdicts
    are lent to nobody. `starved` are those of them where the machine had no time either: they are worth another try.
    `doubts` are sentences about answers that the engine could not handle.
    """

    sandbox: str
    seconds: float
    score: float
    max_score: float
    changed: dict[str, float] = field(default_factory=dict)
    lent: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    starved: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckEnded:
    """A check of a job has ended; `check` is its id."""

    job: Job
    check: str


@dataclass(frozen=True)
class JobEnded:
    """A job has ended: its report is `written`, or an infrastructure `error` is told and the earlier report kept.

    The phase of its visible checks ends with what was `seen`.
    """

    job: Job
    written: Written | None = None
    error: str = ""
    seen: Seen | None = None


Event = CheckEnded | JobEnded


class Pool(Protocol):
    """Places that grade jobs, one each at a time. `batch.grade_all` owns the order of the jobs and what became of them.

    A pool answers for these: each job that was started ends once, with an event, whatever the submission, a process or
    a machine does; nothing of one submission can reach the grading of another; and a report is replaced as a whole or
    not at all, by `reporting.store`, which merges new verdicts with those of the earlier report. On this machine the
    process that graded calls it. A pool of many machines, which may share no folder, sends the bytes of the report of
    `reporting.verdicts` home, where its client decodes them strictly (`core.report.decode`) and calls it.
    """

    @property
    def places(self) -> int:
        """How many jobs may run at once, now: machines come and go."""

    def start(self, job: Job) -> None:
        """Begin to grade a job. At most `places` run at once. Returns at once; what becomes of it is an event."""

    def wait(self) -> list[Event]:
        """Wait until something has happened to a job that was started, and return it, in order; never nothing."""

    def close(self) -> None:
        """End whatever still runs: no process of this machine's and no partial file is left. Can be repeated."""
