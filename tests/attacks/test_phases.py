"""What a student's code learns in a hidden check comes out nowhere: in no text, and in no more statuses than promised.

The checks of this course log when they run, and what reached them: they are trusted, and student code is not.
"""

from __future__ import annotations

import json
import shutil
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gradus.authoring import fingerprints
from gradus.core.course import load
from gradus.core.status import HIDDEN, Status
from gradus.grading import proof
from tests.attacks.handed_in import HERE, REFERENCE, SUMS
from tests.conftest import bubblewrap_works, invoke, needs_bubblewrap

LOGGING = """

import os, time


def log(kind, what=""):
    line = f"{kind} {time.monotonic_ns()} {what}\\n".encode()
    place = os.open(os.environ.get("GRADUS_TEST_LOG", os.devnull), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(place, line)
    os.close(place)
"""
VISIBLE = (
    LOGGING
    + '''

@points(0.5)
def test_begun(submission):
    """It begins.

    Look.
    """
    log("visible")
    expect(submission.mean([2.0, 4.0])).close_to(3.0)
'''
)
HIDDEN_CHECKS = (
    LOGGING
    + '''

@points(0.5)
def test_logged(submission):
    """It goes on.

    Look.
    """
    log("hidden")
    expect(submission.mean([5.0, 4.0])).close_to(4.5)
'''
)
# How an answer can be wrong: each of these had a status or a sentence of its own.
WAYS = {
    "value": "return 1.5",
    "type": "return 'x'",
    "shape": "return np.ones((2, 3))",
    "finite": "return float('nan')",
    "raised": "raise ValueError('I was asked for x')",
    "missing": "return object()",
    "died": "os._exit(3)",
    "unreadable": "sys.modules['gradus.worker.wire'].encode = lambda *_: b'\\0' * 64; return 1.0",
    "not_started": "raise NotImplementedError",
    "blocked": "import exercises.calculus.no_such_exercise",
    "forbidden": "import pandas",
    "warned": "np.float64(1) / np.float64(0); return 1.5",
}
SECRET_INPUTS = "(6421.75, 6427.5, 7193.25, 3301.5)"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("phases") / "course"
    shutil.copytree(HERE / "course", root, ignore=shutil.ignore_patterns("__pycache__"))
    for exercise, which, more in (("sums", "visible", VISIBLE), ("sums", "hidden", HIDDEN_CHECKS)):
        path = root / f"graders/calculus/{exercise}/test_{which}.py"
        path.write_text(path.read_text("utf-8") + more, "utf-8")
    path = root / "graders/calculus/derivatives/test_hidden.py"
    text = path.read_text("utf-8").replace("    tangent = submission", "    log('hidden')\n    tangent = submission")
    path.write_text(text + LOGGING, "utf-8")
    toml = root / "course.toml"
    toml.write_text(toml.read_text("utf-8").replace("points = 5", "points = 6"), "utf-8")
    course = load(root)
    fingerprints.write(course, course.exercises)
    for sandbox in ("process", *([] if bubblewrap_works() else ["bubblewrap"])):
        assert proof.prove(course, course.exercises, sandbox, jobs=2) == []
    return root


def hand_in(folder: Path, derivatives: str = REFERENCE, sums: str = SUMS) -> Path:
    part = folder / "exercises" / "calculus"
    part.mkdir(parents=True)
    (part / "derivatives.py").write_text(derivatives, "utf-8")
    (part / "sums.py").write_text(sums, "utf-8")
    return folder


def graded(attacked: Path, tmp_path: Path, *folders: Path, sandbox: str = "process", **environment: str) -> list[Any]:
    out = tmp_path / "out"
    command = ["grade", *folders, "--out", out, "--sandbox", sandbox, "--jobs", "2", "--again"]
    done = invoke(*command, cwd=attacked, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads((out / f"{folder.name}.json").read_text("utf-8")) for folder in folders]


