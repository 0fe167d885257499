"""The reports of a batch: new verdicts and those of identical code become a report that keeps what it had besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from gradus.core import report as reports
from gradus.core.changes import changes
from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError
from gradus.core.files import private_folder, write_atomic
from gradus.core.report import ExerciseResult, Made, Report
from gradus.core.status import Status
from gradus.grading import scoring
from gradus.grading.official import provenance
from gradus.grading.official.pool import Written
from gradus.grading.runner import Record
from gradus.grading.scoring import Known

BEFORE = "before"  # the folder, beside the reports, of what they were before the last change


def verdicts(
    course: Course,
    record: Record,
    exercises: Sequence[Exercise],
    made: Mapping[str, Made],
    *,
    known: Known | None = None,
    alone: bool = False,
) -> tuple[Report, tuple[str, ...]]:
    """The report of what was graded alone, and the exercises for which the machine had no time.

    Unless it was graded `alone`, a verdict of those is preliminary: what it rests on is not said, so that it is never
    kept. Raises CourseError if fingerprints cannot be read.
    """
    tried = () if alone else starved(record)
    new = scoring.build(course, record, exercises, known)
    results = (replace(each, made=None if each.id in tried else made[each.id]) for each in new.exercises)
    return replace(new, exercises=tuple(results)), tried


def starved(record: Record) -> tuple[str, ...]:
    """The exercises that had no time because the machine gave their code none."""
    if not any(outcome.starved for _, outcome in record.results):
        return ()
    # Others had no time left after it.
    without = (check for check, each in record.results if each.starved or each.status is Status.TIMEOUT)
    return tuple(dict.fromkeys(check.exercise for check in without))


def late(record: Record) -> tuple[str, ...]:
    """The exercises with a check that had no time, or may be blocked by one: that depends on more than the code."""
    without = (check for check, each in record.results if each.status in scoring.LATE)
    return tuple(dict.fromkeys(check.exercise for check in without))


def borrowed(lent: Mapping[str, Path], made: Mapping[str, Made], sandbox: str) -> tuple[ExerciseResult, ...]:
    """The verdicts on the same code that can be taken over from reports, as verdicts of now; `made` is what counts."""
    found, read = [], {path: earlier(path, sandbox) for path in {*lent.values()}}
    for name, path in lent.items():
        report = read[path]
        result = next((each for each in report.exercises if each.id == name), None) if report else None
        if result and not result.late and provenance.same(result.made, made[name]):
            found.append(replace(result, made=made[name]))
    return tuple(found)


def store(
    course: Course,
    path: Path,
    new: Report,
    taken_over: Sequence[ExerciseResult] = (),
    starved: tuple[str, ...] = (),
    doubts: tuple[str, ...] = (),
) -> Written:
    """Merge new verdicts with the earlier report in a file, and replace it, atomically. Raises OSError.

    If a check has another result than before, the earlier report goes into the folder `BEFORE`, too.
    """
    there = _read(path)
    before = there if there and _counts(there, new.sandbox) else None
    report = scoring.merged(course, new, [*(before.exercises if before else ()), *taken_over])
    changed: dict[str, float] = {}
    for change in changes(before, report) if before else ():
        changed[change.exercise] = changed.get(change.exercise, 0.0) + change.points
    if there and (before is None or changed):
        write_atomic(private_folder(path.parent / BEFORE) / path.name, there.to_json())
    write_atomic(path, report.to_json())
    return Written(
        *(report.sandbox, report.seconds, report.score, report.max_score),
        changed=changed,
        lent=tuple(each.id for each in taken_over),
        late=tuple(each.id for each in new.exercises if each.late),
        starved=starved,
        doubts=doubts,
    )


def earlier(path: Path, sandbox: str) -> Report | None:
    """The report in a file if it can be read and was made in this sandbox; verdicts of two sandboxes are not mixed."""
    report = _read(path)
    return report if report and _counts(report, sandbox) else None


def keep(path: Path) -> None:
    """Write a report, if there is one that can be read, into the folder `BEFORE`, too. Raises OSError."""
    if before := _read(path):
        write_atomic(private_folder(path.parent / BEFORE) / path.name, before.to_json())


def _read(path: Path) -> Report | None:
    try:
        return reports.read(path)
    except DecodeError:
        return None


def _counts(report: Report, sandbox: str) -> bool:
    return report.sandbox == sandbox and not report.refused
