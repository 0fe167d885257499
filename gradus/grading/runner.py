"""Run the checks: pytest on the graders of one submission, or of the reference with each overlay in turn."""

import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.handed_in.submission import Submission
from gradus.core.status import Status, Visibility
from gradus.grading.collecting import CHECK
from gradus.grading.deadline import Deadline, EndlessError
from gradus.grading.faults import of_import, once
from gradus.grading.grader import Grader
from gradus.grading.running import Outcome
from gradus.grading.student import Overlay, Student
from gradus.sandbox.launch import IN_PROCESS

_ARGUMENTS = [
    *("-c", str(Path(__file__).with_name("checks.ini"))),
    *"-p gradus.grading.plugin -p no:cacheprovider --import-mode=importlib --noconftest".split(),
    *"-q --tb=native --assert=plain".split(),
    # What no check needs and each would pay for. The first two collect garbage after every run, to find leaks.
    *(f"-pno:{name}" for name in "unraisableexception threadexception logging warnings faulthandler doctest".split()),
    *(f"-pno:{name}" for name in "junitxml pastebin stepwise unittest setuponly setupplan subtests".split()),
]
RECORD = [
    *"-p pytest_jsonreport.plugin -p pytest_metadata.plugin --json-report --json-report-file=none".split(),
    *"--json-report-omit traceback streams log keywords warnings collectors".split(),
]

# Seconds of computing that a misconception or a variant gets: many times what the reference needs, if that is known.
LEAST, PATIENCE, LONGEST = 20.0, 20.0, 120.0


@dataclass(frozen=True)
class Record:
    """The outcomes of a run, in the course's order; `faults` are those of checks themselves, by id."""

    submission: str
    sandbox: str
    seconds: float
    results: list[tuple[Check, Outcome]]
    faults: dict[str, str] = field(default_factory=dict)


def run_checks(
    course: Course,
    submission: Submission,
    exercises: Sequence[Exercise],
    sandbox: str,
    *,
    official: bool = True,
    strict: bool = True,
    done: Callable[[Check, Outcome], None] = lambda check, outcome: None,
    proven: Callable[[Check], bool] = lambda check: True,
) -> Record:
    """Run the checks of some exercises on a submission, whose code runs in the sandbox of that name.

    With `official`, hidden checks must exist and the points add up; `done` is called with each check and its outcome as
    it ends. `proven` is that of Grader. Raises CourseError if the graders themselves are at fault, so that there is no
    verdict; unless it is `strict`, the other checks keep theirs.
    """
    return run(Grader(Student(course, submission, sandbox), done, proven), exercises, official=official, strict=strict)


def run(grader: Grader, exercises: Sequence[Exercise], *, official: bool = True, strict: bool = True) -> Record:
    """Run the checks of some exercises on the submission of a new grader, as run_checks does."""
    started, recorder = time.monotonic(), Recorder()
    if official:
        for exercise in exercises:
            checks.read(grader.course, exercise)
    session(grader.course, exercises, official, RECORD if official else [], [grader, recorder])
    told = recorder.nodeids if official else grader.checks
    return recorded(grader, told, time.monotonic() - started, strict=strict)


def recorded(grader: Grader, told: Collection[str], seconds: float, *, strict: bool = True) -> Record:
    """The record of a run that took so long; `told` are pytest's ids of the checks that cannot have got lost.

    Raises CourseError if one got lost, or as run_checks does.
    """
    for nodeid, check in grader.checks.items():
        if (
            nodeid not in told and nodeid not in grader.given
        ):  # a cross-check with pytest's own record: no check gets lost
            raise CourseError(f"{check.id} was collected, but is missing from pytest's record.")
        if check.id not in grader.outcomes and check.id not in grader.faults:
            raise CourseError(f"{check.id} gave no verdict.")
    if strict and grader.faults:
        raise CourseError("\n".join(once(grader.faults.values())))
    return Record(grader.student.submission.name, grader.student.sandbox, seconds, grader.results(), grader.faults)


def session(
    course: Course, exercises: Sequence[Exercise], official: bool, options: Sequence[str], plugins: Sequence[object]
) -> None:
    """Run pytest on the graders of some exercises. Raises CourseError and KeyboardInterrupt."""
    files = [checks.file_of(course, exercise, which) for exercise in exercises for which in Visibility]
    if not official:
        files = [file for file in files if file.is_file() or file.name == "test_visible.py"]
    if missing := [file for file in files if not file.is_file()]:
        raise CourseError(f"There is no {missing[0].relative_to(course.root).as_posix()}.")
    _forget_other_courses(course)
    output, keyboard, collected = io.StringIO(), _Keyboard(), _Collected(course)
    arguments = [f"--rootdir={course.root}", *_ARGUMENTS, *options, "--", *map(str, files)]
    with _pytest_environment(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        status = pytest.main(arguments, plugins=[*plugins, _PlainReports(), keyboard, collected])
    if keyboard.interrupted:
        raise KeyboardInterrupt
    if collected.faults:
        raise CourseError("\n".join(once(collected.faults)))
    if status not in (0, 1):
        lines = output.getvalue().splitlines()
        errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith(("E ", "ERROR"))]
        raise CourseError("\n".join((errors or ["The graders cannot be run.", *lines])[-12:]))


