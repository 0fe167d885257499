"""`gradus forget`: one person is gone from everything that lies in a class's folders, and nobody else loses a byte."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gradus.cli import main
from gradus.lessons.report import LessonReport
from gradus.scores.forget.person import Person, person
from gradus.scores.roster import Student
from tests.test_imported import report

pytestmark = pytest.mark.fast

ROSTER = (
    "login;student_id;last_name;first_name;email\r\n"
    'ada2;s2;Zwei;"Ada; the second";ada2@example.org\r\n'
    '"ADA";s1;Lovelace;"Ada\r\nAugusta";ada@example.org\r\n'
    "bob;s3;Builder;Bob;bob@example.org"
)
TABLES = {
    "roster.csv": (ROSTER, ROSTER.replace('"ADA";s1;Lovelace;"Ada\r\nAugusta";ada@example.org\r\n', "")),
    "submissions.csv": ("login,commit,submitted\nada,1,\nbob,2,\n", "login,commit,submitted\nbob,2,\n"),
    "extensions.csv": ("login,days\nbob,1\n\u00c1da,2\nada,3\n", "login,days\nbob,1\n\u00c1da,2\n"),
    "grades.csv": ("login,exercise,score\nada,a,1\nada,b,2\nada2,a,3\n", "login,exercise,score\nada2,a,3\n"),
    "moodle.csv": (
        "First name,Last name,ID number,a\nAda,Lovelace,s1,1\nBob,Builder,s3,2\n",
        "First name,Last name,ID number,a\nBob,Builder,s3,2\n",
    ),
    "canvas.csv": (
        'Student,ID,SIS User ID,SIS Login ID,Section,a (1)\n"Lovelace, Ada",1,s1,al,CS,1\n'
        '"Builder, Bob",2,s3,ada,CS,2\n',
        'Student,ID,SIS User ID,SIS Login ID,Section,a (1)\n"Builder, Bob",2,s3,ada,CS,2\n',
    ),
    "by-mail.csv": ("Email address,a\nADA@example.org,1\nbob@example.org,2\n", "Email address,a\nbob@example.org,2\n"),
    "notes.txt": ("Ada was ill on Monday.\n", "Ada was ill on Monday.\n"),
}


def write(path: str, text: str = "x") -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


@pytest.fixture
def classroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class of ada, ada2 and bob, with what all commands leave behind."""
    monkeypatch.chdir(tmp_path)
    for login in ("ada", "ada2", "bob"):
        write(f"submissions/{login}/exercises/a/one.py")
        write(f"submissions/{login}/ada/ada.py")  # what they called a folder of theirs
        write(f"results/{login}.json", report(login, 1).to_json())
        write(f"results/before/{login}.json", report(login, 0).to_json())
        write(f"results/lessons/{login}.json", LessonReport(LessonReport.SCHEMA, login, ()).to_json())
        write(f"results/lessons/{login}/x.ipynb")
        write(f"results/by_hand/{login}.json", json.dumps({"schema": "gradus.by_hand/1", "submission": login}))
        for name in (f"{login}.html", f"{login}.md"):
            write(f"feedback/{name}", login)
        for step in ("submitted", "autograded", "feedback"):
            write(f"gradebook/{step}/{login}/a-one/a-one.ipynb")
    write("gradebook/source/a-one/a-one.ipynb")
    origins = [{"login": login, "folder": f"{login}_1_x"} for login in ("ada", "ada2", "bob")]
    write("submissions/.collected.json", json.dumps({"schema": "gradus.collected/1", "origins": origins}, indent=1))
    write("scores.json", json.dumps([{"submission": login, "score": 1} for login in ("ada", "bob")]))
    for name, (before, _) in TABLES.items():
        write(name, before)
    write("overview.html", "<td>bob</td><td>ada</td>")
    write("ada.html", "the page of one student")
    write("other.html", "<td>bob</td><td>ada2</td><p>adapter, Nevada, ada-b, x_ada</p>")
    with zipfile.ZipFile("feedback.zip", "w") as archive:
        archive.writestr("Ada Lovelace_12_assignsubmission_file_/ada.html", "")
    return tmp_path


