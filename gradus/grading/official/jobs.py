"""Plan the grading of many submissions: what has a verdict that still holds is not graded again."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import SubmissionError, open_folder
from gradus.core.names import same
from gradus.core.report import Made, Report
from gradus.core.text import one_line
from gradus.grading.official import provenance
from gradus.grading.official.pool import Job, Written
from gradus.grading.official.provenance import Basis
from gradus.grading.official.reporting import earlier
from gradus.grading.official.sharing import Sharing

LONGEST_NAME = 255  # bytes of a file's name


@dataclass(frozen=True)
class Refusal:
    """A folder that cannot be graded, and why. Where `report` is set, the refusal is kept in that file.

    It is `ours` if nothing that was handed in is the reason: the folder cannot be read on this machine.
    """

    folder: Path
    why: str
    report: Path | None = None
    ours: bool = False

    @property
    def submission(self) -> str:
        """The name of the submission."""
        return self.folder.resolve().name

    @property
    def told(self) -> str:
        """Why, for a page of the student's: without the place where the folder lies."""
        return self.why.replace(one_line(str(self.folder), 300), one_line(self.submission, 300))


@dataclass
class Plan:
    """The submissions that can be graded, in the order in which they were given, and the folders that cannot.

    `sharing` has the verdicts that can be lent; `kept` says in short what is in the reports that still hold.
    """

    jobs: list[Job] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    sharing: Sharing = field(default_factory=Sharing)
    kept: dict[Job, Written] = field(default_factory=dict)

    @property
    def todo(self) -> list[Job]:
        """Those with exercises to grade."""
        return [job for job in self.jobs if job.exercises]

    @property
    def current(self) -> list[Job]:
        """Those whose reports still hold."""
        return [job for job in self.jobs if not job.exercises]


def plan(
    course: Course, folders: Iterable[Path], out: Path, exercises: Sequence[Exercise], sandbox: str, *, again: bool
) -> Plan:
    """What to do for these folders, whose reports go to `out`; with `again`, earlier verdicts don't count."""
    made, planned = [], Plan()
    for folder in dict.fromkeys(folders):
        try:
            if folder.is_dir():
                os.scandir(folder).close()
            submission = open_folder(folder, course)
        except SubmissionError as error:
            planned.refused.append(_refusal(folder, out, str(error)))
            continue
        except OSError as error:
            why = f"{one_line(str(folder), 300)} cannot be read: {error.strerror}."
            planned.refused.append(Refusal(folder, why, ours=True))
            continue
        path = out / f"{submission.name}.json"
        if len(os.fsencode(path.name)) > LONGEST_NAME:
            why = f"{submission.name}: the folder's name is too long for a report's name."
            planned.refused.append(Refusal(folder, why))
        else:
            made.append(Job(folder, submission, path, tuple(exercises)))
    planned.refused += _of_one_name(made)
    refused = {refusal.folder for refusal in planned.refused}
    current = _Current(course, sandbox, planned.sharing)
    planned.jobs = [current.left(job, planned.kept, again=again) for job in made if job.folder not in refused]
    if planned.todo and not again:
        current.of_others(out, (job.report for job in planned.jobs))
    return planned


def _refusal(folder: Path, out: Path, why: str) -> Refusal:
    """A refusal that is kept where there is a folder, whatever lies in it: somebody handed it in."""
    path = out / f"{folder.resolve().name}.json"
    kept = folder.is_dir() and len(os.fsencode(path.name)) <= LONGEST_NAME
    return Refusal(folder, why, path if kept else None)


def _of_one_name(jobs: Sequence[Job]) -> Iterator[Refusal]:
    """The submissions whose names are read as one: each report would overwrite the other."""
    named: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        named[same(job.submission.name)].append(job)
    for group in named.values():
        folders = " and ".join(one_line(str(job.folder), 200) for job in group)
        why = (
            f"two submissions are called {one_line(group[0].submission.name)}, {folders}: one report would overwrite "
            "the other. Rename one, or let gradus collect say whose each is."
        )
        yield from (Refusal(job.folder, why) for job in group if len(group) > 1)


class _Current:
    """Which verdicts of earlier reports still hold, and which can be lent to other submissions."""

    def __init__(self, course: Course, sandbox: str, sharing: Sharing) -> None:
        self.basis, self.course, self.sandbox, self.sharing = Basis(course), course, sandbox, sharing

    def left(self, job: Job, kept: dict[Job, Written], *, again: bool) -> Job:
        """The job with the exercises that have no verdict which still holds; with `again`, none does.

        Where all verdicts hold, what its report says goes into `kept`.
        """
        made, absent = self.basis.look(job.submission, job.exercises)
        report = None if again else earlier(job.report, self.sandbox)
        held = self._held(job.report, report) if report else {}
        left = tuple(each for each in job.exercises if not provenance.same(held.get(each.id), made[each.id]))
        if report and not left:
            kept[job] = Written(report.sandbox, report.seconds, report.score, report.max_score)
        keys = {each.id: made[each.id].submission for each in left if each.id not in absent}
        return replace(job, exercises=left, keys=keys)

    def of_others(self, out: Path, known: Iterable[Path]) -> None:
        """Note the verdicts in reports of submissions that are not graded now."""
        for path in sorted({*out.glob("*.json")} - {*known}):
            if report := earlier(path, self.sandbox):
                self._held(path, report)

    def _held(self, path: Path, report: Report) -> dict[str, Made]:
        held = {each.id: each.made for each in report.exercises if each.made}
        for result in report.exercises:
            exercise = self.course.by_id.get(result.id)
            if exercise and result.made and not result.late and self.basis.current(result.made, exercise):
                self.sharing.hold((result.id, result.made.submission), path)
        return held
