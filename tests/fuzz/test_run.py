"""The harness for Atheris works: on each reader, briefly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.long


@pytest.mark.parametrize("name", TARGETS)
def test_a_thousand_inputs(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="uv sync --group fuzz installs it")
    words = [sys.executable, "-m", "tests.fuzz.run", name, "--runs", "1000", "--found", str(tmp_path)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"{name}: 1,000 inputs in " in done.stdout
