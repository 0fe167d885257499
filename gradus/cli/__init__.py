"""The command line: one small module for each command, and nothing that imports it."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (somebody may try it with an older one)
    sys.exit("gradus needs Python 3.11 or later: run it with uv run gradus, or python3 start.py, which fetch one.")
try:
    from gradus.cli.group import main
except ModuleNotFoundError as error:
    if (error.name or "").startswith("gradus"):
        raise
    sys.exit(f"gradus: the package {error.name} is not installed. In the course's folder, run: uv sync")

__all__ = ["main"]
