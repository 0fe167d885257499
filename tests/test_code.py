"""The code itself: formatted, linted, typed, imports downwards only."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

FLOORS = [
    {"gradus.core.text", "gradus.core.display", "gradus.core.course", "gradus.core.report", "gradus.scores.programs"},
    {"gradus.core.checks"},
    {"gradus.isolation"},
    {"gradus.core.submission"},
    {"gradus.grading"},
    {
        "gradus.student.progress",
        "gradus.student.show",
        "gradus.student.watch",
        "gradus.grading.batch",
        "gradus.student.lesson",
        "gradus.scores.roster",
    },
    {"gradus.scores.marks"},
    {"gradus.authoring"},
    {"gradus.outlets"},
    {"gradus.pulls"},
    {"gradus.scores.nbgrader"},
    {"gradus.cli.common"},
    {"gradus.cli.scores"},
    {"gradus.cli.teacher"},
    {"gradus.cli.main", "gradus.__main__"},
]


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_tools_find_nothing(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def floor(module: str) -> int:
    found = [i for i, rooms in enumerate(FLOORS) if any(module == r or module.startswith(r + ".") for r in rooms)]
    assert found, f"{module} has no floor: add it to FLOORS"
    return found[0]


def test_imports_run_downwards() -> None:
    for path in sorted((ROOT / "gradus").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if module == "gradus":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module in ("gradus", "gradus.grading", "gradus.isolation"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            for name in names:
                if name.startswith("gradus."):
                    assert floor(name) <= floor(module), f"{module} imports {name}"


def test_a_file_can_be_read_in_one_sitting() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "gradus").rglob("*.py")}
    assert {str(path.relative_to(ROOT)): n for path, n in sizes.items() if n > 320} == {}
