"""`gradus hint`: one more sentence of help each time."""

import click

from gradus.cli.common import here, one
from gradus.student import progress


@click.command()
@click.argument("exercise")
def command(exercise: str) -> None:
    """One more sentence of help for EXERCISE each time."""
    course = here()
    selected = one(course, exercise)
    if not selected.hints:
        click.echo(f"There are no hints for {selected.id}: its docstrings explain everything.")
        return
    number = progress.next_hint(course, selected)
    click.echo(f"Hint {number + 1} of {len(selected.hints)}: {selected.hints[number]}")
