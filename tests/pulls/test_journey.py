"""From pull requests to comments, check runs and the ledger, with the real grader in the real sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gradus.core.course import Course
from tests.conftest import needs_bubblewrap, run_gradus
from tests.pulls.conftest import Teacher, bodies, files, runs
from tests.pulls.github import GitHub
from tests.pulls.objects import Fault

HALF = "def square(x):\n    return x * x\n\n\ndef mean(xs):\n    return sum(xs)\n"
HOSTILE = """
import json, os, sys, time
print("::error::owned")
print("##[set-output name=score]6")
for place in (".", "/tmp", "exercises", os.path.dirname(__file__)):
    for name in ("report.json", "results.json", "pr-3.json"):
        try:
            open(os.path.join(place, name), "w").write(json.dumps({"score": 6.0, "max_score": 6.0}))
        except OSError:
            pass

def square(x):
    raise ValueError("```\\n</details>\\n# A heading <img src=x> @everyone [l](http://x)\\n::error::owned\\n\\u202e##[group]")

def mean(xs):
    while True:
        time.sleep(1)
"""


@needs_bubblewrap
def test_three_pull_requests(github: GitHub, mini: Course, teacher: Teacher, capfd: pytest.CaptureFixture[str]) -> None:
    right = github.push(files(mini))
    github.open(1, "ada", 11, right)
    github.open(2, "bob", 12, github.push(files(mini, square=HALF)))
    github.open(3, "eve", 13, github.push(files(mini, square=HOSTILE)), fork=None)

    def whole_round() -> int:
        assert teacher.plan() == 0 and teacher.fetch() == 0
        todo = [teacher.work / "submissions" / name for name in teacher.to_grade]
        if todo:
            done = run_gradus("grade", *todo, "--out", teacher.reports, "--sandbox", "bubblewrap", cwd=mini.root)
            assert done.returncode == 0, done.stderr
        return teacher.post()

    assert whole_round() == 0
    assert [p.name for p in (teacher.work / "submissions" / f"course-1-{right[:12]}").iterdir()] == ["exercises"]
    comments = bodies(github)
    assert {number: len(each) for number, each in comments.items()} == {1: 1, 2: 1, 3: 1}
    assert comments[1][0].startswith("## 6 of 6 points count\n") and right[:12] in comments[1][0]
    assert comments[2][0].startswith("## 4 of 6 points count\n")
    assert "You return the sum: a mean also divides by the count." in comments[2][0]
    assert comments[3][0].startswith("## 0 of 6 points count\n")
    check_runs = runs(github)
    assert {name: (run["conclusion"], run["output"]["title"]) for name, run in check_runs.items()} == {
        "Gradus #1": ("success", "6 of 6 points"),
        "Gradus #2": ("neutral", "4 of 6 points"),
        "Gradus #3": ("neutral", "0 of 6 points"),
    }
    assert {entry.number: entry.score for entry in teacher.ledger.entries} == {1: 6, 2: 4, 3: 0}
    out = "".join(capfd.readouterr())
    assert "owned" not in out and "41.75" not in comments[2][0] + comments[3][0]

    # Nothing changes when nothing changed.
    before = len(github.writes), github.ledger.files("ledger")
    github.later(minutes=5)
    assert whole_round() == 0
    after = github.ledger.files("ledger")
    assert bodies(github) == comments and runs(github) == check_runs
    assert {path for path in after if after[path] != before[1].get(path)} == {"ledger.json"}
    assert len(github.writes) == before[0] + 3  # the time of the poll: a tree, a commit, the branch

    # A new commit is graded in its turn, and the comment stays one.
    github.course.pulls[2]["sha"] = github.push(files(mini), "better")
    github.later(minutes=60)
    assert whole_round() == 0
    comments = bodies(github)
    assert len(comments[2]) == 1 and comments[2][0].startswith("## 6 of 6 points count\n")
    assert len(github.course.check_runs) == 4
    on_branch = github.ledger.files("ledger")
    assert json.loads(on_branch["latest/bob.json"])["submission"] == "bob"
    assert json.loads(on_branch["latest/bob.json"])["score"] == 6
    assert {"latest/ada.json", "latest/eve.json", "counts.csv", "ledger.json"} <= on_branch.keys()


def test_killed_between_posting_and_recording(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.open(1, "ada", 11, github.push(files(mini)))
    github.open(2, "bob", 12, github.push(files(mini, square=HALF)))
    github.faults.append(Fault("POST", "/git/refs", status=500, times=99))
    assert teacher.round() == 3
    assert {number: len(each) for number, each in bodies(github).items()} == {1: 1, 2: 1}
    assert "refs/heads/ledger" not in github.ledger.refs
    github.faults.clear()
    github.later(minutes=1)
    assert teacher.round() == 0
    assert {number: len(each) for number, each in bodies(github).items()} == {1: 1, 2: 1}
    assert len(github.course.check_runs) == 2
    assert {entry.number for entry in teacher.ledger.entries} == {1, 2}


@needs_bubblewrap
def test_export_reads_the_ledger_branch(github: GitHub, mini: Course, teacher: Teacher, tmp_path: Path) -> None:
    """`gradus export` and `gradus gradebook` read the files of the branch."""
    github.open(1, "Ada", 11, github.push(files(mini)))
    assert teacher.round(score=1) == 0
    for path, text in github.ledger.files("ledger").items():
        (tmp_path / "branch" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "branch" / path).write_text(text, "utf-8")
    roster = "login,id,student_id,last_name,first_name,email\nada,11,s1,L,A,a@b.c\n"
    (tmp_path / "roster.csv").write_text(roster, "utf-8")
    done = run_gradus(
        *("export", tmp_path / "branch", "--format", "long", "--roster", tmp_path / "roster.csv"),
        *("--out", tmp_path / "marks.csv"),
        cwd=mini.root,
    )
    assert done.returncode == 0, done.stderr
    table = (tmp_path / "marks.csv").read_text("utf-8")
    assert "Ada" in table and "2026-11-20T12:00:00" in table
