"""The process that grades: what it gets and does not get, how it ends, and what it can give back."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import gradus
from gradus.core.course import Course, load
from gradus.pulls.own import grader as graders
from gradus.pulls.own.accounts import AccountError, home, switch
from gradus.pulls.own.bell import Bell, StoppedError
from gradus.pulls.own.frames import FrameError, finish, receive, send
from gradus.pulls.own.grader import Grader, GradingError
from tests.conftest import MINI, needs_bubblewrap

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="for Linux machines")
FAKE = (sys.executable, "-P", str(Path(__file__).with_name("grading.py")))
SECRETS = {
    "GRADUS_COURSE_TOKEN": "ghs_s3cr3t",
    "GITHUB_TOKEN": "ghs_s3cr3t",
    "AWS_SECRET_ACCESS_KEY": "s3cr3t",
    "HTTPS_PROXY": "http://me:s3cr3t@proxy",
    "CREDENTIALS_DIRECTORY": "/run/credentials/s3cr3t",
    "PYTHONSTARTUP": "s3cr3t",
    "LD_PRELOAD": "",
}


class Machine:
    """A course whose grading obeys orders, and two submissions."""

    def __init__(self, folder: Path) -> None:
        self.root, self.work = folder / "course", folder / "work"
        shutil.copytree(MINI, self.root)
        self.course: Course = load(self.root)
        for name in ("ada-1", "bob-2"):
            place = self.work / "submissions" / name / "exercises" / "warmup"
            place.mkdir(parents=True)
            (place / "square.py").write_text(f"# {name}\n", "utf-8")
        self.note = folder / "note"
        self.bell = Bell()
        self.grader = Grader(program=FAKE)

    def order(self, **orders: Any) -> None:
        (self.root / "orders.json").write_text(json.dumps({"note": str(self.note), **orders}), "utf-8")

    def grade(self, *more: str) -> graders.Graded:
        return self.grader.grade(self.course, self.work / "submissions", self.work / "reports", self.bell, *more)

    @property
    def noted(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.note.read_text("utf-8").splitlines()[-1])
        return made


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graders, "FORCE", 1.0)


def gone(number: int) -> bool:
    for _ in range(100):
        try:
            os.kill(number, 0)
            if "Z" in Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()[0]:
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def test_grading(machine: Machine) -> None:
    machine.order(reports={"ada-1": "1", "bob-2": "2"}, said="gradus: ada-1: +2 points")
    machine.grader = replace(machine.grader, jobs=3)
    done = machine.grade()
    assert done == graders.Graded(0, ["gradus: ada-1: +2 points"], ["ada-1", "bob-2"])
    assert {path.name: path.read_text("utf-8") for path in (machine.work / "reports").iterdir()} == {
        "ada-1.json": "1",
        "bob-2.json": "2",
    }
    options = machine.noted["options"]
    del options["--out"]
    assert options == {"--sandbox": "bubblewrap", "--visible-for": "40", "--jobs": "3"}
    assert machine.noted["files"] == ["ada-1/exercises/warmup/square.py", "bob-2/exercises/warmup/square.py"]


def test_it_gets_no_secret(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LANG", "C.UTF-8")
    machine.order()
    machine.grade()
    noted = machine.noted
    assert set(noted["environment"]) <= {*graders.PASSED_ON, "PYTHONPATH", "TMPDIR", "LC_CTYPE"}
    assert "s3cr3t" not in json.dumps(noted["environment"]) and noted["environment"]["LANG"] == "C.UTF-8"
    assert noted["stdin"] == "" and noted["group"]
    assert noted["descriptors"] <= 4  # the three of each process, and the one that counts them


def test_nothing_is_left(machine: Machine) -> None:
    machine.order(reports={"*": "1"})
    machine.grade()
    assert sorted(path.name for path in machine.work.iterdir()) == ["reports", "submissions"]
    assert not Path(machine.noted["folders"][0]).exists()
    assert machine.noted["folders"][0].startswith(str(machine.work))


def test_the_time_is_up(machine: Machine) -> None:
    """What is done by then is kept."""
    machine.order(reports={"ada-1": "1"}, seconds=60)
    machine.grader = replace(machine.grader, deadline=2.0)
    done = machine.grade()
    assert (done.status, done.reports) == (130, ["ada-1"]) and done.said == ["gradus: interrupted"]
    assert gone(machine.noted["pid"])


def test_the_run_is_told_to_stop(machine: Machine) -> None:
    machine.order(seconds=60, reports={"*": "1"})
    threading.Timer(1.5, machine.bell.stop).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        machine.grade()
    assert time.monotonic() - begun < 20 and gone(machine.noted["pid"])


@pytest.mark.long
def test_one_that_does_not_listen(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graders, "PATIENCE", 0.5)
    machine.order(seconds=60, deaf=True)
    machine.grader = replace(machine.grader, deadline=1.5)
    with pytest.raises(GradingError, match=r"The process that grades failed: it ended early"):
        machine.grade()
    assert gone(machine.noted["pid"])


def test_nothing_goes_on_without_the_loop(machine: Machine) -> None:
    """SIGKILL of the loop: the pipe closes, and what grades ends."""
    machine.order(seconds=60)
    program = "import sys; from tests.pulls.own.test_grader import Machine; Machine.go(sys.argv[1])"
    words = [sys.executable, "-c", program, str(machine.root.parent)]
    process = subprocess.Popen(words, cwd=MINI.parent.parent)
    until = time.monotonic() + 20
    while not machine.note.exists() and time.monotonic() < until:
        time.sleep(0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert gone(machine.noted["pid"])
    place = Path(machine.noted["folders"][0]).parent.parent
    for _ in range(100):
        if not place.exists():
            break
        time.sleep(0.05)
    assert not place.exists()


def _go(folder: str) -> None:
    machine = Machine.__new__(Machine)
    place = Path(folder)
    machine.root, machine.work, machine.bell = place / "course", place / "work", Bell()
    machine.course, machine.grader = load(machine.root), Grader(program=FAKE)
    machine.grade()


Machine.go = staticmethod(_go)  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [2, 3])
def test_it_says_what_is_wrong(machine: Machine, status: int) -> None:
    machine.order(status=status, said="gradus: bubblewrap is not installed.\n::error::\x1b[31mx")
    done = machine.grade()
    assert (done.status, done.reports) == (status, [])
    assert done.said == ["gradus: bubblewrap is not installed.", ": :error::\\x1b[31mx"]


def test_it_cannot_be_started(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/missing/python")
    with pytest.raises(GradingError, match=r"cannot be started: .*No such file"):
        machine.grade()


def test_the_program_is_missing(machine: Machine) -> None:
    machine.grader = replace(machine.grader, program=("/missing/program",))
    with pytest.raises(GradingError, match=r"failed: it ended early. It said: “gradus: .*/missing/program"):
        machine.grade()


class TestTrial:
    """An empty submission before the first round."""

    def test_it_works(self, machine: Machine) -> None:
        machine.order(reports={"nobody": "{}"})
        machine.grader.test(machine.course, machine.work, machine.bell)
        assert machine.noted["options"]["--only"] == "warmup/square"
        assert [path.name for path in machine.work.iterdir()] == ["submissions"]

    @pytest.mark.parametrize(("status", "reports"), [(3, {}), (0, {}), (3, {"nobody": "{}"})])
    def test_it_does_not(self, machine: Machine, status: int, reports: dict[str, str]) -> None:
        machine.order(status=status, reports=reports, said="gradus: bubblewrap does not work here: type this")
        words = r"^Nothing can be graded on this machine: bubblewrap does not work here: type this$"
        with pytest.raises(GradingError, match=words):
            machine.grader.test(machine.course, machine.work, machine.bell)


class TestFrames:
    """What a process can send whose sandbox was broken."""

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "it ended early"),
            (b"[", "no file"),
            (b"[]\n", "no file"),
            (b'["x", -1]\n', "no file"),
            (b'["x", true]\n', "no file"),
            (b'["x", 1e3]\n', "no file"),
            (b"[" * 2000 + b"\n", "no file"),
            (b'["' + b"x" * 2000 + b'", 1]\n', "no file"),
            (b'["../x.json", 1]\nx', "nobody asked for"),
            (b'["x.json", 11]\n' + b"x" * 11, "too large"),
            (b'["x.json", 99999999999999999999]\n', "too large"),
            (b'["x.json", 10]\nxxx', "it ended early"),
            (b"\xff\n", "no file"),
        ],
    )
    def test_what_is_none(self, data: bytes, words: str) -> None:
        with pytest.raises(FrameError, match=words):
            receive(io.BytesIO(data), lambda name: 10 if name == "x.json" else -1)

    def test_there_and_back(self) -> None:
        stream = io.BytesIO()
        send(stream, "a/ü\n.py", b"\n\x00x")
        finish(stream)
        stream.seek(0)
        assert receive(stream, lambda name: 3) == ("a/ü\n.py", b"\n\x00x")
        assert receive(stream, lambda name: 3) is None

    def test_a_report_of_another_submission_or_a_second_one(self, machine: Machine) -> None:
        for name in ("eve-3.json", "ada-1.json"):
            script = (
                "import sys; from gradus.pulls.own.frames import *; from gradus.pulls.own.child import _take\n"
                "from pathlib import Path; import tempfile; o = sys.stdout.buffer; _take(Path(tempfile.mkdtemp()))\n"
                f"[send(o, n, b'1') for n in ('status', 'said', 'ada-1.json', {name!r})]; finish(o)"
            )
            with pytest.MonkeyPatch.context() as patch:
                words = [sys.executable, "-c", script]
                start = subprocess.Popen
                patch.setattr(subprocess, "Popen", lambda given, **o: start(words, **o))  # noqa: B023
                with pytest.raises(GradingError, match=r"it sent a file that nobody asked for\."):
                    machine.grade()


class TestAccounts:
    def test_none_that_can_be_used(self) -> None:
        for name, words in {
            "nobody-here": "there is no account nobody-here",
            "": "no account",
            "-u": "no account",
        }.items():
            with pytest.raises(AccountError, match=words):
                home(name)
        with pytest.raises(AccountError, match="is root: name one that can read neither key nor ledger"):
            home("root")

    def test_without_a_program_to_switch(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(AccountError, match=r"needs (runuser|sudo), which is not installed"):
            switch("nobody")

    def test_sudo_for_others(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "sudo").touch(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        assert switch("nobody") == [str(tmp_path / "sudo"), "-n", "-u", "nobody", "--"]

    def test_sudo_that_wants_a_password(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        sudo = machine.root.parent / "sudo"
        sudo.write_text("#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n", "utf-8")
        sudo.chmod(0o755)
        monkeypatch.setattr(graders, "switch", lambda name: [str(sudo), "-n", "-u", name, "--"])
        machine.grader = replace(machine.grader, account="nobody")
        with pytest.raises(
            GradingError, match=r"“sudo: a password is required”\. It runs as nobody: docs/own-machine\.md"
        ):
            machine.grade()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("runuser"), reason="needs root and runuser")
class TestAnotherAccount:
    """Root starts what grades as nobody, in a course that nobody can read."""

    @pytest.fixture
    def away(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
        python = shutil.which("python3", path="/usr/bin")
        if not python:
            pytest.skip("needs a Python that others can run")
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            place = Path(folder)
            place.chmod(0o755)
            shutil.copytree(MINI.parent.parent / "gradus", place / "engine" / "gradus")
            shutil.copy(FAKE[2], place / "engine")
            machine = Machine(place)
            (place / "work").chmod(0o700)
            (place / "key").write_text("the key", "utf-8")
            (place / "key").chmod(0o600)
            monkeypatch.setattr(sys, "executable", python)
            monkeypatch.setattr(gradus, "__file__", str(place / "engine" / "gradus" / "__init__.py"))
            program = (python, "-P", str(place / "engine" / "grading.py"))
            machine.grader = Grader(account="nobody", program=program)
            machine.note.touch()
            machine.note.chmod(0o666)
            yield machine

    def test_it_is_another(self, away: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in SECRETS.items():
            monkeypatch.setenv(name, value)
        away.order(reports={"*": "NAME"})
        done = away.grade()
        assert done.reports == ["ada-1", "bob-2"]
        noted = away.noted
        assert noted["user"] == 65534 and noted["files"][0] == "ada-1/exercises/warmup/square.py"
        assert "s3cr3t" not in json.dumps(noted["environment"]) and noted["stdin"] == ""
        assert not Path(noted["folders"][0]).exists()
        report = away.work / "reports" / "ada-1.json"
        assert report.read_text("utf-8") == "ada-1" and report.stat().st_uid == 0

    def test_it_ends_when_it_is_told_to(self, away: Machine) -> None:
        away.order(seconds=60, reports={"ada-1": "1"})
        away.grader = replace(away.grader, deadline=2.0)
        assert away.grade().reports == ["ada-1"]
        assert gone(away.noted["pid"])

    def test_it_cannot_read_the_key(self, away: Machine) -> None:
        script = away.root.parent / "engine" / "grading.py"
        text = script.read_text("utf-8").replace("def main(", "open(Path.cwd().parent / 'key')\n\n\ndef main(")
        script.write_text(text, "utf-8")
        away.order()
        done = away.grade()
        assert done.status == 1 and "PermissionError" in done.said[-1]

    @needs_bubblewrap
    @pytest.mark.long
    def test_in_the_real_sandbox(self, away: Machine, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An account that can write nowhere but where its temporary files go, with the packages of this Python."""
        packages = str(Path(pytest.__file__).parent.parent)
        asked = [sys.executable, "-P", "-c", "import numpy, click, pytest"]
        path = f"{away.root.parent}/engine:{packages}"
        if subprocess.run(asked, user="nobody", env={"PYTHONPATH": path}, capture_output=True).returncode:
            pytest.skip("needs a Python that others can run, of the same version as this one")
        shutil.rmtree(away.root)
        shutil.copytree(prepared, away.root)
        for name in ("ada-1", "bob-2"):
            place = away.work / "submissions" / name / "exercises"
            shutil.copytree(away.course.solutions, place, dirs_exist_ok=True)
        monkeypatch.setattr(Grader, "environment", lambda self, place: {"PATH": os.environ["PATH"], "PYTHONPATH": path})
        away.grader = Grader(1, "nobody", (sys.executable, *graders.PROGRAM[1:]))
        away.grader.test(away.course, away.work, away.bell)
        done = away.grade()
        assert done.status == 0 and done.reports == ["ada-1", "bob-2"], done.said
        report = json.loads((away.work / "reports" / "ada-1.json").read_text("utf-8"))
        assert (report["score"], report["sandbox"]) == (6, "bubblewrap")
