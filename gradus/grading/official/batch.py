"""Grade many submissions: one subprocess each, for isolation."""

import contextlib
import functools
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gradus.core import report as reports
from gradus.core.changes import changes
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.files import private_folder, write_atomic
from gradus.core.handed_in.submission import Submission, SubmissionError, open_folder
from gradus.core.report import Report
from gradus.sandbox.launch import die_with_parent

MEMORY = 4 << 30
BEFORE = "before"  # the folder, beside the reports, of what they were before the last change


@dataclass(frozen=True)
class Job:
    """A submission, the exercises of it to grade, and the file for its report, which keeps its other exercises."""

    folder: Path
    submission: Submission
    report: Path
    exercises: tuple[Exercise, ...] = ()


def grade_all(
    course: Course, jobs: Sequence[Job], sandbox: str, parallel: int, done: Callable[[Job, str], None]
) -> dict[Job, str]:
    """Grade submissions, `parallel` at a time, and write their reports; returns the infrastructure errors by job.

    `done` is called, from any thread, with the id of each check as it ends. A job with an error keeps the report
    that it had. On KeyboardInterrupt all grading is stopped; reports that are written are whole.
    """
    processes: list[subprocess.Popen[str]] = []
    stopped = threading.Event()

    def grade(job: Job) -> str:
        if stopped.is_set():
            return "stopped"
        # -P: the current folder may contain a student's numpy.py.
        folders = map(str, (course.root, job.folder, job.report))
        names = [exercise.id for exercise in job.exercises]
        command = [sys.executable, "-P", "-m", "gradus.grading.official.batch", *folders, sandbox, *names]
        null, pipe = subprocess.DEVNULL, subprocess.PIPE
        process = subprocess.Popen(command, stdin=null, stdout=pipe, stderr=pipe, text=True)
        processes.append(process)
        return _follow(process, lambda check: done(job, check))

    with ThreadPoolExecutor(max(1, parallel)) as pool:
        try:
            errors = dict(zip(jobs, pool.map(grade, jobs), strict=True))
        except BaseException:
            stopped.set()
            for process in processes:
                process.kill()
            raise
    return {job: error for job, error in errors.items() if error}


def _follow(process: subprocess.Popen[str], done: Callable[[str], None]) -> str:
    """Read a grader's output until it ends; returns its message about an infrastructure error, or nothing."""
    stdout, stderr = process.stdout, process.stderr
    assert stdout and stderr
    printed: list[str] = []
    drain = threading.Thread(target=lambda: printed.append(stderr.read()), daemon=True)
    drain.start()
    for line in stdout:
        done(line.rstrip("\n"))
    process.wait()
    drain.join()
    if not process.returncode:
        return ""
    return "".join(printed).strip()[-3000:] or f"the grader ended with status {process.returncode}"


def _limit_memory() -> None:
    """Limit the grader: a student's code may call its functions with arrays whose product is huge."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def earlier(path: Path, sandbox: str) -> Report | None:
    """The report in a file if it can be read and was made in this sandbox; verdicts of two sandboxes are not mixed."""
    try:
        report = reports.read(path)
    except DecodeError:
        return None
    return report if report.sandbox == sandbox and not report.refused else None


def keep(path: Path) -> None:
    """Write a report, if there is one that can be read, into the folder `BEFORE`, too. Raises OSError."""
    with contextlib.suppress(DecodeError):
        before = reports.read(path)
        write_atomic(private_folder(path.parent / BEFORE) / path.name, before.to_json())


def main() -> None:
    """Grade one submission, printing each check's id as it ends: what `grade_all` runs in a subprocess."""
    root, folder, report, sandbox, *names = sys.argv[1:]
    announce = functools.partial(print, file=sys.stdout, flush=True)  # pytest redirects sys.stdout while it runs
    with contextlib.suppress(OSError):
        os.nice(1)
    _limit_memory()
    die_with_parent()
    from gradus.grading import proof, scoring
    from gradus.grading.official import provenance
    from gradus.grading.runner import run_checks

    try:
        course = load(Path(root))
        exercises = [course.by_id[name] for name in names] or list(course.exercises)
        submission = open_folder(Path(folder), course)
        made = {each.id: provenance.of(course, submission, each) for each in exercises}
        vouches = functools.partial(proof.vouches, course, sandbox)
        record = run_checks(
            course, submission, exercises, sandbox, done=lambda check, _: announce(check.id), proven=vouches
        )
        before = earlier(Path(report), sandbox)
        new = scoring.merged(course, scoring.build(course, record, exercises), made, before)
        if before is None or changes(before, new):
            keep(Path(report))
        write_atomic(Path(report), new.to_json())
    except (CourseError, SubmissionError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(INFRASTRUCTURE)


if __name__ == "__main__":
    main()
