"""The overview on a terminal: the map of the course, the state of each exercise, and what comes next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from gradus.core.course import Course, Exercise, Selection
from gradus.core.schedule.due import when
from gradus.core.schedule.units import Unit
from gradus.core.text import count
from gradus.student import answers, progress
from gradus.student.layout import NARROW, indented, spread, wrapped
from gradus.student.progress import State


@dataclass(frozen=True)
class Group:
    """Exercises that are shown together: a part of the course, or one of its units. `lessons` come before them."""

    kind: str
    title: str
    exercises: tuple[Exercise, ...]
    lessons: tuple[str, ...] = ()
    unit: Unit | None = None


@dataclass(frozen=True)
class Overview:
    """What is known about a student's work: states by exercise, (answered, all) questions by lesson, what comes next.

    An exercise that was never checked has no state. `following` is None when every exercise is finished that has been
    set by `now`. With `chosen` it is about those exercises alone, whether or not they have been set. `quizzes` are the
    lessons that a quiz can ask about; `due` of their questions were asked before and are to be asked again.
    """

    course: Course
    states: Mapping[str, State]
    answers: Mapping[str, tuple[int, int]]
    following: Exercise | None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    chosen: Selection | None = None
    quizzes: frozenset[str] = frozenset()
    due: int = 0

    def state(self, exercise: Exercise) -> State:
        """The state of an exercise."""
        return self.states.get(exercise.id, State())

    def complete(self, group: Group) -> bool:
        """Whether every exercise of a group is finished."""
        return all(self.state(each).state == "passed" for each in group.exercises)

    def shown(self, exercises: Iterable[Exercise]) -> tuple[Exercise, ...]:
        """Those of the exercises that this is about."""
        return tuple(each for each in exercises if self.chosen is None or each in self.chosen.exercises)

    def is_set(self, exercise: Exercise) -> bool:
        """Whether an exercise has been set, or was asked for."""
        return exercise in (self.chosen or self.course.set_by(self.now)).exercises

    @property
    def groups(self) -> list[Group]:
        """The units, and what is in none of them; in a course without units, its parts. None of them is empty."""
        course, groups = self.course, []
        if not course.units:
            for part in course.parts:
                mine = self.shown(each for each in course.exercises if each.part == part.id)
                groups.append(Group("part of the course", part.title, mine, (part.lesson,) if part.lesson else ()))
            return [group for group in groups if group.exercises]
        for unit in course.units:
            mine = self.shown(course.by_id[name] for name in unit.exercises)
            own = {each.lesson for each in mine}
            groups.append(Group("unit", unit.title, mine, tuple(x for x in unit.lessons if x not in own), unit))
        rest = self.shown(each for each in course.exercises if course.unit_of(each.id) is None)
        groups.append(Group("part of the course", "Not set", rest))
        return [group for group in groups if group.exercises]


def look(course: Course, chosen: Selection | None = None) -> Overview:
    """The overview of the course in its folder, or of those of its exercises that were chosen."""
    states = progress.states(course)
    following = progress.following(course, states, chosen)
    quizzes, due = _quizzes(course)
    return Overview(course, states, answers.read(course), following, chosen=chosen, quizzes=quizzes, due=due)


def _quizzes(course: Course) -> tuple[frozenset[str], int]:
    """The lessons that a quiz can ask about today, and how many of their questions are due again."""
    if not (there := answers.quizzes(course)):
        return frozenset(), 0
    from gradus.student.quiz import cards

    known, today = cards.known(course), datetime.now().date()
    found = {lesson: [known.get(f"{lesson}/{name}", cards.Card()) for name in names] for lesson, names in there.items()}
    open_ones = {lesson: [card for card in mine if cards.is_due(card, today)] for lesson, mine in found.items()}
    due = sum(card.asked > 0 for mine in open_ones.values() for card in mine)
    return frozenset(lesson for lesson, mine in open_ones.items() if mine), due


def show_course(out: Console, overview: Overview) -> None:
    """Print the course's title, its map, and the state of each exercise."""
    wrapped(out, Text(overview.course.title, "bold"))
    out.print()
    _show_map(out, overview)
    _show_exercises(out, overview)


def _show_map(out: Console, overview: Overview) -> None:
    """Print the steps of the course as a path: finished ones with a check mark, the present one in brackets."""
    steps = [Text(overview.course.start, "dim")] if overview.course.start else []
    for exercise in overview.shown(overview.course.exercises):
        if exercise == overview.following:
            steps.append(Text(f"[{exercise.step}]", "bold"))
        elif overview.state(exercise).state == "passed":
            steps.append(Text(f"✓ {exercise.step}", "green"))
        else:
            steps.append(Text(exercise.step, "" if overview.is_set(exercise) else "dim"))
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
    for group in overview.groups:
        out.print()
        current = overview.following in group.exercises
        _show_title(out, overview, group)
        if not overview.is_set(group.exercises[0]):
            _show_later(out, overview, group)
            continue
        _details(out, [_answered(overview, "warm-up", lesson, current) for lesson in group.lessons])
        for exercise in group.exercises:
            _show_one(out, overview, exercise, current)


def _show_title(out: Console, overview: Overview, group: Group) -> None:
    """Print the title of a group, and at the end of the line whether it is complete, or until when it is due."""
    title, unit = Text(group.title, "dim"), group.unit
    note = Text()
    if overview.complete(group):
        note = Text("✓ complete", "green")
    elif unit and unit.opens and not unit.is_open(overview.now):
        note = Text(f"opens {when(unit.opens, overview.now)}", "dim")
    elif unit and unit.due:
        late = unit.due < overview.now
        note = Text(f"{'was due' if late else 'due'} {when(unit.due, overview.now)}", "yellow" if late else "bold")
    if note and (out.width >= NARROW or overview.complete(group)):
        out.print(spread(out, title, note, 2))
        return
    wrapped(out, title, 2)
    if note:
        indented(out, note)


def _show_later(out: Console, overview: Overview, group: Group) -> None:
    """Print what a unit will hold that has not been set yet; what was begun all the same has its state."""
    begun = [exercise for exercise in group.exercises if overview.state(exercise).state]
    if left := len(group.exercises) - len(begun):
        indented(out, Text(f"{count(left, 'exercise')}{' more' if begun else ''}", "dim"))
    for exercise in begun:
        _show_one(out, overview, exercise, False)


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


def _answered(overview: Overview, word: str, lesson: str, current: bool) -> str:
    """How many questions of a lesson are answered, in the current part or where there are any."""
    answered, total = overview.answers.get(lesson, (0, 0))
    if not total or not (current or answered):
        return ""
    return f"{word} {lesson}: {answered} of {total} questions answered"


def _details(out: Console, texts: Sequence[str]) -> None:
    if text := "; ".join(filter(None, texts)):
        indented(out, Text(text, "dim"))
