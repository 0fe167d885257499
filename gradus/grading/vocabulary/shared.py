"""Where the inputs of checks come from: helpers that both files share, and seeds that nobody can know."""

import zlib
from functools import cache
from pathlib import Path
from types import ModuleType

from gradus.core.files import load_module
from gradus.grading.running import running

HELPERS = "helpers.py"


@cache
def helpers(test_file: str) -> ModuleType:
    """Load helpers.py, which students get too: `shared = helpers(__file__)`. Raises FileNotFoundError."""
    return load_module(Path(test_file).resolve().with_name(HELPERS))


def drawn() -> int:
    """A seed for inputs of a hidden check that are others in each official run, and the same elsewhere.

    Use it last, after the inputs that the file names: `for seed in (1, 2, drawn())`. Who has seen those in an earlier
    run gains nothing by knowing them. The diagnosis compares no answers after it, so a wrong answer is recognised by
    those before. Raises RuntimeError outside of a check.
    """
    if (now := running()) is None:
        raise RuntimeError("drawn() gives a seed to a check, while it runs")
    now.drawn = True
    return zlib.crc32(now.key or now.check.id.encode())
