"""Many submissions: each graded by a Python of its own, so that nothing of one can reach the next."""

from __future__ import annotations

import contextlib
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
from gradus.core.submission import Submission, open_folder
from gradus.sandbox.launch import die_with_parent

MEMORY = 4 << 30


@dataclass(frozen=True)
class Job:
    """One submission to grade, and where its report goes."""

    folder: Path
    submission: Submission
    report: Path


def grade_all(
    course: Course,
    jobs: Sequence[Job],
    sandbox: str,
    parallel: int,
    done: Callable[[Job, str], None] = lambda job, check: None,
) -> dict[Job, str]:
    """Grade every submission, `parallel` at a time, and write the reports.

    Returns the infrastructure errors by job: where there is one there is no report. `done` is told each check as it
    ends, from any thread.
    """
    errors: dict[Job, str] = {}
    running: set[subprocess.Popen[str]] = set()
    lock = threading.Lock()

    def grade(job: Job) -> None:
        command = [
            sys.executable,
            "-P",  # the folder that we are in may hold a student's numpy.py
            "-m",
            "gradus.grading.batch",
            str(course.root),
            str(job.folder),
            str(job.report),
            sandbox,
        ]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with lock:
            running.add(process)
        said: list[str] = []
        assert process.stdout and process.stderr
        drain = threading.Thread(target=lambda: said.append(process.stderr.read()), daemon=True)  # type: ignore[union-attr]
        drain.start()
        for line in process.stdout:
            done(job, line.rstrip("\n"))
        process.wait()
        drain.join()
        with lock:
            running.discard(process)
            if process.returncode:
                errors[job] = "".join(said).strip()[-3000:] or f"the grader ended with status {process.returncode}"

    with ThreadPoolExecutor(max(1, parallel)) as pool:
        try:
            list(pool.map(grade, jobs))
        except BaseException:
            for process in list(running):
                process.kill()
            raise
    return errors


def grade_one(course: Course, folder: Path, report: Path, sandbox: str) -> None:
    """Grade the submission in `folder` into the file `report`, saying each check's id as it is done.

    Raises CourseError, and writes nothing, where the course is at fault.
    """
    from gradus.grading import scoring
    from gradus.grading.runner import run_checks

    output = sys.stdout
    record = run_checks(
        course,
        open_folder(folder, course),
        course.exercises,
        sandbox,
        done=lambda check, outcome: print(check.id, file=output, flush=True),
    )
    text = scoring.build(course, record).to_json()
    write_atomic(report, text)


def _limit_memory() -> None:
    """A student's code may call a grader's function with arrays whose product is huge: that is to fail here."""
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def main() -> None:
    root, folder, report, sandbox = sys.argv[1:5]
    with contextlib.suppress(OSError):
        os.nice(1)
    _limit_memory()
    die_with_parent()
    try:
        grade_one(load(Path(root)), Path(folder), Path(report), sandbox)
    except CourseError as error:
        print(error, file=sys.stderr)
        sys.exit(INFRASTRUCTURE)


if __name__ == "__main__":
    main()
