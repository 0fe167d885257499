"""What travels between the client and the machines of a cluster: documents as bytes, each decoded strictly."""

import json
from dataclasses import asdict, dataclass, field

from gradus.core.decode import Document
from gradus.core.handed_in.packed import Packed
from gradus.core.report import Report
from gradus.core.status import Visibility
from gradus.grading.official.pool import Seen


class Message(Document):
    """A document that travels as compact bytes."""

    def pack(self) -> bytes:
        """The document as bytes; `parse` reads them."""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Greeting(Message):
    """What a machine must have to take part in a `run`: the `state` of these exercises, and the sandbox.

    `deadline` is that of LocalPool; `proven` are the proofs of the checks as JSON, so that no machine has to run the
    reference itself.
    """

    SCHEMA = "gradus.greeting/1"
    run: str
    sandbox: str
    exercises: tuple[str, ...]
    state: dict[str, str]
    proven: str
    deadline: float | None = None


@dataclass(frozen=True)
class Task(Message):
    """A submission to grade in a run, without the name of whoever handed it in; the rest is that of Job."""

    SCHEMA = "gradus.task/1"
    run: str
    exercises: tuple[str, ...]
    submission: Packed
    alone: bool = False
    phase: Visibility = Visibility.VISIBLE
    halves: dict[str, str] = field(default_factory=dict)
    secret: str = ""


@dataclass(frozen=True)
class Answer(Message):
    """What became of a task: what was seen, a report with what `Written` tells beside it, or an infrastructure `error`.

    A machine that is in no state to grade has `refused`, and says why; the submission is then graded by another.
    `machine` is the address of its Dask worker.
    """

    SCHEMA = "gradus.answer/1"
    report: Report | None = None
    starved: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    seen: Seen | None = None
    error: str = ""
    refused: str = ""
    machine: str = ""
