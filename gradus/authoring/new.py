"""`gradus new`: a template of an exercise, which passes `gradus verify` as it is."""

from pathlib import Path

from gradus.authoring import fingerprints, stubs
from gradus.authoring.repository.templates import fill
from gradus.core.course import FILENAME, NAME, Course, CourseError, load

TEMPLATES = Path(__file__).with_name("exercise")
GRADERS = ("test_visible.py", "test_hidden.py", "misconceptions.py", "variants.py")


def lay_out(course: Course, name: str) -> list[Path]:
    """Write an exercise and its entry in course.toml; returns the paths. Raises CourseError before writing anything."""
    if not NAME.fullmatch(name) or "/" not in name:
        raise CourseError(f"{name} is not a valid id: write part/exercise in lower case, like calculus/derivatives.")
    part, _, short = name.partition("/")
    title = short.replace("_", " ").capitalize() + ": say here what it asks"
    files = {course.solutions / f"{name}.py": _template("solution.py", title=title)}
    files |= {course.root / "graders" / name / file: _template(file) for file in GRADERS}
    existing = [path for path in files if path.exists()]
    if name in course.by_id or existing:
        where = existing[0].relative_to(course.root).as_posix() if existing else FILENAME
        raise CourseError(f"{name} exists already ({where}).")
    stubs.generate(course)  # whatever else is wrong with the course is said before anything is written
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    entry = _template("entry.toml", id=name, title=title)
    if part not in {p.id for p in course.parts}:
        entry = _template("part.toml", part=part, part_title=part.replace("_", " ").capitalize()) + entry
    table = course.root / FILENAME
    table.write_text(table.read_text("utf-8").rstrip("\n") + "\n" + entry, "utf-8", newline="\n")
    changed = load(course.root)
    return [table, *files, *stubs.write(changed), *fingerprints.write(changed, [changed.by_id[name]])]


def _template(name: str, **values: str) -> str:
    return fill((TEMPLATES / f"{name}.in").read_text("utf-8"), values)
