"""What a picture can be drawn with: `OPTIONS = {"lr": Option(0.1, ...)}` beside `draw(figure, load, lr=0.1)`."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FRAMES = 25  # as many pictures as a page holds at most


class OptionError(ValueError):
    """An option that the picture does not have, or a value that is not one of it; the text says which there are."""


@dataclass(frozen=True)
class Option:
    """A number that a picture is drawn with; whole if its default is an int.

    `stops` are the values that tell the story on their own: each is a button beside the slider. `frames` is how many
    values the slider has in all: those between the stops are evenly spaced, or in equal ratios if `log`. A `process`
    can be played. `task` is a job for the slider whose end the learner can see.
    """

    default: float
    low: float
    high: float
    stops: tuple[float, ...]
    label: str
    task: str
    frames: int = 0
    log: bool = False
    process: bool = False

    def values(self, start: float | None = None, limit: int = FRAMES) -> list[float]:
        """The values of the slider in ascending order: at most `limit`, with every stop and with `start`."""
        values = {*self.stops, self.default if start is None else start}
        room = min(self.frames, limit) - len(values)
        step = (self.high - self.low) / (room + 1)
        for place in range(1, room + 1):
            between = self.low * (self.high / self.low) ** (place / (room + 1)) if self.log else self.low + place * step
            values.add(round(between) if isinstance(self.default, int) else float(f"{between:.3g}"))
        return sorted(values)

    def read(self, name: str, text: str) -> float:
        """The number that somebody typed. Raises OptionError."""
        whole = isinstance(self.default, int)
        try:
            value = int(text) if whole else float(text)
        except ValueError:
            value = math.nan
        if not self.low <= value <= self.high:
            kind = "a whole number" if whole else "a number"
            raise OptionError(f"--{name} is {kind} from {self.low:g} to {self.high:g}, not {text!r}.")
        return value


def parse(options: Mapping[str, Option], typed: Iterable[tuple[str, str]]) -> dict[str, float]:
    """The values of the options that somebody typed, as (name, text). Raises OptionError."""
    values = {}
    for name, text in typed:
        if name not in options:
            raise OptionError(f"this picture has no option --{name}. {described(options)}")
        values[name] = options[name].read(name, text)
    return values


def described(options: Mapping[str, Option]) -> str:
    """One sentence that names the options of a picture."""
    each = [f"--{name} ({option.label}, {option.low:g} to {option.high:g})" for name, option in options.items()]
    return f"It has {' and '.join(each)}." if each else "It has none."
