"""Grades mutants as submissions, and says of each which point it loses first.

Each exercise's mutants are graded by a Python of its own, and there in-process: our own code needs no sandbox, and this
costs a quarter of what a worker for each would. A mutant that never ends is interrupted after a time that the reference
needs many times over; it is counted in processor time, so that a busy machine condemns nobody.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import pytest

from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.handed_in.submission import Submission
from gradus.grading.runner import run_checks
from gradus.grading.running import Outcome
from gradus.sandbox.launch import IN_PROCESS
from tests.mutation.mutants import Mutant, mutants
from tests.mutation.second import second_order

SURVIVED = "survived"
LEAST_SECONDS = 2.0
MEMORY = 8 << 30
SLOWEST = 1800
Maker = Callable[[Course, Exercise], list[Mutant]]


def judge_all(course: Course, make: Maker = mutants, jobs: int = os.cpu_count() or 1) -> dict[str, dict[str, str]]:
    """What became of every mutant, by exercise."""
    with ThreadPoolExecutor(jobs) as pool:
        found = list(pool.map(lambda exercise: judge_exercise(course, exercise, make), course.exercises))
    return {exercise.id: verdicts for exercise, verdicts in zip(course.exercises, found, strict=True)}


def judge_exercise(course: Course, exercise: Exercise, make: Maker = mutants) -> dict[str, str]:
    """Every mutant of the exercise, judged once for each state of mutants, graders and engine.

    For each the check that it fails first and how, or SURVIVED.
    """
    folder, name = course.root / ".gradus" / "mutation", f"{exercise.id.replace('/', '.')}-{make.__name__}"
    made = make(course, exercise)
    kept = folder / f"{name}-{_state(course, exercise, made)}.json"
    if kept.is_file():
        return dict(json.loads(kept.read_text("utf-8")))
    found = judge(course, [mutant.id for mutant in made])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f"{name}-*.json"):
        old.unlink()
    kept.write_text(json.dumps(found, indent=1), "utf-8")
    return found


def judge(course: Course, ids: Sequence[str]) -> dict[str, str]:
    """These mutants only, and never from memory."""
    command = [sys.executable, "-m", "tests.mutation.judge", str(course.root)]
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        command,
        input="\n".join(ids),
        env={**os.environ, **single},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SLOWEST,
    )
    if done.returncode:
        raise CourseError(f"The mutants cannot be judged.\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout))


def _state(course: Course, exercise: Exercise, made: Sequence[Mutant]) -> str:
    engine = Path(__file__).parents[2] / "gradus"
    files = [course.solutions / each.path for each in course.before(exercise)]
    files += [file for file in sorted(course.graders(exercise).iterdir()) if file.name.startswith("test_")]
    files += [*sorted(engine.glob("grading/*.py")), *sorted(engine.glob("sandbox/*.py"))]
    digest = hashlib.sha256(repr(made).encode())
    for file in files:
        digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


# In the process of its own


class _Deadline:
    """Interrupts what runs longer than some seconds of processor time, again and again until it gives up."""

    def __init__(self) -> None:
        self.over = False
        signal.signal(signal.SIGVTALRM, self._interrupt)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.over = True
        raise TimeoutError("the mutant takes too long")

    @contextlib.contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        self.over = False
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _lost(course: Course, exercise: Exercise, submission: Submission) -> str:
    """The first check that the submission does not pass, and what became of it; SURVIVED where it passes all."""
    first: list[str] = []

    def stop(check: Check, outcome: Outcome) -> None:
        if outcome.score < check.points:
            first.append(f"{outcome.status} {check.id.partition('::')[2]}")
            pytest.exit("a point is lost: that is all there is to know")

    try:
        run_checks(course, submission, [exercise], IN_PROCESS, done=stop)
    except CourseError:
        if not first:
            raise
    return first[0] if first else SURVIVED


def _verdicts(
    course: Course, exercise: Exercise, sources: Mapping[str, str], folder: Path
) -> Iterator[tuple[str, str]]:
    shutil.copytree(course.solutions, folder)
    submission, deadline = Submission("mutant", folder), _Deadline()
    started = time.process_time()
    if (lost := _lost(course, exercise, submission)) != SURVIVED:
        raise CourseError(f"the reference itself loses a point: {lost}")
    seconds = max(LEAST_SECONDS, 10 * (time.process_time() - started))
    for name, source in sources.items():
        (folder / exercise.path).write_text(source, "utf-8")
        try:
            with deadline.of(seconds):
                yield name, _lost(course, exercise, submission)
        except (CourseError, TimeoutError) as error:
            if not deadline.over:
                raise CourseError(f"{name} breaks the grader: {error}") from error
            yield name, "timeout"


def main(root: str) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):  # not every system lets us
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    course, wanted = load(Path(root)), sys.stdin.read().split()
    found: dict[str, str] = {}
    for exercise in {name.split(":")[0]: course.by_id[name.split(":")[0]] for name in wanted}.values():
        made = [*mutants(course, exercise), *second_order(course, exercise)]
        sources = {mutant.id: mutant.source for mutant in made if mutant.id in wanted}
        with tempfile.TemporaryDirectory() as folder:
            found.update(_verdicts(course, exercise, sources, Path(folder) / "solutions"))
    json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
