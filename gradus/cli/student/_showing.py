"""Showing what a run came to, in the learner's tone and depth."""

import functools
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from gradus.cli.output import warn
from gradus.core.course import Course
from gradus.core.report import ExerciseResult
from gradus.core.status import Status
from gradus.core.text import printable
from gradus.student import focus, following, layout, overview, terminal, words
from gradus.student.preferences import Preferences


def results(
    out: Console, course: Course, found: Sequence[ExerciseResult], settings: Preferences, *, plain: bool = False
) -> None:
    """Print the checks of some exercises, the points, and how many checks pass."""
    where = functools.partial(focus.where, course)
    view = terminal.View(settings.teaching.explanation_depth, where, plain)
    for result in found:
        terminal.show_exercise(out, result, view, verbose=len(found) == 1)
    terminal.show_sum(out, found)
    core = [check for result in found for check in result.core]
    passed = sum(check.status is Status.PASSED for check in core)
    if passed < len(core) and any(result.begun for result in found):
        layout.wrapped(out, Text(words.say(settings.teaching.tone, "red", passed=passed, all=len(core)), "dim"))


def finished(out: Console, course: Course, found: Sequence[ExerciseResult], settings: Preferences) -> None:
    """Congratulate on exercises that were finished in this moment, and say what comes now."""
    if found:
        following.show_finished(out, overview.look(course), [each.id for each in found], settings)


def faults(found: Iterable[str]) -> None:
    """Say of each check that is wrong itself that the student is not."""
    warn(f"This check itself is at fault, not your code: tell your teacher. {printable(each, 1000)}" for each in found)
