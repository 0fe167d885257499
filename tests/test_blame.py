"""Our mistake never costs a student: an exception is an answer's only where the reference passes the same check."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradus.core.course import Course, Exercise, load
from gradus.core.handed_in.submission import open_folder
from gradus.core.status import HIDDEN as SAID
from gradus.core.status import Status
from gradus.grading import proof
from gradus.grading.diagnosis import matching
from gradus.grading.runner import run_checks
from gradus.grading.vocabulary import expectation
from tests.conftest import HandIn, invoke, sampled

HIDDEN = "graders/warmup/square/test_hidden.py"
VISIBLE = "graders/warmup/square/test_visible.py"
ASKED = "    expect(submission.mean([1.0, 2.0]))"
MEAN = "    expect(submission.mean(xs)).left_alone(submission).close_to((SECRET - 2.8) / 4)\n"
ODD = "def square(x):\n    return x * x\n\n\ndef mean(xs):\n    return {}\n"


def replaced(course: Course, old: str, new: str, file: str = HIDDEN) -> None:
    path = course.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def refreshed(course: Course) -> Course:
    """The fingerprints say that they belong to these graders: what a teacher does who mends a check in a hurry."""
    for exercise in course.exercises:
        path = course.graders(exercise) / matching.FILENAME
        path.write_text(json.dumps({**json.loads(path.read_text()), "of": matching.state(course, exercise)}))
    return load(course.root)


FAULTS = {
    "a word that does not exist": (
        MEAN.replace("close_to", "is_close_to"),
        "line 24, test_mean_of_many: AttributeError: 'Expectation' object has no attribute 'is_close_to'"
        ": did you mean close_to?",
    ),
    "a name that does not exist": (
        "    expect(submision.mean(xs)).close_to(9.7375)\n",
        "line 24, test_mean_of_many: NameError: name 'submision' is not defined: did you mean submission?",
    ),
    "an index before the student is asked": (
        "    [1, 2][5]\n" + MEAN,
        "line 24, test_mean_of_many: IndexError: list index out of range",
    ),
    "an index after the student was asked": (
        MEAN + "    [1, 2][5]\n",
        "line 25, test_mean_of_many: IndexError: list index out of range",
    ),
    "a function that NumPy no longer has": (
        MEAN + "    np.trapz_of_old([1.0])\n",
        "line 25, test_mean_of_many: AttributeError: module 'numpy' has no attribute 'trapz_of_old'",
    ),
    "a method that no answer has": (
        "    submission.mean(xs).no_such_method()\n" + MEAN,
        "line 24, test_mean_of_many: AttributeError: 'float' object has no attribute 'no_such_method'",
    ),
    "an argument that a word does not take": (
        MEAN.replace(" / 4)", " / 4, rtl=1e-3)"),
        "line 24, test_mean_of_many: TypeError: Expectation.close_to() got an unexpected keyword argument 'rtl'",
    ),
    "a function of the check's own that the student calls": (
        "    def f(x):\n        return undefined_here * x\n\n    submission.square(f)\n" + MEAN,
        "line 25, test_mean_of_many: NameError: name 'undefined_here' is not defined",
    ),
    "an assertion before the student is asked": (
        "    assert 1 > 2\n" + MEAN,
        "line 24, test_mean_of_many: AssertionError",
    ),
    "another expected value": (
        MEAN.replace(" / 4)", " / 3)"),
        "line 24, test_mean_of_many: the reference gets failed.",
    ),
    "a fixture that does not exist": (
        None,
        "line 18, test_mean_of_many: there is no fixture submision: did you mean submission?",
    ),
}


@pytest.mark.parametrize("name", sampled(FAULTS, 18))
def test_a_mistake_of_a_check_stops_grading(mini: Course, hand_in: HandIn, tmp_path: Path, name: str) -> None:
    fault, sentence = FAULTS[name]
    if fault is None:
        replaced(mini, "def test_mean_of_many(submission)", "def test_mean_of_many(submision)")
    else:
        replaced(mini, MEAN, fault)
    if "student calls" in name:
        replaced(mini, "return x * x", "return x(2.0) if callable(x) else x * x", "solutions/warmup/square.py")
    done = invoke("grade", hand_in("ada"), "--out", tmp_path / "out", "--sandbox", "process", cwd=mini.root)
    assert done.returncode == 3, done.stdout + done.stderr
    assert f"{HIDDEN}, {sentence}" in done.stderr
    assert "mend that, or grade with --unproven" in done.stderr
    assert not list(tmp_path.glob("out/*"))


@pytest.mark.long
def test_an_odd_answer_is_the_students(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """The check passes the reference, so what it cannot work with is the answer."""
    replaced(mini, MEAN, MEAN.replace("mean(xs))", "mean(xs) * 1.0)"))
    out = tmp_path / "out"
    folder = hand_in("ada", square=ODD.format("'nothing'"))
    done = invoke("grade", folder, "--out", out, "--sandbox", "process", cwd=refreshed(mini).root)
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "ada.json").read_text("utf-8"))
    (check,) = [c for e in report["exercises"] for c in e["checks"] if c["id"].endswith("mean_of_many")]
    assert (check["status"], check["score"]) == ("failed", 0)
    assert check["message"] == SAID[Status.FAILED]


@pytest.mark.parametrize("typo", sampled(["expect(1.0).is_close_to(1.0)", "no_such_name", "expect(1.0).close_to()"], 3))
def test_a_typo_that_only_a_wrong_answer_reaches(mini: Course, hand_in: HandIn, tmp_path: Path, typo: str) -> None:
    """It costs nobody a point: there is no report for whom it concerns, and a sentence for the teacher."""
    replaced(mini, MEAN, f"    if submission.mean(xs) > 50.0:\n        {typo}\n{MEAN}")
    out = tmp_path / "out"
    folders = [hand_in("ada"), hand_in("bob", square=ODD.format("99.0"))]
    done = invoke("grade", *folders, "--out", out, "--sandbox", "process", cwd=refreshed(mini).root)
    assert done.returncode == 3
    assert f"bob: no score. {HIDDEN}, line 25, test_mean_of_many: " in done.stderr
    assert [path.name for path in out.iterdir()] == ["ada.json"]


def test_a_mistake_before_the_student_is_asked_in_this_check(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """Even where the check was proven: its data is gone, and other checks had answers."""
    data = tmp_path / "data.txt"
    data.write_text("9.7375")
    replaced(mini, MEAN, f"    want = float(open({str(data)!r}).read())\n{MEAN}")
    assert proof.prove(refreshed(mini), mini.exercises) == []
    data.unlink()
    done = invoke("grade", hand_in("ada"), "--out", tmp_path / "out", "--sandbox", "process", cwd=mini.root)
    assert done.returncode == 3
    assert f"{HIDDEN}, line 24, test_mean_of_many: FileNotFoundError" in done.stderr
    assert not list(tmp_path.glob("out/*"))


SHARED = '''
import pytest


@pytest.fixture(scope="module")
def answer(submission):
    return submission.mean(np.array([1.0, 2.0]))


@points(0.5)
def test_first(answer):
    """First.

    Look.
    """
    expect(answer).between(0.0, 100.0)


@points(0.5)
def test_second(answer):
    """Second.

    Look.
    """
    expect(answer * 2.0).close_to(3.0)
'''


@pytest.mark.long
def test_an_answer_that_several_checks_share(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """It came in an earlier check, and is as much the student's in a later one."""
    replaced(mini, "@points(1.5)", "@points(0.5)")
    with (mini.root / HIDDEN).open("a", encoding="utf-8") as file:
        file.write(SHARED)
    folder = hand_in("ada", square=ODD.format("'nothing'"))
    done = invoke("grade", folder, "--out", tmp_path / "out", "--sandbox", "process", cwd=refreshed(mini).root)
    assert done.returncode == 0, done.stderr
    statuses = re.findall(r'square::(\w+)".*?"status": "(\w+)"', (tmp_path / "out" / "ada.json").read_text(), re.S)
    assert dict(statuses)["second"] == "failed"


