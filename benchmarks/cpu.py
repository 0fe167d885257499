"""What grading costs beside the student's own code: CPU seconds of one sandboxed grading run, as a ratio.

    uv run python benchmarks/cpu.py          # the seven exercises of the first release
    uv run python benchmarks/cpu.py --all    # all of the course

The student's own code run bare: for each exercise a Python of its own that imports NumPy, and then the time that the
reference's functions take when the checks call them, with what they import (matplotlib, scikit-learn) and nothing of
the grader. Target: at most 1.3 times that plus one second. Exits 1 where it is missed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from gradus.core import course as courses

RATIO, EXTRA, RUNS = 1.3, 1.0, 5
ROOT = Path(__file__).resolve().parent.parent
SEVEN = """calculus/derivatives calculus/gradients calculus/gradient_descent calculus/linear_regression
    micrograd/engine network/neural_net network/digits""".split()

BARE = """
import json, sys, time
import numpy
total = time.process_time()  # a Python with NumPy, from its start
from pathlib import Path
from gradus.core import course as courses
from gradus.grading.runner import run_checks
from gradus.worker.server import Worker
from gradus.core.handed_in.submission import open_folder

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
run_checks(course, open_folder(course.solutions, course), [course.find(sys.argv[1])], "in-process")
print(json.dumps(total))
"""

GRADED = """
import contextlib, json, os, sys, time
from pathlib import Path
from gradus.core import course as courses
from gradus.grading import scoring as report
from gradus.grading.runner import run_checks
from gradus.sandbox.transport import SubprocessTransport
from gradus.core.handed_in.submission import open_folder

def used(process):
    "The CPU seconds of a process and of all below it, from /proc: a killed sandbox hands them to nobody."
    fields = {}
    for path in Path("/proc").glob("[1-9]*/stat"):
        with contextlib.suppress(OSError):  # one that just ended
            fields[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
    below = {process}
    while more := {p for p, f in fields.items() if int(f[1]) in below} - below:
        below |= more
    return sum(int(fields[p][11]) + int(fields[p][12]) for p in below) / os.sysconf("SC_CLK_TCK")

total, close = 0.0, SubprocessTransport.close
def closing(self):
    global total
    if self.process.poll() is None:
        total += used(self.process.pid)
    close(self)
SubprocessTransport.close = closing
course = courses.load(Path.cwd())
exercises = [course.find(name) for name in sys.argv[1:]]
record = run_checks(course, open_folder(course.solutions, course), exercises, "bubblewrap")
made = report.build(course, record, exercises)
assert made.score == made.max_score, made.score
print(json.dumps(total + time.process_time()))
"""


def run(code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", code, *arguments]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def bare(exercises: list[str]) -> float:
    return sum(seconds(run(BARE, exercise)) for exercise in exercises)


def seconds(said: str) -> float:
    return float(json.loads(said.splitlines()[-1]))


def main() -> int:
    exercises = SEVEN if "--all" not in sys.argv else [exercise.id for exercise in courses.load(ROOT).exercises]
    runs = [(bare(exercises), seconds(run(GRADED, *exercises))) for _ in range(RUNS + 1)][1:]
    alone, with_grader = (statistics.median(column) for column in zip(*runs, strict=True))
    allowed = RATIO * alone + EXTRA
    print(f"the student's own code, bare  {alone:.2f} s of CPU, {len(exercises)} exercises")
    print(f"graded in the sandbox         {with_grader:.2f} s of CPU")
    print(f"allowed                       {allowed:.2f} s  ({RATIO} times, plus {EXTRA:g} s)")
    return int(with_grader > allowed)


if __name__ == "__main__":
    sys.exit(main())
