"""What `gradus alike` and `gradus overview --alike` share: submissions are found, and compared."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.progress import track

from gradus.authoring import marks
from gradus.cli.common import chosen_work
from gradus.cli.output import fail, warn
from gradus.core.course import Course, CourseError, Exercise
from gradus.core.exits import INFRASTRUCTURE, USAGE
from gradus.core.handed_in.found import look, look_below
from gradus.core.handed_in.submission import Submission, SubmissionError, open_folder
from gradus.core.names import same
from gradus.core.text import count, one_line
from gradus.scores.alike.compare import compare
from gradus.scores.alike.found import Alike
from gradus.scores.alike.modules import AlikeError
from gradus.student import layout

NOTES = 5  # that are printed; pages and data have all


@dataclass(frozen=True)
class Gathered:
    """The submissions in some folders, whose could not be used, with why, and which of those cannot be read at all."""

    submissions: tuple[Submission, ...]
    notes: tuple[tuple[str, str], ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """What was found in the submissions, and which folders could not be read."""

    found: Alike
    unread: tuple[str, ...]

    def tell(self) -> None:
        """Print who was not compared, and why; exits with a message if there are folders that nobody can read."""
        notes = self.found.notes
        warn(f"{one_line(who, 60)} was not compared: {what}" for who, what in notes[:NOTES])
        if len(notes) > NOTES:
            warn([f"and {len(notes) - NOTES} more: --html and --json have all of them."])
        self.require_all()

    def require_all(self) -> None:
        """Exit with a message if there are folders that nobody can read."""
        if self.unread:
            which = ", ".join(one_line(each, 60) for each in self.unread[:NOTES])
            fail(f"{count(len(self.unread), 'folder')} could not be read, and not compared: {which}.", INFRASTRUCTURE)


def given(course: Course, exercise: Exercise) -> list[str]:
    """What everybody got of an exercise: the stub, and what stands in the reference outside of its solution.

    Raises CourseError if one of them cannot be read.
    """
    path = course.stubs / exercise.path
    try:
        texts = [path.read_text("utf-8-sig")]
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise CourseError(f"exercises/{exercise.path} cannot be read: {why}. `gradus stubs` writes it.") from None
    if (course.solutions / exercise.path).is_file():
        text = marks.read(course, exercise)
        regions = marks.find(text, f"solutions/{exercise.path}").regions
        hidden = {line for region in regions for line in range(region.first, region.last + 1)}
        lines = marks.lines_of(text)
        texts.append("\n".join("" if number in hidden else each for number, each in enumerate(lines)))
    return texts


def gather(folders: Sequence[Path], course: Course) -> Gathered:
    """The submissions: each of the folders is one, or holds several; one that is given alone always holds them.

    Exits with a message if two have one name, or if a folder that holds them cannot be read.
    """
    found: list[Submission] = []
    notes: list[tuple[str, str]] = []
    unread: list[str] = []
    for path in _candidates(folders, course):
        if why := _unreadable(path):
            unread.append(path.name)
            notes.append((path.name, f"{one_line(str(path), 300)} cannot be read: {why}."))
            continue
        try:
            found.append(open_folder(path, course))
        except SubmissionError as error:
            notes.append((path.name, str(error)))
    names: dict[str, Submission] = {}
    for each in found:
        if names.setdefault(same(each.name), each) is not each:
            fail(f"two submissions are called {one_line(each.name)}: rename one of the folders.", USAGE)
    return Gathered(tuple(found), tuple(notes), tuple(unread))


def _candidates(folders: Sequence[Path], course: Course) -> Iterable[Path]:
    if len(folders) == 1 and (folders[0] / "exercises").is_dir():
        fail(f"{one_line(str(folders[0]), 300)} is one submission: give the folder that holds all of them.", USAGE)
    for folder in folders:
        if len(folders) > 1 and not _holds_several(folder, course):
            yield folder
            continue
        try:
            inside = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
        except OSError as error:
            fail(f"{one_line(str(folder), 300)} cannot be read: {error.strerror}.", INFRASTRUCTURE)
        yield from (each for each in inside if each.is_dir() or each.is_symlink())


def _holds_several(folder: Path, course: Course) -> bool:
    """Whether a folder is no submission itself, and has more than one in it."""
    return not look(folder, course) and len(look_below(folder, course)) > 1


def _unreadable(path: Path) -> str:
    """Why a folder cannot be read; empty if it can."""
    if path.is_symlink():
        return "it is a symbolic link"
    try:
        os.scandir(path).close()
    except OSError as error:
        return error.strerror or "it cannot be opened"
    return ""


def compared(folders: Sequence[Path], course: Course, units: Iterable[str], only: Iterable[str]) -> Compared:
    """Compare what is in the folders, in the exercises that --unit and --only name.

    Exits with a message if there are fewer than two submissions or no exercise, or if a package is missing.
    """
    exercises = chosen_work(course, units, only).exercises
    if not exercises:
        fail("there is no exercise among what was chosen: lessons are not compared.", USAGE)
    gathered = gather(folders, course)
    if len(gathered.submissions) < 2:
        why = f" {gathered.notes[0][1]}" if gathered.notes else ""
        fail(f"there is nothing to compare: {len(gathered.submissions)} of the folders can be used.{why}", USAGE)
    sources = {each.id: given(course, each) for each in exercises}
    console = layout.console(stderr=True)
    shown = track(exercises, "Comparing", console=console, transient=True, disable=not console.is_terminal)
    try:
        found = compare(gathered.submissions, shown, sources)
    except AlikeError as error:
        fail(str(error), INFRASTRUCTURE)
    return Compared(replace(found, notes=(*gathered.notes, *found.notes)), gathered.unread)
