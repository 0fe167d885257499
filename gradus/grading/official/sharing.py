"""Identical code is graded once: whose verdicts a job takes over, and which job it waits for."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gradus.core.course import Exercise
from gradus.grading.official.pool import Job, Seen, Written

Key = tuple[str, str]  # an exercise, and the digest of the modules that it reads


class Sharing:
    """The verdicts that can be lent, and the jobs of a batch in the order in which they start.

    Of jobs with the same code in an exercise, one runs the visible checks of it; in the phase of the hidden ones, the
    others wait for its report, and take its verdict over.
    """

    def __init__(self) -> None:
        self.lendable: dict[Key, Path] = {}
        self.unfit: set[Key] = set()  # whose checks had no time: a matter of the machine's, to be seen each time
        self.halves: dict[Key, str] = {}
        self.own: dict[tuple[Path, str], str] = {}  # halves that are good for one report only
        self.waiting: deque[Job] = deque()
        self.behind: dict[Key, list[Job]] = {}  # what is being graded, and the jobs that wait for it
        self.grading: dict[Path, list[Key]] = {}

    def hold(self, key: Key, report: Path) -> None:
        """Note a verdict that can be lent, and the report that has it."""
        self.lendable.setdefault(key, report)

    # The phase of the visible checks

    def first(self, jobs: Iterable[Job]) -> list[tuple[Job, list[Exercise]]]:
        """The jobs, with the exercises whose visible checks each has to run, so that each code is run once."""
        claimed: set[Key] = set()
        todo = []
        for job in jobs:
            mine = []
            for exercise in _readable(job):
                key = exercise.id, job.keys.get(exercise.id, "")
                if key not in self.lendable and key not in claimed:
                    mine.append(exercise)
                    claimed.update([key] if key[1] else [])
            todo.append((job, mine))
        return todo

    def missing(self, job: Job) -> list[Exercise]:
        """The exercises whose visible checks another job ran, and were late there: they are run again for this one."""
        handed_in = [each for each in job.exercises if each.id in job.keys]
        there = self.halves.keys() | self.lendable.keys()
        return [
            each
            for each in handed_in
            if (each.id, job.keys[each.id]) not in there and (job.report, each.id) not in self.own
        ]

    def seen(self, job: Job, seen: Seen) -> None:
        """Note what the visible checks of a job came to."""
        for name, half in seen.halves.items():
            if name in job.keys and name not in seen.late:
                self.halves[name, job.keys[name]] = half
            else:
                self.own[job.report, name] = half

    def halves_of(self, job: Job) -> dict[str, str]:
        """What the visible checks of a job's exercises came to, by exercise."""
        found = {}
        for each in job.exercises:
            half = self.own.get((job.report, each.id)) or self.halves.get((each.id, job.keys.get(each.id, "")))
            found.update({each.id: half} if half else {})
        return found

    # The phase of the hidden checks

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
            return replace(job, lent=lent, halves=self.halves_of(job))
        return None

    def ended(self, job: Job, written: Written | None) -> None:
        """Note that a job has ended, and what it graded: those that waited for it are next."""
        for key in self.grading.pop(job.report):
            if written and key[0] in written.late:
                self.unfit.add(key)
            elif written:
                self.hold(key, job.report)
            self.waiting.extendleft(reversed(self.behind.pop(key)))


def _readable(job: Job) -> list[Exercise]:
    """The exercises of a job whose modules can be read, as far as that is known."""
    return [each for each in job.exercises if each.id in job.keys or not job.keys]
