"""Cut the student repository from the course, reproducibly: the same course gives the same bytes.

Only this module decides what students get. All of it is scanned for leaks, and tried, before anything is written.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from gradus.authoring import fingerprints, leaks, stubs
from gradus.authoring.repository import delivery, pages, proof
from gradus.authoring.repository.delivery import MANIFEST, DestinationError, EditedFilesError
from gradus.core import checks
from gradus.core import feedback as sealed
from gradus.core import quiz as asked
from gradus.core.course import CARRIED, FILENAME, Course, CourseError, Exercise
from gradus.core.status import Visibility
from gradus.grading.diagnosis import matching
from gradus.grading.diagnosis.matching import Misconception
from gradus.grading.vocabulary.shared import HELPERS
from gradus.lessons import build, feedback, quiz
from gradus.student import hints, pictures

__all__ = ["MANIFEST", "DestinationError", "EditedFilesError", "contents", "release"]

# The folders of the engine that students get, without the teacher's commands.
ENGINE = ("core", "worker", "sandbox", "grading", "student", "cli")
RELEASED = ("test_visible.py", HELPERS, pictures.FILENAME, hints.FILE)  # of an exercise's graders
TEACHERS = ("cli/teacher", "cli/author")


def contents(course: Course) -> dict[str, bytes]:
    """Every file of the student repository by its path. Raises CourseError, and LeakError for a secret."""
    files = {path.relative_to(course.root).as_posix(): text.encode() for path, text in stubs.generate(course).items()}
    copied = [course.root / FILENAME, course.root / "LICENSE"]
    for folder in ("derivations", "learn", "tutor"):
        copied += [p for p in (course.root / "docs" / folder).glob("*.*") if p.suffix in (".md", ".svg", ".png")]
    for exercise in course.exercises:
        copied += [course.graders(exercise) / name for name in RELEASED]
        files[f"graders/{exercise.id}/{matching.FILENAME}"] = _fingerprints(course, exercise)
    files |= dict(_copies(course, copied))
    files |= {f"lessons/{name}.ipynb": data for name, data in build.student_notebooks(course).items()}
    if course.lessons:
        answered = {name: build.notebook(course, name) for name in course.lessons}
        files[sealed.FILE] = feedback.as_json(answered)
        files[asked.FILE] = quiz.as_json(course, answered)
    if course.release.engine == CARRIED:
        files |= _engine()
    files |= pages.of(course, files)
    files = {path: delivery.plain(data) for path, data in sorted(files.items())}
    leaks.search(course, files)
    return files


def release(
    course: Course,
    destination: Path,
    tell: Callable[[str], None] = lambda _: None,
    *,
    untried: Callable[[str], None] = lambda _: None,
    verified: bool = False,
) -> list[str]:
    """Update the student repository in `destination`; returns the paths that changed.

    What was edited there stays, and its new text is laid beside it: `tell` gets a sentence about each. Raises
    CourseError, and writes nothing, unless it is proven that no check passes on a stub and that the reference passes
    them all, or with `verified`, that `gradus verify` passed the course as it is, which else `untried` gets the reason
    for; LeakError for a secret; DestinationError and EditedFilesError as `delivery.deliver`.
    """
    stubs.generate(course)  # what is wrong with a source is said before what is made from it is called old
    build.check(course)
    matching.require_fresh(course, course.exercises)
    files = contents(course)
    if why := proof.require(course, of_verify=verified):
        untried(why)
    return delivery.deliver(course, files, destination, tell)


def _copies(course: Course, paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Those files that exist, by their paths. Raises CourseError for one that lies elsewhere or is unreadable."""
    for path in paths:
        if not path.is_file():
            continue
        name = path.relative_to(course.root).as_posix()
        if not path.resolve().is_relative_to(course.root.resolve()):
            raise CourseError(f"{name} is a link to something outside of the course: put the file itself there.")
        try:
            yield name, path.read_bytes()
        except OSError as error:
            raise CourseError(f"{name} cannot be read: {error.strerror}.") from None


def _engine() -> dict[str, bytes]:
    engine = Path(__file__).resolve().parent.parent
    paths = [path for path in engine.iterdir() if path.suffix in (".py", ".typed")]
    suffixes = (".py", ".ini", ".txt")
    paths += [path for folder in ENGINE for path in (engine / folder).rglob("*") if path.suffix in suffixes]
    names = {path.relative_to(engine).as_posix(): path for path in paths}
    return {f"gradus/{name}": path.read_bytes() for name, path in names.items() if not name.startswith(TEACHERS)}


def _fingerprints(course: Course, exercise: Exercise) -> bytes:
    """The fingerprints that students get: sentences and answers to visible checks, no code and no names."""
    visible = {check.id for check in checks.in_file(course, exercise, Visibility.VISIBLE)}
    kept: list[Misconception] = []
    known = matching.known(course, exercise)
    for each in known.misconceptions:
        if traces := {check: trace for check, trace in each.traces.items() if check in visible}:
            evidence = {check: each.evidence[check] for check in traces}
            kept.append(replace(each, name=f"{len(kept) + 1}", traces=traces, evidence=evidence))
    return fingerprints.as_text(fingerprints.RELEASED, replace(known, misconceptions=tuple(kept))).encode()
