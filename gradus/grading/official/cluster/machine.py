"""A machine of the cluster: what runs in its Dask workers. Functions of bytes, so that Dask pickles nothing else."""

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradus.core.course import FILENAME, Course, CourseError, Exercise, find_root, load
from gradus.core.decode import DecodeError
from gradus.grading import proof
from gradus.grading.diagnosis import matching
from gradus.grading.official.cluster import state
from gradus.grading.official.cluster.bench import Bench, StoppedError
from gradus.grading.official.cluster.messages import Answer, Greeting, Task
from gradus.grading.proof import digests
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import choose

if TYPE_CHECKING:
    from distributed import Worker

COURSE = "GRADUS_COURSE"  # the environment variable with the course's folder; else it is the current folder
LOOK = 2.0  # seconds after which the course's files are looked at again
LOADED = digests.engine()  # what this process runs, whatever lies on the disk later


class RefusedError(Exception):
    """This machine is in no state to grade; the text says why, and follows its name."""


@dataclass
class _Run:
    """A run that this process was greeted for; `seen` is what its verdicts rested on when that was last looked at."""

    greeting: Greeting
    course: Course
    exercises: tuple[Exercise, ...]
    seen: object
    looked: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    bench: Bench | None = None
    over: bool = False


_runs: dict[str, _Run] = {}


def greet(data: bytes) -> str:
    """Get ready for a run. Returns why this machine cannot take part, or nothing."""
    try:
        greeting = Greeting.parse(data)
        if (known := _runs.get(greeting.run)) and known.bench and known.bench.unusable:
            return known.bench.unusable
        course = load(_root())
        exercises = tuple(course.by_id[name] for name in greeting.exercises if name in course.by_id)
        seen = _files(course)
        _require_same(greeting, course, exercises)
        matching.require_fresh(course, exercises)
        choose(greeting.sandbox)
        if not proof.adopt(course, greeting.proven):
            return f"{course.root / '.gradus'} cannot be written to: each grader would have to prove the checks itself"
    except (RefusedError, CourseError, SandboxUnavailableError, DecodeError, OSError) as error:
        return str(error)
    leave(greeting.run)
    _runs[greeting.run] = _Run(greeting, course, exercises, seen, time.monotonic())
    return ""


def grade(data: bytes) -> bytes:
    """Grade one submission: the task that Dask runs, perhaps twice. Returns an Answer."""
    try:
        task = Task.parse(data)
        if (run := _runs.get(task.run)) is None:
            return _answer(refused="it knows nothing of this run")
        _look_again(run)
        exercises = [run.course.by_id[name] for name in task.exercises]
        ended, report = _bench(run).grade(task, exercises)
    except (RefusedError, CourseError, DecodeError, OSError) as error:
        return _answer(refused=str(error))
    except StoppedError:
        return _answer(refused="the run is over there")
    except Exception as error:  # Dask's log would show the task, and with it what a student wrote
        return _answer(error=f"The grader failed: {type(error).__name__}: {error}")
    if ended.seen:
        return _answer(seen=ended.seen)
    if ended.written is None or report is None:
        if run.bench and run.bench.unusable:
            return _answer(refused=run.bench.unusable)
        return _answer(error=ended.error)
    return _answer(report=report, starved=ended.written.starved, doubts=ended.written.doubts)


def leave(run: str) -> None:
    """End what this process does for a run."""
    if ended := _runs.pop(run, None):
        with ended.lock:
            ended.over = True
            if ended.bench:
                ended.bench.stop()


def _look_again(run: _Run) -> None:
    """Raises RefusedError if what verdicts rest on has changed since the greeting, CourseError and OSError."""
    if time.monotonic() - run.looked > LOOK:
        if (now := _files(run.course)) != run.seen:
            _require_same(run.greeting, load(run.course.root), run.exercises)
        run.seen, run.looked = now, time.monotonic()


def _bench(run: _Run) -> Bench:
    """The graders of a run, with a place for each thread of the Dask worker. Raises StoppedError."""
    with run.lock:
        if run.over:
            raise StoppedError
        if run.bench is None:
            dask, wanted = _dask(), run.greeting
            # Dask clears its worker's own folder away, also after a worker that was killed.
            places = dask.state.nthreads, wanted.deadline, dask.local_directory
            run.bench = Bench(run.course, run.exercises, wanted.sandbox, *places)
        return run.bench


def _dask() -> "Worker":
    """The Dask worker that runs this."""
    from distributed import get_worker

    return get_worker()


def _answer(**content: Any) -> bytes:
    return Answer(Answer.SCHEMA, **content, machine=_dask().address).pack()


def _root() -> Path:
    """The course's folder on this machine. Raises CourseNotFoundError."""
    return find_root(Path(os.environ.get(COURSE) or Path.cwd()))


def _require_same(greeting: Greeting, course: Course, exercises: tuple[Exercise, ...]) -> None:
    """Raises RefusedError if a verdict of this machine could be another than the client's, OSError."""
    engine = digests.engine.__wrapped__()
    if engine != LOADED:
        raise RefusedError("Gradus was updated there after its Dask worker had started: start it again")
    if other := state.differences(greeting.state, state.of(course, exercises)):
        raise RefusedError(f"it has {other}: bring it to the same commit and packages, and start its Dask worker again")


def _files(course: Course) -> object:
    """The files that a verdict rests on, by size and time: while they stay, the state does. Raises OSError."""
    engine = Path(digests.__file__).parents[2]
    folders = [course.root / "graders", course.solutions, *(engine / room for room in digests.JUDGING)]
    found = {FILENAME: (course.root / FILENAME).stat()}
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir() and entry.name != "__pycache__":
                folders.append(Path(entry.path))
            elif entry.is_file():
                found[entry.path] = entry.stat()
    return {path: (status.st_size, status.st_mtime_ns) for path, status in found.items()}
