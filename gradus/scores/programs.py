"""Where the programs of this Python lie: nbgrader runs one."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def programs_on_path() -> Iterator[None]:
    """Put this Python's programs on PATH: nbgrader runs `alembic` to create a database."""
    before = os.environ.get("PATH", os.defpath)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
