"""Run the checks: pytest on the graders of one submission, or of the reference with each overlay in turn."""

import contextlib
import io
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Status, Visibility
from gradus.core.submission import Submission
from gradus.grading.grader import CHECK, Grader
from gradus.grading.running import Outcome
from gradus.grading.student import Overlay, Student
from gradus.sandbox.launch import IN_PROCESS

_ARGUMENTS = [
    *("-c", str(Path(__file__).with_name("checks.ini"))),
    *"-p gradus.grading.plugin -p no:cacheprovider --import-mode=importlib --noconftest".split(),
    # Both collect garbage after every run, to find leaks that graders do not have.
    *"-p no:unraisableexception -p no:threadexception -q --tb=native --assert=plain".split(),
]
_RECORD = [
    *"-p pytest_jsonreport.plugin -p pytest_metadata.plugin --json-report --json-report-file=none".split(),
    *"--json-report-omit traceback streams log keywords warnings collectors".split(),
]


_ERROR = re.compile(r"^[\w.]*(?:Error|Exception|Interrupt)\b.*$", re.MULTILINE)  # the last line of a traceback


@dataclass(frozen=True)
class Record:
    """The outcomes of a run, in the course's order."""

    submission: str
    sandbox: str
    seconds: float
    results: list[tuple[Check, Outcome]]


def run_checks(
    course: Course,
    submission: Submission,
    exercises: Sequence[Exercise],
    sandbox: str,
    *,
    official: bool = True,
    done: Callable[[Check, Outcome], None] = lambda check, outcome: None,
) -> Record:
    """Run the checks of some exercises on a submission, whose code runs in the sandbox of that name.

    With `official`, hidden checks must exist and the points add up; `done` is called with each check and its outcome as
    it ends. Raises CourseError if the graders themselves are at fault, so that there is no verdict.
    """
    started = time.monotonic()
    if official:
        for exercise in exercises:
            checks.read(course, exercise)
    grader, recorder = Grader(Student(course, submission, sandbox), done), _Recorder()
    output = session(course, exercises, official, _RECORD, [grader, recorder])
    for nodeid, check in grader.checks.items():
        if nodeid not in recorder.nodeids:  # a cross-check with pytest's own record: no check gets lost
            raise CourseError(f"{check.id} was collected, but is missing from pytest's record.")
        if check.id not in grader.outcomes:
            raise CourseError(f"{nodeid} gave no verdict: the grader itself fails.\n{_fault(output)}")
    return Record(submission.name, sandbox, time.monotonic() - started, grader.results())


def session(
    course: Course, exercises: Sequence[Exercise], official: bool, options: Sequence[str], plugins: Sequence[object]
) -> str:
    """Run pytest on the graders of some exercises; returns its output. Raises CourseError and KeyboardInterrupt."""
    files = [checks.file_of(course, exercise, which) for exercise in exercises for which in Visibility]
    if not official:
        files = [file for file in files if file.is_file() or file.name == "test_visible.py"]
    if missing := [file for file in files if not file.is_file()]:
        raise CourseError(f"There is no {missing[0].relative_to(course.root).as_posix()}.")
    _forget_other_courses(course)
    output, keyboard = io.StringIO(), _Keyboard()
    arguments = [f"--rootdir={course.root}", *_ARGUMENTS, *options, "--", *map(str, files)]
    with _pytest_environment(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        status = pytest.main(arguments, plugins=[*plugins, keyboard])
    if keyboard.interrupted:
        raise KeyboardInterrupt
    if status not in (0, 1):
        lines = output.getvalue().splitlines()
        errors = [line for line in lines if line.startswith(("E ", "ERROR"))]
        raise CourseError("The graders cannot be run.\n" + "\n".join((errors or lines)[-12:]))
    return output.getvalue()


def run_each(
    course: Course, exercise: Exercise, overlays: Sequence[Overlay], *, skip_end_to_end: bool = False
) -> dict[str, Record]:
    """Run the checks on the reference with each overlay, and return the records by the overlay's name.

    It is the course's own code, so there is no sandbox. With `skip_end_to_end`, end-to-end checks are skipped once
    another one has failed. Raises CourseError if the graders themselves are at fault.
    """
    runner = OverlayRunner(course, exercise, overlays, skip_end_to_end)
    output = session(course, [exercise], False, [], [runner.grader, runner])
    if runner.fault:
        raise CourseError(f"{runner.fault} gave no verdict: the grader itself fails.\n{_fault(output)}")
    return runner.records


def _fault(output: str) -> str:
    """The end of pytest's first traceback, which says what is wrong."""
    first = _ERROR.search(output)
    return output[max(0, first.end() - 3000) : first.end()] if first else output[-3000:]


class OverlayRunner:
    """A pytest plugin that runs the collected checks once for each overlay."""

    def __init__(self, course: Course, exercise: Exercise, overlays: Sequence[Overlay], skip_end_to_end: bool) -> None:
        self.exercise, self.overlays, self.skip_end_to_end = exercise, overlays, skip_end_to_end
        self.reference = Submission("solutions", course.solutions)
        self.grader = Grader(Student(course, self.reference, IN_PROCESS))
        self.records: dict[str, Record] = {}
        self.fault = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Take the place of pytest's own loop."""
        if session.testsfailed:
            return None  # pytest reports what could not be collected
        end_to_end = [item for item in session.items if item.stash[CHECK].end_to_end]
        others = [item for item in session.items if item not in end_to_end]
        for overlay in self.overlays:
            started = time.monotonic()
            self.grader.again(Student(self.grader.course, self.reference, IN_PROCESS, overlay), self.exercise)
            self._run(others)
            failed = any(outcome.status is not Status.PASSED for outcome in self.grader.outcomes.values())
            if not (self.skip_end_to_end and failed):
                self._run(end_to_end)
            if self.fault:
                break
            seconds = time.monotonic() - started
            self.records[overlay.name] = Record(self.reference.name, IN_PROCESS, seconds, self.grader.results())
        return True

    def _run(self, items: Sequence[pytest.Item]) -> None:
        for item, following in zip(items, [*items, None][1:], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.stash[CHECK].id not in self.grader.outcomes:
                self.fault = self.fault or item.nodeid


def _forget_other_courses(course: Course) -> None:
    """Drop the graders of other courses: theirs have the same module names, and pytest would use them again."""
    for name, module in list(sys.modules.items()):
        file = str(getattr(module, "__file__", ""))
        if name.startswith("graders.") and not file.startswith(f"{course.root}{os.sep}"):
            del sys.modules[name]


class _Recorder:
    """Collects the tests in the record of pytest-json-report."""

    def __init__(self) -> None:
        self.nodeids: set[str] = set()

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        self.nodeids = {test["nodeid"] for test in json_report["tests"]}


class _Keyboard:
    """Notices Ctrl-C, after which pytest ends the run as if it were complete."""

    def __init__(self) -> None:
        self.interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.interrupted = excinfo.type is KeyboardInterrupt  # pytest's own Interrupted is a kind of it


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
