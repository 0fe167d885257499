"""Files are fetched as data: those that the course names, if they are regular and not too large."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gradus.core import course as courses
from gradus.core.course import Course
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.round import fetch
from tests.pulls.conftest import Teacher, files
from tests.pulls.github import COURSE, GitHub
from tests.pulls.objects import Fault, File


def fetched(teacher: Teacher, status: int = 0) -> dict[str, bytes]:
    """Plan and fetch the only submission, and return its files."""
    assert teacher.plan() == 0
    assert teacher.fetch() == status
    (name,) = teacher.to_grade
    place: Path = teacher.work / "submissions" / name
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def notes(teacher: Teacher) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((teacher.work / "notes.json").read_text("utf-8"))["notes"]
    return found


def refused(teacher: Teacher) -> dict[str, str]:
    return {each["path"]: each["reason"] for note in notes(teacher) for each in note["refused"]}


def test_only_files_that_the_course_names(github: GitHub, mini: Course, teacher: Teacher) -> None:
    more = {
        "exercises/warmup/conftest.py": "x",
        "exercises/warmup/Square.py": "x",
        "exercises/warmup/square.py/x": "x",
        "exercises/__init__.py": "x",
        "warmup/square.py": "x",
        "../exercises/warmup/square.py": "x",
        "gradus/__init__.py": "x",
        "pyproject.toml": "x",
    }
    del more["exercises/warmup/square.py/x"]
    sha = github.push({**files(mini), **more})
    github.open(1, "ada", 11, sha)
    assert fetched(teacher).keys() == {
        "exercises/commit.txt",
        "exercises/warmup/square.py",
        "exercises/warmup/power.py",
    }
    assert (teacher.work / "submissions" / teacher.to_grade[0] / "exercises" / "commit.txt").read_text() == f"{sha}\n"
    (note,) = notes(teacher)
    assert (note["repository"], note["number"], note["sha"], note["dropped"], note["refused"]) == (
        COURSE,
        1,
        sha,
        None,
        [],
    )
    assert note["blobs"].keys() == {"exercises/warmup/square.py", "exercises/warmup/power.py"}
    assert note["lines"]["warmup/square"]["mean"] == 22


def test_notebooks_of_the_courses_lessons(
    github: GitHub, mini: Course, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (mini.root / "course.toml").read_text("utf-8")
    text = text.replace('id = "warmup/power"', 'id = "warmup/power"\nlesson = "one"')
    (mini.root / "course.toml").write_text(text, "utf-8")
    big = b"#" * (3 << 20)
    github.open(1, "ada", 11, github.push({**files(mini), "lessons/one.ipynb": big, "lessons/two.ipynb": "{}"}))
    assert "lessons/one.ipynb" not in fetched(teacher)  # notebooks cost much, and grading exercises reads none
    assert teacher.fetch("--by-login") == 0
    found = {path.name: path.read_bytes() for path in (teacher.work / "submissions" / "ada").rglob("*.ipynb")}
    assert found == {"one.ipynb": big}
    assert courses.load(mini.root).lessons == ["one"]


@pytest.mark.parametrize("mode", ["120000", "160000", "040000", "100666"])
def test_only_regular_files(github: GitHub, mini: Course, teacher: Teacher, mode: str) -> None:
    blob = github.course.blob(b"../../../etc/passwd")
    kind = {"160000": "commit", "040000": "tree"}.get(mode, "blob")
    entry = (mode, kind, github.course.tree({}) if kind == "tree" else blob)
    github.open(1, "ada", 11, github.push({**files(mini), "exercises/warmup/square.py": entry}))
    assert "exercises/warmup/square.py" not in fetched(teacher)
    assert refused(teacher) == {"exercises/warmup/square.py": "it is not a regular file"}


@pytest.mark.parametrize("folder", ["exercises", "exercises/warmup"])
def test_no_file_below_a_link(github: GitHub, mini: Course, teacher: Teacher, folder: str) -> None:
    kept = {path: text for path, text in files(mini).items() if not path.startswith("exercises")}
    link = ("120000", "blob", github.course.blob(b"elsewhere"))
    github.open(1, "ada", 11, github.push({**kept, folder: link}))
    assert fetched(teacher).keys() == {"exercises/commit.txt"}
    assert set(refused(teacher).values()) == {"a folder above it is a symbolic link, a file or a submodule"}


def test_an_executable_module_and_an_lfs_pointer_are_text(github: GitHub, mini: Course, teacher: Teacher) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    executable = ("100755", "blob", github.course.blob(b"x = 1\n"))
    more: dict[str, File] = {"exercises/warmup/square.py": executable, "exercises/warmup/power.py": pointer}
    github.open(1, "ada", 11, github.push({**files(mini), **more}))
    found = fetched(teacher)
    assert found["exercises/warmup/square.py"] == b"x = 1\n"
    assert found["exercises/warmup/power.py"] == pointer


def test_a_file_that_is_too_large_is_not_requested(github: GitHub, mini: Course, teacher: Teacher) -> None:
    large = b"#" * ((2 << 20) + 1)
    github.open(1, "ada", 11, github.push({**files(mini), "exercises/warmup/square.py": large}))
    assert "exercises/warmup/square.py" not in fetched(teacher)
    assert refused(teacher) == {"exercises/warmup/square.py": "it is larger than 2 MB"}
    assert not any(git_sha(large) in path for _, path in github.log)


def test_a_submission_that_is_too_large(
    github: GitHub, mini: Course, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "SUBMISSION", 300)
    modules = {"square": "#" * 200, "power": "#" * 200}
    github.open(1, "ada", 11, github.push(files(mini, **modules)))
    assert "exercises/warmup/square.py" in fetched(teacher)
    assert list(refused(teacher)) == ["exercises/warmup/power.py"]


def test_a_truncated_tree(github: GitHub, mini: Course, teacher: Teacher) -> None:
    many = {f"exercises/warmup/x{number}.py": "x" for number in range(50)}
    github.open(1, "ada", 11, github.push({**files(mini), **many}))
    whole = fetched(teacher)
    github.course.truncates = True
    assert fetched(teacher) == whole and len(whole) == 3


def test_missing_folders(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.open(1, "ada", 11, github.push({"README.md": "I am new here"}))
    assert fetched(teacher).keys() == {"exercises/commit.txt"}
    github.course.truncates = True
    assert fetched(teacher).keys() == {"exercises/commit.txt"}


def test_each_file_is_fetched_once_and_stubs_not_at_all(github: GitHub, mini: Course, teacher: Teacher) -> None:
    stub = (mini.stubs / "warmup" / "power.py").read_text("utf-8")
    for number in (1, 2, 3):
        sha = github.push(files(mini, square="x = 1\n", power=stub), str(number))
        github.open(number, f"student-{number}", number, sha)
    assert teacher.plan() == 0 and teacher.fetch() == 0
    asked = [path for _, path in github.log if "/blobs/" in path or path == "/graphql"]
    assert asked == [f"/repos/{COURSE}/git/blobs/{git_sha(b'x = 1' + bytes([10]))}"]
    for name in teacher.to_grade:
        assert (teacher.work / "submissions" / name / "exercises/warmup/power.py").read_text("utf-8") == stub


def test_a_deleted_commit_does_not_stop_the_others(github: GitHub, mini: Course, teacher: Teacher) -> None:
    gone = github.push(files(mini), "gone")
    github.open(1, "ada", 11, gone)
    github.open(2, "bob", 12, github.push(files(mini), "there"))
    assert teacher.plan() == 0
    commit = github.course.commits.pop(gone)
    assert teacher.fetch() == 0
    assert [(note["number"], bool(note["dropped"])) for note in notes(teacher)] == [(1, True), (2, False)]
    teacher.grade()
    assert teacher.post() == 3  # the teacher is told, and the next run tries again
    assert [entry.number for entry in teacher.ledger.entries] == [2]
    github.course.commits[gone] = commit
    github.later(minutes=15)
    assert teacher.round() == 0
    assert [entry.number for entry in teacher.ledger.entries] == [1, 2]


@pytest.mark.parametrize(
    ("path", "raw", "message"),
    [
        ("/blobs/", b'{"encoding": "base64", "content": "eA=="}', "does not match its SHA"),
        ("/blobs/", b'{"encoding": "utf-8", "content": "x"}', "does not match its SHA"),
        ("/blobs/", b"[]", "does not match its SHA"),
        ("/trees/", b'{"tree": [{"path": 1}], "truncated": false}', "missing or invalid"),
        ("/trees/", b"{}", "missing or invalid"),
        ("/trees/", b"[]", "missing or invalid"),
    ],
)
def test_invalid_responses(github: GitHub, mini: Course, teacher: Teacher, path: str, raw: bytes, message: str) -> None:
    stub = (mini.stubs / "warmup" / "power.py").read_text("utf-8")
    github.open(1, "ada", 11, github.push(files(mini, power=stub)))
    assert teacher.plan() == 0
    github.faults = [Fault("GET", path, raw=raw)]
    assert teacher.fetch() == 0
    assert message in notes(teacher)[0]["dropped"]


@pytest.mark.parametrize("text", [b"x = '\xff'\n", b"\xef\xbb\xbfx = 1\n", b"x = 1\r\n", b"\x00\x01", b""])
def test_files_come_by_one_query_or_else_as_blobs(github: GitHub, mini: Course, teacher: Teacher, text: bytes) -> None:
    """What GraphQL gives as text is compared with the file's id: what is no plain UTF-8 is asked for as it is."""
    github.open(1, "ada", 11, github.push({**files(mini), "exercises/warmup/power.py": text}))
    assert fetched(teacher)["exercises/warmup/power.py"] == text
    assert len([path for _, path in github.log if path == "/graphql"]) == 1


