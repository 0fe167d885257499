"""The graders of a Dask worker: one local pool, in a thread of its own, that the threads of all its tasks share."""

import contextlib
import itertools
import queue
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from gradus.core.course import Course, Exercise
from gradus.core.decode import read_json
from gradus.core.handed_in.packed import Packed
from gradus.core.handed_in.submission import Submission
from gradus.core.report import Report
from gradus.grading.official.cluster.messages import Task
from gradus.grading.official.cluster.processors import Claim
from gradus.grading.official.local import LocalPool
from gradus.grading.official.pool import Job, JobEnded


class StoppedError(Exception):
    """The run is over, or its graders cannot go on."""


class Bench:
    """Grades packed submissions on this machine, `places` at a time; the local pool starts with the first of them.

    A Dask worker has threads and an event loop, so it cannot be forked itself.
    """

    def __init__(
        self,
        course: Course,
        exercises: Sequence[Exercise],
        sandbox: str,
        places: int,
        deadline: float | None,
        scratch: str | None,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gradus-", dir=scratch))
        self.pool = _SharedPool(course, exercises, sandbox, places, deadline)
        self.claim = Claim(places)
        self.numbers = itertools.count()
        self.waiting: dict[Path, Future[JobEnded]] = {}
        # A grader ends with the thread that started it, so this one lasts as long as the graders may.
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def grade(self, task: Task, exercises: Sequence[Exercise]) -> tuple[JobEnded, Report | None]:
        """Run a phase of a submission's grading; returns what became of it, and its report if it has one now.

        Raises StoppedError, DecodeError and OSError.
        """
        number = next(self.numbers)
        source, report = self.folder / f"{number}{Packed.ENDING}", self.folder / f"{number}.json"
        source.write_bytes(task.submission.pack())
        try:
            future: Future[JobEnded] = Future()
            self.waiting[report] = future
            nobody = Submission("", self.folder)
            job = Job(source, nobody, report, tuple(exercises), alone=task.alone)
            job = replace(job, phase=task.phase, halves=task.halves, secret=task.secret)
            self.pool.brought.put((None, job))
            if not self.thread.is_alive():
                raise StoppedError
            ended = future.result()
            # It has no name: the client, which knows it, writes it in.
            return ended, read_json(Report, report, Report.FILE) if ended.written else None
        finally:
            self.waiting.pop(report, None)
            source.unlink(missing_ok=True)
            report.unlink(missing_ok=True)

    @property
    def unusable(self) -> str:
        """Why the graders cannot be run here at all; empty if they can."""
        return self.pool.unusable

    def stop(self) -> None:
        """End the graders; whoever waits for one gets a StoppedError."""
        self.pool.brought.put((None, None))

    def _serve(self) -> None:
        why: BaseException = StoppedError()
        try:
            self.claim.enter()
            while True:
                for event in self.pool.wait():
                    if isinstance(event, JobEnded) and (future := self.waiting.get(event.job.report)):
                        future.set_result(event)
        except StoppedError:
            pass
        except Exception as error:
            why = error
        finally:
            with contextlib.suppress(Exception):
                self.pool.close()
            self.claim.release()
            for future in list(self.waiting.values()):
                with contextlib.suppress(Exception):  # it may have got its answer by now
                    future.set_exception(why)
            shutil.rmtree(self.folder, ignore_errors=True)


class _SharedPool(LocalPool):
    """A local pool whose queue also brings jobs, from any thread, and the end."""

    @property
    def brought(self) -> "queue.SimpleQueue[Any]":
        """The queue: put (None, job) in, or (None, None) at the end."""
        return self.heard

    def _hear(self, process: Any, news: Any) -> None:
        if process is not None:
            super()._hear(process, news)
        elif news is None:
            raise StoppedError
        else:
            self.start(news)
