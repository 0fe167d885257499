"""What one more submission of calculus/derivatives costs, beside other autograders on the same checks.

    uv run python benchmarks/peers.py              # 20 submissions, about five minutes
    uv run python benchmarks/peers.py --large      # 200 submissions
    uv run python benchmarks/peers.py --write      # and renew the table in docs/speed.md

One more is (all - one) / (their number - 1), a median of interleaved rounds; beside them runs `import pytest, numpy`.
Targets: at most 0.5 of that import, and less than each of the others but gradescope-utils. Exits 1 where one is missed.
Each autograder has an environment of its own in the user's cache (autograders/*.py have the versions).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.autograders import submissions as handed_in
from benchmarks.autograders.autograder import Autograder, names, surroundings, wrong
from benchmarks.autograders.environments import ROOT, EnvironmentMissingError, environment
from benchmarks.autograders.gradescope_utils import GradescopeUtils
from benchmarks.autograders.gradus_grade import Gradus
from benchmarks.autograders.nbgrader import Nbgrader
from benchmarks.autograders.otter import OtterRun
from benchmarks.autograders.plain_pytest import PlainPytest, PytestForAll
from benchmarks.measuring import page
from benchmarks.measuring.figures import Target, median, one_more, verdict
from benchmarks.measuring.running import spent
from gradus import __version__

COUNT, LARGE, ROUNDS = 20, 200, 3
BUDGET = 45.0  # seconds: a slow autograder is measured in fewer rounds, whose noise is small beside it
RATIO = 0.5
KINDS: tuple[type[Autograder], ...] = (Gradus, PlainPytest, GradescopeUtils, Nbgrader, OtterRun, PytestForAll)
HEAD = (
    "autograder",
    "version",
    "one more",
    "in imports",
    "its CPU",
    "in imports",
    "the first",
    "wrong verdicts",
    "hard cases right",
    "isolated",
)
IMPORTED = "import pytest, numpy"
PARTS = ("import numpy", "import numpy, matplotlib.figure")


@dataclass
class Measured:
    """The figures of one autograder, a number for each round."""

    autograder: Autograder
    first: list[float] = field(default_factory=list)
    more: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    taken: float = 0.0
    wrong: int = 0
    hard: int = 0

    @property
    def one_more(self) -> float:
        """Seconds that one more submission costs."""
        return median(self.more)


def version(kind: type[Autograder]) -> str:
    return kind.packages[0].partition("==")[2] if kind.packages else __version__


def ready(folder: Path, kinds: Sequence[type[Autograder]], count: int) -> tuple[list[Measured], dict[str, str]]:
    """Each autograder with its submissions, warmed up once; and those that cannot be had, with the reason."""
    found, missing = [], {}
    for kind in kinds:
        try:
            python = environment(kind.__name__.lower(), kind.packages) if kind.packages else Path(sys.executable)
            hard = kind(python, folder / kind.__name__ / "hard")
            hard.hand_in(handed_in.make(handed_in.HARD, len(handed_in.HARD)))
            autograder = kind(python, folder / kind.__name__ / "ordinary")
            autograder.hand_in(handed_in.make(handed_in.ORDINARY, count))
            autograder.run(1)
        except EnvironmentMissingError as error:
            print(f"{kind.name} {version(kind)} cannot be measured here: {error}", file=sys.stderr)
            missing[kind.name] = "cannot be installed here"
            continue
        measured = Measured(autograder)
        hard.run(len(hard.submissions))
        verdicts = hard.verdicts(len(hard.submissions))
        measured.hard = len(hard.submissions) - wrong(verdicts, hard.submissions)[1]
        found.append(measured)
    return found, missing


def measure(found: Sequence[Measured], count: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Run them in turn, and the imports between them; returns the seconds of each import, wall and CPU."""
    imports: dict[str, list[tuple[float, float]]] = {code: [] for code in (IMPORTED, *PARTS)}
    python = Path(sys.executable)
    for code in imports:
        spent([([str(python), "-c", code], surroundings(python))], ROOT)
    for _ in range(rounds):
        for each in found:
            if each.more and each.taken > BUDGET:
                continue
            for code, costs in imports.items():
                costs.append(spent([([str(python), "-c", code], surroundings(python))], ROOT))
            (one, one_cpu), (many, many_cpu) = each.autograder.run(1), each.autograder.run(count)
            each.first.append(one)
            each.more.append(one_more(one, many, count))
            each.cpu.append(one_more(one_cpu, many_cpu, count))
            each.taken += one + many
    for each in found:
        each.wrong = wrong(each.autograder.verdicts(count), each.autograder.submissions)[0]
    return {
        code: (median(wall for wall, _ in costs), median(cpu for _, cpu in costs)) for code, costs in imports.items()
    }


