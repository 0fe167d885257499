"""`gradus forget`: remove one person from all that lies in a class's folders, and say what could not be reached."""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from gradus.cli.output import fail, warn
from gradus.core.course import CourseNotFoundError, find_root
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.tables import TableError
from gradus.core.text import count, one_line
from gradus.pulls.forge.client import Client, GitHubError
from gradus.pulls.ledger.branch import Branch
from gradus.pulls.ledger.erase import Erased, erase_in_folder, erase_on_github, erased
from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.round.plan import NAME
from gradus.scores.forget import book
from gradus.scores.forget.files import Step, mentions, steps
from gradus.scores.forget.person import Person, person
from gradus.scores.nbgrader import GradebookError, locate
from gradus.scores.roster import read_roster

PLACES = ("results", "submissions", "feedback", "review", "gradebook", "heap", "work")  # in the course's folder
LOOSE = (".csv", ".tsv", ".txt", ".json", ".html", ".xml", ".zip", ".xlsx", ".ods", ".md")
PATH = click.Path(path_type=Path)
MORE = "Another folder or file to look into; may be given more than once."
LEDGER = "The ledger: OWNER/NAME on GitHub (GITHUB_TOKEN may write to it), or the folder of a copy."
DB = "The gradebook's database (default: the one of the folder gradebook)."
BEYOND = (
    "backups and other copies of these folders, the bin, and what was printed or sent to somebody",
    "marks and feedback in Moodle, Canvas, Gradescope or wherever a table was imported",
    "on GitHub: pull requests with their comments and checks, forks, logs of Actions (90 days, unless the repository "
    "says otherwise) and artifacts, and commits that no branch has any more: GitHub's support removes those",
    "what other people wrote about this person, in their own files",
)


@click.command()
@click.argument("login")
@click.option(
    "--roster", type=PATH, help="The roster, also for number and address (default: roster.csv, if it is there)."
)
@click.option("--results", "results", multiple=True, type=PATH, help=MORE)
@click.option("--submissions", "submissions", multiple=True, type=PATH, help=MORE)
@click.option("--also", "more", multiple=True, type=PATH, help=MORE)
@click.option("--db", "url", help=DB)
@click.option("--ledger", help=LEDGER)
@click.option("--branch", default="ledger", show_default=True, help="The ledger's branch on GitHub.")
@click.option("--yes", is_flag=True, help="Remove it without asking.")
def command(
    login: str,
    roster: Path | None,
    results: tuple[Path, ...],
    submissions: tuple[Path, ...],
    more: tuple[Path, ...],
    url: str | None,
    ledger: str | None,
    branch: str,
    yes: bool,
) -> None:
    """Remove the person with this LOGIN: work, results, marks, feedback, rows in tables, and the ledger's history."""
    root = _root()
    given = [path for path in (roster, *results, *submissions, *more) if path]
    if missing := [path for path in given if not os.path.lexists(path)]:
        fail(f"{missing[0]}: there is nothing of that name.", USAGE)
    who = _person(login, roster or root / "roster.csv")
    loose = [path for path in sorted(root.iterdir()) if path.is_file() and path.suffix.lower() in LOOSE]
    places = list(dict.fromkeys(path.resolve() for path in (*(root / name for name in PLACES), *loose, *given)))
    found = [*_gradebook(who, url, root / "gradebook"), *_ledger(who, ledger, branch), *_steps(who, places)]
    if not found:
        click.echo(f"There is nothing of {one_line(login)} here.")
    elif not _agreed(found, root, yes):
        click.echo("Nothing was removed: --yes does it.")
        return
    failed = _remove(found, root, say=yes) if found else []
    _tell_rest(who, places, found, root, ledger)
    if failed:
        fail("\ngradus: ".join(failed), INFRASTRUCTURE)


def _root() -> Path:
    """The course's folder, or the current one: an old class may have lost its course."""
    try:
        return find_root(Path.cwd())
    except CourseNotFoundError:
        return Path.cwd()


def _person(login: str, roster: Path) -> Person:
    try:
        return person(login, read_roster(roster, []).values() if roster.is_file() else ())
    except TableError as error:
        fail(str(error), USAGE)


def _steps(who: Person, places: Sequence[Path]) -> list[Step]:
    """The steps for files, each once; rosters come last: what a second try needs to know stands in them."""
    found = {step.path: step for step in steps(who, places)}
    return sorted(found.values(), key=lambda step: step.path.name.startswith("roster"))


