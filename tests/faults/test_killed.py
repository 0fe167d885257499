"""Killed at any moment: nothing is left, no report is lost or half written, and the same command does the rest."""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

from gradus.core.course import Course, load
from gradus.grading import proof
from tests.conftest import HandIn, needs_bubblewrap
from tests.faults.runs import SQUARE, Run, require_all_told, require_nothing_left, scores

pytestmark = [needs_bubblewrap, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]
LONG = pytest.mark.long


def class_of(hand_in: HandIn, number: int) -> list[Path]:
    """So many submissions, no two with the same code."""
    return [hand_in(f"s{each:02}", square=f"{SQUARE}\n# {each}\n") for each in range(number)]


@pytest.mark.parametrize(("number", "kills"), [(2, 1), pytest.param(50, 100, marks=LONG)])
@pytest.mark.parametrize("whom", ["the command", pytest.param("any of its processes", marks=LONG)])
@pytest.mark.long
def test_killed_at_random_moments(
    mini: Course, hand_in: HandIn, tmp_path: Path, number: int, kills: int, whom: str
) -> None:
    rng = random.Random(f"{number} {whom}")
    folders, out = class_of(hand_in, number), tmp_path / "out"
    names = [folder.name for folder in folders]
    began = time.monotonic()
    ended = Run(mini, folders, out, "--sandbox", "bubblewrap").end()
    lasts = time.monotonic() - began
    assert ended.status == 0, ended.errors
    right = scores(out)
    assert right == dict.fromkeys(names, 6.0)
    for kill in range(kills // 2 if whom != "the command" else kills - kills // 2):
        if kill % 3 == 0:
            shutil.rmtree(out)  # else: reports stood there before
        stood = scores(out) if out.is_dir() else {}
        run = Run(mini, folders, out, "--sandbox", "bubblewrap", "--again")
        time.sleep(rng.uniform(0, lasts))
        victims = [] if whom == "the command" else list(run.descendants())
        run.signal(rng.choice(victims or [run.process]), signal.SIGKILL)
        ended = run.end()
        dead = ended.status == -signal.SIGKILL
        require_nothing_left(ended, out, locks=not dead)
        if not dead:
            require_all_told(ended, out, names)
        assert stood.keys() <= (scores(out) if out.is_dir() else {}).keys()
        if dead or ended.status:
            ended = Run(mini, folders, out, "--sandbox", "bubblewrap").end()
            assert ended.status == 0, ended.errors
            require_nothing_left(ended, out)
        if whom == "the command":
            assert scores(out) == right
        else:
            assert scores(out).keys() == right.keys()


@pytest.mark.long
@pytest.mark.parametrize("what", ["bwrap", pytest.param("zygote", marks=LONG)])
def test_the_sandbox_vanishes(mini: Course, hand_in: HandIn, tmp_path: Path, what: str) -> None:
    folders, out = class_of(hand_in, 4), tmp_path / "out"
    run = Run(mini, folders, out, "--sandbox", "bubblewrap", "--jobs", "2")
    run.wait_for(lambda: any(out.glob("*.json")))
    for process, line in run.descendants().items():
        if what in line:
            run.signal(process, signal.SIGKILL)
    ended = run.end()
    require_nothing_left(ended, out)
    require_all_told(ended, out, [folder.name for folder in folders])


def test_nobody_loses_a_point_when_the_sandbox_vanishes(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    toml = mini.root / "course.toml"
    toml.write_text(toml.read_text("utf-8").replace("seconds = 2", "seconds = 30"), "utf-8")
    assert proof.prove(load(mini.root), mini.exercises, "bubblewrap") == []
    once = SQUARE.replace("time.sleep(0.05)", "time.sleep(0 if slept else 12)\n    slept.append(x)")
    ada, out = hand_in("ada", square=f"slept = []\n{once}"), tmp_path / "out"
    run = Run(mini, [ada], out, "--sandbox", "bubblewrap", "--jobs", "1")
    assert run.wait_for(lambda: any("official.warm" in line for line in run.descendants().values()))
    assert run.wait_for(lambda: run.workers())
    time.sleep(4)  # so long a worker takes to come to a call
    for process, line in run.descendants().items():
        if "bwrap" in line[:40]:
            run.signal(process, signal.SIGKILL)
    ended = run.end()
    require_nothing_left(ended, out)
    require_all_told(ended, out, ["ada"])
    assert scores(out) == {}, "it was not in the middle of a call"
    assert "ada: no score" in ended.errors and "The sandbox was ended from outside" in ended.errors


@pytest.mark.long
def test_a_worker_is_stopped(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """SIGSTOP: it neither answers nor ends, and has no need of a processor, so its deadline passes."""
    folders, out = class_of(hand_in, 3), tmp_path / "out"
    run = Run(mini, folders, out, "--sandbox", "bubblewrap", "--jobs", "1", "--deadline", "5")
    workers = run.wait_for(lambda: any(out.glob("*.json")) and run.workers())
    assert isinstance(workers, list)
    for process in workers:
        run.signal(process, signal.SIGSTOP)
    ended = run.end()
    require_nothing_left(ended, out)
    require_all_told(ended, out, [folder.name for folder in folders])


@LONG
def test_the_zygote_is_stopped(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """No worker starts any more: that is the machine's fault, and no verdict."""
    folders, out = class_of(hand_in, 3), tmp_path / "out"
    run = Run(mini, folders, out, "--sandbox", "bubblewrap", "--jobs", "1", "--deadline", "5")
    assert run.wait_for(lambda: any(out.glob("*.json")))
    zygotes = [process for process, line in run.descendants().items() if "zygote" in line]
    assert zygotes
    for process in zygotes:
        run.signal(process, signal.SIGSTOP)
    ended = run.end()
    require_nothing_left(ended, out)
    require_all_told(ended, out, [folder.name for folder in folders])


@LONG
def test_a_grader_is_stopped(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    folders, out = class_of(hand_in, 3), tmp_path / "out"
    run = Run(mini, folders, out, "--sandbox", "bubblewrap", "--jobs", "1", "--deadline", "5")
    assert run.wait_for(lambda: any(out.glob("*.json")))
    graders = [process for process, line in run.descendants().items() if "official.warm" in line]
    run.signal(graders[-1], signal.SIGSTOP)
    ended = run.end()
    require_nothing_left(ended, out)
    require_all_told(ended, out, [folder.name for folder in folders])