@needs_bubblewrap
def test_no_hidden_check_of_a_run_begins_before_the_last_visible_one_has_ended(attacked: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    different = [f"{SUMS}\nmine = {number}\n" for number in range(5)]
    folders = [hand_in(tmp_path / f"s{number}", REFERENCE + sums, sums) for number, sums in enumerate(different)]
    graded(attacked, tmp_path, *folders, sandbox="bubblewrap", GRADUS_TEST_LOG=str(log))
    lines = [line.split() for line in log.read_text().splitlines()]
    times = {kind: [int(line[1]) for line in lines if line[0] == kind] for kind in ("visible", "hidden")}
    assert len(times["visible"]) == 5 and len(times["hidden"]) == 10
    assert max(times["visible"]) < min(times["hidden"])


def test_a_hidden_check_says_one_of_four_things_whatever_the_code_does(attacked: Path, tmp_path: Path) -> None:
    said: Counter[tuple[str, str]] = Counter()
    folders = []
    for name, way in WAYS.items():
        spy = f"{REFERENCE}\nimport os, sys\nimport numpy as np\n_right = numerical_derivative, tangent_line\n"
        for place, function in enumerate(("numerical_derivative(f, x, h=1e-4)", "tangent_line(f, x)")):
            spy += f"\n\ndef {function}:\n    if np.any(np.isin(x, {SECRET_INPUTS})):\n        {way}\n"
            spy += f"    return _right[{place}](f, x)\n"
        folders.append(hand_in(tmp_path / name, spy))
    for name, report in zip(WAYS, graded(attacked, tmp_path, *folders), strict=True):
        hidden = [c for e in report["exercises"] for c in e["checks"] if c["visibility"] == "hidden"]
        visible = [c for e in report["exercises"] for c in e["checks"] if c["visibility"] == "visible"]
        assert all(check["status"] == "passed" for check in visible), f"{name} knows a hidden input and nothing else"
        assert report["score"] < 16, f"{name} did nothing"
        said.update((check["status"], check["message"]) for check in hidden)
        for check in hidden:
            assert not check["printed"] and not check["reproduce"] and not check["whole_file"]
    assert said.keys() <= {(str(status), sentence) for status, sentence in HIDDEN.items()}
    assert {status for status, _ in said} >= {Status.PASSED, Status.FAILED, Status.NOT_STARTED}


SEEDED = '''

import random


def state():
    """The seed of NumPy's generator, which is its first word."""
    return int(np.random.get_state()[1][0])
'''
ASKS = '''

@points(0.5)
def test_{which}_seed(submission):
    """The seed is a seed.

    Look.
    """
    log("seed", submission.state())
    expect(submission.mean([1.0, 4.0])).close_to(2.5)
'''


def test_the_seed_does_not_name_a_hidden_check(attacked: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(attacked, root)
    for which in ("visible", "hidden"):
        path = root / f"graders/calculus/sums/test_{which}.py"
        path.write_text(path.read_text("utf-8") + ASKS.format(which=which), "utf-8")
    (root / "course.toml").write_text((root / "course.toml").read_text("utf-8").replace("points = 6", "points = 7"))
    with open(root / "solutions/calculus/sums.py", "a", encoding="utf-8") as file:
        file.write("\nimport numpy as np\n" + SEEDED)
    course = load(root)
    fingerprints.write(course, course.exercises)
    assert proof.prove(course, course.exercises, "process", jobs=2) == []
    folder = hand_in(tmp_path / "ada", REFERENCE, (root / "solutions/calculus/sums.py").read_text("utf-8"))
    seen = []
    for number in range(2):
        log = tmp_path / f"log{number}"
        graded(root, tmp_path, folder, GRADUS_TEST_LOG=str(log))
        seen.append([int(line.split()[2]) for line in log.read_text().splitlines() if line.startswith("seed")])
    (visible, hidden), (visible_again, hidden_again) = seen
    assert visible == visible_again == zlib.crc32(b"calculus/sums::visible_seed"), "students have these themselves"
    assert len({hidden, hidden_again, zlib.crc32(b"calculus/sums::hidden_seed")}) == 3
