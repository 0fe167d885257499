"""Tables of figures in a page, between two marks, so that one command renews them."""

from __future__ import annotations

import datetime
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "speed.md"
WRITE = "--write"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def between(text: str, name: str, new: str, after: str = "") -> str:
    """The text with `new` between the marks of this name; if they are not there, behind those of `after`.

    Raises ValueError if there is no such place, or more than one.
    """
    place = _marks(text, name) or _marks(text, after)
    if place is None:
        raise ValueError(f"the page needs <!-- {name}: begin --> and then <!-- {name}: end -->, once each")
    begin, end = place
    made = f"<!-- {name}: begin -->\n{new.strip()}\n<!-- {name}: end -->"
    if _marks(text, name):
        return f"{text[:begin]}{made}{text[end:]}"
    return f"{text[:end]}\n\n{made}{text[end:]}"


def _marks(text: str, name: str) -> tuple[int, int] | None:
    """Where the block of this name begins and ends, its marks included, if it is there once."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if (text.count(begin), text.count(end)) != (1, 1) or text.index(begin) > text.index(end):
        return None
    return text.index(begin), text.index(end) + len(end)


def write(name: str, new: str, after: str = "", page: Path = PAGE) -> None:
    """Renew what stands between the marks of this name in the page. Raises ValueError as `between` does."""
    page.write_text(between(page.read_text("utf-8"), name, new, after), "utf-8", newline="\n")


def made(load: Sequence[float], words: Sequence[str] = ()) -> str:
    """When, how and where figures were made, in a sentence.

    `load` is the machine's at the beginning and the end; `words` are those of the command, by default this process's.
    """
    script, *options = words or sys.argv
    command = " ".join(
        ["uv run python", f"benchmarks/{Path(script).name}", *(each for each in options if each != WRITE)]
    )
    day = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d")
    python, numpy, pytest = platform.python_version(), version("numpy"), version("pytest")
    return (
        f"`{command}`, {day}, on {os.cpu_count()} cores ({platform.machine()}, {platform.system()}), Python {python}, "
        f"NumPy {numpy}, pytest {pytest}; the load was {load[0]:.1f} at the beginning and {load[1]:.1f} at the end."
    )
