"""The worked example of docs/authoring.md, typed and written as it stands there: it prints what the page says."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import run_gradus
from tests.site.reading import DOCS
from tests.site.typing import Answer, Shell

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform == "win32", reason="the page's commands are for a shell of Unix"),
]

EXERCISE = "calculus/integrals"
SECTION = (DOCS / "authoring.md").read_text("utf-8").partition("\n## A worked example\n")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
GRADERS = ("test_visible.py", "test_hidden.py", "misconceptions.py", "variants.py")


class Typist(Shell):
    """Runs Gradus in a Python of its own: this one keeps the checks that it has read, and here they change."""

    def _program(self, words: list[str], *, through_uv: bool) -> Answer:
        if words[0] != "gradus":
            return super()._program(words, through_uv=through_uv)
        done = run_gradus(*words[1:], cwd=self.folder, COLUMNS="100")
        return Answer(done.returncode, done.stdout + done.stderr)


def typed(shell: Shell, block: str) -> None:
    """Type the commands of a block of console, and compare what each prints."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        printed = "\n".join(line.rstrip() for line in shell.run(command).text.splitlines())
        assert printed.strip("\n") == expected.strip("\n"), command


def test_the_worked_example(prepared: Path, tmp_path: Path) -> None:
    root = shutil.copytree(prepared, tmp_path / "course")
    (root / "pyproject.toml").write_text('[tool.ruff.lint.isort]\nknown-first-party = ["gradus"]\n', "utf-8")
    (tmp_path / "ada/calculus").mkdir(parents=True)
    answer = "import numpy as np\n\n\ndef trapezoid(f, a, b, n):\n    x = np.linspace(a, b, n + 1)\n"
    assert "`return (b - a) / n * sum(f(x))`" in SECTION and "`x = np.linspace(a, b, n + 1)`" in SECTION
    (tmp_path / "ada" / f"{EXERCISE}.py").write_text(answer + "    return (b - a) / n * sum(f(x))\n", "utf-8")
    shell, graders = Typist(root), root / "graders" / EXERCISE
    files = iter([root / "solutions" / f"{EXERCISE}.py", *(graders / name for name in GRADERS)])
    for language, block in BLOCKS:
        if language == "toml":
            text = (root / "course.toml").read_text("utf-8")
            before = text[: text.index(f'[[exercises]]\nid = "{EXERCISE}"')]
            (root / "course.toml").write_text(before + block, "utf-8")
        elif language == "console":
            typed(shell, block)
        elif (file := next(files, None)) is not None:
            file.write_text(block, "utf-8")
        else:
            _mend(graders, block)


def _mend(graders: Path, more: str) -> None:
    """What the page says after it has found two problems."""
    assert "`.equals(7.5)` becomes `.close_to(7.5)`" in SECTION and "now worth 2\npoints each" in SECTION
    visible, hidden = graders / "test_visible.py", graders / "test_hidden.py"
    visible.write_text(visible.read_text("utf-8").replace(".equals(7.5)", ".close_to(7.5)"), "utf-8")
    text = hidden.read_text("utf-8").replace("@points(3)", "@points(2)")
    hidden.write_text(f"{text}\n\n{more}", "utf-8")
