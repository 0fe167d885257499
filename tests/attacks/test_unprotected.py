"""A score of code that ran in no sandbox becomes a mark nowhere, unless the teacher wants it: then everything says so.

A new exporter, or one from elsewhere, has to do nothing for it: reports are refused where they are read, and files are
marked by their names where they are written, if the format does not say it itself.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from gradus.core.report import read as read_report
from gradus.core.tables import TableError
from gradus.exporters import formats
from gradus.exporters.registry import exporters
from gradus.scores import nbgrader
from gradus.scores.marks import read_reports
from gradus.scores.protection import WORDS, isolates
from tests.conftest import ROOT, Done, invoke, sampled

pytestmark = pytest.mark.fast
ADA = read_report(ROOT / "tests" / "golden" / "report.json")
ROSTER = "login,id,student_id,last_name,first_name,email\nada,1,s1,L,A,a@b.c\nbob,2,s2,M,B,b@b.c\n"
RUNNER = dict.fromkeys("CLASSROOM ASSIGNMENT SUBMISSION_TAG COMMIT_URL RELEASE_URL".split(), "x")
KNOWN = ("--roster", "roster.csv")
CANVAS = (*KNOWN, "--template", "template.csv", "--column", "warmup/power=103", "--column", "warmup/square=102")
MORE: dict[str, tuple[str, ...]] = {"moodle": KNOWN, "long": KNOWN, "canvas": CANVAS}
COMMANDS: dict[str, tuple[str, ...]] = {
    **{f"export {kind}": ("export", "--format", kind, "--out", "out", *MORE.get(kind, ())) for kind in exporters()},
    "gradebook": ("gradebook", *KNOWN),
    "overview": ("overview",),
    "overview of data": ("overview", "--json"),
    "overview as a page": ("overview", "--html", "out.html"),
    "overview without names": ("overview", "--html", "out.html", "--anonymous"),
    "feedback": ("feedback", "--out", "out"),
    "feedback with dates": ("feedback", "--out", "out", *KNOWN, "--due", "2026-01-01T00:00:00Z"),
    "review of one": ("review", "bob"),
    "review as pages": ("review", "--out", "out"),
    "marks by hand": ("review", "bob", "--mark", "square=4"),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Results of ada, who was graded in a sandbox, and of bob, who was not."""
    (tmp_path / "results").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "template.csv").write_bytes((ROOT / "tests/golden/canvas-template.csv").read_bytes())
    save(tmp_path, "ada", "bubblewrap")
    save(tmp_path, "bob", "process")
    return tmp_path


def save(place: Path, name: str, sandbox: str, refused: str = "") -> None:
    report = replace(ADA, submission=name, sandbox=sandbox, refused=refused)
    (place / "results" / f"{name}.json").write_text((replace(report, exercises=()) if refused else report).to_json())


def run(place: Path, command: str, *more: str) -> Done:
    verb, *options = COMMANDS[command]
    return invoke(verb, "results", *options, *more, cwd=place, **RUNNER)


