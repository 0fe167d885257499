"""What grading on many machines costs: a model, checked on clusters of 1, 2 and 4 Dask workers on this machine.

    uv run python benchmarks/scale.py            # about ten minutes
    uv run python benchmarks/scale.py --quick    # fewer submissions
    uv run python benchmarks/scale.py --write    # and renew the tables in docs/scale.md

The parameters are measured with one Dask worker, with the client alone, and the CPU of a submission with as many Dask
workers as there are processors; what they predict for 1, 2 and 4 is held against what those need. Target: at most 20 %
off. Exits 1 where it is missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.autograders import submissions as handed_in
from benchmarks.autograders.autograder import surroundings
from benchmarks.autograders.environments import ROOT
from benchmarks.autograders.gradus_grade import EXERCISE, Gradus, grade
from benchmarks.measuring import page
from benchmarks.measuring.figures import Target, median, verdict
from benchmarks.measuring.groups import Group, group
from benchmarks.measuring.running import Cost, cost
from gradus.core import course as courses
from gradus.core.course import Course, Exercise
from gradus.core.handed_in.submission import open_folder
from gradus.grading.official.cluster import machine
from gradus.grading.official.cluster.client import Cluster
from gradus.grading.official.pool import Job, JobEnded
from tests.scale.cluster import ACluster

WORKERS, ROUNDS, OFF = (1, 2, 4), 3, 0.2
MANY, QUICK, WHOLE = 120, 40, 6  # submissions of one exercise; of all exercises
REPORTS = 1000  # that one client handles
CORES = len(os.sched_getaffinity(0))
PAGE = ROOT / "docs" / "scale.md"
FAR, SIZES = 100_000, (8, 64, 256, 1024)


@dataclass(frozen=True)
class Run:
    """Seconds of a `gradus grade --scheduler`: wall time, the client's CPU, and the CPU of the whole cluster."""

    wall: float
    client: float
    cluster: float


@dataclass(frozen=True)
class Model:
    """The parameters, in seconds; see docs/scale.md."""

    start: float  # until the first submission is being graded
    graders: float  # CPU that the graders of one machine need to start, part of `start`
    each: float  # a submission, on a processor of its own
    cpu: float  # CPU of machines and scheduler for a submission
    client: float  # the client, for a submission

    def rate(self, workers: int, cores: float = float("inf")) -> float:
        """Submissions a second: what limits is the workers, the processors if all share so many, or the client."""
        return min(workers / self.each, cores / (self.cpu + self.client), 1 / self.client)

    def wall(self, number: int, workers: int, cores: float = float("inf")) -> float:
        """The seconds for a number of submissions."""
        return self.start + self.graders * (max(1.0, workers / cores) - 1) + number / self.rate(workers, cores)


@contextmanager
def cluster(workers: int) -> Iterator[tuple[ACluster, Group]]:
    """A cluster for the course, counted by a control group. Raises OSError where there can be none."""
    with tempfile.TemporaryDirectory() as place, group() as counted:
        if counted is None:
            raise OSError("CPU seconds can't be counted here: no control group can be made")
        with ACluster(Path(place), ROOT, workers, within=counted.entering) as made:
            made.wait_for(workers)
            yield made, counted


def run(names: Sequence[str], address: str, counted: Group, exercises: Sequence[str]) -> Run:
    """Grade these folders. Raises CalledProcessError if that fails."""
    with tempfile.TemporaryDirectory() as results:
        only = [word for exercise in exercises for word in ("--only", exercise)]
        command = [*grade([*names], Path(results), 1024), "--scheduler", address, *only]
        before = counted.so_far()
        spent: Cost = cost(command, surroundings(Path(sys.executable)), ROOT)
        time.sleep(2)  # until the machines have ended their graders
        assert len(list(Path(results).glob("*.json"))) == len(names)
        return Run(spent.wall, spent.cpu, counted.so_far() - before)


