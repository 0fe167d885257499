"""Which sandbox is used, what is said where none works, and what a worker in one can see."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.sandbox.errors import SandboxUnavailableError, StudentCodeError
from gradus.sandbox.kinds import bubblewrap
from gradus.sandbox.packages import site_folders
from gradus.sandbox.registry import choose, sandboxes
from gradus.sandbox.session import Session
from gradus.sandbox.transport import SubprocessTransport
from tests.conftest import needs_bubblewrap, run_gradus

linux = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is Linux's")


@pytest.fixture
def no_memory_of_probes() -> Iterator[None]:
    bubblewrap._check.cache_clear()
    yield
    bubblewrap._check.cache_clear()


def fake_bubblewrap(folder: Path, says: str) -> str:
    """A PATH on which a bwrap says this and fails, as it does where a system forbids it."""
    folder.mkdir(exist_ok=True)
    script = folder / "bwrap"
    script.write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"{folder}:/usr/bin:/bin"


SAYINGS = {
    "bwrap: setting up uid map: Permission denied": "apparmor_parser -r",
    "bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted": "kernel.apparmor_restrict_unprivileged_userns=0",
    "bwrap: No permissions to create new namespace": "kernel.unprivileged_userns_clone=1",
    "bwrap: Creating new namespace failed: Operation not permitted": "kernel.unprivileged_userns_clone=1",
    "bwrap: Unknown option --size\nUsage: \x1b[31m": "bubblewrap does not work here. It says:",
}


@linux
@pytest.mark.parametrize("says", SAYINGS)
def test_a_refusal_names_the_remedy(mini: Course, tmp_path: Path, says: str) -> None:
    path = fake_bubblewrap(tmp_path / "bin", says)
    done = run_gradus("grade", "solutions", "--out", "out", "--sandbox", "bubblewrap", cwd=mini.root, PATH=path)
    assert done.returncode == 3
    assert SAYINGS[says] in done.stderr
    assert "\x1b" not in done.stderr
    assert not (mini.root / "out" / "solutions.json").exists()


@linux
def test_auto_falls_back_and_says_so(mini: Course, tmp_path: Path) -> None:
    path = fake_bubblewrap(tmp_path / "bin", "bwrap: setting up uid map: Permission denied")
    done = run_gradus("grade", "solutions", "--out", "out", "--sandbox", "auto", cwd=mini.root, PATH=path)
    assert done.returncode == 0
    assert "Graded without a sandbox" in done.stderr
    assert '"sandbox": "process"' in (mini.root / "out" / "solutions.json").read_text()


def test_not_installed(monkeypatch: pytest.MonkeyPatch, no_memory_of_probes: None, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailableError, match="apt install bubblewrap"):
        choose("bubblewrap")
    assert choose("auto").name == "process"


class Patient:
    """An observer that waits for half a minute and keeps nothing."""

    def left(self) -> float:
        return 30.0

    def spend(self, seconds: float) -> None: ...
    def calling(self, text: str, functions: list[object]) -> None: ...
    def returned(self, result: object) -> None: ...


def worker(source: str, packages: frozenset[str], secret: Path | None = None) -> Session:
    """A session in bubblewrap whose module is `source`."""

    def load(session: Session) -> None:
        session.load_sources({"student": source.encode()}, {})
        session.modules["student"] = session.import_module("student")

    start = sandboxes()["bubblewrap"].launch(packages, secret)
    return Session("student", lambda callbacks, resolve: SubprocessTransport(start, callbacks, resolve), load, Patient)


SPY = """
import os, sys
def look(path):
    return sorted(os.listdir(path)) if os.path.isdir(path) else None
def read(path):
    with open(path, "rb") as file:
        return file.read(100).decode("latin-1")
def environment():
    return dict(os.environ)
def load(name):
    return __import__(name).__name__
def write(path, size):
    with open(path, "wb") as file:
        file.write(bytes(size))
    return os.path.getsize(path)
"""


@needs_bubblewrap
def test_what_a_worker_can_see(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "not-for-students")
    root = Path(__file__).resolve().parent.parent
    session = worker(SPY, frozenset({"numpy"}), root)
    student = session.module()
    try:
        assert "GITHUB_TOKEN" not in student.environment()
        assert student.look("/proc") is None
        for place in (root / "solutions", root / "graders", root / "tests", root / "course.toml"):
            assert student.look(str(place)) is None
        assert student.look("/home") in (None, []) or "tester" not in student.look("/home")
        for path in ("/etc/passwd", "/etc/shadow", str(root / "course.toml"), "/proc/1/environ"):
            with pytest.raises(StudentCodeError, match=r"FileNotFoundError|PermissionError|NotADirectoryError"):
                student.read(path)
        assert student.load("numpy") == "numpy"
        for package in ("sklearn", "pytest", "click", "gradus.core.course", "pip"):
            with pytest.raises(StudentCodeError, match=r"ModuleNotFoundError|PermissionError"):
                student.load(package)
    finally:
        session.close()


@needs_bubblewrap
def test_scikit_learn_is_there_where_asked_for() -> None:
    session = worker(SPY, frozenset({"numpy", "scikit-learn"}))
    try:
        assert session.module().load("sklearn.datasets") == "sklearn"
    finally:
        session.close()


@needs_bubblewrap
def test_where_a_worker_can_write() -> None:
    session = worker(SPY, frozenset({"numpy"}))
    student = session.module()
    try:
        assert student.write("/scratch/mine", 1000) == 1000
        for path in ("/mine", "/tmp/mine", "/usr/mine", "/dev/mine", "/gradus/gradus/__init__.py"):
            with pytest.raises(StudentCodeError, match="Error"):
                student.write(path, 10)
        with pytest.raises(StudentCodeError, match="OSError"):
            student.write("/scratch/large", 60 << 20) and student.write("/scratch/larger", 60 << 20)
    finally:
        session.close()


@needs_bubblewrap
def test_a_virtual_environment_beside_the_secret_is_still_seen(tmp_path: Path) -> None:
    """The course's own .venv lies inside the course folder, which stays outside."""
    secret = Path(site_folders()[0]).parents[2]
    session = worker(SPY, frozenset({"numpy"}), secret)
    try:
        assert session.module().load("numpy") == "numpy"
    finally:
        session.close()
