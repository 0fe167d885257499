"""What grading costs beside the student's own code: CPU seconds of one sandboxed grading run, as a ratio.

    uv run python benchmarks/cpu.py

The student's own code run bare: a Python that imports NumPy, and then the time that the reference's functions take
when the checks call them in one process, with what they import (matplotlib, scikit-learn) and nothing of the grader.
Target: at most 1.3 times that plus one second. Exits 1 where it is missed.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

RATIO, EXTRA, RUNS = 1.3, 1.0, 3
ROOT = Path(__file__).resolve().parent.parent

BARE = """
import json, time
import numpy
total = time.process_time()  # a Python with NumPy, from its start
from pathlib import Path
from gradus import course as courses
from gradus.grading.run import run_checks
from gradus.isolation.worker import Worker
from gradus.submission import open_folder

answer, exchange = Worker.answer, Worker.__init__
def timed_init(self, callback):
    def called(message):
        global total
        entered = time.process_time()
        try:
            return callback(message)
        finally:
            total -= time.process_time() - entered
    exchange(self, called)
def timed_answer(self, request):
    global total
    entered = time.process_time()
    try:
        return answer(self, request)
    finally:
        total += time.process_time() - entered
Worker.__init__, Worker.answer = timed_init, timed_answer
course = courses.load(Path.cwd())
run_checks(course, open_folder(course.solutions, course), course.exercises, "in-process")
print(json.dumps(total))
"""


def children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def bare() -> float:
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", BARE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=environment)
    return float(json.loads(done.stdout.splitlines()[-1]))


def graded() -> float:
    """CPU seconds of grading, the sandboxes' included: the kernel adds up what children and theirs have used."""
    before = children()
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "gradus.cohort", str(ROOT), "solutions", f"{out}/solutions.json", "bubblewrap"]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return children() - before


def main() -> int:
    runs = [(bare(), graded()) for _ in range(RUNS + 1)][1:]
    alone, with_grader = (statistics.median(column) for column in zip(*runs, strict=True))
    allowed = RATIO * alone + EXTRA
    print(f"the student's own code, bare  {alone:.2f} s of CPU")
    print(f"graded in the sandbox         {with_grader:.2f} s of CPU")
    print(f"allowed                       {allowed:.2f} s  ({RATIO} times, plus {EXTRA:g} s)")
    return int(with_grader > allowed)


if __name__ == "__main__":
    sys.exit(main())
