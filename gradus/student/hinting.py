"""`gradus hint`: which function needs help, what was said of it before, and the next step."""

import re
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from gradus.core.course import Course, Exercise
from gradus.core.text import nearest, one_line
from gradus.student import commands, focus, hints, layout, progress, remember, words
from gradus.student.preferences import Depth, Preferences
from gradus.student.progress import Entry


class HintError(Exception):
    """There is no hint to give; the text says why, and what to do."""


@dataclass(frozen=True)
class Subject:
    """What hints are about: a function of an exercise, or all of it if `function` is empty.

    `why` says how it was chosen; `given` of the `hints` were given before.
    """

    course: Course
    exercise: Exercise
    function: str
    why: str
    hints: tuple[str, ...]
    given: int


def find(course: Course, exercise: Exercise, named: str = "") -> Subject:
    """What needs a hint: the function that was `named`, or the one that is red. Raises HintError and CourseError."""
    ladders, entry = hints.read(course, exercise), progress.read(course).get(exercise.id, Entry())
    if named:
        function = _resolved(exercise, named, ladders)
        return _of_function(course, exercise, entry, function, "", ladders[function])
    unwritten = focus.names(course, exercise)
    if not entry.state and entry.hints < len(exercise.hints):  # nothing is red yet
        return Subject(course, exercise, "", "to begin with", exercise.hints, entry.hints)
    if entry.red in ladders:
        changed = entry.digest != progress.digest(course, exercise)
        since = ", before you changed the file" if changed else ""
        return _of_function(course, exercise, entry, entry.red, f"red in your last check{since}", ladders[entry.red])
    if left := [name for name in ladders if name in unwritten]:
        return _of_function(course, exercise, entry, left[0], "not written yet", ladders[left[0]])
    if exercise.hints:
        return Subject(course, exercise, "", "", exercise.hints, min(entry.hints, len(exercise.hints)))
    if ladders:
        there = ", ".join(ladders)
        raise HintError(f"nothing of {exercise.id} is red. Name a function to get a hint all the same: {there}.")
    raise HintError(f"there are no hints for {exercise.id}: its docstrings explain everything.")


def _resolved(exercise: Exercise, named: str, ladders: dict[str, hints.Ladder]) -> str:
    """The function that somebody means. Raises HintError."""
    short = named.strip("()")
    for name in ladders:
        if short in (name, name.rpartition(".")[2], name.rpartition(".")[2].strip("_")):
            return name
    near = nearest(short, ladders, 0.6)
    meant = (
        f"Did you mean {near}?" if near else f"There are hints for: {', '.join(ladders) or 'none of its functions'}."
    )
    raise HintError(f"{exercise.id} has no function {one_line(named, 80)}. {meant}")


def _of_function(
    course: Course, exercise: Exercise, entry: Entry, function: str, why: str, ladder: hints.Ladder
) -> Subject:
    return Subject(course, exercise, function, why, ladder.hints, entry.climbed.get(function, 0))


def show(out: Console, subject: Subject, settings: Preferences, *, again: bool = False) -> None:
    """Print the next hint, or those that were given before, and remember that. Raises HintError if none was given."""
    given, most = min(subject.given, len(subject.hints)), len(subject.hints)
    if again and not given:
        raise HintError(f"you have had no hint for {_name(subject)} yet: leave out --again.")
    if again or given == most:
        for number in range(1, given + 1):
            _show_one(out, subject, number)
    else:
        if lead := words.say(settings.teaching.tone, "hint"):
            layout.wrapped(out, Text(lead, "dim"))
        given += 1
        _show_one(out, subject, given)
        remember.hinted(subject.course, subject.exercise, subject.function, given)
    _show_further(out, subject, settings, given)


def _name(subject: Subject) -> str:
    return subject.function or subject.exercise.id


def _show_one(out: Console, subject: Subject, number: int) -> None:
    kind = f": {hints.STEPS[number - 1]}" if subject.function else ""
    why = f" ({subject.why})" if subject.why else ""
    layout.wrapped(out, Text.assemble((_name(subject), "bold"), f"{why}, hint {number} of {len(subject.hints)}{kind}"))
    for line in subject.hints[number - 1].splitlines():
        layout.indented(out, Text(line), 3 if re.match(r"\d\. ", line) else 0)


def _show_further(out: Console, subject: Subject, settings: Preferences, given: int) -> None:
    """Print how to get the next hint, or that there is none, and with much depth where to read on."""
    depth = settings.teaching.explanation_depth
    name = subject.course.shortest(subject.exercise)
    if given == len(subject.hints) and subject.function:
        layout.wrapped(out, Text(words.say(settings.teaching.tone, "last hint"), "dim"))
    elif depth is not Depth.CONCISE:
        words_ = (name, subject.function) if subject.function and not subject.why else (name,)
        out.print()
        commands.show(out, "One step further:", commands.gradus("hint", *words_))
    if depth is Depth.DETAILED:
        for line in commands.reading(subject.course, subject.exercise, subject.function):
            layout.wrapped(out, Text(line, "dim"))
