"""The report of one submission (schema gradus.report/1): the contract with clients, see docs/report-format.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from gradus.core.decode import DecodeError, Document, read_json
from gradus.core.names import one_name
from gradus.core.status import Status, Visibility
from gradus.core.text import one_line

LABEL = 10  # columns before what was called, returned, expected or printed


@dataclass(frozen=True)
class CheckResult:
    """One check of a report, such as "calculus/derivatives::slope_of_a_parabola".

    `score` is what it earned, from 0 to `points`. The `message` of a hidden check contains no values. `diagnosis` is
    the sentence of the recognised misconception, and `help` says what to look at next if the check did not pass.
    A `further` check is optional: it gives points, but the exercise is finished without it. `printed` is what the
    student's code printed in a visible check that did not pass. A `whole_file` fault is one of the whole file, such as
    a syntax error: the exercise's other checks wait for the same one, and no help belongs to it. `reproduce` is a line
    of Python that repeats the failed call of a visible check; empty if there is none.
    """

    id: str
    title: str
    visibility: Visibility
    status: Status
    points: float
    score: float
    message: str
    diagnosis: str | None
    help: str
    further: bool = False
    printed: str = ""
    whole_file: bool = False
    reproduce: str = ""

    @property
    def advice(self) -> str:
        """The most helpful sentence: the diagnosis, or else the check's own help."""
        return self.diagnosis or self.help

    @property
    def facts(self) -> str:
        """The message, and below it what was printed."""
        return "\n".join(filter(None, [self.message, labelled("printed", self.printed)]))


def labelled(label: str, text: str) -> str:
    """Lines of text behind a label, as messages have them; empty if there is no text."""
    return f"{label:<{LABEL}}{indent(text, ' ' * LABEL)[LABEL:]}" if text else ""


@dataclass(frozen=True)
class Made:
    """When an exercise was graded (ISO 8601, UTC), and with what: versions, and digests of what the verdict rests on.

    `submission` is the digest of the modules that the exercise reads, `graders` that of its checks and its reference.
    """

    at: str
    gradus: str
    python: str
    numpy: str
    submission: str
    graders: str


@dataclass(frozen=True)
class ExerciseResult:
    """One exercise of a report. `max_score` is all its points, including those of checks that were not run.

    A verdict that is `late` depends on more than the code: a check had no answer in time, or was blocked.
    """

    id: str
    title: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...]
    made: Made | None = None
    late: bool = False

    @property
    def begun(self) -> bool:
        """Whether any check found an attempt."""
        return any(check.status.begun for check in self.checks)

    @property
    def fails(self) -> bool:
        """Whether any check found an attempt that goes wrong."""
        return any(check.status.fails for check in self.checks)

    @property
    def core(self) -> list[CheckResult]:
        """The checks that are not further work."""
        return [check for check in self.checks if not check.further]

    @property
    def further(self) -> list[CheckResult]:
        """The checks that are further work."""
        return [check for check in self.checks if check.further]

    @property
    def waiting(self) -> list[CheckResult]:
        """The checks that wait for one fault of the whole file; the first of them has the fullest message."""
        return [check for check in self.checks if check.whole_file]

    @property
    def finished(self) -> bool:
        """Whether every core check in this report passed; where there are none, every check."""
        return all(check.score >= check.points for check in self.core or self.checks)

    @property
    def earned(self) -> float:
        """The points that the checks in this report earned."""
        return sum(check.score for check in self.checks)

    @property
    def possible(self) -> float:
        """The points of the checks in this report: less than `max_score` if hidden checks were not run."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class Report(Document):
    """The whole report. `seconds` is how long grading took, `sandbox` the name of the sandbox that was used.

    `refused` says why nothing could be graded, for example because the folder holds no module of the course; there are
    no exercises then, and the score is no mark.
    """

    SCHEMA = "gradus.report/1"
    submission: str
    sandbox: str
    seconds: float
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...]
    refused: str = ""


def read(path: Path) -> Report:
    """Read a report. Raises DecodeError, which names the wrong key, if the file does not fit the schema, or if names
    in it would lead elsewhere (`require_names`).
    """
    report = read_json(Report, path, Report.FILE)
    require_names(report.submission, {f"exercises[{n}]": each.id for n, each in enumerate(report.exercises)})
    return report


def require_names(submission: str, works: Mapping[str, str]) -> None:
    """Raise DecodeError if a name in a report that files are called after would lead elsewhere.

    `submission` is one name in a folder, and each of the `works`, by its place in the report, a path below one.
    """
    if not one_name(submission):
        raise DecodeError(f"report.submission {one_line(submission)}: expected the name of a folder")
    if wrong := next((where for where, name in works.items() if not all(map(one_name, name.split("/")))), ""):
        raise DecodeError(f"report.{wrong}.id {one_line(works[wrong])}: expected a name like calculus/derivatives")
