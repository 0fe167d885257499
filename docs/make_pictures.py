"""Make the pictures in docs/ from what Gradus really prints:  uv run python docs/make_pictures.py"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from rich.console import Console

from gradus import course as courses
from gradus.grading import report as reports
from gradus.grading.run import run_checks
from gradus.outlets import terminal
from gradus.submission import open_folder

DOCS = Path(__file__).resolve().parent
WRITTEN = {
    "forward_difference": "return (f(x + h) - f(x)) / h",
    "numerical_derivative": "return (f(x + h) - f(x - h)) / h",
    "behavior": 'return "increasing" if f(x) > 0 else "decreasing"',
}


def verdict() -> None:
    """What a student sees who has written three functions, two of them wrong."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "course"
        shutil.copytree(DOCS.parent, root, ignore=shutil.ignore_patterns(".*", "tests", "results"))
        for hidden in root.glob("graders/*/*/test_hidden.py"):
            hidden.unlink()  # a student has none
        course = courses.load(root)
        exercise = course.by_id["calculus/derivatives"]
        stub = course.stubs / exercise.path
        text = stub.read_text("utf-8")
        for name, line in WRITTEN.items():
            text = text.replace(f'raise NotImplementedError("{exercise.id}: {name}")', line)
        stub.write_text(text, "utf-8")
        record = run_checks(course, open_folder(root, course), [exercise], "process", official=False)
        report = reports.build(course, record, [exercise])
    out = Console(record=True, width=100, markup=False, highlight=False, force_terminal=True)
    terminal.show_exercise(out, report.exercises[0])
    terminal.show_sum(out, report.exercises)
    picture = out.export_svg(title="uv run gradus check")
    # A web font would be asked for from somebody's server; the reader's own monospace does.
    picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
    (DOCS / "verdict.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    verdict()
