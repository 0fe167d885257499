"""The pytest plugin that grades: each test of the graders is a check, and its result becomes an outcome."""

import contextlib
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

from gradus.core.checks import Check
from gradus.core.course import Exercise
from gradus.core.status import Status
from gradus.grading import docstrings, examples, faults, running
from gradus.grading.budget import TimeBudget
from gradus.grading.collecting import CHECK, exercise_of, matched, shares_answers
from gradus.grading.docstrings import Docstring
from gradus.grading.phases import WHOLE, Phase
from gradus.grading.running import Outcome, RunningCheck
from gradus.grading.student import Student, StudentModule
from gradus.grading.verdicts import Verdicts
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.launch import IN_PROCESS

Wrapper = Generator[None, Any, Any]


class Grader:
    """Grades one submission in one pytest session; `done` is called with each check and its outcome as it ends.

    `proven` says whether the reference passes a check: only then can an exception in it be the answer's. A check that
    is at fault itself has no outcome, and a sentence for the author in `faults`. The `deadline` is that of TimeBudget;
    the `phase` is one of an official run.
    """

    def __init__(
        self,
        student: Student,
        done: Callable[[Check, Outcome], None] = lambda check, outcome: None,
        proven: Callable[[Check], bool] = lambda check: True,
        deadline: float | None = None,
        phase: Phase = WHOLE,
    ) -> None:
        self.student, self.course, self.done, self.proven = student, student.course, done, proven
        self.deadline, self.phase = deadline, phase
        self.collected: dict[str, dict[str, Check]] = {}  # by exercise, by pytest's ids
        self.items: dict[str, pytest.Item] = {}
        self.checks: dict[str, Check] = {}
        self.given: set[str] = set()  # pytest's ids of checks whose outcomes came before any ran
        self.verdicts = self._no_verdicts()
        self.faults: dict[str, str] = {}
        self.reports: dict[str, pytest.TestReport] = {}
        self.order: list[Exercise] = []
        self.examples: dict[str, dict[str, list[Docstring]]] = {}

    def again(self, student: Student, exercises: Iterable[Exercise], phase: Phase = WHOLE) -> None:
        """Start again with another submission of some exercises: their checks of those collected, no outcomes."""
        self.student.close()
        self.student, self.order, self.phase = student, [*exercises], phase
        self._begin()

    def _begin(self) -> None:
        """Begin with the checks of the exercises in their order, and with what an earlier phase came to."""
        names = {exercise.id for exercise in self.order}
        mine = {nodeid: check for each in self.order for nodeid, check in self.collected.get(each.id, {}).items()}
        self.checks = {nodeid: check for nodeid, check in mine.items() if self.phase.has(check)}
        self.faults, self.reports, self.verdicts = {}, {}, self._no_verdicts(mine.values())
        for name in names & self.phase.halves.keys():
            self.verdicts.resume(name, self.phase.halves[name])
        self._note_given()

    def _no_verdicts(self, checks: Iterable[Check] = ()) -> Verdicts:
        budget = TimeBudget(checks, self.course.seconds, self.deadline)
        return Verdicts(self.course, self.student, budget, self.proven)

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """The outcomes of checks by their ids."""
        return self.verdicts.outcomes

    def tell_absent(self) -> None:
        """Give the checks of modules that cannot be read their outcomes, without running them."""
        absent = {each.id: fault for each in self.order if (fault := self.student.absent(each))}
        self.order = [each for each in self.order if each.id not in absent]
        self.verdicts.of_absent((check for check in self.checks.values() if check.exercise in absent), absent)
        self._note_given()

    def _note_given(self) -> None:
        self.given = {nodeid for nodeid, check in self.checks.items() if check.id in self.outcomes}

    def left(self) -> list[pytest.Item]:
        """The checks that have no outcome yet, as pytest knows them."""
        left = (id for id, check in self.checks.items() if self.phase.runs(check) and id not in self.given)
        return [self.items[id] for id in left]

    def results(self) -> list[tuple[Check, Outcome]]:
        """The checks that have an outcome, in the course's order."""
        return [(check, self.outcomes[check.id]) for check in self.checks.values() if check.id in self.outcomes]

    # Collecting

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Match tests with the checks that were read from their files, in the course's order."""
        self.collected = {}
        for id, check in matched(items, self.course).items():
            self.collected.setdefault(check.exercise, {})[id] = check
        self.items = {item.nodeid: item for item in items}
        self.order = [self.course.by_id[name] for name in self.collected]
        self._begin()

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Keep the checks of the phase; start the first worker while pytest sets up the first test."""
        if self.phase is not WHOLE and not session.testsfailed:
            self.tell_absent()
            session.items = self.left()
        if not (session.testsfailed or session.config.option.collectonly):
            self._start_next()

    def _start_next(self) -> None:
        """Start the worker of the next exercise, unless its module cannot be read."""
        if self.order and not self.student.absent(self.order[0]):
            self.student.session(self.order[0]).start()

    def module(self, path: Path) -> StudentModule:
        """The student's module of the exercise that the test file `path` belongs to."""
        if exercise := exercise_of(path, self.course):
            return StudentModule(self.student, exercise)
        raise pytest.UsageError("the submission fixture is for tests under graders/")

    # Running

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Wrapper:
        """Run a check with its time budget and its worker; close the worker after the last check of its kind."""
        check = item.stash.get(CHECK, None)
        if check is None:
            return (yield)
        exercise = self.course.by_id[check.exercise]
        if exercise in self.order:
            del self.order[: self.order.index(exercise) + 1]
            self._start_next()  # while this exercise is graded
        limited, budget = self.student.sandbox != IN_PROCESS, self.verdicts.budget  # a debugger may wait
        slow = budget.slow.get(check.exercise, ())
        now = RunningCheck(check, budget.of(check) if limited else check.seconds, slow, self.phase.key(check))
        try:
            with running.run(now):
                self.student.begin(self.phase.seed(check))
                return (yield)
        finally:
            budget.spend(check, now.allowed - now.seconds)
            following = nextitem.stash.get(CHECK, None) if nextitem else None
            # As in an official run, hidden checks have a worker that remembers nothing of the visible ones.
            if following is None or (following.exercise, following.visibility) != (check.exercise, check.visibility):
                self.student.finish(exercise)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check if no time is left for it."""
        if item.stash.get(CHECK, None) and (now := running.running()) and not now.allowed:
            raise StudentCodeError(Status.TIMEOUT, "Skipped: earlier checks used up the time limit.")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Wrapper:
        """Limit the check's own computation; try the examples of docstrings after it."""
        check = item.stash.get(CHECK, None)
        if check is None:
            return (yield)
        limited = self.student.sandbox != IN_PROCESS  # a debugger may wait at a breakpoint
        with running.time_limit(3 * check.seconds + 10) if limited else contextlib.nullcontext():
            result = yield
            self._hold_examples(check)
            return result

    def _hold_examples(self, check: Check) -> None:
        exercise = self.course.by_id[check.exercise]
        if exercise.id not in self.examples:
            mine = [*self.collected[exercise.id].values()]
            self.examples[exercise.id] = docstrings.shared_out(docstrings.of(self.course, exercise), mine)
        for documented in self.examples[exercise.id].get(check.id, []):
            examples.hold(StudentModule(self.student, exercise, exercise.data_packages), documented)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Wrapper:
        """Turn what a test raised into an outcome, and the report into a student's."""
        report: pytest.TestReport = yield
        check = item.stash.get(CHECK, None)
        now = running.running()
        if check is None or now is None or call.when == "teardown" or (call.when == "setup" and not call.excinfo):
            return report
        now.asked = now.asked or shares_answers(item)
        error = call.excinfo.value if call.excinfo else None
        outcome = self.verdicts.of(check, now, error)
        if isinstance(outcome, BaseException):
            self.faults[check.id] = faults.told(outcome, check, self.course)
            report.longrepr = (
                f"This check itself is at fault, not your code: tell your teacher.\n{self.faults[check.id]}"
            )
            return report
        self.reports[check.id] = report
        report.gradus_status = outcome.status  # type: ignore[attr-defined]
        report.gradus_waits = outcome.waits  # type: ignore[attr-defined]
        if outcome.status is not Status.PASSED:
            report.outcome = "failed"
            report.longrepr = outcome.message
        self.done(check, outcome)
        return report

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, Any] | None:
        """Let pytest count checks that were not started separately from failures."""
        if getattr(report, "gradus_waits", False) and report.when != "teardown":
            return "waiting", "w", ("WAITING", {"yellow": True})
        status = getattr(report, "gradus_status", Status.PASSED)
        if status in (Status.NOT_STARTED, Status.BLOCKED) and report.when != "teardown":
            words = str(status).replace("_", " ")
            return words, words[0], (words.upper(), {"yellow": True})
        return None

    def pytest_unconfigure(self) -> None:
        """Close all workers."""
        self.student.close()
