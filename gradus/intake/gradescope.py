"""Reads Gradescope's submission_metadata.yml: who handed in which folder, alone or together, and when.

Not a reader of YAML: Gradescope writes one form, in which the lines that matter have a fixed indentation. What a
student's code printed is indented further.
"""

import json
import re
from dataclasses import dataclass, field

FILE = re.compile(r"submission_metadata\.ya?ml")
FOLDER = re.compile(r"submission_\d+")
LARGEST = 64 << 20
_KEY = re.compile(r"\"?(submission_\d+)\"?:\s*")
_FIELD = re.compile(r"(?:- |  ):(name|sid|email):(?: (.*))?")


@dataclass
class Submitted:
    """Who handed in a folder, each with name, sid and email, and when; as far as the file says."""

    submitters: list[dict[str, str]] = field(default_factory=list)
    created: str = ""


def parse(data: bytes) -> dict[str, Submitted]:
    """The submissions by the names of their folders; what is not understood is left out."""
    found: dict[str, Submitted] = {}
    current: Submitted | None = None
    inside = False
    for line in data.decode("utf-8-sig", "replace").split("\n"):
        text = line.rstrip()
        if match := _KEY.fullmatch(text):
            current, inside = found.setdefault(match[1], Submitted()), False
        elif current is None or not text.startswith("  ") or text.startswith("      "):
            continue
        elif text.startswith("  :"):
            inside = text == "  :submitters:"
            if text.startswith("  :created_at: "):
                current.created = _scalar(text.removeprefix("  :created_at: "))
        elif inside and (match := _FIELD.fullmatch(text[2:])):
            if text.startswith("  - ") or not current.submitters:
                current.submitters.append({})
            current.submitters[-1][match[1]] = _scalar(match[2] or "")
    return found


def _scalar(text: str) -> str:
    """The value of a plain or quoted scalar."""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return ""
    return "" if text in ("~", "null") else text
