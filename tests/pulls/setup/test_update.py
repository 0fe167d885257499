"""A corrected release reaches students as one pull request that replaces nothing of theirs."""

from __future__ import annotations

import pytest

from gradus.core.files import MANIFEST
from tests.pulls.setup.conftest import FIRST, MINE, SECOND, School, make_release, pull


def merge(school: School, name: str) -> None:
    """The student merges it: main gets what the branch changed."""
    repository, theirs, ours = school.repository(name), school.files(name), school.files(name, "gradus-update")
    branch = repository.commits[repository.refs["refs/heads/gradus-update"]]
    tree = repository.commits[branch["parents"][0]]["tree"]
    base = {path: repository.blobs[entry[2]] for path, entry in repository.flat(tree).items()}
    changed = {path: ours.get(path) for path in base.keys() | ours.keys() if base.get(path) != ours.get(path)}
    assert all(theirs.get(path) == base.get(path) for path in changed), "a conflict"
    school.github.push_to(repository, changed, login="ada")
    pull(school, name)["state"] = "closed"


def test_what_nobody_changed_is_brought_up_to_date(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    ours = begun.files("students-eve", "gradus-update")
    manifest = ours.pop(MANIFEST)
    assert ours == SECOND and manifest == (begun.release / MANIFEST).read_bytes()
    theirs = begun.files("students-ada", "gradus-update")
    assert theirs["exercises/one.py"] == MINE.encode() and theirs["notes.txt"] == b"mine"
    assert theirs["exercises/three.py"] == SECOND["exercises/three.py"]
    made = pull(begun, "students-ada")
    assert (made["base"], made["title"], made["state"]) == ("main", "Update from the course", "open")
    assert made["body"].endswith("Left alone, because they were changed or deleted here:\n\n- `exercises/one.py`")
    assert "- `README.md`" in made["body"] and "notes" not in made["body"]
    told = capsys.readouterr().out
    assert "changed           6 of the files of my-school/students" in told
    assert "“Update from the course” in my-school/students-ada: 5 files, 1 left alone" in told
    assert "“Update from the course” in my-school/students-eve: 6 files\n" in told


def test_it_is_one_commit_on_main_and_not_the_feedback(begun: School) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    ada = begun.repository("students-ada")
    commit = ada.commits[ada.refs["refs/heads/gradus-update"]]
    assert commit["parents"] == [ada.refs["refs/heads/main"]]
    bases = sorted((each["head"], each["base"]) for each in ada.pulls.values())
    assert bases == [("gradus-update", "main"), ("main", "feedback")]


def test_a_second_run_writes_nothing(begun: School) -> None:
    assert begun.writes_of(command="update") == []
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    assert begun.writes_of(command="update") == []
    begun.github.push_to(begun.repository("students-eve"), {"exercises/two.py": "def two(): return 2\n"})
    assert begun.writes_of(command="update") == []


def test_after_merging_there_is_nothing_to_do(begun: School) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    for name in ("students-ada", "students-eve"):
        merge(begun, name)
    assert begun.files("students-eve") == {**SECOND, MANIFEST: (begun.release / MANIFEST).read_bytes()}
    assert begun.writes_of(command="update") == []


def test_a_third_release_after_the_second_was_merged(begun: School) -> None:
    """What a student has by an update is no change of theirs."""
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    for name in ("students-ada", "students-eve"):
        merge(begun, name)
    third = {**SECOND, "README.md": b"# Third\n", "exercises/three.py": b"# better\n"}
    make_release(begun.release, third)
    assert begun.update() == 0
    for name in ("students-ada", "students-eve"):
        files = begun.files(name, "gradus-update")
        assert files["README.md"] == b"# Third\n" and files["exercises/three.py"] == b"# better\n"
        states = [each["state"] for each in begun.repository(name).pulls.values() if each["head"] == "gradus-update"]
        assert states == ["closed", "open"]


def test_a_third_release_before_the_second_was_merged(begun: School) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    before = begun.repository("students-eve").refs["refs/heads/gradus-update"]
    make_release(begun.release, {**SECOND, "README.md": b"# Third\n"})
    assert begun.update() == 0
    eve = begun.repository("students-eve")
    after = eve.refs["refs/heads/gradus-update"]
    assert after != before and eve.commits[after]["parents"] == [eve.refs["refs/heads/main"]]
    assert begun.files("students-eve", "gradus-update")["README.md"] == b"# Third\n"
    assert pull(begun, "students-eve")["state"] == "open"
    assert begun.writes_of(command="update") == []


def test_who_begins_to_change_a_file_keeps_it(begun: School) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    begun.github.push_to(begun.repository("students-eve"), {"exercises/one.py": MINE})
    assert begun.update() == 0
    assert begun.files("students-eve", "gradus-update")["exercises/one.py"] == MINE.encode()
    assert "- `exercises/one.py`" in pull(begun, "students-eve")["body"].partition("Left alone")[2]


def test_files_that_are_released_no_longer(begun: School) -> None:
    second = {path: data for path, data in FIRST.items() if path not in ("exercises/one.py", "docs/picture.png")}
    begun.github.push_to(begun.repository("students"), {"teachers-own.md": "no release"}, login="teacher")
    make_release(begun.release, second)
    assert begun.update() == 0
    eve, ada = (begun.files(f"students-{login}", "gradus-update") for login in ("eve", "ada"))
    assert "exercises/one.py" not in eve and "docs/picture.png" not in eve
    assert ada["exercises/one.py"] == MINE.encode() and "docs/picture.png" not in ada
    body = pull(begun, "students-ada")["body"]
    assert "No longer part of the course:\n\n- `docs/picture.png`" in body
    assert "teachers-own.md" in begun.files("students")


def test_what_a_student_deleted_stays_deleted(begun: School) -> None:
    begun.github.push_to(begun.repository("students-eve"), {"exercises/one.py": None, "docs/picture.png": None})
    begun.github.push_to(begun.repository("students-eve"), {"exercises/one.py/inside.txt": "a folder in its place"})
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    files = begun.files("students-eve", "gradus-update")
    assert (
        "docs/picture.png" not in files and "exercises/one.py/inside.txt" in files and "exercises/one.py" not in files
    )


@pytest.mark.parametrize(
    ("theirs", "kept"),
    [
        ({"exercises/three.py": "mine"}, "exercises/three.py"),
        ({"exercises/three.py/x": "a folder"}, "exercises/three.py/x"),
        ({"new": "a file where a folder would be"}, "new"),
    ],
)
def test_what_stands_in_the_way_of_a_new_file_stays(begun: School, theirs: dict[str, str], kept: str) -> None:
    begun.github.push_to(begun.repository("students-eve"), theirs)
    make_release(begun.release, {**SECOND, "new/file.txt": b"new\n"})
    assert begun.update() == 0
    files = begun.files("students-eve", "gradus-update")
    assert files[kept] == theirs[kept].encode()
    assert len({"exercises/three.py", "new/file.txt"} & files.keys() - theirs.keys()) == 1


def test_a_link_is_nobodys_released_file(begun: School) -> None:
    """Its content is the same as the file's was: a blob has the id of its bytes alone."""
    eve = begun.repository("students-eve")
    readme = eve.blob(FIRST["README.md"])
    begun.github.push_to(eve, {"README.md": ("120000", "blob", readme)})
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    branch = eve.commits[eve.refs["refs/heads/gradus-update"]]
    assert eve.flat(branch["tree"])["README.md"] == ("120000", "blob", readme)


def test_a_file_stays_executable(begun: School) -> None:
    eve = begun.repository("students-eve")
    begun.github.push_to(eve, {"README.md": ("100755", "blob", eve.blob(FIRST["README.md"]))})
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    branch = eve.commits[eve.refs["refs/heads/gradus-update"]]
    assert eve.flat(branch["tree"])["README.md"][0] == "100755"


def test_what_has_no_new_version_is_not_named(begun: School) -> None:
    """Otherwise the text would list every exercise that a student has solved."""
    make_release(begun.release, {**FIRST, "README.md": b"# Better\n"})
    assert begun.update() == 0
    body = pull(begun, "students-ada")["body"]
    assert "Left alone" not in body and "exercises/one.py" not in body
    merge(begun, "students-ada")
    make_release(begun.release, {**SECOND, "README.md": b"# Better\n"})
    assert begun.update() == 0
    (_, second) = [each for each in begun.repository("students-ada").pulls.values() if each["head"] == "gradus-update"]
    assert "Left alone, because they were changed or deleted here:\n\n- `exercises/one.py`" in second["body"]
