"""Which files in a folder of results are reports: a stray file there stops nothing, and a broken report is no stray."""

import re
from collections.abc import Container
from pathlib import Path

from gradus.core.decode import LARGEST, DecodeError, loads
from gradus.core.files import FileError, read_regular
from gradus.core.names import same

OURS = "gradus."
BEGINNING = re.compile(rb'\{\s*"schema":\s*"([\w./]+)"')  # of what Gradus writes itself


def reports_in(
    folder: Path, schema: str, notes: list[str] | None = None, logins: Container[str] = frozenset()
) -> list[Path]:
    """The files in a folder that are reports of this `schema`, in any version, or that may be broken ones; sorted.

    Left out are other documents of Gradus and hidden files, and, with a sentence in `notes`, JSON files of others. What
    is called like one of the `logins` (in the form of `same`) is never left out: a student's report may be lost in it.
    """
    found: list[Path] = []
    kind = schema.partition("/")[0]
    for path in sorted(folder.glob("*.json")):
        name = _schema(path)
        hidden = path.name.startswith(".")
        if (name and name.partition("/")[0] == kind) or (not name and same(path.stem) in logins):
            found.append(path)
        elif name is None and not hidden:
            found.append(path)
        elif not hidden and not str(name).startswith(OURS) and notes is not None:
            notes.append(f"{path} is not a report: left out.")
    return found


def _schema(path: Path) -> str | None:
    """What a JSON file says that it is; empty if it says nothing, None if that cannot be known: it may be a report."""
    try:
        text = read_regular(path, LARGEST)
        if told := BEGINNING.match(text):
            return told[1].decode()
        data = loads(text)
    except (FileError, DecodeError):
        return None
    if isinstance(data, dict) and "schema" not in data and {"submission", "exercises", "lessons"} & data.keys():
        return None
    return str(data.get("schema", "")) if isinstance(data, dict) else ""
