"""Nothing is lost: what was graded stays until the new report is whole, and the next run does the rest only."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from tests.conftest import Done, HandIn, heeds_ctrl_c, invoke, sampled

DOUBLE = "def square(x):\n    return 2 * x\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"
SLOW = "import time\n" + DOUBLE.replace("2 * x", "time.sleep(0.5) or x * x")


def grade(course: Course, *folders: Path, more: tuple[str, ...] = ()) -> Done:
    return invoke("grade", *folders, "--out", "results", "--sandbox", "process", *more, cwd=course.root)


def reports(course: Course) -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (course.root / "results").glob("*.json")}


def times(course: Course) -> dict[str, dict[str, str]]:
    """When each exercise of each submission was graded; to tell two runs apart, the reports are dated back."""
    return {
        name: {each["id"]: each["made"]["at"] for each in report["exercises"]}
        for name, report in reports(course).items()
    }


def date_back(course: Course, at: str = "2020-01-01T00:00:00Z") -> None:
    for path in (course.root / "results").glob("*.json"):
        report = json.loads(path.read_text("utf-8"))
        for exercise in report["exercises"]:
            exercise["made"]["at"] = at
        path.write_text(json.dumps(report), "utf-8")


OLD = "2020-01-01T00:00:00Z"


class TestTheNextRun:
    def test_grades_only_what_is_new(self, mini: Course, hand_in: HandIn) -> None:
        ada, bob = hand_in("ada"), hand_in("bob", square=DOUBLE)
        grade(mini, ada)
        date_back(mini)
        done = grade(mini, ada, bob)
        assert done.returncode == 0
        assert "1 submission was graded before and unchanged since: kept" in done.stderr
        assert set(times(mini)["ada"].values()) == {OLD} and OLD not in times(mini)["bob"].values()
        assert "ada" in done.stdout and "bob" in done.stdout

    def test_grades_the_exercises_that_changed(self, mini: Course, hand_in: HandIn) -> None:
        """A mended check is run for everybody; what has nothing to do with it keeps its verdict."""
        ada = hand_in("ada")
        grade(mini, ada)
        date_back(mini)
        check = mini.root / "graders/warmup/power/test_visible.py"
        check.write_text(check.read_text("utf-8") + "\n# mended\n", "utf-8")
        assert invoke("fingerprints", cwd=mini.root).returncode == 0
        assert grade(courses.load(mini.root), ada).returncode == 0
        made = times(mini)["ada"]
        assert made["warmup/square"] == OLD and made["warmup/power"] != OLD

    def test_what_an_exercise_builds_on_counts(self, mini: Course, hand_in: HandIn) -> None:
        ada = hand_in("ada")
        grade(mini, ada)
        date_back(mini)
        module = ada / "exercises/warmup/square.py"
        module.write_text(module.read_text("utf-8") + "\n# again\n", "utf-8")
        grade(mini, ada)
        assert OLD not in times(mini)["ada"].values()

    @pytest.mark.long
    def test_again_grades_everything(self, mini: Course, hand_in: HandIn) -> None:
        ada = hand_in("ada")
        grade(mini, ada)
        date_back(mini)
        grade(mini, ada, more=("--again",))
        assert OLD not in times(mini)["ada"].values()

    @pytest.mark.parametrize("text", sampled(["{}", "", '{"schema": "gradus.report/1"}', "[" * 5000], 4))
    @pytest.mark.long
    def test_a_report_that_cannot_be_read_is_made_again(self, mini: Course, hand_in: HandIn, text: str) -> None:
        ada = hand_in("ada")
        (mini.root / "results").mkdir()
        (mini.root / "results/ada.json").write_text(text, "utf-8")
        assert grade(mini, ada).returncode == 0
        assert reports(mini)["ada"]["score"] == 6


class TestCtrlC:
    @pytest.mark.long
    @pytest.mark.skipif(sys.platform == "win32", reason="signals")
    def test_what_is_done_stays_and_the_same_command_goes_on(self, mini: Course, hand_in: HandIn) -> None:
        folders = [hand_in(f"s{number}", square=SLOW) for number in range(3)]
        (mini.root / "results").mkdir()
        kept = {"schema": "gradus.report/1", "submission": "s2", "sandbox": "process", "seconds": 1.0}
        kept |= {"score": 5.0, "max_score": 6.0, "exercises": []}
        (mini.root / "results/s2.json").write_text(json.dumps(kept), "utf-8")
        command = [sys.executable, "-m", "gradus", "grade", *map(str, folders), "--out", "results"]
        command += ["--sandbox", "process", "--jobs", "1"]
        pipe = subprocess.PIPE
        started = subprocess.Popen(
            command, cwd=mini.root, stdout=pipe, stderr=pipe, text=True, preexec_fn=heeds_ctrl_c, start_new_session=True
        )
        deadline = time.monotonic() + 120
        while not (mini.root / "results/s0.json").is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(started.pid, signal.SIGINT)
        out, err = started.communicate(timeout=60)
        assert started.returncode == 130, err
        assert "Run the same command again to go on" in err and "Traceback" not in err
        assert "s0" in out and "s2" not in out
        assert json.loads((mini.root / "results/s2.json").read_text("utf-8")) == kept
        assert list((mini.root / "results").glob(".*")) == []
        date_back(mini)
        done = grade(mini, *folders)
        assert done.returncode == 0, done.stderr
        assert sorted(reports(mini)) == ["s0", "s1", "s2"]
        assert set(times(mini)["s0"].values()) == {OLD} and OLD not in times(mini)["s2"].values()


class TestRefused:
    def test_a_folder_without_a_module_is_remembered(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        (tmp_path / "eve").mkdir()
        done = grade(mini, hand_in("ada"), tmp_path / "eve")
        assert done.returncode == 2
        refused = reports(mini)["eve"]
        assert refused["refused"].startswith("eve contains neither exercises/")  # not where the teacher keeps it
        assert refused["exercises"] == [] and refused["score"] == 0 and refused["max_score"] == 6

    @pytest.mark.long
    def test_an_earlier_report_is_kept_aside(self, mini: Course, hand_in: HandIn) -> None:
        ada = hand_in("ada")
        grade(mini, ada)
        shutil.rmtree(ada / "exercises")
        assert grade(mini, ada).returncode == 2
        assert reports(mini)["ada"]["refused"]
        assert json.loads((mini.root / "results/before/ada.json").read_text("utf-8"))["score"] == 6

    def test_two_of_one_name_cost_nobody_else(self, mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
        """Names that a person reads as one: case, and an accent in one character or two."""
        twins = [tmp_path / "a" / "jose\u0301", tmp_path / "b" / "JOS\u00c9"]
        for twin in twins:
            (twin / "warmup").mkdir(parents=True)
        done = grade(mini, *twins, hand_in("ada"))
        assert done.returncode == 2
        assert str(twins[0]) in done.stderr and str(twins[1]) in done.stderr
        assert list(reports(mini)) == ["ada"]


class TestCompare:
    def test_says_whose_score_changed_and_where(self, mini: Course, hand_in: HandIn) -> None:
        ada, bob = hand_in("ada", square=DOUBLE), hand_in("bob")
        grade(mini, ada, bob)
        (ada / "exercises/warmup/square.py").write_text((bob / "exercises/warmup/square.py").read_text("utf-8"))
        done = grade(mini, ada, bob)
        assert "ada: +" in done.stderr and "warmup/square" in done.stderr and "bob:" not in done.stderr
        compared = invoke("compare", "results", cwd=mini.root)
        assert compared.returncode == 0
        assert "warmup/square::" in compared.stdout and "passed" in compared.stdout and "+" in compared.stdout
        changes = json.loads(invoke("compare", "results", "--json", cwd=mini.root).stdout)
        assert {change["submission"] for change in changes} == {"ada"}
        gained = (
            reports(mini)["ada"]["score"] - json.loads((mini.root / "results/before/ada.json").read_text())["score"]
        )
        assert sum(change["points"] for change in changes) == gained > 0

    @pytest.mark.long
    def test_nothing_to_compare(self, mini: Course, hand_in: HandIn) -> None:
        grade(mini, hand_in("ada"))
        done = invoke("compare", "results", cwd=mini.root)
        assert done.returncode == 2 and "has no earlier reports" in done.stderr
        same = invoke("compare", "results", "results", cwd=mini.root)
        assert same.returncode == 0 and "No check has another result in any of 1 submission." in same.stdout