def test_a_query_may_lie(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.open(1, "ada", 11, github.push(files(mini)))
    assert teacher.plan() == 0
    for raw in (b'{"data": {"repository": {"b0": {"text": "x", "isTruncated": false}, "b1": 7}}}', b'{"data": {}}'):
        github.faults = [Fault("POST", "/graphql", raw=raw)]
        assert teacher.fetch() == 0 and notes(teacher)[0]["dropped"] is None
    for raw in (b'{"data": null, "errors": [{"message": "::error::x"}]}', b"[]"):
        github.faults = [Fault("POST", "/graphql", raw=raw)]
        assert teacher.fetch() == 0 and notes(teacher)[0]["dropped"]


def test_a_rate_limit_drops_the_rest(github: GitHub, mini: Course, teacher: Teacher) -> None:
    for number in (1, 2, 3):
        github.open(number, f"student-{number}", number, github.push(files(mini, square=f"x = {number}\n")))
    assert teacher.plan() == 0
    github.faults = [Fault("GET", f"/trees/{teacher.planned[2]['sha']}", 429, {"Retry-After": "5000"})]
    assert teacher.fetch() == 0
    assert [bool(note["dropped"]) for note in notes(teacher)] == [False, True, True]
    teacher.grade()
    assert teacher.post() == 0  # nobody has anything to mend
    assert [entry.number for entry in teacher.ledger.entries] == [1]
    assert [each.number for each in teacher.ledger.waiting] == [2, 3]


@pytest.mark.parametrize("text", [None, "", "[]", '{"schema": "gradus.plan/1"}', '{"a": 1, "a": 2}', "[" * 9999])
def test_an_invalid_plan(teacher: Teacher, text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    if text is not None:
        teacher.work.mkdir()
        (teacher.work / "plan.json").write_text(text, "utf-8")
    assert teacher.fetch() == 2
    assert re.fullmatch(r"gradus: .* cannot be used: .*\.\n", capsys.readouterr().err)


def test_a_folder_for_each_account(github: GitHub, mini: Course, teacher: Teacher) -> None:
    """For lessons: the commit that counts for each account, which may be neither a head nor its only one."""
    ada = github.open(1, "ada", 11, github.push(files(mini), "in time"))
    github.open(2, "Bob", 12, github.push(files(mini, square="# Bob's first"), "bob"))
    due = ("--deadline", "2026-11-20T13:30:00+01:00", "--cooldown", 0)
    for _ in range(2):  # the second poll sees nothing new, after the deadline
        assert teacher.round(*due) == 0
        github.later(hours=2)
    ada["sha"] = github.push(files(mini, square="# too late"), "late")
    github.open(3, "Bob", 12, github.push(files(mini, square="# Bob's second"), "bob again"))
    assert teacher.round(*due) == 0
    assert teacher.round(*due) == 0
    teacher.graders = "cd" * 20
    assert teacher.plan(*due, "--regrade") == 0
    assert teacher.fetch("--by-login") == 0
    places = {
        path.name: path for path in (teacher.work / "submissions").iterdir() if not path.name.startswith("course-")
    }
    assert places.keys() == {"ada", "Bob"}
    texts = {name: (place / "exercises/warmup/square.py").read_text() for name, place in places.items()}
    assert "too late" not in texts["ada"]
    assert texts["Bob"].startswith("# Bob's ")
