"""Places on this machine: a warm grader that forks, or where that is not possible, a process for each submission."""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

from gradus.core.course import Course, Exercise
from gradus.core.decode import DecodeError
from gradus.grading.budget import TimeBudget
from gradus.grading.official.messages import News, Task, line, parsed
from gradus.grading.official.pool import CheckEnded, Event, Job, JobEnded

# Elsewhere, forking a process that has loaded NumPy is unsafe (macOS), or there is no such thing (Windows).
FORKS = sys.platform == "linux"
TRIES, DEATHS = 2, 3  # of one job, whose warm grader dies; of warm graders in one batch
# A grader works beside what it waits for: so often the deadline, and so many seconds more, are far beyond it.
TIMES, MORE = 5, 300.0
LATER = 60.0  # seconds after which a warm grader that ends nothing has hung itself
# A process for each submission uses all processors; one thread for each product gives the same answer everywhere.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LONGEST = 3000


class LocalPool:
    """A `pool.Pool` that grades so many submissions at once on this machine, whose exercises are among `exercises`.

    A warm grader gets one more job, which it makes ready. `deadline` is how many seconds of waiting for its code a
    submission gets, by default those of TimeBudget.
    """

    def __init__(
        self,
        course: Course,
        exercises: Sequence[Exercise],
        sandbox: str,
        at_once: int,
        deadline: float | None = None,
        *,
        forks: bool = FORKS,
    ) -> None:
        self.at_once, self.forks = at_once, forks
        self.places = at_once + forks
        self.seconds = TimeBudget.SUBMISSION * course.seconds if deadline is None else deadline
        self.arguments = [str(course.root), sandbox, str(self.seconds)]
        self.names = [exercise.id for exercise in exercises]
        self.heard: queue.SimpleQueue[tuple[_Process, News | None]] = queue.SimpleQueue()
        self.running: dict[int, _Running] = {}
        self.told: list[Event] = []
        self.numbers = count()
        self.warm: _Process | None = None
        self.deaths = 0
        self.unusable = ""

    def start(self, job: Job) -> None:
        """As Pool.start."""
        self._start(job, 1)

    def _start(self, job: Job, tries: int) -> None:
        if self.unusable:
            self.told.append(JobEnded(job, error=self.unusable))
            return
        most = TIMES * self.seconds + MORE
        lent = {name: str(path) for name, path in job.lent.items()}
        names = tuple(exercise.id for exercise in job.exercises)
        task = Task(
            *(next(self.numbers), str(job.folder), str(job.report), names, most),
            handed_in=tuple(name for name in names if name in job.keys) or names,
            lent=lent,
            alone=job.alone,
            phase=job.phase,
            halves=dict(job.halves),
            secret=job.secret,
        )
        process = self._process()
        self.running[task.number] = _Running(job, process, time.monotonic() + 2 * most + LATER, tries)
        process.send(task)

    def _process(self) -> "_Process":
        if not self.forks:
            return _Process("single", self.arguments, self.heard)
        if self.warm is None:
            self.warm = _Process("warm", [*self.arguments, str(self.at_once), *self.names], self.heard)
        return self.warm

    def wait(self) -> list[Event]:
        """As Pool.wait."""
        while not self.told:
            with suppress(queue.Empty):
                self._hear(*self.heard.get(timeout=1.0))  # so that Ctrl-C is noticed on Windows, too
                while True:
                    self._hear(*self.heard.get_nowait())
            for running in self.running.values():
                if time.monotonic() > running.until:
                    running.process.kill()
        events, self.told = self.told, []
        return events

    def _hear(self, process: "_Process", news: News | None) -> None:
        if news is None:
            self._bury(process)
        elif news.number is None:
            self.unusable = news.error
        elif running := self.running.get(news.number):
            if news.written or news.seen or news.error:
                del self.running[news.number]
                self.told.append(JobEnded(running.job, news.written, news.error, news.seen))
            else:
                self.told += (CheckEnded(running.job, check) for check in news.checks)

    def _bury(self, process: "_Process") -> None:
        """Go on without a process that has ended: what it had in hand is tried once more, if it was a warm grader."""
        process.close()
        self.deaths += self.forks
        if process is self.warm:
            self.warm = None
        left = [number for number, running in self.running.items() if running.process is process]
        for running in [self.running.pop(number) for number in left]:
            if self.unusable or not self.forks or running.tries >= TRIES or self.deaths >= DEATHS:
                self.told.append(JobEnded(running.job, error=self.unusable or process.last_words()))
            else:
                self._start(running.job, running.tries + 1)

    def close(self) -> None:
        """As Pool.close."""
        for process in {running.process for running in self.running.values()} | ({self.warm} if self.warm else set()):
            process.close()
        self.running.clear()
        self.warm = None


@dataclass
class _Running:
    """A job, the process that has it, and until when it can be believed to be at work."""

    job: Job
    process: "_Process"
    until: float
    tries: int


_Queue = queue.SimpleQueue[tuple["_Process", News | None]]


class _Process:
    """A grading process; what it says goes into a queue, and None when it has ended."""

    def __init__(self, module: str, arguments: list[str], heard: "_Queue") -> None:
        # -P: the current folder may contain a student's numpy.py. Its own session: Ctrl-C is for who started it.
        command = [sys.executable, "-P", "-m", f"gradus.grading.official.{module}", *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=os.environ | ONE_THREAD, start_new_session=True
        )
        self.errors = b""
        self.heard = heard
        self.threads = [threading.Thread(target=each, daemon=True) for each in (self._listen, self._note_errors)]
        for thread in self.threads:
            thread.start()

    def send(self, task: Task) -> None:
        """Give it a task. If it has ended, the queue tells."""
        assert self.process.stdin
        with suppress(OSError):
            self.process.stdin.write(line(task))
            self.process.stdin.flush()

    def last_words(self) -> str:
        """What it printed at its end, or how it ended."""
        text = self.errors.decode("utf-8", "replace").strip()
        return text or f"The grader ended with status {self.process.returncode}."

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()

    def close(self) -> None:
        """End it with all that it has started: it ends when it can read no more."""
        with suppress(OSError):
            assert self.process.stdin
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for thread in self.threads:
            if thread is not threading.current_thread():
                thread.join(10)

    def _listen(self) -> None:
        for news in self._news():
            self.heard.put((self, news))
        self.heard.put((self, None))

    def _news(self) -> Iterator[News]:
        assert self.process.stdout
        with suppress(DecodeError), self.process.stdout:
            for text in self.process.stdout:
                yield parsed(News, text)
            return
        self.process.kill()

    def _note_errors(self) -> None:
        assert self.process.stderr
        with self.process.stderr:
            while piece := os.read(self.process.stderr.fileno(), 1 << 16):
                self.errors = (self.errors + piece)[-LONGEST:]
