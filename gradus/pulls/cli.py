"""The commands `gradus pulls plan`, `fetch` and `post`, also run as `python3 -P -m gradus.pulls`.

Exit status: 0 done; 2 wrong usage; 3 infrastructure error, after everything that could be done.
"""

import argparse
import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gradus.core.course import CourseError, CourseNotFoundError, find_root, load
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.schedule.due import DueDates, read_extensions
from gradus.core.schedule.units import Attempts
from gradus.core.tables import TableError
from gradus.core.text import one_line, printable
from gradus.core.within import PlaceError
from gradus.pulls.client import Client, GitHubError, Sleep
from gradus.pulls.fetch import FetchResults, fetch_commits, folders_by_login
from gradus.pulls.ledger import SHA, parse_time
from gradus.pulls.plan import BRANCH, NAME, Plan, PlanOptions, make_plan, summary_lines
from gradus.pulls.post import GitHubApp, Poster
from gradus.pulls.store import Branch
from gradus.pulls.validate import ReportValidator

COURSE_TOKEN, LEDGER_TOKEN, SLUG = "GRADUS_COURSE_TOKEN", "GITHUB_TOKEN", "GRADUS_APP_SLUG"


class UsageError(Exception):
    """An option or an environment variable is missing or invalid; the text says what to do."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser("gradus pulls", description="Grade pull requests.", allow_abbrev=False)
    commands = top.add_subparsers(dest="command", required=True)
    plan = commands.add_parser("plan", help="Find the commits to grade.", allow_abbrev=False)
    fetch = commands.add_parser("fetch", help="Fetch the planned commits' files as data.", allow_abbrev=False)
    post = commands.add_parser("post", help="Post the scores and record them.", allow_abbrev=False)
    repository = os.environ.get("GITHUB_REPOSITORY")
    add = plan.add_argument
    add("--course-repo", required=True, metavar="OWNER/NAME", help="The student repository.")
    add("--ledger-repo", default=repository, metavar="OWNER/NAME", help="The ledger's (default: GITHUB_REPOSITORY).")
    add("--branch", default="ledger", help="The ledger's branch (default: ledger).")
    add("--cooldown", type=float, default=10, help="Minutes between two gradings of an author (default: 10).")
    add("--limit", type=int, default=300, help="The most commits in one run (default: 300).")
    add("--deadline", default="", help="When work is due, with a time zone.")
    add("--extensions", type=Path, metavar="CSV", help="Students who have more time: login,work,due,days.")
    add("--regrade", action="store_true", help="Also grade what other versions of the graders graded.")
    add("--out", required=True, type=Path, metavar="WORK", help="The folder for the plan.")
    fetch.add_argument("work", type=Path, metavar="WORK", help="The folder with the plan.")
    fetch.add_argument("--by-login", action="store_true", help="Name folders by account: for lessons, not for post.")
    post.add_argument("work", type=Path, metavar="WORK", help="The folder with the plan.")
    post.add_argument("reports", type=Path, metavar="REPORTS", help="The folder that gradus grade --out wrote.")
    patience = "Seconds to wait for GitHub in all (default: 1200)."
    for command in (plan, fetch, post):
        command.add_argument("--patience", type=float, default=1200, help=patience)
    return top


def main(arguments: Sequence[str] | None = None, sleep: Sleep = time.sleep) -> int:
    """Run a command and return its exit status; `sleep` waits for GitHub."""
    try:
        options = parser().parse_args(arguments)
        options.sleep = sleep
        return {"plan": _plan, "fetch": _fetch, "post": _post}[options.command](options)
    except SystemExit as error:
        return int(error.code or 0)
    except (UsageError, CourseNotFoundError) as error:
        return _fail(str(error), USAGE)
    except (GitHubError, CourseError) as error:
        return _fail(str(error), INFRASTRUCTURE)
    except DecodeError as error:
        return _fail(f"{one_line(str(options.work))} cannot be used: {error}.", USAGE)
    except PlaceError as error:
        return _fail(str(error), INFRASTRUCTURE)
    except OSError as error:
        return _fail(f"{one_line(str(error.filename or 'a file'), 300)}: {error.strerror or error}.", INFRASTRUCTURE)


def _plan(options: argparse.Namespace) -> int:
    for option, name in (("--course-repo", options.course_repo), ("--ledger-repo", options.ledger_repo or "")):
        if not NAME.fullmatch(name):
            raise UsageError(f"{option} is {one_line(name) or 'missing'}: write it as OWNER/NAME.")
    if not BRANCH.fullmatch(options.branch):
        raise UsageError(f"--branch is {one_line(options.branch)}: give a branch's name.")
    if not 0 <= options.cooldown <= 100_000 or options.limit < 1:
        raise UsageError("--cooldown is a number of minutes, and --limit at least 1.")
    try:
        deadline = parse_time(options.deadline) if options.deadline else None
    except ValueError:
        text = f"--deadline is {one_line(options.deadline)}"
        raise UsageError(f"{text}: write it like 2026-12-01T23:59:00+01:00, with its time zone.") from None
    commit = os.environ.get("GITHUB_SHA", "")
    graders = commit if SHA.fullmatch(commit) else "unknown"
    plain = timedelta(minutes=options.cooldown), options.limit, deadline, graders, options.regrade
    settings = _with_units(PlanOptions(*plain), options.extensions)
    branch = Branch(_client(options, LEDGER_TOKEN, options.ledger_repo), options.ledger_repo, options.branch)
    plan = make_plan(_client(options, COURSE_TOKEN, options.course_repo), options.course_repo, branch, settings)
    plan.write(options.out)
    print(*summary_lines(plan), sep="\n")
    return 0


def _with_units(settings: PlanOptions, extensions: Path | None) -> PlanOptions:
    """The settings with the due dates of the course's units, if there is a course with units here."""
    try:
        course = load(find_root(Path.cwd()))
    except CourseNotFoundError:
        course = None
    if course is None or not course.units:
        if extensions:
            raise UsageError("--extensions is for a course with units: [[units]] in course.toml say when work is due.")
        return settings
    now = datetime.now(UTC)
    if not course.set_by(now).exercises:
        print("No unit is open yet: nothing is graded.")
        settings = replace(settings, limit=0)
    works = sorted(course.select(course.units).works)
    dues = DueDates.of_units(course.units, datetime.fromisoformat(settings.deadline) if settings.deadline else None)
    try:
        given = read_extensions(extensions, course.units, works) if extensions else []
    except TableError as error:
        raise UsageError(str(error)) from None
    rules, dues = course.marks, replace(dues, extensions=given)
    grace = timedelta(minutes=rules.grace_minutes)
    return replace(settings, dues=dues, works=tuple(works), every=rules.attempt is Attempts.BEST, grace=grace)


