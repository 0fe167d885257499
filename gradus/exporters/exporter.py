"""The interface of an exporter, and what several formats share."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gradus.core.report import CheckResult, Report
from gradus.core.text import one_line, printable
from gradus.scores.marks import Mark


class ExportError(ValueError):
    """The reports or marks cannot be exported in this format; the text says why and what to do."""


@dataclass(frozen=True)
class Bundle:
    """The input of an exporter: reports or marks, the text of --template, and the --column numbers by exercise."""

    reports: Sequence[Report] = ()
    marks: Sequence[Mark] = ()
    now: datetime = datetime.min
    environment: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """The output of an exporter: texts by file name ("" is the file that --out names), and notes for the teacher."""

    files: Mapping[str, str]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Exporter:
    """A value of --format. `export` may raise ExportError or TableError.

    With `of_marks`, it exports marks instead of reports. `needs_template`: it fills in a file of the other system.
    """

    name: str
    export: Callable[[Bundle], Export]
    of_marks: bool = False
    needs_roster: bool = False
    needs_template: bool = False


def one_file_each(render: Callable[[Report, Bundle], str], suffix: str) -> Callable[[Bundle], Export]:
    """An export function that writes one file per report, named after its submission if there are several."""

    def export(bundle: Bundle) -> Export:
        if len(bundle.reports) == 1:
            return Export({"": render(bundle.reports[0], bundle)})
        return Export({_file_name(report) + suffix: render(report, bundle) for report in bundle.reports})

    return export


def _file_name(report: Report) -> str:
    if not report.submission or set(report.submission) & set("/\\\0"):
        raise ExportError(f"report.submission {one_line(report.submission)}: expected the name of a folder.")
    return report.submission


def checks_of(report: Report) -> Iterator[tuple[str, str, str, CheckResult]]:
    """Every check of a report, after its number (like 1.2), the id of its exercise, and its name for display."""
    for i, exercise in enumerate(report.exercises, 1):
        for j, check in enumerate(exercise.checks, 1):
            yield f"{i}.{j}", exercise.id, one_line(f"{exercise.id}: {check.title}", 200), check


def feedback(check: CheckResult, *first: str) -> str:
    """The lines that a student reads: `first`, the check's message, and its advice."""
    return "\n".join(filter(None, [*first, printable(check.facts, 4000), printable(check.advice, 1000)]))


def to_json(result: Mapping[str, object]) -> str:
    """The text of a JSON file."""
    return json.dumps(result, indent=1, ensure_ascii=True) + "\n"
