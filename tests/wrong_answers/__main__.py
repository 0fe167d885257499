"""`python -m tests.wrong_answers FILE [EXERCISE ...]`: how the answers of a file fare, exercise by exercise.

FILE is development, final or right. With --said, each case and what was said to it stands above the table.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.wrong_answers import COURSE, FILES, Verdict, cases, judge

ROW = "{:<28} {:>6} {:>9} {:>6} {:>8} {:>6}"


def row(name: str, verdicts: Sequence[Verdict]) -> str:
    """One line of the table: how many were accepted, named, left unnamed, told something false."""
    accepted = sum(verdict.accepted for verdict in verdicts)
    named = sum(verdict.named for verdict in verdicts)
    false = sum(bool(verdict.false) for verdict in verdicts)
    return ROW.format(name, len(verdicts), accepted, named, len(verdicts) - accepted - named, false)


def main(arguments: Sequence[str]) -> int:
    """Print the table; 2 if there is no such file or exercise."""
    file, *exercises = [argument for argument in arguments if argument != "--said"] or [""]
    if file not in FILES or set(exercises) - set(COURSE.by_id):
        print(__doc__)
        return 2
    chosen = [case for case in cases(file) if not exercises or case.exercise in exercises]
    verdicts, lines = judge(chosen), []
    if "--said" in arguments:
        lines += [f"{'!' if verdict.false else '+' if verdict.named else '-'} {verdict}" for verdict in verdicts]
    lines += [ROW.format("exercise", "cases", "accepted", "named", "unnamed", "false")]
    for name in dict.fromkeys(case.exercise for case in chosen):
        lines.append(row(name, [verdict for verdict in verdicts if verdict.case.exercise == name]))
    print("\n".join([*lines, row("all", verdicts)]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
