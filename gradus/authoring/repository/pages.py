"""The pages and settings of a student repository: the engine's templates, and the course's own in `student/`."""

import re
import sys
import textwrap
from collections.abc import Collection, Iterable, Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

from gradus import __version__
from gradus.authoring import engine
from gradus.authoring.engine import DISTRIBUTION, quoted
from gradus.authoring.repository import templates
from gradus.core.course import CARRIED, Course, CourseError, Exercise
from gradus.core.exercise import distribution
from gradus.core.text import one_line
from gradus.student import pictures

TEMPLATES = Path(__file__).parents[1] / "student"
OWN = "student"  # the course's folder with templates of its own
RELEASED_FROM_ELSEWHERE = ("exercises", "graders", "gradus", "solutions", ".git")
IGNORED = {"__pycache__", ".DS_Store", ".ipynb_checkpoints", "Thumbs.db"}
NAMES = {"numpy": "NumPy", "sklearn": "scikit-learn"}
_REQUIREMENT = re.compile(r"[A-Za-z0-9][\w.-]*")


def of(course: Course, files: Collection[str]) -> dict[str, bytes]:
    """Every page by its path in the student repository; `files` are the paths of what else is in it.

    Raises CourseError, with the file, if a template of the course's own is a link, cannot be read or filled in, or
    stands where something else is released.
    """
    chosen = {name: (path, f"gradus/authoring/student/{path.name}") for name, path in _templates(TEMPLATES)}
    for name, path in _own(course, files):
        if (before := chosen.get(name)) and before[0].parent.is_relative_to(course.root / OWN):
            raise CourseError(f"{OWN}/{name} is there twice, with and without .in: keep one of them.")
        chosen[name] = path, path.relative_to(course.root).as_posix()
    _require_distinct([*files, *chosen])
    filled, paths = values(course), {*files, *chosen}
    return {name: _rendered(path, where, filled, paths) for name, (path, where) in sorted(chosen.items())}


def _templates(folder: Path) -> Iterator[tuple[str, Path]]:
    """The templates in a folder, with the paths that they get: dot_github/x.yml.in becomes .github/x.yml."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink()):
        parts = path.relative_to(folder).parts
        if not IGNORED.intersection(parts) and path.suffix != ".pyc":
            yield "/".join(re.sub("^dot_", ".", part) for part in parts).removesuffix(".in"), path


def _own(course: Course, files: Collection[str]) -> Iterator[tuple[str, Path]]:
    """The course's own templates, with their paths."""
    for name, path in _templates(course.root / OWN):
        where = path.relative_to(course.root).as_posix()
        if any(each.is_symlink() for each in (path, *path.parents) if each.is_relative_to(course.root / OWN)):
            raise CourseError(f"{where} is a link, or lies behind one: put the file itself there.")
        if name in files or PurePosixPath(name).parts[0].lower() in RELEASED_FROM_ELSEWHERE:
            raise CourseError(f"{where}: what is released as {name} is made from the course, not from {OWN}/.")
        yield name, path


def _require_distinct(names: Iterable[str]) -> None:
    """Raises CourseError if two paths are one where upper and lower case are the same."""
    seen: dict[str, str] = {}
    for name in names:
        if (other := seen.setdefault(name.casefold(), name)) != name:
            raise CourseError(f"{name} and {other} would be one file on Windows and on a Mac: rename {OWN}/{name}.")


def _rendered(path: Path, where: str, filled: dict[str, str], paths: Collection[str]) -> bytes:
    try:
        data = path.read_bytes()
        return templates.render(data.decode(), where, filled, paths).encode() if path.suffix == ".in" else data
    except UnicodeDecodeError:
        raise CourseError(f"{where} is not UTF-8.") from None
    except OSError as error:
        raise CourseError(f"{where} cannot be read: {error.strerror}.") from None


def values(course: Course) -> dict[str, str]:
    """What the keys of a template stand for; docs/authoring.md has a list of them."""
    first = course.exercises[0]
    pictured = [each for each in course.exercises if (course.graders(each) / pictures.FILENAME).is_file()]
    needed = [each for each in metadata.requires(DISTRIBUTION) or [] if "extra ==" not in each]
    return {
        "title": one_line(course.title, 300),
        "toml_title": quoted(one_line(course.title, 300)),
        "version": __version__,
        "dependencies": _lines([*_engine(course, needed), *_more(course, needed)]),
        "constraints": engine.pinned(),
        "map": textwrap.fill(" → ".join(filter(None, [course.start, *(e.step for e in course.exercises)])), 118),
        "exercises": "\n".join(_row(exercise, bool(course.lessons)) for exercise in course.exercises),
        "first": course.shortest(first),
        "first_id": first.id,
        "pictured": course.shortest((pictured or [first])[0]),
        "pictured_id": (pictured or [first])[0].id,
        "packages": _packages(course),
    }


def _row(exercise: Exercise, with_lesson: bool) -> str:
    lesson = f"[{exercise.lesson}](lessons/{exercise.lesson}.ipynb)" if exercise.lesson else ""
    title = one_line(exercise.title, 300).replace("|", r"\|")
    return f"{f'| {lesson} ' if with_lesson else ''}| [{exercise.id}](exercises/{exercise.path}) | {title} |"


def _packages(course: Course) -> str:
    """What the code of every exercise may import, in words, and whether some may import more."""
    common = frozenset.intersection(*(exercise.allow for exercise in course.exercises))
    names = [NAMES.get(each, each) for each in sorted(common, key=lambda name: (name != "numpy", name))]
    text = ", ".join(["the standard library", *names])
    if names:
        text = " and ".join(text.rsplit(", ", 1))
    more = any(exercise.allow - common or exercise.data for exercise in course.exercises)
    return text + (", and in some exercises other packages that their docstrings name" if more else "")


def _engine(course: Course, needed: list[str]) -> list[str]:
    """What a student repository depends on for the engine: what a carried one needs, or the pinned one."""
    if course.release.engine == CARRIED:
        return needed
    engine.required(course.release.engine)
    return [course.release.engine]


def _more(course: Course, needed: Collection[str]) -> list[str]:
    """The distributions that the course's exercises may import and that the engine doesn't bring."""
    have = {_plain(match[0]) for each in needed if (match := _REQUIREMENT.match(each))}
    allowed = {name for exercise in course.exercises for name in exercise.allow | exercise.data}
    found = {distribution(name) for name in allowed - sys.stdlib_module_names}
    return sorted((each for each in found if _plain(each) not in have), key=str.lower)


def _plain(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"    {quoted(item)}," for item in items)
