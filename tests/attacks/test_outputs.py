"""What is written from reports stays where the teacher wants it, whole or not at all: reports on disk are foreign data.

Each control does without the guard what an attack is about, and shows that it would have worked.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gradus.authoring.repository.delivery import MANIFEST
from gradus.core.course import Course
from gradus.core.report import Report
from gradus.core.report import read as read_report
from gradus.exporters import formats
from gradus.exporters.registry import exporters
from gradus.lessons.report import AnswerResult, AnswerStatus, GradedBy, LessonReport, LessonResult
from tests.conftest import ROOT, Done, HandIn, invoke

pytestmark = pytest.mark.fast
ADA = read_report(ROOT / "tests" / "golden" / "report.json")
links = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
# Names of submissions that are no names of folders: no report of ours has them.
ELSEWHERE = ["../../escaped", "..", ".", "", "/abs", "a/b", "a\\b", "..\\up", "a\0b", "x" * 300, "é" * 200]
# And what a folder can be called somewhere, though a file cannot be called so everywhere.
ODD = ["CON", "nul.x", "COM1", "a.", "a ", "a:c", "C:x", "a\nb", "\x1b[2J", "\ud800", "b*?", "-rf", "~", "%2e%2e%2f"]
PER_REPORT = ["gradescope", "classroom"]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    (tmp_path / "work" / "results").mkdir(parents=True)
    (tmp_path / "work" / "roster.csv").write_text("login\nada\n")
    save(tmp_path / "work" / "results", "ada", ADA)
    return tmp_path / "work" / "results"


def save(folder: Path, name: str, report: Report) -> None:
    (folder / f"{name}.json").write_text(report.to_json(), "utf-8")


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def run(results: Path, command: str, *more: object) -> Done:
    return invoke(command, results, *more, cwd=results.parent)


COMMANDS: dict[str, tuple[str, ...]] = {
    **{f"export {kind}": ("export", "--format", kind, "--out", "out") for kind in (*PER_REPORT, "junit", "long")},
    "feedback": ("feedback", "--out", "out"),
    "review": ("review", "--out", "out"),
    "overview": ("overview", "--html", "out/page.html"),
    "gradebook": ("gradebook", "--roster", "roster.csv", "--folder", "out"),
}


@pytest.mark.parametrize("name", ELSEWHERE, ids=ascii)
@pytest.mark.parametrize("command", [*COMMANDS, "compare"])
def test_a_submission_that_is_a_path(results: Path, command: str, name: str) -> None:
    """Every command refuses the report, by its file, and writes nothing at all."""
    save(results, "eve", replace(ADA, submission=name))
    before = everything(results.parent.parent)
    verb, *options = COMMANDS.get(command, (command, "results"))
    done = run(results, verb, *options)
    assert done.returncode == 2
    assert f"eve.json cannot be used: report.submission {'…' if not name else ''}".rstrip("…") in done.stderr
    assert "expected the name of a folder" in done.stderr and done.stderr.count("\n") == 1
    assert everything(results.parent.parent) == before


WORKS = ["..", "../x", "calculus/..", "/abs", "a//b", "", "a\\b", "a\0b"]


@pytest.mark.parametrize("name", WORKS, ids=ascii)
def test_work_that_is_a_path(results: Path, name: str) -> None:
    """An exercise, and a lesson, whose notebook is looked for by its name."""
    for folder in ("", "lessons"):
        (results / folder).mkdir(exist_ok=True)
        if folder:
            answers = (AnswerResult("q", GradedBy.PERSON, AnswerStatus.UNGRADED, 1.0, 0.0, ""),)
            report = LessonReport(LessonReport.SCHEMA, "eve", (LessonResult(name, 0.0, 1.0, answers),))
            (results / folder / "eve.json").write_text(report.to_json())
        else:
            save(results, "eve", replace(ADA, submission="eve", exercises=(replace(ADA.exercises[0], id=name),)))
        before = everything(results.parent.parent)
        done = run(results, "gradebook", "--roster", "roster.csv", "--folder", "out")
        assert done.returncode == 2 and f"eve.json cannot be used: report.{folder or 'exercises'}[0].id" in done.stderr
        assert everything(results.parent.parent) == before
        (results / folder / "eve.json").unlink()


@pytest.mark.parametrize("kind", PER_REPORT)
def test_odd_names_stay_in_the_folder(results: Path, kind: str) -> None:
    for number, name in enumerate(ODD):
        save(results, f"{number}", replace(ADA, submission=name))
    before = everything(results.parent.parent)
    done = run(results, "export", "--format", kind, "--out", "out")
    assert done.returncode == 0, done.stderr
    new = set(everything(results.parent.parent)) - set(before)
    assert len(new) == len(ODD) + 1 and {str(Path(path).parent) for path in new} == {str(Path("work", "out"))}
    for path in new:
        name = Path(path).name
        assert name.isprintable() and not set(name) & set('<>:"|?*\\')
        assert name.partition(".")[0].lower() not in ("con", "nul", "com1")


def test_two_names_that_become_one(results: Path) -> None:
    for name in ("a:b", "a*b"):
        save(results, name[1:2].replace(":", "colon").replace("*", "star"), replace(ADA, submission=name))
    done = run(results, "export", "--format", "gradescope", "--out", "out")
    assert done.returncode == 2 and "two submissions would share the file a_b.json" in done.stderr
    assert not (results.parent / "out").exists()


PLUGIN = """
from gradus.exporters.exporter import Export, Exporter
EXPORTER = Exporter("foreign", lambda bundle: Export({NAMES}))
"""
FOREIGN = [
    "../up",
    "/tmp/abs",
    "a/b",
    "..",
    ".",
    "a\\b",
    "C:x",
    "CON",
    "nul.txt",
    "a.",
    "a ",
    "a\nb",
    "a\0b",
    "x" * 300,
]
FOREIGN_SETS = [[name, "good"] for name in FOREIGN] + [["", "good"], ["Good", "good"], ["é", "e\u0301"]]


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dict[str, str]], None]]:
    """An exporter from elsewhere that writes these files."""

    def add(files: dict[str, str]) -> None:
        (tmp_path / "formats").mkdir()
        (tmp_path / "formats" / "foreign.py").write_text(
            PLUGIN.replace("NAMES", ascii(files)[1:-1]).replace("({", "({")
        )
        monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(tmp_path / "formats")])
        monkeypatch.delitem(sys.modules, f"{formats.__name__}.foreign", raising=False)
        exporters.cache_clear()

    yield add
    exporters.cache_clear()


@pytest.mark.parametrize("names", FOREIGN_SETS, ids=ascii)
def test_an_exporter_from_elsewhere_stays_in_the_folder(
    results: Path, foreign: Callable[[dict[str, str]], None], names: list[str]
) -> None:
    """Where it is written, for every exporter alike: none has to think of it."""
    foreign(dict.fromkeys(reversed(names), "text"))
    before = everything(results.parent)
    done = run(results, "export", "--format", "foreign", "--out", "out")
    assert done.returncode == 3 and "the exporter foreign failed: " in done.stderr
    assert everything(results.parent) == before


def test_control_a_name_would_have_led_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "a" / "out").mkdir(parents=True)
    for name in ("../../escaped.json", str(tmp_path / "abs.json")):
        (tmp_path / "a" / "out" / name).write_text("")
    assert {path.name for path in tmp_path.iterdir()} == {"a", "escaped.json", "abs.json"}


@links
def test_a_link_in_the_place_of_an_export(results: Path, tmp_path: Path) -> None:
    save(results, "eve", replace(ADA, submission="eve"))
    (results.parent / "out").mkdir()
    (results.parent / "out" / "eve.json").symlink_to(tmp_path / "elsewhere")
    done = run(results, "export", "--format", "gradescope", "--out", "out")
    assert done.returncode == 2 and "eve.json in out is a symbolic link: move it away." in done.stderr
    assert [path.name for path in (results.parent / "out").iterdir()] == ["eve.json"]
    assert not (tmp_path / "elsewhere").exists()


# Where nothing more can be written: one sentence, the old file, and nothing besides.


@contextlib.contextmanager
def no_space(size: int = 20) -> Iterator[None]:
    """No file may become larger, as on a disk that is full: it begins, and then it fails."""
    import resource

    before, writes = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # Python keeps what it compiled, and would not notice that it is cut off
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = writes


def assert_told(done: Done, path: str, number: int) -> None:
    assert done.returncode == 3, done.stderr
    assert re.search(rf"{re.escape(path)} cannot be written( or read)?: {os.strerror(number)}", done.stderr), (
        done.stderr
    )
    assert "Traceback" not in done.stdout + done.stderr


WRITTEN = {
    "export junit": ("export", "out/marks", ("--format", "junit", "--out", "out/marks")),
    "export long": ("export", "out/marks", ("--format", "long", "--out", "out/marks")),
    "feedback": ("feedback", "out/ada.html", ("--out", "out")),
    "review": ("review", "out/ada.html", ("--out", "out")),
    "review of one": ("review", "out/ada.html", ("ada", "--html", "out/ada.html")),
    "overview": ("overview", "out/page.html", ("--html", "out/page.html")),
}


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("command", WRITTEN)
def test_a_full_disk(results: Path, command: str) -> None:
    verb, path, options = WRITTEN[command]
    (results.parent / "out").mkdir()
    (results.parent / path).write_text("as it was")
    before = everything(results.parent)
    with no_space():
        done = run(results, verb, *options)
    assert_told(done, path, errno.EFBIG)
    assert everything(results.parent) == before


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_full_disk_of_an_author(mini: Course, tmp_path: Path) -> None:
    """A stub, the fingerprints, a release, a collection."""
    stub = mini.stubs / "warmup" / "square.py"
    stub.write_text("as it was")
    with no_space():
        done = invoke("stubs", cwd=mini.root)
    assert_told(done, "exercises/warmup/square.py", errno.EFBIG)
    assert stub.read_text() == "as it was" and not [*mini.root.rglob("*.partial")]
    assert invoke("stubs", cwd=mini.root).returncode == 0
    place = tmp_path / "students"
    assert invoke("release", place, cwd=mini.root).returncode == 0
    text = (mini.root / "course.toml").read_text()
    (mini.root / "course.toml").write_text(text.replace("Squares and means", "Squares, means"))
    manifest = (place / MANIFEST).read_bytes()
    with no_space(2000):  # which the trials before it need, and the manifest is larger
        done = invoke("release", place, cwd=mini.root)
    assert_told(done, f"students/{MANIFEST}", errno.EFBIG)
    assert (place / MANIFEST).read_bytes() == manifest and not [*place.rglob("*.partial")]
    assert invoke("release", place, cwd=mini.root).returncode == 0  # it goes on from there
    assert "0 files changed" in invoke("release", place, cwd=mini.root).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_a_full_disk_that_collects(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    hand_in("ada")
    with no_space():
        done = invoke("collect", tmp_path / "submissions", "--into", tmp_path / "into", cwd=mini.root)
    assert done.returncode == 3 and os.strerror(errno.EFBIG) in done.stderr and "Traceback" not in done.stderr
    assert not [path for path in (tmp_path / "into").rglob("*") if path.is_file()]
    assert [*(tmp_path / "into").iterdir()] == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB that is full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        (disk / "out").mkdir()
        (disk / "out" / "marks").write_text("as it was")
        with contextlib.suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_is_full(results: Path, tiny_disk: Path) -> None:
    before = everything(tiny_disk)
    done = run(results, "export", "--format", "junit", "--out", tiny_disk / "out" / "marks")
    assert_told(done, f"{tiny_disk}/out/marks", errno.ENOSPC)
    done = run(results, "feedback", "--out", tiny_disk / "out")
    assert_told(done, f"{tiny_disk}/out/ada.html", errno.ENOSPC)
    done = run(results, "gradebook", "--roster", "roster.csv", "--folder", tiny_disk / "book")
    assert done.returncode == 3 and "Traceback" not in done.stderr and "disk is full" in done.stderr
    assert {name: data for name, data in everything(tiny_disk).items() if "gradebook.db" not in name} == before


FOLDERS = {
    "export junit": ("export", "out/marks", ("--format", "junit", "--out", "out/marks")),
    "feedback": ("feedback", "out/ada.html", ("--out", "out")),
    "review": ("review", "out/ada.html", ("--out", "out")),
}


@pytest.mark.parametrize("command", FOLDERS)
def test_a_folder_in_the_place_of_a_file(results: Path, command: str) -> None:
    """It is what was named that is wrong."""
    verb, path, options = FOLDERS[command]
    (results.parent / path).mkdir(parents=True)
    done = run(results, verb, *options)
    assert done.returncode == 2 and Path(path).name in done.stderr and "Traceback" not in done.stderr
    assert not [*results.parent.rglob("*.partial")]
    assert json.loads((results / "ada.json").read_text())["submission"] == "ada"
