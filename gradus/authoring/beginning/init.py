"""`gradus init`: a whole course with one worked exercise, sound as it is."""

import os
import re
import shutil
import tempfile
from pathlib import Path

from gradus import __version__
from gradus.authoring import engine, fingerprints, stubs
from gradus.authoring.engine import quoted
from gradus.authoring.repository import templates
from gradus.authoring.undo import Undo
from gradus.core.course import FILENAME, load
from gradus.core.text import one_line

TEMPLATES = Path(__file__).with_name("course")
STARTER = Path(__file__).parents[1] / "student" / "start.py"
MAY_BE_THERE = {".git"}  # in the folder: what `git clone` of a new repository leaves
_SOURCES = """
[tool.uv.sources]
{source}
"""
_CHECKED_OUT = "          persist-credentials: false\n"
_UNPACK = """\
      - name: Unpack the engine
        run: python3 -m zipfile -e engine/*.whl .
"""
_CARRIED = """\
The engine is the wheel in `engine/`, so none has to be fetched. Another one takes its place by a command of its own,
run in this folder: `uvx --from ../gradus_course-VERSION-py3-none-any.whl gradus engine`. Then `gradus verify`, and
release again: students get it with the release."""
_PINNED = """\
The engine is `{requirement}` in `pyproject.toml`. To take another one, change it there and type `uv sync`; then `gradus
verify`, and release again."""


class InitError(ValueError):
    """The course cannot be laid out. The text says why and what to do."""


def lay_out(folder: Path, title: str = "", requirement: str = "") -> list[str]:
    """Lay out a course in `folder`, which is new or empty, all or nothing; returns the paths of its files.

    It has the engine that runs as a wheel, or depends on `requirement`, such as gradus-course==0.2.0. Raises InitError
    if the folder is in use, EngineError if there is no engine to pack or `requirement` is none of it, and OSError if
    it cannot be written.
    """
    place = folder.absolute()
    _require_empty(folder)
    title = one_line(title or re.sub(r"[-_\s]+", " ", place.name).strip().capitalize() or "A course", 200)
    with Undo() as undo:
        undo.watch(place / FILENAME)  # and with it the folders that are about to be made
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".gradus-init-", dir=place) as made:
            root = Path(made)
            for path, data in files(place.name, title, requirement).items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(data)
            course = load(root)
            stubs.write(course)
            fingerprints.write(course, course.exercises)
            shutil.rmtree(root / ".gradus", ignore_errors=True)
            names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
            names = [name for name in names if "__pycache__" not in name]
            for path in names:
                undo.write(place / path, (root / path).read_bytes())
        return names


def files(name: str, title: str, requirement: str = "") -> dict[str, bytes]:
    """The files of a new course that are not made from others, by their paths. Raises EngineError."""
    packed: dict[str, bytes] = {}
    sources, note = "", _PINNED.format(requirement=requirement)
    if not requirement:
        wheel, data = engine.wheel()
        packed[f"{engine.FOLDER}/{wheel}"] = data
        sources = _SOURCES.format(source=engine.source(wheel))
        note = _CARRIED
    wanted = engine.required(requirement or engine.DISTRIBUTION)
    wanted.extras.add("teacher")
    values = {
        "title": title,
        "toml_title": quoted(title),
        "toml_name": quoted(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "course"),
        "toml_engine": quoted(str(wanted)),
        "version": __version__,
        "constraints": engine.pinned(),
        "sources": sources,
        "engine_note": note,
    }
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        parts = [re.sub("^dot_", ".", part) for part in path.relative_to(TEMPLATES).parts]
        text = path.read_text("utf-8")
        if path.suffix == ".in":
            text = templates.render(text, f"gradus/authoring/beginning/course/{path.name}", values, ())
        packed["/".join(parts).removesuffix(".in")] = text.encode()
    if not requirement:
        packed["requirements/grade.txt"] = engine.shipped("grade.txt").encode()
        packed[".github/workflows/grade.yml"] = grading().encode()
    return packed | {"start.py": STARTER.read_bytes()}


def grading() -> str:
    """The workflow that grades a class: that of this engine, with the engine from the wheel in each checkout."""
    return engine.shipped("grade.yml").replace(_CHECKED_OUT, _CHECKED_OUT + _UNPACK)


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InitError(f"{folder} is a file: name a folder.")
    there = sorted(set(os.listdir(folder)) - MAY_BE_THERE) if folder.is_dir() else []
    if FILENAME in there:
        raise InitError(f"{folder} has a course already: gradus new PART/EXERCISE adds an exercise to it.")
    if there:
        raise InitError(f"{folder} is not empty, it has {one_line(there[0])}: name a new folder.")
