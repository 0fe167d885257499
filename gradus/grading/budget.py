"""How long the grader waits for a submission: for each check, for an exercise, and for all of it."""

from collections.abc import Iterable

from gradus.core.checks import Check
from gradus.core.text import count
from gradus.grading.running import RunningCheck


class TimeBudget:
    """How long the grader waits for a submission in all: with every check at its deadline, it would be an hour.

    An exercise gets the time of five ordinary checks and the extra time of its longer ones; a submission gets sixty.
    `slow` are the functions of each exercise that gave no answer in time: they are not waited for as long again.
    """

    EXERCISE, SUBMISSION = 5, 60
    LEAST = 0.1
    """Seconds: with less than this left, a check isn't run, for a right answer would seem to be an endless loop."""

    def __init__(self, checks: Iterable[Check], seconds: float, deadline: float | None = None) -> None:
        """`deadline` is what a submission gets instead."""
        self.submission = self.SUBMISSION * seconds if deadline is None else deadline
        self.exercises: dict[str, float] = {}
        self.spent: dict[str, float] = {}
        self.slow: dict[str, set[str]] = {}
        for check in checks:
            left = self.exercises.get(check.exercise, self.EXERCISE * seconds)
            self.exercises[check.exercise] = left + max(0.0, check.seconds - seconds)

    def of(self, check: Check) -> float:
        """The seconds that the check may wait: 0 if earlier ones used up the budget."""
        left = min(check.seconds, self.exercises[check.exercise], self.submission)
        return left if left >= min(self.LEAST, check.seconds) else 0.0

    def spend(self, check: Check, seconds: float) -> None:
        """Take the seconds that the check waited off the budget."""
        self._spend(check.exercise, seconds)

    def resume(self, exercise: str, spent: float, slow: Iterable[str]) -> None:
        """Go on where an earlier phase ended."""
        self._spend(exercise, spent)
        self.slow.setdefault(exercise, set()).update(slow)

    def _spend(self, exercise: str, seconds: float) -> None:
        self.submission -= seconds
        self.exercises[exercise] -= seconds
        self.spent[exercise] = self.spent.get(exercise, 0.0) + seconds

    def shorten(self, check: Check, now: RunningCheck) -> str:
        """Wait less, in later checks of the exercise, for the function whose last call gave no answer.

        Returns a line that says why this check waited less already; else nothing.
        """
        function = now.calls[-1].function
        if function:
            self.slow.setdefault(check.exercise, set()).add(function)
        if not now.hurried and now.allowed < check.seconds:
            return f"\nEarlier checks used up most of the time limit, so this one waited {now.allowed:.1f} s only."
        if not now.hurried or function not in now.slow:
            return ""
        waited = count(round(now.hurried), "second")
        return f"\n{function} gave no answer in an earlier check, so this one waited {waited} only."
