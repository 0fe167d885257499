"""How a command that changes something runs: options first, then step by step, and at the end what is left."""

import argparse
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from gradus.core.exits import INFRASTRUCTURE, INTERRUPTED, USAGE
from gradus.core.text import printable
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.client import GitHubError, RequestRejectedError
from gradus.pulls.setup.layout import SetupError
from gradus.pulls.setup.steps import Steps, connect, explained

T = TypeVar("T")
AGAIN = "Running the same command again does what is left, and nothing twice."


def run_steps(options: argparse.Namespace, check: Callable[[], T], work: Callable[[Steps, T], None]) -> int:
    """Check the options, then work; returns the exit status: 0, 2 for a wrong option, 3 if something was not done."""
    steps: Steps | None = None
    try:
        checked = check()
        client = connect(options.patience, getattr(options, "sleep", time.sleep))
        steps = Steps(client, dry=options.dry_run)
        work(steps, checked)
    except UsageError as error:
        return _end(steps, str(error), USAGE)
    except RequestRejectedError as error:
        return _end(steps, explained(error), INFRASTRUCTURE)
    except (GitHubError, SetupError) as error:
        return _end(steps, str(error), INFRASTRUCTURE)
    except OSError as error:
        return _end(steps, f"{error.filename or 'a file'}: {error.strerror or error}.", INFRASTRUCTURE)
    except KeyboardInterrupt:
        return _end(steps, "stopped.", INTERRUPTED)
    return _end(steps, "", INFRASTRUCTURE if steps.problems else 0)


def _end(steps: Steps | None, problem: str, status: int) -> int:
    """Say what is left to do and what failed, and return the exit status."""
    if steps is not None and steps.by_hand:
        print("\nTo do by hand:", *(f"- {each}" for each in dict.fromkeys(steps.by_hand)), sep="\n")
    for each in (*(steps.problems if steps else ()), *filter(None, [problem])):
        print(f"gradus: {printable(each, 1000)}", file=sys.stderr)
    if steps is not None and status:
        print(f"gradus: {AGAIN}", file=sys.stderr)
    return status
