"""The commands under `gradus pulls`, also run as `python3 -P -m gradus.pulls`.

Exit status: 0 done; 2 wrong usage; 3 infrastructure error, after everything that could be done.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gradus.core.course import CourseError, CourseNotFoundError
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.tables import TableError
from gradus.core.text import one_line, printable
from gradus.core.within import PlaceError
from gradus.pulls import commands
from gradus.pulls.connect import UsageError, add_class, add_forge, add_patience
from gradus.pulls.forge.client import GitHubError, Sleep
from gradus.pulls.own import command as own
from gradus.pulls.setup import command as setup
from gradus.pulls.setup.doctor import command as doctor
from gradus.pulls.setup.update import command as update


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser("gradus pulls", description="Grade pull requests.", allow_abbrev=False)
    added = top.add_subparsers(dest="command", required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = added.add_parser(name, help=text, description=text, allow_abbrev=False)
        made.set_defaults(run=run)
        return made

    plan = command("plan", commands.plan, "Find the commits to grade.")
    add_class(plan)
    commands.add_ledger(plan)
    plan.add_argument("--out", required=True, type=Path, metavar="WORK", help="The folder for the plan.")
    fetch = command("fetch", commands.fetch, "Fetch the planned commits' files as data.")
    fetch.add_argument("work", type=Path, metavar="WORK", help="The folder with the plan.")
    by_login = "Name folders by account, and fetch lessons too: for gradus lessons, not for post."
    fetch.add_argument("--by-login", action="store_true", help=by_login)
    post = command("post", commands.post, "Post the scores and record them.")
    post.add_argument("work", type=Path, metavar="WORK", help="The folder with the plan.")
    post.add_argument("reports", type=Path, metavar="REPORTS", help="The folder that gradus grade --out wrote.")
    run = command("run", own.run, "Plan, fetch, grade and post in a loop, on a machine of one's own.")
    add_class(run)
    own.add_options(run)
    setup.add_arguments(command("setup", setup.run, "Make what a class on GitHub needs."))
    doctor.add_arguments(command("doctor", doctor.run, "Say what of a class on GitHub is in order, and what is to do."))
    update.add_arguments(command("update", update.run, "Bring a corrected release to the students' repositories."))
    for made in (fetch, post):
        add_forge(made)
    for made in (plan, fetch, post, run):
        add_patience(made)
    return top


def main(arguments: Sequence[str] | None = None, sleep: Sleep = time.sleep) -> int:
    """Run a command and return its exit status; `sleep` waits for the forge."""
    try:
        options = parser().parse_args(arguments)
        options.sleep = sleep
        status: int = options.run(options)
        return status
    except SystemExit as error:
        return int(error.code or 0)
    except (UsageError, CourseNotFoundError, TableError) as error:
        return _fail(str(error), USAGE)
    except (GitHubError, CourseError) as error:
        return _fail(str(error), INFRASTRUCTURE)
    except DecodeError as error:
        return _fail(f"{one_line(str(options.work))} cannot be used: {error}.", USAGE)
    except PlaceError as error:
        return _fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        return _fail(f"{one_line(str(error.filename or 'a file'), 300)}: {error.strerror or error}.", INFRASTRUCTURE)


def _fail(text: str, status: int) -> int:
    print(f"gradus: {printable(text, 2000)}", file=sys.stderr)
    return status
