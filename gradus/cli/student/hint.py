"""`gradus hint`: one more sentence of help each time."""

from __future__ import annotations

import click

from gradus.cli.common import chosen, here
from gradus.student import progress


@click.command()
@click.argument("exercise")
def command(exercise: str) -> None:
    """One more sentence of help for EXERCISE each time."""
    course = here()
    (wanted,) = chosen(course, (exercise,))
    if not wanted.hints:
        click.echo(f"There are no hints for {wanted.id}: its docstrings say all of it.")
        return
    number = progress.next_hint(course, wanted)
    click.echo(f"Hint {number + 1} of {len(wanted.hints)}: {wanted.hints[number]}")
