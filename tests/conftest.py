"""What the tests share: a small course to break, ways to hand something in, and two ways to run the command.

Lanes: `pytest` runs everything but what is marked `long`; `pytest -m fast` takes a minute or two and touches every
package of the engine. Both use all processors, and one process more.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filelock import FileLock

from gradus.authoring import fingerprints, stubs
from gradus.authoring.repository import proof as trials
from gradus.cli import main
from gradus.core import course as courses
from gradus.grading import proof
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.registry import choose

for library in ("OPENBLAS", "OMP", "MKL"):  # the tests use all processors themselves
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

FAST = "fast and not long"  # what `-m fast` means: a file of fast tests may have some that are not
ROOT = Path(__file__).resolve().parent.parent
MINI = ROOT / "tests" / "mini"
LONGEST = (
    "test_attacks.py",
    "test_mutation.py",
    "test_scenarios.py",
    "test_lessons.py",
    "test_pictures.py",
    "test_show.py",
    "test_bad_input.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole run, or a lane of it, uses all processors; what is named on the command line runs here.

    Tests go out by their class or, outside of one, their file: what they share is made once.
    """
    if config.option.markexpr == "fast":
        config.option.markexpr = FAST
    if hasattr(config, "workerinput") or "PYTEST_XDIST_WORKER" in os.environ:
        return  # one of these processes: it must not start processes of its own
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and getattr(config.option, "numprocesses", "no xdist") is None:
        # Two more than there are processors: many tests wait for something that never answers.
        config.option.numprocesses, config.option.dist = (os.cpu_count() or 1) + 2, "loadscope"
        config.option.loadscopereorder = False


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The fast lane does not even import the other files: some of their libraries take seconds to load."""
    ours = config.option.markexpr == FAST and collection_path.name.startswith("test_")
    return (ours and "mark.fast" not in collection_path.read_text("utf-8")) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest starts first, so that no processor waits for it in the end."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(LONGEST)))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course with its stubs made, its misconceptions replayed and its checks proven, once for all tests."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # which the processes of a run share: one of them prepares it, and the others wait
    root = base / "prepared" / "course"
    root.parent.mkdir(exist_ok=True)
    with FileLock(base / "prepared.lock"):
        if not root.is_dir():
            making = root.with_name("making")
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(MINI, making)
            course = courses.load(making)
            stubs.write(course)
            fingerprints.write(course, course.exercises)
            assert proof.prove(course, course.exercises) == []
            trials.require(course)
            making.rename(root)
    return root


@pytest.fixture
def mini(prepared: Path, tmp_path: Path) -> courses.Course:
    """A course of two exercises in a folder of its own."""
    shutil.copytree(prepared, tmp_path / "course")
    return courses.load(tmp_path / "course")


HandIn = Callable[..., Path]


@pytest.fixture
def hand_in(mini: courses.Course, tmp_path: Path) -> HandIn:
    """Make a submission to the small course: `hand_in("ada", square="def square(x): ...")`, power as the reference."""

    def make(name: str, **modules: str | bytes | None) -> Path:
        folder = tmp_path / "submissions" / name
        shutil.copytree(mini.solutions, folder / "exercises")
        for module, text in modules.items():
            path = folder / "exercises" / "warmup" / f"{module}.py"
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text.encode() if isinstance(text, str) else text)
        return folder

    return make


def sampled(cases: Iterable[object], every: int) -> list[object]:
    """A short version of many cases for each run: the others are `long`, all but one of so many."""
    long = pytest.mark.long
    return [pytest.param(case, marks=long if number % every else ()) for number, case in enumerate(cases)]


Done = subprocess.CompletedProcess[str]


def invoke(*arguments: object, cwd: Path = ROOT, input: str | None = None, **environment: str) -> Done:
    """The command `gradus` in this process, which saves the start of a Python. An uncaught exception is raised here."""
    with contextlib.chdir(cwd):
        words = [str(each) for each in arguments]
        result = CliRunner().invoke(main, words, input, env=environment, catch_exceptions=False)
    return subprocess.CompletedProcess([*map(str, arguments)], result.exit_code, result.stdout, result.stderr)


def run_gradus(*arguments: object, cwd: Path = ROOT, **environment: str) -> Done:
    """The command `gradus` as a user runs it, in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-m", "gradus", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=500,
    )


def heeds_ctrl_c() -> None:
    """For `preexec_fn`: a process that a shell has put in the background would not notice SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def grade(course: courses.Course, *folders: Path, sandbox: str = "process") -> dict[str, dict[str, Any]]:
    """Grade submissions by the command and read the reports, by the submissions' names."""
    out = course.root / "results"
    done = invoke("grade", *folders, "--out", out, "--sandbox", sandbox, cwd=course.root)
    assert done.returncode == 0, done.stderr
    return {folder.name: json.loads((out / f"{folder.name}.json").read_text("utf-8")) for folder in folders}


def checks(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The checks of a report by the last part of their ids."""
    return {c["id"].split("::")[1]: c for exercise in report["exercises"] for c in exercise["checks"]}


def bubblewrap_works() -> str:
    """Why bubblewrap cannot be used here, or nothing."""
    try:
        choose("bubblewrap")
    except SandboxUnavailableError as error:
        return str(error)
    return ""


needs_bubblewrap = pytest.mark.skipif(bool(bubblewrap_works()), reason=bubblewrap_works()[:200])
