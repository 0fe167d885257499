"""A release into a folder that students filled: nothing outside of it is written or deleted, nor is anything by halves.

The control of each trap does what a release would do without the guard, and shows that the trap would have worked.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gradus.authoring.repository import delivery
from gradus.core import within
from gradus.core.course import Course
from tests.conftest import invoke

pytestmark = pytest.mark.fast
links = pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege there")
FIRST = {"README.md": b"one\n", "docs/learn/page.md": b"page\n", "old.md": b"old\n"}
SECOND = {"README.md": b"two\n", "docs/learn/page.md": b"new page\n", "docs/more.md": b"more\n"}
PRECIOUS = b"precious\n"
DIGEST = hashlib.sha256(PRECIOUS).hexdigest()


@dataclass
class Ground:
    """A release at `place`, and beside it a folder of somebody's that is none of its business."""

    course: Course
    place: Path
    outside: Path

    def state(self) -> dict[str, object]:
        """Everything in both folders: what links lead to, what files hold."""
        both = [*self.place.rglob("*"), *self.outside.rglob("*"), self.place]
        return {
            str(path): path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes() for path in both
        }

    def deliver(self) -> None:
        delivery.deliver(self.course, SECOND, self.place, lambda _: None)

    def refused(self, words: str) -> None:
        """A release is refused in these words, and changed nothing."""
        before = self.state()
        with pytest.raises(delivery.DestinationError, match=words) as caught:
            self.deliver()
        assert "\n" not in str(caught.value)
        assert self.state() == before


@pytest.fixture
def ground(mini: Course, tmp_path: Path) -> Ground:
    delivery.deliver(mini, FIRST, tmp_path / "students", lambda _: None)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "precious.txt").write_bytes(PRECIOUS)
    return Ground(mini, tmp_path / "students", tmp_path / "outside")


def moved(path: Path) -> Path:
    path.rename(path.with_name(f"{path.name}.moved"))
    return path


def instead(path: Path, target: Path | str) -> None:
    """A link in the place of a file, or of a folder with all that is in it."""
    if path.exists():
        moved(path)
    path.symlink_to(target)


LINKS: dict[str, Callable[[Ground], None]] = {
    "a file that leads to nothing": lambda g: instead(g.place / "README.md", g.outside / "new.txt"),
    "a file that leads to a file": lambda g: instead(g.place / "README.md", g.outside / "precious.txt"),
    "a file that is no longer released": lambda g: instead(g.place / "old.md", g.outside / "precious.txt"),
    "a folder": lambda g: instead(g.place / "docs", g.outside),
    "a folder within a folder": lambda g: instead(g.place / "docs" / "learn", g.outside),
    "a folder that leads to nothing": lambda g: instead(g.place / "docs", g.outside / "nowhere"),
    "a folder that leads to another of the release": lambda g: instead(g.place / "docs" / "learn", ".."),
    "a loop": lambda g: instead(g.place / "docs", "docs"),
    "the new text of an edited file": lambda g: instead(g.place / "README.md.new", g.outside / "new.txt"),
    "the manifest": lambda g: instead(g.place / delivery.MANIFEST, g.outside / "precious.txt"),
    "a manifest that leads to nothing": lambda g: instead(g.place / delivery.MANIFEST, g.outside / "new.txt"),
}


