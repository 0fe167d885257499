"""Read untrusted files safely, and write files atomically."""

import contextlib
import importlib.util
import os
import re
import stat
import uuid
from pathlib import Path
from types import ModuleType

PARTIAL = ".partial"
MANIFEST = ".gradus-release.json"  # in a released folder: the SHA-256 of each file that was released, by its path


class FileError(OSError):
    """A file is `missing` or cannot be used. The text follows the file's name: "is larger than 1 MiB"."""

    def __init__(self, text: str, *, missing: bool = False) -> None:
        super().__init__(text)
        self.missing = missing


def read_regular(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes. Symbolic links to folders above it are followed.

    Raises FileError if it is missing, a link, pipe, device or folder, not readable, or too large.
    """
    # O_NONBLOCK: opening a named pipe would otherwise wait for its writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if os.path.islink(path):
        raise FileError("is a symbolic link")
    try:
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        raise FileError("is missing", missing=True) from None
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise FileError("is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        # Not limit + 1 at once: so much memory would be set aside for the smallest file.
        data = file.read(status.st_size + 1) if status.st_size <= limit else b""
        if len(data) > status.st_size:  # it has grown meanwhile
            data += file.read(limit + 1 - len(data))
    if len(data) > limit or status.st_size > limit:
        raise FileError(f"is larger than {limit >> 20} MiB")
    return data


def private_folder(path: Path) -> Path:
    """Make a folder, with those above it, that nobody but its owner can enter (on Windows: an ordinary one).

    One that exists stays as it is. Returns the path. Raises OSError, also if there is something else of that name.
    """
    for folder in reversed([path, *path.parents]):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
    return path


def write_atomic(path: Path, content: str | bytes, *, private: bool = False) -> None:
    """Write a file, text in UTF-8; readers see the old or the new content. Raises OSError, leaves no partial file.

    The error names `path`. A `private` file can only be read by its owner; one that exists keeps its permissions.
    """
    partial = path.with_name(f".{uuid.uuid4().hex[:12]}{PARTIAL}")
    try:
        if private:
            partial.touch(stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o600)
        if isinstance(content, bytes):
            partial.write_bytes(content)
        else:
            partial.write_text(content, "utf-8", newline="\n")
        partial.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):  # what is to be told is why it could not be written
            partial.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise type(error)(error.errno, error.strerror, str(path)) from None
        raise


def remove_partial(folder: Path) -> None:
    """Remove the partial files of a process that was killed while it wrote into the folder. Nobody may write now."""
    for path in folder.glob(f".*{PARTIAL}"):
        if re.fullmatch(rf"\.[0-9a-f]{{12}}{re.escape(PARTIAL)}", path.name):
            path.unlink(missing_ok=True)


def load_module(path: Path) -> ModuleType:
    """Run a Python file of the course as a new module. Raises whatever it raises."""
    spec = importlib.util.spec_from_file_location(f"gradus_{path.stem}_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
