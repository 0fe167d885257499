"""`gradus new`: an exercise that already verifies, to be changed into the one that its author has in mind."""

from __future__ import annotations

from pathlib import Path

from gradus.authoring import fingerprints, stubs
from gradus.core.course import FILENAME, NAME, Course, CourseError, load

SOLUTION = '''"""{title}

What this exercise is about, for a beginner, in three to eight lines; in which order to go.

Source: the textbook section, paper or lecture that the idea comes from.
"""


def twice(x):
    """Double a number. What and why, in two sentences.

    Args:
        x: float, or float array of any shape.

    Returns:
        Float, or array of the same shape: x doubled. x is not modified.

    Example:
        >>> twice(3.0)
        6.0

    Hint: a nudge, never the answer.

    Source: where this function's formula comes from.
    """
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''

VISIBLE = '''"""What a student can run: enough to find the way."""

from gradus.grading import expect, points


@points(2)
def test_twice_three(submission):
    """Twice 3 is 6.

    What to look at next, in a sentence or two; never the answer.
    """
    expect(submission.twice(3.0)).close_to(6.0)


@points(2)
def test_twice_nothing(submission):
    """Twice 0 is 0.

    What to look at next.
    """
    expect(submission.twice(0.0)).close_to(0.0)
'''

HIDDEN = '''"""What decides: inputs that a student has not seen."""

import numpy as np

from gradus.grading import expect, points


@points(6)
def test_twice_an_array(submission):
    """Arrays are doubled element by element, and left alone.

    What to look at next.
    """
    x = np.array([[1.5, -2.0, 0.25], [3.0, 0.0, -7.0]])
    expect(submission.twice(x)).left_alone(submission).close_to(x + x)
'''

MISCONCEPTIONS = '''\
"""Known wrong answers: each class replaces functions of the reference; its docstring is what helps."""


class Squared:
    """You multiply the number by itself; to double it is something else."""

    def twice(x):
        return x * x
'''

VARIANTS = '''"""Unusual right answers: each must keep every point."""

import numpy as np


class AsArray:
    """The answer as a NumPy array, whatever came in."""

    def twice(x):
        return np.add(x, x)
'''

ENTRY = """
[[exercises]]
id = "{id}"
title = "{title}"
points = 10
hints = ["What does the docstring say, in your own words?"]
"""

PART = """
[[parts]]
id = "{part}"
title = "{part_title}"
"""


def lay_out(course: Course, name: str) -> list[Path]:
    """Write an exercise called `name` (part/exercise) and its entry in course.toml; the paths that were written.

    Raises CourseError, and writes nothing, where the name will not do or something of it is there already.
    """
    if not NAME.fullmatch(name) or "/" not in name:
        raise CourseError(f"{name} will not do: call it part/exercise, in lower case, as in calculus/derivatives.")
    part, _, short = name.partition("/")
    title = short.replace("_", " ").capitalize() + ": say here what it asks"
    graders = course.root / "graders" / name
    files = {
        course.solutions / f"{name}.py": SOLUTION.format(title=title),
        graders / "test_visible.py": VISIBLE,
        graders / "test_hidden.py": HIDDEN,
        graders / "misconceptions.py": MISCONCEPTIONS,
        graders / "variants.py": VARIANTS,
    }
    there = [path for path in files if path.exists()]
    if name in course.by_id or there:
        where = there[0].relative_to(course.root).as_posix() if there else FILENAME
        raise CourseError(f"{name} is there already ({where}).")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    entry = ENTRY.format(id=name, title=title)
    if part not in {each.id for each in course.parts}:
        entry = PART.format(part=part, part_title=part.replace("_", " ").capitalize()) + entry
    table = course.root / FILENAME
    table.write_text(table.read_text("utf-8").rstrip("\n") + "\n" + entry, "utf-8", newline="\n")
    changed = load(course.root)
    return [table, *files, *stubs.write(changed), *fingerprints.write(changed, [changed.by_id[name]])]
