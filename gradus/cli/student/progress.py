"""`gradus progress`: the climb by day, what took longest, what came back, and where you left off."""

import json

import click

from gradus.cli.common import here
from gradus.student import climbed, history, layout, overview


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print data for a script, or for your tutor.")
def command(as_json: bool) -> None:
    """Show your climb by day, what took longest, which misconceptions came back, and where you left off.

    It is made from .gradus/sessions/, which stays on your machine.
    """
    course = here()
    events, seen = history.read(course.root), overview.look(course)
    if as_json:
        click.echo(json.dumps(climbed.data(seen, events)))
    else:
        climbed.show(layout.console(), seen, events)
