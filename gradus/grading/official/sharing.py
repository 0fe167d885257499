"""Identical code is graded once: whose verdicts a job takes over, and which job it waits for."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gradus.grading.official.pool import Job, Written

Key = tuple[str, str]  # an exercise, and the digest of the modules that it reads


class Sharing:
    """The verdicts that can be lent, and the jobs of a batch in the order in which they start.

    A job waits while another one grades the same code in one of its exercises, and takes its verdict over.
    """

    def __init__(self) -> None:
        self.lendable: dict[Key, Path] = {}
        self.unfit: set[Key] = set()  # whose checks had no time: a matter of the machine's, to be seen each time
        self.waiting: deque[Job] = deque()
        self.behind: dict[Key, list[Job]] = {}  # what is being graded, and the jobs that wait for it
        self.grading: dict[Path, list[Key]] = {}

    def hold(self, key: Key, report: Path) -> None:
        """Note a verdict that can be lent, and the report that has it."""
        self.lendable.setdefault(key, report)

    def add(self, jobs: Iterable[Job]) -> None:
        """Add jobs to those that wait."""
        self.waiting.extend(jobs)

    def take(self) -> Job | None:
        """The next job that can start, with what it is lent; None if there is none now."""
        while self.waiting:
            job = self.waiting.popleft()
            keys = [*job.keys.items()]
            if before := next((key for key in keys if key in self.behind and key not in self.lendable), None):
                self.behind[before].append(job)
                continue
            lent = {key[0]: self.lendable[key] for key in keys if key in self.lendable}
            new = [key for key in keys if key not in self.lendable and key not in self.unfit]
            self.grading[job.report] = new
            self.behind.update({key: [] for key in new})
            return replace(job, lent=lent)
        return None

    def ended(self, job: Job, written: Written | None) -> None:
        """Note that a job has ended, and what it graded: those that waited for it are next."""
        for key in self.grading.pop(job.report):
            if written and key[0] in written.late:
                self.unfit.add(key)
            elif written:
                self.hold(key, job.report)
            self.waiting.extendleft(reversed(self.behind.pop(key)))
