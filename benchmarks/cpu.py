"""What grading costs beside the student's own code: CPU seconds of one more whole submission in a batch.

    uv run python benchmarks/cpu.py
    uv run python benchmarks/cpu.py --write        # and renew the table in docs/speed.md

Submissions are the reference with a function of its own in each module, so that no two are the same code. The
student's own code run bare: for each exercise a Python of its own that imports NumPy, and then the time that the
reference's functions take when the checks call them, with what they import (matplotlib, scikit-learn) and nothing of
the grader. Target: one more costs at most 1.3 times that plus 0.3 seconds. Exits 1 where it is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.autograders.autograder import surroundings
from benchmarks.autograders.gradus_grade import grade
from benchmarks.autograders.submissions import own
from benchmarks.measuring import page
from benchmarks.measuring.figures import Target, median, one_more, verdict
from benchmarks.measuring.running import Cost, cost
from gradus.core import course as courses

RATIO, EXTRA, COUNT, ROUNDS = 1.3, 0.3, 4, 3
ROOT = Path(__file__).resolve().parent.parent

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


def bare(exercises: list[str]) -> float:
    """CPU seconds of the reference's own code. Raises CalledProcessError if it cannot be run."""
    total = 0.0
    for exercise in exercises:
        command = [sys.executable, "-c", BARE, exercise]
        variables = surroundings(Path(sys.executable))
        done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=True)
        total += float(json.loads(done.stdout.splitlines()[-1]))
    return total


def hand_in(folder: Path, count: int) -> list[str]:
    """So many whole submissions, each with a function of its own in each module."""
    modules = [exercise.id for exercise in courses.load(ROOT).exercises]
    for number in range(count):
        for module in modules:
            path = folder / f"s{number:03}" / "exercises" / f"{module}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((ROOT / "solutions" / f"{module}.py").read_text("utf-8") + own(number), "utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def graded(folders: list[str], results: Path) -> Cost:
    """What grading these costs. Raises CalledProcessError if it fails."""
    shutil.rmtree(results, ignore_errors=True)
    spent = cost(grade(folders, results), surroundings(Path(sys.executable)), ROOT)
    for path in results.glob("*.json"):
        report = json.loads(path.read_text("utf-8"))
        assert report["score"] == report["max_score"], f"{path.stem}: {report['score']} of {report['max_score']}"
    return spent


HEAD = ("", "CPU", "wall")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=COUNT, help=f"so many submissions (default: {COUNT})")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(page.WRITE, action="store_true", help="renew the table in docs/speed.md")
    chosen = parser.parse_args()
    if chosen.count < 2 or chosen.rounds < 1:
        parser.error("one more needs at least 2 submissions and 1 round")
    exercises = [exercise.id for exercise in courses.load(ROOT).exercises]
    before = os.getloadavg()[0]
    alone, cpu, wall = [], [], []
    with tempfile.TemporaryDirectory() as place:
        folders = hand_in(Path(place) / "class", chosen.count)
        results = Path(place) / "results"
        first = graded(folders[:1], results)  # proves the reference, once
        for _ in range(chosen.rounds):
            alone.append(bare(exercises))
            first, all_of_them = graded(folders[:1], results), graded(folders, results)
            cpu.append(one_more(first.cpu, all_of_them.cpu, chosen.count))
            wall.append(one_more(first.wall, all_of_them.wall, chosen.count))
    allowed = RATIO * median(alone) + EXTRA
    made = [
        ["the student's own code, bare", f"{median(alone):.2f} s", ""],
        ["one more whole submission", f"{median(cpu):.2f} s", f"{median(wall):.2f} s"],
        [f"allowed: {RATIO} times bare + {EXTRA} s", f"{allowed:.2f} s", ""],
    ]
    how = page.made((before, os.getloadavg()[0]))
    text = f"{page.table(HEAD, made)}\n\n{len(exercises)} exercises: {how} CPU seconds are those of {first.by}."
    print(text)
    if chosen.write:
        page.write("whole", text)
    return verdict([Target("one more whole submission", median(cpu), allowed, " s of CPU")])


if __name__ == "__main__":
    sys.exit(main())
