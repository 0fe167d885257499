"""A class of thirty in which not everything goes well, groups, and students who are faster than the command."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pulls.github import GitHub
from tests.pulls.objects import Fault, Repository
from tests.pulls.setup.conftest import ORG, School

THIRTY = [f"student{number:02}" for number in range(1, 31)]


def complete(school: School, name: str) -> bool:
    repository = school.github.repositories.get(f"{ORG}/{name}")
    return bool(
        repository
        and repository.private
        and (repository.invitations or repository.collaborators)
        and [(pull["head"], pull["base"]) for pull in repository.pulls.values()] == [("main", "feedback")]
        and len(repository.rulesets) == 1
    )


def test_thirty_students(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """One's repository exists already with work in it, one login is unknown to GitHub, one invitation is pending."""
    github = school.github
    school.enrol(*THIRTY)
    del github.users["student07"]
    assert school.run("setup", "--release", school.release) == 0
    existing = github.create(f"{ORG}/students-student03")
    existing.collaborators["student03"] = "write"
    github.push_to(existing, {"README.md": "begun by hand"})
    first = existing.head("main")
    github.push_to(existing, {"exercises/one.py": "def one(): return 1\n"})
    waiting = github.create(f"{ORG}/students-student05")
    github.push_to(waiting, {"README.md": "begun by hand"}, login="teacher")
    person = {"id": github.number(), "login": "student05", "role": "write", "inviter": "teacher", "at": github.now}
    waiting.invitations.append(person)

    assert school.setup() == 3
    told = capsys.readouterr()
    sentence = "my-school/students-student07: GitHub knows no account student07: correct it in the roster."
    assert [line for line in told.err.splitlines() if line.startswith("gradus: my-school")] == [
        f"gradus: {sentence} No repository was made."
    ]
    assert f"{ORG}/students-student07" not in github.repositories
    assert all(complete(school, f"students-{login}") for login in THIRTY if login != "student07")
    assert existing.head("feedback") == first
    assert school.files("students-student03")["exercises/one.py"] == b"def one(): return 1\n"
    assert len(waiting.invitations) == 1

    github.account("student07")
    assert school.setup() == 0
    assert complete(school, "students-student07")
    assert school.writes_of() == []


def test_a_group_has_one_repository(school: School) -> None:
    school.enrol("ada", "eve", "bob")
    school.roster.write_text("login,team\nada,Team Ä\neve,Team Ä\nbob,\n", "utf-8")
    assert school.setup() == 0
    assert [each["login"] for each in school.repository("students-team-a").invitations] == ["ada", "eve"]
    assert complete(school, "students-team-a") and complete(school, "students-bob")
    assert school.writes_of() == []