def rows(found: Sequence[Measured], missing: dict[str, str], count: int, floor: tuple[float, float]) -> list[list[str]]:
    """A row of the table for each; `floor` is the wall and CPU time of the import."""
    made = []
    for each in found:
        kind, cpu = type(each.autograder), median(each.cpu)
        wall = [f"{each.one_more:.3f} s", f"{each.one_more / floor[0]:.2f}"]
        judged = [f"{each.wrong} of {count * len(names())}", f"{each.hard} of {len(handed_in.HARD)}"]
        cpus = [f"{cpu:.3f} s", f"{cpu / floor[1]:.2f}"]
        made.append([kind.name, version(kind), *wall, *cpus, f"{median(each.first):.1f} s", *judged, kind.isolated])
    return made + [[name, *[""] * (len(HEAD) - 2), why] for name, why in missing.items()]


def targets(found: Sequence[Measured], missing: dict[str, str], imported: float) -> list[Target]:
    """What is asked of Gradus beside the others; what could not be measured is not met."""
    ours = next((each for each in found if isinstance(each.autograder, Gradus)), None)
    if ours is None:
        return []
    made = [
        Target("one more submission, in imports of pytest and NumPy,", ours.one_more / imported, RATIO),
        Target("the number of wrong verdicts", ours.wrong, 0),
    ]
    for each in found:
        kind = type(each.autograder)
        if kind.compared and kind not in (Gradus, GradescopeUtils):
            made.append(Target(f"one more submission beside {kind.name}", ours.one_more / each.one_more, 1.0))
    return made + [Target(f"one more submission beside {name}", float("nan"), 1.0) for name in missing]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--large", action="store_true", help=f"{LARGE} submissions")
    parser.add_argument("--count", type=int, help=f"so many submissions (default: {COUNT})")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="+", choices=[kind.__name__ for kind in KINDS])
    parser.add_argument(page.WRITE, action="store_true", help="renew the table in docs/speed.md")
    chosen = parser.parse_args()
    count = chosen.count or (LARGE if chosen.large else COUNT)
    if count < 2 or chosen.rounds < 1:
        parser.error("one more needs at least 2 submissions and 1 round")
    kinds = [kind for kind in KINDS if not chosen.only or kind.__name__ in chosen.only]
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        found, missing = ready(Path(place), kinds, count)
        imports = measure(found, count, chosen.rounds)
    told = page.table(HEAD, rows(found, missing, count, imports[IMPORTED]))
    floors = ", ".join(f"`{code}` {wall:.3f} s ({cpu:.3f} s of CPU)" for code, (wall, cpu) in imports.items())
    how = page.made((before, os.getloadavg()[0]))
    text = f"{told}\n\n{count} submissions: {how} Beside them: {floors}."
    print(text)
    if chosen.write:
        page.write("peers-large" if chosen.large else "peers", text, after="peers")
    return verdict(targets(found, missing, imports[IMPORTED][0]))


if __name__ == "__main__":
    sys.exit(main())
