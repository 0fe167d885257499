"""Rounds, one after the other: no fault of one ends the others, and faults make them rarer."""

import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path

from gradus.core.course import CourseError
from gradus.core.decode import DecodeError
from gradus.core.exits import INFRASTRUCTURE
from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.core.within import PlaceError
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.client import GitHubError, RequestRejectedError, TokenRejectedError
from gradus.pulls.own.bell import StoppedError
from gradus.pulls.own.grader import GradingError
from gradus.pulls.own.rounds import PATIENT, Outcome, Rounds

SIGNED, UNSIGNED = 10.0, 60.0  # seconds at least between two rounds that hints start
HOUR = 3600.0
PAUSE = 10.0  # seconds at least after a round
KNOWN = (GitHubError, RequestRejectedError, CourseError, UsageError, TableError, GradingError, DecodeError, PlaceError)


def loop(rounds: Rounds, every: float, gap: float) -> int:
    """Make a round each `every` seconds, and after a hint, but not more often than each `gap`; until told to stop."""
    bell, log = rounds.bell, rounds.log
    faults = 0
    while True:
        begun = bell.clock()
        outcome = attempt(rounds)
        if bell.stopping:
            return 0
        pause = every
        if outcome is Outcome.FAULT:
            faults += 1
            pause = max(every, min(every * 2 ** min(faults, 20), HOUR))
            at = datetime.now().astimezone() + timedelta(seconds=pause)
            log.say(f"The next round is at {at.isoformat(' ', 'seconds')}.")
        elif faults:
            faults = 0
            log.say("The rounds go well again.")
        until = max(begun + pause, bell.clock() + min(pause, PAUSE))
        bell.wait(until, until if faults else begun + gap)
        if bell.stopping:
            return 0


def single(rounds: Rounds) -> int:
    """Make one round, and return its exit status. There is no next one to wait for: what has no score is told."""
    rounds.barren = PATIENT
    outcome = attempt(rounds)
    return 0 if outcome is Outcome.FINE or rounds.bell.stopping else INFRASTRUCTURE


def attempt(rounds: Rounds) -> Outcome:
    """Make a round, and say what is wrong with it."""
    try:
        return rounds.round()
    except StoppedError:
        return Outcome.FINE
    except KNOWN as error:
        if isinstance(error, TokenRejectedError):
            rounds.forges.forget()
        rounds.log.complain(str(error))
    except OSError as error:
        rounds.log.complain(f"{one_line(str(error.filename or 'a file'), 300)}: {error.strerror or error}.")
    except Exception as error:
        rounds.log.complain(f"A mistake of Gradus, please report it: {_place()}: {type(error).__name__}: {error}")
    return Outcome.FAULT


def _place() -> str:
    """Where the current exception was raised, without a folder of this machine."""
    *_, last = traceback.extract_tb(sys.exc_info()[2])
    return f"{Path(last.filename).name}, line {last.lineno}"
