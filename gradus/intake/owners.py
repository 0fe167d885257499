"""How learning platforms name what students hand in: Moodle, Canvas, Blackboard, Brightspace, Sakai, GitHub.

Only what stands before the student's own part of a name says whose it is: the rest is the student's to choose.
"""

import re
from dataclasses import dataclass
from datetime import datetime

_SYSTEMS = (
    ("Moodle", r"(?P<who>.+?)_(?P<id>\d+)_(?:assignsubmission_[a-z]+|onlinetext)(?:_(?P<rest>.*))?"),
    ("Canvas", r"(?P<who>[^_]+)(?:_(?P<late>LATE))?_(?P<id>\d+)_(?P<order>\d+)_(?P<rest>.+)"),
    ("Blackboard", r".+?_(?P<who>[^_]+)_attempt_(?P<order>\d{4}(?:-\d\d){5})(?:_(?P<rest>.+))?(?<!\.txt)"),
    ("Brightspace", r"(?P<id>\d+)-\d+ ?- ?(?P<who>.+?) ?- ?(?P<order>[A-Z][a-z]{2,8} \d{1,2}, \d{4} .+)"),
)
_SAKAI = re.compile(r"(?P<name>[^()]+, [^()]+)\((?P<who>[^()]+)\)")
_GITHUB = re.compile(r"-(?:main|master|[0-9a-f]{40})$")
_AGAIN = re.compile(r"\s*\(\d{1,3}\)$")
GENERIC = re.compile(
    r"submi(?:tted|ssions?)(?: files)?|.+[-_ ]submissions|student work|assignment_\d+_export|abgaben?|downloads?|"
    r"entregas|rendus?|consegne"
)
ASSIGNMENT = re.compile(
    r"(?:hw|ps|assignment|homework|week|sheet|lab|task|project|unit|problem ?set|exam|quiz|blatt|übung(?:sblatt)?|"
    r"aufgabe|woche|abgabe|devoir|tp|td|tarea|entrega|version|attempt)[ _-]?\d{1,3}"
)
WRAPPER = re.compile(r".+-(?:main|master|[0-9a-f]{40})|exercises|lessons|src|project|course|work")


@dataclass(frozen=True)
class Claim:
    """What a name says: `who`, in the form of which `system`, under which number of it (`id`).

    `rest` is the name that the student gave, where several files lie flat; `order` sorts attempts.
    """

    who: str
    system: str = ""
    id: str = ""
    rest: str = ""
    late: bool = False
    order: str = ""


def claim(name: str) -> Claim | None:
    """Read the name of a file or folder as a learning platform gives it; None if it has no such form."""
    for system, pattern in _SYSTEMS:
        if match := re.fullmatch(pattern, name[:400], re.DOTALL):
            found = {name: value or "" for name, value in match.groupdict().items()}
            order = _sortable(found.get("order", "")) if system != "Canvas" else ""
            late = bool(found.get("late"))
            return Claim(found["who"].strip(), system, found.get("id", ""), found.get("rest", ""), late, order)
    if match := _SAKAI.fullmatch(name):
        return Claim(match["who"].strip(), "Sakai")
    return None


def cleaned(name: str) -> str:
    """A name without what GitHub's and browsers' downloads add to it: -main, (1)."""
    return _GITHUB.sub("", _AGAIN.sub("", name)).strip()


def _sortable(order: str) -> str:
    """A time in a form that sorts; empty if it is none. Nobody says in which time zone it is."""
    for form in ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p"):
        try:
            return datetime.strptime(re.sub(r" (\d{3}) ", r" 0\1 ", order), form).isoformat()
        except ValueError:
            continue
    return ""
