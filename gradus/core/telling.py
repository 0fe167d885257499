"""How the checks of an exercise are told to a person: what was said above is not said again.

A report keeps every sentence; a terminal, pytest and the pages of GitHub show it once.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gradus.core.report import CheckResult, ExerciseResult, labelled
from gradus.core.text import count

SAME_CAUSE = "The same cause as above."
_PLACE = re.compile(r"(at line \d+) of .+:")


@dataclass(frozen=True)
class Told:
    """What is told below the title of a check: what happened, what to look at, and a line that repeats the call."""

    check: CheckResult
    facts: str
    advice: str
    repeat: str


def tell(checks: Iterable[CheckResult]) -> Iterator[Told]:
    """What to tell of each check of one exercise, in the order in which they are shown."""
    errors: set[str] = set()
    diagnoses: set[str] = set()
    for check in checks:
        advice, repeat = check.advice, labelled("repeat", check.reproduce)
        if check.diagnosis and check.diagnosis in diagnoses:
            advice, repeat = SAME_CAUSE, ""
        diagnoses.add(check.diagnosis or "")
        yield Told(check, _facts(check, errors), advice, repeat)


def _facts(check: CheckResult, errors: set[str]) -> str:
    """The message, without an error that was told before, and then what was printed."""
    lines = check.message.split("\n")
    first = next((i for i, line in enumerate(lines) if line.startswith("raised ")), len(lines))
    error = "\n".join(lines[first:])
    place = next((match[1] for line in lines[first:] if (match := _PLACE.fullmatch(line))), "")
    if place and error in errors:
        lines[first:] = [labelled("raised", f"the same error as above, {place}")]
    errors.add(error)
    return "\n".join(filter(None, ["\n".join(lines), labelled("printed", check.printed)]))


def unusable(result: ExerciseResult) -> str:
    """The head of a fault of the whole file."""
    return f"Nothing in exercises/{result.id}.py can be checked yet."


def waiting(result: ExerciseResult) -> str:
    """How many checks wait until that fault is mended."""
    number = len(result.waiting)
    return f"{count(number, 'check')} wait{'s' if number == 1 else ''} for this."


def points_line(results: Sequence[ExerciseResult], *, complete: bool = True) -> str:
    """The points that were earned here, and how many more hidden checks give if it is `complete` otherwise."""
    score, possible = sum(result.earned for result in results), sum(result.possible for result in results)
    more = sum(result.max_score for result in results) - possible
    if not complete:
        return f"{score:g} of {possible:g} points in the checks that ran"
    if more <= 1e-9:
        return f"{score:g} of {possible:g} points"
    verb = "is" if more == 1 else "are"
    return f"{score:g} of {possible:g} points here; {more:g} more {verb} judged when you hand in"
