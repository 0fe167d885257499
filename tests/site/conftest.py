"""The site, built once for all tests of it, without a network where the machine can do that."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

OFFLINE = ["bwrap", "--dev-bind", "/", "/", "--unshare-net", "--die-with-parent", "--"]


def offline() -> list[str]:
    """What to put before a command so that it has no network; nothing where that cannot be had."""
    works = shutil.which(OFFLINE[0]) and subprocess.run([*OFFLINE, "true"], capture_output=True).returncode == 0
    return OFFLINE if works else []


def build(root: Path) -> subprocess.CompletedProcess[str]:
    """The command of CONTRIBUTING.md, in a copy of what a site is made of."""
    command = [*offline(), sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", root / "docs", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", root)  # the site is made beside it
    for path in ROOT.iterdir():  # pages link to files of the whole repository
        if path.name not in ("docs", "mkdocs.yml", "site") and not path.name.startswith("."):
            (root / path.name).symlink_to(path)
    done = build(root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((root / "site").rglob("*.html"))) > len(list((ROOT / "docs").rglob("*.md")))  # one more: 404.html
    return root / "site"
