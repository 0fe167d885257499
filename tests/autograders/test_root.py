"""Gradescope's autograder in a root of bubblewrap's, laid out as Gradescope does, where namespaces are forbidden.

This Python's own packages stand where setup.sh would install them; test_clean_root.py has it install them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from tests.autograders.hostile import HARMLESS, HOSTILE
from tests.conftest import ROOT, invoke, needs_bubblewrap

pytestmark = pytest.mark.fast


def bundle(course: Course, system: str, folder: Path, *options: object) -> None:
    """Export a bundle and unpack it."""
    path = folder.parent / f"{system}.zip"
    done = invoke("export", "--autograder", system, "--out", path, *options, cwd=course.root)
    assert done.returncode == 0, done.stderr
    unpack(path, folder)


def unpack(path: Path, folder: Path) -> None:
    """Unpack a bundle as unzip would: with what may be run."""
    with zipfile.ZipFile(path) as packed:
        packed.extractall(folder)
        for entry in packed.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16)


def own_root(autograder: Path, prefix: str = sys.prefix) -> list[str]:
    """A root with an environment, by default this one, at /opt/gradus/venv, in which this user is root and can make no
    user namespace."""
    bound = {Path(sys.base_prefix), Path(prefix)} | ({ROOT / "gradus"} if prefix == sys.prefix else set())
    binds = [word for path in sorted(bound) for word in ("--ro-bind", str(path), str(path))]
    binds += ["--ro-bind", prefix, "/opt/gradus/venv", "--bind", str(autograder), "/autograder"]
    system = [word for path in ("/usr", "/etc") for word in ("--ro-bind", path, path)]
    for path in ("/lib", "/lib64", "/bin", "/sbin"):
        if os.path.islink(path):
            system += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            system += ["--ro-bind", path, path]
    options = "--unshare-all --unshare-user --disable-userns --uid 0 --gid 0 --cap-add ALL --die-with-parent --clearenv"
    more = "--proc /proc --dev /dev --setenv PATH /usr/bin:/bin --setenv HOME /tmp --chdir /autograder"
    return ["bwrap", *options.split(), "--tmpfs", "/tmp", *system, *binds, *more.split(), "--"]


def lay(autograder: Path, **modules: str) -> None:
    """What Gradescope lays out for a submission: the files as they were uploaded, and what it knows of them."""
    for name in ("submission", "results"):
        shutil.rmtree(autograder / name, ignore_errors=True)
        (autograder / name).mkdir(parents=True)
    for name, text in modules.items():
        (autograder / "submission" / f"{name}.py").write_text(text, "utf-8")
    known = {"id": 1, "created_at": "2026-07-01T14:22:32.365935-07:00", "submission_method": "upload"}
    known |= {"assignment": {"due_date": "2026-07-31T23:00:00.000000-07:00", "total_points": "4.0"}, "users": []}
    (autograder / "submission_metadata.json").write_text(json.dumps(known), "utf-8")


def results(autograder: Path) -> Any:
    return json.loads((autograder / "results" / "results.json").read_text("utf-8"))


def assert_nothing_got_out(result: Any) -> None:
    """What a hostile submission tells of its attempts: all of them failed, and it has the points of its right part."""
    text = json.dumps(result)
    assert "LOOT" not in text
    assert result["score"] == 0.5 + 1.5  # the mean is right
    assert result["extra_data"]["sandbox"] in ("landlock", "bubblewrap")


@needs_bubblewrap
def test_a_root_where_namespaces_are_forbidden(mini: Course, tmp_path: Path) -> None:
    autograder = tmp_path / "autograder"
    bundle(mini, "gradescope", autograder / "source", "--only", "square", "--hidden", "after_due_date")
    root = own_root(autograder)
    lay(autograder, square=HOSTILE)
    done = subprocess.run([*root, "bash", "source/run_autograder"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    result = results(autograder)
    assert result["extra_data"]["sandbox"] == "landlock"
    assert {test["visibility"] for test in result["tests"]} == {"visible", "after_due_date"}
    assert_nothing_got_out(result)
    control = subprocess.run([*root, "/opt/gradus/venv/bin/python", "-c", HARMLESS], capture_output=True, text=True)
    assert control.stdout.count("LOOT read") > 6 and control.stdout.count("LOOT wrote") > 4, control
    assert "not used" not in done.stderr and "worth" not in done.stderr
