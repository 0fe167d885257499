"""The page docs/commands.md, made from the commands themselves: their help, arguments, options and exit statuses.

GRADUS_GOLDEN=write uv run pytest tests/test_reference.py writes it; the test fails while it is not up to date.
"""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from gradus.cli import main
from gradus.cli.group import FOLDERS, modules
from gradus.core import exits
from gradus.pulls.cli import parser

PAGE = Path(__file__).resolve().parents[1] / "commands.md"
GROUPS = dict(zip(FOLDERS, ("For everybody", "For teachers", "For authors"), strict=True))
MEANING = {
    exits.WRONG: "only of `gradus check --strict`: something that was begun is wrong",
    exits.USAGE: "wrong usage: an option, an argument, a file that is not there, or where the command was run",
    exits.INFRASTRUCTURE: "the course or the machine is at fault; nobody is judged, and no score is written",
    exits.INTERRUPTED: "Ctrl-C: what was done until then is whole, and the same command goes on",
}
INTRODUCTION = """# Commands

What each command does, and every option that it has, made from their own help (`gradus COMMAND --help`). Write
`uv run gradus` in front, as on the other pages, or `python3 start.py` (Windows: `py start.py`) on a machine without uv.
Commands are run in the folder of the course, or below it.

## Exit statuses

Every command ends with one of these.

| status | meaning |
|---|---|
| 0 | done, whatever the score |
"""


def code(text: str) -> str:
    """Text as a span of code in a cell of a table."""
    return f"`{text}`".replace("|", "\\|")


def cell(text: str) -> str:
    """Prose for a cell of a table, on one line, with what Markdown would take for a mark made plain."""
    return re.sub(r"([|*<\\])", r"\\\1", " ".join(text.split()))


def table(head: str, rows: Iterable[tuple[str, str]]) -> str:
    """A table of two columns, with an empty line before it; nothing if there are no rows."""
    lines = [f"| {first} | {second} |" for first, second in rows]
    return "\n".join(["", f"| {head} | what it does |", "|---|---|", *lines, ""]) if lines else ""


def options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """The options of a command and what its help says of each."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record is not None:
            yield code(record[0]), cell(record[1])


def of_click(name: str, command: click.Command) -> str:
    """The part of the page about a command."""
    context = click.Context(command, info_name=f"gradus {name}".strip(), help_option_names=["-h", "--help"])
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    title = f"### gradus {name}" if name else "### gradus"
    said = "\n\n".join(cell(each) for each in inspect.cleandoc(command.help or "").split("\n\n"))
    return f"{title}\n\n```text\n{usage}\n```\n\n{said}\n{table('option', options(command, context))}"


def of_pulls() -> str:
    """The part of the page about `gradus pulls`, which has a parser and commands of its own."""
    top = parser()
    chosen = next(each for each in top._actions if isinstance(each, argparse._SubParsersAction))
    said = {each.dest: each.help or "" for each in chosen._choices_actions}
    parts = [f"### gradus pulls\n\n{cell(modules_help('pulls'))} It has commands of its own:\n"]
    for name, command in chosen.choices.items():
        rows = []
        for action in command._actions:
            value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
            if action.choices and not action.metavar:
                value = f" [{'|'.join(map(str, action.choices))}]"
            shown = (", ".join(action.option_strings) + value).strip()
            rows.append((code(shown), cell((action.help or "") % {**vars(action), "prog": command.prog})))
        parts.append(f"#### gradus pulls {name}\n\n{cell(said[name])}\n{table('argument or option', rows)}")
    return "\n".join(parts)


def modules_help(name: str) -> str:
    """The first sentence of a command's help."""
    command = main.get_command(click.Context(main), name)
    return (command.help or "").split("\n")[0] if command else ""


def page() -> str:
    """The text of the page."""
    context = click.Context(main)
    parts = [INTRODUCTION + "".join(f"| {status} | {text} |\n" for status, text in MEANING.items())]
    for folder, title in GROUPS.items():
        parts.append(f"## {title}\n")
        if folder == FOLDERS[0]:
            parts.append(of_click("", main))
        for name in main.list_commands(context):
            if modules()[name].startswith(f"{folder}."):
                command = main.get_command(context, name)
                assert command is not None
                parts.append(of_pulls() if name == "pulls" else of_click(name, command))
    return "\n".join(parts).rstrip() + "\n"
