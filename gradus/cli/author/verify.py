"""`gradus verify`: validate the course."""

import os
import sys

import click

from gradus.authoring.verifying.verify import verify
from gradus.cli.author import _findings
from gradus.cli.common import chosen, here
from gradus.cli.output import fail
from gradus.core.course import Course, Exercise
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.text import count
from gradus.student import layout


@click.command()
@click.argument("exercise", nargs=-1)
@click.option("--jobs", type=click.IntRange(min=1), help="How many exercises at a time (default: one per processor).")
@click.option("--watch", is_flag=True, help="Verify again what you save, and make its stub and fingerprints anew.")
@click.option("--mutants", is_flag=True, help="Change the solution in one place at a time: does a check notice?")
def command(exercise: tuple[str, ...], jobs: int | None, watch: bool, mutants: bool) -> None:
    """Validate the course, or EXERCISE. Prints every problem; exits with 3 if there is one."""
    course, jobs = here(), jobs or os.cpu_count() or 1
    exercises = chosen(course, exercise)
    if watch and mutants:
        fail("--mutants takes a minute or two for each exercise: give it without --watch.", USAGE)
    if watch:
        from gradus.cli.author._watching import Watching

        Watching(course, exercises, jobs).run()
        return
    exercises = exercises or list(course.exercises)
    if mutants:
        _try_mutants(course, exercises, jobs)
        return
    with layout.console(stderr=True).status("Verifying", spinner="line") as status:
        findings = verify(course, exercises, jobs, lambda name: status.update(f"Verified {name}"))
    _findings.show(course, exercises, findings)
    if findings:
        sys.exit(INFRASTRUCTURE)


def _try_mutants(course: Course, exercises: list[Exercise], jobs: int) -> None:
    """Print the mutants that no check notices; exit with 3 if there is one that is not listed with a reason."""
    from gradus.authoring.mutation import findings as mutation

    with layout.console(stderr=True).status("Trying mutants: minutes", spinner="line") as status:
        findings, number = mutation.try_all(course, exercises, jobs, lambda name: status.update(f"Tried {name}"))
    for finding in findings:
        click.echo(finding)
    if findings:
        fail(f"{count(len(findings), 'problem')} found.", INFRASTRUCTURE)
    click.echo(f"{count(len(exercises), 'exercise')}, {count(number, 'mutant')}: no problems found.")
