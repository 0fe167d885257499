"""What the commands have in common: the environment's tokens, the forge, and where the ledger is."""

import argparse
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gradus.core.course import Course
from gradus.core.files import private_folder, write_atomic
from gradus.core.schedule.due import DueDates, Extension, read_extensions
from gradus.core.schedule.extensions import roster_extensions
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.pulls.forge.client import GITHUB, Client
from gradus.pulls.forge.forge import Forge
from gradus.pulls.forge.gitea import GITEA, Gitea
from gradus.pulls.forge.github import GitHub
from gradus.pulls.ledger.branch import Branch
from gradus.pulls.ledger.ledger import parse_time
from gradus.pulls.roster import Place, read_places
from gradus.pulls.round.plan import BRANCH, NAME, Asked

COURSE_TOKEN, LEDGER_TOKEN, SLUG = "GRADUS_COURSE_TOKEN", "GITHUB_TOKEN", "GRADUS_APP_SLUG"
ROSTER = "GRADUS_ROSTER"
STAR = "*"
FORGES = ("github", "gitea")
BOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # an account of Gitea
APP = re.compile(r"[a-z0-9][a-z0-9-]*")


class UsageError(Exception):
    """An option or an environment variable is missing or invalid; the text says what to do."""


def add_class(parser: argparse.ArgumentParser) -> None:
    """Add the options that say whose work is graded, and when it is due."""
    add = parser.add_argument
    pattern = "The repository that all students share, or OWNER/PREFIX-*: one for each student or team of --roster."
    add("--course-repo", required=True, metavar="OWNER/NAME", help=pattern)
    add("--roster", type=Path, metavar="CSV", help="The students: login, and team, repository, extension if needed.")
    add("--cooldown", type=float, default=10, help="Minutes between two gradings of an account (default: 10).")
    add("--limit", type=int, default=300, help="The most commits in one round (default: 300).")
    add("--deadline", default="", help="When work is due that no unit of the course has, with a time zone.")
    add("--extensions", type=Path, metavar="CSV", help="Students who have more time: login,work,due,days.")
    add("--regrade", action="store_true", help="Also grade what other versions of the checks graded.")
    add_forge(parser)


