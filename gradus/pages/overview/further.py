"""The overview on a terminal, further sections: distribution, who is stuck, checks for nobody, and movement."""

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.text import Text

from gradus.core.text import count, one_line
from gradus.pages.overview.spread import spread
from gradus.pages.overview.view import CheckRow, ClassView, Step, Stuck
from gradus.student.layout import spread as apart
from gradus.student.layout import wrapped

NAMES = 6  # of students on a line
EXERCISES = 3  # of a student, on a line
BAR = 24  # columns of the longest bar


def heading(out: Console, text: str) -> None:
    """Print a heading, after an empty line."""
    out.print()
    wrapped(out, Text(text, "bold"))


def distribution(out: Console, view: ClassView) -> None:
    """Print how the scores are spread: a bar for each tenth of the points, and median and quartiles in words."""
    found = spread(view)
    if found is None:
        return
    heading(out, "Distribution of scores")
    most = max(each.students for each in found.bins)
    for each in found.bins:
        bar = "█" * -(-each.students * BAR // most)
        label = f"{each.low:g} to {each.high:g}"
        out.print(Text.assemble(f"{label:>16}  ", (bar, "blue"), f" {each.students or ''}"), soft_wrap=True)
    wrapped(out, Text(found.words))


def stuck(view: ClassView, everything: bool) -> Callable[[Console, Stuck], None]:
    """What prints one place where students are stuck, with some of their names, or all."""

    def show(out: Console, row: Stuck) -> None:
        left = Text.assemble((f"{len(row.logins):>4}", "bold"), f"  {one_line(row.title, 300)}")
        out.print(apart(out, left, Text(one_line(row.item), "dim"), 6))
        usual = max(filter(None, row.reasons), key=row.reasons.__getitem__, default="")
        if usual:
            wrapped(out, Text.assemble(" " * 6, (one_line(usual, 600), "cyan")), 6)
        wrapped(out, Text(" " * 6 + _who(view, row.logins, None if everything else NAMES), "dim"), 6)

    return show


def flat(out: Console, view: ClassView, everything: bool) -> None:
    """Print the checks that nobody passes, and how many nobody fails."""
    for title, rows in (("nobody passes", view.nobody_passes), ("nobody fails", view.nobody_fails)):
        if not rows:
            continue
        heading(out, f"Checks that {title} ({len(rows)})")
        for row in rows if everything or title == "nobody passes" else []:
            out.print(_tried(out, row))
        if not everything and title == "nobody fails":
            out.print(Text("--all shows them", "dim"))


def _tried(out: Console, row: CheckRow) -> Text:
    left = Text.assemble((f"{row.tried:>4} tried", "dim"), f"  {one_line(row.title, 300)}")
    return apart(out, left, Text(one_line(row.item), "dim"), 6)


def movement(out: Console, view: ClassView, most: int | None) -> None:
    """Print whose points changed since the reports before, by how much and where."""
    moved = view.moved
    if moved is None:
        return
    heading(out, "Since the last change")
    steps = [step for step in moved.steps if step.points]
    up = sum(step.points > 0 for step in steps)
    words = f"{count(moved.compared, 'submission')} compared: {up} with more points, {len(steps) - up} with fewer."
    wrapped(out, Text(words))
    for step in steps[:most]:
        _step(out, view, step)
    if most is not None and len(steps) > most:
        out.print(Text(f"and {len(steps) - most} more: --all shows them", "dim"))


def _step(out: Console, view: ClassView, step: Step) -> None:
    name = one_line(view.names.get(step.login, step.login), 40)
    gains = sorted(
        ((item, points) for item, points in step.exercises.items() if points), key=lambda gain: -abs(gain[1])
    )
    where = ", ".join(f"{one_line(item)} {points:+g}" for item, points in gains[:EXERCISES])
    more = f" and {len(gains) - EXERCISES} more" if len(gains) > EXERCISES else ""
    wrapped(out, Text.assemble((f"{step.points:>+6g}", "bold"), f"  {name} ", (f"({where}{more})", "dim")), 8)


def _who(view: ClassView, logins: Iterable[str], most: int | None) -> str:
    names = [one_line(view.names.get(login, login), 40) for login in logins]
    shown = names[:most]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return ", ".join(shown) + more
