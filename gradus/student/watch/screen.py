"""What the watch shows: a head with the course's progress, the checks, and the keys."""

import sys

from rich.console import Console
from rich.text import Text

from gradus.core.course import Course, Exercise
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status
from gradus.core.telling import tell
from gradus.core.text import printable
from gradus.student import commands, focus, layout, progress, terminal
from gradus.student.layout import indented, wrapped

KEYS = {"h": "hint", "n": "next", "l": "list", "s": "show", "q": "quiz", "x": "explain", "c": "check again"}
_BAR = 20  # columns
_LONGEST = 60  # lines of a docstring


class Screen:
    """The terminal of one watch; `plain` for screen readers: nothing is cleared or drawn, and marks are words."""

    def __init__(self, course: Course, out: Console, *, plain: bool) -> None:
        self.course, self.out, self.plain = course, out, plain
        self.clears = not plain and sys.stdout.isatty()

    def begin(self, exercise: Exercise) -> None:
        """Begin a page about an exercise, with how far the course has come."""
        if self.clears:
            self.out.clear()
        states = progress.states(self.course)
        done = sum(state.state == "passed" for state in states.values())
        text = f"{done} of {len(self.course.exercises)} exercises finished"
        if self.plain:
            wrapped(self.out, Text(f"Watching {exercise.id}. {text}."))
            return
        full = round(_BAR * done / len(self.course.exercises))
        bar = Text.assemble(("█" * full, "green"), ("░" * (_BAR - full), "dim"), f" {text}")
        self.out.print(layout.spread(self.out, Text(f"Watching {exercise.id}", "bold"), bar))

    def checking(self, exercise: Exercise) -> None:
        """Say at once that a save was seen."""
        self.out.print(Text(f"Checking {exercise.id} …", "dim"))

    def end(self) -> None:
        """End a page with the keys that there are."""
        self.out.print()
        if self.plain:
            keys = ", ".join(f"{key} {word}" for key, word in KEYS.items())
            wrapped(self.out, Text(f"Save the file to check it. Keys, each followed by Enter: {keys}. Ctrl-C ends."))
            return
        line = Text()
        for key, word in KEYS.items():
            line.append(f" {key} ", "reverse").append(f" {word}  ")
        wrapped(self.out, line.append("Ctrl-C end", "dim"))

    def explain(self, result: ExerciseResult | None) -> None:
        """Print all that there is on the first check that does not pass, with the docstring of its function."""
        if not (red := _red(result)) or result is None:
            wrapped(self.out, Text("Nothing is red: there is nothing to explain."))
            return
        told = next(each for each in tell(result.checks) if each.check.id == red.id)
        terminal.show_check(self.out, told, terminal.View(plain=self.plain))
        if red.help and red.help != told.advice:
            indented(self.out, Text(red.help))
        exercise = self.course.by_id[result.id]
        function = focus.red(self.course, result, focus.functions(self.course, exercise))
        lines = commands.docstring_of(self.course, exercise, function)
        if lines:
            self.out.print()
            wrapped(self.out, Text(f"What {function} is asked to do:", "bold"))
            for line in lines[:_LONGEST]:
                self.out.print(Text(f"    {printable(line, 200)}".rstrip()), soft_wrap=True)
        for line in commands.reading(self.course, exercise, function):
            wrapped(self.out, Text(line, "dim"))


def _red(result: ExerciseResult | None) -> CheckResult | None:
    """The first check that was begun and does not pass, or else the first that does not."""
    left = [check for check in (result.checks if result else ()) if check.status is not Status.PASSED]
    return next((check for check in left if not check.status.quiet), next(iter(left), None))
