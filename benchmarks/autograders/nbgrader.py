"""nbgrader: a notebook with a cell for each check, and one `nbgrader autograde` for all students."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess

from benchmarks.autograders.autograder import Autograder, Verdicts, surroundings
from benchmarks.autograders.checks import POINTS
from benchmarks.autograders.environments import EnvironmentMissingError
from benchmarks.autograders.notebooks import cell, notebook, shared, source

SOLUTION, NOTEBOOK = "solution", "derivatives.ipynb"
STUB = "### BEGIN SOLUTION\npass\n### END SOLUTION\n"
SCORES = """
    select student.id, base_cell.name, grade.auto_score
    from grade
    join base_cell on base_cell.id = grade.cell_id
    join submitted_notebook on submitted_notebook.id = grade.notebook_id
    join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
    join student on student.id = submitted_assignment.student_id
"""


def _marks(name: str, points: float | None = None, *, locked: bool = True) -> dict[str, object]:
    kept = {"grade": points is not None, "grade_id": name, "locked": locked, "solution": not locked}
    return kept | {"schema_version": 3, "task": False} | ({"points": points} if points is not None else {})


class Nbgrader(Autograder):
    """A kernel for each student's notebook, started in turn by one process."""

    name = "nbgrader autograde"
    isolated = "nothing: submission and checks share a kernel, each submission has its own"
    packages = ("nbgrader==0.9.6", "numpy==2.4.6", "matplotlib==3.11.2", "ipykernel")

    def write(self) -> None:
        cells = [cell(SOLUTION, STUB, _marks(SOLUTION, locked=False)), cell("shared", shared(), _marks("shared"))]
        for name, points in POINTS.items():
            asked = "from types import SimpleNamespace\n\n\n{}\n\n{}(SimpleNamespace(**globals()))\n"
            cells.append(cell(name, asked.format(source(name), name), _marks(name, points)))
        assignment = self.folder / "source" / "week" / NOTEBOOK
        assignment.parent.mkdir(parents=True)
        assignment.write_text(notebook(cells), "utf-8")
        self._generate()
        (self.folder / "gradebook.db").rename(self.folder / "gradebook.before")
        released = json.loads((self.folder / "release" / "week" / NOTEBOOK).read_text("utf-8"))
        for submission in self.submissions:
            for each in released["cells"]:
                if each["metadata"].get("nbgrader", {}).get("grade_id") == SOLUTION:
                    each["source"] = submission.text
            place = self.folder / "handed_in" / submission.name / "week"
            place.mkdir(parents=True)
            (place / NOTEBOOK).write_text(json.dumps(released), "utf-8")

    def _generate(self) -> None:
        words = [str(self.python), "-m", "nbgrader", "generate_assignment", "week", "--create"]
        made = subprocess.run(words, cwd=self.folder, env=surroundings(self.python), capture_output=True, text=True)
        if made.returncode:
            raise EnvironmentMissingError(f"nbgrader generate_assignment failed: {made.stderr.strip()[-2000:]}")

    def clear(self, count: int) -> None:
        for name in ("submitted", "autograded"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copy(self.folder / "gradebook.before", self.folder / "gradebook.db")
        for submission in self.submissions[:count]:
            shutil.copytree(self.folder / "handed_in" / submission.name, self.folder / "submitted" / submission.name)

    def commands(self, count: int) -> list[list[str]]:
        return [[str(self.python), "-m", "nbgrader", "autograde", "week", "--create"]]

    def verdicts(self, count: int) -> Verdicts:
        found: dict[str, dict[str, bool]] = {}
        with contextlib.closing(sqlite3.connect(self.folder / "gradebook.db")) as gradebook:
            for student, name, score in gradebook.execute(SCORES):
                if name in POINTS:
                    found.setdefault(student, {})[name] = score == POINTS[name]
        return found
