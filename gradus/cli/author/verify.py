"""`gradus verify`: validate the course."""

import os

import click

from gradus.authoring import graders
from gradus.authoring.verify import verify
from gradus.cli.common import chosen, here
from gradus.cli.output import fail
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.text import count
from gradus.lessons import verify as lessons
from gradus.student import layout


@click.command()
@click.argument("exercise", nargs=-1)
@click.option("--jobs", type=click.IntRange(min=1), help="How many exercises at a time (default: one per processor).")
def command(exercise: tuple[str, ...], jobs: int | None) -> None:
    """Validate the course, or EXERCISE. Prints every problem; exits with 3 if there is one."""
    course = here()
    exercises = chosen(course, exercise) or list(course.exercises)
    with layout.console(stderr=True).status("Verifying", spinner="line") as status:
        jobs = jobs or os.cpu_count() or 1
        findings = verify(course, exercises, jobs, lambda name: status.update(f"Verified {name}"))
    for finding in findings:
        click.echo(finding)
    if findings:
        fail(f"{count(len(findings), 'problem')} found.", INFRASTRUCTURE)
    for each in exercises:
        click.echo(f"{each.id}: {graders.counted(course, each)}.")
    for lesson in dict.fromkeys(name for each in exercises for name in course.lessons_of(each)):
        click.echo(lessons.counted(course, lesson))
    click.echo(f"{count(len(exercises), 'exercise')}, {sum(e.points for e in exercises):g} points: no problems found.")
