"""The command `gradus`: an overview, and the commands of `cli/student`, `cli/teacher` and `cli/author`.

Exit status: 0 done, whatever the score; 2 wrong usage; 3 infrastructure error (no verdict).
"""

import functools
import importlib
import importlib.util
import pkgutil
import re
from pathlib import Path
from typing import Any

import click

from gradus.cli.output import fail, selecting
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.text import one_line

# A student repository has the first one alone.
FOLDERS = ("gradus.cli.student", "gradus.cli.teacher", "gradus.cli.author")
_DOCSTRING = re.compile(r'(?ms)^def command\(.*?"""(.*?)"""')


@functools.cache
def modules() -> dict[str, str]:
    """The module of each command by its name: every file of the folders that does not begin with "_"."""
    commands: dict[str, str] = {}
    for folder in FOLDERS:
        spec = importlib.util.find_spec(folder)
        names = [module.name for module in pkgutil.iter_modules((spec and spec.submodule_search_locations) or ())]
        commands |= {name: f"{folder}.{name}" for name in names if not name.startswith("_")}
    return commands


def _short_help(module: str, limit: int) -> str:
    """What the help says of the command in a module, from the text of its file: the first sentence of its docstring."""
    spec = importlib.util.find_spec(module)
    found = _DOCSTRING.search(Path(spec.origin).read_text("utf-8") if spec and spec.origin else "")
    return click.Command("", help=found[1] if found else "").get_short_help_str(limit)


class Commands(click.Group):
    """A group that imports the module of a command when it is used, and turns errors into exit statuses."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The variable `command` of the command's module."""
        if cmd_name not in modules():
            return None
        command: click.Command = importlib.import_module(modules()[cmd_name]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of each, without importing any: some take long to import."""
        limit = formatter.width - 6 - max(map(len, modules()))
        with formatter.section("Commands"):
            formatter.write_dl([(name, _short_help(modules()[name], limit)) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; exits with a message if the course or the submission is at fault."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click knows what to do when nobody reads on
        except Exception as error:
            _fail_for(error)
            raise


def _fail_for(error: Exception) -> None:
    """Exit with a message if the course, the submission or the machine is at fault."""
    from gradus.core.course import CourseError, CourseNotFoundError
    from gradus.core.handed_in.submission import SubmissionError
    from gradus.core.within import PlaceError

    match error:
        case CourseNotFoundError() | SubmissionError() | PlaceError():
            fail(str(error), USAGE)
        case CourseError():
            fail(str(error), INFRASTRUCTURE)
        case MemoryError():
            fail("there is too little memory for this: nothing more was done.", INFRASTRUCTURE)
        case OSError():
            fail(f"{one_line(str(error.filename or 'a file'), 300)}: {error.strerror or error}.", INFRASTRUCTURE)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print data for a script instead of a page for a person.")
@selecting
@click.version_option(package_name="gradus-course", prog_name="gradus")
@click.pass_context
def main(context: click.Context, as_json: bool, units: tuple[str, ...], only: tuple[str, ...]) -> None:
    """Work through the course. Without a command: where you are, and what comes next."""
    if context.invoked_subcommand is not None:
        if units or only:
            fail(f"write --unit and --only after {context.invoked_subcommand}.", USAGE)
        return
    from gradus.cli.student import _where

    _where.show(units, only, as_json=as_json)
