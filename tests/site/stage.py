"""Where the commands of the pages are run: a small course with the names that they have, and a class of two."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

from gradus.core.course import Course
from tests.conftest import grade
from tests.lessons import LESSON, answered, hand_in_lesson, with_lesson

# The pages speak of the course of this repository; here the commands are typed about a smaller one.
NAMES = {
    "derivatives::slope_of_a_parabola": "square::square_of_three",
    "calculus/derivatives=7.5": "warmup/square=3.5",
    "calculus/derivatives": "warmup/square",
    "network/digits": "warmup/power",
    "lessons/bayes.md": "lessons/two-questions.md",
    " bayes": " two-questions",
    "source/bayes/bayes.ipynb": "source/two-questions/two-questions.ipynb",
    "source/bayes": "source/two-questions",
    "--only network": "--only warmup",
    "derivatives": "square",
    "OnePostTooFew": "Squared",
}
ROSTER = """\
login,student_id,last_name,first_name,email
ada,s1,Lovelace,Ada,ada@example.org
bob,s2,Builder,Bob,bob@example.org
"""
FILES = {
    "roster.csv": ROSTER,
    "submissions.csv": "login,commit,submitted\nada,0a1b2c3d,2026-11-20T10:00:00+01:00\n",
    "extensions.csv": "login,work,due,days\nada,warmup/square,,2\n",
    "marks.csv": "login,work,mark,comment\nada,warmup/square,3.5,\n",
    "exported.csv": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Squares (12345)\n"
        '    Points Possible,,,,,4\n"Lovelace, Ada",1,s1,ada,A,\n"Builder, Bob",2,s2,bob,A,\n'
    ),
}
PICTURE = '''"""A parabola, drawn with the student's own function."""


def draw(figure, load):
    """The squares of some numbers."""
    figure.subplots().plot([load("warmup/square").square(x) for x in range(4)])
'''
WRONG = "return x * x", "return 2 * x"


def here(text: str) -> str:
    """A command about the course of the pages as one about the small course."""
    return re.sub("|".join(map(re.escape, NAMES)), lambda found: NAMES[found[0]], text)


def with_a_class(made: Course) -> None:
    """Ada, who has it right, and Bob, who doubles where he should square: handed in, downloaded and graded."""
    root = made.root
    for name, text in FILES.items():
        (root / name).write_text(text, "utf-8")
    for login in ("ada", "bob"):
        shutil.copytree(made.solutions, root / "submissions" / login / "exercises", ignore=_lessons)
    for path in (root / "submissions/bob/exercises").rglob("*.py"):
        path.write_text(path.read_text("utf-8").replace(*WRONG), "utf-8")
    (root / "downloads").mkdir()
    for login in ("ada", "bob"):
        (root / "downloads" / f"{login}.zip").write_bytes(packed(root / "submissions" / login))
    grade(made, *sorted((root / "submissions").iterdir()), sandbox="auto")


def with_a_lesson(made: Course) -> None:
    """A lesson, and ada's answers to its questions; in the folder alone/, the same as nbgrader wants to have it."""
    course = with_lesson(made)
    hand_in_lesson(made.root / "submissions" / "ada", answered(course))
    handed_in = made.root / "alone" / "submitted" / "ada" / LESSON
    handed_in.mkdir(parents=True)
    shutil.copy(made.root / "submissions" / "ada" / "lessons" / f"{LESSON}.ipynb", handed_in)


def with_attempts(root: Path) -> None:
    """The reports of two evenings, each with a table of times."""
    reports = list((root / "results").glob("*.json"))
    for day in ("monday", "friday"):
        (root / "results" / day).mkdir()
        for report in reports:
            shutil.copy(report, root / "results" / day)
        shutil.copy(root / "submissions.csv", root / "results" / f"{day}.csv")


def packed(folder: Path) -> bytes:
    """A folder as a ZIP."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return data.getvalue()


def _lessons(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if re.fullmatch("lessons|__pycache__", name)]
