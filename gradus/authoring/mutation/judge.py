"""Grades mutants as submissions, and says of each which point it loses first.

Each exercise's mutants are graded by a Python of its own, and there in-process: our own code needs no sandbox, and this
costs a quarter of what a worker for each would. A mutant that never ends is interrupted after a time that the reference
needs many times over; it is counted in processor time, so that a busy machine condemns nobody.
"""

from __future__ import annotations

import contextlib
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
from dataclasses import dataclass
from pathlib import Path

import pytest

from gradus.authoring.kept import state
from gradus.authoring.mutation.mutants import Mutant, mutants
from gradus.authoring.mutation.second import second_order
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise, load
from gradus.core.decode import DecodeError, read_json
from gradus.core.files import write_atomic
from gradus.core.handed_in.submission import Submission
from gradus.grading.deadline import Deadline, EndlessError
from gradus.grading.proof import digests
from gradus.grading.proof.reference import ONE_THREAD
from gradus.grading.runner import run_checks
from gradus.grading.running import Outcome
from gradus.sandbox.launch import IN_PROCESS

SURVIVED = "survived"
FOLDER = ".gradus/mutation"
LEAST_SECONDS = 2.0
MEMORY = 8 << 30
SLOWEST = 1800
Maker = Callable[[Course, Exercise], list[Mutant]]


@dataclass(frozen=True)
class _Kept:
    """The verdicts on the mutants of an exercise, in the state `of`."""

    of: str
    verdicts: dict[str, str]


def judge_all(course: Course, make: Maker = mutants, jobs: int = os.cpu_count() or 1) -> dict[str, dict[str, str]]:
    """What became of every mutant, by exercise."""
    with ThreadPoolExecutor(jobs) as pool:
        found = list(pool.map(lambda exercise: judge_exercise(course, exercise, make), course.exercises))
    return {exercise.id: verdicts for exercise, verdicts in zip(course.exercises, found, strict=True)}


def judge_exercise(course: Course, exercise: Exercise, make: Maker = mutants) -> dict[str, str]:
    """Every mutant of the exercise, judged once for each state of its checks, its reference and the engine.

    For each the check that it fails first and how, or SURVIVED. Raises CourseError if they cannot be judged.
    """
    if (known := kept(course, exercise, make)) is not None:
        return known
    file = _file(course, exercise, make)
    found = judge(course, [mutant.id for mutant in make(course, exercise)])
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(file, json.dumps({"of": _state(course, exercise), "verdicts": found}, indent=1))
    return found


def kept(course: Course, exercise: Exercise, make: Maker = mutants) -> dict[str, str] | None:
    """What became of the mutants of the exercise as it is now; None if they were not judged in this state."""
    try:
        known = read_json(_Kept, _file(course, exercise, make), "it")
    except DecodeError:
        return None
    return known.verdicts if known.of == _state(course, exercise) else None


def _file(course: Course, exercise: Exercise, make: Maker) -> Path:
    return course.root / FOLDER / f"{exercise.id.replace('/', '.')}-{make.__name__}.json"


def _state(course: Course, exercise: Exercise) -> str:
    here = Path(__file__).parent
    return digests.of(state.of_checks(course, exercise), *digests.contents(here.glob("*.py"), here))


def judge(course: Course, ids: Sequence[str]) -> dict[str, str]:
    """These mutants only, and never from memory. Raises CourseError if they cannot be judged."""
    if not hasattr(signal, "SIGVTALRM"):
        raise CourseError("Mutants need a clock that interrupts what never ends: try them on Linux or macOS.")
    command = [sys.executable, "-P", "-m", "gradus.authoring.mutation.judge", str(course.root)]
    asked, env = "\n".join(ids), os.environ | ONE_THREAD
    try:
        done = subprocess.run(command, input=asked, env=env, capture_output=True, encoding="utf-8", timeout=SLOWEST)
    except subprocess.TimeoutExpired:
        raise CourseError(f"The mutants were not judged within {SLOWEST} seconds.") from None
    if done.returncode:
        raise CourseError(done.stderr[-3000:].strip() or "The mutants cannot be judged.")
    return dict(json.loads(done.stdout))


# In the process of its own


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
    submission, deadline = Submission("mutant", folder), Deadline()
    started = time.process_time()
    if (lost := _lost(course, exercise, submission)) != SURVIVED:
        raise CourseError(f"the reference itself loses a point ({lost}): run gradus verify first.")
    seconds = max(LEAST_SECONDS, 10 * (time.process_time() - started))
    for name, source in sources.items():
        (folder / exercise.path).write_text(source, "utf-8")
        try:
            with deadline.of(seconds):
                yield name, _lost(course, exercise, submission)
        except (CourseError, EndlessError) as error:
            if not deadline.over:
                raise CourseError(f"{name} breaks the grader: {error}") from error
            yield name, "timeout"


def main(root: str) -> None:
    """Judge the mutants whose ids are on standard input, and print what became of them as JSON."""
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
    try:
        main(sys.argv[1])
    except CourseError as error:
        sys.exit(str(error))
