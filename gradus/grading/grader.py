"""The pytest plugin that grades: each test of the graders is a check, and its result becomes an outcome."""

import contextlib
import traceback
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

from gradus.core.checks import Check
from gradus.core.course import Exercise
from gradus.core.display import value
from gradus.core.facts import CHANGED_ARGUMENT
from gradus.core.status import Kind, Status, Visibility
from gradus.core.text import one_line
from gradus.grading import docstrings, examples, faults, interactive, reproduce, running
from gradus.grading.budget import TimeBudget
from gradus.grading.collecting import CHECK, exercise_of, matched, shares_answers
from gradus.grading.diagnosis.advice import on_error, on_warnings
from gradus.grading.diagnosis.fingerprint import of_exception
from gradus.grading.docstrings import Docstring
from gradus.grading.messages import also_changed, changed
from gradus.grading.running import BlockedError, CheckTimeoutError, ExpectationError, Outcome, RunningCheck
from gradus.grading.student import Student, StudentModule
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.launch import IN_PROCESS

Wrapper = Generator[None, Any, Any]


class Grader:
    """Grades one submission in one pytest session; `done` is called with each check and its outcome as it ends.

    `proven` says whether the reference passes a check: only then can an exception in it be the answer's. A check that
    is at fault itself has no outcome, and a sentence for the author in `faults`. The `deadline` is that of TimeBudget.
    """

    def __init__(
        self,
        student: Student,
        done: Callable[[Check, Outcome], None] = lambda check, outcome: None,
        proven: Callable[[Check], bool] = lambda check: True,
        deadline: float | None = None,
    ) -> None:
        self.student, self.course, self.done, self.proven = student, student.course, done, proven
        self.deadline = deadline
        self.collected: dict[str, Check] = {}
        self.checks: dict[str, Check] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.faults: dict[str, str] = {}
        self.reports: dict[str, pytest.TestReport] = {}
        self.order: list[Exercise] = []
        self.answered: set[str] = set()
        self.changing: set[tuple[str, str]] = set()  # functions that failed a check because they change arguments
        self.told: set[str] = set()  # exercises with a fault of the whole file, which one check has told
        self.examples: dict[str, dict[str, list[Docstring]]] = {}
        self.budget: TimeBudget | None = None

    def again(self, student: Student, exercises: Iterable[Exercise]) -> None:
        """Start again with another submission of some exercises: their checks of those collected, no outcomes."""
        self.student.close()
        self.student, self.order = student, [*exercises]
        names = {exercise.id for exercise in self.order}
        self.checks = {nodeid: check for nodeid, check in self.collected.items() if check.exercise in names}
        self.outcomes, self.faults, self.reports, self.budget = {}, {}, {}, None
        self.answered, self.told, self.changing = set(), set(), set()

    def tell_absent(self) -> set[str]:
        """Give the checks of modules that cannot be read their outcomes, without running them; returns pytest's ids.

        Whatever a check asks for first, it hears that.
        """
        absent = {each.id: fault for each in self.order if (fault := self.student.absent(each))}
        self.order = [each for each in self.order if each.id not in absent]
        told = {nodeid: check for nodeid, check in self.checks.items() if check.exercise in absent}
        outcomes: dict[str, Outcome] = {}
        for check in told.values():
            if check.exercise not in outcomes:
                outcomes[check.exercise] = self._fault(check, RunningCheck(check, 0.0), absent[check.exercise])
            self.outcomes[check.id] = outcomes[check.exercise]
        return {*told}

    def results(self) -> list[tuple[Check, Outcome]]:
        """The checks that have an outcome, in the course's order."""
        return [(check, self.outcomes[check.id]) for check in self.checks.values() if check.id in self.outcomes]

    # Collecting

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Match tests with the checks that were read from their files, in the course's order."""
        self.checks = self.collected = matched(items, self.course)
        self.order = [self.course.by_id[name] for name in dict.fromkeys(c.exercise for c in self.checks.values())]

    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Start the first worker while pytest sets up the first test."""
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
        """Run a check with its time budget and its worker; close the worker after the exercise's last check."""
        check = item.stash.get(CHECK, None)
        if check is None:
            return (yield)
        exercise = self.course.by_id[check.exercise]
        if exercise in self.order:
            del self.order[: self.order.index(exercise) + 1]
            self._start_next()  # while this exercise is graded
        if self.budget is None:
            self.budget = TimeBudget(self.checks.values(), self.course.seconds, self.deadline)
        limited = self.student.sandbox != IN_PROCESS  # in process, a debugger may wait at a breakpoint
        slow = self.budget.slow.get(check.exercise, ())
        now = RunningCheck(check, self.budget.of(check) if limited else check.seconds, slow)
        try:
            with running.run(now):
                self.student.begin(check.seed)
                return (yield)
        finally:
            self.budget.spend(check, now.allowed - now.seconds)
            following = nextitem.stash.get(CHECK, None) if nextitem else None
            if following is None or following.exercise != check.exercise:
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
            mine = [each for each in self.checks.values() if each.exercise == exercise.id]
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
        if now.answered:
            self.answered.add(check.exercise)
        now.answered = now.answered or (check.exercise in self.answered and shares_answers(item))
        error = self._own_fault() or call.excinfo.value if call.excinfo else None
        outcome = self._outcome(check, now, error)
        if outcome is None:
            assert error is not None
            self.faults[check.id] = faults.told(error, check, self.course)
            report.longrepr = (
                f"This check itself is at fault, not your code: tell your teacher.\n{self.faults[check.id]}"
            )
            return report
        outcome.place = faults.place(error, check, self.course) if error else ""
        if outcome.status is Status.BLOCKED and check.exercise in self.student.untouched:
            # An exercise without any attempt is not started, whatever it builds on.
            outcome = Outcome(Status.NOT_STARTED, str(Kind.NOT_STARTED.hidden), Kind.NOT_STARTED)
        if not outcome.status.quiet and check.visibility is Visibility.VISIBLE:
            outcome.printed = "\n".join(interactive.without_prompts(outcome.message, self.student.printed()))
        self.outcomes[check.id], self.reports[check.id] = outcome, report
        report.gradus_status = outcome.status  # type: ignore[attr-defined]
        report.gradus_waits = outcome.whole_file and check.exercise in self.told  # type: ignore[attr-defined]
        if outcome.whole_file:
            self.told.add(check.exercise)
        if outcome.status is not Status.PASSED:
            report.outcome = "failed"
            report.longrepr = outcome.message
        self.done(check, outcome)
        return report

    def _own_fault(self) -> Exception | None:
        """What went wrong in a function of the check's that the student's code called, if no argument can cause it."""
        raised = (error for session in self.student.sessions.values() for error in session.callbacks.raised)
        return next((error for error in raised if faults.never_an_answers(error, self.course)), None)

    def _outcome(self, check: Check, now: RunningCheck, error: BaseException | None) -> Outcome | None:
        """The outcome of the check, or None if the check itself is at fault, or the engine."""
        match error:
            case None:
                return self._passed(check, now)
            case StudentCodeError() as fault:
                return self._fault(check, now, fault)
            case ExpectationError() as failure:
                return self._failed(check, now, failure)
            case BlockedError() as blocked:
                starved = isinstance(blocked.__cause__, StudentCodeError) and blocked.__cause__.starved
                return Outcome(Status.BLOCKED, str(blocked), Kind.BLOCKED, starved=starved)
            case AssertionError() if now.answered:
                return Outcome(Status.FAILED, str(error) or "An assertion failed.", Kind.VALUE, trace=now.trace)
        if not now.answered or faults.never_an_answers(error, self.course) or not self.proven(check):
            return None
        match error:
            case CheckTimeoutError():
                return Outcome(Status.TIMEOUT, "The returned value is too large to check in time.", Kind.TIMEOUT)
            case Exception():  # the check handles the right answer, and not this one
                call = running.last_call()
                text = f"called    {call.text}\nreturned  {value(call.result)}\n" if call else ""
                text += f"The check could not go on with what came back: {one_line(str(error))}."
                detail, repeat = "".join(traceback.format_exception(error)[-3:]), self._repeat(check, now, call)
                return Outcome(Status.FAILED, text, Kind.FORM, trace=now.trace, detail=detail, reproduce=repeat)
        return None

    def _repeat(self, check: Check, now: RunningCheck, call: running.Call | None) -> str:
        """A line of Python that repeats the call that failed a visible check; empty for a hidden one."""
        if call is None or check.visibility is Visibility.HIDDEN:
            return ""
        return reproduce.line(now.requests, call, self.course.by_id[check.exercise].module)

    def _passed(self, check: Check, now: RunningCheck) -> Outcome:
        """The outcome if every answer is right: no call may have changed what it was given.

        One mistake costs one check: of each function, only the first check in which it happens fails for it.
        """
        if now.change and (check.exercise, now.change.call.function) not in self.changing:
            failure = ExpectationError(Kind.ARGUMENTS, changed(now.change), now.change.call)
            return self._failed(check, now, failure)
        return Outcome(Status.PASSED, score=check.points, trace=now.trace)

    def _failed(self, check: Check, now: RunningCheck, failure: ExpectationError) -> Outcome:
        """The outcome if an expectation is not met."""
        message, advice = failure.message, ""
        if failure.kind is Kind.ARGUMENTS and now.change:
            self.changing.add((check.exercise, now.change.call.function))
            advice = CHANGED_ARGUMENT
        elif now.change:
            message += f"\n{also_changed(now.change)}"
        if failure.kind in (Kind.FINITE, Kind.WARNED):
            advice = on_warnings(now.warned)
        found, repeat = failure.relations, self._repeat(check, now, failure.call)
        return Outcome(
            Status.FAILED, message, failure.kind, trace=now.trace, advice=advice, relations=found, reproduce=repeat
        )

    def _fault(self, check: Check, now: RunningCheck, fault: StudentCodeError) -> Outcome:
        """The outcome if the student's code returned nothing that can be checked."""
        earlier = [e for e in self.course.before(self.course.by_id[check.exercise]) if e.module == fault.module]
        if fault.status is Status.NOT_STARTED and earlier:
            text = f"Finish {earlier[0].id} first: it is not written yet."
            return Outcome(Status.BLOCKED, text, Kind.BLOCKED)
        trace, text, repeat = now.trace, fault.text, ""
        if fault.kind is Kind.RAISED:
            trace = [*trace, of_exception(fault.exception, fault.text)]
        if now.calls and fault.kind in (Kind.RAISED, Kind.DIED, Kind.TIMEOUT, Kind.TYPE) and "(" in now.calls[-1].text:
            text, repeat = f"called    {now.calls[-1].text}\n{text}", self._repeat(check, now, now.calls[-1])
            if fault.status is Status.TIMEOUT and self.budget:
                text += self.budget.shorten(check, now)
        if interactive.needs_keyboard(fault):
            text += f"\n{interactive.with_keyboard(self.course, check)}"
        whole_file = fault.own and fault.status is not Status.NOT_STARTED
        advice = on_error(fault.exception, fault.text) if fault.kind is Kind.RAISED else ""
        outcome = Outcome(fault.status, text, fault.kind, trace=trace, advice=advice, whole_file=whole_file)
        outcome.reproduce, outcome.starved = repeat, fault.starved
        return outcome

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
