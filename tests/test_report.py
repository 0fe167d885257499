"""The report's fields are a contract: a golden file holds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gradus.core import report as reports
from gradus.core.course import Course
from tests.conftest import HandIn, grade

GOLDEN = Path(__file__).parent / "golden" / "report.json"
HALF = "def square(x):\n    return 2 * x\n\n\ndef mean(xs):\n    return sum(xs) / len(xs)\n"


@pytest.mark.fast
def test_a_report_is_what_clients_depend_on(mini: Course, hand_in: HandIn) -> None:
    report = grade(mini, hand_in("ada", square=HALF))["ada"]
    assert report["seconds"] > 0
    report["seconds"] = 0.0
    assert report["sandbox"] == "process"
    report["sandbox"] = "bubblewrap"  # as official ones have it
    for exercise in report["exercises"]:
        assert exercise.pop("made").keys() == {"at", "gradus", "python", "numpy", "submission", "graders"}
    assert report == json.loads(GOLDEN.read_text("utf-8"))


def test_a_report_can_be_read_back(mini: Course) -> None:
    grade(mini, mini.solutions)
    path = mini.root / "results" / "solutions.json"
    assert reports.read(path).to_json() == path.read_text("utf-8")


def test_nothing_of_a_hidden_check_gets_out(mini: Course, hand_in: HandIn) -> None:
    """Neither what it passes in, nor what it expects, nor what a student's code makes of it."""
    leak = (
        "seen = []\ndef square(x):\n    seen.append(x)\n    print(seen)\n"
        "    raise type(f'Saw_{int(x * 100)}', (Exception,), {})(repr(seen))\n"
        "def mean(xs):\n    raise ValueError(repr(list(xs)) + repr(seen))\n"
    )
    text = json.dumps(grade(mini, hand_in("ada", square=leak))["ada"])
    for secret in ("41.75", "4175", "1743", "-8.0", "3.25"):
        assert secret not in text
