"""Notebooks as JSON, and the text of the checks: enough to write an assignment in the form of others."""

from __future__ import annotations

import ast
import inspect
import json
from typing import Any

from benchmarks.autograders import checks


def cell(name: str, source: str, marks: dict[str, Any] | None = None) -> dict[str, Any]:
    """A code cell with this name; `marks` are what nbgrader keeps of it."""
    metadata = {"nbgrader": marks} if marks else {}
    kept = {"cell_type": "code", "id": name.replace("_", "-"), "metadata": metadata, "source": source}
    return kept | {"outputs": [], "execution_count": None}


def notebook(cells: list[dict[str, Any]]) -> str:
    """A notebook of these cells, for the Python of the environment that runs it."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def shared() -> str:
    """What stands above the checks: their imports and helpers, which every form has to give them."""
    text = inspect.getsource(checks)
    docstring, *rest = ast.parse(text).body
    first = next(each for each in rest if isinstance(each, ast.FunctionDef) and each.name in checks.POINTS)
    return "\n".join(text.splitlines()[docstring.end_lineno or 0 : first.lineno - 1]).strip() + "\n"


def source(name: str) -> str:
    """A check, word for word."""
    return inspect.getsource(getattr(checks, name))
