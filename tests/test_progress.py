"""The overview, from .gradus/progress.json; a file that is broken or from another version counts as none."""

from __future__ import annotations

import json

import pytest

from gradus.core.course import Course
from tests.conftest import invoke

pytestmark = pytest.mark.fast
ENTRY = {"state": "passed", "score": 1.5, "possible": 1.5, "hints": 1, "digest": "0"}
BROKEN = {
    "empty": "",
    "half": '{"warmup/squ',
    "a list": "[]",
    "not UTF-8": "\udcff",
    "from an older version": json.dumps({"warmup/square": {"passed": 2, "of": 2}}),
    "from a newer version": json.dumps({"warmup/square": {**ENTRY, "streak": 3}}),
    "a number as a string": json.dumps({"warmup/square": {**ENTRY, "score": "1.5"}}),
    "hints as a list": json.dumps({"warmup/square": {**ENTRY, "hints": [1]}}),
    "climbed as a number": json.dumps({"warmup/square": {**ENTRY, "climbed": 2}}),
    "climbed by a text": json.dumps({"warmup/square": {**ENTRY, "climbed": {"square": "2"}}}),
    "an entry that is a string": json.dumps({"warmup/square": "passed"}),
    "nan": '{"warmup/square": {"state": "passed", "score": NaN}}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_used_is_replaced(mini: Course, name: str) -> None:
    path = mini.root / ".gradus/progress.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(BROKEN[name], "utf-8", errors="surrogateescape")
    done = invoke("--json", cwd=mini.root)
    assert done.returncode == 0
    assert json.loads(done.stdout)["exercises"] == dict.fromkeys(mini.by_id, "not started")
    assert "hint 1 of 2" in invoke("hint", "square", cwd=mini.root).stdout
    assert "hint 2 of 2" in invoke("hint", "square", cwd=mini.root).stdout
    assert json.loads(path.read_text("utf-8"))["warmup/square"]["hints"] == 2


def begin(course: Course) -> None:
    """Have a module that is no stub: of one that is, no entry says more than that it is not started."""
    (course.stubs / "warmup/square.py").write_text("def square(x):\n    return x\n", "utf-8")


def test_one_bad_entry_costs_itself_alone(mini: Course) -> None:
    begin(mini)
    path = mini.root / ".gradus/progress.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"warmup/power": {"hints": "many"}, "warmup/square": ' + json.dumps(ENTRY) + "}", "utf-8")
    done = json.loads(invoke("--json", cwd=mini.root).stdout)
    assert done["exercises"] == {"warmup/square": "passed", "warmup/power": "not started"}


def test_an_entry_of_another_exercise_is_passed_over(mini: Course) -> None:
    begin(mini)
    path = mini.root / ".gradus/progress.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"warmup/cube": ENTRY, "warmup/square": ENTRY}), "utf-8")
    done = json.loads(invoke("--json", cwd=mini.root).stdout)
    assert done["exercises"] == {"warmup/square": "passed", "warmup/power": "not started"}
    assert "changed since 1.5 / 1.5" in invoke(cwd=mini.root).stdout


def test_a_folder_in_its_place(mini: Course) -> None:
    (mini.root / ".gradus/progress.json").mkdir(parents=True)
    assert "hint 1 of 2" in invoke("hint", "square", cwd=mini.root).stdout
    assert invoke(cwd=mini.root).returncode == 0