def add_forge(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the students' repositories are: every step of a round needs the same."""
    text = "What has the students' repositories: github, or gitea for Gitea and Forgejo (default: github)."
    parser.add_argument("--forge", choices=FORGES, default="github", help=text)
    where = "Its address (default: GITHUB_API_URL or GitHub's own; GRADUS_FORGE_URL of Gitea)."
    parser.add_argument("--api", default="", metavar="URL", help=where)


def add_patience(parser: argparse.ArgumentParser) -> None:
    """Add the option that limits waiting."""
    parser.add_argument("--patience", type=float, default=1200, help="Seconds to wait for the forge in all.")


def asked(options: argparse.Namespace, ledger: str = "", branch: str = "") -> Asked:
    """Whose pull requests are meant. Raises UsageError."""
    name = options.course_repo
    if not NAME.fullmatch(name.replace(STAR, "x")) or STAR in name.partition("/")[0] or name.count(STAR) > 1:
        raise UsageError(f"--course-repo is {one_line(name) or 'missing'}: write OWNER/NAME, or OWNER/PREFIX-*.")
    if ledger and not NAME.fullmatch(ledger):
        raise UsageError(f"--ledger-repo is {one_line(ledger)}: write it as OWNER/NAME.")
    if branch and not BRANCH.fullmatch(branch):
        raise UsageError(f"--branch is {one_line(branch)}: give a branch's name.")
    if not 0 <= options.cooldown <= 100_000 or options.limit < 1:
        raise UsageError("--cooldown is a number of minutes, and --limit at least 1.")
    places: Sequence[Place] = ()
    if options.roster:
        try:
            places = read_places(options.roster, name if STAR in name else f"{name}-{STAR}")
        except TableError as error:
            raise UsageError(str(error)) from None
    if STAR not in name:
        teams = {place.name: place.logins for place in places if len(place.logins) > 1}
        return Asked(name, ledger, branch, (), teams)
    if not places:
        raise UsageError(f"{name} needs --roster: a table with a column login, and a line for each student.")
    return Asked(name, ledger, branch, places)


def roster_of_environment(folder: Path) -> Path | None:
    """The roster in the variable GRADUS_ROSTER, as a file in `folder`; None if there is none. Raises OSError."""
    text = os.environ.get(ROSTER)
    if not text:
        return None
    private_folder(folder)
    path = folder / "roster.csv"
    write_atomic(path, text + "\n")
    return path


def due_dates(options: argparse.Namespace, course: Course) -> DueDates:
    """When work is due: by the course's units, --deadline, --extensions and the roster. Raises UsageError."""
    try:
        deadline = parse_time(options.deadline) if options.deadline else None
    except ValueError:
        text = f"--deadline is {one_line(options.deadline)}"
        raise UsageError(f"{text}: write it like 2026-12-01T23:59:00+01:00, with its time zone.") from None
    works = [exercise.id for exercise in course.exercises] + [f"lessons/{lesson}" for lesson in course.lessons]
    given: list[Extension] = []
    try:
        if options.extensions:
            given += read_extensions(options.extensions, course.units, works)
        if options.roster:
            given += roster_extensions(options.roster, course.units, works)
    except TableError as error:
        raise UsageError(str(error)) from None
    dues = DueDates.of_units(course.units, datetime.fromisoformat(deadline) if deadline else None)
    return replace(dues, extensions=given)


def client(options: argparse.Namespace, token: str) -> Client:
    """A client for the whole interface, with the token of this name."""
    service = GITEA if options.forge == "gitea" else GITHUB
    return Client(api(options), variable(token), patience=options.patience, sleep=options.sleep, service=service)


def forge(options: argparse.Namespace) -> Forge:
    """The forge with the students' repositories."""
    asked = client(options, COURSE_TOKEN)
    return Gitea(asked, os.environ.get(SLUG) or "") if options.forge == "gitea" else GitHub(asked)


def posting_forge(options: argparse.Namespace) -> Forge:
    """The same with the right to post, as the App or the account that GRADUS_APP_SLUG names."""
    name = variable(SLUG)
    if options.forge == "gitea":
        if not BOT.fullmatch(name):
            raise UsageError(f"{SLUG} is {one_line(name)}: it is the login of the account that has the token.")
        return Gitea(client(options, COURSE_TOKEN), name)
    if not APP.fullmatch(name):
        raise UsageError(f"{SLUG} is {one_line(name)}: it is the App's name in its address, github.com/apps/NAME.")
    return GitHub(client(options, COURSE_TOKEN), name)


def branch(options: argparse.Namespace, repository: str, name: str) -> Branch:
    """The ledger on a branch of a repository."""
    if options.forge == "gitea":
        raise UsageError("The ledger of a class on Gitea is a folder: docs/forges.md says how its rounds are run.")
    url = f"{api(options)}/repos/{repository}"
    there = Client(url, variable(LEDGER_TOKEN), patience=options.patience, sleep=options.sleep)
    return Branch(there, repository, name)


def api(options: argparse.Namespace) -> str:
    """The address of the interface: of GitHub's, of an Enterprise server's, or of Gitea's."""
    if options.forge == "gitea":
        url = (options.api or os.environ.get("GRADUS_FORGE_URL") or "").rstrip("/")
        if not url:
            raise UsageError("Where Gitea is, is not known: give --api URL, or set GRADUS_FORGE_URL.")
        return url if url.endswith("/api/v1") else f"{url}/api/v1"
    return github_api(options.api)


def github_api(url: str = "") -> str:
    """The address of GitHub's interface, or of an Enterprise server's."""
    return (url or os.environ.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/")


def variable(name: str) -> str:
    """A variable of the environment. Raises UsageError if it is not set."""
    if not (value := os.environ.get(name)):
        raise UsageError(f"The environment has no {name}: docs/classroom.md says where it comes from.")
    return value
