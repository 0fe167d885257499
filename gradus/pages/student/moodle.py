"""Moodle's "Upload multiple feedback files in a zip": each file in the folder that Moodle gave to the submission.

Moodle takes a folder's name apart at its underscores: somebody's name, the number of the participant, and which part
of the assignment the files belong to. Moodle passes over other names without a word, so they are told here.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gradus.core.text import one_line

FOLDER = re.compile(r"[^_/\\\x00-\x1f]*_([0-9]+)_assign(?:submission|feedback)_[a-z]+(?:_[^/\\\x00-\x1f]*)?")
WHEN = (1980, 1, 1, 0, 0, 0)  # the same pages give the same bytes


@dataclass(frozen=True)
class Archive:
    """A ZIP file, and sentences about who is not in it."""

    data: bytes
    notes: tuple[str, ...]


def participant(folder: str) -> str:
    """The number of Moodle's participant in a folder's name; empty if it has none."""
    match = FOLDER.fullmatch(folder)
    return str(int(match[1])) if match and len(folder.encode("utf-8", "replace")) <= 255 else ""


def pack(pages: Mapping[str, Mapping[str, str]], folders: Mapping[str, str]) -> Archive:
    """Pack the files of each login, by their names, into its folder.

    Left out and told are logins without a folder of Moodle's, and those who share one: each would get the other's page.
    """
    out = io.BytesIO()
    missing = [login for login in pages if not participant(folders.get(login, ""))]
    numbers = [participant(folders[login]) for login in pages if login not in missing]
    shared = [login for login in pages if login not in missing and numbers.count(participant(folders[login])) > 1]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for login, files in pages.items():
            if login in missing or login in shared:
                continue
            for name, text in files.items():
                entry = zipfile.ZipInfo(f"{folders[login]}/{name}", WHEN)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                archive.writestr(entry, text.encode())
    notes = []
    if missing:
        notes.append(f"not in Moodle's ZIP, for want of a folder's name from Moodle: {_named(missing)}.")
    if shared:
        notes.append(f"not in Moodle's ZIP, as they share a folder there: {_named(shared)}.")
    return Archive(out.getvalue(), tuple(notes))


def _named(logins: Iterable[str]) -> str:
    names = [one_line(login, 60) for login in logins]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