def forget(*arguments: str, status: int = 0) -> Result:
    result = CliRunner().invoke(main, ["forget", *arguments])
    assert isinstance(result.exception, SystemExit | None), result.exc_info
    assert result.exit_code == status, result.output
    return result


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_one_person_goes_and_nobody_else_loses_a_byte(classroom: Path) -> None:
    before = everything(classroom)
    said = forget("ada", "--yes").stdout
    after = everything(classroom)
    gone = {path for path in before if path not in after}
    single: tuple[str, ...] = (
        "results/{}.json",
        "results/before/{}.json",
        "results/lessons/{}.json",
        "results/lessons/{}/x.ipynb",
    )
    single += ("results/by_hand/{}.json", "feedback/{}.html", "feedback/{}.md", "submissions/{}/exercises/a/one.py")
    single += tuple(f"gradebook/{step}/{{}}/a-one/a-one.ipynb" for step in ("submitted", "autograded", "feedback"))
    assert gone == {"submissions/ada/ada/ada.py", "ada.html", *(path.format("ada") for path in single)}
    changed = {path for path in after if before[path] != after[path]}
    tables = {name for name, (old, new) in TABLES.items() if old != new}
    assert changed == {*tables, "submissions/.collected.json", "scores.json"}
    for name in tables:
        assert after[name].decode() == TABLES[name][1]
    origins = json.loads(after["submissions/.collected.json"])["origins"]
    assert [origin["login"] for origin in origins] == ["ada2", "bob"]
    assert [entry["submission"] for entry in json.loads(after["scores.json"])] == ["bob"]
    naming = said.split("delete them:\n")[1].split("Out of reach:")[0].split()
    assert naming == ["feedback.zip", "notes.txt", "overview.html"]
    assert "  submissions/ada: a folder\n" in said and "  grades.csv: 2 rows\n" in said
    assert "  submissions/.collected.json: 1 entry\n" in said and "backups" in said and "--ledger" in said


def test_nothing_goes_before_it_is_agreed(classroom: Path) -> None:
    before = everything(classroom)
    said = forget("ada").stdout
    assert said.startswith("This would be removed:\n") and said.endswith("Nothing was removed: --yes does it.\n")
    assert everything(classroom) == before


def test_again_is_nothing(classroom: Path) -> None:
    forget("ada", "--yes")
    before = everything(classroom)
    assert forget("ada", "--yes").stdout.startswith("There is nothing of ada here.\n")
    assert forget("adda", "--yes").stdout.startswith("There is nothing of adda here.\n")
    assert everything(classroom) == before


@pytest.mark.parametrize(
    "login", ["results", "overview", "lessons", "exercises", "origins", "roster", "..", ".", "", "a/b", "*", "x"]
)
def test_a_login_that_is_called_like_something_else(classroom: Path, login: str) -> None:
    before = everything(classroom)
    forget(login, "--yes")
    assert everything(classroom) == before


def test_a_name_as_a_mac_writes_it(classroom: Path) -> None:
    write("submissions/Jose\u0301/x.py")
    write("results/Jos\u00e9.json", report("Jos\u00e9", 1).to_json())
    write("grades.csv", "login,score\njos\u00e9,1\n")
    forget("JOS\u00c9", "--yes")
    assert not list(classroom.rglob("Jos*")) and Path("grades.csv").read_text() == "login,score\n"


def test_a_point_is_a_part_of_a_name(classroom: Path) -> None:
    for login in ("ada.lovelace", "ada.1", "ada.json", "ada.b"):
        for path in (f"submissions/{login}/x.py", f"feedback/{login}.html", f"submissions/.replaced/{login}.2/x.py"):
            write(path)
        write(f"results/{login}.json", report(login, 1).to_json())
    write("submissions/.replaced/ada.1/old.py")
    write("submissions/.replaced/ada.12/old.py")
    write("submissions/.times.csv", "login,commit,submitted\nada,,\nada.1,,\n")
    before = everything(classroom)
    forget("ada", "--yes")
    gone = {path for path in before if path not in everything(classroom)}
    assert not [path for path in gone if "lovelace" in path or ".b" in path or ".json/" in path or "ada.1." in path]
    assert {"submissions/.replaced/ada.1/old.py", "submissions/.replaced/ada.12/old.py"} <= gone
    assert Path("submissions/.times.csv").read_text() == "login,commit,submitted\nada.1,,\n"
    forget("ada.1", "--yes")
    assert Path("submissions/ada.lovelace/x.py").exists() and not Path("submissions/ada.1").exists()
    assert not Path("submissions/.replaced/ada.1.2").exists()


