"""A round of the loop: plan, fetch, grade and post."""

import argparse
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path

from gradus.core.course import Course, load
from gradus.core.text import one_line
from gradus.pulls import connect
from gradus.pulls.ledger.folder import Folder
from gradus.pulls.ledger.ledger import PullRequestState
from gradus.pulls.own.bell import Bell
from gradus.pulls.own.forges import Forges, Stoppable
from gradus.pulls.own.grader import Graded, Grader, GradingError
from gradus.pulls.own.log import Lines, Log
from gradus.pulls.round.fetch import FetchResults, fetch_commits
from gradus.pulls.round.plan import Plan, make_plan
from gradus.pulls.round.post import Poster
from gradus.pulls.round.schedule import Settings
from gradus.pulls.round.validate import ReportValidator
from gradus.pulls.round.version import version

PATIENT = 3  # rounds in a row without a single report until students are told that there is no score
NOTHING = FetchResults(FetchResults.SCHEMA, ())


class Outcome(Enum):
    """How a round ended: well, with something for a person to mend in single commits, or with a fault of its own."""

    FINE = "fine"
    PROBLEMS = "problems"
    FAULT = "fault"


@dataclass
class Rounds:
    """Makes rounds for the course in `root`, with temporary folders in `work`."""

    options: argparse.Namespace
    root: Path
    work: Path
    forges: Forges
    folder: Folder
    grader: Grader
    bell: Bell
    log: Log
    standing: frozenset[str] = frozenset()  # what was said already, as long as it goes on
    barren: int = 0  # rounds in a row that graded nothing of what they should have
    tested: bool = field(default=False)

    def round(self) -> Outcome:
        """Make a round. Raises whatever keeps it from being made."""
        course = load(self.root)
        asked, dues = connect.asked(self.options), connect.due_dates(self.options, course)
        forge = Stoppable(self.forges.reading(), self.bell)
        plan, told = make_plan(forge, asked, self.folder, course, dues, self._settings(course))
        self._tell(plan, told)
        if not plan.news:
            return Outcome.FINE
        with self._place() as place:
            results = fetch_commits(forge, course, place, _folders(plan), lessons=False) if plan.grade else NOTHING
            self.bell.check()
            for note in results.notes:
                for file in note.refused:
                    self.log.say(f"{note.repository} #{note.number}: {file.path} is skipped: {file.reason}.")
            outcome, plan = self._grade(course, plan, results, place)
            posted = self._post(course, plan, results, place / "reports", forge)
            self.bell.check()
            return posted if outcome is Outcome.FINE else outcome

    def test(self, course: Course) -> None:
        """Raise GradingError if nothing can be graded here."""
        self.grader.test(course, self.work, self.bell)
        self.tested = True

    def _settings(self, course: Course) -> Settings:
        options = self.options
        limit = options.limit if course.set_by(datetime.now(UTC)).exercises else 0  # nothing was set yet
        return Settings(timedelta(minutes=options.cooldown), limit, version(course), options.regrade)

    def _tell(self, plan: Plan, told: list[str]) -> None:
        """Say what is to be done, and what is new of what a teacher should know."""
        summary, *notes = told
        if plan.grade or plan.show:
            self.log.say(summary)
        for note in notes:
            if note not in self.standing:
                self.log.say(note)
        self.standing = frozenset(notes)

    def _grade(self, course: Course, plan: Plan, results: FetchResults, place: Path) -> tuple[Outcome, Plan]:
        """Grade what was fetched. If nothing came of it by no fault of the commits', the plan leaves them waiting."""
        if not any(note.dropped is None for note in results.notes):
            return Outcome.FINE, plan
        try:
            if not self.tested:
                self.test(course)
            done = self.grader.grade(course, place / "submissions", place / "reports", self.bell)
        except GradingError as error:
            self.log.complain(str(error))
            return Outcome.FAULT, _waiting(plan)
        self._tell_said(done)
        if version(load(self.root)) != plan.graders:
            self.log.say("The course changed while it was graded with: the next round grades again.")
            return Outcome.PROBLEMS, _waiting(plan)
        self.barren = 0 if done.reports else self.barren + 1
        if 0 < self.barren < PATIENT:
            self.log.complain("Nothing was graded: nobody is told yet, and all of it is tried again.")
            return Outcome.FAULT, _waiting(plan)
        return Outcome.FINE if done.reports else Outcome.FAULT, plan

    def _tell_said(self, done: Graded) -> None:
        """Say what gradus grade said for a person: all of it, if it did not succeed."""
        for line in done.said:
            if done.status:
                self.log.complain(line.removeprefix("gradus: "))
            elif line.startswith("gradus: "):
                self.log.say(line.removeprefix("gradus: "))

    def _post(self, course: Course, plan: Plan, results: FetchResults, reports: Path, reading: Stoppable) -> Outcome:
        """Post, record, and say both."""
        forge = Stoppable(self.forges.posting(), self.bell) if plan.grade or plan.show else reading
        validator = ReportValidator(course, (datetime.fromisoformat(plan.now), datetime.now(UTC)))
        poster = Poster(forge, self.folder, plan, results, validator, None)
        try:
            with contextlib.redirect_stdout(Lines(self.log)):
                poster.post(reports)
        finally:
            for note in poster.notes:
                self.log.say(note)
            for problem in poster.problems:
                self.log.complain(problem)
        if plan.grade:
            self.log.say(f"{poster.posted} of {len(plan.grade)} posted.")
        return Outcome.PROBLEMS if poster.problems else Outcome.FINE

    @contextlib.contextmanager
    def _place(self) -> Iterator[Path]:
        """A folder for this round alone, which holds students' work and is removed after it."""
        place = Path(tempfile.mkdtemp(prefix="round-", dir=self.work))
        try:
            yield place
        finally:
            remove(place, self.log)


def remove(place: Path, log: Log) -> None:
    """Remove a temporary folder, and say so if that is not possible."""
    try:
        shutil.rmtree(place)
    except OSError as error:
        log.complain(f"{one_line(str(place), 300)} cannot be removed: {error.strerror}. It holds students' work.")


def _folders(plan: Plan) -> list[tuple[str, PullRequestState]]:
    return [(pull.folder, pull) for pull in plan.grade]


def _waiting(plan: Plan) -> Plan:
    """The plan with nothing to grade: what it saw is recorded, and waits."""
    return replace(
        plan, seen=tuple(replace(pull, state="limit") if pull.state == "grade" else pull for pull in plan.seen)
    )
