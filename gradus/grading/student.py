"""A student's exercise as the graders see it: `submission.numerical_derivative(f, 3.0)`."""

import contextlib
import functools
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core import checks
from gradus.core.course import Course, Exercise
from gradus.core.exercise import distribution
from gradus.core.handed_in.submission import ModuleReadError, Submission
from gradus.core.status import Kind, Status
from gradus.core.text import nearest, one_line, printable
from gradus.grading import docstrings
from gradus.grading.running import BlockedError, ExpectationError, running
from gradus.sandbox.callbacks import Callbacks
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.sandbox.launch import IN_PROCESS
from gradus.sandbox.output import MOST
from gradus.sandbox.policy import Use, policy
from gradus.sandbox.session import Session
from gradus.sandbox.transport import InProcessTransport, Transport
from gradus.sandbox.workers import Workers


@dataclass(frozen=True)
class Overlay:
    """A class of a graders' module whose functions replace the submission's: a misconception or a variant.

    With an empty name, nothing is replaced.
    """

    file: Path
    name: str


class Student:
    """The code of one submission: a session for each exercise that is used."""

    session_type: Callable[..., Session] = Session

    def __init__(
        self,
        course: Course,
        submission: Submission,
        sandbox: str,
        overlay: Overlay | None = None,
        workers: Workers | None = None,
        before_code: Callable[[], None] = lambda: None,
    ) -> None:
        """Workers come from `workers`, which are not closed with this; without, from some of its own.

        `before_code` is called each time before the student's code is imported.
        """
        self.course, self.submission, self.sandbox, self.overlay = course, submission, sandbox, overlay
        self.workers, self.own_workers, self.before_code = workers, workers is None, before_code
        self.sessions: dict[tuple[str, frozenset[str]], Session] = {}
        self.untouched: set[str] = set()
        self.gated: set[str] = set()
        self.defined: dict[str, list[str]] = {}
        self.uses: dict[str, list[Use] | StudentCodeError] = {}
        self.ran: set[str] = set()  # exercises whose code a worker was told to run

    def session(self, exercise: Exercise, packages: frozenset[str] = frozenset()) -> Session:
        """The session of an exercise whose worker can also import `packages`; its worker starts when it is asked."""
        key = exercise.id, packages
        if key not in self.sessions:
            connect = functools.partial(self._connect, exercise.packages | packages)
            supply = functools.partial(self._supply, exercise=exercise, packages=packages)
            load = functools.partial(self._load, exercise=exercise)
            names = docstrings.parameters(self.course, exercise)
            self.sessions[key] = self.session_type(exercise.module, connect, load, running, names, supply=supply)
        return self.sessions[key]

    def absent(self, exercise: Exercise) -> StudentCodeError | None:
        """What a check hears of an exercise whose module was not handed in, or cannot be read; None if it can be."""
        try:
            self._source(exercise)
        except StudentCodeError as fault:
            fault.own = True
            return fault
        return None

    def begin(self, seed: int) -> None:
        """Begin a check: seed the random generators of all workers."""
        for session in self.sessions.values():
            session.begin(seed)

    def printed(self) -> list[str]:
        """The lines that the student's code printed in this check, as many as are shown."""
        return [line for session in self.sessions.values() for line in session.printed()][-MOST:]

    def finish(self, exercise: Exercise) -> None:
        """End the workers of an exercise."""
        for key in [key for key in self.sessions if key[0] == exercise.id]:
            self.sessions.pop(key).close()

    def interrupt(self) -> None:
        """End what the workers are at, from another thread: whoever waits for an answer hears that they ended."""
        for session in [*self.sessions.values()]:
            session.interrupt()

    def close(self) -> None:
        """End all workers."""
        while self.sessions:
            self.sessions.popitem()[1].close()
        if self.workers and self.own_workers:
            self.workers.close()

    def _connect(self, packages: frozenset[str], callbacks: Callbacks, resolve: Any) -> Transport:
        if self.sandbox == IN_PROCESS:
            return InProcessTransport(callbacks, resolve)
        self.workers = self.workers or Workers(self.sandbox, self.course.root)
        return self.workers.connect(packages, callbacks, resolve)

    def _supply(self, session: Session, exercise: Exercise, packages: frozenset[str]) -> None:
        """Give the worker the sources, and see whether the exercise's own may be imported."""
        sources = self._sources(exercise)
        debugged = self.course.exercises if self.sandbox == IN_PROCESS else ()
        files = {e.module: os.path.abspath(self.submission.root / e.path) for e in debugged}
        session.load_sources(sources, files)
        needed = [each for each in [*self.course.before(exercise), exercise] if each.module in sources]
        session.hold_imports({each.module: policy(self.course, each) for each in needed})
        self._hide(session, exercise, packages)
        # Before any of the student's code runs: afterwards, the worker may say anything of it.
        for each in needed:
            self.uses[each.id] = self._inspected(session, each)
        try:
            self._gate(exercise, sources[exercise.module])
        except StudentCodeError as fault:
            raise self._blame(fault, exercise, sources) from fault

    def _inspected(self, session: Session, exercise: Exercise) -> list[Use] | StudentCodeError:
        """The names that a module uses, or why it cannot be read."""
        try:
            seen = session.inspect(exercise.module)
        except StudentCodeError as fault:
            return fault
        self.defined[exercise.id] = seen.names
        if seen.is_stub:
            self.untouched.add(exercise.id)
        return seen.uses

    def _load(self, session: Session, exercise: Exercise) -> None:
        """Import the exercise's module."""
        self.before_code()
        self.ran.add(exercise.id)
        try:
            if self.overlay and self.overlay.name:
                module = session.import_overlaid(exercise.module, "overlay", self.overlay.name)
            else:
                module = session.import_module(exercise.module)
            session.modules[exercise.module] = module
            session.learn_functions(module)
        except StudentCodeError as fault:
            raise self._blame(fault, exercise, self._sources(exercise)) from fault

    def _hide(self, session: Session, exercise: Exercise, packages: frozenset[str]) -> None:
        """Hide the packages that load data from a worker that has them not."""
        absent = {name: distribution(name) for name in exercise.data}
        absent = {name: each for name, each in absent.items() if each not in packages}
        loads = [name for name in docstrings.parameters(self.course, exercise) if name.startswith("load")]
        place = f"inside {loads[0]}" if len(loads) == 1 else "inside the function that loads data"
        session.hide_packages([*absent], f"load it {place}: this check has no {', '.join(absent.values())}")

    def _source(self, exercise: Exercise) -> bytes:
        try:
            return self.submission.source(exercise)
        except ModuleReadError as reason:
            raise StudentCodeError(Status.MISSING if reason.missing else Status.ERROR, str(reason)) from None

    def _sources(self, exercise: Exercise) -> dict[str, bytes]:
        """The modules that the worker gets: the exercise, those that it builds on, and the overlay."""
        sources: dict[str, bytes] = {}
        for each in self.course.before(exercise):
            with contextlib.suppress(ModuleReadError):
                sources[each.module] = self.submission.source(each)
        sources[exercise.module] = self._source(exercise)
        if self.overlay and self.overlay.name:
            sources["overlay"] = self.overlay.file.read_bytes()
        return sources

    def _blame(self, fault: StudentCodeError, exercise: Exercise, sources: Collection[str]) -> Exception:
        """The error for a module that cannot be loaded: its own fault, or that of one that it builds on."""
        for earlier in self.course.before(exercise):
            if earlier.module not in sources and fault.exception == "ModuleNotFoundError":
                return BlockedError(earlier.id, "it is not handed in.")
            if fault.module == earlier.module:
                return BlockedError(earlier.id, "it cannot be imported.")
        if fault.status is Status.ERROR:
            return StudentCodeError(Status.ERROR, fault.text, Kind.IMPORT, module=fault.module)
        return fault

    def _gate(self, exercise: Exercise, source: bytes = b"") -> None:
        """Reject names that are the answer, and imports that fail for certain; the worker finds them without running.

        Any other import that is not allowed fails where it runs, if it does.
        """
        if isinstance(uses := self.uses[exercise.id], StudentCodeError):
            raise uses
        rules = policy(self.course, exercise)
        for use in uses:
            if (use.certain or rules.forbids(use.name)) and (reason := rules.refused(use.name)):
                text = (
                    f"line {use.line} uses {one_line(use.name, 80)}: {reason}{_excerpt(source, use.line, use.column)}"
                )
                raise StudentCodeError(Status.ERROR, text, Kind.IMPORT)

    def misspelt(self, exercise: Exercise, name: str) -> str:
        """The name in the student's file that may be meant for a missing one; empty if there is none."""
        right = checks.asked(self.course, exercise)
        return nearest(name, [each for each in self.defined.get(exercise.id, []) if each not in right])


