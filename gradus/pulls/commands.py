"""The three steps of a round as commands, each on a machine of its own: plan, fetch and post."""

import argparse
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gradus.core.course import Course, find_root, load
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.text import printable
from gradus.pulls import connect
from gradus.pulls.forge.client import RateLimitError, UnansweredError
from gradus.pulls.ledger.ledger import format_time
from gradus.pulls.round.fetch import FetchResults, fetch_commits, folders_by_login
from gradus.pulls.round.plan import Asked, Plan, make_plan
from gradus.pulls.round.post import Poster
from gradus.pulls.round.schedule import Settings
from gradus.pulls.round.validate import ReportValidator
from gradus.pulls.round.version import version


def add_ledger(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the ledger is."""
    repository = os.environ.get("GITHUB_REPOSITORY") or ""
    text = "The ledger's (default: GITHUB_REPOSITORY)."
    parser.add_argument("--ledger-repo", default=repository, metavar="OWNER/NAME", help=text)
    parser.add_argument("--branch", default="ledger", help="The ledger's branch (default: ledger).")


def plan(options: argparse.Namespace) -> int:
    """Plan a round. An outage plans nothing and is no error: the next round asks again."""
    course = load(find_root(Path.cwd()))
    if not options.ledger_repo:
        raise connect.UsageError("--ledger-repo is missing: write it as OWNER/NAME.")
    options.roster = options.roster or connect.roster_of_environment(options.out)
    asked = connect.asked(options, options.ledger_repo, options.branch)
    dues, settings = connect.due_dates(options, course), settings_of(options, course)
    store = connect.branch(options, asked.ledger, asked.branch)
    try:
        made, told = make_plan(connect.forge(options), asked, store, course, dues, settings)
    except (UnansweredError, RateLimitError) as error:
        told = [f"Nothing is planned: {error} The next round asks again."]
        made = nothing(asked, settings)
    made.write(options.out)
    print(*(printable(line, 3000) for line in told), sep="\n")
    return 0


def settings_of(options: argparse.Namespace, course: Course) -> Settings:
    """The settings of a round: before anything was set, nothing is graded."""
    settings = Settings(timedelta(minutes=options.cooldown), options.limit, version(course), options.regrade)
    if not course.set_by(datetime.now(UTC)).exercises:
        print("No unit is open yet: nothing is graded.")
        return replace(settings, limit=0)
    return settings


def nothing(asked: Asked, settings: Settings) -> Plan:
    """The plan of a round that could not ask."""
    now = format_time(datetime.now(UTC))
    known = asked.course, asked.ledger, asked.branch, settings.graders, now
    return Plan(Plan.SCHEMA, *known, news=False, due={}, extended={}, accounts=(), seen=())


def fetch(options: argparse.Namespace) -> int:
    """Fetch what is planned."""
    plan, course = Plan.read(options.work), load(find_root(Path.cwd()))
    lessons = options.by_login
    folders = folders_by_login(plan) if lessons else [(pull.folder, pull) for pull in plan.grade]
    results = fetch_commits(connect.forge(options), course, options.work, folders, lessons=lessons)
    tell_fetched(results)
    if path := os.environ.get("GITHUB_OUTPUT"):
        fetched = sum(result.dropped is None for result in results.notes)
        with open(path, "a", encoding="utf-8") as output:
            output.write(f"submissions={fetched}\nnews={'true' if plan.news else 'false'}\n")
    return 0


def tell_fetched(results: FetchResults) -> None:
    """Say what was fetched, and what was not."""
    print(f"{sum(result.dropped is None for result in results.notes)} of {len(results.notes)} fetched.")
    for result in results.notes:
        label = f"{result.repository.partition('/')[2]} #{result.number}, {result.sha[:12]}"
        if result.dropped is not None:
            print(f"{label}: not fetched in this round. {printable(result.dropped)}")
        for file in result.refused:
            print(f"{label}: {file.path} is skipped: {file.reason}.")


def post(options: argparse.Namespace) -> int:
    """Post and record what was graded."""
    plan, course = Plan.read(options.work), load(find_root(Path.cwd()))
    run = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    url = "{}/{}/actions/runs/{}".format(*run) if all(run) else None
    validator = ReportValidator(course, (datetime.fromisoformat(plan.now), datetime.now(UTC)))
    store = connect.branch(options, plan.ledger, plan.branch)
    results = FetchResults.read(options.work)
    return posted(Poster(connect.posting_forge(options), store, plan, results, validator, url), options.reports)


def posted(poster: Poster, reports: Path) -> int:
    """Post, tell the teacher, and return the exit status."""
    try:
        poster.post(reports)
    finally:
        for note in poster.notes:
            print(printable(note, 1000))
        for problem in poster.problems:
            print(f"gradus: {printable(problem, 1000)}", file=sys.stderr)
    print(f"{poster.posted} of {len(poster.plan.grade)} posted.")
    return INFRASTRUCTURE if poster.problems else 0
