"""`gradus collect`: from whatever students handed in to one folder for each of them."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from gradus.cli.common import here
from gradus.cli.output import cannot_write, fail, warn
from gradus.cli.teacher._marks import FILE, ROSTER
from gradus.core.decode import DecodeError
from gradus.core.exits import INTERRUPTED, USAGE
from gradus.core.tables import TableError
from gradus.core.text import count, one_line
from gradus.intake.collect import KEPT, NOTHING, TIMES, Choices, Collected, Done, collect
from gradus.intake.pattern import Pattern, PatternError
from gradus.intake.people import People, read_teams
from gradus.intake.plan import Attempt
from gradus.scores.roster import read_roster

INTO = "Folder for the submissions, one folder for each student."
NAME = "Whose a folder or file is, where its name has a form of its own: 'submitted/{login}/ps1', '{login}_*.py'."
TEAMS = "CSV: team,login. Or a column team in the roster. Everybody in a team gets what one of them handed in."
ATTEMPT = "Which one counts of several submissions of one student that differ."


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=FILE)
@click.option("--into", required=True, type=FILE, help=INTO)
@click.option("--roster", type=FILE, help=ROSTER)
@click.option("--name", "pattern", metavar="PATTERN", help=NAME)
@click.option("--teams", type=FILE, help=TEAMS)
@click.option(
    "--attempt", type=click.Choice([each.value for each in Attempt]), default="last", show_default=True, help=ATTEMPT
)
@click.option("--again", is_flag=True, help="Also replace what was changed, or not collected; the old is kept aside.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print data for a script instead of a page for a person.")
def command(
    sources: tuple[Path, ...],
    into: Path,
    roster: Path | None,
    pattern: str | None,
    teams: Path | None,
    attempt: str,
    again: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Collect submissions from each SOURCE, a folder or archive as a learning platform, GitHub or a student made it.

    Tells what was taken, what was guessed and why, and what was left. The exit status is 2 if nothing was taken, or if
    a source or an archive could not be read.
    """
    course = here()
    try:
        choices = Choices(Pattern(pattern) if pattern else None, Attempt(attempt), again, dry_run)
    except PatternError as error:
        fail(str(error), USAGE)
    people = _people(roster, teams)
    if any(source.resolve() == into.resolve() for source in sources):
        fail(f"{one_line(str(into), 300)} cannot be collected into itself.", USAGE)
    try:
        collected = collect(course, sources, into, people, choices)
    except DecodeError as error:
        fail(f"the record in {one_line(str(into), 300)} cannot be used: {error}.", USAGE)
    except OSError as error:
        cannot_write(error, into, "written or read")
    except KeyboardInterrupt:
        fail("interrupted: what was collected is whole. Run the same command again to go on.", INTERRUPTED)
    if as_json:
        click.echo(json.dumps(_data(collected), indent=1))
    else:
        _show(collected, into, bool(people.students), dry_run)
    _finish(collected)


def _people(roster: Path | None, teams: Path | None) -> People:
    """The students and their teams; exits with a message if a table is invalid."""
    notes: list[str] = []
    try:
        students = read_roster(roster, notes) if roster else {}
        people = People(students, read_teams(teams, students) if teams else None)
    except TableError as error:
        fail(str(error), USAGE)
    warn(notes)
    return people


def _finish(collected: Collected) -> None:
    """Say what was of no use, and exit with the status that it makes."""
    warn(collected.unusable)
    if collected.unread:
        warn([f"{count(len(collected.unread), 'archive')} could not be read, or not all of it: see what was left."])
    taken = [done for done in collected.done if done.state != NOTHING]
    if not taken and not collected.unusable:
        warn(["nothing was collected."])
    sys.exit(USAGE if collected.unusable or collected.unread or not taken else 0)


def _show(collected: Collected, into: Path, roster: bool, dry: bool) -> None:
    taken = [done for done in collected.done if done.state not in (NOTHING, KEPT)]
    modules = sum(file.path.endswith(".py") for done in taken for file in done.origin.files)
    notebooks = sum(len(done.origin.files) for done in taken) - modules
    what = f"{count(modules, 'module')} and {count(notebooks, 'notebook')}"
    would = "Would take" if dry else "Took"
    click.echo(f"{would} the work of {count(len(taken), 'student')}, {what}, into {one_line(str(into), 300)}/")
    width = max((len(one_line(done.login, 30)) for done in taken), default=0)
    for done in taken:
        origin, files = done.origin, len(done.origin.files)
        team = f", team {one_line(origin.team, 40)}" if origin.team else ""
        came = f"{one_line(origin.source, 100)}, {one_line(origin.folder, 60)}" if origin.folder else origin.source
        click.echo(f"  {one_line(done.login, 30):{width}}  {count(files, 'file'):8} {done.state:9}  {came}{team}")
    told: dict[str, list[str]] = {}
    for done in taken:
        for remark in done.origin.remarks:
            told.setdefault(remark, []).append(_login(done))
    guessed = [f"{', '.join(logins)}: {remark}" for remark, logins in told.items()]
    _section("Guessed, or found elsewhere than expected", guessed)
    left = [f"{_login(done)}: {reason}" for done in collected.done for reason in done.origin.left]
    others = [f"{count(collected.others, 'other file')} of kinds that no exercise asks for"] if collected.others else []
    _section("Left", [*left, *collected.left, *others])
    _section("Not in the roster", [_login(done) for done in taken if roster and not done.known])
    missing = ", ".join(one_line(login, 60) for login in collected.missing)
    _section("In the roster, and nothing was found", [missing] if missing else [])
    if collected.times:
        known = "The time is known" if collected.times == 1 else "The times are known"
        click.echo(
            f"\n{known} of {count(collected.times, 'submission')}: --submissions {one_line(str(into / TIMES), 300)}"
        )


def _login(done: Done) -> str:
    return one_line(done.login, 60)


def _section(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"\n{title}:")
    for line in lines:
        click.echo(f"  {line}")


def _data(collected: Collected) -> dict[str, object]:
    done = [{**asdict(each.origin), "state": each.state, "in_roster": each.known} for each in collected.done]
    return {"submissions": done, **{key: value for key, value in asdict(collected).items() if key != "done"}}