def middle(runs: Sequence[Run]) -> Run:
    return Run(*(median(column) for column in zip(*((r.wall, r.client, r.cluster) for r in runs), strict=True)))


def measured(names: Sequence[str], rounds: int, exercises: Sequence[str] = (EXERCISE,)) -> tuple[Run, dict[int, Run]]:
    """The medians for one submission with one Dask worker, and for all with 1, 2 and 4."""
    one: list[Run] = []
    many: dict[int, list[Run]] = {workers: [] for workers in WORKERS}
    for _ in range(rounds):
        for workers in WORKERS:
            with cluster(workers) as (made, counted):
                run(names[:1], made.address, counted, exercises)
                if workers == 1:
                    one.append(run(names[:1], made.address, counted, exercises))
                many[workers].append(run(names, made.address, counted, exercises))
    return middle(one), {workers: middle(runs) for workers, runs in many.items()}


def model(one: Run, many: Run, number: int, client: float, busy: tuple[int, Run] | None = None) -> Model:
    """The parameters, from runs with one Dask worker of 1 and of `number` submissions.

    `busy` are the Dask workers of a run of as many submissions, and the run: where all processors are at work,
    each submission needs more of them, for they share caches.
    """
    each, cpu = ((b - a) / (number - 1) for a, b in ((one.wall, many.wall), (one.cluster, many.cluster)))
    graders = max(0.0, one.cluster - cpu)
    if busy:
        cpu = (busy[1].cluster - busy[0] * graders) / number
    return Model(one.wall - each, graders, each, cpu, client)


@dataclass(frozen=True)
class Ceiling:
    """What one client needs for a report, where the answers are there at once: wall time, CPU, bytes, memory in MiB."""

    wall: float
    cpu: float
    sent: int
    received: int
    memory: tuple[float, float]  # after a tenth, and after all


class Kept(Cluster):
    """A cluster that keeps the first task and the first answer."""

    task = answer = b""

    def _judge(self, sent, data) -> None:  # type: ignore[no-untyped-def]
        self.task, self.answer = self.task or sent.task, self.answer or data
        super()._judge(sent, data)


