"""`gradus new`: a template of an exercise, which passes `gradus verify` as it is."""

from pathlib import Path

from gradus.authoring import fingerprints, stubs
from gradus.authoring.repository.templates import fill
from gradus.authoring.undo import Undo
from gradus.core.course import FILENAME, NAME, Course, CourseError, load
from gradus.grading.diagnosis import matching

TEMPLATES = Path(__file__).with_name("exercise")
GRADERS = ("test_visible.py", "test_hidden.py", "misconceptions.py", "variants.py")


def lay_out(course: Course, name: str) -> list[Path]:
    """Write an exercise and its entry in course.toml, all or nothing; returns the paths.

    Raises CourseError for a name that is none or taken, and for what else is wrong with the course; OSError if a file
    cannot be written. Then everything is as it was.
    """
    part, _, short = name.partition("/")
    title = short.replace("_", " ").capitalize() + ": say here what it asks"
    files = {course.solutions / f"{name}.py": _template("solution.py", title=title)}
    files |= {course.root / "graders" / name / file: _template(file) for file in GRADERS}
    require_free(course, name, files)
    stubs.generate(course)  # whatever else is wrong with the course is said before anything is written
    table = course.root / FILENAME
    entry = _template("entry.toml", id=name, title=title)
    if part not in {each.id for each in course.parts}:
        entry = _template("part.toml", part=part, part_title=part.replace("_", " ").capitalize()) + entry
    with Undo() as undo:
        for path, text in files.items():
            undo.write(path, text.encode())
        undo.write(table, with_entry(table.read_bytes(), entry))
        return [table, *files, *generated(undo, load(course.root), name)]


def require_free(course: Course, name: str, files: dict[Path, str]) -> None:
    """Raises CourseError if `name` is no id of an exercise, or if the course has it, or one of these files, already."""
    if not NAME.fullmatch(name) or "/" not in name:
        raise CourseError(f"{name} is not a valid id: write part/exercise in lower case, like calculus/derivatives.")
    existing = [path for path in [*files, course.stubs / f"{name}.py"] if path.exists()]
    if name in course.by_id or existing:
        where = existing[0].relative_to(course.root).as_posix() if existing else FILENAME
        raise CourseError(f"{name} exists already ({where}).")


def with_entry(data: bytes, entry: str) -> bytes:
    """The text of course.toml with tables after its end, in its own line ends."""
    end = b"\r\n" if b"\r\n" in data else b"\n"
    return data.rstrip() + end + entry.encode().replace(b"\n", end)


def generated(undo: Undo, course: Course, name: str) -> list[Path]:
    """Make what follows from an exercise's sources, its stub and its fingerprints; returns their paths."""
    exercise = course.by_id[name]
    for path in [*stubs.generate(course), course.graders(exercise) / matching.FILENAME]:
        undo.watch(path)
    return [*stubs.write(course), *fingerprints.write(course, [exercise])]


def _template(name: str, **values: str) -> str:
    return fill((TEMPLATES / f"{name}.in").read_text("utf-8"), values)
