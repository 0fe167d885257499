"""How a class is laid out on GitHub: the names of its repositories, and the options that give them."""

import argparse
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gradus.core.tables import TableError
from gradus.core.text import one_line
from gradus.pulls.connect import UsageError, github_api
from gradus.pulls.roster import REPOSITORY, STAR, Place, read_places

ORGANISATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}")
MAIN, FEEDBACK = "main", "feedback"  # branches of a student's repository


class SetupError(Exception):
    """What is there on GitHub, or the machine, stands in the way; the text says what, and what to do."""


@dataclass(frozen=True)
class Layout:
    """The repositories of a class: `course` holds the checks; `students` is what each student's is made from.

    If it is `shared`, there is only `students`, which everybody forks.
    """

    org: str
    course_name: str = "course"
    students_name: str = "students"
    shared: bool = False

    @property
    def course(self) -> str:
        """The private repository with the checks, as OWNER/NAME."""
        return f"{self.org}/{self.course_name}"

    @property
    def students(self) -> str:
        """The template, or the shared repository, as OWNER/NAME."""
        return f"{self.org}/{self.students_name}"

    @property
    def graded(self) -> str:
        """What the variable GRADUS_COURSE_REPO says: the repositories with pull requests that are graded."""
        return self.students_name if self.shared else f"{self.students_name}-{STAR}"


def add_names(parser: argparse.ArgumentParser) -> None:
    """The options that name a class."""
    add = parser.add_argument
    add("--org", required=True, help="The organisation on GitHub, such as my-school.")
    add("--course", default="course", metavar="NAME", help="The private repository with the checks (default: course).")
    help_of_students = "The repository that students' ones are made from, or that they fork (default: students)."
    add("--students", default="students", metavar="NAME", help=help_of_students)
    add("--roster", type=Path, metavar="CSV", help="The class, with a column login: a repository for each student.")
    add("--shared", action="store_true", help="All students fork one repository, instead of one for each.")
    add("--patience", type=float, default=3600, help="Seconds to wait for GitHub in all (default: 3600).")


def read_layout(options: argparse.Namespace) -> Layout:
    """The class that the options name. Raises UsageError for a name that GitHub does not have."""
    if not ORGANISATION.fullmatch(options.org):
        raise UsageError(f"--org is {one_line(options.org)}: give the organisation's name in its address, my-school.")
    for option in ("course", "students"):
        if not REPOSITORY.fullmatch(name := getattr(options, option)):
            raise UsageError(f"--{option} is {one_line(name)}: give the repository's name, without the organisation.")
    if options.course.lower() == options.students.lower():
        raise UsageError("--course and --students name the same repository: students would read the checks.")
    return Layout(options.org, options.course, options.students, options.shared)


def read_class(layout: Layout, roster: Path | None) -> list[Place]:
    """The students' repositories, none without a roster. Raises UsageError."""
    if roster is None:
        return []
    notes: list[str] = []
    try:
        places = read_places(roster, f"{layout.org}/{layout.students_name}-{STAR}", notes)
    except TableError as error:
        raise UsageError(str(error)) from None
    print(*notes, sep="\n", end="\n" * bool(notes))
    taken = {layout.course.lower(), layout.students.lower()}
    for place in places:
        if place.repository.lower() in taken:
            raise UsageError(f"{roster}: {place.repository} would be {one_line(place.name)}'s, but is the class's own.")
    return places


def web() -> str:
    """The address of GitHub's pages: that of GitHub Enterprise if its interface is used."""
    parts = urlsplit(github_api())
    return (os.environ.get("GITHUB_SERVER_URL") or f"{parts.scheme}://{parts.netloc.removeprefix('api.')}").rstrip("/")