def test_a_member_who_is_unknown_does_not_stop_the_group(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.roster.write_text("login,team\nada,one\nnobody,one\n", "utf-8")
    for _ in range(2):
        assert school.setup() == 3
        assert "my-school/students-one: GitHub knows no account nobody" in capsys.readouterr().err
        assert complete(school, "students-one")
        assert [each["login"] for each in school.repository("students-one").invitations] == ["ada"]


def test_who_may_only_read_is_made_a_collaborator_who_pushes(school: School) -> None:
    assert school.setup() == 0
    school.accept()
    school.repository("students-ada").collaborators["ada"] = "read"
    assert school.setup() == 0
    assert school.repository("students-ada").collaborators["ada"] == "write"


def test_an_expired_invitation_is_sent_again(school: School) -> None:
    assert school.setup() == 0
    school.github.later(days=8)
    writes = school.writes_of()
    assert {path for _, path in writes} == {
        f"/repos/{ORG}/students-{login}/collaborators/{login}" for login in ("ada", "eve")
    }


def test_a_copy_that_takes_long(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.github.copying = 6
    assert school.setup() == 0
    assert complete(school, "students-ada") and complete(school, "students-eve")
    school.enrol("ada", "eve", "kim")
    school.github.copying = 60
    assert school.setup() == 3
    told = "the pull request of my-school/students-kim: my-school/students-kim has no branch main yet: GitHub may still"
    assert told in capsys.readouterr().err
    school.repository("students-kim").waits = 0
    assert school.setup() == 0
    assert complete(school, "students-kim")


def test_a_student_who_pushes_in_between(school: School) -> None:
    """Between the look at main and the empty commit: it is not needed then, and nothing is lost."""
    github = school.github
    assert school.run("setup", "--release", school.release) == 0

    def push() -> None:
        github.push_to(f"{ORG}/students-ada", {"exercises/one.py": "def one(): return 1\n"}, login="ada")

    github.at["POST", "/git/commits"] = push
    assert school.setup() == 0
    assert school.files("students-ada")["exercises/one.py"] == b"def one(): return 1\n"
    assert complete(school, "students-ada")


def test_a_merged_pull_request_is_followed_by_another_one(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the rule was there, a student could merge it."""
    from tests.pulls.fake import rendering

    assert school.setup() == 0
    ada = school.repository("students-ada")
    school.github.force_push(ada, ada.refs["refs/heads/main"], "feedback")
    ada.pulls[1]["state"] = "closed"
    render = rendering.pull

    def merged(github: GitHub, found: Repository, made: dict[str, Any], kind: str) -> dict[str, Any]:
        shown = render(github, found, made, kind)
        return {**shown, "merged_at": shown["created_at"]} if found is ada and made["number"] == 1 else shown

    monkeypatch.setattr(rendering, "pull", merged)
    school.github.push_to(ada, {"exercises/one.py": "def one(): return 1\n"})
    assert school.setup() == 0
    assert [pull["state"] for pull in ada.pulls.values()] == ["closed", "open"]


def test_one_that_github_cannot_answer_for_stops_no_other(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.enrol(*THIRTY[:4])
    broken = Fault("GET", "students-student02", 500, times=999)
    school.github.faults.append(broken)
    assert school.setup() == 3
    assert "gradus: my-school/students-student02: GitHub does not answer GET" in capsys.readouterr().err
    assert [complete(school, f"students-{login}") for login in THIRTY[:4]] == [True, False, True, True]
    broken.times = 0
    assert school.setup() == 0


def test_github_that_does_not_answer_at_all_is_left_alone(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.enrol(*THIRTY)
    school.github.faults.append(Fault("GET", r"/repos/my-school/students-", 500, times=9999))
    assert school.setup() == 3
    told = capsys.readouterr().err
    assert "my-school/students-student03 and 27 more: not done, as GitHub does not answer." in told
    assert "students-student05" not in told
    assert "Running the same command again does what is left, and nothing twice." in told


def test_githubs_limit_on_new_content_is_waited_for(school: School) -> None:
    school.enrol(*THIRTY)
    school.github.limits.content = {60: 20}
    assert school.setup() == 0
    assert all(complete(school, f"students-{login}") for login in THIRTY)


def test_a_wait_that_is_too_long_is_said(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.enrol(*THIRTY)
    school.github.limits.content = {3600: 20}
    assert school.setup("--patience", 100) == 3
    told = capsys.readouterr().err
    assert "GitHub asks for a wait of" in told and "not done, as GitHub does not answer" in told
    school.github.limits.content = {}
    assert school.setup() == 0
    assert all(complete(school, f"students-{login}") for login in THIRTY)


def test_ctrl_c_says_how_to_go_on(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """At any pause between two writes: what is done is done, and the same command goes on."""
    school.enrol(*THIRTY[:3])
    sleep, stops = school.sleep, [4, 9, 17, 25, 40]

    def interrupted(seconds: float) -> None:
        sleep(seconds)
        if len(school.github.waits) >= stops[0]:
            del stops[0]
            raise KeyboardInterrupt

    school.sleep = interrupted
    while len(stops) > 1:
        assert school.setup("--client-id", "Iv23x", "--key", school.key()) == 130
        assert "gradus: stopped.\ngradus: Running the same command again does what is left" in capsys.readouterr().err
    school.sleep = sleep
    assert school.setup("--client-id", "Iv23x", "--key", school.key()) == 0
    assert all(complete(school, f"students-{login}") for login in THIRTY[:3])
