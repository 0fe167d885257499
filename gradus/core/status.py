"""The statuses of a check and the kinds of failure, and how reports and pages show them."""

from __future__ import annotations

from enum import StrEnum


class Visibility(StrEnum):
    """Whether students have a check themselves."""

    VISIBLE = "visible"
    HIDDEN = "hidden"


class Status(StrEnum):
    """The result of a check: its value in a report, and how it is shown.

    `word` is for people, `mark` its sign, `style` the colour of that, and `junit` the element, empty if it passed.
    """

    word: str
    mark: str
    style: str
    junit: str

    PASSED = "passed", "passed", "✓", "green", ""
    FAILED = "failed", "failed", "✗", "red", "failure"
    ERROR = "error", "error", "✗", "red", "error"
    TIMEOUT = "timeout", "no answer", "✗", "red", "failure"
    NOT_STARTED = "not_started", "not started", "·", "dim", "skipped"
    MISSING = "missing", "not handed in", "✗", "red", "failure"
    BLOCKED = "blocked", "blocked", "·", "yellow", "skipped"

    def __new__(cls, value: str, word: str, mark: str, style: str, junit: str) -> Status:
        status = str.__new__(cls, value)
        status._value_, status.word, status.mark, status.style, status.junit = value, word, mark, style, junit
        return status

    @property
    def begun(self) -> bool:
        """Whether there is an attempt."""
        return self not in (Status.NOT_STARTED, Status.MISSING)

    @property
    def wrong(self) -> bool:
        """Whether the code ran and gave a wrong answer, or none because it raised."""
        return self in (Status.FAILED, Status.ERROR)

    @property
    def quiet(self) -> bool:
        """Whether nothing went wrong: the check passed, or its turn has not come."""
        return self is Status.PASSED or self.junit == "skipped"


class Kind(StrEnum):
    """The kind of a failure. `hidden` replaces a hidden check's message, which student code could put the inputs into.

    None keeps the message: the engine made it without running any student code.
    """

    hidden: str | None

    NONE = "", ""
    VALUE = "value", "The answer is not the right one for an input that is not shown here."
    TYPE = "type", "The answer has the wrong type for an input that is not shown here."
    SHAPE = "shape", "The answer has the wrong shape for an input that is not shown here."
    FINITE = "finite", "The answer is nan or infinite for an input that is not shown here."
    ARGUMENTS = "arguments", "An argument was changed that should have been left alone."
    RAISED = "raised", "It stopped with an error on an input that is not shown here."
    NO_ERROR = "no error", "It should have refused an input that is not shown here."
    WARNED = "warned", "NumPy warned of an overflow or an invalid value on an input that is not shown here."
    FORM = "form", "The answer has a type or structure that this check can't handle."
    IMPORT = "import", "The module cannot be imported: the checks that you can run yourself say why."
    DIED = "died", "Python stopped: it crashed, ran out of memory, or was told to exit."
    PROTOCOL = "protocol", "Your function's result could not be read."
    TIMEOUT = "timeout", "There was no answer in time: is there a loop that does not end?"
    NOT_STARTED = "not_started", "Not written yet."
    ATTRIBUTE = "attribute", "The answer lacks an attribute that the exercise asks for."
    ERROR = "error", ""
    MISSING = "missing", None
    BLOCKED = "blocked", None

    def __new__(cls, value: str, hidden: str | None) -> Kind:
        kind = str.__new__(cls, value)
        kind._value_, kind.hidden = value, hidden
        return kind
