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

from gradus.core.course import Course, CourseError, load
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.files import write_atomic
from gradus.core.submission import Submission, SubmissionError, open_folder
from gradus.sandbox.launch import die_with_parent

MEMORY = 4 << 30


@dataclass(frozen=True)
class Job:
    """A submission to grade, and the file for its report."""

    folder: Path
    submission: Submission
    report: Path


def grade_all(
    course: Course, jobs: Sequence[Job], sandbox: str, parallel: int, done: Callable[[Job, str], None]
) -> dict[Job, str]:
    """Grade submissions, `parallel` at a time, and write their reports; returns the infrastructure errors by job.

    `done` is called, from any thread, with the id of each check as it ends. A job with an error has no report.
    """
    processes: list[subprocess.Popen[str]] = []

    def grade(job: Job) -> str:
        # -P: the current folder may contain a student's numpy.py.
        folders = map(str, (course.root, job.folder, job.report))
        command = [sys.executable, "-P", "-m", "gradus.grading.batch", *folders, sandbox]
        null, pipe = subprocess.DEVNULL, subprocess.PIPE
        process = subprocess.Popen(command, stdin=null, stdout=pipe, stderr=pipe, text=True)
        processes.append(process)
        return _follow(process, lambda check: done(job, check))

    with ThreadPoolExecutor(max(1, parallel)) as pool:
        try:
            errors = dict(zip(jobs, pool.map(grade, jobs), strict=True))
        except BaseException:
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


def main() -> None:
    """Grade one submission, printing each check's id as it ends: what `grade_all` runs in a subprocess."""
    root, folder, report, sandbox = sys.argv[1:5]
    announce = functools.partial(print, file=sys.stdout, flush=True)  # pytest redirects sys.stdout while it runs
    with contextlib.suppress(OSError):
        os.nice(1)
    _limit_memory()
    die_with_parent()
    from gradus.grading import proof, scoring
    from gradus.grading.runner import run_checks

    try:
        course = load(Path(root))
        submission = open_folder(Path(folder), course)
        vouches = functools.partial(proof.vouches, course, sandbox)
        record = run_checks(
            course, submission, course.exercises, sandbox, done=lambda check, _: announce(check.id), proven=vouches
        )
        write_atomic(Path(report), scoring.build(course, record).to_json())
    except (CourseError, SubmissionError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(INFRASTRUCTURE)


if __name__ == "__main__":
    main()
