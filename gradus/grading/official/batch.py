"""Grade many submissions: which job is next, what becomes of each, and what is tried again."""

import math
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from gradus.core.course import Exercise
from gradus.core.status import Visibility
from gradus.grading.official.pool import Event, Job, JobEnded, Pool, Seen, Written
from gradus.grading.official.sharing import Sharing

SECRET = 16  # bytes
LATE = "The time for visible checks was up before its turn came. Run the same command again."


def grade_all(
    jobs: Sequence[Job],
    pool: Pool,
    sharing: Sharing | None = None,
    done: Callable[[Event], None] = lambda event: None,
    seconds: float | None = None,
) -> dict[Job, JobEnded]:
    """Grade submissions in a pool, which is closed in the end, also on KeyboardInterrupt; returns what became of each.

    The visible checks of all of them run first, then the hidden ones. `sharing` knows verdicts that can be lent. `done`
    is called with each event, but for those of a second try. Where the machine had no time for a check, the checks of
    its exercise and its phase run once more when the others are through, with nothing beside them. A job whose visible
    checks have not begun after so many `seconds`, if there is a limit, ends with an error: it is for the next run.
    """
    batch = _Batch(pool, sharing or Sharing(), done, math.inf if seconds is None else time.monotonic() + seconds)
    try:
        batch.see(jobs)
        batch.judge(job for job in jobs if job not in batch.ended)
    finally:
        pool.close()
    return {job: batch.ended[job] for job in jobs}


class _Batch:
    def __init__(self, pool: Pool, sharing: Sharing, done: Callable[[Event], None], until: float) -> None:
        self.pool, self.sharing, self.done, self.until = pool, sharing, done, until
        self.secret = secrets.token_hex(SECRET)
        self.ended: dict[Job, JobEnded] = {}
        self.running: set[Job] = set()

    # The visible checks

    def see(self, jobs: Sequence[Job]) -> None:
        """Run the visible checks of all; jobs for which that fails have ended."""
        starved = self._see(self.sharing.first(jobs))
        left = [(job, missing) for job in jobs if job not in self.ended and (missing := self.sharing.missing(job))]
        for job, names in self._see(left, quietly=True).items():
            starved[job] = (*starved.get(job, ()), *names)
        for job, names in starved.items():
            again = [each for each in job.exercises if each.id in names]
            self._see([(replace(job, alone=True), again)], quietly=True)

    def _see(self, todo: Iterable[tuple[Job, list[Exercise]]], *, quietly: bool = False) -> dict[Job, tuple[str, ...]]:
        """Run the visible checks of these exercises; returns those for which the machine had no time."""
        starved: dict[Job, tuple[str, ...]] = {}
        waiting: deque[Job] = deque()
        for job, mine in todo:
            if mine:
                waiting.append(replace(job, exercises=tuple(mine), phase=Visibility.VISIBLE, secret=self.secret))
            elif not quietly:
                self.done(JobEnded(job, seen=Seen()))

        def in_time() -> Job | None:
            return waiting.popleft() if waiting and time.monotonic() < self.until else None

        for ended in self._run(in_time, quietly=quietly):
            if ended.seen is None:
                self.ended[ended.job] = ended
            else:
                self.sharing.seen(ended.job, ended.seen)
                starved.update({ended.job: ended.seen.starved} if ended.seen.starved else {})
        for job in waiting:
            if not job.alone:  # what was seen once is good enough
                self.ended[job] = JobEnded(job, error=LATE)
                self.done(self.ended[job])
        return starved

    # The hidden checks

    def judge(self, jobs: Iterable[Job]) -> None:
        """Run the hidden checks of jobs whose visible ones have run, and write their reports."""
        self.sharing.add(replace(job, phase=Visibility.HIDDEN, secret=self.secret) for job in jobs)
        for ended in self._run(self.sharing.take):
            self.ended[ended.job] = ended
            self.sharing.ended(ended.job, ended.written)
        for job, ended in [*self.ended.items()]:
            if ended.written and (names := ended.written.starved):
                exercises = tuple(each for each in ended.job.exercises if each.id in names)
                again = replace(ended.job, exercises=exercises, lent={}, alone=True)
                self.ended[job] = self._second(again, ended.written)

    def _second(self, job: Job, first: Written) -> JobEnded:
        waiting = [job]
        (ended,) = self._run(lambda: waiting.pop() if waiting else None, quietly=True)
        return replace(ended, written=_both(first, ended.written)) if ended.written else ended

    def _run(self, take: Callable[[], Job | None], *, quietly: bool = False) -> Iterator[JobEnded]:
        """Run the jobs that `take` gives, as many at once as there are places; yields what became of each."""
        while True:
            while len(self.running) < self.pool.places and (job := take()):
                self.running.add(job)
                self.pool.start(job)
            if not self.running:
                return
            for event in self.pool.wait():
                if isinstance(event, JobEnded):
                    self.running.remove(event.job)
                    yield event
                if not quietly:
                    self.done(event)


def _both(first: Written, second: Written) -> Written:
    """What was written first, and what the second try changed."""
    changed = dict(first.changed)
    for exercise, points in second.changed.items():
        changed[exercise] = changed.get(exercise, 0.0) + points
    return replace(second, seconds=first.seconds + second.seconds, changed=changed, lent=first.lent)
