"""Plan the grading of many submissions: what has a verdict that still holds is not graded again."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import SubmissionError, open_folder
from gradus.core.names import same
from gradus.core.text import one_line
from gradus.grading.official import provenance
from gradus.grading.official.batch import Job, earlier

LONGEST_NAME = 255  # bytes of a file's name


@dataclass(frozen=True)
class Refusal:
    """A folder that cannot be graded, and why. Where `report` is set, the refusal is kept in that file."""

    folder: Path
    why: str
    report: Path | None = None

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
    """The submissions that can be graded, in the order in which they were given, and the folders that cannot."""

    jobs: list[Job] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

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
            submission = open_folder(folder, course)
        except (SubmissionError, OSError) as error:
            planned.refused.append(_refusal(folder, out, str(error)))
            continue
        path = out / f"{submission.name}.json"
        if len(os.fsencode(path.name)) > LONGEST_NAME:
            why = f"{submission.name}: the folder's name is too long for a report's name."
            planned.refused.append(Refusal(folder, why))
        else:
            made.append(Job(folder, submission, path, tuple(exercises)))
    planned.refused += _of_one_name(made)
    refused = {refusal.folder for refusal in planned.refused}
    planned.jobs = [
        replace(job, exercises=_waiting(course, job, sandbox, again)) for job in made if job.folder not in refused
    ]
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


def _waiting(course: Course, job: Job, sandbox: str, again: bool) -> tuple[Exercise, ...]:
    """The exercises of a submission that have no verdict which still holds."""
    report = earlier(job.report, sandbox)
    if report is None or again:
        return job.exercises
    held = {each.id: each.made for each in report.exercises}
    fresh = {each.id: provenance.of(course, job.submission, each) for each in job.exercises}
    return tuple(each for each in job.exercises if not provenance.same(held.get(each.id), fresh[each.id]))
