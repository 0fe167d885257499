"""How the scores of a class are spread: median, quartiles, and how many have how much."""

import statistics
from dataclasses import dataclass

from gradus.pages.overview.view import ClassView

BINS = 10


@dataclass(frozen=True)
class Bin:
    """How many students have from `low` to less than `high` points; in the last bin, `high` too."""

    low: float
    high: float
    students: int


@dataclass(frozen=True)
class Spread:
    """The scores of those whose work could be graded, of `points` that there are."""

    students: int
    points: float
    mean: float
    least: float
    first_quartile: float
    median: float
    third_quartile: float
    most: float
    bins: tuple[Bin, ...]

    @property
    def words(self) -> str:
        """The spread in a sentence or two."""
        if self.students < 2:
            return f"One score: {self.median:g} of {self.points:g} points."
        middle = f"{_round(self.first_quartile)} and {_round(self.third_quartile)}"
        return (
            f"Half of the {self.students} have {_round(self.median)} of {self.points:g} points or more (the median). "
            f"The middle half lies between {middle} (the quartiles), all of them between {_round(self.least)} "
            f"and {_round(self.most)}; the mean is {self.mean:.1f}."
        )


def spread(view: ClassView) -> Spread | None:
    """How the scores are spread; None if nothing was graded, or if there are no points."""
    scores = sorted(row.score for row in view.students if not row.refused)
    if not scores or not view.points:
        return None
    quartiles = statistics.quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else scores * 3
    return Spread(
        students=len(scores),
        points=view.points,
        mean=round(statistics.fmean(scores), 6),
        least=scores[0],
        first_quartile=round(quartiles[0], 6),
        median=round(quartiles[1], 6),
        third_quartile=round(quartiles[2], 6),
        most=scores[-1],
        bins=tuple(_bins(scores, view.points)),
    )


def _bins(scores: list[float], points: float) -> list[Bin]:
    counts = [0] * BINS
    for score in scores:
        counts[min(int(score / points * BINS + 1e-9), BINS - 1)] += 1
    edges = [round(points * number / BINS, 6) for number in range(BINS + 1)]
    return [Bin(low, high, count) for low, high, count in zip(edges, edges[1:], counts, strict=False)]


def _round(number: float) -> str:
    return f"{round(number, 1):g}"
