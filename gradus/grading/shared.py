"""Files beside the checks of an exercise: helpers that visible and hidden ones share, and its picture."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

HELPERS = "helpers.py"


@cache
def helpers(test_file: str) -> ModuleType:
    """The module helpers.py in the folder of a file of checks: `shared = helpers(__file__)`.

    Students get it with the visible checks. Raises FileNotFoundError where there is none.
    """
    return load(Path(test_file).resolve().with_name(HELPERS))


def load(path: Path) -> ModuleType:
    """The module in a file of the course's own, run anew. Raises whatever running it raises."""
    spec = importlib.util.spec_from_file_location(f"gradus_{path.stem}_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
