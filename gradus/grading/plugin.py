"""The pytest plugin of a course: the `submission` fixture, its options, and readable failures."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gradus.core.course import Course
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
    _check_exercises(config, course)
    vouches = functools.partial(proof.vouches, course, PROCESS)
    grader = Grader(Student(course, submission, IN_PROCESS if _debugging(config) else PROCESS), proven=vouches)
    config.pluginmanager.register(grader, "gradus-grader")
    config.pluginmanager.register(StudentReporter(grader), "gradus-sentences")


def _check_exercises(config: pytest.Config, course: Course) -> None:
    """Let an exercise's file, which an editor has open, stand for its checks: pytest exercises/warmup/square.py."""
    if config.option.doctestmodules:
        return  # that file's own examples are meant
    checks = {course.stubs / each.path: course.graders(each) for each in course.exercises}
    here = config.invocation_params.dir
    config.args = [str(checks.get(Path(os.path.realpath(here / each)), each)) for each in config.args]


def _debugging(config: pytest.Config) -> bool:
    """Whether the student's code belongs into this process, because a debugger looks at it or was asked to."""
    # An editor's debugger: from Python 3.12 on, it need not trace.
    if sys.version_info >= (3, 12) and sys.monitoring.get_tool(sys.monitoring.DEBUGGER_ID):
        return True
    asked = any(config.getoption(option) for option in ("--in-process", "usepdb", "trace"))
    return asked or sys.gettrace() is not None


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
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Let --pdb open at what went wrong: not at a stub, and at a fault of the whole file once."""
        report = yield
        if self.session.config.option.usepdb and (_unstarted(report) or getattr(report, "gradus_waits", False)):
            call.excinfo = None
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Generator[None, None, None]:
        """Let -x and --maxfail count what went wrong: a check that was not started comes before one that was.

        Editors show a report as soon as it is there, so it says already here what is known by now.
        """
        if _unstarted(report):
            self.session.testsfailed -= 1  # pytest adds it again
            self.unfinished = True
        elif report.failed and hasattr(report, "gradus_status"):
            report.longrepr = str(self._so_far(report.nodeid))
        return (yield)

    def _so_far(self, nodeid: str) -> Sentences:
        """What is told of one check by itself, before the others have run."""
        from gradus.core.telling import tell
        from gradus.grading import scoring
        from gradus.grading.runner import Record

        grader, check = self.grader, self.grader.checks[nodeid]
        record = Record(grader.student.submission.name, grader.student.sandbox, 0.0, grader.results())
        result = scoring.build(grader.course, record, [grader.course.by_id[check.exercise]]).exercises[0]
        told = next(tell(each for each in result.checks if each.id == check.id))
        return _sentences(result, told, complete=False)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End with exit status 1 also where nothing went wrong but something was not started."""
        if self.unfinished and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(self, node: pytest.Item | pytest.Collector, call: pytest.CallInfo[None]) -> None:
        """Let a debugger open where the student's code failed or, where it only answered, at the line that asked."""
        if not (call.excinfo and isinstance(node, pytest.Item)):
            return
        error: BaseException | None = call.excinfo.value
        opened = [(error, node.path.parent)]
        while error:
            opened.insert(-1, (error, self.grader.student.submission.root))
            error = error.__cause__
        for each, folder in opened:
            if each and (trace := _up_to(folder, each.__traceback__)):
                call.excinfo = pytest.ExceptionInfo.from_exception(each.with_traceback(trace))
                return


def _unstarted(report: pytest.TestReport) -> bool:
    """Whether nothing is wrong with a check that failed: its function is not written, or another one comes first."""
    status = getattr(report, "gradus_status", None)
    return report.failed and status is not None and status.quiet


def _up_to(folder: Path, trace: TracebackType | None) -> TracebackType | None:
    """A traceback up to its last line in a folder; None if there is none."""
    steps: list[TracebackType] = []
    while trace:
        steps.append(trace)
        trace = trace.tb_next
    place, end = os.path.realpath(folder), None
    for step in reversed(steps):
        if end or Path(os.path.realpath(step.tb_frame.f_code.co_filename)).is_relative_to(place):
            end = TracebackType(end, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return end


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


def _sentences(result: ExerciseResult, told: Told, *, complete: bool = True) -> Sentences:
    """What is told of a check that did not pass; of a fault of the whole file, how many wait for it once all ran."""
    from gradus.core.telling import unusable, waiting

    check = told.check
    head, advice = f"{check.title}  {check.score:g} / {check.points:g}", told.advice
    if check.whole_file:
        head, advice = unusable(result), waiting(result) if complete else ""
    lines = [f"    {line}" for text in (told.facts, advice, told.repeat) for line in text.splitlines()]
    return Sentences(head, lines)


@pytest.fixture(scope="module")
def submission(request: pytest.FixtureRequest) -> StudentModule:
    """The student's module of the exercise whose graders contain the test file."""
    if grader := find(request.config):
        return grader.module(request.path)
    raise pytest.UsageError("the submission fixture needs a course: there is no course.toml here")
