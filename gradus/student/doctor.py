"""`gradus doctor`: what this machine has of what the course needs, and how to get the rest."""

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gradus.core.course import Course
from gradus.core.exercise import distribution
from gradus.core.quiz import FILE as QUIZ
from gradus.student import preferences
from gradus.student.commands import gradus, uv

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_LESSONS = ("jupyterlab", "ipykernel", "ipywidgets")


@dataclass(frozen=True)
class Finding:
    """One thing: its name, what there is, and `remedy`, how to get what is missing.

    Without what is `needed` no check runs; the rest is for lessons, pictures or comfort.
    """

    name: str
    found: str
    remedy: str = ""
    needed: bool = True

    @property
    def fine(self) -> bool:
        """Whether nothing is missing."""
        return not self.remedy


def examine(course: Course) -> list[Finding]:
    """Look at everything, the most needed first."""
    looks: tuple[Callable[[Course], Iterator[Finding]], ...] = (
        _python, _packages, _writable, _settings, _lessons, _graphviz, _display, _terminal,
    )  # fmt: skip
    return [finding for look in looks for finding in look(course)]


def _python(course: Course) -> Iterator[Finding]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    own = sys.prefix != sys.base_prefix
    yield Finding("Python", f"{version}, {'in an environment of its own' if own else 'the system’s own'}")


def _packages(course: Course) -> Iterator[Finding]:
    """The packages that the engine and the exercises import."""
    try:
        needed = [each for each in importlib.metadata.requires("gradus-course") or [] if "extra ==" not in each]
    except importlib.metadata.PackageNotFoundError:
        needed = ["numpy", "pytest", "matplotlib"]
    names = [match[0] for each in needed if (match := _NAME.match(each))]
    imported = {distribution(name) for each in course.exercises for name in each.allow | each.data}
    missing = [name for name in dict.fromkeys([*names, *sorted(imported)]) if not _version(name)]
    there = ", ".join(f"{name} {_version(name)}" for name in ("numpy", "pytest", "matplotlib") if _version(name))
    remedy = f"Missing: {', '.join(missing)}. Get them: {uv('sync')}." if missing else ""
    yield Finding("Packages", there or "none", remedy)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _writable(course: Course) -> Iterator[Finding]:
    """Whether your files and your history can be written."""
    places = [course.stubs, course.root / ".gradus" if (course.root / ".gradus").exists() else course.root]
    closed = [path for path in places if not os.access(path, os.W_OK)]
    names = ", ".join(path.relative_to(course.root).as_posix() or "." for path in closed)
    remedy = f"{names} cannot be written: copy the course to a folder of your own." if closed else ""
    yield Finding("Course", f"{len(course.exercises)} exercises in {course.root.name}", remedy)


def _settings(course: Course) -> Iterator[Finding]:
    settings, complaint = preferences.usable(course.root)
    chosen = [f"{name.partition('.')[2]} {value}" for name, value in preferences.values(settings).items()]
    yield Finding(
        "Preferences", ", ".join(chosen[:3]), f"{complaint} See {gradus('config')}." if complaint else "", False
    )


def _lessons(course: Course) -> Iterator[Finding]:
    """Whether lessons are there, and what opens them."""
    if not (course.root / QUIZ).is_file():
        return
    missing = [name for name in _LESSONS if not _version(name)]
    text = f"{len(course.lessons)} in lessons/" + ("" if missing else f", JupyterLab {_version('jupyterlab')}")
    yield Finding("Lessons", text, f"To open them: {uv('sync', '--group', 'lessons')}." if missing else "", False)


def _graphviz(course: Course) -> Iterator[Finding]:
    """Whether the program is there that draws graphs, if an exercise makes them."""
    if not any("graphviz" in exercise.allow for exercise in course.exercises):
        return
    program = shutil.which("dot")
    how = {"darwin": "brew install graphviz", "win32": "winget install Graphviz.Graphviz"}
    remedy = f"Its pictures need the program dot: {how.get(sys.platform, 'sudo apt install graphviz')}."
    yield Finding("Graphviz", "dot is there" if program else "no dot", "" if program else remedy, False)


def _display(course: Course) -> Iterator[Finding]:
    """Whether a picture can be opened here."""
    if sys.platform in ("darwin", "win32"):
        yield Finding("Display", "pictures open by themselves")
        return
    there = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and bool(shutil.which("xdg-open"))
    remedy = f"{gradus('show', 'EXERCISE')} writes a file: open it in your editor." if not there else ""
    yield Finding("Display", "pictures open by themselves" if there else "none found", remedy, False)


def _terminal(course: Course) -> Iterator[Finding]:
    """Whether the terminal shows the signs that are printed."""
    encoding = (sys.stdout.encoding or "ascii").lower()
    try:
        "✓✗→".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        remedy = "Some signs show as ?. Set PYTHONUTF8=1, or use gradus check --plain."
        yield Finding("Terminal", encoding, remedy, False)
        return
    width = shutil.get_terminal_size().columns
    yield Finding("Terminal", f"{encoding}, {width} columns", "", False)
