"""Bad input gets a sentence, costs that student the checks concerned, and costs nobody anything else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import HandIn, bubblewrap_works, checks, grade, invoke

RIGHT = "def square(x):\n    return x * x\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
SANDBOX = "process" if bubblewrap_works() else "bubblewrap"
linux = pytest.mark.skipif(sys.platform != "linux", reason="limits on memory and processes are Linux's")


def test_no_such_folder(mini: Course) -> None:
    done = invoke("grade", "nowhere", "--out", "results", cwd=mini.root)
    assert done.returncode == 2
    assert "There is no folder nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_folder_without_exercises_costs_nobody_else(mini: Course, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = invoke("grade", tmp_path / "empty", "solutions", "--out", "results", cwd=mini.root)
    assert done.returncode == 2
    assert "contains neither exercises/ nor a part of the course (warmup/)" in done.stderr
    assert (mini.root / "results" / "solutions.json").is_file()
    assert "6 / 6" in done.stdout


@pytest.mark.long
def test_a_file_for_a_folder(mini: Course) -> None:
    done = invoke("grade", "course.toml", "--out", "results", cwd=mini.root)
    assert done.returncode == 2
    assert "is a file" in done.stderr


def test_two_submissions_of_one_name(mini: Course, tmp_path: Path) -> None:
    for group in "ab":
        (tmp_path / group / "ada" / "warmup").mkdir(parents=True)
    done = invoke("grade", tmp_path / "a/ada", tmp_path / "b/ada", "--out", "results", cwd=mini.root)
    assert done.returncode == 2
    assert "two submissions are called ada" in done.stderr


def test_missing_module(mini: Course, hand_in: HandIn) -> None:
    report = grade(mini, hand_in("ada", square=None))["ada"]
    found = checks(report)
    assert found["square_of_three"]["status"] == "missing"
    assert "There is no warmup/square.py" in found["square_of_three"]["message"]
    assert found["fourth_of_two"]["status"] == "blocked"
    assert "warmup/square" in found["fourth_of_two"]["message"]
    assert (report["score"], report["max_score"]) == (0.0, 6.0)


@pytest.mark.long
def test_missing_function(mini: Course, hand_in: HandIn) -> None:
    found = checks(grade(mini, hand_in("ada", square="def square(x):\n    return x * x\n"))["ada"])
    assert found["square_of_three"]["status"] == "passed"
    assert found["mean_of_two"]["status"] == "missing"
    assert "There is no mean" in found["mean_of_two"]["message"]


SYNTAX = {
    "missing-parenthesis": ("def square(x):\n    return (x * x\n", ["line 2", "^", "return (x * x"]),
    "tabs": ("def square(x):\n    y = x\n\treturn y\n", ["line 3", "TabError"]),
    "utf-16": (RIGHT.encode("utf-16"), ["UTF-8"]),
    "null": ("x = 1\0\n", ["UTF-8"]),
}


def test_syntax_errors_say_where(mini: Course, hand_in: HandIn) -> None:
    reports = grade(mini, *(hand_in(name, square=source) for name, (source, _) in SYNTAX.items()))
    for name, (_, wanted) in SYNTAX.items():
        check = checks(reports[name])["square_of_three"]
        assert check["status"] == "error"
        for words in wanted:
            assert words in check["message"], name
        assert checks(reports[name])["fourth_of_two"]["status"] == "blocked"


HONEST = {
    "byte-order mark": b"\xef\xbb\xbf" + RIGHT.encode(),
    "crlf": RIGHT.replace("\n", "\r\n").encode(),
    "latin-1": ("# né à Genève\n" + RIGHT).encode("latin-1"),
    "latin-1, said so": ("# -*- coding: latin-1 -*-\n# né\n" + RIGHT).encode("latin-1"),
    "unknown cookie": ("# coding: klingon\n" + RIGHT).encode(),
    "main guard": (RIGHT + "if __name__ == '__main__':\n    import pandas\n").encode(),
    "prints, globals, warnings": ("import warnings\nprint('hello')\nN = 3\nwarnings.warn('x')\n" + RIGHT).encode(),
    "a flood of output": ("for _ in range(3000):\n    print('x' * 10_000)\n" + RIGHT).encode(),
    "writes to its own folder": ("import tempfile\ntempfile.TemporaryFile().write(b'x')\n" + RIGHT).encode(),
}


def test_honest_files_lose_nothing(mini: Course, hand_in: HandIn) -> None:
    folders = [hand_in(name, square=source) for name, source in HONEST.items()]
    for name, report in grade(mini, *folders, sandbox=SANDBOX).items():
        assert report["score"] == 6.0, [name, *(c["message"] for c in checks(report).values())]


def test_huge_file(mini: Course, hand_in: HandIn) -> None:
    check = checks(grade(mini, hand_in("ada", square=b"# " + b"x" * 50_000_000))["ada"])["square_of_three"]
    assert (check["status"], check["score"]) == ("error", 0.0)
    assert "larger than 1 MiB" in check["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_symbolic_link_leading_out(mini: Course, hand_in: HandIn, what: str) -> None:
    folder = hand_in("ada")
    part = folder / "exercises" / "warmup"
    if what == "file":
        (part / "square.py").unlink()
        os.symlink(mini.solutions / "warmup" / "square.py", part / "square.py")
    else:
        part.rename(folder / "elsewhere")
        os.symlink(folder / "elsewhere", part)
    check = checks(grade(mini, folder)["ada"])["square_of_three"]
    assert check["status"] == "error"
    assert "symbolic link" in check["message"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders there")
def test_named_pipe(mini: Course, hand_in: HandIn) -> None:
    folder = hand_in("ada", square=None)
    os.mkfifo(folder / "exercises" / "warmup" / "square.py")
    assert "not a regular file" in checks(grade(mini, folder)["ada"])["square_of_three"]["message"]


def test_planted_files_are_never_read(mini: Course, hand_in: HandIn) -> None:
    folder = hand_in("ada", square="import numpy\n" + RIGHT)
    for place in (folder, folder / "exercises", folder / "exercises" / "warmup"):
        for name in ("numpy.py", "conftest.py", "sitecustomize.py", "pytest.py", "usercustomize.py"):
            (place / name).write_text("raise SystemExit('planted')\n")
        (place / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    assert grade(mini, folder)["ada"]["score"] == 6.0


FORBIDDEN = {
    "torch": ("import torch", "line 1 uses torch: it may import the standard library and numpy"),
    "later exercise": ("from exercises.warmup.power import fourth", "an exercise does not import another one"),
    "attribute": (
        "import numpy as np\nnp.gradient([1.0])",
        "line 2 uses numpy.gradient: this exercise asks you to write it",
    ),
    "name": ("from numpy import gradient as g", "numpy.gradient: this exercise asks"),
}


def test_imports_that_are_not_allowed(mini: Course, hand_in: HandIn) -> None:
    folders = [hand_in(name, square=f"{line}\n{RIGHT}") for name, (line, _) in FORBIDDEN.items()]
    for name, report in grade(mini, *folders).items():
        check = checks(report)["square_of_three"]
        assert check["status"] == "error"
        assert FORBIDDEN[name][1] in check["message"]


DEEDS = {
    "sleep": ("__import__('time').sleep(60)", "timeout"),
    "spin": ("exec('while True: pass')", "timeout"),
    "exit": ("__import__('sys').exit(0)", "error"),
    "hard exit": ("__import__('os')._exit(0)", "error"),
    "recurse": ("(lambda f: f(f))(lambda f: f(f))", "error"),
    "crash": ("__import__('ctypes').string_at(0)", "error"),
    "raise": ("1 / 0", "error"),
}
SANDBOXED_DEEDS = {  # nothing else limits these
    "fork": ("[__import__('os').fork() for _ in range(9)]", "error"),
    "memory": ("[bytes(1 << 28) for _ in range(99)]", "error"),
}


@linux
@pytest.mark.long
def test_deeds_cost_only_their_checks(mini: Course, hand_in: HandIn) -> None:
    """In a call: that function's checks. At import: that module's. Another exercise, another student: nothing."""
    deeds = DEEDS if SANDBOX == "process" else DEEDS | SANDBOXED_DEEDS
    folders = [hand_in("honest")]
    for deed, (code, _) in deeds.items():
        folders.append(hand_in(f"{deed} in a call", square=RIGHT.replace("return x * x", f"return {code}")))
        folders.append(hand_in(f"{deed} at import", square=RIGHT + f"{code}\n"))
    reports = grade(mini, *folders, sandbox=SANDBOX)
    assert reports["honest"]["score"] == 6.0
    for deed, (_, status) in deeds.items():
        called, imported = checks(reports[f"{deed} in a call"]), checks(reports[f"{deed} at import"])
        assert called["square_of_three"]["status"] == called["square_of_others"]["status"] == status, deed
        assert called["mean_of_two"]["status"] == called["mean_of_many"]["status"] == "passed", deed
        for name in ("square_of_three", "mean_of_two", "square_of_others", "mean_of_many"):
            assert imported[name]["status"] == status, deed
        assert reports[f"{deed} in a call"]["score"] == 2.0
        assert reports[f"{deed} at import"]["score"] == 0.0