def _fetch(options: argparse.Namespace) -> int:
    plan, course = Plan.read(options.work), load(find_root(Path.cwd()))
    folders = folders_by_login(plan) if options.by_login else [(pull.folder, pull) for pull in plan.grade]
    results = fetch_commits(_client(options, COURSE_TOKEN, plan.course), course, options.work, folders).notes
    fetched = sum(result.dropped is None for result in results)
    print(f"{fetched} of {len(results)} fetched.")
    for result in results:
        label = f"#{result.number}, {result.sha[:12]}"
        if result.dropped is not None:
            print(f"{label}: not fetched in this run. {printable(result.dropped)}")
        for file in result.refused:
            print(f"{label}: {file.path} is skipped: {file.reason}.")
    if path := os.environ.get("GITHUB_OUTPUT"):
        with open(path, "a", encoding="utf-8") as output:
            output.write(f"submissions={fetched}\nnews={'true' if plan.news else 'false'}\n")
    return 0


def _post(options: argparse.Namespace) -> int:
    slug = _variable(SLUG)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", slug):
        raise UsageError(f"{SLUG} is {one_line(slug)}: it is the App's name in its address, github.com/apps/NAME.")
    plan = Plan.read(options.work)
    app = GitHubApp(_client(options, COURSE_TOKEN, plan.course), slug)
    branch = Branch(_client(options, LEDGER_TOKEN, plan.ledger), plan.ledger, plan.branch)
    run = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    url = "{}/{}/actions/runs/{}".format(*run) if all(run) else None
    planned = datetime.fromisoformat(plan.now)
    validator = ReportValidator(load(find_root(Path.cwd())), (planned, datetime.now(UTC)))
    poster = Poster(app, branch, plan, FetchResults.read(options.work), validator, url)
    try:
        poster.post(options.reports)
    finally:
        for problem in poster.problems:
            print(f"gradus: {printable(problem, 1000)}", file=sys.stderr)
    print(f"{poster.posted} of {len(plan.grade)} posted.")
    return INFRASTRUCTURE if poster.problems else 0


def _client(options: argparse.Namespace, token: str, repository: str) -> Client:
    url = (os.environ.get("GITHUB_API_URL") or "https://api.github.com").rstrip("/")
    return Client(f"{url}/repos/{repository}", _variable(token), patience=options.patience, sleep=options.sleep)


def _variable(name: str) -> str:
    if not (value := os.environ.get(name)):
        raise UsageError(f"The environment has no {name}: docs/classroom.md says where it comes from.")
    return value


def _fail(text: str, status: int) -> int:
    print(f"gradus: {printable(text, 2000)}", file=sys.stderr)
    return status
