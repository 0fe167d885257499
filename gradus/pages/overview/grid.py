"""The table of students by exercises, those who need help first."""

from collections.abc import Callable, Iterator, Sequence

from gradus.pages.html import Html, el, line, name
from gradus.pages.overview.view import Cell, ClassView, Item, State, StudentRow

SHADES = 5  # of the ground of a cell, from few points to all


def grid(view: ClassView, items: Sequence[Item], link: Callable[[str], str] | None = None) -> Html:
    """The table; names lead to where `link` says. A cell has its points or a sign, so that no colour is alone."""
    points = {row.login: sum(row.cells[i.id].score for i in items if i.id in row.cells) for row in view.students}
    rows = sorted(view.students, key=lambda row: (not row.refused, points[row.login]))
    head = [el("th", "Student", scope="col"), el("th", "Points", scope="col", class_="number")]
    head += [el("th", line(item.id.removeprefix("lessons/")), scope="col", class_="up") for item in items]
    body = (el("tr", _row(row, items, points[row.login], link)) for row in rows)
    caption = el("caption", "Who needs help stands first. ", _legend(view, items), class_="legend")
    table = el("table", caption, el("thead", el("tr", head)), el("tbody", body), class_="grid")
    return el("div", table, class_="wide")


def sign(cell: Cell) -> str:
    """What a cell says: ✓ for all points, else the points, and the sign of a state that needs one."""
    shown = f"{cell.score:.3g}" if cell.score or cell.state in (State.BEGUN, State.FINISHED) else ""
    state = "" if cell.state in (State.BEGUN, State.FINISHED) else cell.state.sign
    full = cell.score >= cell.max_score > 0
    return " ".join(filter(None, ["✓" if full else shown, state, "✎" if cell.automatic is not None else ""]))


def _legend(view: ClassView, items: Sequence[Item]) -> list[Html]:
    cells = [cell for item in items for cell in view.column(item)]
    words = ["✓ all points", "a number: the points"]
    plain = (State.BEGUN, State.FINISHED)
    words += [f"{s.sign} {s.value}" for s in State if s not in plain and any(cell.state is s for cell in cells)]
    if any(cell.automatic is not None for cell in cells):
        words.append("✎ marked by hand")
    return [el("span", word) for word in words]


def _row(row: StudentRow, items: Sequence[Item], points: float, link: Callable[[str], str] | None) -> Iterator[Html]:
    shown = el("a", name(row.name), href=link(row.login)) if link else name(row.name)
    login = el("span", name(row.login), class_="id") if row.login not in row.name else None
    yield el("th", shown, login, scope="row")
    if row.refused:
        yield el("td", "–", class_="number")
        yield el("td", "not graded", colspan=len(items), class_="broken")
        return
    yield el("td", f"{points:g}", class_="number")
    for item in items:
        cell = row.cells.get(item.id)
        yield _cell(item, cell) if cell else el("td", class_="none")


def _cell(item: Item, cell: Cell) -> Html:
    style = f"l{min(int(cell.share * SHADES), SHADES - 1)}" if cell.state.begun or cell.score else "none"
    style = "broken" if cell.state is State.BROKEN and cell.automatic is None else style
    about = f"{item.id}: {cell.score:g} of {cell.max_score:g}, {cell.state.value}"
    return el("td", sign(cell), class_=style, title=about)
