"""What a bundle says to `gradus autograde`, which runs where a system grades: settings.json beside the course."""

from dataclasses import dataclass
from enum import StrEnum

from gradus.core.decode import Document


class Hidden(StrEnum):
    """When students see hidden checks in Gradescope: the values of its field `visibility`."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    NEVER = "hidden"


@dataclass(frozen=True)
class Settings(Document):
    """The format of the results is the one of the exporter called `system`; `exercises` are the ids of what is graded.

    With `unprotected`, code is graded where nothing isolates it, too, and the results say so.
    """

    FILE = "settings.json"
    SCHEMA = "gradus.autograder/1"
    system: str
    exercises: tuple[str, ...]
    hidden: Hidden = Hidden.VISIBLE
    unprotected: bool = False