def test_a_report_of_another_file_name(classroom: Path) -> None:
    write("results/old copy.json", report("ada", 1).to_json())
    forget("ada", "--yes")
    assert not Path("results/old copy.json").exists()


def test_an_address_that_is_shared_tells_nobody_apart() -> None:
    ada, bob = Student("ada", "", "s1", email="home@x"), Student("bob", "", "s2", email="home@x")
    who = person("ADA", [ada, bob])
    assert (who.login, who.number, who.address) == ("ada", "s1", "")
    assert not who.has_row({"emailaddress": "home@x"}) and who.has_row({"idnumber": "s1", "emailaddress": "home@x"})


def test_a_folder_that_a_team_shares_stays() -> None:
    ada, bob = Student("ada", team="blue", folder="blue"), Student("bob", team="blue", folder="blue")
    assert not person("ada", [ada, bob]).is_called("blue")
    assert person("ada", [ada]).is_called("Blue")
    assert not person("ada", [Student("ada", folder="bob"), bob]).is_called("bob")


def test_a_number_is_no_account() -> None:
    who = Person("1815", number="s1")
    assert not who.has_row({"login": "bob", "studentid": "1815"})
    assert who.has_row({"studentid": "1815"})  # nbgrader's own table calls the account so


@pytest.mark.skipif(os.name == "nt", reason="POSIX has modes and links")
def test_what_a_student_left_can_be_removed(classroom: Path) -> None:
    deep = write("submissions/ada/locked/deep/x.py")
    outside = write("elsewhere/keep.py").parent
    Path("submissions/ada/link").symlink_to(outside.resolve())
    Path("submissions/ada/dangling").symlink_to("nowhere")
    deep.parent.chmod(0o500)
    deep.parent.parent.chmod(0o500)
    os.mkfifo("results/pipe.json")
    Path("feedback/link.json").symlink_to(outside.resolve() / "keep.py")
    Path("results.csv").touch(0o640)
    write("results.csv", "login\nada\n")
    Path("results.csv").chmod(0o640)
    forget("ada", "--yes")
    assert not Path("submissions/ada").exists() and Path("elsewhere/keep.py").is_file()
    assert stat.S_IMODE(Path("results.csv").stat().st_mode) == 0o640


def test_other_places(classroom: Path) -> None:
    write("marks/week1/ada.json", report("ada", 1).to_json())
    write("marks/week1/bob.json", report("bob", 1).to_json())
    assert forget("ada", "--results", "marks/week1", "--also", "nowhere", status=2).stderr.startswith(
        "gradus: nowhere:"
    )
    forget("ada", "--results", "marks/week1", "--yes")
    assert [path.name for path in Path("marks/week1").iterdir()] == ["bob.json"]


def test_a_roster_that_cannot_be_read_stops_it(classroom: Path) -> None:
    write("roster.csv", "name\nAda\n")
    before = everything(classroom)
    assert "roster.csv has no column login" in forget("ada", "--yes", status=2).stderr
    assert everything(classroom) == before


def test_the_history_of_git_is_named(classroom: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@localhost")
        subprocess.run(["git", *who, *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "roster.csv", "notes.txt")
    git("commit", "-qm", "x")
    said = forget("ada", "--yes").stdout
    assert "  roster.csv in the history of this folder's Git repository: git filter-repo rewrites that\n" in said
    assert "  notes.txt" not in said and "submissions.csv in the history" not in said


def test_what_fails_is_told_and_the_rest_is_done(classroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink: Callable[..., None] = Path.unlink

    def failing(path: Path, missing_ok: bool = False) -> None:
        if path.name == "ada.html" and path.parent.name == "feedback":
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", failing)
    message = forget("ada", "--yes", status=3).stderr
    assert message == "gradus: feedback/ada.html could not be removed: Permission denied.\n"
    assert not Path("results/ada.json").exists() and Path("feedback/ada.html").exists()


@pytest.mark.parametrize("ledger", ["nonsense", "a/b/c"])
def test_no_ledger(classroom: Path, ledger: str) -> None:
    before = everything(classroom)
    assert "it is neither a folder nor OWNER/NAME" in forget("ada", "--ledger", ledger, "--yes", status=2).stderr
    assert "is no ledger that can be used" in forget("ada", "--ledger", "results", "--yes", status=2).stderr
    assert everything(classroom) == before
