"""A release that lives: what was edited in the student repository stays, and everything else goes on."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gradus.authoring import release
from gradus.authoring.repository import delivery
from gradus.core.course import Course, load
from tests.conftest import invoke

pytestmark = pytest.mark.fast
SQUARE = "exercises/warmup/square.py"


@pytest.fixture
def place(mini: Course, tmp_path: Path) -> Path:
    """A folder into which the small course was delivered, as three files of it."""
    deliver(mini, tmp_path / "students", FIRST)
    return tmp_path / "students"


FIRST = {"README.md": b"one\n", "a/b.py": b"x = 1\n", "old.md": b"old\n", "pic.png": b"\x89PNG\r\n\0\n"}
SECOND = {"README.md": b"two\n", "a/b.py": b"x = 2\n", "a/c.py": b"y = 1\n", "pic.png": b"\x89PNG\r\n\0\n"}


def deliver(course: Course, place: Path, files: dict[str, bytes]) -> tuple[list[str], list[str]]:
    told: list[str] = []
    return delivery.deliver(course, files, place, told.append), told


def contents(place: Path) -> dict[str, bytes]:
    files = {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}
    return {name: data for name, data in files.items() if name != delivery.MANIFEST}


def test_an_edited_file_blocks_itself_alone(mini: Course, place: Path) -> None:
    (place / "README.md").write_text("mine\n")
    changed, told = deliver(mini, place, SECOND)
    assert changed == ["README.md.new", "a/b.py", "a/c.py", "old.md"]
    assert told == ["README.md was edited: it stays as it is, and its new text lies in README.md.new."]
    assert contents(place) == {**SECOND, "README.md": b"mine\n", "README.md.new": b"two\n"}


def test_an_edited_file_without_news_is_not_mentioned_again(mini: Course, place: Path) -> None:
    (place / "README.md").write_text("mine\n")
    assert deliver(mini, place, FIRST) == ([], [])
    deliver(mini, place, SECOND)
    (place / "README.md.new").unlink()
    assert deliver(mini, place, SECOND) == ([], [])
    changed, told = deliver(mini, place, {**SECOND, "README.md": b"three\n"})
    assert (changed, len(told)) == (["README.md.new"], 1)
    assert (place / "README.md.new").read_bytes() == b"three\n"


@pytest.mark.parametrize("how", ["moved over it", "copied over it"])
def test_a_new_text_that_was_taken_is_an_ordinary_file_again(mini: Course, place: Path, how: str) -> None:
    (place / "README.md").write_text("mine\n")
    deliver(mini, place, SECOND)
    new = place / "README.md.new"
    (place / "README.md").write_bytes(new.read_bytes())
    if how == "moved over it":
        new.unlink()
    changed, _ = deliver(mini, place, {**SECOND, "README.md": b"three\n"})
    assert "README.md" in changed
    assert contents(place) == {**SECOND, "README.md": b"three\n"}


def test_a_new_text_that_was_edited_is_not_overwritten(mini: Course, place: Path) -> None:
    (place / "README.md").write_text("mine\n")
    deliver(mini, place, SECOND)
    (place / "README.md.new").write_text("half merged\n")
    third = {**SECOND, "README.md": b"three\n", "a/b.py": b"x = 3\n"}
    with pytest.raises(
        delivery.EditedFilesError, match=r"README\.md in .* cannot be laid beside.*All else was written"
    ):
        deliver(mini, place, third)
    assert contents(place) == {**third, "README.md": b"mine\n", "README.md.new": b"half merged\n"}
    (place / "README.md.new").unlink()
    assert deliver(mini, place, third)[0] == ["README.md.new"]


def test_an_edited_file_that_is_released_no_more_stays(mini: Course, place: Path) -> None:
    (place / "old.md").write_text("mine\n")
    changed, told = deliver(mini, place, SECOND)
    assert "old.md" not in changed and (place / "old.md").read_text() == "mine\n"
    assert told == ["old.md is no longer released, but was edited: it stays as it is."]
    assert deliver(mini, place, SECOND) == ([], [])


def test_a_file_of_ones_own_in_a_new_place_of_the_release(mini: Course, place: Path) -> None:
    (place / "a" / "c.py").write_text("mine = 1\n")
    changed, told = deliver(mini, place, SECOND)
    assert "a/c.py.new" in changed and "a/c.py" not in changed and len(told) == 1


def test_line_ends_are_no_edit(mini: Course, place: Path) -> None:
    """As Git on Windows checks out; a file whose text changed is written with the release's own."""
    for name in ("README.md", "a/b.py", "old.md"):
        (place / name).write_bytes((place / name).read_bytes().replace(b"\n", b"\r\n"))
    assert deliver(mini, place, FIRST) == ([], [])
    assert (place / "README.md").read_bytes() == b"one\r\n"
    assert deliver(mini, place, {**FIRST, "README.md": b"two\n"}) == (["README.md"], [])
    assert (place / "README.md").read_bytes() == b"two\n"