def files(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
def test_it_is_refused(place: Path, command: str) -> None:
    before = files(place)
    done = run(place, command)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert (
        "1 of 2 reports was graded without a sandbox (process), where code can change its own score: bob."
        in done.stderr
    )
    assert "--sandbox bubblewrap" in done.stderr and "--unprotected" in done.stderr
    assert files(place) == before


@pytest.mark.parametrize("command", sampled(COMMANDS, 2))
def test_control_what_ran_in_a_sandbox_is_taken(place: Path, command: str) -> None:
    """As it is, with the flag or without; and nothing says that it is unprotected."""
    save(place, "bob", "bubblewrap")
    before = files(place)
    for more in ((), ("--unprotected",)):
        done = run(place, command, *more)
        assert done.returncode == 0, done.stderr
        written = {name: data for name, data in files(place).items() if before.get(name) != data}
        assert not [name for name in written if "unprotected" in name]
        everything = done.stdout + done.stderr + "".join(data.decode("utf-8", "replace") for data in written.values())
        assert "ithout a sandbox" not in everything


@pytest.mark.parametrize("sandbox", ["process", "in-process", "chroot", "", "../bubblewrap", "Bubblewrap"])
def test_a_sandbox_that_isolates_nothing_or_that_nobody_knows(place: Path, sandbox: str) -> None:
    assert not isolates(sandbox) and isolates("bubblewrap")
    save(place, "bob", sandbox)
    assert run(place, "export long").returncode == 2


def test_what_could_not_be_graded_at_all_ran_nothing(place: Path) -> None:
    save(place, "bob", "process", refused="It holds no module.")
    assert run(place, "export long").returncode == 0


def test_many_are_counted_and_some_named(place: Path) -> None:
    for number in range(30):
        save(place, f"s{number:02}", "process")
    done = run(place, "gradebook")
    assert "31 of 32 reports were graded without a sandbox (process)" in done.stderr
    assert "bob, s00, " in done.stderr and " and 11 more." in done.stderr


def test_reading_reports_is_where_it_is_refused(place: Path) -> None:
    with pytest.raises(TableError, match="without a sandbox"):
        read_reports(place / "results")
    assert len(read_reports(place / "results", unprotected=True)) == 2


def taken(place: Path, command: str) -> dict[str, str]:
    """What a command writes if the teacher wants it."""
    before = files(place)
    done = run(place, command, "--unprotected")
    assert done.returncode == 0, done.stderr
    written = {name: data for name, data in files(place).items() if before.get(name) != data}
    told = {name: data.decode("utf-8", "replace") for name, data in written.items()}
    return {**told, "stdout": done.stdout, "stderr": done.stderr}


def test_gradescope_says_so(place: Path) -> None:
    written = taken(place, "export gradescope")
    assert json.loads(written["out/bob.json"])["output"] == WORDS
    assert "output" not in json.loads(written["out/ada.json"])


def test_junit_says_so(place: Path) -> None:
    suites = ET.fromstring(taken(place, "export junit")["out"])
    told = {suite.get("name"): suite.find("properties/property[@name='unprotected']") for suite in suites}
    assert {name for name, found in told.items() if found is not None} == {"bob: warmup/square", "bob: warmup/power"}


def test_the_formats_of_github_say_so(place: Path) -> None:
    written = taken(place, "export classroom")
    assert f"::warning title=Autograding::{WORDS}\n" in written["out/bob.txt"]
    assert "warning" not in written["out/ada.txt"]
    result = json.loads(taken(place, "export classroom50")["out/bob.json"])
    assert result["tests"][-1] == {"test-name": WORDS, "passed": False, "score": 0, "max-score": 0}


def test_the_tables_say_so(place: Path) -> None:
    rows = list(csv.DictReader(taken(place, "export long")["out"].splitlines()))
    assert {(row["login"], row["unprotected"]) for row in rows} == {("ada", "no"), ("bob", "yes")}
    (place / "out").unlink()
    written = taken(place, "export moodle")
    rows = list(csv.DictReader(written["out"].splitlines()))
    assert [row["Graded without a sandbox"] for row in rows] == ["", "warmup/square, warmup/power"]
    assert "map the column “Graded without a sandbox” to nothing" in written["stderr"]


def test_canvas_has_no_room_and_the_name_of_its_file_says_so(place: Path) -> None:
    """Canvas makes an assignment of each column that it does not know."""
    written = taken(place, "export canvas")
    assert "out.unprotected" in written and "out" not in written
    assert (
        "canvas cannot say which scores are of code that ran in no sandbox: see out.unprotected." in written["stderr"]
    )


PLUGIN = """
from gradus.exporters.exporter import Export, Exporter
EXPORTER = Exporter("foreign", lambda bundle: Export(FILES), of_marks=MARKS)
"""


@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize(
    ("given", "expected"),
    [({"": "x"}, {"out.unprotected"}), ({"a.csv": "x", "b": "y"}, {"out/a.unprotected.csv", "out/b.unprotected"})],
)
def test_an_exporter_from_elsewhere_need_not_think_of_it(
    place: Path, given: dict[str, str], expected: set[str], marks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "formats").mkdir()
    (place / "formats" / "foreign.py").write_text(PLUGIN.replace("FILES", repr(given)).replace("MARKS", str(marks)))
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(place / "formats")])
    monkeypatch.delitem(sys.modules, f"{formats.__name__}.foreign", raising=False)
    exporters.cache_clear()
    try:
        monkeypatch.setitem(COMMANDS, "foreign", ("export", "--format", "foreign", "--out", "out"))
        assert run(place, "foreign").returncode == 2
        assert {name for name in taken(place, "foreign") if name.startswith("out")} == expected
    finally:
        exporters.cache_clear()


def test_the_pages_say_so(place: Path) -> None:
    title = "Graded without a sandbox, so that these are no official scores (1):"
    assert title in taken(place, "overview as a page")["out.html"]
    assert title in taken(place, "overview")["stdout"].replace("\n", " ")
    (matter,) = [
        each for each in json.loads(taken(place, "overview of data")["stdout"])["matters"] if each["what"] == title
    ]
    assert [each["login"] for each in matter["told"]] == ["bob"]
    (place / "out.html").unlink()
    page = taken(place, "overview without names")["out.html"]
    assert title in page and "bob" not in page
    written = taken(place, "feedback")
    assert WORDS in written["out/bob.html"] and WORDS in written["out/bob.md"]
    assert WORDS not in written["out/ada.html"] + written["out/ada.md"]
    written = taken(place, "review as pages")
    assert WORDS in written["out/bob.html"] and WORDS not in written["out/ada.html"]
    assert WORDS in taken(place, "review of one")["stdout"]


def comments(place: Path) -> dict[tuple[str, str], Any]:
    """What the gradebook says about the sandbox, by student and assignment."""
    with nbgrader.open_gradebook(f"sqlite:///{place}/gradebook/gradebook.db") as gradebook:
        from nbgrader.api import Comment

        every = [each for each in gradebook.db.query(Comment) if each.name == "sandbox"]
        return {(each.student.id, each.assignment.name): each.auto_comment for each in every if each.auto_comment}


@pytest.mark.long
def test_the_gradebook_says_so_until_it_is_graded_again(place: Path) -> None:
    taken(place, "gradebook")
    assert comments(place) == {("bob", "warmup-square"): WORDS, ("bob", "warmup-power"): WORDS}
    # Its totals are refused, too, where the results have been graded again and the gradebook not been written.
    save(place, "bob", "bubblewrap")
    totals = ("export", "results", "--format", "long", "--out", "out", "--db", "sqlite:///gradebook/gradebook.db")
    done = invoke(*totals, cwd=place)
    assert (
        done.returncode == 2 and "scores of code that ran in no sandbox: bob. Run gradus gradebook again" in done.stderr
    )
    assert invoke(*totals, "--unprotected", cwd=place).returncode == 0
    assert "yes" in {row["unprotected"] for row in csv.DictReader((place / "out").read_text().splitlines())}
    assert run(place, "gradebook").returncode == 0
    assert comments(place) == {}
    assert invoke(*totals, cwd=place).returncode == 0
