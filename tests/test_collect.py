"""`gradus collect`: from what learning platforms, GitHub and students make of it to one folder for each student."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.intake import collect as collecting
from gradus.intake import gradescope
from gradus.intake.owners import claim
from gradus.intake.record import read
from tests.conftest import Done, invoke

pytestmark = pytest.mark.fast
SQUARE = "def square(x):\n    return x * x\n"
POWER = "def power(x, n):\n    return x**n\n"
ROSTER = """login,student_id,last_name,first_name,email
ada,101,Lovelace,Ada,ada.lovelace@example.org
bob,102,Bauer,Bob,bob@example.org
jose,103,García Márquez,José,jgarcia@example.org
mueller,104,Müller,Jörg,jm@example.org
ada-lovelace,105,Lovelace,Adele,adele@example.org
"""
Tree = Mapping[str, Any]  # a path -> text, bytes, or another tree, which makes an archive


def packed(tree: Tree) -> bytes:
    """The tree as a ZIP file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in tree.items():
            archive.writestr(name, packed(content) if isinstance(content, Mapping) else content)
    return data.getvalue()


def lay(folder: Path, tree: Tree) -> Path:
    """The tree in a folder; its archives are made."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = packed(content) if isinstance(content, Mapping) else content
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


@pytest.fixture
def course(mini: Course) -> Course:
    """The small course with two lessons."""
    text = (mini.root / "course.toml").read_text("utf-8")
    text = text.replace('title = "Squares and means"', 'title = "Squares and means"\nlesson = "day1-squares"')
    (mini.root / "course.toml").write_text(text.replace('title = "Higher', 'lesson = "demo"\ntitle = "Higher'), "utf-8")
    (mini.root / "roster.csv").write_text(ROSTER, "utf-8")
    return mini


Collect = Callable[..., dict[str, Any]]


@pytest.fixture
def collect(course: Course, tmp_path: Path) -> Collect:
    """Lay a heap, collect it, and return what --json says, with the submissions by login and the exit status."""

    def run(tree: Tree, *options: object, sources: tuple[str, ...] = ("heap",), roster: bool = True) -> dict[str, Any]:
        lay(tmp_path / "heap", tree)
        known = ("--roster", course.root / "roster.csv") if roster else ()
        paths = [tmp_path / source for source in sources]
        done = invoke("collect", *paths, "--into", tmp_path / "into", *known, "--json", *options, cwd=course.root)
        said: dict[str, Any] = json.loads(done.stdout) if done.stdout else {}
        said["by"] = {each["login"]: each for each in said.get("submissions", ()) if each["files"]}
        return {**said, "status": done.returncode, "stderr": done.stderr}

    return run


def files(into: Path) -> dict[str, str]:
    """The files in a folder of submissions, with their text, but for what is hidden."""
    found = (path for path in sorted(into.rglob("*")) if path.is_file())
    texts = {path.relative_to(into).as_posix(): path.read_text("utf-8") for path in found}
    return {name: text for name, text in texts.items() if not name.startswith(".")}


# Every way to hand in square.py, alone in a heap: the name of what is handed in, and whose it is.
OWNERS = {
    "ada/exercises/warmup/square.py": "ada",
    "ada/warmup/square.py": "ada",
    "ada/square.py": "ada",
    "ADA/Exercises/WarmUp/Square.PY": "ada",
    "ada.lovelace@example.org/square.py": "ada",
    "ada.lovelace/square.py": "ada",
    "101/square.py": "ada",
    "Ada Lovelace/square.py": "ada",
    "Lovelace, Ada/square.py": "ada",
    "ada.lovelace@other.example.org/square.py": "ada",
    "Lovelace_Ada_ada_4711/hw1/square.py": "ada",
    "Ada Lovelace_123456_assignsubmission_file_/square.py": "ada",
    "Ada Lovelace_123456_assignsubmission_file/hw1/hw1/exercises/warmup/square.py": "ada",
    "Ada Lovelace_123456_assignsubmission_file_square.py": "ada",
    "Group 1-Ada Lovelace_123456_assignsubmission_file_/square.py": "ada",
    "lovelaceada_12345_67890_square.py": "ada",
    "lovelaceada_LATE_12345_67890_square-2.py": "ada",
    "hw1_ada_attempt_2026-11-20-09-00-00_square.py": "ada",
    "4711-22 - Ada Lovelace - Nov 20, 2026 900 AM/square.py": "ada",
    "Lovelace, Ada(ada)/Submission attachment(s)/square.py": "ada",
    "Submitted files/Ada Lovelace/HW1/Version 1/square.py": "ada",
    "submitted/ada/ps1/square.py": "ada",
    "hw1-submissions/hw1-ada/exercises/warmup/square.py": "ada",
    "hw1-ada-main/exercises/warmup/square.py": "ada",
    "ada_square.py": "ada",
    "Ada Lovelace - square.py": "ada",
    "hw1-ada-lovelace/square.py": "ada-lovelace",
    "Jose\u0301 Garci\u0301a Ma\u0301rquez_1_assignsubmission_file_/square.py": "jose",
    "garcíamárquezjosé_1_2_square.py": "jose",
    "garciamarquezjose_1_2_square.py": "jose",
    "Joerg Mueller_7_assignsubmission_file_/square.py": "mueller",
    "Jorg Muller/square.py": "mueller",
    "mue\u200bller/square.py": "mueller",
    "bob\\exercises\\warmup\\square.py": "bob",
}


@pytest.mark.parametrize("place", OWNERS)
def test_whose_it_is(place: str, collect: Collect) -> None:
    said = collect({place: SQUARE})
    assert said["status"] == 0, said
    assert list(said["by"]) == [OWNERS[place]]
    assert [file["path"] for file in said["by"][OWNERS[place]]["files"]] == ["exercises/warmup/square.py"]


@pytest.mark.parametrize(
    "name",
    [
        "ada.zip",
        "ADA.ZIP",
        "hw1-ada-main.zip",
        "lovelaceada_1_2_hw.zip",
        "ada (1).zip",
        "Ada Lovelace_5_assignsubmission_file_/hw1.zip",
        "Ada Lovelace_5_assignsubmission_file_hw1.zip",
        "submitted/ada/ps1/x.zip",
    ],
)
@pytest.mark.parametrize("inside", ["students-main/exercises/warmup/square.py", "warmup/square.py", "square.py"])
def test_archives(name: str, inside: str, collect: Collect) -> None:
    said = collect({name: {inside: SQUARE, "__MACOSX/._square.py": "x", "students-main/graders/square.py": "no"}})
    assert list(said["by"]) == ["ada"], said
    assert said["status"] == 0


def test_a_download_of_everything(collect: Collect, tmp_path: Path) -> None:
    said = collect(
        {
            "CS 1-hw1-4711.zip": {
                "Ada Lovelace_1_assignsubmission_file_/hw.zip": {"hw/exercises/warmup/square.py": SQUARE},
                "Bob Bauer_2_assignsubmission_file_/square.py": SQUARE + "# bob\n",
                "Bob Bauer_2_assignsubmission_file_/power.py": POWER,
            }
        },
        sources=("heap/CS 1-hw1-4711.zip",),
    )
    assert list(said["by"]) == ["ada", "bob"]
    assert files(tmp_path / "into") == {
        "ada/exercises/warmup/square.py": SQUARE,
        "bob/exercises/warmup/square.py": SQUARE + "# bob\n",
        "bob/exercises/warmup/power.py": POWER,
    }
    assert read(tmp_path / "into")["bob"].folder == "Bob Bauer_2_assignsubmission_file_"
    assert said["missing"] == ["jose", "mueller", "ada-lovelace"]


def test_a_heap_of_heaps(collect: Collect) -> None:
    said = collect(
        {
            "moodle.zip": {"Ada Lovelace_1_assignsubmission_file_/square.py": SQUARE},
            "canvas/bauerbob_1_2_square.py": SQUARE,
            "canvas/bauerbob_1_3_power-1.py": POWER,
            "submitted/jose/ps1/square.py": SQUARE,
            "mueller.tar.gz": _tar({"x/square.py": SQUARE}),
            "notes.pdf": "%PDF",
        }
    )
    assert list(said["by"]) == ["ada", "bob", "jose", "mueller"]
    assert [file["path"] for file in said["by"]["bob"]["files"]] == [
        "exercises/warmup/power.py",
        "exercises/warmup/square.py",
    ]
    assert said["others"] == 1


def _tar(tree: Tree) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for name, content in tree.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content.encode()))
    return data.getvalue()


METADATA = """---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '101'
    :email: ada.lovelace@example.org
  - :name: Bob Bauer
    :sid: '102'
    :email: bob@example.org
  :created_at: 2026-11-20 09:00:00.123456000 Z
  :results:
    tests:
    - output: |-
        submission_12:
          :submitters:
          - :email: jgarcia@example.org
