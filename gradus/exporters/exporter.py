"""What an exporter is: a name, what it needs, and one function from what there is to files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gradus.core.report import Report
from gradus.scores.marks import Mark


class ExportError(ValueError):
    """The reports or marks cannot be written in this format; the text says why and what to do."""


@dataclass(frozen=True)
class Bundle:
    """What there is to export.

    Attributes:
        reports: the reports, for an exporter of reports.
        marks: the lines of the table of marks, for an exporter of marks.
        now: the time of the export.
        environment: the environment variables.
        template: a file of the other system's that is filled in, or nothing.
        columns: the number of the template's column for an exercise.
    """

    reports: Sequence[Report] = ()
    marks: Sequence[Mark] = ()
    now: datetime = datetime.min
    environment: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Export:
    """What an exporter made: texts by file name, "" for the one file that --out names; and notes for the teacher."""

    files: Mapping[str, str]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Exporter:
    """A format.

    Attributes:
        name: what --format calls it.
        about: what it is for, in a few words.
        export: makes the files. May raise ExportError or TableError.
        of_marks: whether it wants marks, with accounts and due dates, rather than reports.
        needs_roster: whether it can't do without knowing which account is whose.
        needs_template: whether it fills in a file of the other system's.
    """

    name: str
    about: str
    export: Callable[[Bundle], Export]
    of_marks: bool = False
    needs_roster: bool = False
    needs_template: bool = False


def one_file_each(text: Callable[[Report, Bundle], str], suffix: str) -> Callable[[Bundle], Export]:
    """An export function that writes one file for each report, called after its submission."""

    def export(bundle: Bundle) -> Export:
        if len(bundle.reports) == 1:
            return Export({"": text(bundle.reports[0], bundle)})
        return Export({f"{report.submission}{suffix}": text(report, bundle) for report in bundle.reports})

    return export
