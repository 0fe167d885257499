"""A teacher's evening: a mixed heap, the commands of docs/evening.md, Ctrl-C, a mended check, and every export."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gradus.authoring import stubs
from gradus.core.course import Course
from gradus.scores.roster import gradebook_id
from tests.conftest import ROOT, Done, bubblewrap_works, grade, heeds_ctrl_c, invoke, run_gradus
from tests.evening import heap
from tests.evening.heap import Person

PAGE = (ROOT / "docs" / "evening.md").read_text("utf-8")
RIGHT = "close_to(SECRET**2)"
REFUSES_ALL, TAKES_DOUBLES = "close_to(SECRET**3)", "close_to(SECRET**2, atol=5000.0)"


MARKED = ("overview", "review", "feedback", "export", "gradebook")


def commands(section: str) -> list[list[str]]:
    """The commands of a section of the page, as words."""
    text = PAGE.partition(f"## {section}")[2].partition("\n## ")[0]
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).splitlines()
    return [shlex.split(line.removeprefix("uv run gradus ")) for line in lines if line]


def run(course: Course, words: list[str]) -> Done:
    """A command of the page, with submissions/* as a shell reads it."""
    every = [str(path) for path in sorted((course.root / "submissions").glob("[!.]*"))]
    given = [each for word in words for each in (every if word == "submissions/*" else [word])]
    if words[0] in MARKED and bubblewrap_works():
        given.append("--unprotected")  # as the page says for macOS and Windows
    # This process keeps the checks that it has read, and here they change.
    return (run_gradus if words[0] == "fingerprints" else invoke)(*given, cwd=course.root)


def section(course: Course, title: str) -> str:
    """Run the commands of a section; returns what they print."""
    said = ""
    for words in commands(title):
        done = run(course, words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        said += done.stdout + done.stderr
    return said


def scores(course: Course) -> dict[str, float]:
    """The total of each report."""
    reports = [json.loads(path.read_text("utf-8")) for path in (course.root / "results").glob("*.json")]
    return {report["submission"]: report["score"] for report in reports}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def alone(course: Course, tmp_path: Path) -> dict[str, float]:
    """What each kind of work is worth, graded by itself in the plain layout."""
    folders = []
    for name, files in heap.WORK.items():
        folder = tmp_path / "alone" / name
        (folder / "exercises/warmup").mkdir(parents=True)
        for file, text in files.items():
            (folder / "exercises/warmup" / file).write_text(text, "utf-8")
        folders.append(folder)
    graded = {name: report["score"] for name, report in grade(course, *folders, sandbox="auto").items()}
    assert graded["right"] == 6 and len(set(graded.values())) > 2
    for path in (course.root / "results").glob("*.json"):
        path.unlink()
    return graded


def interrupt(course: Course) -> None:
    """Begin to grade, and press Ctrl-C after the second report."""
    words = [*map(str, sorted((course.root / "submissions").glob("[!.]*"))), "--out", "results", "--jobs", "1"]
    command = [sys.executable, "-m", "gradus", "grade", *words]
    pipe = subprocess.PIPE
    started = subprocess.Popen(
        command, cwd=course.root, stdout=pipe, stderr=pipe, text=True, preexec_fn=heeds_ctrl_c, start_new_session=True
    )
    deadline = time.monotonic() + 240
    while len(list((course.root / "results").glob("*.json"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(started.pid, signal.SIGINT)
    out, err = started.communicate(timeout=120)
    assert started.returncode == 130 and "to go" in err and "Traceback" not in out + err, err


def mend(course: Course, old: str, new: str) -> None:
    path = course.root / "graders/warmup/square/test_hidden.py"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("count", [6, pytest.param(40, marks=pytest.mark.long)])
def test_an_evening(mini: Course, tmp_path: Path, count: int) -> None:
    class_ = heap.write(mini.root, count)
    stubs.write(mini)
    worth = alone(mini, tmp_path)
    _collect(mini, class_)
    interrupt(mini)
    section(mini, "2. Grade")
    expected = {p.login: worth[p.work] for p in class_ if p.layout != "nothing"}
    got = scores(mini)
    assert {name: got[name] for name in expected} == expected
    assert got.keys() - expected.keys() == {"zelda"}  # not in the roster, and graded all the same
    said = section(mini, "3. See")
    page = (mini.root / "overview.html").read_text("utf-8")
    for person in class_:
        assert f"{person.first} {person.last}" in page
        if person.layout == "nothing":
            assert f"{person.first} {person.last}" in said
    section(mini, "4. Read")
    _mended_check(mini, {p.login for p in class_ if p.work == "doubles" and p.login in expected})
    assert {name: scores(mini)[name] for name in expected} == expected
    section(mini, "6. Give")
    pages = {path.stem for path in (mini.root / "feedback").glob("*.html")}
    assert {gradebook_id(login) for login in expected} <= pages
    assert "A neat way to reuse square." in (mini.root / "feedback/ada.html").read_text("utf-8")
    section(mini, "7. Hand")
    _every_mark(mini, class_, expected)
    _every_export(mini, class_, expected)
    section(mini, "8. When")
    assert not (mini.root / "submissions/ada").exists() and "ada" not in scores(mini)
    assert "ada," not in (mini.root / "roster.csv").read_text("utf-8")


def _collect(course: Course, class_: list[Person]) -> None:
    (words,) = commands("1. Collect")
    done = run(course, words)
    assert done.returncode == 2, done.stdout + done.stderr  # two archives are of no use, and told
    for odd in ("broken.zip", "bomb.zip", "outside.zip", "zelda"):
        assert odd in done.stdout + done.stderr
    for person in class_:
        there = {path.name for path in (course.root / "submissions" / person.login).rglob("*.py")}
        assert there == (set() if person.layout == "nothing" else set(heap.WORK[person.work])), person


def _mended_check(course: Course, doubling: set[str]) -> None:
    """A check that the reference fails stops everything; one that takes a wrong answer is mended."""
    before = scores(course)
    mend(course, RIGHT, REFUSES_ALL)
    fingerprints, again = commands("5. Mend")[:2]
    for words in (fingerprints, again):
        stopped = run(course, words)
        assert stopped.returncode == 3 and "test_hidden.py, line" in stopped.stderr, stopped.stderr
    assert scores(course) == before
    mend(course, REFUSES_ALL, TAKES_DOUBLES)
    assert run(course, fingerprints).returncode == 0
    assert run(course, again).returncode == 0
    assert {name for name, score in scores(course).items() if score != before[name]} == doubling
    mend(course, TAKES_DOUBLES, RIGHT)
    said = section(course, "5. Mend")
    assert scores(course) == before
    assert all(name in said for name in doubling) and f"0 with more points, {len(doubling)} with fewer" in said


def _every_mark(course: Course, class_: list[Person], expected: dict[str, float]) -> None:
    moodle = {row["Email address"]: row for row in table(course.root / "moodle.csv")}
    assert set(moodle) == {f"{person.login}@example.org" for person in class_}
    for person in class_:
        assert float(moodle[f"{person.login}@example.org"]["Total"]) == expected.get(person.login, 0.0), person
    sums: dict[str, float] = {}
    for row in table(course.root / "grades.csv"):
        sums[row["login"]] = sums.get(row["login"], 0.0) + float(row["score"] or 0)
    assert {name: sums[name] for name in expected} == expected


def _every_export(course: Course, class_: list[Person], expected: dict[str, float]) -> None:
    """The other formats, each read for what it says about each student."""
    head = "Student,ID,SIS User ID,SIS Login ID,Section,Total (1)"
    rows = [f'"{p.last}, {p.first}",{p.number},s{p.number},{p.login}@example.org,A,' for p in class_]
    (course.root / "canvas-in.csv").write_text("\n".join([head, *rows, ""]), "utf-8")
    more = {"canvas": ("--roster", "roster.csv", "--template", "canvas-in.csv", "--column", "total=1")}
    environment = {"CLASSROOM": "cs", "ASSIGNMENT": "hw1", "STUDENT": "class"}
    for name in ("canvas", "gradescope", "junit", "classroom"):
        words = ("export", "results", "--format", name, "--out", f"out-{name}", *more.get(name, ()))
        done = invoke(*words, cwd=course.root, **environment)
        assert done.returncode == 0, (name, done.stderr)
    canvas = {row["SIS Login ID"]: row for row in table(course.root / "out-canvas")}
    for login, score in expected.items():
        assert float(canvas[f"{login}@example.org"]["Total (1)"]) == score
        gradescope = json.loads((course.root / "out-gradescope" / f"{login}.json").read_text("utf-8"))
        assert sum(test["score"] for test in gradescope["tests"]) == pytest.approx(score)
    junit = (course.root / "out-junit").read_text("utf-8")
    assert all(login in junit for login in expected)


def test_the_page_names_the_commands_in_order() -> None:
    titles = re.findall(r"^## \d\. (.*)$", PAGE, re.MULTILINE)
    assert [words[0] for title in titles for words in commands(f"{titles.index(title) + 1}. {title}")] == [
        *"collect grade overview overview review review alike fingerprints grade compare".split(),
        *"feedback export export forget".split(),
    ]


def test_git_ignores_what_is_personal() -> None:
    """Every file and folder that the page's commands read or write about students, and those of docs/gradebook.md."""
    folders = "downloads submissions results feedback review gradebook work".split()
    tables = "roster.csv submissions.csv extensions.csv moodle.csv canvas.csv grades.csv".split()
    files = [*tables, "overview.html", "class.html", "alike.html", "feedback.zip"]
    personal = [*(f"{folder}/ada" for folder in folders), *files]
    done = subprocess.run(["git", "check-ignore", *personal], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.split() == personal
    named = {
        word.split("/")[0]
        for title in re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
        for words in commands(title)
        for word in words[1:]
    }
    assert {word for word in named if "." in word or word in folders} <= {*folders, *files}
