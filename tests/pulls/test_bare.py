"""The posting machine has nothing installed: the package imports only the standard library and gradus.core."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT, run_gradus

LISTED = """
import sys
sys.path.insert(0, sys.argv[1])
import gradus.pulls.cli
from gradus.core import course
gradus.pulls.commands.ReportValidator(course.load(__import__("pathlib").Path(sys.argv[1])))
print(*sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)))
print(*sorted(name for name in sys.modules if name.startswith("gradus.")))
"""


def test_nothing_but_the_standard_library() -> None:
    done = subprocess.run([sys.executable, "-S", "-I", "-c", LISTED, str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    packages, modules = done.stdout.splitlines()
    assert set(packages.split()) <= {"gradus", "__main__"}
    assert not [name for name in modules.split() if name.startswith(("gradus.grading", "gradus.sandbox"))]


def test_module_and_command_have_the_same_help() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-S", "-P", "-m", "gradus.pulls"]
    bare = subprocess.run([*command, "plan", "--help"], capture_output=True, text=True, env=environment)
    full = run_gradus("pulls", "plan", "--help")
    assert bare.returncode == full.returncode == 0
    assert bare.stdout == full.stdout and "--course-repo" in bare.stdout
    assert run_gradus("pulls").returncode == 2
    assert run_gradus("pulls", "fetch", "nowhere").returncode == 2
