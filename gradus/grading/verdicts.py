"""Turns checks that have ended into outcomes, and remembers of a submission what later outcomes depend on."""

import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace

from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.core.display import value
from gradus.core.facts import CHANGED_ARGUMENT
from gradus.core.status import Kind, Status, Visibility
from gradus.core.text import one_line
from gradus.grading import faults, interactive, reproduce, running
from gradus.grading.budget import TimeBudget
from gradus.grading.diagnosis.advice import on_error, on_warnings
from gradus.grading.diagnosis.fingerprint import of_exception
from gradus.grading.messages import also_changed, changed
from gradus.grading.phases import Half
from gradus.grading.running import BlockedError, CheckTimeoutError, ExpectationError, Outcome, RunningCheck
from gradus.grading.student import Student
from gradus.sandbox.errors import StudentCodeError

NOT_JUDGED = "The check could not go on with what came back."


class Verdicts:
    """The outcomes of one submission's checks, by their ids; `proven` is that of Grader.

    `changing` are functions that failed a check because they change arguments, `told` the exercises with a fault of the
    whole file, which one check has told.
    """

    def __init__(self, course: Course, student: Student, budget: TimeBudget, proven: Callable[[Check], bool]) -> None:
        self.course, self.student, self.budget, self.proven = course, student, budget, proven
        self.outcomes: dict[str, Outcome] = {}
        self.changing: set[tuple[str, str]] = set()
        self.told: set[str] = set()

    def of(self, check: Check, now: RunningCheck, error: BaseException | None) -> Outcome | BaseException:
        """Note the outcome of a check that ended with that error; or return what shows that the check is at fault."""
        error = (self._own_fault() or error) if error else None
        try:
            outcome = self._outcome(check, now, error)
            if outcome and not outcome.status.quiet and check.visibility is Visibility.VISIBLE:
                outcome.printed = "\n".join(interactive.without_prompts(outcome.message, self.student.printed()))
        except Exception as mistake:  # of ours, about an answer that nobody foresaw
            if not self._ran(check, now):
                raise
            outcome = self._in_doubt(check, mistake, Outcome(Status.FAILED, NOT_JUDGED, Kind.FORM))
        if outcome is None:
            assert error is not None
            return error
        if outcome.status is Status.BLOCKED and check.exercise in self.student.untouched:
            # An exercise without any attempt is not started, whatever it builds on.
            outcome = Outcome(Status.NOT_STARTED, Kind.NOT_STARTED.sentence, Kind.NOT_STARTED)
        outcome.place = faults.place(error, check, self.course) if error else ""
        outcome.waits = outcome.whole_file and check.exercise in self.told
        if outcome.whole_file:
            self.told.add(check.exercise)
        self.outcomes[check.id] = outcome
        return outcome

    def of_absent(self, checks: Iterable[Check], faults: dict[str, StudentCodeError]) -> None:
        """Note the outcomes of checks whose exercises cannot be read, for these reasons: no code has to run for that.

        Whatever a check asks for first, it hears that.
        """
        made: dict[str, Outcome] = {}
        for check in checks:
            if check.exercise not in made:
                made[check.exercise] = self._fault(check, RunningCheck(check, 0.0), faults[check.exercise])
            self.outcomes[check.id] = made[check.exercise]

    def half(self, exercise: str) -> Half:
        """What the checks of an exercise came to until now."""
        mine = {name: outcome for name, outcome in self.outcomes.items() if name.startswith(f"{exercise}::")}
        return Half(
            outcomes={name: replace(each, detail="", place="") for name, each in mine.items()},
            changing=tuple(sorted(function for name, function in self.changing if name == exercise)),
            slow=tuple(sorted(self.budget.slow.get(exercise, ()))),
            spent=self.budget.spent.get(exercise, 0.0),
        )

    def resume(self, exercise: str, half: Half) -> None:
        """Go on where the visible checks of an exercise ended."""
        self.outcomes.update(half.outcomes)
        self.changing.update((exercise, function) for function in half.changing)
        self.told.update([exercise] if any(each.whole_file for each in half.outcomes.values()) else [])
        self.budget.resume(exercise, half.spent, half.slow)

    def _own_fault(self) -> Exception | None:
        """What went wrong in a function of the check's that the student's code called, if no argument can cause it."""
        raised = (error for session in self.student.sessions.values() for error in session.callbacks.raised)
        return next((error for error in raised if faults.never_an_answers(error, self.course)), None)

    def _outcome(self, check: Check, now: RunningCheck, error: BaseException | None) -> Outcome | None:
        """The outcome of the check, or None if the check itself is at fault: no code of the student's has run, say."""
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
        if not self._ran(check, now) or faults.never_an_answers(error, self.course) or not self.proven(check):
            return None
        match error:
            case AssertionError():
                return Outcome(Status.FAILED, str(error) or "An assertion failed.", Kind.VALUE, trace=now.trace)
            case CheckTimeoutError():
                return Outcome(Status.TIMEOUT, "The returned value is too large to check in time.", Kind.TIMEOUT)
            case Exception():  # the check handles the right answer, and not this one
                return self._unfit(check, now, error)
        return None

    def _unfit(self, check: Check, now: RunningCheck, error: Exception) -> Outcome:
        """The outcome if the check cannot handle what came back."""
        call = running.last_call()
        text = f"called    {call.text}\nreturned  {value(call.result)}\n" if call else ""
        text += f"The check could not go on with what came back: {one_line(str(error))}."
        detail, repeat = "".join(traceback.format_exception(error)[-3:]), self._repeat(check, now, call)
        outcome = Outcome(Status.FAILED, text, Kind.FORM, trace=now.trace, detail=detail, reproduce=repeat)
        return self._in_doubt(check, error, outcome) if faults.in_engine(error, self.course) else outcome

    def _in_doubt(self, check: Check, mistake: Exception, outcome: Outcome) -> Outcome:
        """The outcome with a sentence for the author: the engine should have been able to judge the answer."""
        detail = "".join(traceback.format_exception(mistake)[-3:])
        return replace(outcome, doubt=faults.told(mistake, check, self.course), detail=outcome.detail or detail)

    def _ran(self, check: Check, now: RunningCheck) -> bool:
        """Whether the check asked for anything after it had the student's code run."""
        return now.asked and check.exercise in self.student.ran

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
        if fault.kind is Kind.RAISED and not now.drawn:
            trace = [*trace, of_exception(fault.exception, fault.text)]
        if now.calls and fault.kind in (Kind.RAISED, Kind.DIED, Kind.TIMEOUT, Kind.TYPE) and "(" in now.calls[-1].text:
            text, repeat = f"called    {now.calls[-1].text}\n{text}", self._repeat(check, now, now.calls[-1])
            if fault.status is Status.TIMEOUT:
                text += self.budget.shorten(check, now)
        if interactive.needs_keyboard(fault):
            text += f"\n{interactive.with_keyboard(self.course, check)}"
        whole_file = fault.own and fault.status is not Status.NOT_STARTED
        advice = on_error(fault.exception, fault.text) if fault.kind is Kind.RAISED else ""
        outcome = Outcome(fault.status, text, fault.kind, trace=trace, advice=advice, whole_file=whole_file)
        outcome.reproduce, outcome.starved = repeat, fault.starved
        return outcome
