"""What a class on GitHub costs in a month: jobs and minutes of Actions, requests, and storage of artifacts.

    uv run python benchmarks/class_cost.py [STUDENTS...] [--minutes-between 30] [--seconds-each 6] [--days 7]

A week is simulated against a fake GitHub with real Git objects: a private repository for each student, five pushes a
student and week, polls by the clock. Counted is what the commands asked, and how large what they handed on was; a job
is billed by the begun minute. `--seconds-each` is how long grading one submission takes on a runner of two processors.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import random
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from gradus.core import course as courses
from gradus.pulls.cli import main as pulls
from gradus.pulls.round.plan import Plan
from tests.pulls.conftest import report
from tests.pulls.github import LEDGER_READ, LEDGER_WRITE, GitHub
from tests.pulls.server import serving

ROOT = Path(__file__).resolve().parent.parent
PUSHES, CHANGED = 5, 2  # a student's pushes in a week, and how many exercises each of them changes
WEEKS = 52 / 12  # of a month
SETUP = {"plan": 20, "grade": 45, "report": 20}  # seconds of a job before and after our commands: machine, checkout, …
PLAIN = timedelta(days=1)  # for which artifacts are kept
PRICE = 0.006  # US dollars a minute, Linux with two processors, in 2026


@dataclass
class Costs:
    """What a week took."""

    runs: int = 0
    jobs: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SETUP, 0))
    minutes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SETUP, 0))
    requests: list[int] = field(default_factory=list)
    graded: int = 0
    kept: list[tuple[float, int]] = field(default_factory=list)  # artifacts: when, in hours, and how many bytes

    def job(self, name: str, seconds: float) -> None:
        self.jobs[name] += 1
        self.minutes[name] += math.ceil((SETUP[name] + seconds) / 60)

    @property
    def storage(self) -> float:
        """The most that lies there at once, in MB."""
        day = PLAIN / timedelta(hours=1)
        sums = [sum(size for then, size in self.kept if now - day < then <= now) for now, _ in self.kept]
        return max(sums, default=0) / 1e6


def packed(folder: Path) -> int:
    """The bytes of an artifact with these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return buffer.tell()


def week(github: GitHub, folder: Path, students: int, between: float, each: float, days: float) -> Costs:
    """Simulate a week of polls every `between` minutes; grading takes `each` seconds a submission."""
    course, rng, costs = courses.load(ROOT), random.Random(1), Costs()
    stubs = {f"exercises/{e.path}": (course.stubs / e.path).read_text("utf-8") for e in course.exercises}
    places = [github.student(f"student-{number:03}", stubs) for number in range(students)]
    roster = folder / "roster.csv"
    roster.write_text("login\n" + "".join(f"student-{number:03}\n" for number in range(students)), "utf-8")
    begin = github.now
    # Half of all work comes on the last day before the due date, as it does.
    times = [rng.choice((rng.uniform(0, days), rng.uniform(days - 1, days))) for _ in range(PUSHES * students)]
    pushes = sorted((begin + timedelta(days=time), rng.choice(places)) for time in times)
    github.checking = False
    for tick in range(int(days * 24 * 60 / between) + 1):
        now = begin + timedelta(minutes=tick * between)
        while pushes and pushes[0][0] <= now:
            at, place = pushes.pop(0)
            chosen = rng.sample(course.exercises, CHANGED)
            files = {f"exercises/{e.path}": f"{(course.solutions / e.path).read_text('utf-8')}# {at}\n" for e in chosen}
            github.push_to(place, files, at=at)
        github.now = max(github.now, now)
        poll(github, folder, costs, each)
    return costs


def poll(github: GitHub, folder: Path, costs: Costs, each: float) -> None:
    """One run of the workflow."""
    course, work, reports = courses.load(ROOT), folder / "work", folder / "reports"
    for left in (work, reports):  # each job has a machine of its own
        shutil.rmtree(left, ignore_errors=True)
    asked, begun = len(github.log), github.now
    reading = github.mint({"contents": "read", "pull_requests": "read", "metadata": "read"})
    os.environ.update(GITHUB_API_URL=github.url, GRADUS_COURSE_TOKEN=reading, GITHUB_TOKEN=LEDGER_READ)
    where = ("--course-repo", "school/students-*", "--roster", str(folder / "roster.csv"))
    arguments = ["plan", *where, "--ledger-repo", "school/course-private", "--out", str(work)]
    assert pulls(arguments, github.sleep) == 0
    plan, costs.runs = Plan.read(work), costs.runs + 1
    assert pulls(["fetch", str(work)], github.sleep) == 0
    # Nothing else moves the fake's clock while a command runs, so each request counts as 0.2 seconds.
    costs.job("plan", (len(github.log) - asked) * 0.2)
    if plan.grade:
        costs.kept.append((begun.timestamp() / 3600, packed(work / "submissions")))
        costs.job("grade", len(plan.grade) * each)
        reports.mkdir(exist_ok=True)
        for pull in plan.grade:
            (reports / f"{pull.folder}.json").write_text(report(course, pull.folder, 0.5).to_json(), "utf-8")
        costs.kept.append((begun.timestamp() / 3600, packed(reports)))
        costs.graded += len(plan.grade)
    if plan.news:
        os.environ.update(GRADUS_COURSE_TOKEN=github.mint(), GITHUB_TOKEN=LEDGER_WRITE, GRADUS_APP_SLUG=github.slug)
        before, now = len(github.log), github.now
        assert pulls(["post", str(work), str(reports)], github.sleep) == 0
        costs.job("report", (len(github.log) - before) * 0.2 + (github.now - now).total_seconds())
    costs.requests.append(len(github.log) - asked)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="What a class on GitHub costs in a month.")
    parser.add_argument("students", nargs="*", type=int, default=[30, 100, 300])
    parser.add_argument("--minutes-between", type=float, default=30)
    parser.add_argument("--seconds-each", type=float, default=6)
    parser.add_argument("--days", type=float, default=7)
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    print("| students | runs a month | minutes a month | beyond 3,000 | idle poll | largest round | artifacts |")
    print("|---|---|---|---|---|---|---|")
    for students in options.students:
        with tempfile.TemporaryDirectory() as place, serving() as github, open(os.devnull, "w") as null:
            out, sys.stdout = sys.stdout, null
            try:
                between, each = options.minutes_between, options.seconds_each
                costs = week(github, Path(place), students, between, each, options.days)
            finally:
                sys.stdout = out
        scale = WEEKS * 7 / options.days
        minutes = sum(costs.minutes.values()) * scale
        extra = max(0, minutes - 3000) * PRICE
        idle, largest = min(costs.requests), max(costs.requests)
        row = f"{students} | {costs.runs * scale:,.0f} | {minutes:,.0f} | ${extra:,.0f} | {idle} requests"
        print(f"| {row} | {largest:,} requests | {costs.storage:.1f} MB |", flush=True)
        print(f"  {costs.jobs}, {costs.minutes}, {costs.graded} graded", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
