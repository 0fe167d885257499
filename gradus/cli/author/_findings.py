"""How `gradus verify` shows what it found, and what it counted where there is nothing to mend."""

from collections.abc import Sequence

import click

from gradus.authoring.verifying import graders
from gradus.cli.output import warn
from gradus.core.course import Course, Exercise
from gradus.core.text import count
from gradus.lessons import verify as lessons


def show(course: Course, exercises: Sequence[Exercise], findings: Sequence[str]) -> None:
    """Print the problems, or what there is to judge with. Raises CourseError if that cannot be read."""
    for finding in findings:
        click.echo(finding)
    if findings:
        warn([f"{count(len(findings), 'problem')} found."])
        return
    for each in exercises:
        click.echo(f"{each.id}: {graders.counted(course, each)}.")
    for lesson in dict.fromkeys(name for each in exercises for name in course.lessons_of(each)):
        click.echo(lessons.counted(course, lesson))
    click.echo(f"{count(len(exercises), 'exercise')}, {sum(e.points for e in exercises):g} points: no problems found.")
