"""`gradus pulls update`: opens, or brings up to date, one pull request with a corrected release in each repository."""

import argparse
from functools import partial
from pathlib import Path

from gradus.pulls.connect import UsageError
from gradus.pulls.setup.layout import Layout, add_names, read_class, read_layout
from gradus.pulls.setup.repositories.release import Release, read_release
from gradus.pulls.setup.repositories.template import bring_up_to_date
from gradus.pulls.setup.repositories.versions import Versions
from gradus.pulls.setup.running import run_steps
from gradus.pulls.setup.steps import Steps
from gradus.pulls.setup.update.proposal import Proposal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("release", type=Path, metavar="FOLDER", help="The corrected release, by gradus release FOLDER.")
    add_names(parser)
    parser.add_argument("--dry-run", action="store_true", help="Only say what would be opened and changed.")


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status: 0, 2 for a wrong option, 3 if something could not be done."""
    return run_steps(options, partial(_check, options), _update)


def _check(options: argparse.Namespace) -> tuple[Layout, Release, list[str]]:
    layout = read_layout(options)
    places = read_class(layout, options.roster)
    if not places and not layout.shared:
        raise UsageError("--roster is missing: it says which repositories there are. Or is the class --shared?")
    repositories = [layout.students] if layout.shared else [place.repository for place in places]
    return layout, read_release(options.release), repositories


def _update(steps: Steps, checked: tuple[Layout, Release, list[str]]) -> None:
    layout, release, repositories = checked
    if not layout.shared:
        # First of all: who starts later gets it at once, and its files are known as released from now on.
        bring_up_to_date(steps, layout.students, release)
    versions = Versions(steps, layout.students)
    steps.each(repositories, lambda repository: Proposal(steps, repository, release, versions).make())