def run_each(
    course: Course, exercise: Exercise, overlays: Sequence[Overlay], *, skip_end_to_end: bool = False
) -> dict[str, Record]:
    """Run the checks on the reference with each overlay, and return the records by the overlay's name.

    It is the course's own code, so there is no sandbox. With `skip_end_to_end`, end-to-end checks are skipped once
    another one has failed. Raises CourseError if the graders themselves are at fault.
    """
    runner = OverlayRunner(course, exercise, overlays, skip_end_to_end)
    # pytest's summary of so many runs takes a tenth of the time, and nobody reads it.
    try:
        session(course, [exercise], False, ["--no-summary"], [runner.grader, runner])
    except (CourseError, EndlessError):
        if not runner.endless:
            raise
    if endless := runner.endless:
        where = (
            f"{checks.shown(endless.file)}, line {checks.lines(endless.file).get(endless.name.partition('@')[0], 1)}"
        )
        raise CourseError(
            f"{where}: {endless.name} does not end; the reference takes a moment. Nothing else was tried."
        )
    if faults := once(runner.grader.faults.values()):
        raise CourseError("\n".join(faults))
    return runner.records


class OverlayRunner:
    """A pytest plugin that runs the collected checks once for each overlay."""

    def __init__(self, course: Course, exercise: Exercise, overlays: Sequence[Overlay], skip_end_to_end: bool) -> None:
        self.exercise, self.overlays, self.skip_end_to_end = exercise, overlays, skip_end_to_end
        self.reference = Submission("solutions", course.solutions)
        self.grader = Grader(Student(course, self.reference, IN_PROCESS), proven=self._proven)
        self.records: dict[str, Record] = {}
        self.deadline, self.limit = Deadline(), LONGEST
        self.endless: Overlay | None = None

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Take the place of pytest's own loop."""
        if session.testsfailed:
            return None  # pytest reports what could not be collected
        end_to_end = [item for item in session.items if item.stash[CHECK].end_to_end]
        others = [item for item in session.items if item not in end_to_end]
        for overlay in self.overlays:
            started, computed = time.monotonic(), time.process_time()
            self.grader.again(Student(self.grader.course, self.reference, IN_PROCESS, overlay), [self.exercise])
            try:
                with self.deadline.of(self.limit):
                    self._run(others)
                    failed = any(outcome.status is not Status.PASSED for outcome in self.grader.outcomes.values())
                    if not (self.skip_end_to_end and failed):
                        self._run(end_to_end)
            finally:
                self.endless = overlay if self.deadline.over else None
            if self.grader.faults or self.endless:
                break
            if not overlay.name:
                self.limit = max(LEAST, PATIENCE * (time.process_time() - computed))
            seconds = time.monotonic() - started
            self.records[overlay.name] = Record(self.reference.name, IN_PROCESS, seconds, self.grader.results())
        return True

    def _run(self, items: Sequence[pytest.Item]) -> None:
        for item, following in zip(items, [*items, None][1:], strict=True):
            if self.deadline.over:
                return
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def _proven(self, check: Check) -> bool:
        """Whether an exception can be the overlay's: the reference itself, which has no name, proves the checks."""
        overlay = self.grader.student.overlay
        return overlay is not None and overlay.name != ""


def forget(course: Course) -> None:
    """Drop the graders of a course, which changed: the next session loads them again."""
    _forget(lambda file: file.startswith(f"{course.root}{os.sep}"))


def _forget_other_courses(course: Course) -> None:
    """Drop the graders of other courses: theirs have the same module names, and pytest would use them again."""
    _forget(lambda file: not file.startswith(f"{course.root}{os.sep}"))


def _forget(which: Callable[[str], bool]) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("graders.") and which(str(getattr(module, "__file__", ""))):
            del sys.modules[name]


class Recorder:
    """A pytest plugin that notes the tests in the record of pytest-json-report."""

    def __init__(self) -> None:
        self.nodeids: set[str] = set()

    @pytest.hookimpl(optionalhook=True)  # only official runs keep that record
    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        self.nodeids = {test["nodeid"] for test in json_report["tests"]}


class _PlainReports:
    """A pytest plugin that leaves out the tracebacks of checks: formatting them takes most of a run, for nobody."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport | None:
        """The report of a check that an exception ended: the grader tells what it means, to whom it concerns."""
        if call.excinfo is None or not isinstance(call.excinfo.value, Exception) or call.when == "collect":
            return None  # what pytest raises to skip a test is no Exception
        text = str(call.excinfo.value)
        keywords: dict[str, Literal[1]] = dict.fromkeys(item.keywords, 1)
        return pytest.TestReport(
            item.nodeid, item.location, keywords, "failed", text, call.when, (), call.duration, call.start, call.stop
        )


class _Keyboard:
    """Notices Ctrl-C, after which pytest ends the run as if it were complete."""

    def __init__(self) -> None:
        self.interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.interrupted = excinfo.type is KeyboardInterrupt  # pytest's own Interrupted is a kind of it


class _Collected:
    """Notes why a file of checks cannot be imported, in sentences with file and line."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.faults: list[str] = []

    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[Any]) -> None:
        if isinstance(node, pytest.Collector) and call.excinfo:
            self.faults.append(of_import(call.excinfo.value, node.path, self.course))


@contextlib.contextmanager
def _pytest_environment() -> Iterator[None]:
    """Keep a user's own pytest settings and plugins out of the grading."""
    names = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(before)
