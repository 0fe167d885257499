"""The commands: `gradus pulls plan`, `fetch` and `post`, also as `python3 -P -m gradus.pulls` with nothing installed.

Exit status: 0 done; 2 wrong usage; 3 infrastructure error, and then what could be done is done.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from gradus.core import course as courses
from gradus.core.decode import DecodeError
from gradus.core.text import one_line, printable
from gradus.pulls import fetch, plan, post
from gradus.pulls import ledger as ledgers
from gradus.pulls.client import Client, GitHubError
from gradus.pulls.store import Branch

USAGE, INFRASTRUCTURE = 2, 3
COURSE_TOKEN, LEDGER_TOKEN, SLUG = "GRADUS_COURSE_TOKEN", "GITHUB_TOKEN", "GRADUS_APP_SLUG"


class UsageError(Exception):
    """The command was not called as it should be; the text says what to do."""


def parser() -> argparse.ArgumentParser:
    """What the command takes."""
    made = argparse.ArgumentParser(
        prog="gradus pulls", description="Grade the pull requests of a student repository.", allow_abbrev=False
    )
    commands = made.add_subparsers(dest="command", required=True)
    planning = commands.add_parser("plan", help="Find the commits that are not graded yet.", allow_abbrev=False)
    planning.add_argument("--course-repo", required=True, metavar="OWNER/NAME", help="Where students open them.")
    planning.add_argument(
        "--ledger-repo",
        default=os.environ.get("GITHUB_REPOSITORY"),
        metavar="OWNER/NAME",
        help="The private repository with the ledger (default: GITHUB_REPOSITORY).",
    )
    planning.add_argument("--branch", default="ledger", help="The ledger's branch there (default: ledger).")
    planning.add_argument("--cooldown", type=float, default=10, help="Minutes between two gradings of an author.")
    planning.add_argument("--limit", type=int, default=300, help="How many commits in one round.")
    planning.add_argument("--deadline", default="", help="When work is due, with a time zone.")
    planning.add_argument("--regrade", action="store_true", help="Also what other versions of the graders graded.")
    planning.add_argument("--out", required=True, type=Path, metavar="WORK", help="The folder for the plan.")
    fetching = commands.add_parser("fetch", help="Fetch the planned commits' files, as data.", allow_abbrev=False)
    fetching.add_argument(
        "--by-login",
        action="store_true",
        help="One folder for each account, named after it: for lessons, not for post.",
    )
    posting = commands.add_parser("post", help="Post the scores, and record them.", allow_abbrev=False)
    for each in (fetching, posting):
        each.add_argument("work", type=Path, metavar="WORK", help="The folder with the plan.")
    posting.add_argument("reports", type=Path, metavar="REPORTS", help="The folder that gradus grade --out wrote.")
    for each in (planning, fetching, posting):
        each.add_argument(
            "--patience", type=float, default=1200, help="Seconds that GitHub's limits may cost in all (default: 1200)."
        )
    return made


def main(arguments: Sequence[str] | None = None, sleep: Callable[[float], None] = time.sleep) -> int:
    """Run the command; its exit status. `sleep` is how it waits for GitHub."""
    try:
        told = parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    told.sleep = sleep
    try:
        return {"plan": _plan, "fetch": _fetch, "post": _post}[told.command](told, os.environ)
    except UsageError as error:
        return _fail(str(error), USAGE)
    except (GitHubError, courses.CourseError) as error:
        return _fail(str(error), INFRASTRUCTURE)
    except DecodeError as error:
        return _fail(f"{one_line(str(told.work))} cannot be used: {error}.", USAGE)
    except OSError as error:
        return _fail(f"{one_line(str(error.filename or 'a file'), 300)}: {error.strerror}.", INFRASTRUCTURE)


def _plan(told: argparse.Namespace, environment: Mapping[str, str]) -> int:
    for option, name in (("--course-repo", told.course_repo), ("--ledger-repo", told.ledger_repo or "")):
        if not plan.NAME.fullmatch(name):
            raise UsageError(f"{option} is {one_line(name) or 'missing'}: write it as OWNER/NAME.")
    if not plan.BRANCH.fullmatch(told.branch):
        raise UsageError(f"--branch is {one_line(told.branch)}: give a branch's name.")
    if not 0 <= told.cooldown <= 100_000 or told.limit < 1:
        raise UsageError("--cooldown is a number of minutes, and --limit at least 1.")
    try:
        deadline = ledgers.moment(told.deadline) if told.deadline else None
    except ValueError:
        raise UsageError(
            f"--deadline is {one_line(told.deadline)}: write it like 2026-12-01T23:59:00+01:00, with its time zone."
        ) from None
    wishes = plan.PlanOptions(
        timedelta(minutes=told.cooldown), told.limit, deadline, _graders(environment), told.regrade
    )
    branch = Branch(_client(environment, LEDGER_TOKEN, told), told.ledger_repo, told.branch)
    made = plan.make(_client(environment, COURSE_TOKEN, told), told.course_repo, branch, wishes)
    made.write(told.out)
    for line in plan.table(made):
        print(line)
    return 0


def _fetch(told: argparse.Namespace, environment: Mapping[str, str]) -> int:
    made = plan.read(told.work)
    folders = fetch.by_login(made) if told.by_login else fetch.by_commit(made)
    notes = fetch.fetch(_client(environment, COURSE_TOKEN, told), _course(), made, told.work, folders)
    there = [note for note in notes.notes if note.dropped is None]
    print(f"{len(there)} of {len(notes.notes)} fetched.")
    for note in notes.notes:
        if note.dropped is not None:
            print(f"#{note.number}, {note.sha[:12]}: not fetched in this round. {printable(note.dropped)}")
        for refusal in note.refused:
            print(f"#{note.number}, {note.sha[:12]}: {refusal.path} is not taken: {refusal.reason}.")
    if path := environment.get("GITHUB_OUTPUT"):
        with open(path, "a", encoding="utf-8") as output:
            output.write(f"submissions={len(there)}\nnews={'true' if made.news else 'false'}\n")
    return 0


def _post(told: argparse.Namespace, environment: Mapping[str, str]) -> int:
    slug = _required(environment, SLUG)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", slug):
        raise UsageError(f"{SLUG} is {one_line(slug)}: it is the App's name in its address, github.com/apps/NAME.")
    made = plan.read(told.work)
    client = _client(environment, COURSE_TOKEN, told)
    branch = Branch(_client(environment, LEDGER_TOKEN, told), made.ledger, made.branch)
    turn = post.begin(client, branch, made, told.work, _course(), slug, _run(environment), print)
    try:
        turn.post(told.reports)
    finally:
        for note in turn.notes:
            print(f"gradus: {printable(note, 1000)}", file=sys.stderr)
    print(f"{turn.posted} of {len(made.grade)} posted.")
    return INFRASTRUCTURE if turn.notes else 0


def _client(environment: Mapping[str, str], name: str, told: argparse.Namespace) -> Client:
    url = environment.get("GITHUB_API_URL") or "https://api.github.com"
    return Client(url, _required(environment, name), patience=told.patience, sleep=told.sleep)


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise UsageError(f"The environment has no {name}: docs/classroom.md says where it comes from.")
    return value


def _course() -> courses.Course:
    try:
        return courses.load(courses.find_root(Path.cwd()))
    except courses.CourseNotFoundError as error:
        raise UsageError(str(error)) from None


def _graders(environment: Mapping[str, str]) -> str:
    """Which version of the graders this is: the commit that the workflow runs at."""
    commit = environment.get("GITHUB_SHA", "")
    return commit if ledgers.SHA.fullmatch(commit) else "unknown"


def _run(environment: Mapping[str, str]) -> str | None:
    server, repository, number = (environment.get(f"GITHUB_{key}") for key in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    return f"{server}/{repository}/actions/runs/{number}" if server and repository and number else None


def _fail(text: str, status: int) -> int:
    print(f"gradus: {printable(text, 2000)}", file=sys.stderr)
    return status
