"""The errors between the grader and a worker."""

from collections.abc import Sequence

from gradus.core.status import Kind, Status


class SandboxUnavailableError(Exception):
    """The requested sandbox does not work here; the text says why and what to do."""


class WorkerStartError(Exception):
    """No worker started, or its sandbox was ended from outside: an infrastructure error, not a verdict."""


class WorkerTimeoutError(Exception):
    """The deadline passed before the worker replied."""


class WorkerExitedError(Exception):
    """The worker process has ended."""


class StudentCodeError(Exception):
    """The student's code gave no result that a check can use; `text` says what happened, sanitised for display.

    An exception has the class name `exception`, built-in `bases`, and the student's innermost `module` in its
    traceback. `own`: the exercise's own module cannot be imported. `starved`: there was no processor for a notable part
    of the time that it had.
    """

    def __init__(
        self,
        status: Status,
        text: str = "",
        kind: Kind | None = None,
        *,
        exception: str = "",
        bases: Sequence[str] = (),
        module: str = "",
    ) -> None:
        """`kind` defaults to the one named like `status`, and `text` to the kind's sentence."""
        self.status, self.kind = status, kind if kind is not None else Kind[status.name]
        self.text = text or self.kind.sentence
        super().__init__(self.text)
        self.exception, self.bases, self.module = exception, list(bases), module
        self.own = self.starved = False
