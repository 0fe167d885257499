"""The modules of one exercise with their fingerprints, and how many students have what.

Fingerprints are copydetect's: of all rows of GRAM tokens (its window is 1, so that two runs find the same). It gets
text that was made here, reads no file, and runs nothing.
"""

import io
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gradus.scores.alike.tokens import Given, Tokens, character

GRAM = 16  # tokens: what two modules share in fewer is chance
SHARE, FEWEST = 0.2, 4  # what more students have counts for nothing: a fifth of those who handed it in, or so many
FEW = 20  # what more have brings no pair together, or the pairs of a large class would be too many to look at


class AlikeError(Exception):
    """Modules cannot be compared on this machine; the text says what to do."""


@dataclass
class Module:
    """A student's module: tokens, of which the given ones are replaced by some that nobody else has.

    `own` says which are not. `fingerprint` has where its own rows of GRAM tokens begin, by key; it has been made to
    forget the others. `weights` say how much each token counts.
    """

    student: str
    lines: list[str]
    tokens: Tokens
    own: npt.NDArray[np.bool_]
    fingerprint: Any
    weights: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def places(self) -> dict[int, list[int]]:
        """Where each of its own rows begins."""
        found: dict[int, list[int]] = self.fingerprint.hash_idx
        return found


@cache
def _library() -> Any:
    """copydetect. Raises AlikeError where it is missing."""
    try:
        import copydetect
    except ImportError:
        raise AlikeError("Comparing modules needs copydetect: install gradus-course[teacher].") from None
    return copydetect


def module(student: str, number: int, lines: list[str], tokens: Tokens, given: Given) -> Module:
    """A student's module; `number` is the student's alone. Raises AlikeError if the library is missing."""
    marks = given.marked(tokens)
    text = "".join(character(f"{number}:{i}") if marks[i] else each for i, each in enumerate(tokens.text))
    taken = np.frombuffer(bytes(marks), np.uint8) > 0
    library = _library()
    found = library.CodeFingerprint(student, GRAM, 1, filter=False, fp=io.StringIO(text, newline=""))
    # A row that is not one's own from its first to its last token is nobody else's, either.
    free = np.convolve(taken, np.ones(GRAM, np.int32), "valid") == 0 if len(text) >= GRAM else np.zeros(0, bool)
    own = {key: [start for start in starts if free[start]] for key, starts in found.hash_idx.items()}
    found.hash_idx = {int(key): starts for key, starts in own.items() if starts}
    found.hashes = set(found.hash_idx)
    found.token_coverage = max(1, len(text) - int(taken.sum()))  # what shares are shares of
    return Module(student, lines, Tokens(text, tokens.lines), ~taken, found)


def common(left: Module, right: Module) -> tuple[float, float]:
    """The share of the shorter module's own code that stands in the other, too, and what that weighs."""
    _, shares, slices = _library().compare_files(left.fingerprint, right.fingerprint)
    weights = [
        sum(float(each.weights[int(start) : int(end)].sum()) for start, end in zip(*where, strict=True))
        for each, where in zip((left, right), slices, strict=True)
        if len(where)
    ]
    return max(map(float, shares)), min(weights, default=0.0)


def limit(students: int) -> int:
    """How many of so many students can have the same without everybody having it."""
    return max(FEWEST, int(SHARE * students))


def weigh(modules: Iterable[Module]) -> Mapping[int, float]:
    """Set the weights of all modules' tokens. Returns the weight of each fingerprint that at least two and FEW have.

    What two have weighs 1, what more have less, and what more than `limit` have 0. A token counts as little as the most
    usual row that it stands in.
    """
    every = list(modules)
    holders = Counter(key for each in every for key in each.places)
    most = limit(len(every))
    for each in every:
        each.weights = each.own.astype(np.float64)
        for key, starts in each.places.items():
            weight = _weight(holders[key], most)
            if weight < 1:
                for start in starts:
                    row = each.weights[start : start + GRAM]
                    np.minimum(row, weight, out=row)
        for key in [key for key in each.places if holders[key] > most]:
            del each.places[key]
        each.fingerprint.hashes = set(each.places)
    return {key: _weight(number, most) for key, number in holders.items() if 1 < number <= min(most, FEW)}


def _weight(number: int, most: int) -> float:
    if number > most:
        return 0.0
    return math.log((most + 1) / max(number, 2)) / math.log((most + 1) / 2)
