"""The benchmarks' own arithmetic, and the form in which other autograders get the checks; what is slow is long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import batch, peers
from benchmarks.autograders import checks, submissions
from benchmarks.autograders.autograder import Autograder, surroundings, wrong
from benchmarks.autograders.environments import EnvironmentMissingError
from benchmarks.autograders.gradescope_utils import GradescopeUtils
from benchmarks.autograders.gradus_grade import EXERCISE, Gradus
from benchmarks.autograders.notebooks import shared, source
from benchmarks.autograders.otter import TEST
from benchmarks.autograders.plain_pytest import PlainPytest, PytestForAll
from benchmarks.measuring import groups, page
from benchmarks.measuring.figures import Target, off_the_line, one_more, verdict
from benchmarks.measuring.running import Cost, below, cost, spent
from gradus.core import checks as graded
from gradus.core.course import load
from tests.conftest import ROOT

# The arithmetic


def test_one_more_leaves_out_what_the_first_pays() -> None:
    assert one_more(one=5.0, many=14.5, count=20) == pytest.approx(0.5)
    with pytest.raises(ValueError, match="at least 2"):
        one_more(1.0, 1.0, 1)


def test_a_line_with_a_start_of_its_own_is_straight() -> None:
    off = off_the_line({1000: 103.0, 10: 4.0, 100: 13.0})
    assert off == pytest.approx({10: 0.0, 100: 0.0, 1000: 0.0}, abs=1e-12)


@pytest.mark.parametrize(("middle", "off"), [(14.3, 0.1), (11.7, -0.1), (26.0, 1.0)])
def test_what_bends_is_told_with_its_sign(middle: float, off: float) -> None:
    assert off_the_line({10: 4.0, 100: middle, 1000: 103.0})[100] == pytest.approx(off)


def test_two_points_are_no_line() -> None:
    with pytest.raises(ValueError, match="three counts"):
        off_the_line({10: 1.0, 100: 2.0})


@pytest.mark.parametrize(
    ("value", "missed"), [(0.4, False), (0.5, False), (0.501, True), (float("nan"), True), (float("inf"), True)]
)
def test_a_target_is_met_up_to_its_limit_and_never_by_no_number(value: float, missed: bool) -> None:
    target = Target("it", value, 0.5, " s")
    assert target.missed is missed
    assert str(target).startswith("missed" if missed else "met")
    assert verdict([Target("another", 0.0, 1.0), target]) == int(missed)


def of(walls: Mapping[int, float], own: Mapping[int, float]) -> dict[int, list[Cost]]:
    return {count: [Cost(wall, wall, own[count], 100.0, "a test")] for count, wall in walls.items()}


def test_a_batch_is_judged_by_its_line_and_by_the_memory_of_the_parent() -> None:
    flat = {10: 50.0, 100: 51.0, 1000: 54.9}
    _, good = batch.rows(of({10: 4.0, 100: 13.0, 1000: 103.0}, flat))
    assert [target.missed for target in good] == [False, False]
    _, bent = batch.rows(of({10: 4.0, 100: 11.0, 1000: 103.0}, flat))
    assert [target.missed for target in bent] == [True, False]
    _, grown = batch.rows(of({10: 4.0, 100: 13.0, 1000: 103.0}, flat | {1000: 55.1}))
    assert [target.missed for target in grown] == [False, True]


def measured(kind: type[Autograder], seconds: float, wrong: int = 0) -> peers.Measured:
    autograder = kind(Path("python"), Path("folder"))
    return peers.Measured(autograder, [1.0, 1.0], [seconds, 9.0, 0.0], [seconds], wrong=wrong)


def test_gradus_is_asked_to_be_faster_than_each_but_gradescope_utils() -> None:
    others = [measured(PlainPytest, 0.3), measured(GradescopeUtils, 0.01), measured(PytestForAll, 0.01)]
    assert not any(target.missed for target in peers.targets([measured(Gradus, 0.1), *others], {}, 0.2))
    slow = peers.targets([measured(Gradus, 0.11), *others], {}, 0.2)
    assert [target.missed for target in slow] == [True, False, False]
    slower = peers.targets([measured(Gradus, 0.31), *others], {}, 0.7)
    assert [target.missed for target in slower] == [False, False, True]
    assert peers.targets([measured(Gradus, 0.1, wrong=1), *others], {}, 0.2)[1].missed
    assert peers.targets([measured(Gradus, 0.1)], {"otter run": "not here"}, 0.2)[-1].missed


# Tables in a page

PAGE = "# Title\n\n<!-- a: begin -->\nold\n<!-- a: end -->\n\nThe rest.\n"


def test_only_what_stands_between_the_marks_is_renewed(tmp_path: Path) -> None:
    assert page.between(PAGE, "a", "new\n") == PAGE.replace("old", "new")
    assert page.between(page.between(PAGE, "a", "new"), "a", "old") == PAGE
    beside = page.between(PAGE, "b", "more", after="a")
    assert beside == PAGE.replace("end -->", "end -->\n\n<!-- b: begin -->\nmore\n<!-- b: end -->")
    assert page.between(beside, "b", "less", after="a") == beside.replace("more", "less")
    for broken in (PAGE.replace("end", "fin"), PAGE + PAGE, "nothing"):
        with pytest.raises(ValueError, match="the page needs"):
            page.between(broken, "a", "new")
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    page.write("a", page.table(["x", "y"], [["1", "2"]]), page=tmp_path / "page.md")
    assert "begin -->\n| x | y |\n| --- | --- |\n| 1 | 2 |\n<!--" in (tmp_path / "page.md").read_text("utf-8")


def test_the_page_says_with_which_command_figures_were_made() -> None:
    said = page.made((0.51, 1.0), ["/somewhere/benchmarks/batch.py", "--write", "--counts", "1"])
    assert said.startswith("`uv run python benchmarks/batch.py --counts 1`, 20")
    assert "load was 0.5 at the beginning and 1.0 at the end" in said


@pytest.mark.parametrize("name", ["peers", "batch", "whole"])
def test_the_page_has_a_table_for_each_benchmark(name: str) -> None:
    assert "| --- |" in page.PAGE.read_text("utf-8").partition(f"<!-- {name}: begin -->")[2].partition("<!--")[0]


# What a command costs


def test_the_cost_of_a_command_counts_what_is_below_it() -> None:
    burn = "import time\nwhile time.process_time() < 0.4: bytearray(1 << 20)"
    code = f"import subprocess, sys; held = bytearray(60 << 20); subprocess.run([sys.executable, '-c', {burn!r}])"
    found = cost([sys.executable, "-c", code], surroundings(Path(sys.executable)))
    assert found.wall >= 0.4
    assert 0.3 < found.cpu < 5
    assert 60 < found.own < 200
    assert found.tree > 60


def test_a_failing_command_is_an_error_that_says_why() -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        cost([sys.executable, "-c", "raise SystemExit('no such thing')"], surroundings(Path(sys.executable)))
    assert "no such thing" in caught.value.stderr


def test_the_cpu_of_a_killed_grandchild_is_counted() -> None:
    with groups.group() as counted:
        if counted is None:
            pytest.skip("this user may make no control group")
        burn = "import os, time\nwhile time.process_time() < 0.4: pass\nos.kill(os.getpid(), 9)"
        # In a shell of its own, which nobody waits for: rusage has nothing of it.
        code = f"import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        exec({burn!r})\n"
        code += "    os._exit(0)\nos.wait()"
        subprocess.run(counted.entering([sys.executable, "-c", code]), check=True)
        assert 0.35 < counted.seconds() < 5
        folder = counted.folder
    assert not folder.exists()


def test_what_a_killed_benchmark_left_is_removed() -> None:
    with groups.group() as counted:
        if counted is None:
            pytest.skip("this user may make no control group")
        left = counted.folder.with_name(f"{groups.NAME}-999999999-1")
        left.mkdir()
        with groups.group():
            assert not left.exists()
            assert counted.folder.exists()


def test_commands_are_measured_one_after_another(tmp_path: Path) -> None:
    wait = [sys.executable, "-c", "import time; time.sleep(0.2)"]
    wall, cpu = spent([(wait, dict(os.environ)), (wait, dict(os.environ))], tmp_path)
    assert wall >= 0.4
    assert 0 < cpu < wall
    with pytest.raises(subprocess.TimeoutExpired):
        spent([(wait, dict(os.environ))], tmp_path, limit=0.05)


def test_below_a_process_are_its_children() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert {os.getpid(), child.pid} <= below(os.getpid()).keys()
        assert set(below(child.pid)) == {child.pid}
        child.communicate(b"\n")
    assert child.pid not in below(os.getpid())


# The same checks and submissions for all


def test_the_plain_checks_are_those_of_the_course() -> None:
    course = load(ROOT)
    ours = {check.test: check.points for check in graded.read(course, course.by_id[EXERCISE])}
    assert ours == checks.POINTS


def verdicts(text: str) -> dict[str, bool]:
    """What the plain checks say of this code of ours."""
    names: dict[str, Any] = {}
    exec(compile(text, "derivatives.py", "exec"), names)
    found = {}
    for name in checks.POINTS:
        try:
            getattr(checks, name)(SimpleNamespace(**names))
            found[name] = True
        except (AssertionError, NotImplementedError):
            found[name] = False
    return found


@pytest.mark.parametrize("kind", [*submissions.ORDINARY, submissions.HARD[0]], ids=lambda kind: kind.name)
def test_each_kind_of_submission_loses_what_is_written_down(kind: submissions.Kind) -> None:
    (made,) = submissions.make((kind,), 1)
    assert {name for name, passed in verdicts(made.text).items() if not passed} == kind.fails


def test_no_two_submissions_are_the_same_code() -> None:
    made = submissions.make(submissions.ORDINARY, 40)
    assert len({each.text for each in made}) == len({each.name for each in made}) == 40
    assert {each.fails for each in made[:4]} == {kind.fails for kind in submissions.ORDINARY}


def test_wrong_and_lost_verdicts_are_counted() -> None:
    right, begun = submissions.make((submissions.ORDINARY[0], submissions.ORDINARY[2]), 2)
    said = {each.name: {name: name not in each.fails for name in checks.POINTS} for each in (right, begun)}
    assert wrong(said, [right, begun]) == (0, 0)
    said[begun.name]["test_tangents_are_drawn"] = True
    assert wrong(said, [right, begun]) == (1, 1)
    del said[right.name]["test_forward_nudge"]
    assert wrong(said, [right, begun]) == (2, 2)
    assert wrong({}, [right]) == (len(checks.POINTS), 1)


@pytest.mark.parametrize("name", checks.POINTS)
def test_a_check_stands_alone_in_the_form_of_others(name: str) -> None:
    text = TEST.format(name=name, points=1, shared=shared(), source=source(name))
    kept = [line for line in text.splitlines() if not line.startswith(("from otter", "@test_case"))]
    space: dict[str, Any] = {}
    exec(compile("\n".join(kept), name, "exec"), space)
    reference: dict[str, Any] = {}
    exec(compile(submissions.REFERENCE.read_text("utf-8"), "derivatives.py", "exec"), reference)
    space["asked"](reference)
    with pytest.raises((AssertionError, TypeError, AttributeError, ValueError)):
        space["asked"]({key: lambda *args, **kwargs: None for key in reference if not key.startswith("_")})


def test_what_cannot_be_installed_is_told_and_not_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str, packages: object) -> Path:
        raise EnvironmentMissingError("no network")

    monkeypatch.setattr(peers, "environment", missing)
    found, absent = peers.ready(tmp_path, [PlainPytest], 2)
    assert (found, list(absent)) == ([], [PlainPytest.name])
    assert "no network" in capsys.readouterr().err
    assert PlainPytest.name in peers.rows(found, absent, 2, (0.1, 0.1))[0]


@pytest.mark.long
def test_a_small_batch_is_measured_and_judged() -> None:
    words = [sys.executable, "benchmarks/batch.py", "--counts", "1", "2", "3", "--rounds", "1"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    assert "| 3 |" in done.stdout
    assert done.stdout.count("at most") == 2


@pytest.mark.long
def test_gradus_judges_the_hard_cases_right(tmp_path: Path) -> None:
    graded = Gradus(Path(sys.executable), tmp_path / "class")
    graded.hand_in(submissions.make(submissions.HARD, len(submissions.HARD)))
    graded.run(len(graded.submissions))
    assert wrong(graded.verdicts(len(graded.submissions)), graded.submissions) == (0, 0)
    assert json.loads((tmp_path / "class" / "results" / "s0000.json").read_text("utf-8"))["sandbox"] == "bubblewrap"
