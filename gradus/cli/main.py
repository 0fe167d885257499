"""The command `gradus`: an overview, and the commands of `cli/student` and `cli/teacher`.

Exit status: 0 done, whatever the score; 2 wrong usage; 3 infrastructure error (no verdict).
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import pkgutil

import click

from gradus.cli.common import here

# A student repository holds no teacher's tools.
FOLDERS = ("gradus.cli.student", "gradus.cli.teacher")


@functools.cache
def modules() -> dict[str, str]:
    """The module of each command by its name: every file of the folders that does not begin with "_"."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        spec = importlib.util.find_spec(folder)
        places = list(spec.submodule_search_locations or ()) if spec else []
        names = [module.name for module in pkgutil.iter_modules(places)]
        found |= {name: f"{folder}.{name}" for name in names if not name.startswith("_")}
    return found


class Commands(click.Group):
    """A group that imports the module of a command when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """What the module of the command calls `command`."""
        if cmd_name not in modules():
            return None
        command: click.Command = importlib.import_module(modules()[cmd_name]).command
        return command


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="Print data for a script instead of a page for a person.")
@click.version_option(package_name="gradus-course", prog_name="gradus")
@click.pass_context
def main(context: click.Context, as_json: bool) -> None:
    """Climb the course. Without a command: where you are, and what comes next."""
    if context.invoked_subcommand is not None:
        return
    from gradus.student import progress, terminal

    course = here()
    states, following = progress.states(course), progress.following(course)
    if as_json:
        names = {
            e.id: states[e.id].state or "not started" if e.id in states else "not started" for e in course.exercises
        }
        click.echo(json.dumps({"exercises": names, "next": following.id if following else None}))
        return
    out = terminal.console()
    terminal.show_course(out, course, states, following.id if following else None)
    out.print()
    if following:
        out.print(f"Next: open exercises/{following.path}, then run gradus check {following.id}")
        if following.lesson and (course.root / "lessons" / f"{following.lesson}.ipynb").is_file():
            out.print(f"Its lesson, once your functions work: lessons/{following.lesson}.ipynb")
    else:
        out.print("Every check that you can run here passes. Hand it in.")
