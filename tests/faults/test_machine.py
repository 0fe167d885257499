"""A clock that jumps, and too little memory: verdicts do not depend on the one, and the other is an error of ours."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import ROOT, HandIn, needs_bubblewrap
from tests.faults.runs import SQUARE, Run, require_all_told, require_nothing_left, scores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
# The clock that people set is right for what people read, and for nothing that waits.
CLOCKS = {("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("datetime", "now"), ("datetime", "utcnow")}
JUMPING = """
import random, time
_time, _last = time.time, [0.0]
def jumping():
    return _time() + random.choice([-1, 1]) * 86400 * 400 * random.random()
time.time = jumping
"""


def asked(path: Path) -> set[tuple[str, str]]:
    """The clocks that a module asks."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
    return {(node.value.id, node.attr) for node in nodes if isinstance(node.value, ast.Name)} & CLOCKS


@pytest.mark.fast
def test_nothing_waits_by_a_clock_that_people_set() -> None:
    rooms = ("grading", "sandbox", "worker")
    found = {path.name for room in rooms for path in (ROOT / "gradus" / room).rglob("*.py") if asked(path)}
    assert found <= {"provenance.py", "scoring.py", "reporting.py"}  # when a report was made


@pytest.mark.long
@needs_bubblewrap
def test_a_clock_that_jumps(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    folders, out = [hand_in(f"s{each}", square=f"{SQUARE}# {each}\n") for each in range(3)], tmp_path / "out"
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(JUMPING, "utf-8")
    path = {"PYTHONPATH": f"{tmp_path / 'clock'}:{ROOT}"}
    ended = Run(mini, folders, out, "--sandbox", "bubblewrap", environment=path).end()
    assert ended.status == 0 and scores(out) == {folder.name: 6.0 for folder in folders}, ended.errors
    require_nothing_left(ended, out)


@needs_bubblewrap
@pytest.mark.parametrize("mib", [pytest.param(each, marks=pytest.mark.long) for each in (150, 400, 900)] + [250])
def test_little_memory(mini: Course, hand_in: HandIn, tmp_path: Path, mib: int) -> None:
    """Where even the command has too little, nothing is graded, in words; what is graded is graded right."""
    folders, out = [hand_in(f"s{each}", square=f"{SQUARE}# {each}\n") for each in range(2)], tmp_path / "out"
    limit = ("sh", "-c", f'ulimit -v {mib << 10}; exec "$@"', "sh")
    ended = Run(mini, folders, out, "--sandbox", "bubblewrap", "--jobs", "1", before=limit).end()
    require_nothing_left(ended, out)
    if out.is_dir() and scores(out):
        require_all_told(ended, out, [folder.name for folder in folders])
        assert set(scores(out).values()) == {6.0}
    else:
        assert ended.status == 3, ended.errors
