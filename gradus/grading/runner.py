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

from gradus.core.course import Course, CourseError, Exercise
from gradus.core.submission import Submission
from gradus.grading.checks import Check, Outcome
from gradus.grading.grader import Grader, require_points
from gradus.grading.student import Student

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
    """Run the checks of these exercises on the submission.

    Where a run is not `official`, hidden checks may be absent: a student has none.
    Raises CourseError where the graders themselves are at fault: there is no verdict then.
    """
    started = time.monotonic()
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
    if official:
        require_points([check for check, _ in results], exercises)
    return Record(submission.name, sandbox, time.monotonic() - started, results)


def session(
    course: Course, exercises: Sequence[Exercise], official: bool, options: Sequence[str], plugins: Sequence[object]
) -> str:
    """One session of pytest on the graders of these exercises, and what it said.

    Raises CourseError where the graders cannot be run, and KeyboardInterrupt where somebody interrupted it.
    """
    import pytest

    files = [course.graders(exercise) / f"test_{which}.py" for exercise in exercises for which in ("visible", "hidden")]
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
