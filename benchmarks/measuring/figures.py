"""The arithmetic of the figures: what one more costs, how straight a line is, and whether a target is met."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

median = statistics.median


def one_more(one: float, many: float, count: int) -> float:
    """What one more of them costs, from what the first alone and all `count` of them cost."""
    if count < 2:
        raise ValueError(f"one more cannot be told from {count}: at least 2 are needed")
    return (many - one) / (count - 1)


def off_the_line(costs: Mapping[int, float]) -> dict[int, float]:
    """How far each cost is off the straight line through the first and the last, as a share of the line.

    Raises ValueError for fewer than three counts: two always lie on a line.
    """
    counts = sorted(costs)
    if len(counts) < 3:
        raise ValueError(f"a line needs three counts or more, not {len(counts)}")
    first, last = counts[0], counts[-1]
    slope = (costs[last] - costs[first]) / (last - first)
    line = {count: costs[first] + slope * (count - first) for count in counts}
    return {count: costs[count] / line[count] - 1 for count in counts}


@dataclass(frozen=True)
class Target:
    """A figure and the most that it may be."""

    what: str
    value: float
    limit: float
    unit: str = ""

    @property
    def missed(self) -> bool:
        """Whether the figure is above its limit, or no number at all."""
        return not self.value <= self.limit

    def __str__(self) -> str:
        verdict = "missed" if self.missed else "met"
        return f"{verdict}: {self.what} is {self.value:.3g}{self.unit}, at most {self.limit:.3g}{self.unit}"


def verdict(targets: Sequence[Target]) -> int:
    """Print each target with what came of it; returns the exit status, 1 where one is missed."""
    for target in targets:
        print(target)
    return int(any(target.missed for target in targets))
