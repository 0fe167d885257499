"""What the grading job installs: exactly the engine's dependencies, at the tested versions, each file by its hash."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from gradus.core.course import Course
from tests.conftest import MINI, ROOT

FILE = ROOT / "requirements" / "grade.txt"
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries() -> list[tuple[str, str, list[str]]]:
    """Name, version and hashes of each requirement."""
    text = "\n".join(line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#"))
    found = []
    for entry in re.sub(r" *\\\n +", " ", text).splitlines():
        pin, *hashes = re.split(r" (?=--hash)", entry)
        match = PIN.fullmatch(pin)
        assert match, entry
        found.append((match["name"], match["version"], hashes))
    return found


def installs() -> str:
    """The script of the step that installs."""
    flow: Any = yaml.safe_load((ROOT / ".github/workflows/grade.yml").read_text("utf-8"))
    (script,) = [step["run"] for step in flow["jobs"]["grade"]["steps"] if "pip" in step.get("run", "")]
    return str(script)


@pytest.mark.fast
def test_every_file_has_a_hash_and_no_address() -> None:
    listed = entries()
    assert len(listed) > 20 and len({name for name, _, _ in listed}) == len(listed)
    for name, _, hashes in listed:
        assert hashes and all(map(HASH.fullmatch, hashes)), name
    assert "://" not in FILE.read_text("utf-8") and "index" not in FILE.read_text("utf-8")


@pytest.mark.fast
def test_versions_are_those_that_the_tests_ran_with() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    tested = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert {name: version for name, version, _ in entries()}.items() <= tested.items()


@pytest.mark.fast
def test_all_dependencies_are_there() -> None:
    """Those of pyproject.toml, and what they need themselves on the machines that grade."""
    from importlib.metadata import requires

    from packaging.requirements import Requirement

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    listed = {name for name, _, _ in entries()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    waiting = [*project["project"]["dependencies"], *project["dependency-groups"]["course"]]
    seen: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.marker and not requirement.marker.evaluate({"extra": "", "sys_platform": "linux"}):
            continue
        if plain(requirement.name) not in seen:
            seen.add(plain(requirement.name))
            waiting += requires(requirement.name) or []
    assert seen <= listed


@pytest.mark.fast
def test_the_job_installs_by_hash_and_nothing_else() -> None:
    script = installs()
    assert "--require-hashes" in script and "--only-binary :all:" in script and "-r requirements/grade.txt" in script
    flow = (ROOT / ".github/workflows/grade.yml").read_text("utf-8")
    assert flow.count("install ") == 2  # of Python's packages once, and bubblewrap by the system
    assert "uv" not in re.findall(
        r"\w+", "".join(line for line in flow.splitlines() if not line.strip().startswith("#"))
    )


@pytest.mark.long
def test_it_installs_and_grades(tmp_path: Path, mini: Course) -> None:
    """The two steps of the job, in an empty environment, from whatever index pip is set up to use."""
    environment = {**os.environ, "RUNNER_TEMP": str(tmp_path), "PYTHONPATH": ""}
    done = subprocess.run(["bash", "-e", "-c", installs()], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    command = [tmp_path / "engine/bin/python", "-m", "gradus", "grade", MINI / "solutions", "--out", tmp_path / "out"]
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run([*map(str, command)], cwd=mini.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and (tmp_path / "out" / "solutions.json").is_file(), done.stderr[-2000:]
