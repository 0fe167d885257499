"""Workers under Landlock and seccomp alone: what they can read and write, whose they are, and where it is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.sandbox.errors import SandboxUnavailableError, WorkerStartError
from gradus.sandbox.kinds import landlock
from gradus.sandbox.launch import ENGINE
from gradus.sandbox.registry import choose, find
from gradus.scores.protection import isolates
from gradus.worker import confine
from tests.conftest import HandIn, checks, invoke


def why_not() -> str:
    """Why it cannot be used here, or nothing."""
    try:
        choose("landlock")
    except SandboxUnavailableError as error:
        return str(error)
    return ""


pytestmark = [pytest.mark.fast, pytest.mark.skipif(bool(why_not()), reason=why_not()[:200])]
NUMPY = frozenset({"numpy"})
LOOK = """
import ctypes, os, tempfile
libc = ctypes.CDLL(None)

def readable(path):
    return libc.open(path.encode(), 0) >= 0

def square(x):
    with open(os.path.join(tempfile.gettempdir(), "note"), "w") as file:
        file.write("mine")
    places = %r
    outside = [path for path in places if readable(path)]
    assert not outside, outside
    assert readable("/dev/null") and readable(os.path.join(tempfile.gettempdir(), "note"))
    assert libc.fork() < 0 and libc.socket(2, 1, 0) < 0 and libc.kill(-1, 9) < 0
    assert os.getuid() != 0 or libc.chown(b"/dev/null", 0, 0) < 0
    return x * x
"""


def folders() -> set[str]:
    """The folders that workers have."""
    place = landlock._MEMORY
    return {name for name in os.listdir(place) if name.startswith("gradus-")} if os.path.isdir(place) else set()


def in_use(name: str) -> bool:
    """Whether another test's worker has this folder."""
    return name in subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True).stdout


def test_what_a_worker_can_reach(mini: Course, hand_in: HandIn) -> None:
    hidden = mini.graders(mini.by_id["warmup/square"]) / "test_hidden.py"
    places = [str(hidden), str(mini.root / "course.toml"), "/etc/passwd", "/proc/self/environ", "/proc/1/environ"]
    places += [str(ENGINE / "grading" / "runner.py"), "/", "/tmp", "/dev/shm"]
    folder = hand_in("ada", square=(LOOK % places) + "\ndef mean(xs):\n    return sum(xs) / len(xs)\n")
    before = folders()
    done = invoke("grade", folder, "--out", "out", "--sandbox", "landlock", "--only", "square", cwd=mini.root)
    assert done.returncode == 0 and "without namespaces of its own" in " ".join(done.stderr.split())
    report = json.loads((mini.root / "out" / "ada.json").read_text("utf-8"))
    assert report["sandbox"] == "landlock"
    assert not [name for name in folders() - before if not in_use(name)]
    assert checks(report)["square_of_three"]["status"] == "passed", checks(report)["square_of_three"]["message"]


def test_auto_takes_bubblewrap_first_and_then_this(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [find(name) for name in ("bubblewrap", "landlock", "process")]
    assert [each.strength for each in kinds] == sorted((each.strength for each in kinds), reverse=True)
    assert isolates("landlock") and "docs/threat-model.md" in find("landlock").note


def test_without_landlock_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confine, "landlock_version", lambda: 0)
    with pytest.raises(SandboxUnavailableError, match="the kernel has no Landlock"):
        landlock.Landlock.check.__wrapped__()


def test_a_course_among_packages_is_refused() -> None:
    """Landlock cannot take a folder out of one that is readable."""
    inside = Path(os.__file__).parent / "json"
    with pytest.raises(WorkerStartError, match="lies in a folder that Python needs"):
        find("landlock").launch(NUMPY, inside)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can be somebody else")
def test_root_gives_up_its_rights() -> None:
    start = find("landlock").launch(NUMPY)
    try:
        assert start.command[0] == shutil.which("setpriv") and "--no-new-privs" in start.command
        another = landlock._is_another(NUMPY)
        assert (f"--reuid={landlock.USER}" in start.command) == another
        assert ("--bounding-set=-all" in start.command) == (not another)
        owner = os.stat(Path(start.folder) / "scratch").st_uid
        assert owner == (landlock.USER if another else 0)
    finally:
        shutil.rmtree(start.folder)
