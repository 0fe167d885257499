"""One student on a terminal: where everything stands, what a person said, and each check of what was begun."""

from dataclasses import replace

from rich.console import Console
from rich.text import Text

from gradus.core.report import ExerciseResult
from gradus.core.text import one_line
from gradus.pages.student.known import Known
from gradus.scores.protection import WORDS
from gradus.student.layout import fitted, wrapped
from gradus.student.terminal import show_exercise


def show(out: Console, known: Known) -> None:
    """Print the results of a student."""
    out.print()
    wrapped(out, Text.assemble((one_line(known.name, 120), "bold"), f"  {known.score:g} of {known.max_score:g} points"))
    if known.refused:
        wrapped(out, Text(f"Not graded. {one_line(known.refused, 600)}", "red"))
    if known.unprotected:
        wrapped(out, Text(WORDS, "red"))
    for item, cell in known.cells.items():
        hand = f"  by hand, {cell.automatic:g} by the machine" if cell.automatic is not None else ""
        again = f"; look again: {cell.again}" if cell.again else ""
        state = f"{cell.score:>6g} / {cell.max_score:g}  {cell.state.value}{hand}{again}"
        wrapped(out, Text.assemble(f"{cell.state.sign} ", fitted(item, 38), state), 42)
        for key, entry in known.by_hand(item):
            about = f"{key.partition('::')[2]}: " if "::" in key else ""
            mark = f"{entry.mark:g} by hand. " if entry.mark is not None and about else ""
            if about or entry.comment:
                wrapped(out, Text(f"    {one_line(f'{about}{mark}{entry.comment}', 2000)}", "cyan"), 4)
    for result in known.exercises:
        if known.cells[result.id].state.begun:
            show_exercise(out, _plain(result), verbose=False)


def _plain(result: ExerciseResult) -> ExerciseResult:
    """The exercise with every text on one line and harmless: what prints it takes titles for the course's own."""
    checks = [
        replace(
            each,
            title=one_line(each.title, 2000),
            diagnosis=one_line(each.diagnosis or "", 2000),
            help=one_line(each.help, 2000),
            reproduce=one_line(each.reproduce, 2000),
        )
        for each in result.checks
    ]
    return replace(result, id=one_line(result.id), title=one_line(result.title, 300), checks=tuple(checks))
