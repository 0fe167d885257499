"""A pool of many machines: its places are the Dask workers of a scheduler, and only it writes reports."""

import contextlib
import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError
from gradus.core.handed_in.packed import Packed
from gradus.core.report import ExerciseResult, Made, Report
from gradus.core.status import Visibility
from gradus.core.text import one_line, printable
from gradus.grading import proof
from gradus.grading.official import provenance, reporting
from gradus.grading.official.cluster import machine, state
from gradus.grading.official.cluster.messages import Answer, Greeting, Task
from gradus.grading.official.cluster.scheduler import LOOK, ClusterError, Machines, connect
from gradus.grading.official.pool import Event, Job, JobEnded
from gradus.grading.official.provenance import Basis

AHEAD = 2  # tasks for each thread of a Dask worker: the one that runs, and the next
LEAVE = 5.0  # seconds for the machines to end what they are doing
TRIES = 5  # of one submission, where machines refuse it or are lost


@dataclass(eq=False)
class _Sent:
    """A job on its way: what its verdicts rest on, those that are there already, and the task for the others.

    `where` are the Dask workers that may run it, `future` is there once it is sent, `tries` is how often that failed.
    """

    job: Job
    made: dict[str, Made]
    taken_over: tuple[ExerciseResult, ...]
    task: bytes = b""
    where: frozenset[str] = frozenset()
    future: Any = None
    tries: int = 0


