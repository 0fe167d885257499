"""What `gradus verify` asks of every exercise of a course: the [verify] table of course.toml."""

from dataclasses import dataclass

from gradus.core.decode import DecodeError

MOST = 1000


@dataclass(frozen=True)
class Demands:
    """The least of `misconceptions` and `variants` that an exercise has, and what its checks are worth.

    Between the two numbers of `visible` is the percentage of its points that students see. An exercise is worth
    `points`; without that, anything. With `mutants`, it has passed `gradus verify --mutants` in the state that it has.
    Raises DecodeError if a value makes no sense.
    """

    misconceptions: int = 1
    variants: int = 1
    visible: tuple[float, ...] = (30.0, 50.0)
    points: float | None = None
    mutants: bool = False

    def __post_init__(self) -> None:
        where = "course.toml.verify"
        for name, number in (("misconceptions", self.misconceptions), ("variants", self.variants)):
            if not 0 <= number <= MOST:
                raise DecodeError(f"{where}.{name}: expected how many an exercise has at least, from 0 to {MOST:,}")
        if len(self.visible) != 2 or not 0 <= self.visible[0] <= self.visible[1] <= 100:
            raise DecodeError(f"{where}.visible: expected two percentages, the lower one first, such as [30, 50]")
        if self.points is not None and not self.points > 0:
            raise DecodeError(f"{where}.points: expected what each exercise is worth, more than 0")
