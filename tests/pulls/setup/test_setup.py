"""A class is made from nothing, and a second run changes nothing."""

from __future__ import annotations

import base64

import pytest
from nacl.public import PrivateKey, SealedBox

from tests.pulls.fake import administration
from tests.pulls.fake.tokens import keys
from tests.pulls.objects import Fault
from tests.pulls.setup.conftest import BINARY, FIRST, ORG, School, make_release


def test_the_course(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup() == 0
    course = school.repository("course")
    assert course.private
    for name in ("reading", "posting"):
        made = course.environments[name]
        assert made["shown"]["deployment_branch_policy"] == {
            "protected_branches": False,
            "custom_branch_policies": True,
        }
        assert [each["name"] for each in made["policies"]] == ["main"]
        assert list(made["secrets"]) == ["GRADUS_APP_PRIVATE_KEY"]
    app = school.github.apps[-1]
    values = {name: each["value"] for name, each in course.variables.items()}
    assert values.pop("GRADUS_ROSTER") == "login,team,repository,extension\nada,,,\neve,,,"
    assert values == {"GRADUS_APP_CLIENT_ID": app.client_id, "GRADUS_COURSE_REPO": "students-*"}
    (rule,) = course.rulesets.values()
    assert rule["conditions"]["ref_name"]["include"] == ["~DEFAULT_BRANCH", "refs/heads/ledger"]
    assert [each["type"] for each in rule["rules"]] == ["deletion", "non_fast_forward"]
    told = capsys.readouterr()
    assert f"type: git push https://github.com/{ORG}/course.git HEAD:main" in told.out and not told.err


def test_the_key_is_stored_sealed_and_nowhere_else(
    school: School, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    private = PrivateKey.generate()
    monkeypatch.setattr(administration, "KEY", base64.b64encode(bytes(private.public_key)).decode())
    assert school.setup() == 0
    for made in school.repository("course").environments.values():
        sealed = made["secrets"]["GRADUS_APP_PRIVATE_KEY"]["encrypted"]
        assert SealedBox(private).decrypt(sealed).decode() == keys()[0]
    told = capsys.readouterr()
    secrets = [line for line in keys()[0].splitlines()[1:-1] if line]
    assert not any(line in told.out + told.err for line in secrets)
    texts = [path.read_bytes() for path in school.folder.rglob("*") if path.is_file()]
    assert not any(secrets[0].encode() in text for text in texts)
    assert school.token not in told.out + told.err


def test_the_template(school: School) -> None:
    assert school.setup() == 0
    students = school.repository("students")
    assert students.private and students.settings["is_template"]
    head = students.commits[students.refs["refs/heads/main"]]
    assert head["parents"] == []
    files = {path: students.blobs[entry[2]] for path, entry in students.flat(head["tree"]).items()}
    assert {path: data for path, data in files.items() if path != ".gradus-release.json"} == FIRST
    assert files["docs/picture.png"] == BINARY and ".gradus-release.json" in files


def test_a_student(school: School) -> None:
    assert school.setup() == 0
    ada, students = school.repository("students-ada"), school.repository("students")
    assert ada.private
    assert [(each["login"], each["role"]) for each in ada.invitations] == [("ada", "write")]
    feedback, main = ada.head("feedback"), ada.head("main")
    assert feedback and main
    assert ada.commits[feedback]["parents"] == [] and ada.commits[main]["parents"] == [feedback]
    template = students.commits[students.refs["refs/heads/main"]]["tree"]
    assert ada.commits[main]["tree"] == ada.commits[feedback]["tree"] == template
    (pull,) = ada.pulls.values()
    assert (pull["title"], pull["head"], pull["base"], pull["state"]) == ("Feedback", "main", "feedback", "open")
    (rule,) = ada.rulesets.values()
    assert rule["conditions"]["ref_name"]["include"] == ["refs/heads/feedback"]
    assert [each["type"] for each in rule["rules"]] == ["deletion", "update", "non_fast_forward"]


def test_a_second_run_writes_nothing(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup() == 0
    school.push_course()
    capsys.readouterr()
    assert school.writes_of() == []
    told = capsys.readouterr().out
    assert f"there already     {ORG}/students-ada, for ada (invited, not accepted yet: ada)" in told
    assert {line.partition("  ")[0] for line in told.splitlines()} == {"there already"}
    school.accept()
    school.github.push_to(school.repository("students-ada"), {"exercises/one.py": "def one(): return 1\n"})
    assert school.writes_of() == []


def test_a_dry_run_writes_nothing(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--dry-run") == 0
    assert school.github.writes == [] and not school.browser.manifests
    told = capsys.readouterr().out
    assert f"would make        the private repository {ORG}/students-eve, for eve" in told
    assert school.setup() == 0
    school.enrol("ada", "eve", "new")
    school.repository("students-ada").rulesets.clear()
    before = len(school.github.writes)
    capsys.readouterr()
    assert school.setup("--dry-run") == 0
    assert len(school.github.writes) == before
    told = capsys.readouterr().out
    assert "would make        the rule “Feedback stays” in my-school/students-ada" in told
    assert "would make        the private repository my-school/students-new, for new" in told


def test_what_was_changed_by_hand_is_changed_back(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup() == 0
    course, ada = school.repository("course"), school.repository("students-ada")
    next(iter(course.rulesets.values()))["enforcement"] = "disabled"
    course.environments["reading"]["shown"]["deployment_branch_policy"] = None
    course.environments["posting"]["policies"].append({"id": 1, "node_id": "", "name": "*", "type": "branch"})
    course.variables["GRADUS_COURSE_REPO"]["value"] = "students"
    course.permissions["/workflow"] = {
        "default_workflow_permissions": "write",
        "can_approve_pull_request_reviews": True,
    }
    course.permissions[""] = {"enabled": False}
    ada.pulls[1]["state"] = "closed"
    capsys.readouterr()
    assert school.setup() == 0
    told = capsys.readouterr().out
    assert "changed           Actions are on in my-school/course" in told
    assert "changed           the variable GRADUS_COURSE_REPO = students-* (was students)" in told
    assert "opened again      the pull request “Feedback” in my-school/students-ada" in told
    assert "the environment posting may be used by *, too: remove all but main at https://github.com/" in told
    assert next(iter(course.rulesets.values()))["enforcement"] == "active"
    assert course.environments["reading"]["shown"]["deployment_branch_policy"]["custom_branch_policies"]
    assert ada.pulls[1]["state"] == "open" and len(ada.pulls) == 1
    course.environments["posting"]["policies"].pop()
    assert school.writes_of() == []


def test_a_public_course_stops_everything(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.github.create(f"{ORG}/course", private=False)
    assert school.setup() == 3
    assert school.github.writes == []
    told = capsys.readouterr().err
    assert (
        "gradus: my-school/course is public: everybody can read the checks and the solutions. Make it private" in told
    )


@pytest.mark.parametrize(
    ("name", "told"), [("students", "is public: make it private"), ("students-ada", "it is public")]
)
def test_nothing_that_is_public_is_used(
    school: School, capsys: pytest.CaptureFixture[str], name: str, told: str
) -> None:
    repository = school.github.create(f"{ORG}/{name}", private=False)
    assert school.setup() == 3
    assert told in capsys.readouterr().err
    assert not repository.pulls and not repository.invitations


def test_a_release_is_brought_up_to_date(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup() == 0
    students = school.repository("students")
    school.github.push_to(students, {"notes-of-the-teacher.md": "mine"})
    changed = {**FIRST, "README.md": b"# The course, corrected\n", "new.txt": b"new\r\n"}
    del changed["exercises/two.py"]
    make_release(school.release, changed)
    capsys.readouterr()
    assert school.setup() == 0
    assert "changed           4 of the files of my-school/students" in capsys.readouterr().out
    head = students.commits[students.refs["refs/heads/main"]]
    files = {path: students.blobs[entry[2]] for path, entry in students.flat(head["tree"]).items()}
    assert files["README.md"] == b"# The course, corrected\n" and files["new.txt"] == b"new\n"
    assert "exercises/two.py" not in files and "notes-of-the-teacher.md" in files
    assert head["parents"] and students.commits[head["parents"][0]]["message"] == "work"
    assert school.writes_of() == []


def test_a_token_that_may_not_write_workflows(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub answers 404 for all of a tree with a workflow."""
    refused = Fault("POST", "/git/trees", 404, message="Not Found", body=r'"path": "\.github/workflows', times=99)
    school.github.faults.append(refused)
    assert school.setup() == 0
    files = school.repository("students").refs["refs/heads/main"]
    tree = school.repository("students").flat(school.repository("students").commits[files]["tree"])
    assert ".github/workflows/checks.yml" not in tree and "README.md" in tree
    told = capsys.readouterr().out
    assert "the workflows of my-school/students were left out" in told and "gh auth refresh --scopes workflow" in told
    refused.times = 0
    assert school.setup() == 0
    assert "changed           1 of the files of my-school/students" in capsys.readouterr().out
    assert school.writes_of() == []


def test_nothing_twice_after_lost_answers(school: School) -> None:
    """GitHub did it, and its answer never came."""
    lost = ["/orgs/my-school/repos", "/generate", "/git/refs", "/pulls", "/rulesets", "/variables", "/environments/"]
    for path in lost:
        method = "PUT" if path == "/environments/" else "POST"
        school.github.faults.append(Fault(method, path, 502, done=True))
    assert school.setup() == 0
    assert not any(fault.times for fault in school.github.faults)
    for name in ("students-ada", "students-eve"):
        assert len(school.repository(name).pulls) == len(school.repository(name).rulesets) == 1
    assert school.writes_of() == []


def test_an_empty_template_is_named(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.github.create(f"{ORG}/students").settings["is_template"] = True
    assert school.setup() == 3
    assert "my-school/students: it has no branch main. If it is empty, delete it" in capsys.readouterr().err


def test_what_a_teacher_edited_in_the_template_stays(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup() == 0
    school.github.push_to(school.repository("students"), {"README.md": "of our school"}, login="teacher")
    make_release(school.release, {**FIRST, "README.md": b"# Corrected\n", "exercises/two.py": b"# corrected\n"})
    capsys.readouterr()
    assert school.setup() == 0
    assert "README.md in my-school/students: edited there, and left alone." in capsys.readouterr().out
    files = school.files("students")
    assert files["README.md"] == b"of our school" and files["exercises/two.py"] == b"# corrected\n"
    assert school.writes_of() == []
