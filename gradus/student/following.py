"""What comes next, as commands that can be typed: by the learner's pacing, and a quiz when they like one."""

import os
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from gradus.core.course import Exercise
from gradus.core.schedule.due import when
from gradus.core.schedule.units import Unit
from gradus.core.text import count
from gradus.student import commands, hints, words
from gradus.student.commands import gradus
from gradus.student.layout import wrapped
from gradus.student.overview import Overview
from gradus.student.preferences import Pacing, Preferences, QuizFrequency

CHOICES = 3  # exercises that a learner who chooses is offered


def show_next(out: Console, overview: Overview, settings: Preferences) -> None:
    """Print what to do next: the lesson comes before the exercise."""
    exercise = overview.following
    if exercise is None:
        _show_done(out, overview, settings)
    elif settings.teaching.pacing is Pacing.LEARNER_LED:
        _show_choices(out, overview)
    else:
        wrapped(out, Text.assemble("Next: ", (exercise.id, "bold"), (f"  {exercise.title}", "dim")), 6)
        if overview.state(exercise).state == "begun":
            _show_begun(out, overview, exercise)
        else:
            _show_fresh(out, overview, exercise, in_steps=settings.teaching.pacing is Pacing.STRUCTURED)
    if overview.due:
        verb = "is" if overview.due == 1 else "are"
        commands.show(out, f"{count(overview.due, 'quiz question')} {verb} due again:", gradus("quiz"))


def _show_done(out: Console, overview: Overview, settings: Preferences) -> None:
    left = any(state.further_left for state in overview.states.values())
    done = "Every exercise is finished; further work is left" if left else "Every check that you can run here passes"
    if later := [unit for unit in overview.course.units if unit.opens and not unit.is_open(overview.now)]:
        _show_waiting(out, overview, min(later, key=lambda unit: unit.opens or overview.now))
    else:
        out.print(f"{done}. Hand it in.")
    if overview.quizzes and settings.assessment.quiz_frequency is QuizFrequency.END_OF_ROUTE:
        commands.show(out, "A quiz on all of it:", gradus("quiz"))


def _show_waiting(out: Console, overview: Overview, unit: Unit) -> None:
    """Print that nothing is left of what has been set, and when the next unit opens."""
    begun = overview.course.set_by(overview.now).exercises
    done = "Everything that has been set is finished: hand it in." if begun else "Nothing has been set yet."
    opens = f" opens {when(unit.opens, overview.now)}." if unit.opens else ""
    wrapped(out, Text(f"{done} {unit.title}{opens}"))


def _show_choices(out: Console, overview: Overview) -> None:
    """Print exercises that can be begun or gone on with now, in the course's order: the learner chooses."""
    done = {name for name, state in overview.states.items() if state.state == "passed"}
    open_ones = [
        each
        for each in overview.shown(overview.course.exercises)
        if overview.is_set(each) and each.id not in done and done.issuperset(each.builds_on)
    ]
    wrapped(out, Text("You choose. These can be done now:"))
    for exercise in open_ones[:CHOICES]:
        name = overview.course.shortest(exercise)
        opened = commands.lesson(overview.course, exercise.lesson)
        for command in filter(None, [opened, gradus("check", name)]):
            out.print(Text(f"    {command}", "cyan"), soft_wrap=True)


def _show_begun(out: Console, overview: Overview, exercise: Exercise) -> None:
    name, path = overview.course.shortest(exercise), os.path.relpath(overview.course.stubs / exercise.path)
    commands.show(out, f"Go on with {path}, and check it:", gradus("check", name))
    _lesson(out, overview, "Its lesson:", exercise.lesson)
    if exercise.hints or hints.file_of(overview.course, exercise).is_file():
        commands.show(out, "Stuck? Ask for a hint:", gradus("hint", name))


def _show_fresh(out: Console, overview: Overview, exercise: Exercise, *, in_steps: bool) -> None:
    """Print how to begin: as it is usual, or one numbered step below the other."""
    name, path = overview.course.shortest(exercise), os.path.relpath(overview.course.stubs / exercise.path)
    for lesson in overview.course.lessons_of(exercise):
        answered, total = overview.answers.get(lesson, (0, 0))
        if lesson != exercise.lesson and (answered < total or not total):
            _lesson(out, overview, "Rusty? A short warm-up, if you like:", lesson)
    answered, total = overview.answers.get(exercise.lesson, (0, 0))
    opened = commands.lesson(overview.course, exercise.lesson)
    if not in_steps:
        _lesson(out, overview, "Go on with its lesson:" if answered else "Start with its lesson:", exercise.lesson)
        commands.show(out, f"{'Then write' if opened else 'Write'} {path}, and check it:", gradus("check", name))
        return
    steps = [(f"the lesson, with its questions ({answered} of {total} answered)", opened)] if opened else []
    steps.append((f"write {path}, function by function, and check after each", gradus("check", name, "--watch")))
    steps += [("a quiz on it", gradus("quiz", name))] if exercise.lesson in overview.quizzes else []
    for number, (what, command) in enumerate(steps, 1):
        commands.show(out, f"Step {number} of {len(steps)}: {what}.", command)


def show_finished(out: Console, overview: Overview, finished: Sequence[str], settings: Preferences) -> None:
    """Congratulate on exercises that were finished in this moment, by their ids, and say what comes now."""
    tone = settings.teaching.tone
    out.print()
    for name in finished:
        wrapped(out, Text(words.say(tone, "finished", title=overview.course.by_id[name].title), "bold green"))
    parts = []
    for group in overview.groups:
        if {*finished} & {each.id for each in group.exercises} and overview.complete(group):
            parts.append(group.exercises[0].part)
            text = words.say(tone, "completed", kind=group.kind, title=group.title)
            wrapped(out, Text(text, "green"))
    if len(finished) == 1:
        exercise = overview.course.by_id[finished[0]]
        _lesson(out, overview, "See what your own functions show, in the rest of its lesson:", exercise.lesson)
        if overview.state(exercise).further_left:
            wrapped(out, Text(f"Further work, if you like: {', '.join(exercise.further)}. It may wait.", "dim"))
    if about := _quiz(overview, finished, parts, settings.assessment.quiz_frequency):
        commands.show(out, "A short quiz on it, if you like:", gradus("quiz", about))
    out.print()
    show_next(out, overview, settings)


def _quiz(overview: Overview, finished: Sequence[str], parts: Sequence[str], frequency: QuizFrequency) -> str:
    """What a quiz is proposed on now: an exercise, a part of the course, or nothing."""
    exercises = [overview.course.by_id[name] for name in finished]
    if frequency is QuizFrequency.AFTER_EACH_SECTION:
        asked = [each for each in exercises if each.lesson in overview.quizzes]
        return overview.course.shortest(asked[-1]) if asked else ""
    if frequency is QuizFrequency.AFTER_MAJOR_TOPICS and overview.quizzes:
        return parts[-1] if parts else ""
    return ""


def _lesson(out: Console, overview: Overview, text: str, name: str) -> None:
    """Print how to open a lesson, if it is there."""
    if command := commands.lesson(overview.course, name):
        commands.show(out, text, command)
