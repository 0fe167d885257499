"""`gradus pulls run` as a command: what it refuses before it begins, and how it ends."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.core.lock import locked
from gradus.pulls.cli import main
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.client import UnansweredError
from gradus.pulls.ledger.ledger import Ledger
from gradus.pulls.own import command
from gradus.pulls.own.forges import Forges, by_environment
from gradus.pulls.own.grader import Grader
from gradus.pulls.round.plan import Asked
from tests.conftest import invoke, needs_bubblewrap
from tests.pulls.own.doubles import COURSE, FakeForge, files
from tests.pulls.own.hub import serving
from tests.pulls.own.process import StoredForge, start, stored
from tests.pulls.own.teacher import FAKE, Teacher

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="for Linux machines")
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d "


@pytest.fixture
def teacher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Teacher:
    """A teacher whose command looks into a forge in this process, and grades by a program that obeys."""
    made = Teacher(tmp_path)
    monkeypatch.chdir(made.root)
    for name in ("GRADUS_COURSE_TOKEN", "GRADUS_APP_SLUG", "GITHUB_TOKEN", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(command, "by_environment", lambda options: Forges(lambda: made.forge, lambda: made.forge))
    monkeypatch.setattr(command, "Grader", lambda jobs, account: Grader(jobs, account, FAKE))
    return made


def test_once(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    teacher.push(1)
    assert main(teacher.arguments("--once", "--jobs", "2")) == 0
    out, errors = capfd.readouterr()
    assert errors == "" and len(out.splitlines()) == 3
    assert all(re.match(STAMP, line) for line in out.splitlines())
    assert teacher.comments()[1][0].startswith("## 2.5 of 6 points count")
    assert json.loads(teacher.note.read_text("utf-8").splitlines()[-1])["options"]["--jobs"] == "2"
    assert main(teacher.arguments("--once")) == 0
    assert capfd.readouterr() == ("", "")


def test_an_outage_once(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    teacher.forge.faults = [("poll", UnansweredError("GitHub does not answer."))]
    assert main(teacher.arguments("--once")) == 3
    assert capfd.readouterr().err.endswith(" gradus: GitHub does not answer.\n")


# What is refused before anything begins


REFUSED = [
    (["--every", "0"], "--every is a number of minutes"),
    (["--every", "nan"], "--every is a number of minutes"),
    (["--every", "1e9"], "--every is a number of minutes"),
    (["--jobs", "0"], "--jobs is at least 1"),
    (["--cooldown", "-1"], "--cooldown is a number of minutes"),
    (["--roster", "missing.csv"], "missing.csv"),
    (["--deadline", "tomorrow"], "--deadline is tomorrow: write it like"),
    (["--extensions", "missing.csv"], "missing.csv"),
    (["--course-repo", "school"], "--course-repo is school: write OWNER/NAME"),
    (["--course-repo", "school/hw-*"], "school/hw-* needs --roster"),
    (["--app-id", "1"], "--app-id needs --app-key"),
    (["--app-key", "key.pem"], "--app-key needs --app-id"),
    (["--app-key", "missing.pem", "--app-id", "1"], "The file of --app-key cannot be read: missing.pem: No such file"),
    (
        ["--app-key", "open.pem", "--app-id", "1"],
        "The file of --app-key can be read by others. Type: chmod 600 open.pem",
    ),
    (["--listen", "8080"], "--listen is 8080: write HOST:PORT"),
    (["--listen", "0.0.0.0:8080"], "give --webhook-secret-file"),
    (["--webhook-secret-file", "key.pem"], "--webhook-secret-file is of use with --listen"),
    (
        ["--listen", "127.0.0.1:80", "--webhook-secret-file", "open.pem"],
        "can be read by others. Type: chmod 600 open.pem",
    ),
    (["--listen", "127.0.0.1:80", "--webhook-secret-file", "short"], "fewer than 16 characters. Type: openssl rand"),
    (["--listen", "127.0.0.1:80", "--webhook-secret-file", "."], "is no file"),
    (["--grade-as", "nobody-here"], "--grade-as: there is no account nobody-here"),
    (["--grade-as", "root"], "--grade-as root is root"),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_wrong_usage(teacher: Teacher, options: list[str], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    (teacher.root / "key.pem").touch(0o600)
    (teacher.root / "open.pem").write_text("a secret of more than twenty", "utf-8")
    (teacher.root / "open.pem").chmod(0o644)
    (teacher.root / "short").write_text("secret\n", "utf-8")
    (teacher.root / "short").chmod(0o600)
    assert main(teacher.arguments(*options)) == 2
    error = capfd.readouterr().err
    assert words in error and "Traceback" not in error and error.startswith("gradus: ")
    assert teacher.forge.calls == [] and not teacher.ledger_folder.exists()


def test_no_token(teacher: Teacher, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "by_environment", by_environment)
    assert main(teacher.arguments()) == 2
    assert "The environment has no GRADUS_APP_SLUG" in capfd.readouterr().err
    monkeypatch.setenv("GRADUS_APP_SLUG", "gradus-of-school")
    assert main(teacher.arguments()) == 2
    assert "The environment has no GRADUS_COURSE_TOKEN" in capfd.readouterr().err


def test_no_course(teacher: Teacher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(teacher.arguments("--once")) == 2


@pytest.mark.parametrize(
    ("place", "status"), [("course.toml", 3), ("graders/warmup/square/test_visible.py", 3), ("roster.csv", 2)]
)
def test_a_broken_course(teacher: Teacher, place: str, status: int, capfd: pytest.CaptureFixture[str]) -> None:
    (teacher.root / place).write_text("x = (", "utf-8")
    options = ["--roster", "roster.csv"] if place == "roster.csv" else []
    assert main(teacher.arguments(*options)) == status
    assert Path(place).name in capfd.readouterr().err and teacher.forge.calls == []


def test_owners_that_differ(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    (teacher.root / "key.pem").touch(0o600)
    (teacher.root / "r.csv").write_text("login,repository\nada,\nbob,elsewhere/bob\n", "utf-8")
    app = ["--app-key", "key.pem", "--app-id", "1", "--roster", "r.csv"]
    assert main(teacher.arguments("--course-repo", "school/hw-*", *app)) == 2
    assert "belong to several owners (elsewhere, school)" in capfd.readouterr().err


def test_no_sandbox(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    teacher.order(reports={}, status=3, said="gradus: bubblewrap is not installed. On Debian: type this")
    assert main(teacher.arguments()) == 3
    assert "gradus: Nothing can be graded on this machine: bubblewrap is not installed." in capfd.readouterr().err
    assert teacher.forge.calls == []


def test_the_real_grader_says_what_is_missing(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "Grader", Grader)
    (tmp_path / "bin").mkdir()
    for name in ("git", "env"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert main(teacher.arguments()) == 3
    error = capfd.readouterr().err
    assert "Nothing can be graded on this machine: bubblewrap is not installed. On Debian and Ubuntu: sudo apt" in error


def test_an_address_that_is_taken(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
        assert main(teacher.arguments("--listen", f"127.0.0.1:{port}")) == 3
    assert f"gradus: --listen 127.0.0.1:{port} cannot be used: Address already in use" in capfd.readouterr().err


def test_a_ledger_that_is_none(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    teacher.ledger_folder.mkdir()
    (teacher.ledger_folder / "thesis.tex").touch()
    assert main(teacher.arguments()) == 3
    assert "there is something else (thesis.tex)" in capfd.readouterr().err
    assert [path.name for path in teacher.ledger_folder.iterdir()] == ["thesis.tex"]


def test_two_runs(teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    teacher.ledger_folder.mkdir(0o700)
    with locked(teacher.ledger_folder):
        assert main(teacher.arguments("--once")) == 3
    assert "Another run has the ledger in" in capfd.readouterr().err
    (teacher.root / "work").mkdir()
    with locked(teacher.root / "work"):
        assert main(teacher.arguments("--once", "--work", "work")) == 2
    assert "another run has it. Name another folder." in capfd.readouterr().err


def test_what_a_killed_run_left(teacher: Teacher) -> None:
    left = teacher.ledger_folder / ".work" / "round-abc" / "submissions"
    left.mkdir(parents=True)
    teacher.ledger_folder.chmod(0o700)
    assert main(teacher.arguments("--once")) == 0
    assert not left.parent.exists()


# An App


@pytest.fixture
def app(teacher: Teacher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Teacher, Any]]:
    if not shutil.which("openssl"):
        pytest.skip("needs openssl")
    for words in ("genrsa -out app.pem 2048", "rsa -in app.pem -pubout -out public.pem"):
        subprocess.run(["openssl", *words.split()], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "app.pem").chmod(0o600)
    teacher.options = ["--app-key", str(tmp_path / "app.pem"), "--app-id", "Iv23app"]
    with serving(tmp_path / "public.pem") as hub:
        hub.installations[0]["account"]["login"] = "school"
        monkeypatch.setenv("GITHUB_API_URL", hub.url)
        yield teacher, hub


def test_an_app(app: tuple[Teacher, Any], capfd: pytest.CaptureFixture[str]) -> None:
    teacher, hub = app
    assert main(teacher.arguments("--once")) == 0
    assert [body["repositories"] for body in hub.made] == [["course"], ["course"]]
    assert [path for _, path, _ in hub.log][-1].startswith("/repos/school/course/pulls?")
    everything = "".join(capfd.readouterr()) + "".join(
        path.read_text("utf-8", "replace") for path in teacher.ledger_folder.rglob("*") if path.is_file()
    )
    assert "ghs_" not in everything and "PRIVATE KEY" not in everything


def test_an_app_that_cannot_be_used(app: tuple[Teacher, Any], capfd: pytest.CaptureFixture[str]) -> None:
    teacher, hub = app
    hub.installations.clear()
    assert main(teacher.arguments()) == 3
    assert "The App gradus-of-school is not installed for school" in capfd.readouterr().err
    hub.app = "another"
    assert main(teacher.arguments("--once")) == 3
    assert "is Iv23app the App's Client ID or App ID" in capfd.readouterr().err


def test_an_app_for_another_forge() -> None:
    options = argparse.Namespace(app_key=Path("x"), app_id="1", forge="gitea")
    with pytest.raises(UsageError, match="--app-key is for GitHub"):
        command._forges(options, Asked("school/course"))


# As a process


@pytest.fixture
def away(tmp_path: Path) -> Teacher:
    teacher = Teacher(tmp_path)
    for number in range(1, 5):
        teacher.push(number)
    StoredForge.of(teacher.forge, tmp_path / "forge")
    return teacher


def until(done: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
    assert done()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_is_told_to_end(away: Teacher, number: int) -> None:
    process = start(away.root.parent)
    until(lambda: len(stored(away.root.parent).comments) == 4)
    process.send_signal(number)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and errors == "" and out.splitlines()[-1].endswith(" Ended, as told.")
    assert not list((away.ledger_folder / ".work").iterdir()) and len(Ledger.read(away.ledger_folder).entries) == 4


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_round_is_abandoned(away: Teacher, number: int) -> None:
    away.order(seconds=60)
    process = start(away.root.parent, "--once")
    until(away.note.exists)
    begun = time.monotonic()
    process.send_signal(number)
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 0 and errors == "" and time.monotonic() - begun < 30
    assert stored(away.root.parent).comments == {} and not list((away.ledger_folder / ".work").iterdir())
    away.order()
    process = start(away.root.parent, "--once")
    assert process.communicate(timeout=60)[1] == "" and process.returncode == 0
    assert len(Ledger.read(away.ledger_folder).entries) == 4


@pytest.mark.long
def test_killed_again_and_again(away: Teacher) -> None:
    """At any moment, and started again: in the end each has one comment, one entry and one status."""
    chance = random.Random(3)
    for _ in range(8):
        process = start(away.root.parent, "--once")
        time.sleep(chance.uniform(0.3, 2.5))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    process = start(away.root.parent, "--once")
    assert process.communicate(timeout=60)[1] == "" and process.returncode == 0
    forge, ledger = stored(away.root.parent), Ledger.read(away.ledger_folder)
    assert len(ledger.entries) == 4 and [len(made) for made in forge.comments.values()] == [1] * 4
    assert all(len(made) == 1 for made in forge.statuses.values()) and len(forge.statuses) == 4
    assert not list((away.ledger_folder / ".work").iterdir())
    assert subprocess.run(["git", "-C", away.ledger_folder, "fsck"], capture_output=True).returncode == 0


def test_a_second_run_refuses(away: Teacher) -> None:
    away.order(seconds=60)
    process = start(away.root.parent, "--once")
    until(away.note.exists)
    second = start(away.root.parent, "--once")
    errors = second.communicate(timeout=60)[1]
    assert second.returncode == 3 and "Another run has the ledger" in errors and "Traceback" not in errors
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


def test_a_hint_over_the_network(away: Teacher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
    (away.root / "secret").write_text("a secret of more than twenty\n", "utf-8")
    (away.root / "secret").chmod(0o600)
    process = start(away.root.parent, "--listen", f"127.0.0.1:{port}", "--webhook-secret-file", "secret")
    until(lambda: len(stored(away.root.parent).comments) == 4)
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
        assert client.recv(100).split()[1] == b"403"
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0 and errors == "" and "Looking into school/course every 2 minutes" in out


# A whole round


HALF = "def square(x):\n    return x * x\n\n\ndef mean(xs):\n    return sum(xs)\n"


@needs_bubblewrap
@pytest.mark.long
def test_a_round_in_the_sandbox(
    mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """From pull requests to comments, statuses, the ledger and a table of marks, with the real grader."""
    forge = FakeForge()
    forge.push(1, "ada", files(mini))
    forge.push(2, "bob", files(mini, square=HALF))
    forge.push(3, "eve", files(mini, square="import os\nprint(os.environ)\nos._exit(0)\n"))
    monkeypatch.setattr(command, "by_environment", lambda options: Forges(lambda: forge, lambda: forge))
    monkeypatch.setenv("GRADUS_COURSE_TOKEN", "ghs_s3cr3t")
    monkeypatch.chdir(mini.root)
    ledger = tmp_path / "ledger"
    arguments = ["run", "--course-repo", COURSE, "--ledger", str(ledger), "--once"]
    assert main(arguments) == 0
    out, errors = capfd.readouterr()
    assert errors == "" and "3 of 3 posted." in out and "s3cr3t" not in out
    scores = {number: body.splitlines()[0] for (_, number), made in forge.comments.items() for body in made.values()}
    assert scores == {n: f"## {points} of 6 points count" for n, points in ((1, 6), (2, 4), (3, 0))}
    assert "You return the sum: a mean also divides by the count." in next(iter(forge.comments[COURSE, 2].values()))
    assert {entry.number: entry.score for entry in Ledger.read(ledger).entries} == {1: 6, 2: 4, 3: 0}
    forge.later(minutes=20)
    assert main(arguments) == 0 and capfd.readouterr() == ("", "")
    assert invoke("export", ledger, "--format", "long", "--out", tmp_path / "m.csv", cwd=mini.root).returncode == 0
    assert "ada" in (tmp_path / "m.csv").read_text("utf-8")
