"""Compare names that were typed on different systems."""

import os
import unicodedata
from pathlib import Path


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