@pytest.mark.long
def test_going_on_all_the_same(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """With --unproven what is judged wrongly is graded, and what crashes is not."""
    replaced(mini, MEAN, MEAN.replace(" / 4)", " / 3)"))
    command = ("grade", hand_in("ada"), "--out", tmp_path / "out", "--sandbox", "process")
    assert invoke(*command, cwd=refreshed(mini).root).returncode == 3
    done = invoke(*command, "--unproven", cwd=mini.root)
    assert done.returncode == 0, done.stderr
    assert "4.5 / 6" in done.stdout
    replaced(mini, MEAN.replace(" / 4)", " / 3)"), MEAN + "    [1, 2][5]\n")
    done = invoke(*command, "--unproven", cwd=refreshed(mini).root)
    assert done.returncode == 3
    assert f". {HIDDEN}, line 25, test_mean_of_many: IndexError" in done.stderr


def test_a_mistake_of_the_engine(mini: Course, hand_in: HandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A student could make it stumble, so it is no reason for no verdict; but the teacher hears of it."""
    monkeypatch.setattr(expectation, "value", None)
    submission = open_folder(hand_in("ada", square=ODD.format("99.0")), mini)
    record = run_checks(mini, submission, mini.exercises[:1], "in-process", strict=False)
    (outcome,) = [outcome for check, outcome in record.results if check.id == "warmup/square::mean_of_many"]
    assert (outcome.status, outcome.kind) == ("failed", "form") and record.faults == {}
    assert outcome.doubt.startswith(
        f"{HIDDEN}, line 24, test_mean_of_many: TypeError: 'NoneType' object is not callable (in gradus/"
    )


def test_an_answer_from_which_a_check_expects_nan(mini: Course, hand_in: HandIn) -> None:
    """It was calculated with the answer, and the reference gives another: it is the student's."""
    more = "    answer = submission.mean(xs)\n    expect(answer).close_to(answer * 1.0)\n"
    replaced(mini, MEAN, more)
    submission = open_folder(hand_in("ada", square=ODD.format("float('nan')")), mini)
    record = run_checks(mini, submission, mini.exercises[:1], "process", strict=False)
    assert record.faults == {}
    assert [outcome.kind for check, outcome in record.results if check.id.endswith("many")] == ["form"]


# The cache


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The exercises whose reference is run."""
    from gradus.grading.proof import reference

    seen: list[str] = []
    run = reference._run

    def noted(course: Course, sandbox: str, exercise: Exercise) -> reference.Proof:
        seen.append(exercise.id)
        return run(course, sandbox, exercise)

    monkeypatch.setattr(reference, "_run", noted)
    return seen


@pytest.mark.long
def test_only_what_changed_is_proven_again(mini: Course, runs: list[str]) -> None:
    assert proof.prove(mini, mini.exercises) == [] and runs == []
    replaced(mini, "SECRET = 41.75", "SECRET = 41.5")
    assert proof.prove(mini, mini.exercises) == [] and runs == ["warmup/square"]
    replaced(mini, "return x * x", "return x**2", "solutions/warmup/square.py")
    assert proof.prove(mini, mini.exercises) == [] and runs[1:] == ["warmup/square", "warmup/power"]
    assert proof.prove(mini, mini.exercises) == [] and len(runs) == 3


def forged(course: Course) -> str:
    return json.dumps({f"{each.id} process": {"of": "", "passed": [], "findings": []} for each in course.exercises})


@pytest.mark.parametrize("content", sampled(["forged", "", "[]", "{", '{"warmup/square": 1}', "half"], 6))
def test_a_cache_that_says_nothing(mini: Course, runs: list[str], content: str) -> None:
    cache = mini.root / ".gradus" / "proven.json"
    if content == "half":
        cache.write_text(re.sub(r"(?s)\"passed\": \[.*?\]", '"passed": []', cache.read_text()))
    else:
        cache.write_text(forged(mini) if content == "forged" else content)
    assert proof.prove(mini, mini.exercises) == []
    assert runs == ["warmup/square", "warmup/power"]
    assert proof.prove(mini, mini.exercises) == [] and len(runs) == 2


@pytest.mark.long
def test_what_was_lost_is_looked_at_again(mini: Course, runs: list[str]) -> None:
    """It may have been the machine, as with a time limit."""
    replaced(mini, "SECRET**2", "SECRET**3")
    first = proof.prove(mini, mini.exercises)
    assert proof.prove(mini, mini.exercises) == first != []
    assert runs == ["warmup/square", "warmup/square"]


def test_a_folder_that_cannot_be_written_to(mini: Course, runs: list[str]) -> None:
    shutil.rmtree(mini.root / ".gradus")
    (mini.root / ".gradus").write_text("in the way")
    assert proof.prove(mini, mini.exercises) == []
    assert len(runs) == 2


def test_the_digest_is_of_what_judges(mini: Course) -> None:
    exercise = mini.by_id["warmup/power"]
    before = proof.digest(mini, exercise)
    manifest = mini.root / "course.toml"
    manifest.write_text(manifest.read_text().replace('"Use what you have."', '"Use it."'))
    assert proof.digest(load(mini.root), exercise) == before
    digests = {before}
    (mini.graders(exercise) / "data.npz").write_bytes(b"1")
    digests.add(proof.digest(mini, exercise))
    manifest.write_text(manifest.read_text().replace("points = 2", "points = 3"))
    digests.add(proof.digest(mini, load(mini.root).by_id[exercise.id]))
    assert len(digests) == 3


# At home


def at_home(course: Course) -> str:
    """A mistake in a visible check, in a repository without solutions and hidden checks."""
    replaced(course, ASKED, f"    no_such_name\n{ASKED}", VISIBLE)
    for path in [*course.solutions.glob("*/*.py"), *course.root.glob("graders/*/*/test_hidden.py")]:
        path.unlink()
    (course.stubs / "warmup" / "square.py").write_text(ODD.format("sum(xs) / len(xs)"), "utf-8")
    return f"{VISIBLE}, line 19, test_mean_of_two: NameError: name 'no_such_name' is not defined"


def test_a_students_own_check(mini: Course) -> None:
    sentence = at_home(mini)
    done = invoke("check", "square", cwd=mini.root)
    assert done.returncode == 3
    assert "The square of 3 is 9" in done.stdout, "the other check keeps its verdict"
    assert f"This check itself is at fault, not your code: tell your teacher. {sentence}" in done.stderr


def test_a_students_own_pytest(mini: Course) -> None:
    sentence = at_home(mini)
    command = [sys.executable, "-m", "pytest", "graders/warmup/square", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=mini.root, capture_output=True, text=True)
    assert "This check itself is at fault, not your code: tell your teacher." in done.stdout
    assert sentence in done.stdout and "1 passed" in done.stdout


def test_at_home_an_odd_answer_needs_no_proof(mini: Course) -> None:
    at_home(mini)
    replaced(mini, f"    no_such_name\n{ASKED}", ASKED.replace("]))", "]) * 1.0)"), VISIBLE)
    (mini.stubs / "warmup" / "square.py").write_text(ODD.format("'nothing'"), "utf-8")
    done = invoke("check", "square", cwd=mini.root)
    assert done.returncode == 0
    assert "The check could not go on with what came back" in done.stdout
