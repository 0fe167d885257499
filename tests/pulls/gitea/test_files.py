"""Files of a commit on Gitea: real trees and blobs, of which every content is compared with its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradus.core.course import Course
from gradus.pulls.forge.client import RequestRejectedError, UnansweredError
from gradus.pulls.forge.gitea import Gitea
from gradus.pulls.round.fetch import Fetcher
from tests.pulls.conftest import files
from tests.pulls.gitea.fake import Fake
from tests.pulls.objects import Fault, File

PATHS = ("exercises/calculus/slopes.py", "exercises/deep/er/still.py", "lessons/one.ipynb")


def everything(more: int = 0) -> dict[str, File]:
    made: dict[str, File] = {path: f"# {path}\n" for path in PATHS}
    made |= {"exercises/link.py": ("120000", "blob", "ab" * 20), "exercises/sub": ("160000", "commit", "cd" * 20)}
    made |= {"exercises/run.py": "x", 'odd/na"me\n.py': b"\xff\xfe", **{f"data/{n:05}.txt": "" for n in range(more)}}
    return made | {f"exercises/calculus/more-{number:03}.py": "" for number in range(min(more, 30))}


def test_a_tree_is_one_request(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada", everything())
    sha = place.head("main")
    assert sha is not None
    entries = forge.entries(place.full_name, sha, PATHS)
    assert {path: entry.kind for path, entry in entries.items()} == {
        path: kind for path, (_, kind, _) in place.flat(place.commits[sha]["tree"], folders=True).items()
    }
    assert (entries[PATHS[0]].size, entries[PATHS[0]].mode) == (len(f"# {PATHS[0]}\n"), "100644")
    assert (entries["exercises/link.py"].mode, entries["exercises/sub"].kind) == ("120000", "commit")
    assert len(fake.log) == 1


@pytest.mark.parametrize("size", [3, 10, 50])
def test_of_a_huge_tree_the_folders_are_read_that_are_needed(fake: Fake, forge: Gitea, size: int) -> None:
    place = fake.student("ada", everything(200))
    sha = place.head("main")
    assert sha is not None
    fake.tree_items = size
    entries = forge.entries(place.full_name, sha, [*PATHS, "exercises/calculus/slopes.py/x", "not/there.py"])
    tree = place.flat(place.commits[sha]["tree"], folders=True)
    for path in (*PATHS, "exercises", "exercises/deep", "exercises/deep/er", "exercises/link.py", "lessons"):
        assert (entries[path].mode, entries[path].kind, entries[path].sha) == tree[path]
    assert not [path for path in entries if path.startswith("data/")]


def test_a_folder_has_a_most_of_entries(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada", everything(30))
    sha = place.head("main")
    assert sha is not None
    fake.tree_items = 1
    with pytest.raises(RequestRejectedError, match="a folder has too many entries"):
        forge.entries(place.full_name, sha, PATHS)


def test_a_page_of_a_tree_behind_its_end_is_empty(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada", everything(20))
    sha = place.head("main")
    assert sha is not None
    fake.tree_items = 5
    total = Fault("GET", r"page=2", raw=b'{"tree": null, "truncated": false, "total_count": 99}', done=True, times=9)
    fake.faults.append(total)
    assert forge.entries(place.full_name, sha, PATHS)["exercises"].kind == "tree"


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"{}",
        b'{"truncated": "no", "tree": []}',
        b'{"truncated": false, "tree": {"a": 1}}',
        b'{"truncated": false, "tree": [7]}',
        b'{"truncated": false, "tree": [{"path": 1, "sha": "x", "type": "blob"}]}',
    ],
)
def test_a_tree_that_is_none_is_unanswered(fake: Fake, forge: Gitea, raw: bytes) -> None:
    place = fake.student("ada")
    fake.faults.append(Fault("GET", "/git/trees/", raw=raw, done=True))
    with pytest.raises(UnansweredError, match="missing or invalid"):
        forge.entries(place.full_name, place.head("main") or "", PATHS)


def test_a_commit_that_is_not_there_is_rejected(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    with pytest.raises(RequestRejectedError, match="status 400, sha not found"):
        forge.entries(place.full_name, "ab" * 20, PATHS)


def test_blobs_are_read_once_each(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    contents = (b"", b"a\n", b"\xff\xfe\0", "é\n".encode(), b"\xef\xbb\xbfx", b"x" * 100_000)
    shas = [place.blob(data) for data in contents]
    assert forge.blobs(place.full_name, [*shas, *shas], 1 << 20) == dict(zip(shas, contents, strict=True))
    assert len(fake.log) == len(contents)


def test_a_blob_with_another_content_is_refused(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    sha = place.blob(b"right")
    place.blobs[sha] = b"wrong"
    with pytest.raises(UnansweredError, match="does not match its SHA"):
        forge.blobs(place.full_name, [sha], 1 << 20)


@pytest.mark.parametrize(
    "raw", [b"[]", b"{}", b'{"size": 1}', b'{"size": 0, "content": 5, "encoding": "base64"}', b'{"size": "5"}']
)
def test_a_blob_that_is_none_is_no_content(fake: Fake, forge: Gitea, raw: bytes) -> None:
    place = fake.student("ada")
    fake.faults.append(Fault("GET", "/git/blobs/", raw=raw, done=True))
    with pytest.raises((UnansweredError, RequestRejectedError)):
        forge.blobs(place.full_name, [place.blob(b"right")], 1 << 20)


def test_an_id_that_is_none_is_not_asked_for(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    with pytest.raises(UnansweredError, match="invalid blob SHA"):
        forge.blobs(place.full_name, ["../../user"], 1 << 20)
    assert fake.log == []


def test_a_blob_that_is_not_there_is_rejected(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    with pytest.raises(RequestRejectedError, match="status 400"):
        forge.blobs(place.full_name, ["ab" * 20], 1 << 20)


def test_what_the_server_does_not_give_out_is_said(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    fake.largest = 10
    with pytest.raises(RequestRejectedError, match="files of 11 bytes: let DEFAULT_MAX_BLOB_SIZE"):
        forge.blobs(place.full_name, [place.blob(b"x" * 11)], 1 << 20)


def test_a_larger_blob_than_asked_for_is_not_read(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    with pytest.raises(RequestRejectedError, match="is larger than"):
        forge.blobs(place.full_name, [place.blob(b"x" * 300_000)], 100_000)


def test_a_submission_is_fetched(fake: Fake, forge: Gitea, mini: Course, tmp_path: Path) -> None:
    handed_in = files(mini)
    place = fake.student("ada", handed_in)
    for size in (1000, 4):
        fake.tree_items = size
        found, skipped, _ = Fetcher(forge, mini).fetch(place.full_name, place.head("main") or "")
        wanted = {f"exercises/{exercise.path}" for exercise in mini.exercises}
        assert found == {path: handed_in[path].encode() for path in wanted} and skipped == ()
