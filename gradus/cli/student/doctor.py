"""`gradus doctor`: what is missing on this machine, and how to get it."""

import json
import sys

import click
from rich.text import Text

from gradus.cli.common import here
from gradus.core.exits import INFRASTRUCTURE
from gradus.student import doctor, layout


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print data for a script instead of a page for a person.")
def command(as_json: bool) -> None:
    """Look at what this machine has: Python, packages, lessons, graphviz, a display; and say how to get the rest.

    Exit status: 0 checks can run, whatever else is missing; 3 something that they need is missing.
    """
    findings = doctor.examine(here())
    if as_json:
        click.echo(json.dumps([{**vars(each), "fine": each.fine} for each in findings]))
    else:
        out = layout.console()
        for each in findings:
            mark, style = ("✓", "green") if each.fine else ("✗", "red") if each.needed else ("·", "yellow")
            layout.wrapped(out, Text.assemble((mark, style), f" {each.name}: ", (each.found, "dim")), 2)
            if each.remedy:
                layout.indented(out, Text(each.remedy))
        worst = [each.name for each in findings if each.needed and not each.fine]
        out.print()
        layout.wrapped(out, Text(f"Missing: {', '.join(worst)}." if worst else "Checks can run here.", "bold"))
    if any(each.needed and not each.fine for each in findings):
        sys.exit(INFRASTRUCTURE)
