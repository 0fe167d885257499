"""A student's exercise as the graders see it: `submission.numerical_derivative(f, 3.0)`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gradus.core.course import DISTRIBUTIONS, Course, Exercise
from gradus.core.submission import ModuleReadError, Submission
from gradus.core.text import one_line
from gradus.grading.checks import BlockedError, current
from gradus.sandbox import launch as sandboxes
from gradus.sandbox.handle import Handle, StudentCodeError
from gradus.sandbox.session import Session
from gradus.sandbox.transport import Callbacks, Link, LocalLink, RemoteLink
from gradus.worker.wire import Resolve

IN_PROCESS = "in-process"


@dataclass(frozen=True)
class Overlay:
    """A class of a graders' module whose functions replace the submission's: a misconception or a variant."""

    file: Path
    name: str


class Student:
    """All of one submission: a session for each exercise that is asked for."""

    def __init__(self, course: Course, submission: Submission, sandbox: str, overlay: Overlay | None = None) -> None:
        self.course, self.submission, self.sandbox, self.overlay = (
            course,
            submission,
            sandbox,
            overlay,
        )
        self.sessions: dict[tuple[str, frozenset[str]], Session] = {}
        self.untouched: set[str] = set()
        self.looked_through: set[str] = set()

    def session(self, exercise: Exercise, packages: frozenset[str] = frozenset()) -> Session:
        key = exercise.id, packages
        if key not in self.sessions:
            connect = self._connector(exercise.packages | packages)
            self.sessions[key] = Session(
                exercise.module, connect, lambda new: self._load(new, exercise, packages), current
            )
        return self.sessions[key]

    def begin(self, seed: int) -> None:
        for session in self.sessions.values():
            session.begin(seed)

    def printed(self, exercise: Exercise) -> str:
        return "".join(s.printed() for key, s in self.sessions.items() if key[0] == exercise.id)

    def finish(self, exercise: Exercise) -> None:
        """The exercise is over: nothing of its worker stays."""
        for key in [key for key in self.sessions if key[0] == exercise.id]:
            self.sessions.pop(key).close()

    def close(self) -> None:
        while self.sessions:
            self.sessions.popitem()[1].close()

    def _connector(self, packages: frozenset[str]) -> Callable[[Callbacks, Resolve], Link]:
        def connect(callbacks: Callbacks, resolve: Resolve) -> Link:
            if self.sandbox == IN_PROCESS:
                return LocalLink(callbacks, resolve)
            launch = sandboxes.launch(self.sandbox, packages, self.course.root)
            return RemoteLink(launch, callbacks, resolve)

        return connect

    def _load(self, session: Session, exercise: Exercise, packages: frozenset[str]) -> None:
        sources: dict[str, np.ndarray] = {}
        for each in [*self.course.before(exercise), exercise]:
            try:
                sources[each.module] = np.frombuffer(self.submission.source(each), np.uint8)
            except ModuleReadError as reason:
                if each is exercise:
                    raise StudentCodeError("missing" if reason.missing else "error", str(reason)) from None
        files = {}
        if self.sandbox == IN_PROCESS:
            files = {e.module: os.path.abspath(self.submission.root / e.path) for e in self.course.exercises}
        if self.overlay:
            sources["overlay"] = np.frombuffer(self.overlay.file.read_bytes(), np.uint8)
        session.ask(["sources", sources, files])
        session.ask(["absent", [name for name in exercise.data if DISTRIBUTIONS.get(name, name) not in packages]])
        try:
            is_stub, names = session.ask(["inspect", exercise.module])
            self.untouched |= {exercise.id} if is_stub is True else set()
            self._gate(exercise, names)
            question = ["import", exercise.module]
            if self.overlay:
                question = ["overlay", exercise.module, "overlay", self.overlay.name]
            session.modules[exercise.module] = session.ask(question)
        except StudentCodeError as fault:
            for earlier in self.course.before(exercise):
                if earlier.module not in sources and fault.exception == "ModuleNotFoundError":
                    raise BlockedError(earlier.id, "it is not handed in.") from fault
                if fault.module == earlier.module:
                    raise BlockedError(earlier.id, "it cannot be imported.") from fault
            if fault.status == "error":
                raise StudentCodeError("error", fault.text, "import", module=fault.module) from fault
            raise

    def _gate(self, exercise: Exercise, names: Any) -> None:
        """Refuse imports and names that course.toml does not allow. The worker read them without running the code."""
        for line, name in names:
            reason = refused(exercise, self.course, str(name))
            if reason:
                raise StudentCodeError("error", f"line {int(line)} uses {one_line(name, 80)}: {reason}", "import")


def refused(exercise: Exercise, course: Course, name: str) -> str:
    """Why the exercise may not use the dotted `name`; empty where it may."""
    import sys

    if any(name == banned or name.startswith(banned + ".") for banned in exercise.forbid):
        return "this exercise asks you to write it yourself."
    head = name.split(".")[0]
    built_on = {e.module for e in course.before(exercise)}
    if head in ("", "exercises"):
        if head == "" or any(name == m or name.startswith(m + ".") for m in built_on):
            return ""
        return "an exercise does not import another one." if not built_on else f"it may build on {', '.join(built_on)}."
    if head in exercise.allow | exercise.data or head in sys.stdlib_module_names:
        return ""
    may = ", ".join(sorted(exercise.allow | exercise.data))
    return f"it may import the standard library and {may}, and all that it needs stands in its own file."


class StudentModule:
    """What the `submission` fixture gives: the student's module of one exercise."""

    def __init__(self, student: Student, exercise: Exercise, packages: frozenset[str] = frozenset()) -> None:
        self.__dict__.update(_student=student, _exercise=exercise, _packages=packages)

    @property
    def _session(self) -> Session:
        student: Student = self.__dict__["_student"]
        return student.session(self._exercise, self._packages)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._session.module(self._exercise.module), name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a student's module is not written to")

    def __repr__(self) -> str:
        return f"<{self._exercise.id} as handed in>"


def session_of(thing: StudentModule | Handle) -> Session:
    """The session that a student's module, or something that came out of it, lives in."""
    return thing._session


def other(submission: StudentModule, exercise: str) -> Any:
    """Another exercise of the same submission, in the same worker: one that this exercise builds on.

    Raises StudentCodeError where it uses what it may not use itself.
    """
    student, session = submission._student, session_of(submission)
    needed = student.course.by_id[exercise]
    module = session.module(needed.module)
    if exercise not in student.looked_through:
        student._gate(needed, session.ask(["inspect", needed.module])[1])
        student.looked_through.add(exercise)
    return module


def with_packages(submission: StudentModule, *distributions: str) -> StudentModule:
    """The same module in a worker of its own that can also import `distributions`."""
    return StudentModule(submission._student, submission._exercise, frozenset(distributions))
