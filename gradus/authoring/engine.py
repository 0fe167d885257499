"""The engine as a wheel, made from the files that run: a course or an autograder that carries it needs no index.

The same files give the same bytes, from a clone as from an installed wheel. The format is that of the Python Packaging
User Guide, "Binary distribution format".
"""

import base64
import hashlib
import importlib.metadata
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import gradus
from gradus.core.course import CourseError

DISTRIBUTION = "gradus-course"
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_MODE = 0o100644 << 16
_WHEEL = "Wheel-Version: 1.0\nGenerator: gradus\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_KEPT = ("METADATA", "entry_points.txt", "licenses/LICENSE")


_CONSTRAINTS = "gradus/authoring/constraints.txt"
_ROOT = Path(gradus.__file__).resolve().parent.parent


class EngineError(CourseError):
    """The engine that runs cannot be packed. The text says why and what to do."""


def constraints() -> list[str]:
    """The versions that the engine's tests ran with, such as numpy==2.4.6."""
    places = (_ROOT / _CONSTRAINTS, _ROOT / "constraints.txt")  # as it is installed, and in a clone
    text = next((place.read_text("utf-8") for place in places if place.is_file()), "")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


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


def archive(files: dict[str, bytes]) -> bytes:
    """A zip file of these files, in their order: the same files give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, on Windows too
            entry.external_attr = _MODE
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return packed.getvalue()


def _package() -> Iterator[tuple[str, bytes]]:
    """The files of the package, without what Python compiled."""
    folder = Path(gradus.__file__).parent
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        if path.is_file() and "__pycache__" not in path.parts and path.name not in (".DS_Store", "Thumbs.db"):
            yield f"gradus/{path.relative_to(folder).as_posix()}", path.read_bytes()
    if not (_ROOT / _CONSTRAINTS).is_file():
        yield _CONSTRAINTS, (_ROOT / "constraints.txt").read_bytes()


def _digest(data: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
