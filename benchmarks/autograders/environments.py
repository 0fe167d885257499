"""An environment for each autograder, made by uv in the user's cache and kept there."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class EnvironmentMissingError(Exception):
    """An autograder's environment cannot be made here."""


def cache() -> Path:
    """The folder of the environments."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "gradus" / "benchmarks"


def environment(name: str, packages: Sequence[str]) -> Path:
    """The Python of an environment with these packages; what they need comes in the project's own versions.

    Raises EnvironmentMissingError, with what uv said, if it cannot be made.
    """
    constraints = ROOT / "constraints.txt"
    said = "\n".join([*packages, constraints.read_text("utf-8"), sys.version])
    folder = cache() / f"{name}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    done = folder / "complete"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _uv("venv", "--quiet", "--python", os.path.realpath(sys.executable), str(folder))
        install = ["pip", "install", "--quiet", "--compile-bytecode", "--python", str(python)]
        _uv(*install, "--constraint", str(constraints), *packages)
        done.touch()
    return python


def _uv(*words: str) -> None:
    try:
        done = subprocess.run(["uv", *words], capture_output=True, text=True)
    except OSError as error:
        raise EnvironmentMissingError(f"uv cannot be started: {error.strerror}") from error
    if done.returncode:
        raise EnvironmentMissingError((done.stderr.strip() or f"uv ended with status {done.returncode}")[-2000:])