def _gradebook(who: Person, url: str | None, folder: Path) -> list[Step]:
    """The step for the gradebook; none if there is no gradebook, or it does not know this person."""
    if not url and not folder.is_dir():
        return []
    try:
        url = locate(folder, url).url
        path = book.file_of(url)
        if path and not path.is_file():
            return []
        number = book.submissions(url, who.login)
    except GradebookError as error:
        fail(f"{error} Nothing was removed.", INFRASTRUCTURE)
    if number is None:
        return []
    where = path or Path("the gradebook")
    return [Step(f"a student with {count(number, 'submission')}", where, lambda: book.remove(url, who.login))]


def _ledger(who: Person, ledger: str | None, branch: str) -> list[Step]:
    """The step for the ledger. Exits with a message if it cannot be read."""
    if not ledger:
        return []
    folder = Path(ledger)
    try:
        if folder.is_dir():
            gone = erased(Ledger.read(folder), who.login, who.id)
            return (
                [Step(_of_ledger(gone), folder, lambda: warn(erase_in_folder(folder, who.login, who.id)))]
                if gone
                else []
            )
        there = Branch(_client(ledger), ledger, branch)
        gone = erased(there.read(), who.login, who.id)
    except DecodeError as error:
        fail(f"{one_line(ledger)} is no ledger that can be used: {error}.", USAGE)
    except GitHubError as error:
        fail(str(error), INFRASTRUCTURE)
    return [Step(_of_ledger(gone), folder, lambda: erase_on_github(there, who.login, who.id))] if gone else []


def _client(ledger: str) -> Client:
    """A client for the repository. Raises GitHubError; exits with a message if there is no token or no such name."""
    if not NAME.fullmatch(ledger):
        fail(f"--ledger {one_line(ledger)}: it is neither a folder nor OWNER/NAME.", USAGE)
    if not (token := os.environ.get("GITHUB_TOKEN")):
        fail("The environment has no GITHUB_TOKEN, which may write to the ledger: say, of gh auth token.", USAGE)
    api = (os.environ.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/")
    return Client(f"{api}/repos/{ledger}", token)


def _of_ledger(gone: Erased) -> str:
    pulls = ", ".join(gone.pulls)
    close = f"; close {pulls}, or the next run grades it again" if pulls else ""
    account = f"the account {', '.join(map(one_line, gone.accounts))}"
    return f"{account} and {count(len(gone.paths), 'report')} of the ledger, which begins anew{close}"


def _agreed(found: Sequence[Step], root: Path, yes: bool) -> bool:
    """Show what would be removed, and ask, unless the answer was given."""
    if yes:
        return True
    click.echo("This would be removed:")
    _list(found, root)
    return sys.stdin.isatty() and click.confirm("Remove it? It cannot be undone.")


def _list(found: Iterable[Step], root: Path) -> None:
    for step in found:
        click.echo(f"  {_shown(step.path, root)}: {step.what}")


def _remove(found: Sequence[Step], root: Path, *, say: bool) -> list[str]:
    """Do the steps, all that can be done. Returns a sentence for each that failed."""
    failed: list[str] = []
    done: list[Step] = []
    for step in found:
        try:
            step.do()
            done.append(step)
        except (GradebookError, GitHubError) as error:
            failed.append(str(error))
        except OSError as error:
            failed.append(f"{_shown(step.path, root)} could not be removed: {error.strerror or error}.")
    if say and done:
        click.echo("Removed:")
        _list(done, root)
    elif done:
        click.echo(f"Removed from {count(len(done), 'place')}.")
    return failed


def _tell_rest(who: Person, places: Sequence[Path], found: Sequence[Step], root: Path, ledger: str | None) -> None:
    """Say what still names this person, and what this command cannot reach."""
    tracked = _git(root, "ls-files", "-z").split("\0")
    course = {(root / path).resolve() for path in tracked if path}
    naming = [path for path in mentions(who, places) if path not in course]
    if naming:
        click.echo("Still naming this person: make these again, or delete them:")
        for each in naming:
            click.echo(f"  {_shown(each, root)}")
    click.echo("Out of reach:")
    for path in _committed(found, root):
        click.echo(f"  {path} in the history of this folder's Git repository: git filter-repo rewrites that")
    if not ledger:
        click.echo("  the ledger, if your class hands in by pull request: --ledger OWNER/NAME, and each copy of it")
    for sentence in BEYOND:
        click.echo(f"  {sentence}")


def _committed(found: Sequence[Step], root: Path) -> list[str]:
    """The paths that Git's history has."""
    paths = [_shown(step.path, root) for step in found if step.path.is_relative_to(root.resolve())]
    return [path for path in paths if _git(root, "log", "--all", "--format=%h", "-1", "--", path).strip()]


def _git(root: Path, *arguments: str) -> str:
    """What Git prints; nothing if this is no repository."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if not done.returncode else ""


def _shown(path: Path, root: Path) -> str:
    inside = path.is_relative_to(root.resolve())
    return one_line((path.relative_to(root.resolve()) if inside else path).as_posix(), 300)
