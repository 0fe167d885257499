"""What is different on Windows and macOS, simulated here: no fork, backslashes, a cp1252 console, CRLF, msvcrt.

CI runs the same commands there (.github/workflows/ci.yml).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.sandbox.stubs import is_stub
from gradus.student.watch.keys import Keys
from tests.companion.conftest import WRONG, begin, solve
from tests.conftest import Done, invoke, run_gradus

# Run in every Python that is started below: what other systems do not have is gone.
NO_FORK = """\
import os, select
for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "waitid"):
    if hasattr(os, name):
        delattr(os, name)
"""


@pytest.fixture
def elsewhere(learner: Course, tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that cannot fork, with a console of Windows' old code page."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_FORK)
    return {"PYTHONPATH": str(tmp_path / "site"), "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "UV": ""}


def run(course: Course, environment: dict[str, str], *words: str, typed: str = "") -> Done:
    """A command in a Python of its own, whose output is read as that console would show it."""
    return subprocess.run(
        [sys.executable, "-m", "gradus", *words], cwd=course.root, env={**os.environ, **environment}, input=typed,
        capture_output=True, text=True, encoding="cp1252", timeout=120,
    )  # fmt: skip


LONG = pytest.mark.long


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        pytest.param((), "", "Next: warmup/square", marks=LONG),
        pytest.param(("check", "square"), "", "The square of 3 is 9.", marks=LONG),
        (("hint", "square", "mean"), "", "hint 1 of 3"),
        (("quiz", "square"), "-9\nBoth signs.\nn\n9\nq\n", "That is minus the square of 3."),
        pytest.param(("progress",), "", "Your climb", marks=LONG),
        (("config",), "", "[encouraging]"),
        pytest.param(("config", "tone", "humorous"), "", "is humorous now", marks=LONG),
        (("doctor",), "", "cp1252"),
        (("check", "exercises\\warmup\\square.py"), "", "The square of 3 is 9."),
    ],
)
def test_every_command(
    learner: Course, elsewhere: dict[str, str], words: tuple[str, ...], typed: str, said: str
) -> None:
    begin(learner)
    if words == ("progress",):
        run(learner, elsewhere, "check", "square")
    done = run(learner, elsewhere, *words, typed=typed)
    assert done.returncode == 0 and said in done.stdout, done.stderr
    assert "Traceback" not in done.stderr


def test_the_watch_without_fork(learner: Course, elsewhere: dict[str, str]) -> None:
    begin(learner)
    command = [sys.executable, "-m", "gradus", "check", "square", "--watch", "--plain"]
    process = subprocess.Popen(
        command, cwd=learner.root, env={**os.environ, **elsewhere}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="cp1252",
    )  # fmt: skip
    assert process.stdout and process.stdin
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C ends" in line:
            process.stdin.write("x\n")
            process.stdin.flush()
        if "The square of x, a float." in line:
            break
    process.kill()
    process.wait()
    assert "Failed: The square of 3 is 9." in said and "What square is asked to do:" in said


def test_lines_that_end_as_on_windows(learner: Course) -> None:
    stub = learner.stubs / "warmup/square.py"
    crlf = stub.read_bytes().replace(b"\n", b"\r\n")
    stub.write_bytes(crlf)
    assert is_stub(crlf) and is_stub(b"\xef\xbb\xbf" + crlf)
    assert "not started" in invoke("check", "square", cwd=learner.root).stdout
    stub.write_bytes(WRONG.encode().replace(b"\n", b"\r\n"))
    page = invoke("check", "square", cwd=learner.root).stdout
    assert "✗ The square of 3 is 9." in page and "· The mean" in page
    assert "square (red in your last check)" in invoke("hint", "square", cwd=learner.root).stdout
    settings = learner.root / ".gradus.toml"
    settings.write_bytes(b'[teaching]\r\ntone = "objective"\r\n')
    invoke("config", "tone", "humorous", cwd=learner.root)
    assert json.loads(invoke("config", "tone", "--json", cwd=learner.root).stdout) == {"teaching.tone": "humorous"}
    (learner.graders(learner.find("square")) / "hints.toml").write_bytes(
        (learner.graders(learner.find("square")) / "hints.toml").read_bytes().replace(b"\n", b"\r\n")
    )
    assert "hint 2 of 3" in invoke("hint", "square", cwd=learner.root).stdout


def test_a_stub_that_is_none(learner: Course) -> None:
    for source in (
        b"",
        b"x = 1\n",
        b"def f(:\n",
        b"\x00",
        b"\xff\xfed\x00",
        "def f(x):\n    return 'ü'\n".encode("latin-1"),
    ):
        assert not is_stub(source)
    solve(learner)
    assert not is_stub((learner.stubs / "warmup/square.py").read_bytes())


def test_keys_of_a_console_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["h", "\xe0", "H", "Q", "\0", ";", "n"])
    left = [7]
    fake = types.ModuleType("msvcrt")

    def getwch() -> str:
        left[0] -= 1
        return next(typed)

    fake.kbhit = lambda: left[0] > 0  # type: ignore[attr-defined]
    fake.getwch = getwch  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", fake)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    pressed: list[str] = []
    waiting = Keys(pressed.append)
    with waiting:
        while left[0]:
            waiting.ended.wait(0.01)
    assert pressed == ["h", "q", "n"], "arrows and function keys, which come in two halves, are none"


def test_a_command_that_is_run_from_another_folder(learner: Course) -> None:
    done = run_gradus("check", "square.py", cwd=learner.stubs / "warmup")
    assert done.returncode == 0 and "not started" in done.stdout