def _excerpt(source: bytes, line: int, column: int) -> str:
    """A line of a source that was refused, with a mark below its column (in bytes)."""
    lines = source.splitlines()
    if not 0 < line <= len(lines):
        return ""
    text = lines[line - 1]
    shown, before = (part.decode("utf-8", "replace").expandtabs(4) for part in (text, text[:column]))
    mark = f"    {printable(shown, 200)}\n    {' ' * len(before)}^"
    return f"\n{mark}\nNo function of this file runs while that line is there."


class StudentModule:
    """The value of the `submission` fixture: the student's module of one exercise."""

    def __init__(self, student: Student, exercise: Exercise, packages: frozenset[str] = frozenset()) -> None:
        self.__dict__.update(_student=student, _exercise=exercise, _packages=packages)

    @property
    def _session(self) -> Session:
        student: Student = self.__dict__["_student"]
        return student.session(self._exercise, self._packages)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        module = self._session.module(self._exercise.module)
        try:
            return getattr(module, name)
        except StudentCodeError as error:
            near = self._student.misspelt(self._exercise, name) if error.kind is Kind.MISSING else ""
            if not near:
                raise
            text = f"{error.text.removesuffix('.')}; there is {one_line(near)}: is that it?"
            raise StudentCodeError(error.status, text, error.kind) from error.__cause__

    def __setattr__(self, name: str, value: Any) -> None:
        text = f'a student\'s module is read-only; in a block, with replaced(submission, "{name}", …) puts another in'
        raise AttributeError(text, name=name, obj=self)

    def __repr__(self) -> str:
        return f"<{self._exercise.id} as handed in>"


