"""Runs an expression on the student's own functions, in a process of its own: python -m gradus.student.quiz.own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from gradus.core.course import Course
from gradus.core.text import one_line
from gradus.student.commands import gradus

SECONDS = 20


@dataclass(frozen=True)
class Shown:
    """What an expression came to: its value as text, or in a sentence why there is none."""

    value: str = ""
    why: str = ""


def run(course: Course, exercise: str, expression: str) -> Shown:
    """The value of an expression with the names of an exercise's module, and `np`."""
    # -P: the current folder may contain somebody's numpy.py.
    command = [sys.executable, "-P", "-m", __name__, str(course.root), exercise, expression]
    options = {"capture_output": True, "timeout": SECONDS, "stdin": subprocess.DEVNULL, "text": True}
    try:
        done = subprocess.run(command, encoding="utf-8", errors="replace", check=False, **options)  # type: ignore[call-overload]
        kind, text = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return Shown(why=f"It gave no answer within {SECONDS} seconds.")
    except (IndexError, ValueError):
        return Shown(why=f"It ended without an answer. {gradus('check', exercise)} says more.")
    return Shown(value=one_line(str(text), 300)) if kind == "value" else Shown(why=one_line(str(text), 300))


def main(root: str, exercise: str, expression: str) -> None:
    """Print ["value", text] or ["error", sentence] as JSON, on the last line of the output."""
    import importlib

    import numpy as np

    from gradus.core.course import load
    from gradus.core.display import value
    from gradus.student.faults import raised

    course = load(Path(root))
    sys.path.insert(0, str(course.root))
    try:
        names = dict(vars(importlib.import_module(course.by_id[exercise].module)))
        found = eval(expression, {**names, "np": np})
        # A number as it is: what was typed is compared with it.
        text = repr(found.tolist()) if isinstance(found, np.generic | np.ndarray) else _plain(found) or value(found)
        answer = ["value", text]
    except NotImplementedError as error:
        answer = ["error", f"Not written yet: {str(error).partition(': ')[2] or 'a function that it needs'}."]
    except Exception as error:
        answer = ["error", f"It stopped with {raised(error)}."]
    print("\n" + json.dumps(answer))


def _plain(found: object) -> str:
    return repr(found) if isinstance(found, int | float | str | list | tuple | dict | bool) else ""


if __name__ == "__main__":
    main(*sys.argv[1:])