submission_12:
  :submitters:
  - :name: "Jos\\xE9 Garc\\xEDa"
    :sid:
    :email: jgarcia@example.org
  :created_at: 2026-11-21 09:00:00.000000000 Z
"""


@pytest.mark.parametrize("packed_up", [False, True])
def test_gradescope(packed_up: bool, collect: Collect, tmp_path: Path) -> None:
    export = {
        "assignment_1_export/submission_metadata.yml": METADATA,
        "assignment_1_export/submission_11/square.py": SQUARE,
        "assignment_1_export/submission_12/exercises/warmup/power.py": POWER,
        "assignment_1_export/submission_13/square.py": "# nobody's",
    }
    said = collect({"export.zip": export} if packed_up else export)
    assert list(said["by"]) == ["ada", "bob", "jose", "submission_13"]
    assert files(tmp_path / "into")["bob/exercises/warmup/square.py"] == SQUARE
    assert said["by"]["ada"]["submitted"] == "2026-11-20T09:00:00.123456+00:00"
    assert not said["by"]["submission_13"]["in_roster"]
    times = (tmp_path / "into" / ".times.csv").read_text("utf-8").splitlines()
    assert times[0] == "login,commit,submitted"
    assert times[1:] == [
        "ada,,2026-11-20T09:00:00.123456+00:00",
        "bob,,2026-11-20T09:00:00.123456+00:00",
        "jose,,2026-11-21T09:00:00+00:00",
    ]


def test_gradescopes_quotes() -> None:
    text = "submission_1:\n  :submitters:\n  - :name: 'O''Brien'\n    :email: \"o\\u0301@x\"\n"
    assert gradescope.parse(text.encode())["submission_1"].submitters == [{"name": "O'Brien", "email": "o\u0301@x"}]


def test_the_time_that_nbgrader_keeps(collect: Collect) -> None:
    stamp = "2026-11-20 09:00:00.5 UTC"
    said = collect(
        {
            "gradebook/submitted/ada/ps1/square.py": SQUARE,
            "gradebook/submitted/ada/ps1/timestamp.txt": stamp,
            "gradebook/submitted/bob/ps1.zip": {"square.py": SQUARE, "timestamp.txt": stamp},
            "gradebook/source/ps1/square.py": "# the teacher's",
            "gradebook/autograded/ada/ps1/square.py": "# a copy",
        }
    )
    assert list(said["by"]) == ["ada", "bob"]
    assert said["by"]["ada"]["submitted"] == "2026-11-20T09:00:00.500000+00:00"
    assert said["by"]["bob"]["submitted"] == ""  # in an archive it is the student's own


def test_folders_that_a_shell_found(collect: Collect) -> None:
    """`gradus collect submitted/*/ps1`: all have one name."""
    tree = {"submitted/ada/ps1/square.py": SQUARE, "submitted/bob/ps1/square.py": SQUARE}
    for roster in (True, False):
        said = collect(tree, sources=("heap/submitted/ada/ps1", "heap/submitted/bob/ps1"), roster=roster)
        assert list(said["by"]) == ["ada", "bob"], roster


@pytest.mark.parametrize(
    ("pattern", "tree", "logins"),
    [
        ("submitted/{login}/ps1", {"submitted/ada/ps1/square.py": SQUARE, "submitted/bob/ps2/power.py": ""}, ["ada"]),
        ("{login}/ps1", {"submitted/Zoe/ps1/square.py": SQUARE}, ["Zoe"]),
        ("hw1-{login}", {"hw1-ada.zip": {"square.py": SQUARE}, "HW1-Bob/square.py": SQUARE}, ["ada", "bob"]),
        ("*_{student_id}_*", {"x_102_final/square.py": SQUARE}, ["bob"]),
        ("{last_name}, {first_name}", {"Müller, Jörg/square.py": SQUARE}, ["mueller"]),
        ("{login}-*.py", {"ada-square.py": SQUARE, "ada-power.py": POWER, "bob-square.py": SQUARE}, ["ada", "bob"]),
        ("{login}", {"ada/bob/square.py": SQUARE}, ["ada"]),
    ],
)  # fmt: skip
def test_a_pattern_of_ones_own(pattern: str, tree: Tree, logins: list[str], collect: Collect) -> None:
    said = collect(tree, "--name", pattern)
    assert list(said["by"]) == logins, said
    assert said["status"] == 0


@pytest.mark.parametrize(
    ("pattern", "says"),
    [("{user}", "there is no {user}; there are {login}"), ("ps1", "write {login}"), ("{login}/{login}", "once")],
)
def test_patterns_that_make_no_sense(pattern: str, says: str, collect: Collect) -> None:
    said = collect({"ada/square.py": SQUARE}, "--name", pattern)
    assert said["status"] == 2
    assert says in said["stderr"]


def test_without_a_roster(collect: Collect) -> None:
    said = collect(
        {
            "ada.zip": {"students-main/square.py": SQUARE},
            "bob/square.py": SQUARE,
            "moodle/Carl Case_1_assignsubmission_file_/square.py": SQUARE,
            "moodle/Carl Case_2_assignsubmission_file_/square.py": SQUARE + "# another\n",
            "canvas/eveevans_1_2_square.py": SQUARE,
        },
        roster=False,
    )
    assert list(said["by"]) == ["ada", "bob", "Carl Case 1", "Carl Case 2", "eveevans"]
    assert said["missing"] == []


def test_who_is_not_in_the_roster_is_taken_and_told(collect: Collect) -> None:
    said = collect({"ada/square.py": SQUARE, "zoe/square.py": SQUARE, "hw1 (3).zip": {"square.py": SQUARE}})
    assert [login for login, each in said["by"].items() if not each["in_roster"]] == ["hw1", "zoe"]
    assert "not in the roster" in said["by"]["zoe"]["remarks"][0]


def test_two_students_may_be_meant(course: Course, collect: Collect) -> None:
    with (course.root / "roster.csv").open("a", encoding="utf-8") as roster:
        roster.write("ada2,106,Lovelace,Ada,ada2@example.org\n")
    said = collect({"Ada Lovelace_1_assignsubmission_file_/square.py": SQUARE})
    assert said["by"] == {}
    assert said["status"] == 2
    assert "Ada Lovelace may be ada or ada2" in said["left"][0]


@pytest.mark.parametrize(
    ("places", "taken"),
    [
        (["square (1).py"], "square (1).py"),
        (["square.py.txt"], "square.py.txt"),
        (["Kopie von square.py"], "Kopie von square.py"),
        (["exercises/warmup/square - Copy.py"], "exercises/warmup/square - Copy.py"),
        (["square.py", "square (1).py"], "square.py"),
        (["exercises/warmup/square.py", "backup/exercises/warmup/square.py"], "exercises/warmup/square.py"),
        (["exercises/warmup/square.py", "square.py"], "exercises/warmup/square.py"),
        (["square (1).py", "square (2).py"], ""),
        (["v1/warmup/square.py", "v2/warmup/square.py"], ""),
        (["graders/warmup/square.py"], ""),
        (["test_square.py"], ""),
        (["sqaure.py"], ""),
    ],
)
def test_near_names_and_two_claims(places: list[str], taken: str, collect: Collect) -> None:
    said = collect({f"ada/{place}": f"{SQUARE}# {place}\n" for place in places} | {"bob/square.py": SQUARE})
    found = said["by"].get("ada")
    assert (found["files"][0]["place"].partition("/ada/")[2] if found else "") == taken
    if found is None:
        assert said["left"] or any(each["left"] for each in said["submissions"] if each["login"] == "ada")
    elif len(places) > 1:
        assert places[1] in found["left"][0]
    else:
        assert taken in found["remarks"][0]


def test_equal_copies_are_no_two_claims(collect: Collect) -> None:
    assert list(collect({"ada/a/square.py": SQUARE, "ada/b/square.py": SQUARE})["by"]) == ["ada"]


def test_what_was_given_out_is_nobodys_work(course: Course, collect: Collect, tmp_path: Path) -> None:
    stub = (course.stubs / "warmup" / "square.py").read_text("utf-8")
    said = collect({"ada/exercises/warmup/square.py": stub.replace("\n", "\r\n"), "ada/square.py": SQUARE})
    assert files(tmp_path / "into") == {"ada/exercises/warmup/square.py": SQUARE}
    assert "it is as it was given out" in said["by"]["ada"]["left"][0]


def test_one_name_in_two_parts(course: Course, collect: Collect) -> None:
    text = (course.root / "course.toml").read_text("utf-8")
    more = '\n[[parts]]\nid = "later"\ntitle = "Later"\n\n[[exercises]]\nid = "later/square"\ntitle = "x"\npoints = 1\n'
    (course.root / "course.toml").write_text(text + more, "utf-8")
    said = collect({"ada/square.py": SQUARE, "ada/power.py": POWER, "bob/later/square.py": SQUARE})
    assert [file["path"] for file in said["by"]["ada"]["files"]] == ["exercises/warmup/power.py"]
    assert "square.py may be exercises/warmup/square.py or exercises/later/square.py" in said["by"]["ada"]["left"][0]
    assert [file["path"] for file in said["by"]["bob"]["files"]] == ["exercises/later/square.py"]


def test_notebooks(collect: Collect, tmp_path: Path) -> None:
    tree = {
        "ada/Lessons/day1-squares (1).ipynb": "1",
        "ada/lessons/.ipynb_checkpoints/day1-squares-checkpoint.ipynb": "old",
        "ada/Kopie von demo.ipynb": "2",
        "bauerbob_1_2_demo-1.ipynb": "3",
    }
    collect(tree)
    assert files(tmp_path / "into") == {
        "ada/lessons/day1-squares.ipynb": "1",
        "ada/lessons/demo.ipynb": "2",
        "bob/lessons/demo.ipynb": "3",
    }
    assert (tmp_path / "into" / "bob" / "exercises").is_dir()  # so that `gradus grade` takes it


@pytest.mark.parametrize("way", ["column", "table"])
def test_teams(way: str, course: Course, collect: Collect, tmp_path: Path) -> None:
    rows = "login,name,team\nada,Ada,Hopper\nbob,Bob,Hopper\njose,José,Turing\nmia,Mia,Turing\nzoe,Zoe,\n"
    if way == "table":
        rows = rows.replace(",team", "").replace(",Hopper", "").replace(",Turing", "").replace("Zoe,", "Zoe")
        (course.root / "teams.csv").write_text("team,login\nHopper,ada\nHopper,bob\nTuring,jose\nTuring,mia\n", "utf-8")
    (course.root / "roster.csv").write_text(rows, "utf-8")
    options = ("--teams", course.root / "teams.csv") if way == "table" else ()
    said = collect({"Hopper/square.py": SQUARE, "mia/square.py": POWER, "zoe/square.py": SQUARE}, *options)
    assert files(tmp_path / "into") == {
        "ada/exercises/warmup/square.py": SQUARE,
        "bob/exercises/warmup/square.py": SQUARE,
        "jose/exercises/warmup/square.py": POWER,
        "mia/exercises/warmup/square.py": POWER,
        "zoe/exercises/warmup/square.py": SQUARE,
    }
    assert {login: each["team"] for login, each in said["by"].items()} == {
        "ada": "Hopper", "bob": "Hopper", "jose": "Turing", "mia": "Turing", "zoe": "",
    }  # fmt: skip
    assert "the team Turing handed it in as one" in said["by"]["jose"]["remarks"]


def test_a_member_who_hands_in_alone_keeps_the_own(course: Course, collect: Collect, tmp_path: Path) -> None:
    (course.root / "roster.csv").write_text("login,team\nada,Hopper\nbob,Hopper\n", "utf-8")
    collect({"ada/square.py": SQUARE, "bob/square.py": POWER})
    assert files(tmp_path / "into")["bob/exercises/warmup/square.py"] == POWER


def test_attempts(collect: Collect, tmp_path: Path) -> None:
    tree = {
        "hw_ada_attempt_2026-11-20-09-00-00_square.py": "# 1",
        "hw_ada_attempt_2026-11-21-09-00-00_square.py": "# 2",
    }
    said = collect(tree)
    assert files(tmp_path / "into") == {"ada/exercises/warmup/square.py": "# 2"}
    assert "is the last by the names" in " ".join(said["by"]["ada"]["remarks"])
    collect(tree, "--attempt", "first")
    assert files(tmp_path / "into") == {"ada/exercises/warmup/square.py": "# 1"}


def test_two_archives_of_one_student(collect: Collect, tmp_path: Path) -> None:
    tree = {"ada.zip": {"square.py": SQUARE}, "ada (1).zip": {"square.py": POWER}}
    lay(tmp_path / "heap", tree)
    os.utime(tmp_path / "heap" / "ada.zip", (2e9, 2e9))
    said = collect({})
    assert files(tmp_path / "into") == {"ada/exercises/warmup/square.py": SQUARE}
    assert "the files' own times, which may be wrong" in " ".join(said["by"]["ada"]["remarks"])
    for name in tree:
        os.utime(tmp_path / "heap" / name, (1e9, 1e9))
    said = collect({}, "--into", tmp_path / "again")
    assert said["by"] == {}
    assert "nothing says which is the last" in said["submissions"][0]["left"][0]


def test_archives_that_go_together(collect: Collect, tmp_path: Path) -> None:
    said = collect({"ada-1.zip": {"square.py": SQUARE}, "ada-2.zip": {"power.py": POWER}})
    assert set(files(tmp_path / "into")) == {"ada/exercises/warmup/square.py", "ada/exercises/warmup/power.py"}
    assert "put together from" in " ".join(said["by"]["ada"]["remarks"])


def test_again_and_again(collect: Collect, tmp_path: Path) -> None:
    assert collect({"ada/square.py": SQUARE, "bob/square.py": SQUARE})["by"]["ada"]["state"] == "new"
    assert collect({})["by"]["ada"]["state"] == "unchanged"
    (tmp_path / "into" / "bob" / "exercises" / "warmup" / "square.py").write_text("# mended by hand\n")
    said = collect({"ada/square.py": POWER, "bob/square.py": POWER})
    assert [said["by"][login]["state"] for login in ("ada", "bob")] == ["replaced", "kept"]
    assert "changed after it was collected" in said["by"]["bob"]["left"][0]
    kept = tmp_path / "into" / ".replaced" / "ada.1" / "exercises" / "warmup" / "square.py"
    assert kept.read_text() == SQUARE
    assert collect({}, "--again")["by"]["bob"]["state"] == "replaced"
    assert (tmp_path / "into" / ".replaced" / "bob.1" / "exercises" / "warmup" / "square.py").is_file()


def test_another_weeks_files_stay(collect: Collect, tmp_path: Path) -> None:
    collect({"week1/ada/square.py": SQUARE}, sources=("heap/week1",))
    said = collect({"week2/ada/power.py": POWER}, sources=("heap/week2",))
    assert set(files(tmp_path / "into")) == {"ada/exercises/warmup/square.py", "ada/exercises/warmup/power.py"}
    assert "1 file collected earlier" in " ".join(said["by"]["ada"]["remarks"])


def test_what_was_not_collected_is_not_replaced(collect: Collect, tmp_path: Path) -> None:
    lay(tmp_path / "into", {"ada/exercises/warmup/square.py": "# by hand"})
    said = collect({"Ada/square.py": SQUARE})
    assert said["by"]["ada"]["state"] == "kept"
    assert files(tmp_path / "into") == {"ada/exercises/warmup/square.py": "# by hand"}


def test_a_dry_run_writes_nothing(collect: Collect, tmp_path: Path) -> None:
    assert list(collect({"ada/square.py": SQUARE}, "--dry-run")["by"]) == ["ada"]
    assert not (tmp_path / "into").exists()


def test_what_cannot_be_read(collect: Collect) -> None:
    said = collect(
        {
            "ada.zip": b"PK\x03\x04 cut off",
            "bob.rar": b"Rar!",
            "jose.zip": {"square.py": "x" * (1 << 20) + "y"},
            "mueller/square.py": SQUARE,
        }
    )
    told = {each["login"]: " ".join(each["left"]) for each in said["submissions"]}
    assert list(said["by"]) == ["mueller"]
    assert "cannot be read as a .zip file: file is not a zip file" in told["ada"]
    assert "a .rar file is not read: unpack it" in told["bob"]
    assert "is larger than 1 MiB" in told["jose"]
    assert [place.rpartition("/")[2] for place in said["unread"]] == ["ada.zip", "bob.rar"]
    assert said["status"] == 2
    assert said["missing"] == ["ada", "bob", "jose", "ada-lovelace"]


def test_sources_of_no_use(collect: Collect) -> None:
    said = collect({"ada.zip": b"no", "bob/square.py": SQUARE}, sources=("heap/ada.zip", "heap/none", "heap/bob"))
    assert said["status"] == 2
    assert list(said["by"]) == ["bob"]
    assert "none cannot be read: No such file or directory." in said["stderr"]
    assert "ada.zip: it cannot be read as a .zip file" in said["stderr"]


def test_nothing_to_collect(collect: Collect) -> None:
    said = collect({"ada/notes.pdf": "x", "cat.png": "x"})
    assert said["status"] == 2
    assert "nothing was collected" in said["stderr"]


def test_the_page(course: Course, tmp_path: Path) -> None:
    tree = {"ada/square (1).py": SQUARE, "bob/notes.py": "x", "zoe/square.py": SQUARE, "readme.pdf": "x"}
    lay(tmp_path / "heap", tree)
    done: Done = invoke(
        "collect", "heap", "--into", "into", "--roster", course.root / "roster.csv", cwd=_here(course, tmp_path)
    )
    assert done.returncode == 0
    assert done.stdout == (
        "Took the work of 2 students, 2 modules and 0 notebooks, into into/\n"
        "  ada  1 file   new        heap, ada\n"
        "  zoe  1 file   new        heap, zoe\n"
        "\nGuessed, or found elsewhere than expected:\n"
        "  ada: took square (1).py for exercises/warmup/square.py: its name looks like that of a copy or a download\n"
        "  zoe: not in the roster: taken under the name that it came with\n"
        "  zoe: took square.py: lying without a part's folder: only one exercise's file has the name\n"
        "\nLeft:\n"
        "  bob: heap/bob: no files of the course's: notes.py\n"
        "  1 other file of kinds that no exercise asks for\n"
        "\nNot in the roster:\n"
        "  zoe\n"
        "\nIn the roster, and nothing was found:\n"
        "  bob, jose, mueller, ada-lovelace\n"
    )


def _here(course: Course, tmp_path: Path) -> Path:
    """The course's folder with the heap in it, so that paths are short."""
    (tmp_path / "heap").rename(course.root / "heap")
    return course.root


