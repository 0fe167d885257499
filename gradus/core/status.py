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
    def fails(self) -> bool:
        """Whether something that was begun went wrong: a wrong answer, an exception, or no answer in time."""
        return self.begun and not self.quiet

    @property
    def quiet(self) -> bool:
        """Whether nothing went wrong: the check passed, or its turn has not come."""
        return self is Status.PASSED or self.junit == "skipped"


# What a report says of a hidden check, whose message student code could put the inputs into: these and nothing else. Of
# a module that was not handed in, no code runs, and it says so as for a visible check.
HIDDEN = {
    Status.PASSED: "",
    Status.FAILED: "There is no right answer yet for an input that is not shown here.",
    Status.NOT_STARTED: "Not written yet.",
    Status.BLOCKED: "An exercise that it builds on comes first.",
}


class Kind(StrEnum):
    """The kind of a failure; `sentence` is what is said of it where nothing more is known."""

    sentence: str

    NONE = "", ""
    VALUE = "value", ""
    TYPE = "type", ""
    SHAPE = "shape", ""
    FINITE = "finite", ""
    ARGUMENTS = "arguments", ""
    RAISED = "raised", ""
    NO_ERROR = "no error", ""
    WARNED = "warned", ""
    FORM = "form", ""
    IMPORT = "import", ""
    DIED = "died", "Python stopped: it crashed, ran out of memory, or was told to exit."
    PROTOCOL = "protocol", "Your function's result could not be read."
    TIMEOUT = "timeout", "There was no answer in time: is there a loop that does not end?"
    NOT_STARTED = "not_started", "Not written yet."
    ATTRIBUTE = "attribute", ""
    ERROR = "error", ""
    MISSING = "missing", ""
    BLOCKED = "blocked", ""

    def __new__(cls, value: str, sentence: str) -> Kind:
        kind = str.__new__(cls, value)
        kind._value_, kind.sentence = value, sentence
        return kind
