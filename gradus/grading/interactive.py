"""Code that waits for a keyboard, such as breakpoint() and input(): a check has none, and says how to get one."""

import itertools
import os
import re
from collections.abc import Iterable

from gradus.core import checks
from gradus.core.checks import Check
from gradus.core.course import Course
from gradus.sandbox.errors import StudentCodeError

_PLACE = re.compile(r"> .*\(\d+\)\S*\(\)")  # where the debugger stopped, as it prints it


def needs_keyboard(error: StudentCodeError) -> bool:
    """Whether breakpoint() or input() raised the error, because nobody can type."""
    return error.exception == "BdbQuit" or (error.exception == "EOFError" and "reading a line" in error.text)


def with_keyboard(course: Course, check: Check) -> str:
    """How to run the check so that the debugger and input() work."""
    file = checks.file_of(course, course.by_id[check.exercise], check.visibility)
    path, started = file.relative_to(course.root).as_posix(), "uv run " if os.environ.get("UV") else ""
    return (
        "breakpoint() and input() need a keyboard, and a check has none. Run it with one:\n"
        f"    {started}pytest {path} --in-process -s"
    )


def without_prompts(message: str, printed: Iterable[str]) -> Iterable[str]:
    """The printed lines up to those of a debugger, if one stopped the check."""
    if "raised    BdbQuit" not in message:
        return printed
    return itertools.takewhile(lambda line: not _PLACE.match(line), printed)