@links
@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("held", [pytest.param(True, id="held open"), pytest.param(False, id="looked at")])
def test_a_link_on_the_way_is_refused(ground: Ground, name: str, held: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """By openat, and by the look that stands for it on Windows."""
    monkeypatch.setattr(within, "_AT", within._AT and held)
    LINKS[name](ground)
    ground.refused("is a symbolic link: move it away")


@links
def test_control_a_link_would_have_been_followed(ground: Ground) -> None:
    instead(ground.place / "README.md", ground.outside / "new.txt")
    instead(ground.place / "docs", ground.outside)
    for name, data in SECOND.items():
        (ground.place / name).parent.mkdir(parents=True, exist_ok=True)
        (ground.place / name).write_bytes(data)
    assert (ground.outside / "new.txt").read_bytes() == b"two\n"
    assert (ground.outside / "learn" / "page.md").read_bytes() == b"new page\n"


@links
@pytest.mark.skipif(not within._AT, reason="folders cannot be held open here")
def test_a_folder_that_becomes_a_link_in_between_leads_nowhere(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it was looked at: what is opened then is no link, whatever stood there a moment ago."""
    seen = within._Folder.status

    def exchanged(folder: within._Folder, name: str) -> os.stat_result | None:
        status = seen(folder, name)
        if name == "docs" and not (ground.place / "docs").is_symlink():
            instead(ground.place / "docs", ground.outside)
        return status

    monkeypatch.setattr(within._Folder, "status", exchanged)
    with pytest.raises(within.PlaceError, match=r"docs in .* leads elsewhere"):
        within.Within(ground.place).write("docs/more.md", b"more\n")
    assert [path.name for path in ground.outside.iterdir()] == ["precious.txt"]


KINDS: dict[str, tuple[Callable[[Ground], object], str]] = {
    "a folder for a file": (lambda g: os.mkdir(moved(g.place / "README.md")), "is a folder"),
    "a folder for an old file": (lambda g: os.mkdir(moved(g.place / "old.md")), "is a folder"),
    "a folder for the manifest": (lambda g: os.mkdir(moved(g.place / delivery.MANIFEST)), "is a folder"),
    "a file for a folder": (lambda g: moved(g.place / "docs").write_text(""), r"docs in .* is no folder"),
}
if sys.platform != "win32":
    KINDS["a pipe for a file"] = (lambda g: os.mkfifo(moved(g.place / "README.md")), "is no file")


@pytest.mark.parametrize("name", KINDS)
def test_what_is_no_file_is_refused(ground: Ground, name: str) -> None:
    change, words = KINDS[name]
    change(ground)
    ground.refused(f"{words}: move it away")


def manifest(ground: Ground, content: str) -> None:
    (ground.place / delivery.MANIFEST).write_text(content, "utf-8")


OUTSIDE = (
    "../outside/precious.txt",
    "docs/../../outside/precious.txt",
    "ABSOLUTE",
    "..\\outside\\precious.txt",
    "C:\\precious.txt",
    "C:precious.txt",
    "//server/share/precious.txt",
    "./README.md",
    "docs//more.md",
    "docs/",
    "",
    ".",
    "a\0b",
    "x" * 300,
    ".git/config",
    ".GIT/hooks/post-checkout",
    ".g\u200cit/config",
    ".git./config",
    "docs/.git/config",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_manifest_that_names_what_is_not_of_the_release(ground: Ground, name: str) -> None:
    """The digest is right: a release would take it for its own old file, and delete it."""
    digests = json.loads((ground.place / delivery.MANIFEST).read_text())
    key = str(ground.outside / "precious.txt") if name == "ABSOLUTE" else name
    manifest(ground, json.dumps({**digests, key: DIGEST}))
    ground.refused(r"gradus-release\.json cannot be used: it names .*Restore it from the repository's history")


def test_control_what_a_manifest_names_is_deleted(ground: Ground) -> None:
    """Where it lies in the release, and nobody has edited it."""
    (ground.place / "mine.txt").write_bytes(PRECIOUS)
    digests = json.loads((ground.place / delivery.MANIFEST).read_text())
    manifest(ground, json.dumps({**digests, "mine.txt": DIGEST}))
    ground.deliver()
    assert not (ground.place / "mine.txt").exists()


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "null",
        '"x"',
        '{"a": 5}',
        '{"a": null}',
        '{"a": ["b"]}',
        "{",
        "",
        "\ufeff{}",
        '{"a": "b", "a": "c"}',
        "[" * 9999,
    ],
)
def test_a_manifest_of_another_kind(ground: Ground, content: str) -> None:
    manifest(ground, content)
    ground.refused(r"gradus-release\.json cannot be used: ")


@pytest.mark.long
def test_the_command_refuses_with_a_sentence(mini: Course, tmp_path: Path) -> None:
    place = tmp_path / "students"
    assert invoke("release", place, cwd=mini.root).returncode == 0
    (place / delivery.MANIFEST).write_text("[]")
    done = invoke("release", place, cwd=mini.root)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith(f"gradus: {place / delivery.MANIFEST} cannot be used: ")


@links
def test_the_folder_itself_may_be_a_link(ground: Ground, tmp_path: Path) -> None:
    """The teacher named it."""
    (tmp_path / "link").symlink_to(ground.place)
    delivery.deliver(ground.course, SECOND, tmp_path / "link", lambda _: None)
    assert (ground.place / "docs" / "more.md").read_bytes() == b"more\n"
