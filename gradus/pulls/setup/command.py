"""`gradus pulls setup`: makes what a class on GitHub needs, as docs/classroom.md says; run twice, nothing twice."""

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gradus.pulls.connect import ROSTER, UsageError
from gradus.pulls.roster import Place
from gradus.pulls.setup.app import app
from gradus.pulls.setup.layout import Layout, add_names, read_class, read_layout
from gradus.pulls.setup.repositories.course import GRADED, keep_actions, keep_variable, make_course
from gradus.pulls.setup.repositories.release import Release, read_release
from gradus.pulls.setup.repositories.shared import keep_shared
from gradus.pulls.setup.repositories.student import make_student
from gradus.pulls.setup.repositories.template import CONSEQUENCES, make_students
from gradus.pulls.setup.roster import without_names
from gradus.pulls.setup.running import run_steps
from gradus.pulls.setup.steps import Steps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    add_names(parser)
    add = parser.add_argument
    add("--release", type=Path, metavar="FOLDER", help="What students start from, made by gradus release FOLDER.")
    add("--public", action="store_true", help="With --shared: everybody may read all work and scores.")
    add("--dry-run", action="store_true", help="Only say what would be made and changed.")
    app.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status: 0, 2 for a wrong option, 3 if something could not be done."""
    return run_steps(options, partial(_check, options), partial(_set_up, options))


@dataclass(frozen=True)
class Class:
    """What the options say: where the class is, who is in it, and what it starts from."""

    layout: Layout
    places: list[Place]
    roster: str
    release: Release | None


def _check(options: argparse.Namespace) -> Class:
    layout = read_layout(options)
    if options.public and not options.shared:
        raise UsageError("--public is for --shared: a student's own repository is always private.")
    app.check_options(options)
    release = read_release(options.release) if options.release else None
    roster = without_names(options.roster) if options.roster else ""
    return Class(layout, read_class(layout, options.roster), roster, release)


def _set_up(options: argparse.Namespace, steps: Steps, checked: Class) -> None:
    layout, places = checked.layout, checked.places
    if options.public:
        steps.show(CONSEQUENCES)
    make_course(steps, layout)
    make_students(steps, layout, checked.release, public=options.public)
    steps.attempt(f"Actions in {layout.students}", lambda: _students_actions(steps, layout))
    if checked.roster:
        told = f"the variable {ROSTER}, the roster without names"
        steps.attempt(told, lambda: keep_variable(steps, layout, ROSTER, checked.roster, told))
    _make_app(steps, layout, options)
    if layout.shared:
        keep_shared(steps, layout, places)
    elif places:
        of = {place.repository: place for place in places}
        steps.each(of, lambda repository: make_student(steps, layout, of[repository]))
    else:
        steps.show("No --roster: no student's repository was made or looked at.")


def _students_actions(steps: Steps, layout: Layout) -> None:
    if not steps.dry or steps.find(f"/repos/{layout.students}"):
        keep_actions(steps, layout.students)


def _make_app(steps: Steps, layout: Layout, options: argparse.Namespace) -> None:
    """The App, and after it the variable that lets runs begin: without the App they would fail."""
    found: list[tuple[str, str]] = []
    if not steps.attempt("the App of the class", lambda: found.append(app.make_app(steps, layout, options))):
        return
    client_id, slug = found[0]
    installed = bool(client_id) and app.wait_for_installation(steps, layout, client_id, slug)
    if installed or steps.dry:
        steps.attempt(f"the variable {GRADED}", lambda: keep_variable(steps, layout, GRADED, layout.graded))
