"""Where reports cannot be written: a sentence, the old reports as they were, and nothing left beside them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import HandIn
from tests.faults.runs import SQUARE, Ended, Run, require_nothing_left, scores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts file systems")
# In namespaces of its own, which need no rights on most machines, a run sees a file system that nobody else does.
ALONE = ("unshare", "--user", "--map-root-user", "--mount")


def can_mount() -> bool:
    """Whether this machine allows a file system of one's own."""
    words = [*ALONE, "sh", "-c", "mount -t tmpfs none /mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(words, capture_output=True).returncode == 0


mounts = pytest.mark.skipif(not can_mount(), reason="no file systems of one's own here")


def mounted(
    course: Course, folders: list[Path], out: Path, options: str, before: str = "true"
) -> tuple[Ended, list[str]]:
    """A run whose folder of reports is a file system with these options; and the names that are in it afterwards."""
    listing = out.parent / "listing"
    script = f'mount -t tmpfs -o size=1m none "{out}" && {before} && mount -o remount,{options} none "{out}" && '
    script += f'"$@"; status=$?; ls -A "{out}" > "{listing}"; cp -r "{out}" "{out}-after"; exit $status'
    ended = Run(course, folders, out, "--sandbox", "process", before=(*ALONE, "sh", "-c", script, "sh")).end()
    return ended, listing.read_text("utf-8").split()


@mounts
def test_a_full_disk(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    folders, out = [hand_in(f"s{each}", square=f"{SQUARE}# {each}\n") for each in range(3)], tmp_path / "out"
    out.mkdir()
    ended, there = mounted(mini, folders, out, "size=8k", f'cp "{Path(__file__)}" "{out}/filler"')
    assert ended.status == 3, ended.errors
    require_nothing_left(ended, out)
    assert "filler" in there and not [name for name in there if name.startswith(".")], there
    assert all(f"/s{each}: no score" in ended.errors for each in range(3)) or "cannot be written" in ended.errors


@pytest.mark.long
@mounts
def test_an_old_report_on_a_full_disk(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    """A report that stood there stays as it was, byte for byte, until a new one is whole."""
    ada, out, first = hand_in("ada"), tmp_path / "out", tmp_path / "first"
    out.mkdir()
    assert Run(mini, [ada], first, "--sandbox", "process").end().status == 0
    (ada / "exercises/warmup/square.py").write_text(SQUARE.replace("x * x", "x + x"), "utf-8")
    fill = f'cp "{first}/ada.json" "{out}" && {{ head -c 2000000 /dev/zero > "{out}/filler"; true; }}'
    ended, there = mounted(mini, [ada], out, "size=1m", fill)
    assert ended.status == 3 and {"ada.json", "filler"} <= set(there) <= {"ada.json", "filler", "before"}, ended.errors
    assert not list((tmp_path / "out-after/before").glob(".*"))
    assert (tmp_path / "out-after/ada.json").read_bytes() == (first / "ada.json").read_bytes()
    require_nothing_left(ended, out)


@mounts
def test_a_read_only_folder(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    ended, there = mounted(mini, [hand_in("ada")], out, "ro")
    assert ended.status == 3 and there == [] and "cannot be written to" in ended.errors, ended.errors
    require_nothing_left(ended, out)


def test_a_file_in_the_folders_place(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("precious", "utf-8")
    ended = Run(mini, [hand_in("ada")], out, "--sandbox", "process").end()
    assert ended.status == 2 and out.read_text("utf-8") == "precious" and str(out) in ended.errors
    require_nothing_left(ended, tmp_path)


def test_a_folder_in_a_reports_place(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "ada.json").mkdir(parents=True)
    ended = Run(mini, [hand_in("ada"), hand_in("bob")], out, "--sandbox", "process").end()
    assert ended.status == 2 and "ada.json is a folder" in ended.errors
    require_nothing_left(ended, out)


@pytest.mark.long
def test_two_runs_at_once(mini: Course, hand_in: HandIn, tmp_path: Path) -> None:
    folders, out = [hand_in(f"s{each}", square=f"{SQUARE}# {each}\n") for each in range(3)], tmp_path / "out"
    first = Run(mini, folders, out, "--sandbox", "process")
    assert first.wait_for(lambda: (out / ".lock").is_file())
    second = Run(mini, folders, out, "--sandbox", "process").end()
    assert second.status == 3 and "another run writes to" in second.errors
    require_nothing_left(second, out, locks=False)
    ended = first.end()
    assert ended.status == 0 and scores(out) == {folder.name: 6.0 for folder in folders}
    require_nothing_left(ended, out)
