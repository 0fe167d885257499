"""The interface of an exporter, and what several formats share."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gradus.core.names import fitting, same
from gradus.core.report import CheckResult, Report
from gradus.core.schedule.policy import Total
from gradus.core.text import one_line, printable
from gradus.scores.marks import Mark
from gradus.scores.protection import is_unprotected
from gradus.scores.roster import Student


class ExportError(ValueError):
    """The reports or marks cannot be exported in this format; the text says why and what to do."""


@dataclass(frozen=True)
class Bundle:
    """The input of an exporter: reports or marks, the text of --template, and the --column numbers by exercise.

    `totals` are those of the students by login in the form of `same`, where they are no mere sums. `key` is
    what the other system knows students by (--by), `excel` the decimal sign of the spreadsheet that is to open the
    table (empty: none is), and with `overrule` a score replaces the word that a student is excused. `hidden` says when
    students see hidden checks, as Gradescope calls it; empty: with the others.
    """

    reports: Sequence[Report] = ()
    marks: Sequence[Mark] = ()
    now: datetime = datetime.min
    environment: Mapping[str, str] = field(default_factory=dict)
    template: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, Total] = field(default_factory=dict)
    key: str = ""
    excel: str = ""
    overrule: bool = False
    hidden: str = ""

    def students(self) -> dict[Student, list[Mark]]:
        """The marks of each student of the roster."""
        found: dict[Student, list[Mark]] = {}
        for mark in self.marks:
            if mark.student:
                found.setdefault(mark.student, []).append(mark)
        return found

    def total(self, marks: Sequence[Mark]) -> float | None:
        """The total of one student: None if all of the marks are empty."""
        if all(mark.empty for mark in marks):
            return None
        total = self.totals.get(same(marks[0].login))
        return total.score if total else round(sum(mark.score for mark in marks), 6)

    @property
    def unprotected(self) -> list[str]:
        """The submissions or accounts that have scores of code that ran in no sandbox."""
        reports = [report.submission for report in self.reports if is_unprotected(report)]
        return list(dict.fromkeys([*reports, *(mark.login for mark in self.marks if mark.unprotected)]))

    @property
    def most(self) -> float:
        """What a total can be at most."""
        points = {mark.exercise: mark.max_score for mark in self.marks}
        return max((total.max_score for total in self.totals.values()), default=sum(points.values()))


@dataclass(frozen=True)
class Export:
    """The output of an exporter: texts by file name ("" is the file that --out names), and notes for the teacher."""

    files: Mapping[str, str]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Exporter:
    """A value of --format. `export` may raise ExportError or TableError.

    With `of_marks`, it exports marks instead of reports. `needs_template`: it fills in a file of the other system.
    `options` are the fields of Bundle that it heeds and others don't: key, excel, overrule, hidden. What is written
    says which scores are of code that ran in no sandbox: the files of one that `tells_unprotected`, and else their
    names.
    """

    name: str
    export: Callable[[Bundle], Export]
    of_marks: bool = False
    needs_roster: bool = False
    needs_template: bool = False
    options: frozenset[str] = frozenset()
    tells_unprotected: bool = False


def one_file_each(
    render: Callable[[Report, Bundle], str], suffix: str, *, refused: bool = False
) -> Callable[[Bundle], Export]:
    """An export function that writes one file per report, named after its submission if there are several.

    Unless it renders what was `refused`, too, that is left out and told; it raises ExportError if nothing is left.
    """

    def export(bundle: Bundle) -> Export:
        reports = [report for report in bundle.reports if refused or not report.refused]
        notes = [
            f"{one_line(report.submission)} could not be graded ({one_line(report.refused, 200)}): left out."
            for report in bundle.reports
            if report not in reports
        ]
        if not reports:
            raise ExportError("none of the submissions could be graded.")
        if len(bundle.reports) == 1:
            return Export({"": render(reports[0], bundle)}, notes)
        files: dict[str, str] = {}
        for report in reports:
            name = fitting(report.submission) + suffix
            if name in files:
                raise ExportError(f"two submissions would share the file {name}: rename one and grade it again.")
            files[name] = render(report, bundle)
        return Export(files, notes)

    return export


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
