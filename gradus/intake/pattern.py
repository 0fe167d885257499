"""The teacher's own pattern for whose a folder or file is: submitted/{login}/ps1."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

FIELDS = ("login", "student_id", "email", "last_name", "first_name", "name", "team")


class PatternError(ValueError):
    """A pattern makes no sense; the text says why."""


class Pattern:
    """Names between slashes, with {fields} and * for whatever varies. It has to fit the end of a path."""

    def __init__(self, text: str) -> None:
        parts = [
            part for part in unicodedata.normalize("NFC", text.replace("\\", "/")).split("/") if part not in ("", ".")
        ]
        fields = re.findall(r"\{([^{}]*)\}", text)
        if unknown := [field for field in fields if field not in FIELDS]:
            raise PatternError(
                f"--name: there is no {{{unknown[0]}}}; there are {', '.join(f'{{{f}}}' for f in FIELDS)}."
            )
        if len(set(fields)) < len(fields):
            raise PatternError("--name: each field can stand in it once.")
        if not set(fields) - {"first_name"}:
            raise PatternError("--name: write {login}, or another field, where the name stands: submitted/{login}/ps1")
        self.parts = [re.compile(_regex(part), re.IGNORECASE | re.DOTALL) for part in parts]

    def match(self, path: Sequence[Sequence[str]]) -> Mapping[str, str] | None:
        """The fields, if the pattern fits the end of a path, each of whose names may be read in several ways."""
        if len(path) < len(self.parts):
            return None
        fields: dict[str, str] = {}
        for part, readings in zip(self.parts, path[len(path) - len(self.parts) :], strict=True):
            plain = (unicodedata.normalize("NFC", reading) for reading in readings)
            found = next((match for reading in plain if (match := part.fullmatch(reading))), None)
            if found is None:
                return None
            fields |= found.groupdict()
        return {name: value.strip() for name, value in fields.items()}


def _regex(part: str) -> str:
    pieces = re.split(r"(\{\w+\}|\*)", part)
    return "".join(
        f"(?P<{piece[1:-1]}>.+?)" if piece.startswith("{") else ".*" if piece == "*" else re.escape(piece)
        for piece in pieces
    )


def who(fields: Mapping[str, str]) -> str:
    """The name that the fields give: a login or the like, or the full name."""
    for name in ("login", "student_id", "email", "name", "team"):
        if fields.get(name):
            return fields[name]
    return f"{fields.get('first_name', '')} {fields.get('last_name', '')}".strip()
