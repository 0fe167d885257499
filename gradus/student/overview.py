"""The overview on a terminal: the map of the course, the state of each exercise, and what comes next."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from gradus.core.course import Course, Exercise
from gradus.core.report import ExerciseResult
from gradus.student import answers, progress
from gradus.student.progress import State
from gradus.student.terminal import NARROW, indented, spread, wrapped


@dataclass(frozen=True)
class Overview:
    """What is known about a student's work: states by exercise, (answered, all) questions by lesson, what comes next.

    An exercise that was never checked has no state. `following` is None when every exercise is finished.
    """

    course: Course
    states: Mapping[str, State]
    answers: Mapping[str, tuple[int, int]]
    following: Exercise | None

    def state(self, exercise: Exercise) -> State:
        """The state of an exercise."""
        return self.states.get(exercise.id, State())

    def complete(self, part: str) -> bool:
        """Whether every exercise of a part is finished."""
        return all(self.state(each).state == "passed" for each in self.course.exercises if each.part == part)


def look(course: Course) -> Overview:
    """The overview of the course in its folder."""
    states = progress.states(course)
    return Overview(course, states, answers.read(course), progress.following(course, states))


def show_course(out: Console, overview: Overview) -> None:
    """Print the course's title, its map, and the state of each exercise."""
    wrapped(out, Text(overview.course.title, "bold"))
    out.print()
    _show_map(out, overview)
    _show_exercises(out, overview)


def _show_map(out: Console, overview: Overview) -> None:
    """Print the steps of the course as a path: finished ones with a check mark, the present one in brackets."""
    steps = [Text(overview.course.start, "dim")] if overview.course.start else []
    for exercise in overview.course.exercises:
        if exercise == overview.following:
            steps.append(Text(f"[{exercise.step}]", "bold"))
        elif overview.state(exercise).state == "passed":
            steps.append(Text(f"✓ {exercise.step}", "green"))
        else:
            steps.append(Text(exercise.step))
    lines = [Text()]
    for step in steps:
        if step is not steps[-1]:
            step.append(" →", "dim")
        if lines[-1] and lines[-1].cell_len + 1 + step.cell_len > min(out.width, 100):
            lines.append(Text())  # no step is broken in two
        lines[-1].append(" " if lines[-1] else "").append_text(step)
    for line in lines:
        out.print(line)


def _show_exercises(out: Console, overview: Overview) -> None:
    """Print the state of each exercise, with an arrow at the next one, and how far its lesson and further work are."""
    current = overview.following.part if overview.following else ""
    for part in overview.course.parts:
        exercises = [exercise for exercise in overview.course.exercises if exercise.part == part.id]
        if not exercises:
            continue
        out.print()
        title = Text(part.title, "dim")
        if overview.complete(part.id):
            out.print(spread(out, title, Text("✓ complete", "green"), 2))
        else:
            wrapped(out, title, 2)
        _details(out, [_answered(overview, "warm-up", part.lesson, part.id == current)])
        for exercise in exercises:
            _show_one(out, overview, exercise, part.id == current)


def _show_one(out: Console, overview: Overview, exercise: Exercise, current: bool) -> None:
    state = overview.state(exercise)
    mark, style = {"passed": ("✓", "green"), "begun": ("✗", "yellow")}.get(state.state, ("·", "dim"))
    pointer = ("→" if exercise == overview.following else " ", "bold")
    left = Text.assemble(pointer, " ", (mark, style), f" {exercise.id}")
    further = f"further work {state.further}" if state.further else ""
    details = [_answered(overview, "lesson", exercise.lesson, current), further]
    if out.width < NARROW:
        out.print(left)
        _details(out, [state.note if state.state else "", *details])
    else:
        hang = left.cell_len + 2  # further lines of a title stand below its first letter
        out.print(spread(out, left.append(f"  {exercise.title}", "dim"), Text(state.note, style), hang))
        _details(out, details)


def show_next(out: Console, overview: Overview) -> None:
    """Print what to do next, as commands that can be typed: the lesson comes before the exercise."""
    exercise = overview.following
    if exercise is None:
        left = any(state.further_left for state in overview.states.values())
        done = (
            "Every exercise is finished; further work is left" if left else "Every check that you can run here passes"
        )
        out.print(f"{done}. Hand it in.")
        return
    name, path = overview.course.shortest(exercise), os.path.relpath(overview.course.stubs / exercise.path)
    wrapped(out, Text.assemble("Next: ", (exercise.id, "bold"), (f"  {exercise.title}", "dim")), 6)
    if overview.state(exercise).state == "begun":
        _command(out, f"Go on with {path}, and check it:", gradus("check", name))
        _lesson(out, overview, "Its lesson:", exercise.lesson)
        if exercise.hints:
            _command(out, "Stuck? Ask for a hint:", gradus("hint", name))
        return
    for lesson in overview.course.lessons_of(exercise):
        answered, total = overview.answers.get(lesson, (0, 0))
        if lesson != exercise.lesson and (answered < total or not total):
            _lesson(out, overview, "Rusty? A short warm-up, if you like:", lesson)
    begun = overview.answers.get(exercise.lesson, (0, 0))[0]
    shown = _lesson(out, overview, "Go on with its lesson:" if begun else "Start with its lesson:", exercise.lesson)
    _command(out, f"{'Then write' if shown else 'Write'} {path}, and check it:", gradus("check", name))


def show_finished(out: Console, overview: Overview, finished: Sequence[ExerciseResult]) -> None:
    """Congratulate on exercises that were finished in this moment, and say what comes now."""
    out.print()
    for result in finished:
        wrapped(out, Text(f"Well done! You finished: {result.title}", "bold green"))
    for part in overview.course.parts:
        if any(overview.course.by_id[result.id].part == part.id for result in finished) and overview.complete(part.id):
            wrapped(out, Text(f"That completes a part of the course: {part.title}", "green"))
    if len(finished) == 1:
        exercise = overview.course.by_id[finished[0].id]
        _lesson(out, overview, "See what your own functions show, in the rest of its lesson:", exercise.lesson)
        if any(check.score < check.points for check in finished[0].further):
            wrapped(out, Text(f"Further work, if you like: {', '.join(exercise.further)}. It may wait.", "dim"))
    out.print()
    show_next(out, overview)


def gradus(*words: str) -> str:
    """A command of Gradus as it can be typed here: `uv run` sets the variable UV."""
    return " ".join((*(("uv", "run") if os.environ.get("UV") else ()), "gradus", *words))


def _lesson(out: Console, overview: Overview, text: str, lesson: str) -> bool:
    """Print how to open a lesson; returns whether it is there."""
    path = overview.course.root / "lessons" / f"{lesson}.ipynb"
    if not lesson or not path.is_file():
        return False
    started = "uv run --group lessons " if os.environ.get("UV") else ""
    _command(out, text, f"{started}jupyter lab {os.path.relpath(path)}")
    return True


def _command(out: Console, text: str, command: str) -> None:
    wrapped(out, Text(text))
    out.print(Text(f"    {command}", "cyan"), soft_wrap=True)  # whole, so that it can be copied


def _answered(overview: Overview, word: str, lesson: str, current: bool) -> str:
    """How many questions of a lesson are answered, in the current part or where there are any."""
    answered, total = overview.answers.get(lesson, (0, 0))
    if not total or not (current or answered):
        return ""
    return f"{word} {lesson}: {answered} of {total} questions answered"


def _details(out: Console, texts: Sequence[str]) -> None:
    if text := "; ".join(filter(None, texts)):
        indented(out, Text(text, "dim"))
