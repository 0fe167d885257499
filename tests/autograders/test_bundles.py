"""The bundles of `gradus export --autograder`: what is in them, that they are the same twice, and what is refused."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from gradus.authoring.autograders.metadata import FILE, Metadata
from gradus.authoring.autograders.registry import known
from gradus.authoring.autograders.settings import Settings
from gradus.core.course import Course
from gradus.core.decode import DecodeError
from tests.conftest import invoke, run_gradus

pytestmark = pytest.mark.fast

SYSTEMS = sorted(known())
PROGRAMS = {"setup.sh", "run_autograder", "install.sh", "run.sh", "entrypoint.sh", "vpl_run.sh", "vpl_evaluate.sh"}


def export(course: Course, system: str, *options: object, out: str = "autograder.zip") -> Path:
    path = course.root.parent / out
    done = invoke("export", "--autograder", system, "--out", path, *options, cwd=course.root)
    assert done.returncode == 0, done.stderr
    return path


def contents(path: Path) -> dict[str, bytes]:
    """The files of a bundle; those of an archive in it, too."""
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    if text := files.get("execution_files/gradus_course.txt"):
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(text))) as inner:
            files |= {f"execution_files/course/{name}": inner.read(name) for name in inner.namelist()}
    return files


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_bundle_has_all_that_grades(mini: Course, system: str) -> None:
    files = contents(export(mini, system))
    ends = "warmup/square/test_hidden.py", "solutions/warmup/power.py", "course.toml", "settings.json", "install.sh"
    assert all(any(name.endswith(end) for name in files) for end in ends)
    (wheel,) = (data for name, data in files.items() if name.endswith(".whl"))
    with zipfile.ZipFile(io.BytesIO(wheel)) as packed:
        assert "gradus/authoring/autograders/shell/install.sh" in packed.namelist()
    (pins,) = (data.decode().splitlines() for name, data in files.items() if name.endswith("requirements.txt"))
    assert f"numpy=={version('numpy')}" in pins and f"pytest=={version('pytest')}" in pins
    assert not [pin for pin in pins if pin.startswith(("gradus", "nbgrader"))]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_same_course_gives_the_same_bytes(mini: Course, system: str) -> None:
    first = export(mini, system, out="first.zip").read_bytes()
    os.utime(mini.root / "course.toml", (1, 1))
    assert export(mini, system, out="second.zip").read_bytes() == first


def test_only_its_owner_reads_a_bundle_and_scripts_can_be_run(mini: Course) -> None:
    for system in SYSTEMS:
        path = export(mini, system)
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with zipfile.ZipFile(path) as packed:
            for entry in packed.infolist():
                executable = bool(entry.external_attr >> 16 & 0o100)
                assert executable == (entry.filename.rpartition("/")[2] in PROGRAMS), entry.filename
        path.unlink()


def test_no_more_secrets_than_the_chosen_exercises_need(mini: Course) -> None:
    files = contents(export(mini, "gradescope", "--only", "square"))
    assert "course/graders/warmup/square/test_hidden.py" in files and not [name for name in files if "power" in name]
    files = contents(export(mini, "gradescope", "--only", "power", out="second.zip"))
    assert {"course/solutions/warmup/square.py", "course/solutions/warmup/power.py"} <= set(files)


def test_settings(mini: Course, tmp_path: Path) -> None:
    files = contents(export(mini, "gradescope", "--only", "square", "--hidden", "after_due_date"))
    settings = Settings.parse(files["settings.json"])
    assert (settings.system, settings.exercises, settings.hidden) == (
        "gradescope",
        ("warmup/square",),
        "after_due_date",
    )
    for wrong in (b"{}", b'{"schema": "gradus.autograder/2"}', files["settings.json"].replace(b"after", b"before")):
        with pytest.raises(DecodeError):
            Settings.parse(wrong)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--autograder", "vpl", "--hidden", "hidden"], "--autograder vpl does not use --hidden"),
        (["--autograder", "vpl", "--format", "junit"], "--autograder vpl does not use --format"),
        (["--autograder", "vpl", "course.toml"], "--autograder vpl does not use RESULTS"),
        (["--autograder", "vpl", "--roster", "x.csv"], "--autograder vpl does not use --roster"),
        (["--autograder", "gradescope", "--only", "nothing"], "There is no exercise called nothing"),
        (["--format", "junit"], "give RESULTS and --format, or --autograder"),
        (["course.toml"], "give RESULTS and --format, or --autograder"),
    ],
)
def test_wrong_usage(mini: Course, options: list[str], said: str) -> None:
    done = invoke("export", *options, "--out", "out.zip", cwd=mini.root)
    assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1
    assert not (mini.root / "out.zip").exists()


def test_a_course_that_cannot_be_packed(mini: Course) -> None:
    """The first cause is told, exit status 3, and nothing is written."""

    def fails(said: str) -> None:
        done = invoke("export", "--autograder", "gradescope", "--out", "out.zip", cwd=mini.root)
        assert done.returncode == 3 and said in done.stderr, done.stderr
        assert not (mini.root / "out.zip").exists()

    secret = mini.root / "graders/warmup/square/data.csv"
    secret.symlink_to("/etc/passwd")
    fails("graders/warmup/square/data.csv is a symbolic link")
    secret.unlink()
    table = mini.root / "course.toml"
    table.write_text(table.read_text("utf-8").replace('"numpy"]', '"numpy", "no_such_package"]'), "utf-8")
    fails("warmup/square may import no-such-package, which is not installed here")


def test_a_folder_where_the_file_should_be(mini: Course) -> None:
    done = invoke("export", "--autograder", "vpl", "--out", mini.root, cwd=mini.root)
    assert done.returncode == 2 and "is a folder: give --out the name of a file" in done.stderr


@pytest.mark.skipif(not shutil.which("shellcheck", path=Path(sys.executable).parent), reason="no shellcheck")
def test_the_scripts_have_no_findings() -> None:
    from gradus.authoring.autograders import bundle

    scripts = [path for path in sorted(bundle._SHELL.iterdir()) if path.read_bytes().startswith(b"#!")]
    assert {path.name for path in scripts} == PROGRAMS
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, env=_path())
    assert done.returncode == 0, done.stdout


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("hadolint"), reason="no hadolint")
def test_the_recipes_of_images_have_no_findings() -> None:
    from gradus.authoring.autograders import bundle

    recipes = [bundle._SHELL / name for name in ("Containerfile", "Dockerfile")]
    done = subprocess.run(["hadolint", *recipes], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def _path() -> dict[str, str]:
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


# The command that runs in each system's container, on a folder as the system lays it out.


class Laid:
    """A bundle that was unpacked, and the folder of a system beside it."""

    def __init__(self, course: Course, system: str, *options: str) -> None:
        self.root = course.root.parent / system
        self.bundle = self.root / "source"
        with zipfile.ZipFile(export(course, system, *options)) as packed:
            packed.extractall(self.root / "zip")
        at = {"prairielearn": "serverFilesCourse/gradus"}.get(system, "")
        shutil.copytree(self.root / "zip" / at, self.bundle)
        self.submission = self.root / {"prairielearn": "student"}.get(system, "submission")

    def grade(self, *options: str, **modules: str) -> Any:
        shutil.rmtree(self.submission, ignore_errors=True)
        self.submission.mkdir()
        for name, text in modules.items():
            (self.submission / f"{name}.py").write_text(text, "utf-8")
        return run_gradus("autograde", self.bundle, "--in", self.root, *options, cwd=self.root)

    @property
    def results(self) -> Any:
        return json.loads((self.root / "results" / "results.json").read_text("utf-8"))


RIGHT = "import numpy as np\n\ndef square(x):\n    return x * x\n\ndef mean(xs):\n    return np.sum(xs) / len(xs)\n"


def test_what_gradescope_says_of_a_submission(tmp_path: Path) -> None:
    path = tmp_path / FILE
    table = {"created_at": "2026-07-01T14:22:32.3-07:00", "users": [{"name": "\x1b[2J"}]}
    assignment = {"due_date": None, "total_points": "20.0", "title": "One"}
    path.write_text(json.dumps({**table, "assignment": assignment}), "utf-8")
    known = Metadata.of(path)
    assert known.notes(20.0, later=False) == []
    assert known.notes(4.0, later=True) == [
        "the assignment is worth 20 points in Gradescope, and 4 here.",
        "hidden checks are to be shown after the due date, and the assignment has none.",
    ]
    unusable: list[Any] = [{"due_date": "soon"}, {"total_points": "many"}, {"total_points": 20}, [], None]
    for wrong in unusable:
        path.write_text(json.dumps({**table, "assignment": wrong}), "utf-8")
        with pytest.raises(DecodeError):
            Metadata.of(path)


@pytest.mark.long
def test_an_empty_submission_is_told_to_its_student(mini: Course) -> None:
    laid = Laid(mini, "prairielearn", "--unprotected", "--only", "square")
    done = laid.grade()
    assert done.returncode == 0 and laid.results["gradable"] is False
    assert "It is empty" in laid.results["message"]
    assert str(laid.root) not in laid.results["message"]


def test_a_fault_of_ours_gives_no_results(mini: Course) -> None:
    laid = Laid(mini, "gradescope", "--unprotected", "--only", "square")
    check = laid.bundle / "course/graders/warmup/square/test_hidden.py"
    check.write_text(check.read_text("utf-8").replace("def test", "def helper", 1), "utf-8")
    done = laid.grade(square=RIGHT)
    assert done.returncode == 3 and "no fault of the submission's" in done.stderr and "Traceback" not in done.stderr
    assert not (laid.root / "results").exists()


def test_without_a_sandbox_nothing_is_graded(mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from gradus.sandbox.errors import SandboxUnavailableError
    from gradus.sandbox.kinds import bubblewrap, landlock

    laid = Laid(mini, "gradescope", "--only", "square")
    laid.submission.mkdir()

    def forbidden() -> None:
        raise SandboxUnavailableError("this machine forbids it.")

    monkeypatch.setattr(bubblewrap.Bubblewrap, "check", staticmethod(forbidden))
    monkeypatch.setattr(landlock.Landlock, "check", staticmethod(forbidden))
    done = invoke("autograde", laid.bundle, "--in", laid.root, cwd=laid.root)
    assert done.returncode == 3 and "nothing isolates code on this machine" in done.stderr
    assert not (laid.root / "results").exists()


@pytest.mark.parametrize(
    "damage", ["{}", '{"schema": "gradus.autograder/1", "system": "moodle", "exercises": []}', "x"]
)
def test_a_bundle_that_is_damaged(mini: Course, damage: str) -> None:
    laid = Laid(mini, "gradescope", "--unprotected")
    (laid.bundle / "settings.json").write_text(damage, "utf-8")
    done = invoke("autograde", laid.bundle, "--in", laid.root, cwd=laid.root)
    assert done.returncode == 3 and done.stderr.startswith("gradus: ") and done.stderr.count("\n") == 1
