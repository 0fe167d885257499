"""Writes the table of docs/quality.md: how many mutants, misconceptions and variants there are, and who survives.

uv run python -m tests.mutation.report
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gradus.core import checks as listing
from gradus.core.course import Course, Exercise, load
from tests.mutation.judge import SURVIVED, judge_all

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- mutants: begin -->", "<!-- mutants: end -->"
SURVIVORS = Path(__file__).with_name("survivors.toml")
EQUIVALENT, OUTSIDE, MISSED = "equivalent", "outside the contract", "missed"
COLUMNS = [
    "exercise",
    "mutants",
    "killed",
    "equivalent",
    "outside the contract",
    "missed",
    "killed of those that count",
]
COLUMNS += ["misconceptions", "variants"]


def listed() -> dict[str, str]:
    """The reason of each survivor that is known, by the mutant's id."""
    table: dict[str, dict[str, str]] = tomllib.loads(SURVIVORS.read_text("utf-8"))
    return {f"{exercise}:{name}": reason for exercise, group in table.items() for name, reason in group.items()}


@dataclass(frozen=True)
class Tally:
    """What became of some mutants. A survivor that is not listed counts as missed."""

    mutants: int
    killed: int
    equivalent: int
    outside: int

    @property
    def counted(self) -> int:
        """The mutants that behave otherwise within the contract."""
        return self.mutants - self.equivalent - self.outside

    @property
    def share(self) -> float:
        return self.killed / self.counted


def tally(verdicts: Mapping[str, str], reasons: Mapping[str, str]) -> Tally:
    kinds = [reasons.get(name, "").split(":")[0] for name, verdict in verdicts.items() if verdict == SURVIVED]
    return Tally(len(verdicts), len(verdicts) - len(kinds), kinds.count(EQUIVALENT), kinds.count(OUTSIDE))


def table(course: Course, found: Mapping[str, Mapping[str, str]]) -> str:
    reasons = listed()
    rows = [_row(e.id, tally(found[e.id], reasons), *_classes(course, e)) for e in course.exercises]
    together = {name: verdict for verdicts in found.values() for name, verdict in verdicts.items()}
    sums = [sum(_classes(course, e)[i] for e in course.exercises) for i in (0, 1)]
    rows.append(_row("**the course**", tally(together, reasons), *sums))
    head = [_line(COLUMNS), _line(["---", *["---:"] * (len(COLUMNS) - 1)])]
    return "\n".join([*head, *rows])


def _classes(course: Course, exercise: Exercise) -> list[int]:
    return [len(listing.classes(course.graders(exercise) / f"{which}.py")) for which in ("misconceptions", "variants")]


def _row(name: str, count: Tally, misconceptions: int, variants: int) -> str:
    missed = count.counted - count.killed
    cells = [count.mutants, count.killed, count.equivalent, count.outside, missed, f"{count.share:.1%}"]
    return _line([name, *map(str, cells), str(misconceptions), str(variants)])


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    course = load(ROOT)
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    made = f"Counted on {datetime.date.today():%Y-%m-%d}.\n\n{table(course, judge_all(course))}"
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