def test_collected_work_is_graded(collect: Collect, course: Course, tmp_path: Path) -> None:
    reference = (course.solutions / "warmup" / "square.py").read_text("utf-8")
    collect({"ada.zip": {"students-main/exercises/warmup/square.py": reference}, "bob/demo.ipynb": "{}"})
    done = invoke(
        "grade", tmp_path / "into" / "ada", tmp_path / "into" / "bob", "--out", tmp_path / "out",
        "--sandbox", "process", cwd=course.root,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out" / "ada.json").read_text("utf-8"))["score"] == 4


def test_what_stands_before_the_students_part_counts() -> None:
    made = claim("Eve_7_assignsubmission_file_Ada Lovelace_1_assignsubmission_file_square.py")
    assert made is not None
    assert made.who == "Eve"
    made = claim("hw_eve_attempt_2026-11-20-09-00-00_hw_ada_attempt_2026-11-20-09-00-00_square.py")
    assert made is not None
    assert made.who == "eve"
    made = claim("eveevans_1_2_lovelaceada_3_4_square.py")
    assert made is not None
    assert (made.who, made.rest) == ("eveevans", "lovelaceada_3_4_square.py")


def test_versions_of_teams(collect: Collect, tmp_path: Path) -> None:
    folder = "Submitted files/Ada Lovelace/HW1"
    said = collect({f"{folder}/Version {n}/square.py": f"# {n}" for n in (1, 2, 10)})
    assert files(tmp_path / "into") == {"ada/exercises/warmup/square.py": "# 10"}
    assert "Version 10/square.py is a later version" in said["by"]["ada"]["left"][0]


@pytest.mark.parametrize("name", ["Team Hopper", "group_hopper", "HOPPER", "bob_ada", "ada and bob"])
def test_names_of_teams(name: str, course: Course, collect: Collect) -> None:
    (course.root / "roster.csv").write_text("login,team\nada,Hopper\nbob,hopper\neve,\n", "utf-8")
    said = collect({f"{name}.zip": {"square.py": SQUARE}})
    assert {login: each["team"] for login, each in said["by"].items()} == {"ada": "Hopper", "bob": "Hopper"}


def test_two_names_that_are_no_team(collect: Collect) -> None:
    said = collect({"ada_bob.zip": {"square.py": SQUARE}})
    assert said["by"] == {}
    assert "ada_bob may be ada or bob (if it is both: make them a team in the roster)" in said["left"][0]


def test_what_was_collected_is_not_collected_again(course: Course, tmp_path: Path) -> None:
    lay(tmp_path / "heap", {"ada/square.py": SQUARE, "ada/notes.txt": "x"})
    for state in ("new", "unchanged"):
        done = invoke("collect", tmp_path / "heap", "--into", tmp_path / "heap" / "s", "--json", cwd=course.root)
        said = json.loads(done.stdout)
        assert [(each["login"], each["state"]) for each in said["submissions"]] == [("ada", state)]
        assert said["others"] == 1
    done = invoke("collect", tmp_path / "heap", "--into", tmp_path / "heap", cwd=course.root)
    assert done.returncode == 2
    assert "cannot be collected into itself" in done.stderr


TWO = SQUARE + "# two\n"


@pytest.mark.parametrize(
    ("tree", "sources", "logins"),
    [
        ({"ada/hw1/square.py": SQUARE, "ada/hw2/power.py": POWER, "bob/hw1/square.py": TWO}, ["heap"], ["ada", "bob"]),
        ({"ada/hw1/square.py": SQUARE, "ada/hw2/power.py": POWER}, ["heap/ada"], ["ada"]),
        ({"ada/a/square.py": SQUARE, "bob.zip": {"x/square.py": TWO}}, ["heap/ada/a", "heap/bob.zip"], ["a", "bob"]),
        ({"hw1/zed/square.py": SQUARE, "hw1/zoe/square.py": TWO, "hw2/zed/power.py": POWER, "hw2/zoe/power.py": POWER},
         ["heap"], ["zed", "zoe"]),
        ({"d.zip": {"hw1/zed/square.py": SQUARE, "hw1/zoe/square.py": TWO}}, ["heap"], ["zed", "zoe"]),
        ({"a_1_2_square.py": SQUARE, "b_1_3_square.py": TWO},
         ["heap/a_1_2_square.py", "heap/b_1_3_square.py"], ["a", "b"]),
        ({"ada/students-main/exercises/warmup/square.py": SQUARE}, ["heap"], ["ada"]),
        ({"ada/students-main/exercises/warmup/square.py": SQUARE}, ["heap/ada"], ["ada"]),
        ({"ada.zip": {"a.zip": {"square.py": SQUARE}, "b.zip": {"power.py": POWER}}}, ["heap"], ["ada"]),
    ],
)  # fmt: skip
def test_where_the_names_are_without_a_roster(
    tree: Tree, sources: list[str], logins: list[str], collect: Collect
) -> None:
    assert list(collect(tree, sources=tuple(sources), roster=False)["by"]) == logins


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Müller", "the last name, which nobody else in the roster has"),
        ("Jörg", "the first name, which nobody else in the roster has"),
        ("HW1_Mueller_Joerg", "it contains the login"),
        ("HW1 Jorg Muller", "it contains the full name"),
        ("104 final", "it contains the student number"),
        ("jm@example.org", "the e-mail address"),
    ],
)
def test_why_a_name_was_recognised(name: str, why: str, collect: Collect) -> None:
    said = collect({f"{name}/square.py": SQUARE})
    assert said["by"]["mueller"]["remarks"][0] == f"{name} is mueller: {why}"


