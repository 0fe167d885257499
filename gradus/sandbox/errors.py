"""What can go wrong between the grader and a worker."""

from __future__ import annotations

from gradus.core.status import Kind, Status


class SandboxUnavailableError(Exception):
    """The sandbox that was asked for does not work here; the text says why and what to do."""


class WorkerStartError(Exception):
    """No worker started, before any of the student's code ran: the machine's fault, and no verdict."""


class WorkerTimeoutError(Exception):
    """The deadline passed before the worker answered."""


class WorkerExitedError(Exception):
    """The worker is gone."""


class StudentCodeError(Exception):
    """Something in the student's code kept the check from having an answer.

    Attributes:
        status: what it makes of the check.
        text: what happened, made printable.
        kind: the kind of the failure.
        exception: the name of the class that was raised, or nothing.
        bases: the built-in classes that it is one of.
        module: the innermost module of the student's that it passed through.
        own: whether the very module that is judged cannot be imported.
    """

    def __init__(
        self,
        status: Status,
        text: str,
        kind: Kind | None = None,
        *,
        exception: str = "",
        bases: str = "",
        module: str = "",
    ) -> None:
        super().__init__(text)
        self.status, self.text = status, text
        self.kind = kind if kind is not None else Kind[status.name]
        self.exception, self.bases, self.module = exception, bases.split(), module
        self.own = False
