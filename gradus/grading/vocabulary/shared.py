"""Helpers that the visible and the hidden checks of an exercise share."""

from functools import cache
from pathlib import Path
from types import ModuleType

from gradus.core.files import load_module

HELPERS = "helpers.py"


@cache
def helpers(test_file: str) -> ModuleType:
    """Load helpers.py, which students get too: `shared = helpers(__file__)`. Raises FileNotFoundError."""
    return load_module(Path(test_file).resolve().with_name(HELPERS))