def session_of(thing: StudentModule | Handle) -> Session:
    """The session of a student's module, or of an object that came from it."""
    return thing._session


def other(submission: StudentModule, exercise: str) -> Any:
    """The module of another exercise, which this one builds on, in the same worker. Raises StudentCodeError."""
    student, session = submission._student, session_of(submission)
    needed = student.course.find(exercise)
    module = session.module(needed.module)
    if exercise not in student.gated:
        student._gate(needed)
        student.gated.add(exercise)
    return module


def with_packages(submission: StudentModule, *distributions: str) -> StudentModule:
    """The same module in a worker of its own that can also import `distributions`, such as "scikit-learn"."""
    return StudentModule(submission._student, submission._exercise, frozenset(distributions))


@contextmanager
def prerequisite(submission: StudentModule, exercise: str) -> Iterator[Any]:
    """Block the check, rather than fail it, if another exercise is at fault.

    `with prerequisite(submission, "micrograd/engine") as engine:` gives that exercise's module, to test in the block
    what the check needs of it. Raises BlockedError, and StudentCodeError if the student's own module cannot be
    imported.
    """
    try:
        yield other(submission, exercise)
    except StudentCodeError as error:
        if error.own:
            raise
        unwritten = not error.status.begun or error.exception == "ModuleNotFoundError"
        raise BlockedError(exercise, "it is not written yet." if unwritten else "it stops with an error.") from error
    except ExpectationError as failure:
        raise BlockedError(exercise, "it does not give the right answers yet.") from failure
