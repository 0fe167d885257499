"""Grade many submissions: which job is next, what becomes of each, and what is tried again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from gradus.grading.official.pool import CheckEnded, Event, Job, JobEnded, Pool, Written
from gradus.grading.official.sharing import Sharing


def grade_all(
    jobs: Sequence[Job], pool: Pool, sharing: Sharing | None = None, done: Callable[[Event], None] = lambda event: None
) -> dict[Job, JobEnded]:
    """Grade submissions in a pool, which is closed in the end, also on KeyboardInterrupt; returns what became of each.

    `sharing` knows verdicts that can be lent. `done` is called with each event, but for those of a second try. Where
    the machine had no time for a check, its exercise is graded once more in the end, with nothing beside it.
    """
    batch = _Batch(pool, sharing or Sharing(), done)
    try:
        batch.grade(jobs)
        batch.try_again()
    finally:
        pool.close()
    return batch.ended


class _Batch:
    def __init__(self, pool: Pool, sharing: Sharing, done: Callable[[Event], None]) -> None:
        self.pool, self.sharing, self.done = pool, sharing, done
        self.ended: dict[Job, JobEnded] = {}
        self.running: set[Job] = set()

    def grade(self, jobs: Sequence[Job]) -> None:
        """Grade all, as many at once as there are places."""
        self.sharing.add(jobs)
        while True:
            while len(self.running) < self.pool.places and (job := self.sharing.take()):
                self.running.add(job)
                self.pool.start(job)
            if not self.running:
                return
            for event in self.pool.wait():
                if isinstance(event, JobEnded):
                    self.running.remove(event.job)
                    self.ended[event.job] = event
                    self.sharing.ended(event.job, event.written)
                self.done(event)

    def try_again(self) -> None:
        """Grade the exercises once more that had no time, one submission after the other."""
        for job, ended in [*self.ended.items()]:
            if ended.written and (names := ended.written.starved):
                exercises = tuple(each for each in job.exercises if each.id in names)
                self.pool.start(replace(job, exercises=exercises, lent={}, alone=True))
                self.ended[job] = self._second(job, ended.written)

    def _second(self, job: Job, first: Written) -> JobEnded:
        while True:
            for event in self.pool.wait():
                match event:
                    case JobEnded(written=Written() as second):
                        return JobEnded(job, _both(first, second))
                    case JobEnded(error=error):
                        return JobEnded(job, error=error)
                    case CheckEnded():
                        pass


def _both(first: Written, second: Written) -> Written:
    """What was written first, and what the second try changed."""
    changed = dict(first.changed)
    for exercise, points in second.changed.items():
        changed[exercise] = changed.get(exercise, 0.0) + points
    return replace(second, seconds=first.seconds + second.seconds, changed=changed, lent=first.lent)
