"""Where a student's own code stopped, for those that run it in this process: lessons and pictures."""

import traceback
from pathlib import Path

from gradus.core.course import Course


def own_line(course: Course, error: BaseException) -> tuple[str, int] | None:
    """The file, relative to the course, and the line at which the student's code stopped; None if it was not theirs."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(course.stubs)]
    if not own:
        return None
    return Path(own[-1].filename).relative_to(course.root).as_posix(), own[-1].lineno or 0


def raised(error: BaseException) -> str:
    """An exception's type, and its text if it has one."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
