"""Writes the tables of docs/quality.md: how many mutants, misconceptions and variants there are, and who survives.

uv run python -m tests.mutation.report [JOBS]
"""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradus.authoring.mutation import survivors
from gradus.authoring.mutation.judge import SURVIVED, judge_all
from gradus.authoring.mutation.second import second_order
from gradus.authoring.mutation.survivors import EQUIVALENT, OUTSIDE
from gradus.core import checks as listing
from gradus.core.course import Course, Exercise, load

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "quality.md"
COLUMNS = [
    "exercise",
    "mutants",
    "killed",
    "equivalent",
    "outside the contract",
    "missed",
    "killed of those that count",
]
KINDS = {  # of second-order mutants, by what stands in their names
    "it changes an argument": "-changed-as-",
    "it refuses a form that is promised": "-refused-as-",
    "it cuts the answer for whole numbers": "-whole-truncates",
    "it does not raise, raises something else, or raises in one case only": "Error-",
    "it is wrong for one row, or for an odd number": "size-",
    "it rounds": r"rounded-|few-digits",
    "it answers with complex numbers": "complex",
    "it remembers the last call": "remembers",
    "it draws from another generator": "rng-",
    "its loop stops where nothing changes any more": "stops-early",
    "its loop makes one step more": "stops-late",
    "a small number is added below a fraction or in a logarithm": "shifted",
    "a tolerance or a step size is 10 or 0.1 times as large, or 0": r":(tenfold|tenth|zero)\b",
    "two small mistakes in one function": r"\+",
}


def listed(course: Course) -> dict[str, str]:
    """The reason of each survivor that is known, by the mutant's id."""
    return {f"{e.id}:{name}": why for e in course.exercises for name, why in survivors.read(course, e).items()}


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
        return self.killed / self.counted if self.counted else 1.0


def tally(verdicts: Mapping[str, str], reasons: Mapping[str, str]) -> Tally:
    kinds = [reasons.get(name, "").split(":")[0] for name, verdict in verdicts.items() if verdict == SURVIVED]
    return Tally(len(verdicts), len(verdicts) - len(kinds), kinds.count(EQUIVALENT), kinds.count(OUTSIDE))


def table(course: Course, found: Mapping[str, Mapping[str, str]]) -> str:
    """The mutants of one change, by exercise."""
    reasons = listed(course)
    rows = [_row(e.id, tally(found[e.id], reasons), _classes(course, e)) for e in course.exercises]
    sums = [sum(_classes(course, e)[i] for e in course.exercises) for i in (0, 1)]
    rows.append(_row("**the course**", tally(_together(found), reasons), sums))
    return "\n".join([*_head([*COLUMNS, "misconceptions", "variants"]), *rows])


def second_table(course: Course, found: Mapping[str, Mapping[str, str]]) -> str:
    """The second-order mutants, by kind."""
    reasons, together = listed(course), _together(found)
    by_kind: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for name, verdict in together.items():
        by_kind[next(kind for kind, pattern in KINDS.items() if re.search(pattern, name))][name] = verdict
    rows = [_row(kind, tally(verdicts, reasons)) for kind, verdicts in by_kind.items()]
    rows.append(_row("**all of them**", tally(together, reasons)))
    return "\n".join([*_head(["second-order mutant", *COLUMNS[1:]]), *rows])


def _together(found: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: verdict for verdicts in found.values() for name, verdict in verdicts.items()}


def _classes(course: Course, exercise: Exercise) -> list[int]:
    return [len(listing.classes(course.graders(exercise) / f"{which}.py")) for which in ("misconceptions", "variants")]


def _head(columns: Sequence[str]) -> list[str]:
    return [_line(columns), _line(["---", *["---:"] * (len(columns) - 1)])]


def _row(name: str, count: Tally, more: Sequence[int] = ()) -> str:
    missed = count.counted - count.killed
    cells = [count.mutants, count.killed, count.equivalent, count.outside, missed, f"{count.share:.1%}"]
    return _line([name, *map(str, [*cells, *more])])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write(name: str, made: str) -> None:
    """Put a table into the page, between its marks."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = PAGE.read_text("utf-8").partition(begin)
    text = f"Counted on {datetime.date.today():%Y-%m-%d}.\n\n{made}"
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", "utf-8")


def main(jobs: int) -> None:
    course = load(ROOT)
    write("mutants", table(course, judge_all(course, jobs=jobs)))
    write("second-order", second_table(course, judge_all(course, second_order, jobs)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else os.cpu_count() or 1)
