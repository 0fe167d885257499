"""Files that hold a secret: refused if another account of this machine can read them."""

import os
import shlex
import stat
from pathlib import Path

from gradus.core.text import one_line


class SecretFileError(Exception):
    """A file with a secret is missing, or others can read it; the text says what to type."""


def require_private(path: Path, what: str) -> None:
    """Raise SecretFileError if the file with `what` is none, or if other accounts can read it.

    systemd hands credentials over in a folder that only the service can enter, and may set the bits of the group there.
    """
    name = one_line(str(path), 300)
    try:
        status = path.stat()
    except OSError as error:
        raise SecretFileError(f"{what} cannot be read: {name}: {error.strerror}.") from None
    if not stat.S_ISREG(status.st_mode):
        raise SecretFileError(f"{what} is no file: {name}.")
    if os.name == "nt":  # where these bits say nothing
        return
    others = 0o007 if _is_credential(path) else 0o077
    if status.st_mode & others:
        raise SecretFileError(f"{what} can be read by others. Type: chmod 600 {shlex.quote(str(path))}")
    if status.st_uid not in (0, os.geteuid()):
        me = os.geteuid()
        raise SecretFileError(f"{what} belongs to another account. Type: sudo chown {me} {shlex.quote(str(path))}")
    if not os.access(path, os.R_OK):
        raise SecretFileError(f"{what} cannot be read by this account: {name}.")


def _is_credential(path: Path) -> bool:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return bool(folder) and path.resolve().is_relative_to(Path(str(folder)).resolve())
