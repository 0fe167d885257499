"""`gradus pulls run`: its options, and what is looked at before the first round."""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from gradus.core.course import find_root, load
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.files import FileError, private_folder, read_regular
from gradus.core.lock import LockedError, locked
from gradus.core.text import one_line, printable
from gradus.pulls import connect
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.apps import POSTING, READING, AppError, AppKey, Installation
from gradus.pulls.forge.client import GitHubError, TokenRejectedError
from gradus.pulls.forge.private import SecretFileError, require_private
from gradus.pulls.ledger.folder import Folder
from gradus.pulls.own.accounts import AccountError, switch
from gradus.pulls.own.bell import Bell, StoppedError
from gradus.pulls.own.forges import Forges, by_app, by_environment
from gradus.pulls.own.grader import Grader, GradingError
from gradus.pulls.own.listen import AddressError, Listener, parse_address
from gradus.pulls.own.log import Log
from gradus.pulls.own.loop import SIGNED, UNSIGNED, loop, single
from gradus.pulls.own.rounds import Rounds, remove
from gradus.pulls.round.plan import Asked
from gradus.pulls.round.validate import ReportValidator

LONGEST = 1440.0  # minutes between two rounds
SHORTEST = 16  # characters of a webhook's secret
TEMPORARY = ("round-*", "test-*")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of `run` that it does not share with `plan`."""
    add = parser.add_argument
    add("--ledger", required=True, type=Path, metavar="FOLDER", help="Where the ledger is kept: a folder of its own.")
    add("--app-key", type=Path, metavar="FILE", help="The private key of a GitHub App; else GRADUS_COURSE_TOKEN.")
    add("--app-id", default="", metavar="ID", help="The App's Client ID or App ID.")
    add("--every", type=float, default=2, metavar="MINUTES", help="How often to look (default: 2).")
    add("--once", action="store_true", help="Make one round: exit status 0, or 3 if something is to be mended.")
    add("--listen", default="", metavar="HOST:PORT", help="Where to hear of events, so that a round begins at once.")
    add("--webhook-secret-file", type=Path, metavar="FILE", help="The secret that signs events.")
    add("--jobs", type=int, metavar="N", help="How many submissions at a time (default: one per processor).")
    add("--work", type=Path, metavar="FOLDER", help="For temporary folders (default: one in the ledger's).")
    add("--grade-as", default="", metavar="USER", help="Run students' code as another account of this machine.")


def run(options: argparse.Namespace) -> int:
    """Make rounds until told to stop. Raises UsageError and GitHubError before the first one."""
    if os.name == "nt":
        raise UsageError("gradus pulls run needs Linux, for the sandbox: use WSL2 or a virtual machine.")
    bell, before = Bell(), os.umask(0o077)
    options.sleep = bell.sleep
    try:
        with bell.heeding_signals():
            return _run(options, bell, Log())
    except StoppedError:
        return 0
    except GradingError as error:
        print(f"gradus: {printable(str(error), 3000)}", file=sys.stderr)
        return INFRASTRUCTURE
    except (SecretFileError, AccountError, AddressError) as error:
        raise UsageError(str(error)) from None
    finally:
        os.umask(before)


def _run(options: argparse.Namespace, bell: Bell, log: Log) -> int:
    course = load(find_root(Path.cwd()))
    asked = connect.asked(options)
    connect.due_dates(options, course)
    ReportValidator(course)
    grader, address, secret = _grader(options), _address(options), _secret(options)
    forges, app = _forges(options, asked)
    folder = Folder(options.ledger.absolute(), log.say)
    with folder.alone(), _work(options, log) as work:
        folder.read()
        if app:
            _try(app, log)
        rounds = Rounds(options, course.root, work, forges, folder, grader, bell, log)
        if options.once:
            return single(rounds)
        rounds.test(course)
        with _listening(address, bell, secret):
            every = f"{options.every:g} minutes"
            log.say(f"Looking into {options.course_repo} every {every}, for {folder}. SIGTERM or Ctrl-C ends this.")
            status = loop(rounds, options.every * 60, SIGNED if secret or not address else UNSIGNED)
        log.say("Ended, as told.")
        return status


def _grader(options: argparse.Namespace) -> Grader:
    """What grades, as the options say. Raises UsageError and AccountError."""
    if not 0 < options.every <= LONGEST:
        raise UsageError(f"--every is a number of minutes, at most {LONGEST:g}.")
    if options.jobs is not None and options.jobs < 1:
        raise UsageError("--jobs is at least 1.")
    if options.grade_as:
        switch(options.grade_as)
    return Grader(options.jobs, options.grade_as)


def _address(options: argparse.Namespace) -> tuple[str, int] | None:
    if not options.listen:
        if options.webhook_secret_file:
            raise UsageError("--webhook-secret-file is of use with --listen HOST:PORT.")
        return None
    return parse_address(options.listen, signed=bool(options.webhook_secret_file))


def _secret(options: argparse.Namespace) -> bytes | None:
    """The secret that signs events. Raises UsageError and SecretFileError."""
    path: Path | None = options.webhook_secret_file
    if path is None:
        return None
    require_private(path, "The file of --webhook-secret-file")
    try:
        secret = read_regular(path.resolve(), 1 << 16).strip()
    except FileError as error:
        raise UsageError(f"The file of --webhook-secret-file {error}.") from None
    if len(secret) < SHORTEST:
        make = f"openssl rand -hex 32 > {one_line(str(path), 300)}"
        raise UsageError(f"The webhook's secret has fewer than {SHORTEST} characters. Type: {make}")
    return secret


def _forges(options: argparse.Namespace, asked: Asked) -> tuple[Forges, Installation | None]:
    """What makes the forge, and the App that it is made with, if any. Raises UsageError and SecretFileError."""
    if not options.app_key:
        if options.app_id:
            raise UsageError("--app-id needs --app-key, the file with the App's private key.")
        forges = by_environment(options)
        forges.posting()  # which says what the environment lacks
        return forges, None
    if not options.app_id.isprintable() or not options.app_id or " " in options.app_id:
        raise UsageError("--app-key needs --app-id: the Client ID or App ID that the App's page shows.")
    if getattr(options, "forge", "github") != "github":
        raise UsageError("--app-key is for GitHub: take a token in GRADUS_COURSE_TOKEN for another forge.")
    require_private(options.app_key, "The file of --app-key")
    names = [*asked.repositories, options.course_repo]
    owners = {name.partition("/")[0].lower(): name.partition("/")[0] for name in names}
    if len(owners) > 1:
        told = f"The class's repositories belong to several owners ({', '.join(sorted(owners.values()))})"
        raise UsageError(f"{told}, and an App's token is for one: make a run for each, with a roster of its own.")
    only = [] if connect.STAR in options.course_repo else [options.course_repo.partition("/")[2]]
    key, owner = AppKey(options.app_key.absolute(), options.app_id), options.course_repo.partition("/")[0]
    app = Installation(connect.api(options), key, owner, only, patience=options.patience, sleep=options.sleep)
    return by_app(app), app


def _try(app: Installation, log: Log) -> None:
    """Make both tokens. Raises AppError; an outage is told, and no reason not to begin."""
    try:
        app.token(READING)
        app.token(POSTING)
    except (AppError, TokenRejectedError, StoppedError):
        raise
    except GitHubError as error:
        log.complain(str(error))


@contextlib.contextmanager
def _work(options: argparse.Namespace, log: Log) -> Iterator[Path]:
    """The folder for temporary ones, this run's alone; what a killed run left there is removed. Raises UsageError."""
    given = options.work
    place = (given or options.ledger / ".work").absolute()
    try:
        private_folder(place)
        with locked(place):
            for pattern in TEMPORARY:
                for left in place.glob(pattern):
                    remove(left, log)
            yield place
    except LockedError:
        raise UsageError(f"--work {one_line(str(place), 300)}: another run has it. Name another folder.") from None


@contextlib.contextmanager
def _listening(address: tuple[str, int] | None, bell: Bell, secret: bytes | None) -> Iterator[None]:
    """Hear of events, if there is an address to listen at. Raises GitHubError if it cannot be used."""
    if address is None:
        yield
        return
    try:
        listener = Listener(address, bell, secret)
    except OSError as error:
        where = f"{address[0]}:{address[1]}"
        raise GitHubError(f"--listen {where} cannot be used: {error.strerror or error}.") from None
    with listener:
        yield
