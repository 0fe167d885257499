"""What students do with an update, what GitHub refuses, and what was meant otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from gradus.core.files import MANIFEST
from tests.pulls.github import GitHub
from tests.pulls.objects import Fault, Repository
from tests.pulls.setup.conftest import FIRST, ORG, SECOND, School, make_release, pull


def test_who_declines_it_is_not_asked_again_for_the_same(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    pull(begun, "students-eve")["state"] = "closed"
    assert begun.writes_of(command="update") == []
    assert "in my-school/students-eve, which was closed: 6 files" in capsys.readouterr().out
    del begun.repository("students-eve").refs["refs/heads/gradus-update"]
    assert begun.writes_of(command="update") == []
    make_release(begun.release, {**SECOND, "README.md": b"# Third\n"})
    assert begun.update() == 0
    states = [each["state"] for each in begun.repository("students-eve").pulls.values() if each["base"] == "main"]
    assert states == ["closed", "open"]


def test_it_is_closed_when_nothing_is_left_of_it(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    make_release(begun.release, {**FIRST, "README.md": b"# Better\n"})
    assert begun.update() == 0
    eve = begun.repository("students-eve")
    files: dict[str, Any] = {"README.md": b"# Better\n", MANIFEST: (begun.release / MANIFEST).read_bytes()}
    begun.github.push_to(eve, files)
    assert begun.update() == 0
    assert pull(begun, "students-eve")["state"] == "closed"
    assert (
        "closed            the pull request “Update from the course” in my-school/students-eve"
        in capsys.readouterr().out
    )
    assert begun.writes_of(command="update") == []


def test_a_students_commit_on_the_branch_is_not_lost(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    eve = begun.repository("students-eve")
    theirs = begun.github.push_to(eve, {"README.md": "resolved by hand"}, "gradus-update")
    make_release(begun.release, {**SECOND, "README.md": b"# Third\n"})
    assert begun.update() == 3
    assert eve.refs["refs/heads/gradus-update"] == theirs
    told = capsys.readouterr().err
    assert "my-school/students-eve: its branch gradus-update has a commit that is not from here, and stays" in told
    assert begun.files("students-ada", "gradus-update")["README.md"] == b"# Third\n"


def test_a_merged_branch_with_a_students_commit_is_used_again(begun: School, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.pulls.fake import rendering

    make_release(begun.release, SECOND)
    assert begun.update() == 0
    eve, render = begun.repository("students-eve"), rendering.pull
    begun.github.push_to(eve, {"README.md": "by hand"}, "gradus-update")
    begun.github.force_push(eve, eve.refs["refs/heads/gradus-update"])
    number = pull(begun, "students-eve")["number"]
    eve.pulls[number]["state"] = "closed"

    def merged(github: GitHub, found: Repository, made: dict[str, Any], kind: str) -> dict[str, Any]:
        shown = render(github, found, made, kind)
        return {**shown, "merged_at": shown["created_at"]} if found is eve and made["number"] == number else shown

    monkeypatch.setattr(rendering, "pull", merged)
    make_release(begun.release, {**SECOND, "exercises/three.py": b"# better\n"})
    assert begun.update() == 0
    assert begun.files("students-eve", "gradus-update")["exercises/three.py"] == b"# better\n"
    assert begun.files("students-eve", "gradus-update")["README.md"] == b"by hand"


def test_a_token_that_may_not_write_workflows(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    begun.github.faults.append(Fault("POST", "/git/trees", 404, body=r'"path": "\.github/workflows', times=999))
    make_release(begun.release, SECOND)
    assert begun.update() == 0
    files = begun.files("students-eve", "gradus-update")
    assert files["README.md"] == SECOND["README.md"]
    assert files[".github/workflows/checks.yml"] == FIRST[".github/workflows/checks.yml"]
    body = pull(begun, "students-eve")["body"]
    assert "Left out, because the teacher's token may not write workflows:\n\n- `.github/workflows/checks.yml`" in body
    assert "the workflows of my-school/students-eve were left out" in capsys.readouterr().out
    refs = {name: dict(begun.repository(name).refs) for name in ("students", "students-ada", "students-eve")}
    assert begun.update() == 0
    assert refs == {name: dict(begun.repository(name).refs) for name in refs}
    begun.github.faults.clear()
    assert begun.update() == 0
    assert begun.files("students-eve", "gradus-update")[".github/workflows/checks.yml"] == b"on: [push, pull_request]\n"


def test_one_that_fails_stops_no_other(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    begun.enrol("zoe", "ada", "eve")
    make_release(begun.release, SECOND)
    assert begun.update() == 3
    told = capsys.readouterr().err
    assert "gradus: my-school/students-zoe: it is not there, or has no branch main: gradus pulls setup makes it" in told
    assert pull(begun, "students-eve")["state"] == "open"


def test_a_dry_run(begun: School, capsys: pytest.CaptureFixture[str]) -> None:
    make_release(begun.release, SECOND)
    before = len(begun.github.writes)
    assert begun.update("--dry-run") == 0
    assert len(begun.github.writes) == before
    told = capsys.readouterr().out
    assert "would change      6 of the files of my-school/students" in told
    assert "would make        the pull request “Update from the course” in my-school/students-eve: 6 files" in told


def test_a_shared_repository(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--shared") == 0
    school.github.push_to(school.repository("students"), {"README.md": "edited by the teacher"}, login="teacher")
    make_release(school.release, SECOND)
    assert school.update("--shared") == 0
    files = school.files("students", "gradus-update")
    assert files["README.md"] == b"edited by the teacher"
    assert files["exercises/three.py"] == SECOND["exercises/three.py"]
    assert pull(school, "students")["base"] == "main"
    assert school.writes_of("--shared", command="update") == []


def test_wrong_usage(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.run("update", school.release) == 2
    assert "--roster is missing: it says which repositories there are." in capsys.readouterr().err
    assert school.run("update", school.folder, "--shared") == 2
    assert "is no release of a course: make one with gradus release" in capsys.readouterr().err
    (school.release / "README.md").unlink()
    assert school.update() == 2
    assert "README.md is missing in" in capsys.readouterr().err
    (school.release / MANIFEST).write_text('{"../outside": "x"}', "utf-8")
    assert school.update() == 2
    assert "it names ../outside, which lies outside or is Git's own" in capsys.readouterr().err
    assert school.github.log == []


def test_nothing_to_start_from(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.update() == 3
    assert f"{ORG}/students: it has no branch main" in capsys.readouterr().err
