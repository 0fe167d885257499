"""Otter's marks in the code of a solution: which lines are the answer, and which are for Otter alone."""

import re
from dataclasses import dataclass

from gradus.authoring.migrate.items import Cell

REGION = re.compile(r"^\s*#\s*(BEGIN|END) SOLUTION(?: NO PROMPT)?\s*$")
LINE = re.compile(r"\s*#\s*SOLUTION( NO PROMPT)?\s*$")
PROMPT = re.compile(r'^\s*"""\s*;?\s*#\s*(BEGIN|END) PROMPT')
IGNORE = re.compile(r"#\s*IGNORE\s*$")
IGNORED = re.compile(r"^\s*#\s*(BEGIN|END) IGNORE\s*$")
SEED = re.compile(r"\s*#\s*SEED\s*$")
TITLE = re.compile(r"^\s*##\s*solution\s*##\s*$", re.I)


def read_solution(cell: Cell) -> None:
    """Set the lines of a solution without Otter's marks and prompts, and which of them are hidden."""
    state = _State(cell)
    for number, line in enumerate(cell.lines):
        kept = state.keep(number, line)
        if line.strip() and not kept:
            cell.marks.add(number)
        cell.lines[number] = kept
    if not state.marked:
        cell.hidden = set(range(len(cell.lines)))
        cell.tell("no line of it is marked as the solution, so all of it is taken for the answer.")


@dataclass
class _State:
    """Where the reader of a cell's lines is: inside of an answer, of a prompt, of lines for nobody."""

    cell: Cell
    inside: bool = False
    prompt: bool = False
    ignored: bool = False
    marked: bool = False

    def keep(self, number: int, line: str) -> str:
        """What stays of a line; nothing of a mark, a prompt, and what Otter leaves out."""
        if mark := PROMPT.match(line):
            self.prompt = mark[1] == "BEGIN"
            if self.prompt:
                self.cell.tell("Otter's prompt, in place of the answer: the stub takes its place.", number + 1)
        elif (mark := IGNORED.match(line)) or (IGNORE.search(line) and not self._skips()):
            self.ignored = bool(mark and mark[1] == "BEGIN")
            if not mark or self.ignored:
                self.cell.tell("Otter leaves this out of every output: it is left out here, too.", number + 1)
        elif mark := REGION.match(line):
            self.inside = mark[1] == "BEGIN"
            self.marked = True
        elif not (self._skips() or TITLE.match(line)):
            return self._code(number, line)
        return ""

    def _skips(self) -> bool:
        return self.prompt or self.ignored

    def _code(self, number: int, line: str) -> str:
        kept = SEED.sub("", line)
        ends = LINE.search(kept)
        self.marked |= bool(ends)
        if ends or self.inside:
            self.cell.hidden.add(number)
        return LINE.sub("", kept)
