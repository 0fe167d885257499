"""The pytest plugin that grades: it turns each test of a graders' folder into a check and keeps what became of it."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.display import value
from gradus.grading.checks import (
    BlockedError,
    Check,
    CheckTimeoutError,
    ExpectationError,
    Outcome,
    RunningCheck,
    TimeBudget,
    current,
    overtime,
)
from gradus.grading.fingerprint import of_exception
from gradus.grading.messages import HIDDEN
from gradus.grading.student import IN_PROCESS, Student, StudentModule
from gradus.sandbox.handle import StudentCodeError, WorkerStartError

FILES = {"test_visible.py": "visible", "test_hidden.py": "hidden"}


class Grader:
    """Grades one submission in one pytest session. `done` is told each check's outcome as it comes."""

    def __init__(self, student: Student, done: Callable[[Check, Outcome], None] = lambda check, outcome: None) -> None:
        self.student, self.course, self.done = student, student.course, done
        self.checks: dict[str, Check] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.reports: dict[str, pytest.TestReport] = {}
        self.order: list[Exercise] = []
        self.answered: set[str] = set()
        self.allowance: TimeBudget | None = None

    def again(self, student: Student, exercise: Exercise) -> None:
        """Begin anew with another submission of the exercise: the same checks, no outcomes."""
        self.student.close()
        self.student, self.order = student, [exercise]
        self.outcomes, self.reports, self.answered, self.allowance = {}, {}, set(), None

    def check(self, item: pytest.Item) -> Check:
        """The check that a collected test is."""
        return item.stash[CHECK]

    # Collecting

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        positions = {exercise.id: i for i, exercise in enumerate(self.course.exercises)}
        for item in items:
            if exercise := exercise_of(item.path, self.course):
                check = check_of(item, exercise, self.course)
                if check.id in self.checks:
                    raise pytest.UsageError(f"{check.id} stands twice in the graders: give the tests different names.")
                self.checks[check.id] = check
                item.stash[CHECK] = check

        def place(item: pytest.Item) -> tuple[int, bool]:
            check = item.stash.get(CHECK, None)
            # Visible ones first: what a student's code learns in a hidden check must not get out in a visible one.
            return (positions[check.exercise], check.visibility == "hidden") if check else (-1, False)

        items.sort(key=place)
        names = dict.fromkeys(item.stash[CHECK].exercise for item in items if CHECK in item.stash)
        self.order = [self.course.by_id[name] for name in names]

    def pytest_collection_finish(self) -> None:
        if self.order:
            self.student.session(self.order[0]).start()

    def module(self, path: Path) -> StudentModule:
        """The student's module of the exercise that the test file `path` belongs to."""
        exercise = exercise_of(path, self.course)
        if exercise is None:
            raise pytest.UsageError("the submission fixture is for tests under graders/")
        return StudentModule(self.student, exercise)

    # Running

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        check = item.stash.get(CHECK, None)
        if check is None:
            return (yield)
        exercise = self.course.by_id[check.exercise]
        if exercise in self.order:
            started = self.order.index(exercise)
            del self.order[: started + 1]
            if self.order:  # the next worker gets ready while this exercise is judged
                self.student.session(self.order[0]).start()
        if self.allowance is None:
            self.allowance = TimeBudget(self.checks.values(), self.course.seconds)
        waits = self.student.sandbox != IN_PROCESS  # there, somebody may stand at a breakpoint
        run = current.run = RunningCheck(check, self.allowance.of(check) if waits else check.seconds)
        try:
            self.student.begin(check.seed)
            return (yield)
        finally:
            self.allowance.spend(check, run.allowed - run.seconds)
            current.run = None
            following = nextitem.stash.get(CHECK, None) if nextitem else None
            if following is None or following.exercise != check.exercise:
                self.student.finish(exercise)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.stash.get(CHECK, None) and current.run and not current.run.allowed:
            raise StudentCodeError("timeout", "Not tried: the checks before this one waited too long for answers.")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        check = item.stash.get(CHECK, None)
        if check is None or self.student.sandbox == IN_PROCESS:
            return (yield)
        with overtime(3 * check.seconds + 10):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        check = item.stash.get(CHECK, None)
        run = current.run
        if check is None or run is None or call.when == "teardown" or (call.when == "setup" and not call.excinfo):
            return report
        if run.answered:
            self.answered.add(check.exercise)
        outcome = self._judge(check, run, call.excinfo.value if call.excinfo else None)
        if outcome is None:
            return report
        exercise = self.course.by_id[check.exercise]
        if check.visibility == "visible" and outcome.status != "passed":
            outcome = replace(outcome, printed=self.student.printed(exercise))
        self.outcomes[check.id] = outcome
        self.reports[check.id] = report
        report.gradus_status = outcome.status  # type: ignore[attr-defined]
        if outcome.status != "passed":
            report.outcome = "failed"
            report.longrepr = outcome.message
        self.done(check, outcome)
        return report

    def _judge(self, check: Check, run: RunningCheck, error: BaseException | None) -> Outcome | None:
        """What became of the check, or None where the grader itself is at fault."""
        outcome = self._outcome(check, run, error)
        if outcome and outcome.status == "blocked" and check.exercise in self.student.untouched:
            # Who has not begun this exercise is not kept from it by another one.
            return Outcome("not_started", HIDDEN["not_started"], "not_started")
        return outcome

    def _outcome(self, check: Check, run: RunningCheck, error: BaseException | None) -> Outcome | None:
        trace = run.trace
        match error:
            case None:
                return Outcome("passed", score=check.points, trace=trace)
            case StudentCodeError() as fault:
                earlier = [e for e in self.course.before(self.course.by_id[check.exercise]) if e.module == fault.module]
                if fault.status == "not_started" and earlier:
                    return Outcome(
                        "blocked",
                        f"Finish {earlier[0].id} first: it is not written yet.",
                        "blocked",
                    )
                if fault.kind == "raised":
                    trace = [*trace, of_exception(fault.exception, fault.text)]
                text = fault.text
                if run.calls and fault.kind in ("raised", "died", "timeout", "type") and "(" in run.calls[-1].text:
                    text = f"called    {run.calls[-1].text}\n{text}"
                return Outcome(fault.status, text, fault.kind, trace=trace)  # type: ignore[arg-type]
            case ExpectationError() as failure:
                return Outcome("failed", failure.message, failure.kind, trace=trace)
            case CheckTimeoutError() if check.exercise in self.answered:
                return Outcome("timeout", "What came back is so much that the check did not get through it.", "timeout")
            case BlockedError() as blocked:
                return Outcome("blocked", str(blocked), "blocked")
            case AssertionError() as refuted if self.course.by_id[check.exercise].id in self.answered:
                return Outcome(
                    "failed",
                    str(refuted) or "What the check asserts does not hold.",
                    "value",
                    trace=trace,
                )
            case pytest.FixtureLookupError() | pytest.UsageError() | NameError() | ImportError() | WorkerStartError():
                return None  # no answer of a student's makes these
            case Exception() as stumbled if check.exercise in self.answered:
                # The grader met something that it could not work with, and only a student's answer is new to it:
                # `gradus verify` runs every check on right answers, wrong answers and stubs.
                call = run.call_of(None)
                said = f"called    {call.text}\nreturned  {value(call.result)}\n" if call else ""
                said += "What came back has a form that the check cannot use."
                detail = "".join(traceback.format_exception(stumbled)[-3:])
                return Outcome("failed", said, "form", trace=trace, detail=detail)
        return None

    @pytest.hookimpl(optionalhook=True)
    def pytest_json_runtest_metadata(self, item: pytest.Item, call: pytest.CallInfo[None]) -> dict[str, Any]:
        check = item.stash.get(CHECK, None)
        if check is None or (call.when == "setup" and check.id not in self.outcomes):
            return {}
        outcome = self.outcomes.get(check.id)
        return {"check": vars(check), "outcome": vars(outcome) if outcome else None}

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, Any] | None:
        status = getattr(report, "gradus_status", "")
        if status in ("not_started", "blocked", "missing") and report.when != "teardown":
            words = status.replace("_", " ")
            return words, words[0], (words.upper(), {"yellow": True})
        return None

    def pytest_unconfigure(self) -> None:
        self.student.close()


