"""`gradus pulls doctor`: asks GitHub for each setting that a class needs, changes nothing, and says what to do."""

import argparse
import sys
import time

from gradus.core.exits import INFRASTRUCTURE, INTERRUPTED, USAGE
from gradus.core.text import printable
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.client import GitHubError, RequestRejectedError
from gradus.pulls.setup.doctor.course import look_at_course, token
from gradus.pulls.setup.doctor.findings import State, Visit
from gradus.pulls.setup.doctor.runs import look_at_runs
from gradus.pulls.setup.doctor.students import look_at_students
from gradus.pulls.setup.layout import add_names, read_class, read_layout
from gradus.pulls.setup.roster import without_names
from gradus.pulls.setup.steps import Steps, connect, explained

SOMETHING_TO_DO = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_names(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0 if all is in order as far as it is known, 1 if not, 2 and 3 as the other commands."""
    try:
        layout = read_layout(options)
        places = read_class(layout, options.roster)
        roster = without_names(options.roster) if options.roster else ""
        client = connect(options.patience, getattr(options, "sleep", time.sleep))
        visit = Visit(Steps(client, dry=True), layout)
        for finding in token(visit):
            visit.tell(finding)
        look_at_course(visit, places, roster)
        look_at_runs(visit)
        look_at_students(visit, places)
    except UsageError as error:
        return _fail(str(error), USAGE)
    except RequestRejectedError as error:
        return _fail(explained(error), INFRASTRUCTURE)
    except GitHubError as error:
        return _fail(str(error), INFRASTRUCTURE)
    except KeyboardInterrupt:
        return _fail("stopped.", INTERRUPTED)
    numbers = {state: visit.number(state) for state in State}
    print(f"\n{numbers[State.TODO]} to do, {numbers[State.UNKNOWN]} not known, {numbers[State.OK]} ok.")
    return SOMETHING_TO_DO if numbers[State.TODO] else 0


def _fail(text: str, status: int) -> int:
    print(f"gradus: {printable(text, 1000)}", file=sys.stderr)
    return status
