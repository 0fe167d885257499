"""`gradus quiz`: the lessons' questions in the terminal, and again what was missed."""

from datetime import date

import click

from gradus.cli.common import chosen, here
from gradus.cli.output import fail, typed, warn
from gradus.core.course import Course
from gradus.core.exits import USAGE
from gradus.core.names import in_course
from gradus.student import layout, preferences, progress
from gradus.student.preferences import Preferences
from gradus.student.quiz import questions
from gradus.student.quiz.asking import Dialogue
from gradus.student.quiz.questions import Asked, QuizError


@click.command()
@click.argument("part", nargs=-1)
@click.option(
    "--count", "number", type=click.IntRange(1, 100), default=5, show_default=True, help="How many questions."
)
def command(part: tuple[str, ...], number: int) -> None:
    """Answer questions of the lessons. Some are predictions, which you then run on your own functions.

    PART is a part of the course, an exercise or a lesson; without it, what you have reached. What you missed comes
    again after a day, what you knew after 3, 7, 21 and 60 days.
    """
    course = here()
    settings, complaint = preferences.usable(course.root)
    warn([complaint] if complaint else [])
    try:
        asked = _chosen(course, part, number, settings)
    except QuizError as error:
        fail(str(error), USAGE)
    out = layout.console()
    Dialogue(course, out, typed, settings, date.today()).hold(asked)


def _chosen(course: Course, names: tuple[str, ...], number: int, settings: Preferences) -> list[Asked]:
    """The questions to ask. Raises QuizError if there are none."""
    found = {name: in_course(course.root, name) for name in names}  # a lesson's path is as good as its name
    lessons = [lesson for lesson in found.values() if lesson in course.lessons]
    exercises = chosen(course, [name for name, lesson in found.items() if lesson not in course.lessons])
    lessons += questions.lessons_of(course, exercises)
    every = questions.questions(course)
    about = [each for each in every if not names or each.lesson in lessons]
    liked = questions.of_type(about, settings.assessment.quiz_type)
    if not liked:
        kind = f" of your quiz_type, {settings.assessment.quiz_type}" if about else ""
        raise QuizError(f"there are no questions on {' or '.join(names) or 'this course'}{kind}.")
    reached = [each for each in _reached(course) if not lessons or each in lessons]
    # The latest that was reached comes first; of what was not reached yet, the first one does.
    picked = questions.choose(liked, reached or lessons[::-1], number, date.today())
    if not picked:
        soon = questions.soonest(liked)
        raise QuizError(f"nothing is due: what you know comes again from {soon} on. Name a part for other questions.")
    return picked


def _reached(course: Course) -> list[str]:
    """The lessons of the exercises up to the next one that is not finished."""
    states, following = progress.states(course), progress.following(course)
    begun = [each for each in course.exercises if each.id in states or each == following]
    return questions.lessons_of(course, begun)
