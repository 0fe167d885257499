"""The engine as a wheel, made from the files that run: a course or an autograder that carries it needs no index.

The same files give the same bytes, from a clone as from an installed wheel. The format is that of the Python Packaging
User Guide, "Binary distribution format".
"""

import base64
import hashlib
import importlib.metadata
import io
import json
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

import gradus
from gradus.authoring.undo import Undo
from gradus.core.course import CourseError
from gradus.core.text import one_line

DISTRIBUTION = "gradus-course"
FOLDER = "engine"  # of a course that carries its engine
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_MODE, _PROGRAM = 0o100644 << 16, 0o100755 << 16
_WHEEL = "Wheel-Version: 1.0\nGenerator: gradus\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_KEPT = ("METADATA", "entry_points.txt", "licenses/LICENSE")
# Files of the clone that a wheel has too: where they lie in a clone, by their names in `_SHIPPED`.
_SHIPPED = "gradus/authoring/shipped"
_OF_THE_CLONE = {
    "constraints.txt": "constraints.txt",
    "grade.txt": "requirements/grade.txt",
    "grade.yml": ".github/workflows/grade.yml",
}
_WHEELS = "gradus_course-*.whl"
_SOURCE = re.compile(r"(?m)^gradus-course *= *\{ *path *= *\"engine/[^\"]*\" *\}")
_PINS = re.compile(r"(?ms)^(constraint-dependencies = \[)$.*?^\]$")
_ROOT = Path(gradus.__file__).resolve().parent.parent


class EngineError(CourseError):
    """The engine that runs cannot be packed. The text says why and what to do."""


def required(text: str) -> Requirement:
    """The requirement of an engine, such as gradus-course==0.2.0. Raises EngineError if it is that of anything else."""
    try:
        found = Requirement(text)
    except InvalidRequirement:
        found = None
    if not found or canonicalize_name(found.name) != DISTRIBUTION:
        raise EngineError(f"{one_line(text)} is no engine: expected a requirement like {DISTRIBUTION}==0.2.0.")
    return found


def quoted(text: str) -> str:
    """A string in TOML's notation."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")


def pinned() -> str:
    """The lines of `constraints` as those of a list in TOML."""
    return "\n".join(f"    {quoted(each)}," for each in constraints())


def source(name: str) -> str:
    """The line of [tool.uv.sources] for the wheel of this name in a course's FOLDER."""
    return f'{DISTRIBUTION} = {{ path = "{FOLDER}/{name}" }}'


def replace(root: Path) -> list[Path]:
    """Let the course in `root`, which carries an engine, carry the one that runs; returns the paths that changed.

    Raises EngineError if it carries none, and OSError if a file cannot be written; then everything is as it was.
    """
    project, (name, data) = root / "pyproject.toml", wheel()
    text = project.read_text("utf-8") if project.is_file() else ""
    if not _SOURCE.search(text):
        raise EngineError(f"pyproject.toml carries no engine: [tool.uv.sources] has no line like {source(name)}.")
    changed = _SOURCE.sub(lambda _: source(name), text)
    changed = _PINS.sub(lambda found: f"{found[1]}\n{pinned()}\n]", changed)
    paths = {root / FOLDER / name: data, project: changed.encode()}
    paths = {path: new for path, new in paths.items() if not path.is_file() or path.read_bytes() != new}
    old = [path for path in sorted((root / FOLDER).glob(_WHEELS)) if path.name != name]
    with Undo() as undo:
        for path in old:
            undo.watch(path)
            path.unlink()
        for path, new in paths.items():
            undo.write(path, new)
    return [*old, *paths]


def shipped(name: str) -> str:
    """The text of a file that the engine brings from its clone: constraints.txt, grade.txt or grade.yml."""
    places = (_ROOT / _SHIPPED / name, _ROOT / _OF_THE_CLONE[name])  # as it is installed, and in a clone
    return next((place.read_text("utf-8") for place in places if place.is_file()), "")


def constraints() -> list[str]:
    """The versions that the engine's tests ran with, such as numpy==2.4.6."""
    return [line for line in shipped("constraints.txt").splitlines() if line and not line.startswith("#")]


def wheel() -> tuple[str, bytes]:
    """The file name and the bytes of a wheel of the engine that runs. Raises EngineError if it is not installed."""
    try:
        installed = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        raise EngineError(f"{DISTRIBUTION} is not installed: install it, or run gradus by uv run.") from None
    stem = f"{DISTRIBUTION.replace('-', '_')}-{installed.version}"
    files = dict(_package())
    for name in _KEPT:
        if text := installed.read_text(name):
            files[f"{stem}.dist-info/{name}"] = text.encode()
    files[f"{stem}.dist-info/WHEEL"] = _WHEEL.encode()
    record = f"{stem}.dist-info/RECORD"
    files[record] = "".join(f"{name},{_digest(data)},{len(data)}\n" for name, data in files.items()).encode()
    files[record] += f"{record},,\n".encode()
    return f"{stem}-py3-none-any.whl", archive(files)


def archive(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """A zip file of these files, in their order: the same files give the same bytes. `programs` may be executed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, on Windows too
            entry.external_attr = _PROGRAM if name in programs else _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return packed.getvalue()


def _package() -> Iterator[tuple[str, bytes]]:
    """The files of the package, without what Python compiled."""
    folder = Path(gradus.__file__).parent
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if path.is_file() and "__pycache__" not in path.parts and path.name not in (".DS_Store", "Thumbs.db"):
            yield f"gradus/{path.relative_to(folder).as_posix()}", path.read_bytes()
    if not (_ROOT / _SHIPPED).is_dir():
        yield from ((f"{_SHIPPED}/{name}", shipped(name).encode()) for name in _OF_THE_CLONE)


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