CHECK = pytest.StashKey[Check]()


def exercise_of(path: Path, course: Course) -> Exercise | None:
    """The exercise whose graders' folder holds the file, or None for a test that is no check."""
    if path.name not in FILES or not path.is_relative_to(course.root / "graders"):
        return None
    return course.by_id.get(path.parent.relative_to(course.root / "graders").as_posix())


def check_of(item: pytest.Item, exercise: Exercise, course: Course) -> Check:
    """The check that a test is. Raises pytest.UsageError where its author left something out."""
    mark = item.get_closest_marker("points")
    where = f"{item.path.relative_to(course.root).as_posix()}: {item.name}"
    if mark is None:
        raise pytest.UsageError(f"{where} has no @points: every check says what it is worth.")
    text = inspect.cleandoc(getattr(getattr(item, "obj", None), "__doc__", None) or "")
    if not text:
        raise pytest.UsageError(f"{where} has no docstring: its first line is the check's title.")
    title, _, more = text.partition("\n")
    seconds = mark.kwargs.get("seconds") or course.seconds
    return Check(
        id=f"{exercise.id}::{item.name.removeprefix('test_')}",
        exercise=exercise.id,
        title=title.strip(),
        help=" ".join(more.split()),
        visibility=FILES[item.path.name],  # type: ignore[arg-type]
        points=float(mark.args[0]),
        seconds=float(seconds),
        whole=bool(mark.kwargs.get("whole")),
    )


def missing_points(checks: Iterable[Check], exercises: Iterable[Exercise]) -> str:
    """What does not add up: a sentence where an exercise's checks are not worth what course.toml says."""
    checks = list(checks)
    for exercise in exercises:
        total = sum(check.points for check in checks if check.exercise == exercise.id)
        if abs(total - exercise.points) > 1e-9:
            return f"{exercise.id}: course.toml gives {exercise.points:g} points, its checks add up to {total:g}."
    return ""


def require_points(checks: Iterable[Check], exercises: Iterable[Exercise]) -> None:
    if sentence := missing_points(checks, exercises):
        raise CourseError(sentence)