def test_stray_files_are_told(collect: Collect) -> None:
    tree = {
        "square.py": "# the teacher's",
        "ada/square.py": SQUARE,
        "bob.zip": {"square.py": SQUARE},
        "help.py": "",
        "a.csv": "",
    }
    said = collect(tree)
    assert list(said["by"]) == ["ada", "bob"]
    told = [each.rpartition("/")[2] for each in said["left"]]
    assert told == [
        "help.py: no file of the course's",
        "square.py: it lies beside the others, and whose it is cannot be said",
    ]
    assert said["others"] == 1


def test_ctrl_c_leaves_whole_submissions(collect: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {f"{name}/{file}.py": SQUARE for name in ("ada", "bob") for file in ("square", "power")}
    place = collecting._place

    def interrupted(path: Path, data: bytes) -> None:
        if path.parts[-3] == "exercises" and (tmp_path / "into" / "ada").exists():
            raise KeyboardInterrupt
        place(path, data)

    monkeypatch.setattr(collecting, "_place", interrupted)
    said = collect(tree)
    assert said["status"] == 130
    assert "Run the same command again" in said["stderr"]
    assert sorted(files(tmp_path / "into")) == ["ada/exercises/warmup/power.py", "ada/exercises/warmup/square.py"]
    assert list(read(tmp_path / "into")) == ["ada"]
    monkeypatch.undo()
    said = collect({})
    assert [each["state"] for each in said["submissions"]] == ["unchanged", "new"]


def test_where_nothing_can_be_written(course: Course, tmp_path: Path) -> None:
    lay(tmp_path, {"heap/ada/square.py": SQUARE, "into": "a file", "odd/.collected.json": "{}"})
    for into, says in (("into", "cannot be written"), ("odd", "the record in")):
        done = invoke("collect", tmp_path / "heap", "--into", tmp_path / into, cwd=course.root)
        assert done.returncode == 2
        assert says in done.stderr


def test_names_that_an_archive_does_not_say_the_encoding_of(collect: Collect) -> None:
    """macOS and others write UTF-8 without the flag that says so."""
    data = bytearray(packed({"Ada Lovelace_1_assignsubmission_file_/Übung/square.py": SQUARE, "Zoë/square.py": SQUARE}))
    for mark, flags in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            data[place + flags] &= ~0x08
    said = collect({"download.zip": bytes(data)})
    assert list(said["by"]) == ["ada", "Zoë"]
    assert "what was handed in lies in Übung/" in said["by"]["ada"]["remarks"]


def test_a_source_that_is_named_twice(collect: Collect) -> None:
    said = collect({"ada/square.py": SQUARE}, sources=("heap", "heap/../heap"))
    assert not any("put together" in remark for remark in said["by"]["ada"]["remarks"])
