"""The shape of the code: imports run down only, and files and functions can be read in one sitting.

ruff and mypy are steps of .ci/run.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.fast
FILES = sorted((ROOT / "gradus").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def test_imports_run_down_only() -> None:
    """The contracts in pyproject.toml."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run([sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_it_can_be_read_in_one_sitting(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = [(n.name, (n.end_lineno or n.lineno) - n.lineno + 1) for n in functions]
    assert [each for each in lines if each[1] > LONGEST_FUNCTION] == []
