"""What every command shares and no course is needed for: messages, exit statuses, and the options that choose work."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.text import one_line

UNIT = click.option("--unit", "units", multiple=True, metavar="UNIT", help="What belongs to this unit; repeatable.")
ONLY = click.option("--only", multiple=True, metavar="WORK", help="An exercise, a part or a lesson; repeatable.")


def warn(notes: Iterable[str]) -> None:
    """Print notes on standard error."""
    for note in notes:
        click.echo(f"gradus: {note}", err=True)


def fail(text: str, status: int) -> NoReturn:
    """Exit with a message on standard error."""
    warn([text])
    sys.exit(status)


def typed(prompt: str) -> str:
    """What is typed after a prompt. Raises EOFError at the end of the input."""
    click.echo(prompt, nl=False)
    return input()


def cannot_write(error: OSError, path: Path, what: str = "written") -> NoReturn:
    """Exit with a message: the wrong usage of a path of another kind, such as a file for a folder, or the machine's."""
    wrong = isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError)
    which = one_line(str(error.filename or path), 300)
    fail(f"{which} cannot be {what}: {error.strerror or error}.", USAGE if wrong else INFRASTRUCTURE)


def selecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options --unit and --only, as `units` and `only`: what `chosen_work` takes."""
    return UNIT(ONLY(command))
