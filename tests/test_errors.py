"""Every command meets what is missing, broken or in the way with a sentence and its exit status, never a traceback."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import ROOT, invoke, run_gradus, sampled

pytestmark = pytest.mark.fast
USAGE, INFRASTRUCTURE = 2, 3
Change = Callable[[Path], object]


def text(path: str, content: str | bytes) -> Change:
    """Put a file there, with the folders above it."""

    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)

    return change


def without(path: str) -> Change:
    def change(root: Path) -> None:
        shutil.rmtree(root / path) if (root / path).is_dir() else (root / path).unlink()

    return change


def file_for_folder(path: str) -> Change:
    def change(root: Path) -> None:
        shutil.rmtree(root / path, ignore_errors=True)
        (root / path).write_text("in the way\n")

    return change


def report(**changes: object) -> Change:
    content = {**json.loads((ROOT / "tests/golden/report.json").read_text("utf-8")), **changes}
    return text("results/ada.json", json.dumps(content))


def nothing(root: Path) -> None:
    """The course as it is."""


SQUARE = "warmup/square"
NOT_UTF_8 = b"x = '\xff'\n"
ROSTER = "login,id,student_id,last_name,first_name,email\nada,1,s1,L,A,a@b.c\n"
EXPORT = "export results --format long --out marks.csv"
GRADEBOOK = "gradebook results --roster roster.csv"
# What happened to the course, the command, its exit status, and words of its message.
CASES: list[tuple[Change, str, int, str]] = [
    # The commands of a student.
    (nothing, "check cube", USAGE, "There is no exercise called cube"),
    (nothing, "check --submission nowhere", USAGE, "There is no folder nowhere"),
    (nothing, "check --submission course.toml", USAGE, "is a file"),
    (nothing, "check --submission graders/warmup/square", USAGE, "contains neither exercises/"),
    (nothing, "check --watch --json", USAGE, "--watch is for a person"),
    (without("exercises"), "check", USAGE, "There is no folder"),
    (file_for_folder("exercises"), "check", USAGE, "is a file"),
    (without("graders"), "check square", INFRASTRUCTURE, "There is no graders/warmup/square/test_visible.py"),
    (text("graders/warmup/square/test_visible.py", "def ("), "check square", INFRASTRUCTURE, "test_visible.py"),
    (text("graders/warmup/square/test_visible.py", NOT_UTF_8), "check square", INFRASTRUCTURE, "test_visible.py"),
    (text("graders/warmup/square/test_visible.py", "1 / 0"), "check square", INFRASTRUCTURE, "ZeroDivisionError"),
    (nothing, "hint cube", USAGE, "There is no exercise called cube"),
    (nothing, "hint", USAGE, "Missing argument"),
    (nothing, "show cube", USAGE, "There is no exercise called cube"),
    (nothing, "show square", USAGE, "warmup/square has no picture"),
    (text("graders/warmup/square/picture.py", NOT_UTF_8), "show square", INFRASTRUCTURE, "picture.py"),
    # Grading.
    (nothing, "grade nowhere --out out", USAGE, "There is no folder nowhere"),
    (nothing, "grade solutions --out course.toml", USAGE, "cannot be written to course.toml"),
    (nothing, "grade solutions --out out --jobs 0", USAGE, "--jobs"),
    (nothing, "grade solutions --out out --sandbox chroot", USAGE, "--sandbox"),
    (text("results/solutions.json/x", ""), "grade solutions --out results", USAGE, "cannot be written to results"),
    (without("graders/warmup/square"), "grade solutions --out out", INFRASTRUCTURE, "no graders/warmup/square"),
    (without("graders/warmup/square/test_hidden.py"), "grade solutions --out out", INFRASTRUCTURE, "no graders/warmup"),
    # For authors.
    (nothing, "new Warmup/Square", USAGE, "is not a valid id"),
    (nothing, "new ../../etc/passwd", USAGE, "is not a valid id"),
    (nothing, "new warmup/square", USAGE, "exists already"),
    (file_for_folder("graders"), "new warmup/cube", INFRASTRUCTURE, "graders"),
    (without("solutions/warmup/power.py"), "stubs", INFRASTRUCTURE, "solutions/warmup/power.py is missing"),
    (text("solutions/warmup/power.py", "def ("), "stubs", INFRASTRUCTURE, "solutions/warmup/power.py, line 1"),
    (text("solutions/warmup/power.py", NOT_UTF_8), "stubs", INFRASTRUCTURE, "solutions/warmup/power.py"),
    (text("exercises/warmup/power.py", NOT_UTF_8), "stubs --check", INFRASTRUCTURE, "run gradus stubs"),
    (file_for_folder("exercises"), "stubs", INFRASTRUCTURE, "exercises"),
    (text("graders/warmup/square/misconceptions.py", "def ("), "fingerprints", INFRASTRUCTURE, "misconceptions.py"),
    (text("graders/warmup/square/misconceptions.py", NOT_UTF_8), "fingerprints", INFRASTRUCTURE, "misconceptions.py"),
    (text("graders/warmup/square/misconceptions.py", "1 / 0"), "fingerprints --check", INFRASTRUCTURE, "gradus finger"),
    (nothing, "verify cube", USAGE, "There is no exercise called cube"),
    (without("solutions/warmup/power.py"), "verify power", INFRASTRUCTURE, "power.py is missing"),
    (text("solutions/warmup/power.py", NOT_UTF_8), "verify power", INFRASTRUCTURE, "found"),
    (without("graders"), "verify power", INFRASTRUCTURE, "found"),
    (nothing, "release", USAGE, "Missing argument"),
    (nothing, "release course.toml", USAGE, "cannot be written"),
    (nothing, "release course.toml/students", USAGE, "cannot be written"),
    (without("solutions/warmup/power.py"), "release out", INFRASTRUCTURE, "power"),
    (text("out/README.md", "mine"), "release out", USAGE, "README.md"),
    # For teachers.
    (nothing, "lessons solutions --out out", USAGE, "this course has no lessons"),
    (nothing, EXPORT, USAGE, "results"),
    (text("results/x.txt", ""), EXPORT, USAGE, "results"),
    (text("results/ada.json", "{"), EXPORT, USAGE, "ada.json"),
    (text("results/ada.json", NOT_UTF_8), EXPORT, USAGE, "ada.json"),
    (text("results/ada.json/x", ""), EXPORT, USAGE, "ada.json"),
    (report(score="6"), EXPORT, USAGE, "score: expected a number, found a string"),
    (report(score=float("nan")), EXPORT, USAGE, "ada.json"),
    (report(exercises=[{"id": 3}]), EXPORT, USAGE, "exercises[0]"),
    (report(schema="gradus.report/9"), EXPORT, USAGE, "gradus.report/1"),
    (report(), "export results --format nothing --out x", USAGE, "--format"),
    (report(), "export results --format canvas --out x", USAGE, "--roster"),
    (report(), EXPORT + " --roster nowhere.csv", USAGE, "nowhere.csv"),
    (report(), EXPORT + " --due yesterday", USAGE, "yesterday"),
    (report(), EXPORT + " --due cube=2026-01-01T00:00Z", USAGE, "cube"),
    (report(), "export results --format junit --out course.toml/x", USAGE, "cannot be written"),
    (report(), GRADEBOOK, USAGE, "roster.csv"),
    (text("roster.csv", ROSTER), "gradebook nowhere --roster roster.csv", USAGE, "nowhere"),
]


@pytest.mark.parametrize("case", sampled(CASES, 7), ids=[f"{c[1]}-{c[3]}"[:70] for c in CASES])
def test_a_sentence(mini: Course, case: tuple[Change, str, int, str]) -> None:
    change, command, status, words = case
    change(mini.root)
    done = invoke(*command.split(), cwd=mini.root)
    assert done.returncode == status, done.stdout + done.stderr
    assert words in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stdout + done.stderr


MANIFESTS = ['{"../kept": "%s"}', "", "[]", "{", '{"README.md": 3}', '{"a": "b", "a": "c"}', '"x"', "\udcff"]


@pytest.mark.parametrize("content", sampled(MANIFESTS, 4))
def test_a_broken_manifest_of_a_release(mini: Course, tmp_path: Path, content: str) -> None:
    """Neither overwritten nor believed: it says which files an earlier release wrote, and may be removed."""
    kept = tmp_path / "kept"
    kept.write_text("mine")
    content = content.replace("%s", hashlib.sha256(b"mine").hexdigest())
    (tmp_path / "out").mkdir()
    manifest = tmp_path / "out" / ".gradus-release.json"
    manifest.write_text(content, "utf-8", errors="surrogateescape")
    done = invoke("release", tmp_path / "out", cwd=mini.root)
    assert done.returncode == USAGE
    assert f"{manifest} cannot be used: " in done.stderr
    assert kept.exists() and list(manifest.parent.iterdir()) == [manifest]


COMMANDS = "check, hint x, show x, grade x --out y, stubs, fingerprints, verify, new a/b, release x, lessons x --out y"


@pytest.mark.parametrize("command", ["", *COMMANDS.split(", ")])
def test_outside_of_a_course(tmp_path: Path, command: str) -> None:
    done = invoke(*command.split(), cwd=tmp_path)
    assert (done.returncode, "No course.toml" in done.stderr) == (USAGE, True), done.stderr


def test_a_process_of_its_own_ends_as_well(mini: Course) -> None:
    """As a user runs it: the same status, on standard error, and nothing on standard output."""
    done = run_gradus("check", "cube", cwd=mini.root)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr.startswith("gradus: There is no exercise called cube.")
