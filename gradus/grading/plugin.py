"""The pytest plugin of a course: the `submission` fixture, its options, and readable failures."""

from __future__ import annotations

import functools
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gradus.core.report import ExerciseResult
    from gradus.core.telling import Told
    from gradus.grading.grader import Grader
    from gradus.grading.student import StudentModule


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --submission and --in-process."""
    group = parser.getgroup("gradus", "graded exercises")
    group.addoption("--submission", default=None, help="the folder to grade (default: exercises)")
    purpose = "import the student's modules into pytest itself, for breakpoints (no isolation, never a score)"
    group.addoption("--in-process", action="store_true", help=purpose)


def pytest_configure(config: pytest.Config) -> None:
    """Grade with the checks at hand if pytest runs in a course."""
    config.addinivalue_line("markers", "points(worth, seconds, end_to_end): what a check is worth")
    if find(config) is not None:
        return
    from gradus.core.course import CourseError, find_root, load

    try:
        root = find_root(config.rootpath)
    except CourseError:
        return  # pytest in a project that is not a course
    from gradus.core.handed_in.submission import SubmissionError, open_folder
    from gradus.grading import proof
    from gradus.grading.grader import Grader
    from gradus.grading.student import Student
    from gradus.sandbox.launch import IN_PROCESS, PROCESS

    try:
        course = load(root)
        submission = open_folder(Path(config.getoption("--submission") or course.stubs), course)
    except (CourseError, SubmissionError) as error:
        if config.getoption("--submission"):
            raise pytest.UsageError(str(error)) from None
        return
    if config.option.importmode == "prepend":
        config.option.importmode = "importlib"  # every exercise's graders have the same two file names
    debugging = config.getoption("--in-process") or config.getoption("usepdb") or sys.gettrace() is not None
    vouches = functools.partial(proof.vouches, course, PROCESS)
    grader = Grader(Student(course, submission, IN_PROCESS if debugging else PROCESS), proven=vouches)
    config.pluginmanager.register(grader, "gradus-grader")
    config.pluginmanager.register(StudentReporter(grader), "gradus-sentences")


def find(config: pytest.Config) -> Grader | None:
    """The grader of this pytest session, if it has one."""
    from gradus.grading.grader import Grader

    return next((p for p in config.pluginmanager.get_plugins() if isinstance(p, Grader)), None)


class StudentReporter:
    """Replaces pytest's tracebacks by messages for a student, with diagnosis."""

    def __init__(self, grader: Grader) -> None:
        self.grader = grader
        self.session: pytest.Session
        self.unfinished = False

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> Generator[None, None, None]:
        """Rewrite the reports before pytest prints them, and add the points afterwards."""
        from gradus.core.status import Status
        from gradus.core.telling import points_line, tell
        from gradus.grading import scoring
        from gradus.grading.runner import Record

        grader = self.grader
        record = Record(grader.student.submission.name, grader.student.sandbox, 0.0, grader.results())
        results = [result for result in scoring.build(grader.course, record).exercises if result.checks]
        for result in results:
            for told in tell(result.checks):
                if told.check.status is not Status.PASSED:
                    report: Any = grader.reports[told.check.id]  # pytest prints any object there
                    report.longrepr = _sentences(result, told)
        yield
        if results:
            terminalreporter.write_line(f"{points_line(results, complete=_complete(grader, results))}.")

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Note the session, which counts the failures."""
        self.session = session

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """Let -x and --maxfail count what went wrong: a check that was not started comes before one that was."""
        status = getattr(report, "gradus_status", None)
        if report.failed and status is not None and status.quiet:
            self.session.testsfailed -= 1  # pytest adds it again
            self.unfinished = True
        return (yield)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End with exit status 1 also where nothing went wrong but something was not started."""
        if self.unfinished and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(self, call: pytest.CallInfo[None]) -> None:
        """Let a debugger open where the student's code failed, not where the grader noticed."""
        cause = call.excinfo.value.__cause__ if call.excinfo else None
        if cause is not None and cause.__traceback__ is not None:
            call.excinfo = pytest.ExceptionInfo.from_exception(cause)


def _complete(grader: Grader, results: list[ExerciseResult]) -> bool:
    """Whether every check that there is of these exercises ran, and none was left out by -k or -x."""
    from gradus.core import checks

    course = grader.course
    there = {check.id for each in results for check in checks.read(course, course.by_id[each.id], official=False)}
    return there == {check.id for each in results for check in each.checks}


class Sentences:
    """What pytest prints of a check that did not pass; its short summary has `message` alone."""

    def __init__(self, message: str, lines: list[str]) -> None:
        self.message = message
        self.lines = lines

    @property
    def reprcrash(self) -> Sentences:
        """What pytest's short summary takes its message from."""
        return self

    def __str__(self) -> str:
        return "\n".join([self.message, *self.lines])


def _sentences(result: ExerciseResult, told: Told) -> Sentences:
    """What is told of a check that did not pass; of a fault of the whole file, how many wait for it."""
    from gradus.core.telling import unusable, waiting

    check = told.check
    head, advice = f"{check.title}  {check.score:g} / {check.points:g}", told.advice
    if check.whole_file:
        head, advice = unusable(result), waiting(result)
    lines = [f"    {line}" for text in (told.facts, advice, told.repeat) for line in text.splitlines()]
    return Sentences(head, lines)


@pytest.fixture(scope="module")
def submission(request: pytest.FixtureRequest) -> StudentModule:
    """The student's module of the exercise whose graders contain the test file."""
    if grader := find(request.config):
        return grader.module(request.path)
    raise pytest.UsageError("the submission fixture needs a course: there is no course.toml here")
