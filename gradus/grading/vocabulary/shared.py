"""Where the inputs of checks come from: helpers that both files share, and seeds that nobody can know."""

import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from gradus.core.files import load_module
from gradus.grading.running import running

HELPERS = "helpers.py"


@cache
def helpers(test_file: str) -> ModuleType:
    """Load helpers.py, which students get too: `shared = helpers(__file__)`. Raises FileNotFoundError."""
    return load_module(Path(test_file).resolve().with_name(HELPERS))


def drawn() -> int:
    """A seed (0 to 2**32 - 1) for inputs of a hidden check, another one in each official run and the same elsewhere.

    Whoever has seen the inputs that the file names, in an earlier run, gains nothing by knowing them. It comes last in
    a check: the diagnosis compares no answers after it, so a wrong answer is recognised by those before. Raises
    RuntimeError outside of a check.
    """
    if (now := running()) is None:
        raise RuntimeError("drawn() gives a seed to a check, while it runs")
    now.drawn = True
    return zlib.crc32(now.key or now.check.id.encode())


def with_drawn(*cases: Any, draw: Callable[[np.random.Generator], Any] | None = None) -> Iterator[Any]:
    """Give the cases of a check one by one, and last a case that is drawn: `for seed, n in with_drawn((1, 5), (2, 3))`.

    The last one is draw(rng) with a NumPy generator; without `draw`, it is the first case once more with another seed:
    a case is its seed, or a tuple that begins with it. Nothing is drawn before all other cases are done. Raises
    RuntimeError as `drawn`.
    """
    yield from cases
    if draw is not None:
        yield draw(np.random.default_rng(drawn()))
    elif isinstance(cases[0], tuple):
        yield drawn(), *cases[0][1:]
    else:
        yield drawn()
