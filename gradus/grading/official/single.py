"""Grade one submission and write its report: python -m gradus.grading.official.single ROOT SANDBOX DEADLINE < TASK.

Where processes cannot be forked, each submission has such a process; a warm grader grades by the same steps.
"""

import contextlib
import os
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.decode import DecodeError
from gradus.core.handed_in.packed import open_any
from gradus.core.handed_in.submission import SubmissionError
from gradus.core.status import Visibility
from gradus.grading import proof
from gradus.grading.grader import Grader
from gradus.grading.official import reporting
from gradus.grading.official.messages import News, Task, line, parsed
from gradus.grading.official.pool import Seen, Written
from gradus.grading.official.provenance import Basis
from gradus.grading.phases import Half, Phase
from gradus.grading.runner import Record, run
from gradus.grading.scoring import Known
from gradus.grading.student import Student
from gradus.sandbox.launch import die_with_parent

MEMORY = 4 << 30
EXPECTED = CourseError, SubmissionError, OSError  # whose text is a sentence for the teacher


class Grading:
    """The steps of grading a task, but for running the checks of the exercises `rest` in its `phase`."""

    def __init__(self, course: Course, sandbox: str, basis: Basis, task: Task) -> None:
        """Raises SubmissionError, OSError and DecodeError."""
        self.course, self.task = course, task
        self.submission = open_any(Path(task.folder), course).remembering()
        exercises = [course.by_id[name] for name in task.exercises]
        self.made = basis.made(self.submission, exercises)
        lent = {name: Path(path) for name, path in task.lent.items() if name in self.made}
        self.taken_over = reporting.borrowed(lent, self.made, sandbox)
        names = {each.id for each in self.taken_over}
        self.rest: Sequence[Exercise] = [each for each in exercises if each.id not in names]
        halves = {each.id: Half.parse(task.halves[each.id]) for each in self.rest if each.id in task.halves}
        self.phase = Phase(task.phase, bytes.fromhex(task.secret), halves)

    def ended(self, grader: Grader, record: Record, known: Known | None = None) -> News:
        """What to say once the checks have run; after the hidden ones, the report is written.

        Raises CourseError and OSError; the earlier report is kept then.
        """
        if self.task.phase is Visibility.VISIBLE:
            return News(self.task.number, seen=self._seen(grader, record))
        waited = sum(half.spent for half in self.phase.halves.values())
        return News(self.task.number, written=self.store(replace(record, seconds=record.seconds + waited), known))

    def _seen(self, grader: Grader, record: Record) -> Seen:
        ran = [each.id for each in self.rest if not grader.student.absent(each)]
        halves = {name: grader.verdicts.half(name).pack() for name in ran}
        return Seen(halves, reporting.late(record), () if self.task.alone else reporting.starved(record))

    def store(self, record: Record, known: Known | None = None) -> Written:
        """Write the report. Raises CourseError and OSError."""
        new, starved = reporting.verdicts(self.course, record, self.rest, self.made, known=known, alone=self.task.alone)
        doubts = tuple(outcome.doubt for _, outcome in record.results if outcome.doubt)
        return reporting.store(self.course, Path(self.task.report), new, self.taken_over, starved, doubts)


def own_pipes() -> tuple[int, int]:
    """The descriptors of tasks and news. What else is printed, by whatever library, goes to the standard errors."""
    source, sink = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return source, sink


def settle() -> None:
    """Limit this process: others come first, a huge product of answers ends it, and it ends with its parent."""
    with contextlib.suppress(OSError):
        os.nice(1)
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    die_with_parent()


def told(error: BaseException) -> str:
    """What to tell a teacher of an error: its own sentence, or where a mistake of ours lies."""
    if isinstance(error, OSError) and error.strerror:
        return f"The report cannot be written: {error.strerror}."
    if isinstance(error, EXPECTED):
        return str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"The grader failed, in {Path(frame.filename).name}, line {frame.lineno}: {type(error).__name__}: {error}"


def main() -> None:
    """Grade the submission of the task in the standard input; say what becomes of it."""
    root, sandbox, deadline = sys.argv[1:4]
    source, sink = own_pipes()
    settle()
    tasks = os.fdopen(source, "rb")
    task = parsed(Task, tasks.readline())
    threading.Thread(target=_end_with, args=[tasks], daemon=True).start()

    def say(news: News) -> None:
        os.write(sink, line(news))

    try:
        course = load(Path(root))
        say(_grade(course, sandbox, float(deadline), task, lambda check: say(News(task.number, (check.id,)))))
    except (*EXPECTED, DecodeError) as error:
        say(News(task.number, error=told(error)))


def _end_with(tasks: IO[bytes]) -> None:
    """End this process when whoever gave the task lets go of it, or has ended."""
    tasks.read()
    os._exit(1)


def _grade(course: Course, sandbox: str, deadline: float, task: Task, done: Callable[[Check], None]) -> News:
    grading = Grading(course, sandbox, Basis(course), task)
    if not grading.rest:
        return News(task.number, written=grading.store(Record(grading.submission.name, sandbox, 0.0, [])))
    student = Student(course, grading.submission, sandbox)
    vouches = proof.vouching(course, sandbox, grading.rest)
    grader = Grader(student, lambda check, _: done(check), vouches, deadline, grading.phase)
    return grading.ended(grader, run(grader, grading.rest))


if __name__ == "__main__":
    main()
