"""One submission, graded: pytest runs the graders, and its record is read against the course."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.status import Status, Visibility
from gradus.core.submission import Submission
from gradus.grading.grader import Grader
from gradus.grading.running import Outcome
from gradus.grading.student import Overlay, Student
from gradus.sandbox.launch import IN_PROCESS

if TYPE_CHECKING:
    import pytest

CONFIGURATION = Path(__file__).with_name("checks.ini")


@dataclass(frozen=True)
class Record:
    """What became of each check of a run, in the course's order."""

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
    """Run the checks of these exercises on a submission.

    Args:
        course: the course.
        submission: what was handed in.
        exercises: which of the course's exercises to run.
        sandbox: where the submission's code runs.
        official: whether hidden checks must be there, and points add up; a student has no hidden ones.
        done: told each check's outcome as it comes.

    Raises:
        CourseError: the graders themselves are at fault: there is no verdict then.
    """
    started = time.monotonic()
    if official:
        for exercise in exercises:
            checks.read(course, exercise)
    grader, raw = Grader(Student(course, submission, sandbox), done), _Raw()
    said = session(course, exercises, official, _RECORD, [grader, raw])
    results: list[tuple[Check, Outcome]] = []
    for test in raw.record["tests"]:
        metadata = test.get("metadata", {})
        if not metadata.get("outcome"):
            raise CourseError(f"{test['nodeid']} gave no verdict: the grader itself fails.\n{said[-3000:]}")
        results.append((Check(**metadata["check"]), Outcome(**metadata["outcome"])))
    if lost := set(grader.checks) - {check.id for check, _ in results}:
        raise CourseError(f"{min(lost)} was collected, but pytest's record does not hold it.")
    return Record(submission.name, sandbox, time.monotonic() - started, results)


def session(
    course: Course, exercises: Sequence[Exercise], official: bool, options: Sequence[str], plugins: Sequence[object]
) -> str:
    """One session of pytest on the graders of these exercises, and what it said.

    Raises CourseError where the graders cannot be run, and KeyboardInterrupt where somebody interrupted it.
    """
    import pytest

    files = [checks.file_of(course, exercise, which) for exercise in exercises for which in Visibility]
    if not official:
        files = [file for file in files if file.is_file() or file.name == "test_visible.py"]
    if absent := [file for file in files if not file.is_file()]:
        raise CourseError(f"There is no {absent[0].relative_to(course.root).as_posix()}.")
    _forget_other_courses(course)
    said, keyboard = io.StringIO(), _Keyboard()
    arguments = [f"--rootdir={course.root}", *_ARGUMENTS, *options, "--", *map(str, files)]
    with _own_pytest(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        status = pytest.main(arguments, plugins=[*plugins, keyboard])
    if keyboard.interrupted:
        raise KeyboardInterrupt
    if status not in (0, 1):
        raise CourseError(_reason(said.getvalue()))
    return said.getvalue()


def run_each(
    course: Course, exercise: Exercise, overlays: Sequence[Overlay], *, skip_end_to_end: bool = False
) -> dict[str, Record]:
    """Run the checks of one exercise against the reference with each overlay in it, in one session of pytest.

    Our own code needs no sandbox, and the start of a session for each would cost more than most checks do.

    Args:
        course: the course.
        exercise: the exercise.
        overlays: misconceptions or variants.
        skip_end_to_end: whether to leave out end-to-end checks once another one has failed.

    Returns:
        What became of the checks, by the overlay's name.

    Raises:
        CourseError: the graders themselves are at fault: there is no verdict then.
    """
    rounds = OverlayRunner(course, exercise, overlays, skip_end_to_end)
    said = session(course, [exercise], False, [], [rounds.grader, rounds])
    if rounds.fault:
        raise CourseError(f"{rounds.fault} gave no verdict: the grader itself fails.\n{said[-3000:]}")
    return rounds.records


class OverlayRunner:
    """Runs what was collected once for each overlay, where pytest would run it once."""

    def __init__(self, course: Course, exercise: Exercise, overlays: Sequence[Overlay], skip_end_to_end: bool) -> None:
        self.exercise, self.overlays, self.skip_end_to_end = exercise, overlays, skip_end_to_end
        self.reference = Submission("solutions", course.solutions)
        self.grader = Grader(Student(course, self.reference, IN_PROCESS))
        self.records: dict[str, Record] = {}
        self.fault = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        if session.testsfailed:
            return None  # pytest says what could not be collected
        whole = [item for item in session.items if self.grader.check(item).end_to_end]
        parts = [item for item in session.items if item not in whole]
        for overlay in self.overlays:
            started = time.monotonic()
            self.grader.again(Student(self.grader.course, self.reference, IN_PROCESS, overlay), self.exercise)
            results = self._run(parts)
            if not (self.skip_end_to_end and any(outcome.status is not Status.PASSED for _, outcome in results)):
                results += self._run(whole)
            if self.fault:
                break
            seconds = time.monotonic() - started
            self.records[overlay.name] = Record(self.reference.name, IN_PROCESS, seconds, results)
        return True

    def _run(self, items: Sequence[pytest.Item]) -> list[tuple[Check, Outcome]]:
        found: list[tuple[Check, Outcome]] = []
        for item, following in zip(items, [*items, None][1:], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            check = self.grader.check(item)
            if check.id in self.grader.outcomes:
                found.append((check, self.grader.outcomes[check.id]))
            else:
                self.fault = self.fault or item.nodeid
        return found


def _forget_other_courses(course: Course) -> None:
    """Graders of two courses have the same module names, and pytest would take the first one's for both."""
    for name, module in list(sys.modules.items()):
        if name.startswith("graders.") and not str(getattr(module, "__file__", "")).startswith(
            f"{course.root}{os.sep}"
        ):
            del sys.modules[name]


class _Raw:
    """Takes pytest-json-report's record as it is made."""

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}

    def pytest_json_modifyreport(self, json_report: dict[str, Any]) -> None:
        self.record = json_report


class _Keyboard:
    """Sees whether somebody pressed Ctrl-C, which pytest itself takes for the end of a run."""

    def __init__(self) -> None:
        self.interrupted = False

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.interrupted = excinfo.type is KeyboardInterrupt  # pytest's own Interrupted is a kind of it


_ARGUMENTS = [
    "-c",
    str(CONFIGURATION),
    *"-p gradus.grading.plugin -p no:cacheprovider".split(),
    # Each collects garbage at the end of every run, and looks for what no grader leaves behind.
    *"-p no:unraisableexception -p no:threadexception".split(),
    *"--import-mode=importlib --noconftest -q --tb=native --assert=plain".split(),
]
_RECORD = [
    *"-p pytest_jsonreport.plugin -p pytest_metadata.plugin --json-report --json-report-file=none".split(),
    *"--json-report-omit traceback streams log keywords warnings collectors".split(),
]


@contextlib.contextmanager
def _own_pytest() -> Iterator[None]:
    """Keep what a user's environment adds to pytest out of a verdict, and its start short."""
    kept = {name: os.environ.pop(name, None) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, old in kept.items():
            os.environ.pop(name, None)
            if old is not None:
                os.environ[name] = old


def _reason(said: str) -> str:
    """The lines of pytest's own output that say why it could not run the graders."""
    lines = [line for line in said.splitlines() if line.startswith(("E ", "ERROR"))]
    return "The graders cannot be run.\n" + "\n".join(lines[-12:] or said.splitlines()[-12:])
