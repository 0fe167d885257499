"""Compare names that were typed on different systems, and tell which of them can be a file's."""

import os
import re
import unicodedata
from pathlib import Path

LONGEST = 255  # bytes of a file's name
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
_FOREIGN = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]')  # what some system's files cannot be called


def same(name: str) -> str:
    """The form in which two names are equal if a person reads them as one: use it as a key, and show the name as given.

    Case, Unicode normalisation (NFKC: a ZIP file from macOS holds e + U+0301 where a roster holds é), invisible
    characters such as zero-width spaces, and white space at the ends make no difference.
    """
    if name.isascii():
        return name.lower().strip()
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", visible.casefold()).strip()


def in_course(root: Path, name: str) -> str:
    """The short name of an exercise, part or lesson of the course in `root`, from its path as a shell completes it.

    The path may be relative to the current folder or absolute, and have backslashes: .\\exercises\\calculus\\slopes.py
    is calculus/slopes. What is no path is returned as it is, without an ending.
    """
    text = name.strip().replace("\\", "/")
    if text.startswith((".", "/")) or os.path.isabs(name) or os.path.lexists(text):
        for path in (os.path.abspath(text), os.path.realpath(text)):
            if Path(path).is_relative_to(root):
                text = Path(path).relative_to(root).as_posix()
                break
    room, _, rest = text.strip("/").partition("/")
    if room in ("exercises", "solutions", "lessons") and rest:
        text = rest
    elif room == "graders" and rest:
        text = "/".join(rest.split("/")[:2])
    return text.strip("/").removesuffix(".py").removesuffix(".ipynb")


def one_name(name: str) -> bool:
    """Whether it is one name in a folder, on any system, and no path: not "", "..", "a/b" or "a\\b"."""
    return name not in ("", ".", "..") and not set(name) & set("/\\\0") and len(_bytes(name)) <= LONGEST


def unfit(name: str) -> str:
    """Why a file cannot be called so on every system, as the end of a sentence; empty if it can."""
    if not one_name(name):
        return "is empty" if not name else "is too long" if len(_bytes(name)) > LONGEST else "is a path"
    if _FOREIGN.search(name) or name.endswith((".", " ")):
        return "has characters that a file's name cannot have everywhere"
    return "is a name that Windows keeps for itself" if _reserved(name) else ""


def fitting(name: str) -> str:
    """One name in a folder (`one_name`) as the beginning of a file's on any system: most stay as they are."""
    plain = _FOREIGN.sub("_", name)
    return f"account_{plain}" if _reserved(plain) else plain


def _reserved(name: str) -> bool:
    return name.partition(".")[0].rstrip().lower() in RESERVED


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
