"""The command `gradus`: an overview, and the commands of `cli/student`, `cli/teacher` and `cli/author`.

Exit status: 0 done, whatever the score; 2 wrong usage; 3 infrastructure error (no verdict).
"""

import functools
import importlib
import importlib.util
import json
import pkgutil
from typing import Any

import click

from gradus.cli.common import chosen_work, fail, here, selecting
from gradus.core.course import CourseError, CourseNotFoundError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.handed_in.submission import SubmissionError
from gradus.core.text import one_line
from gradus.core.within import PlaceError

# A student repository has the first one alone.
FOLDERS = ("gradus.cli.student", "gradus.cli.teacher", "gradus.cli.author")


@functools.cache
def modules() -> dict[str, str]:
    """The module of each command by its name: every file of the folders that does not begin with "_"."""
    commands: dict[str, str] = {}
    for folder in FOLDERS:
        spec = importlib.util.find_spec(folder)
        names = [module.name for module in pkgutil.iter_modules((spec and spec.submodule_search_locations) or ())]
        commands |= {name: f"{folder}.{name}" for name in names if not name.startswith("_")}
    return commands


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

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; exits with a message if the course or the submission is at fault."""
        try:
            return super().invoke(ctx)
        except (CourseNotFoundError, SubmissionError) as error:
            fail(str(error), USAGE)
        except CourseError as error:
            fail(str(error), INFRASTRUCTURE)
        except PlaceError as error:
            fail(str(error), USAGE)
        except BrokenPipeError:
            raise  # click knows what to do when nobody reads on
        except OSError as error:
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
    from gradus.student import overview, terminal

    course = here()
    chosen = chosen_work(course, units, only) if units or only else None
    if chosen and not chosen.exercises:
        fail("there is no exercise among what was chosen.", USAGE)
    seen = overview.look(course, chosen)
    if as_json:
        click.echo(json.dumps(_data(seen)))
        return
    out = terminal.console()
    overview.show_course(out, seen)
    out.print()
    overview.show_next(out, seen)


def _data(seen: Any) -> dict[str, Any]:
    """The overview for a script: the state of each exercise, the units if there are any, and what comes next."""
    shown = seen.shown(seen.course.exercises)
    words = {exercise.id: seen.state(exercise).state or "not started" for exercise in shown}
    data = {"exercises": words, "next": seen.following.id if seen.following else None}
    if not seen.course.units:
        return data
    units = [
        {
            "id": unit.id,
            "title": unit.title,
            "exercises": unit.exercises,
            "open": unit.is_open(seen.now),
            "opens": unit.opens and unit.opens.isoformat(),
            "due": unit.due and unit.due.isoformat(),
        }
        for unit in seen.course.units
    ]
    return {**data, "units": units}
