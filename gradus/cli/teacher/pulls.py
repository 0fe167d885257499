"""`gradus pulls`: grade pull requests. Its own parser, which needs nothing installed, reads what follows."""

import sys

import click

from gradus.pulls.cli import main


@click.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Set up a class on GitHub or Gitea, look at it, and grade what it pushes (gradus pulls --help)."""
    sys.exit(main(arguments))
