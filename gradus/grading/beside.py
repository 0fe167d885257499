"""What the visible and the hidden checks of an exercise share: a file beside them that both load."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

HELPERS = "helpers.py"


def helpers(test_file: str) -> ModuleType:
    """The module helpers.py in the folder of a file of checks: `tools = helpers(__file__)`.

    Students get it with the visible checks. Raises ImportError where it cannot be loaded.
    """
    return _load(Path(test_file).resolve().with_name(HELPERS))


@cache
def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"gradus_helpers_{path.parent.name}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ImportError(f"there is no {path.name} in {path.parent.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module
