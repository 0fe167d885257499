"""Whether many submissions cost what their number says: 10, 100 and 1,000 of one exercise, no two of the same code.

    uv run python benchmarks/batch.py              # 10, 100, 1,000
    uv run python benchmarks/batch.py --quick      # 10, 30, 100
    uv run python benchmarks/batch.py --write      # and renew the table in docs/speed.md

Targets: the wall time of the middle counts is at most 10 % off the straight line through the first and the last, and
the memory of the parent, the `gradus grade` that was started, grows by at most 10 %. Exits 1 where one is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.autograders import submissions as handed_in
from benchmarks.autograders.autograder import surroundings
from benchmarks.autograders.environments import ROOT
from benchmarks.autograders.gradus_grade import Gradus, grade
from benchmarks.measuring import page
from benchmarks.measuring.figures import Target, median, off_the_line, verdict
from benchmarks.measuring.running import Cost, cost

COUNTS, QUICK, ROUNDS = (10, 100, 1000), (10, 30, 100), 3
OFF, GROWTH = 0.1, 1.1
ENOUGH = 60.0  # seconds: a run as long as this is not repeated, for noise is small beside it


def measure(counts: Sequence[int], rounds: int, jobs: int) -> dict[int, list[Cost]]:
    """What grading so many costs, in interleaved rounds. Raises CalledProcessError if grading fails."""
    costs: dict[int, list[Cost]] = {count: [] for count in counts}
    python = Path(sys.executable)
    with tempfile.TemporaryDirectory() as place:
        folder, results = Path(place) / "class", Path(place) / "results"
        graded = Gradus(python, folder)
        graded.hand_in(handed_in.make(handed_in.ORDINARY, max(counts)))
        names = [str(folder / "submissions" / each.name) for each in graded.submissions]

        def run(count: int) -> Cost:
            shutil.rmtree(results, ignore_errors=True)
            spent = cost(grade(names[:count], results, jobs), surroundings(python), ROOT)
            _complete(results, count)
            return spent

        run(1)
        for _ in range(rounds):
            for count in counts:
                if not costs[count] or costs[count][-1].wall < ENOUGH:
                    costs[count].append(run(count))
    return costs


def _complete(results: Path, count: int) -> None:
    """Fail unless there is one report for each submission, with a score."""
    reports = [json.loads(path.read_text("utf-8")) for path in results.glob("*.json")]
    assert len(reports) == count, f"{len(reports)} reports of {count} submissions"
    assert all(report["score"] > 0 for report in reports), "a report without any score"


def rows(costs: dict[int, list[Cost]]) -> tuple[list[list[str]], list[Target]]:
    """The rows of the table, and the targets."""
    walls = {count: median(each.wall for each in found) for count, found in costs.items()}
    cpus = {count: median(each.cpu for each in found) for count, found in costs.items()}
    own = {count: max(each.own for each in found) for count, found in costs.items()}
    tree = {count: max(each.tree for each in found) for count, found in costs.items()}
    off, off_cpu = off_the_line(walls), off_the_line(cpus)
    made = [
        [
            f"{count:,}",
            f"{walls[count]:.1f} s",
            f"{walls[count] / count:.3f} s",
            f"{off[count]:+.1%}",
            f"{cpus[count]:.1f} s",
            f"{off_cpu[count]:+.1%}",
            f"{own[count]:.0f} MiB",
            f"{tree[count]:.0f} MiB",
        ]
        for count in costs
    ]
    few, many = min(costs), max(costs)
    furthest = max(off, key=lambda count: abs(off[count]))
    line = f"the distance from the straight line, at {furthest:,},"
    growth = f"the parent's peak memory at {many:,}, beside that at {few:,},"
    return made, [Target(line, abs(off[furthest]), OFF), Target(growth, own[many] / own[few], GROWTH)]


HEAD = ("submissions", "wall", "each", "off the line", "CPU", "off the line", "parent, peak", "all, peak")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="10, 30 and 100 submissions")
    parser.add_argument("--counts", type=int, nargs="+", help="other counts, three or more")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(page.WRITE, action="store_true", help="renew the table in docs/speed.md")
    chosen = parser.parse_args()
    counts = sorted(set(chosen.counts or (QUICK if chosen.quick else COUNTS)))
    if len(counts) < 3 or counts[0] < 1 or chosen.rounds < 1:
        parser.error("a line needs three counts of at least 1 submission, and 1 round")
    before = os.getloadavg()[0]
    costs = measure(counts, chosen.rounds, chosen.jobs)
    made, targets = rows(costs)
    how = page.made((before, os.getloadavg()[0]))
    by = next(iter(costs.values()))[0].by
    text = f"{page.table(HEAD, made)}\n\n`--jobs {chosen.jobs}`: {how} CPU seconds are those of {by}."
    print(text)
    if chosen.write:
        page.write("batch", text)
    return verdict(targets)


if __name__ == "__main__":
    sys.exit(main())