def test_line_ends_of_data_are_an_edit(mini: Course, place: Path) -> None:
    (place / "pic.png").write_bytes(FIRST["pic.png"].replace(b"\r\n", b"\n"))
    changed, _ = deliver(mini, place, {**FIRST, "pic.png": b"\0"})
    assert changed == ["pic.png.new"]


def test_deleted_files_come_back(mini: Course, place: Path) -> None:
    (place / "README.md").unlink()
    assert deliver(mini, place, FIRST) == (["README.md"], [])


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
@pytest.mark.parametrize("name", ["README.md", "a"])
def test_nothing_is_written_through_a_link_in_a_release(mini: Course, place: Path, name: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.py").write_text("theirs\n")
    (outside / "README.md").write_text("theirs\n")
    if name == "a":
        (place / "a" / "b.py").unlink()
        (place / "a").rmdir()
    else:
        (place / name).unlink()
    (place / name).symlink_to(outside if name == "a" else outside / name)
    before = contents(place)
    with pytest.raises(
        delivery.EditedFilesError, match=rf"^{re.escape(name)} in .*students is a symbolic link: move it"
    ):
        deliver(mini, place, SECOND)
    assert contents(place) == before  # nothing at all was written
    assert {p.name: p.read_text() for p in outside.iterdir()} == {"b.py": "theirs\n", "README.md": "theirs\n"}


@pytest.mark.parametrize("name", [".", "..", "exercises", "solutions/warmup", "student"])
def test_the_course_is_no_place_for_a_release(mini: Course, name: str) -> None:
    before = contents(mini.root)
    with pytest.raises(delivery.DestinationError, match="part of the course"):
        deliver(mini, mini.root / name, FIRST)
    assert contents(mini.root) == before


def test_what_cannot_be_written_is_named(mini: Course, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(delivery.DestinationError, match=r"file.* cannot be written: "):
        deliver(mini, tmp_path / "file" / "students", FIRST)


@pytest.mark.long
def test_the_command_says_what_it_left_alone(mini: Course, tmp_path: Path) -> None:
    place = tmp_path / "students"
    release.release(mini, place)
    with (place / "README.md").open("a") as file:
        file.write("Our room is 2.14.\n")
    (place / SQUARE).write_text("mine\n")
    text = (mini.root / "course.toml").read_text()
    (mini.root / "course.toml").write_text(text.replace("Squares and means", "Squares, means"))
    done = invoke("release", place, cwd=mini.root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "README.md.new",
        "course.toml",
        "README.md was edited: it stays as it is, and its new text lies in README.md.new.",
        f"2 files changed in {place}.",
    ]
    assert f"1 edited file in {place} left alone" in done.stderr
    assert "2.14" in (place / "README.md").read_text() and "Squares, means" in (place / "README.md.new").read_text()
    assert (place / SQUARE).read_text() == "mine\n"


def test_what_cannot_be_read_is_not_told_as_the_destination(mini: Course, tmp_path: Path) -> None:
    (mini.solutions / "warmup" / "square.py").unlink()
    (mini.solutions / "warmup" / "square.py").mkdir()
    done = invoke("release", tmp_path / "students", cwd=mini.root)
    assert done.returncode == 3
    assert "students cannot be written" not in done.stderr


@pytest.mark.long
def test_a_checkout_on_windows_is_no_edit(mini: Course, tmp_path: Path) -> None:
    """Through Git itself, as it is set up there; with what is released about line ends, nothing is converted at all."""
    place, clone = tmp_path / "students", tmp_path / "clone"
    release.release(mini, place)
    assert "* text=auto eol=lf\n" in (place / ".gitattributes").read_text()

    def git(*arguments: str, cwd: Path) -> str:
        settings = ["-c", "core.autocrlf=true", "-c", "user.name=t", "-c", "user.email=t@example.org"]
        done = subprocess.run(["git", *settings, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q", cwd=place)
    git("add", "-A", cwd=place)
    git("commit", "-qm", "release", cwd=place)
    git("clone", "-q", "-c", "core.autocrlf=true", str(place), str(clone), cwd=tmp_path)
    assert b"\r\n" not in (clone / "README.md").read_bytes()
    (clone / ".gitattributes").unlink()
    for path in clone.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert release.release(mini, clone) == [".gitattributes"]


@pytest.mark.long
def test_a_course_that_was_checked_out_on_windows_gives_the_same_release(mini: Course) -> None:
    before = release.contents(mini)
    for path in mini.root.rglob("*"):
        if path.is_file() and path.suffix in (".py", ".toml"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert release.contents(load(mini.root)) == before


def test_a_manifest_of_an_earlier_version_is_understood(mini: Course, place: Path) -> None:
    """Its digests are those of the bytes, which had no other line ends."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in FIRST.items() if b"\0" not in data}
    manifest = json.loads((place / delivery.MANIFEST).read_text())
    assert digests.items() <= manifest.items()
