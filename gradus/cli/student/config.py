"""`gradus config`: how you want to be taught."""

import json

import click
from rich.text import Text

from gradus.cli.common import here
from gradus.cli.output import fail, warn
from gradus.core.course import Course
from gradus.core.exits import USAGE
from gradus.student import layout, preferences
from gradus.student.preferences import FILE, PreferencesError


@click.command()
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.option("--unset", is_flag=True, help="Forget the value of KEY: its default holds again.")
@click.option("--json", "as_json", is_flag=True, help="Print data for a script instead of a page for a person.")
def command(key: str | None, value: str | None, unset: bool, as_json: bool) -> None:
    """Choose how Gradus talks to you: tone, depth, pacing, quizzes. Without VALUE it shows what holds.

    gradus config tone humorous stores a value in .gradus.toml, which is yours: Git ignores it. A file
    .sherpa-config.yml with the same keys is read, too.
    """
    course = here()
    if unset and (value or not key):
        fail("--unset forgets one preference: gradus config KEY --unset.", USAGE)
    try:
        if key and (value or unset):
            name, now = preferences.change(course.root, key, value)
            click.echo(f"{name} is {now}{' again' if unset else ''} now, in {FILE}.")
            return
        chosen = [preferences.find(key)] if key else [*preferences.kinds()]
        settings, complaint = preferences.usable(course.root)
    except PreferencesError as error:
        fail(str(error), USAGE)
    warn([complaint] if complaint else [])
    held = preferences.values(settings)
    if as_json:
        click.echo(json.dumps({name: held[name] for name in chosen}))
    else:
        _show(course, {name: held[name] for name in chosen})


def _show(course: Course, held: dict[str, str]) -> None:
    """Print each preference with its values, the one that holds in brackets."""
    out = layout.console()
    for name, value in held.items():
        layout.wrapped(out, Text.assemble((name, "bold"), f"  {preferences.described(name)}"), 2)
        choices = Text("    ")
        for choice in preferences.kinds()[name]:
            choices.append(
                f"[{choice}]" if choice == value else str(choice), "bold green" if choice == value else "dim"
            )
            choices.append("  ")
        choices.rstrip()
        out.print(choices, soft_wrap=True)
    if len(held) > 1:
        out.print()
        layout.wrapped(
            out, Text("Choose with gradus config KEY VALUE, for example gradus config tone objective.", "dim")
        )