def ceiling(course: Course, exercises: Sequence[Exercise], number: int) -> Ceiling:
    """Hand out so many submissions, all alike, to machines that answer at once, and write the reports."""
    graded, answered = machine.grade, Path(tempfile.mkstemp()[1])
    with cluster(2) as (made, _), tempfile.TemporaryDirectory() as place:
        submission = open_folder(course.solutions, course)
        jobs = [
            Job(course.solutions, submission, Path(place) / f"{each}.json", tuple(exercises)) for each in range(number)
        ]
        pool = Kept(made.address, course, exercises, "bubblewrap")
        _work(pool, jobs[:1])
        answered.write_bytes(pool.answer)
        machine.grade = at_once(str(answered))  # type: ignore[assignment]
        try:
            _work(pool, jobs[: number // 10])
            few, wall, cpu = _memory(), time.perf_counter(), time.process_time()
            _work(pool, jobs)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            return Ceiling(wall / number, cpu / number, len(pool.task), len(pool.answer), (few, _memory()))
        finally:
            machine.grade = graded
            pool.close()
            answered.unlink()


def at_once(path: str) -> Callable[[bytes], bytes]:
    """A machine that has the answer."""

    def answer(_: bytes) -> bytes:
        with open(path, "rb") as file:
            return file.read()

    return answer


def _work(pool: Cluster, jobs: Sequence[Job]) -> None:
    waiting, running = [*jobs], 0
    while waiting or running:
        while waiting and running < pool.places:
            pool.start(waiting.pop())
            running += 1
        for event in pool.wait():
            assert isinstance(event, JobEnded) and event.written, event
            running -= 1


def _memory() -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def tables(found: Model, whole: Model, runs: dict[int, Run], number: int, ends: dict[str, Ceiling]) -> dict[str, str]:
    """The tables of docs/scale.md by name."""
    names = ("S", "g", "a", "b", "k")
    parameters = [
        [f"`{name}`", *(f"{getattr(each, key):.3f} s" for each in (found, whole))]
        for name, key in zip(names, ("start", "graders", "each", "cpu", "client"), strict=True)
    ]
    checked = [
        [
            str(workers),
            f"{found.wall(number, workers, CORES):.1f} s",
            f"{one.wall:.1f} s",
            f"{found.wall(number, workers, CORES) / one.wall - 1:+.0%}",
            f"{one.cluster:.0f} s + {one.client:.1f} s",
        ]
        for workers, one in runs.items()
    ]
    client = [
        [
            name,
            f"{1 / end.wall:.0f}",
            f"{1000 * end.wall:.1f} ms",
            f"{1000 * end.cpu:.1f} ms",
            f"{end.sent / 1024:.0f} and {end.received / 1024:.0f} KiB",
            f"{end.memory[0]:.0f} → {end.memory[1]:.0f} MiB",
        ]
        for name, end in ends.items()
    ]
    far = [
        [f"{workers:,}", *(f"{duration(each.wall(FAR, workers))}" for each in (found, whole))]
        for workers in (1, *SIZES)
    ]
    return {
        "parameters": page.table(("", "one exercise", "all exercises"), parameters),
        "checked": page.table(("Dask workers", "predicted", "measured", "off", "CPU, cluster + client"), checked),
        "client": page.table(
            (
                "reports of",
                "a second",
                "each",
                "of it CPU",
                "task and answer",
                f"memory, {REPORTS // 10:,} → {REPORTS:,}",
            ),
            client,
        ),
        "far": page.table(("processors", "one exercise", "all exercises"), far),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} submissions in the place of {MANY}, once")
    parser.add_argument(page.WRITE, action="store_true", help="renew the tables in docs/scale.md")
    chosen = parser.parse_args()
    number, rounds = (QUICK, 1) if chosen.quick else (MANY, ROUNDS)
    course, before = courses.load(ROOT), os.getloadavg()[0]
    one_exercise = [course.by_id[EXERCISE]]
    ends = {
        "one exercise": ceiling(course, one_exercise, REPORTS),
        "all exercises": ceiling(course, course.exercises, REPORTS),
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "class"
        Gradus(Path(sys.executable), folder).hand_in(handed_in.make(handed_in.ORDINARY, number))
        names = [str(path) for path in sorted((folder / "submissions").iterdir())]
        one, runs = measured(names, rounds)
        together = max(workers for workers in WORKERS if workers <= max(1, CORES))
        found = model(one, runs[1], number, ends["one exercise"].wall, (together, runs[together]))
        with cluster(1) as (made, counted):
            folders = [_whole(course, Path(place), each) for each in range(WHOLE)]
            run(folders[:1], made.address, counted, ())
            few, all_of_them = (run(names, made.address, counted, ()) for names in (folders[:1], folders))
        whole = model(few, all_of_them, WHOLE, ends["all exercises"].wall)
    made_tables = tables(found, replace(whole, graders=found.graders), runs, number, ends)
    how = f"{number} submissions. {page.made((before, os.getloadavg()[0]))}"
    for name, text in made_tables.items():
        text = f"{text}\n\n{how}" if name == "checked" else text
        print(text, end="\n\n")
        if chosen.write:
            page.write(f"scale-{name}", text, page=PAGE)
    off = {workers: abs(found.wall(number, workers, CORES) / each.wall - 1) for workers, each in runs.items()}
    return verdict([Target(f"what the model is off with {workers}", each, OFF) for workers, each in off.items()])


def _whole(course: Course, place: Path, number: int) -> str:
    """A submission with all exercises, right, that shares no code with another."""
    folder = place / "whole" / f"w{number}"
    for exercise in course.exercises:
        path = folder / "exercises" / exercise.path
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(course.solutions / exercise.path, path)
        path.write_text(path.read_text("utf-8") + handed_in.own(number), "utf-8")
    return str(folder)


if __name__ == "__main__":
    sys.exit(main())
