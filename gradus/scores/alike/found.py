"""What was found alike: pairs of students, the exercises, the passages. It says nothing about how that came to be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Excerpt:
    """Lines of a module, of which the first has the number `first`.

    `beside` are, for each of them, the number of the line in the other module that it is like; 0 where it has none.
    """

    first: int
    lines: tuple[str, ...]
    beside: tuple[int, ...]

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.first + len(self.lines) - 1

    @property
    def alike(self) -> int:
        """How many of the lines are like one of the other module."""
        return sum(1 for each in self.beside if each)


@dataclass(frozen=True)
class Passage:
    """A passage that two modules share, as it stands in each of them; the names in it may be different ones."""

    left: Excerpt
    right: Excerpt
    tokens: int

    @property
    def lines(self) -> int:
        """How many lines are alike, in the module that has fewer of them."""
        return min(self.left.alike, self.right.alike)


@dataclass(frozen=True)
class Likeness:
    """What two students' modules of one exercise share, the longest passage first.

    `share` is the part of the shorter one's own code (what the stub has not) that stands in the other one, too.
    `weight` counts its tokens, each the less the more students have it.
    """

    exercise: str
    passages: tuple[Passage, ...]
    share: float
    weight: float

    @property
    def lines(self) -> int:
        """How many lines are alike."""
        return sum(each.lines for each in self.passages)

    @property
    def size(self) -> float:
        """How much there is to see: by this pairs are put in order."""
        return self.weight * self.share**2


@dataclass(frozen=True)
class Pair:
    """Two students with passages alike, the exercise with most of them first."""

    left: str
    right: str
    exercises: tuple[Likeness, ...]

    @property
    def lines(self) -> int:
        """How many lines are alike, in all exercises."""
        return sum(each.lines for each in self.exercises)

    @property
    def longest(self) -> int:
        """How many lines the longest passage has."""
        return max(passage.lines for each in self.exercises for passage in each.passages)

    @property
    def size(self) -> float:
        """How much there is to see."""
        return max(each.size for each in self.exercises)


@dataclass(frozen=True)
class Alike:
    """The pairs of a class, those with most to see first.

    `students` are those whose modules were compared, `exercises` the ids of what was compared. `notes` say whose code
    was not, and why.
    """

    pairs: tuple[Pair, ...]
    students: tuple[str, ...]
    exercises: tuple[str, ...]
    notes: tuple[tuple[str, str], ...] = ()

    def numbered(self) -> dict[str, str]:
        """What to call the students of the pairs without a name: by a number, in the order in which they come."""
        order = dict.fromkeys(login for pair in self.pairs for login in (pair.left, pair.right))
        return {login: f"student {number}" for number, login in enumerate(order, 1)}
