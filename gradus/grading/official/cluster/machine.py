"""A machine of the cluster: what runs in its Dask workers. It grades with graders of its own, beside the Dask worker.

A Dask worker has threads and an event loop, so it can't be forked: a local pool, which is kept for the next tasks, has
processes of its own. They end with the Dask worker, however it ends.
"""

import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradus.core.course import FILENAME, Course, CourseError, Exercise, find_root, load
from gradus.core.decode import DecodeError
from gradus.core.report import read
from gradus.grading import proof
from gradus.grading.diagnosis import matching
from gradus.grading.official.cluster import state
from gradus.grading.official.cluster.messages import Answer, Greeting, Task
from gradus.grading.official.cluster.provisional import Local
from gradus.grading.official.pool import Job, JobEnded, Pool
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
    """A run that this process was greeted for, and the local pools that wait for its next task."""

    greeting: Greeting
    course: Course
    exercises: tuple[Exercise, ...]
    seen: object
    looked: float
    idle: list["_Place"] = field(default_factory=list)
    over: bool = False


_runs: dict[str, _Run] = {}
_lock = threading.Lock()


def greet(data: bytes) -> str:
    """Get ready for a run. Returns why this machine cannot take part, or nothing."""
    try:
        greeting = Greeting.parse(data)
        course = load(_root())
        exercises = tuple(course.by_id[name] for name in greeting.exercises if name in course.by_id)
        seen = _files(course)
        _require_same(greeting, course, exercises)
        matching.require_fresh(course, exercises)
        choose(greeting.sandbox)
        if not proof.adopt(course, greeting.proven):
            return f"{course.root / proof.FILE} cannot be written to"
    except (RefusedError, CourseError, SandboxUnavailableError, DecodeError, OSError) as error:
        return str(error)
    with _lock:
        _runs[greeting.run] = _Run(greeting, course, exercises, seen, time.monotonic())
    return ""


def grade(data: bytes) -> bytes:
    """Grade one submission: the task that Dask runs, perhaps twice. Returns an Answer."""
    try:
        task = Task.parse(data)
        if (run := _runs.get(task.run)) is None:
            return _answer(refused="it knows nothing of this run")
        _look_again(run)
        place = _place(run)
    except (RefusedError, CourseError, DecodeError, OSError) as error:
        return _answer(refused=str(error))
    try:
        return place.grade(task)
    finally:
        with _lock:
            usable = place.usable and not run.over
            if usable:
                run.idle.append(place)
        if not usable:
            place.close()


def _look_again(run: _Run) -> None:
    """Raises RefusedError if what verdicts rest on has changed since the greeting, CourseError and OSError."""
    if time.monotonic() - run.looked > LOOK:
        if (now := _files(run.course)) != run.seen:
            _require_same(run.greeting, load(run.course.root), run.exercises)
        run.seen, run.looked = now, time.monotonic()


def leave(run: str) -> None:
    """End what this process does for a run."""
    with _lock:
        ended = _runs.pop(run, None)
        idle = ended.idle if ended else []
        if ended:
            ended.over, ended.idle = True, []
    for place in idle:
        place.close()


class _Place:
    """A local pool for one submission at a time, with a folder for what goes in and comes out."""

    def __init__(self, run: _Run, folder: Path) -> None:
        self.run, self.folder, self.usable = run, folder, True
        self.pool: Pool = Local(run.course, run.greeting.sandbox)

    def grade(self, task: Task) -> bytes:
        """Grade a submission and read its report."""
        path = self.folder / "report.json"
        path.unlink(missing_ok=True)
        exercises = tuple(self.run.course.by_id[name] for name in task.exercises)
        job = Job(self.folder, task.submission.submission(""), path, exercises, alone=task.alone)
        self.usable = False  # until it has ended well
        self.pool.start(job)
        while not self.run.over:
            for event in self.pool.wait():
                if isinstance(event, JobEnded):
                    self.usable = not event.error
                    return self._answer(event)
        return _answer(error="the run was stopped")

    def _answer(self, ended: JobEnded) -> bytes:
        if ended.written is None:
            return _answer(error=ended.error)
        report = read(ended.job.report)
        return _answer(report=report, late=ended.written.late, starved=ended.written.starved)

    def close(self) -> None:
        """End its processes."""
        self.pool.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _place(run: _Run) -> _Place:
    """A place that waits for a task, or a new one."""
    with _lock:
        if run.idle:
            return run.idle.pop()
    # Dask clears its worker's own folder away, also after a worker that was killed.
    return _Place(run, Path(tempfile.mkdtemp(prefix="gradus-", dir=_dask().local_directory)))


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