class Cluster:
    """Grades jobs on the Dask workers of a scheduler, at most `limit` at once. `tell` gets remarks about machines.

    A task may run twice, since Dask repeats what a lost worker had done: the first answer counts, and only `wait`
    writes reports. Raises ClusterError, also from `places`, `start` and `wait`, if there is nobody to grade.
    """

    def __init__(
        self,
        address: str,
        course: Course,
        exercises: Sequence[Exercise],
        sandbox: str,
        limit: int | None = None,
        deadline: float | None = None,
        tell: Callable[[str], None] = lambda remark: None,
    ) -> None:
        self.address, self.course, self.sandbox, self.limit = address, course, sandbox, limit
        self.basis = Basis(course)
        self.run = secrets.token_hex(8)
        names, proven = tuple(each.id for each in exercises), proof.export(course, exercises, sandbox)
        here = dict(state.of(course, exercises))
        greeting = Greeting(Greeting.SCHEMA, self.run, sandbox, names, here, proven, deadline)
        self.dask = connect(address)
        self.machines = Machines(self.dask, address, greeting.pack(), tell)
        self.running: dict[str, _Sent] = {}  # by the key of the task
        self.unsent: list[_Sent] = []
        self.events: list[Event] = []
        self.finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.number = 0

    @property
    def places(self) -> int:
        """How many jobs may run or wait at the machines; one also where no machine has come yet."""
        self._look()
        places = max(1, AHEAD * sum(self.machines.ready.values()))
        return min(places, self.limit) if self.limit else places

    def start(self, job: Job) -> None:
        """Send a job, but for the exercises whose verdicts can be taken over from a report on the same code."""
        needed = {each.id: each for exercise in job.exercises for each in [*self.course.before(exercise), exercise]}
        packed = Packed.of(job.submission, needed.values())
        made = self.basis.made(packed.submission(job.submission.name), job.exercises)
        sent = _Sent(job, made, reporting.borrowed(job.lent, made, self.sandbox))
        names = tuple(name for name in made if name not in {each.id for each in sent.taken_over})
        if names:
            rest = job.alone, job.phase, dict(job.halves), job.secret
            sent.task = Task(Task.SCHEMA, self.run, names, packed, *rest).pack()
            self.unsent.append(sent)
            self._send()
        else:
            self._store(sent, Report(Report.SCHEMA, job.submission.name, self.sandbox, 0.0, 0.0, 0.0, ()), ())

    def wait(self) -> list[Event]:
        """Wait for jobs to end. Raises ClusterError if the scheduler is lost, or all machines are."""
        while not self.events:
            self._step()
        events, self.events = self.events, []
        return events

    def _step(self) -> None:
        done = self._done()
        self._look()
        self._read(done)
        self._send()

    def close(self) -> None:
        """Cancel what is still running, on the machines as well."""
        futures = [sent.future for sent in self.running.values() if sent.future]
        self.running.clear()
        self.unsent.clear()
        # In a thread, since one machine that does not answer would hold up the end.
        leaving = threading.Thread(target=self._leave, args=(futures, list(self.machines.ready)), daemon=True)
        leaving.start()
        leaving.join(LEAVE)

    def _leave(self, futures: Sequence[Any], addresses: list[str]) -> None:
        with contextlib.suppress(Exception):  # the scheduler may be lost this very moment
            if self.dask.status == "running":
                self.dask.cancel(futures, force=True)
                self.dask.run(machine.leave, self.run, workers=addresses, on_error="ignore")
        with contextlib.suppress(Exception):
            self.dask.close(timeout=2)

    def _look(self) -> None:
        """Notice a lost scheduler and machines that came or went."""
        if self.dask.status == "running":
            self.machines.look()
            self._recall()
        elif self.dask.status != "connecting":  # it gave up
            raise ClusterError(f"the connection to the Dask scheduler at {self.address} is lost: is it still running?")

    def _recall(self) -> None:
        """Take back the tasks that only lost machines could run."""
        for key, sent in list(self.running.items()):
            if not sent.where & self.machines.threads.keys():
                del self.running[key]
                with contextlib.suppress(Exception):
                    sent.future.cancel()
                self._again(sent, "the machines that had it are gone")

    def _again(self, sent: _Sent, why: str) -> None:
        sent.tries, sent.future = sent.tries + 1, None
        if sent.tries < TRIES:
            self.unsent.append(sent)
        else:
            self._failed(sent, f"it was sent to {TRIES} machines without an answer; the last time, {why}.")

    def _send(self) -> None:
        """Submit what is not on its way, if there is anybody to run it."""
        ready = frozenset(self.machines.ready)
        while self.unsent and ready and self.dask.status == "running":
            sent = self.unsent.pop()
            self.number += 1
            key = f"gradus-{self.run}-{self.number}"  # the dashboard shows it: no name of a student's
            sent.where = ready
            sent.future = self.dask.submit(machine.grade, sent.task, key=key, workers=list(ready), pure=False)
            self.running[key] = sent
            sent.future.add_done_callback(self.finished.put)

    def _done(self) -> list[tuple[_Sent, Any]]:
        """The jobs whose futures are done, with these; none after LOOK seconds."""
        done: list[Any] = []
        with contextlib.suppress(queue.Empty):
            done.append(self.finished.get(timeout=LOOK))
            while True:
                done.append(self.finished.get_nowait())
        known = [(self.running.pop(future.key), future) for future in done if future.key in self.running]
        return known

    def _read(self, done: Sequence[tuple[_Sent, Any]]) -> None:
        """Read the answers of some jobs, and write their reports."""
        finished = [(sent, future) for sent, future in done if future.status == "finished"]
        try:
            answers = self.dask.gather([future for _, future in finished])
        except Exception:  # the machine that had an answer is lost, or the scheduler is: they are graded again
            answers = [None] * len(finished)
        for (sent, _), data in zip(finished, answers, strict=True):
            self._judge(sent, data)
        for sent, future in done:
            if future.status == "error":
                self._failed(sent, _told(future.exception()))
            elif future.status != "finished":
                self._again(sent, "the scheduler gave it up")
        for _, future in done:
            future.release()

    def _judge(self, sent: _Sent, data: object) -> None:
        """Write the report of an answer, or say what went wrong."""
        if data is None:
            return self._again(sent, "its answer was lost")
        try:
            answer = Answer.parse(data if isinstance(data, bytes) else b"")
        except DecodeError as error:
            return self._failed(sent, f"the answer of a machine cannot be read: {error}.")
        if answer.refused:
            if answer.machine in self.machines.threads:
                self.machines.ask(answer.machine)
            return self._again(sent, one_line(answer.refused, 300))
        if answer.seen and sent.job.phase is Visibility.VISIBLE and {*answer.seen.halves} <= sent.made.keys():
            return self.events.append(JobEnded(sent.job, seen=answer.seen))
        if answer.error or answer.report is None:
            return self._failed(sent, printable(answer.error, 3000))
        if wrong := self._wrong(sent, answer, answer.report):
            return self._failed(sent, f"{one_line(answer.machine, 100)} {wrong}.")
        return self._store(sent, answer.report, answer.starved, answer.doubts)

    def _wrong(self, sent: _Sent, answer: Answer, report: Report) -> str:
        """Why a report can't be that of a job, in words that follow the machine's name; empty if it can."""
        wanted = sent.made.keys() - {each.id for each in sent.taken_over}
        names = [each.id for each in report.exercises]
        if len(names) != len(wanted) or {*names} != wanted:
            return "graded other exercises"
        if report.sandbox != self.sandbox or report.refused:
            return f"graded without {self.sandbox}"
        for result in report.exercises:
            preliminary = result.made is None and result.id in answer.starved
            if not preliminary and not provenance.same(sent.made[result.id], result.made):
                return f"graded another state of {result.id}: start its Dask worker again"
        return ""

    def _store(self, sent: _Sent, report: Report, starved: tuple[str, ...], doubts: tuple[str, ...] = ()) -> None:
        named = replace(report, submission=sent.job.submission.name)
        try:
            written = reporting.store(self.course, sent.job.report, named, sent.taken_over, starved, doubts)
        except OSError as error:
            return self._failed(sent, f"The report cannot be written: {error.strerror}.")
        self.events.append(JobEnded(sent.job, written))

    def _failed(self, sent: _Sent, why: str) -> None:
        self.events.append(JobEnded(sent.job, error=why or "it was not graded, and no machine said why."))


def _told(error: BaseException | None) -> str:
    """What an exception of a task means."""
    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return "each machine that graded it was lost. Grade it alone on this machine, without --scheduler."
    return f"it could not be graded there ({type(error).__name__}: {one_line(str(error), 300)})."
