"""The overview of a class on a terminal, from 60 columns on: what matters most stands last, above the prompt."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gradus.core.text import count, one_line
from gradus.pages.overview import further
from gradus.pages.overview.matters import matters
from gradus.pages.overview.view import Cell, CheckRow, ClassView, Found, Item, State, Stuck, StudentRow
from gradus.student.layout import fitted, spread, wrapped

STUDENTS, ROWS, NAMES = 30, 8, 8  # students, checks and names that are shown unless all are asked for
NAME, MOST_NAME, POINTS, COLUMN = 19, 30, 7, 3  # columns of the table of students
Row = TypeVar("Row", CheckRow, Found, Stuck)
STYLES = {State.FINISHED: "green", State.BROKEN: "red", State.NO_ANSWER: "red", State.BEGUN: "yellow"}


def show(out: Console, view: ClassView, *, everything: bool = False) -> None:
    """Print the overview; with `everything` all students and all checks, else those that matter most."""
    _students(out, view, None if everything else STUDENTS)
    _exercises(out, view)
    most = None if everything else ROWS
    _section(out, "Misconceptions, by students", view.misconceptions, most, _show_found)
    _section(out, "Other diagnoses", view.facts if everything else [], most, _show_found)
    _section(out, "Questions that most fail", [row for row in view.checks if row.question], most, _show_check)
    _section(out, "Checks that most fail", [row for row in view.checks if not row.question], most, _show_check)
    further.flat(out, view, everything)
    _section(out, "Who is stuck on what", view.stuck, most, further.stuck(view, everything))
    further.movement(out, view, most)
    further.distribution(out, view)
    _matters(out, view, everything)
    out.print()
    wrapped(out, Text(summary(view), "bold"))


def summary(view: ClassView) -> str:
    """The class in one sentence."""
    graded = [row for row in view.students if not row.refused]
    mean = sum(row.score for row in graded) / len(graded) if graded else 0
    share = f" ({100 * mean / view.points:.0f} %)" if view.points else ""
    everybody = len(view.students) + len(view.absent)
    return f"{len(view.students)} of {everybody} handed in; {mean:.1f} of {view.points:g} points on average{share}."


def _students(out: Console, view: ClassView, most: int | None) -> None:
    """Students by exercises, then by lessons, in as many blocks as the width asks for."""
    further.heading(out, "Students, who needs help first; in percent of the points")
    numbered = list(enumerate(view.items, 1))
    for kind in (False, True):
        columns = [(number, item) for number, item in numbered if item.lesson is kind]
        fitting = max(1, (out.width - NAME - POINTS) // COLUMN)
        for start in range(0, len(columns), fitting):
            _block(out, view.students[:most], columns[start : start + fitting])
    if most is not None and len(view.students) > most:
        out.print(Text(f"and {len(view.students) - most} more: --all shows them", "dim"))
    states = [state for state in State if state is not State.BEGUN and view.in_state(state)]
    legend = [f"{state.sign} {state.value}" for state in states]
    if any(cell.automatic is not None for row in view.students for cell in row.cells.values()):
        legend.append("underlined: marked by hand")
    wrapped(out, Text(", ".join(legend), "dim"))


def _block(out: Console, rows: Iterable[StudentRow], columns: Sequence[tuple[int, Item]]) -> None:
    width = min(MOST_NAME, max(NAME, out.width - POINTS - COLUMN * len(columns)))
    head = Text.assemble(" " * width, f"{'points':>{POINTS}}", *(f"{number:>{COLUMN}}" for number, _ in columns))
    out.print(head, style="dim", soft_wrap=True)
    for row in rows:
        out.print(_student(row, [item for _, item in columns], width), soft_wrap=True)


def _student(row: StudentRow, items: Sequence[Item], width: int) -> Text:
    if row.refused:
        return Text.assemble(fitted(row.name, width), f"{'–':>{POINTS}}  ", ("not graded", "red"))
    cells = [_cell(row.cells.get(item.id)) for item in items]
    return Text.assemble(fitted(row.name, width), f"{row.score:>{POINTS}g}", *cells)


def _cell(cell: Cell | None) -> Text:
    if cell is None:
        return Text(" " * COLUMN)
    percent = f"{min(int(100 * cell.share), 99)}"
    number = percent if cell.state is State.BEGUN or cell.automatic is not None else cell.state.sign
    number = State.FINISHED.sign if cell.share >= 1 else number
    style = (
        f"underline {STYLES.get(cell.state, 'dim')}" if cell.automatic is not None else STYLES.get(cell.state, "dim")
    )
    return Text.assemble(" " * (COLUMN - len(number)), (number, style))


def _exercises(out: Console, view: ClassView) -> None:
    further.heading(out, "Exercises and lessons" if any(item.lesson for item in view.items) else "Exercises")
    width = max((len(item.id) for item in view.items), default=0)
    width = min(width, max(12, out.width - 36))
    out.print(Text(f"{'':4}{'':{width}}  finished  begun        mean", "dim"), soft_wrap=True)
    for number, item in enumerate(view.items, 1):
        cells = view.column(item)
        begun = [cell for cell in cells if cell.state.begun]
        done = sum(cell.state is State.FINISHED for cell in begun)
        mean = f"{sum(cell.score for cell in begun) / len(begun):.1f} / {item.points:g}" if begun else "–"
        line = Text.assemble(f"{number:>2}  ", fitted(item.id, width), f"{done:>10}{len(begun):>7}{mean:>12}")
        out.print(line, soft_wrap=True)


def _section(
    out: Console, title: str, rows: Sequence[Row], most: int | None, print_one: Callable[[Console, Row], None]
) -> None:
    if not rows:
        return
    further.heading(out, title)
    for row in rows[:most]:
        print_one(out, row)
    if most is not None and len(rows) > most:
        out.print(Text(f"and {len(rows) - most} more: --all shows them", "dim"))


def _show_found(out: Console, found: Found) -> None:
    more = f" and {len(found.names) - 2} alike" if len(found.names) > 2 else ""
    named = f"{', '.join(found.names[:2])}{more}" if found.names else "no misconception of the course"
    left = Text.assemble((f"{len(found.logins):>4}", "bold"), f"  {one_line(named, 200)}")
    out.print(spread(out, left, Text(one_line(found.item), "dim"), 6))
    wrapped(out, Text.assemble(" " * 6, (one_line(found.sentence, 600), "cyan")), 6)


def _show_check(out: Console, row: CheckRow) -> None:
    left = Text.assemble(
        (f"{len(row.failing):>4}", "bold"), (f" of {row.tried}", "dim"), f"  {one_line(row.title, 300)}"
    )
    words = [one_line(row.item), *(["hidden"] if row.hidden else []), *(["further"] if row.further else [])]
    out.print(spread(out, left, Text(", ".join(words), "dim"), 6))
    usual = next((sentence for sentence, _ in row.diagnoses.most_common() if sentence), "")
    if usual:
        often = f" ({count(row.diagnoses[usual], 'student')})"
        wrapped(out, Text.assemble(" " * 6, (one_line(usual, 600), "cyan"), (often, "dim")), 6)


def _matters(out: Console, view: ClassView, everything: bool) -> None:
    first = list(matters(view))
    if first:
        further.heading(out, "Look here first")
    for each in first:
        told = list(_words(view.names, each.told))
        kept = told if everything else told[:NAMES]
        more = f" and {len(told) - len(kept)} more" if len(told) > len(kept) else ""
        wrapped(out, Text.assemble("· ", (one_line(each.what, 400), "yellow"), " ", ", ".join(kept), more), 2)


def _words(names: Mapping[str, str], told: Iterable[tuple[str, str]]) -> Iterator[str]:
    for login, what in told:
        who = names.get(login, login)
        name, words = str(fitted(who, cell_len(who))).strip(), one_line(what, 300)
        yield f"{name} ({words})" if name and words else name or words
