"""The ledger: nothing is lost or recorded twice under concurrent writes, and every score can be explained."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradus.core import report as reports
from gradus.core.course import Course
from gradus.core.decode import DecodeError
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.ledger.ledger import (
    EMPTY,
    Account,
    Entry,
    Ledger,
    Observation,
    PendingCommit,
    PullRequestState,
    account_names,
)
from gradus.pulls.ledger.record import MAX_OBSERVATIONS, Round, record
from gradus.pulls.ledger.terms import Terms
from gradus.pulls.round import post
from tests.pulls.conftest import GRADERS, Teacher, files, head
from tests.pulls.github import COURSE, GitHub
from tests.pulls.objects import Fault

pytestmark = pytest.mark.fast

START = "2026-11-20T12:00:00Z"


def test_an_entry_explains_a_score(github: GitHub, mini: Course, teacher: Teacher) -> None:
    sha = github.push(files(mini))
    github.open(7, "Ada", 11, sha)
    run = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "school/private", "GITHUB_RUN_ID": "42"}
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    assert teacher.post(**run) == 0
    (entry,) = teacher.ledger.entries
    on_branch = github.ledger.files("ledger")
    text = on_branch[f"reports/{COURSE}/7/{sha}.json"]
    content = hashlib.sha256(sha.encode()).hexdigest()[:8]
    assert entry == Entry(
        *(COURSE, 7, "11", sha, (Observation(START, START),)),
        planned=START,
        graders=GRADERS,
        run="https://github.com/school/private/actions/runs/42",
        score=2.5,
        max_score=6,
        report=git_sha(text.encode()),
        works=tuple(f"warmup/{name} {content} {points}" for name, points in (("square", "2.5"), ("power", "0"))),
        check_run=github.course.check_runs[0]["id"],
        state="open",
    )
    assert [each.comment for each in teacher.ledger.shown] == [github.course.comments[7][0]["id"]]
    assert json.loads(text)["submission"] == f"course-7-{sha[:12]}"
    assert github.course.check_runs[0]["external_id"] == f"gradus:7:11:{sha}"


def test_reports_and_the_table_on_the_branch_can_be_read(
    github: GitHub, mini: Course, teacher: Teacher, tmp_path: Path
) -> None:
    for number, login in enumerate(["Ada", "bob-2", "-old-style-"], 1):
        github.open(number, login, number, github.push(files(mini), login))
    assert teacher.round() == 0
    on_branch = github.ledger.files("ledger")
    assert {path for path in on_branch if path.startswith("latest/")} == {
        "latest/Ada.json", "latest/bob-2.json", "latest/account_3.json",
    }  # fmt: skip
    for path, text in on_branch.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert reports.read(tmp_path / "latest" / "Ada.json").submission == "Ada"
    rows = list(csv.DictReader(io.StringIO(on_branch["counts.csv"])))
    assert {(row["login"], row["exercise"], row["score"], row["why"]) for row in rows} == {
        (login, f"warmup/{name}", score, "the last attempt")
        for login in ("Ada", "account_3", "bob-2")
        for name, score in (("square", "2.5"), ("power", "0"))
    }
    assert {row["commit"] for row in rows} == {pull["sha"] for pull in github.course.pulls.values()}


def test_the_branch_begins_as_an_orphan(github: GitHub, mini: Course, teacher: Teacher) -> None:
    """It contains nothing of the main branch."""
    main = github.ledger.commit(github.ledger.tree({"secret": ("100644", "blob", github.ledger.blob(b"x"))}), [], "x")
    github.ledger.refs["refs/heads/main"] = main
    assert teacher.round() == 0
    assert github.ledger.commits[github.ledger.refs["refs/heads/ledger"]]["parents"] == []
    assert set(github.ledger.files("ledger")) == {"ledger.json", "counts.csv"}
    assert github.ledger.refs["refs/heads/main"] == main


def test_two_concurrent_runs(github: GitHub, mini: Course, teacher: Teacher, tmp_path: Path) -> None:
    """Another run writes between reading and writing the ledger: both runs are recorded."""
    github.open(1, "ada", 11, github.push(files(mini), "1"))
    github.open(2, "bob", 12, github.push(files(mini), "2"))
    assert teacher.round("--limit", 1) == 0
    github.later(minutes=15)
    assert teacher.plan() == 0 and teacher.fetch() == 0
    teacher.grade()
    before = github.ledger.refs["refs/heads/ledger"]
    assert teacher.post() == 0
    theirs = github.ledger.refs["refs/heads/ledger"]
    github.open(3, "cy", 13, github.push(files(mini), "3"))
    other = Teacher(github, mini, _folder(tmp_path / "other"), teacher.waits, teacher.patch)
    github.ledger.refs["refs/heads/ledger"] = before
    assert other.plan() == 0 and other.fetch() == 0
    other.grade(1)

    def meanwhile() -> None:
        github.ledger.refs["refs/heads/ledger"] = theirs

    github.at["PATCH", "/git/refs/{ref}"] = meanwhile
    assert other.post() == 0
    assert [entry.number for entry in teacher.ledger.entries] == [1, 2, 3]
    line = [github.ledger.refs["refs/heads/ledger"]]
    while parents := github.ledger.commits[line[-1]]["parents"]:
        line += parents
    assert theirs in line and before in line
    on_branch = github.ledger.files("ledger")
    assert len([path for path in on_branch if path.startswith("reports/")]) == 3


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_two_concurrent_first_runs(github: GitHub, mini: Course, teacher: Teacher) -> None:
    github.open(1, "ada", 11, github.push(files(mini)))

    def meanwhile() -> None:
        ledger = record(EMPTY, Round("2026-11-20T11:00:00Z", [], []), Terms())
        blob = github.ledger.blob(ledger.to_json().encode())
        tree = github.ledger.tree({"ledger.json": ("100644", "blob", blob)})
        github.ledger.refs["refs/heads/ledger"] = github.ledger.commit(tree, [], "first")

    github.at["POST", "/git/refs"] = meanwhile
    assert teacher.round() == 0
    assert [entry.number for entry in teacher.ledger.entries] == [1]
    assert len(github.ledger.commits[github.ledger.refs["refs/heads/ledger"]]["parents"]) == 1


@pytest.mark.parametrize("fault", [{"cut": 0, "done": True}, {"status": 502, "done": True}, {"status": 502}])
def test_the_response_to_recording_is_lost(
    github: GitHub, mini: Course, teacher: Teacher, fault: dict[str, int]
) -> None:
    github.open(1, "ada", 11, github.push(files(mini)))
    paths = ("/git/trees", "/git/commits", "/git/refs")
    github.faults = [Fault("POST", path, **fault) for path in paths]  # type: ignore[arg-type]
    assert teacher.round() == 0
    github.course.pulls[1]["sha"] = github.push(files(mini), "more")
    github.later(minutes=15)
    github.faults = [Fault("PATCH", "/git/refs", **fault)]  # type: ignore[arg-type]
    assert teacher.round() == 0
    assert len(teacher.ledger.entries) == 2


def test_endless_concurrent_writes(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    github.open(1, "ada", 11, github.push(files(mini)))
    github.faults = [Fault("POST", "/git/refs", 422, times=99)]
    assert teacher.round() == 3
    assert "Concurrent writes to" in capsys.readouterr().err


def test_scores_are_recorded_in_batches(
    github: GitHub, mini: Course, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "BATCH", 2)
    for number in range(1, 6):
        github.open(number, f"student-{number}", number, github.push(files(mini), str(number)))
    assert teacher.round() == 0
    messages = []
    commit = github.ledger.refs["refs/heads/ledger"]
    while True:
        messages.append(github.ledger.commits[commit]["message"])
        if not github.ledger.commits[commit]["parents"]:
            break
        commit = github.ledger.commits[commit]["parents"][0]
    assert messages == [f"{number} graded, polled at {START}" for number in (1, 2, 2)]


def test_a_renamed_user(github: GitHub, mini: Course, teacher: Teacher) -> None:
    """Work belongs to the account, not to its login; a login taken over by another account is the other's."""
    github.open(1, "ada", 11, github.push(files(mini), "1"))
    assert teacher.round() == 0
    assert "latest/ada.json" in github.ledger.files("ledger")
    github.course.pulls[1]["user"]["login"] = "countess"
    github.later(minutes=15)
    assert teacher.round() == 0
    on_branch = github.ledger.files("ledger")
    assert [path for path in on_branch if path.startswith("latest/")] == ["latest/countess.json"]
    assert json.loads(on_branch["latest/countess.json"])["submission"] == "countess"
    github.course.pulls[1]["state"] = "closed"
    github.open(2, "Countess", 12, github.push(files(mini), "2"))
    github.later(minutes=15)
    assert teacher.round(score=1) == 0
    on_branch = github.ledger.files("ledger")
    assert json.loads(on_branch["latest/Countess.json"])["score"] == 6
    assert json.loads(on_branch["latest/account_11.json"])["score"] == 2.5
    assert "latest/countess.json" not in on_branch


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "gradus.ledger/1"}', '{"schema": 1, "schema": 1}', "\xff", "[" * 100_000]
)
def test_an_invalid_ledger_is_never_overwritten(
    github: GitHub, mini: Course, teacher: Teacher, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = github.ledger.tree({"ledger.json": ("100644", "blob", github.ledger.blob(text.encode("latin-1")))})
    github.ledger.refs["refs/heads/ledger"] = commit = github.ledger.commit(tree, [], "x")
    assert teacher.plan() == 3
    assert "cannot be used" in capsys.readouterr().err
    assert github.ledger.refs["refs/heads/ledger"] == commit


def test_a_branch_without_a_ledger(
    github: GitHub, mini: Course, teacher: Teacher, capsys: pytest.CaptureFixture[str]
) -> None:
    github.ledger.refs["refs/heads/main"] = github.ledger.commit(github.ledger.tree({}), [], "x")
    assert teacher.plan("--branch", "main") == 3
    assert "There is no ledger.json" in capsys.readouterr().err


def test_no_login_is_a_path_or_a_formula() -> None:
    logins = enumerate(["=1+1", "@x", "-y", "+z", "ok", "../x"])
    names = account_names(Account(f"../{number}", login, (login,), START) for number, login in logins)
    assert names == {f"../{n}": f"account____{n}" for n in (0, 1, 2, 3, 5)} | {"../4": "ok"}


# Recording by itself: any runs, in any order, any number of times

TIMES = [f"2026-11-20T12:{minute:02}:00Z" for minute in range(8)]
SHAS = ["a" * 40, "b" * 40]


def seen(number: int, sha: str, since: int, at: int, state: str) -> PullRequestState:
    return head(number, f"u{number % 2}", sha, Observation(TIMES[at], TIMES[since]), state)


def entry(each: PullRequestState, planned: str) -> Entry:
    posted = (planned, "g", None, 1.0, 2.0, "c" * 40, (f"a/b {each.sha[:8]} 1",), None, "open")
    return Entry(each.repository, each.number, each.account, each.sha, (each.sight,), *posted)


SEEN = st.builds(
    lambda number, sha, span: seen(number, sha, min(span), max(span), "grade"),
    st.integers(1, 3), st.sampled_from(SHAS), st.tuples(st.integers(0, 7), st.integers(0, 7)),
)  # fmt: skip
ROUND = st.tuples(st.sampled_from(TIMES), st.lists(SEEN, max_size=3, unique_by=lambda each: each.number))


def recorded(ledger: Ledger, one: tuple[str, list[PullRequestState]]) -> Ledger:
    now, listed = one
    return record(ledger, Round(now, [], listed, [entry(each, now) for each in listed[:2]]), Terms())


@given(st.lists(ROUND, max_size=4))
def test_recording_is_idempotent(rounds: list[tuple[str, list[PullRequestState]]]) -> None:
    ledger = EMPTY
    graded = set()
    for one in rounds:
        ledger = recorded(ledger, one)
        assert recorded(ledger, one) == ledger
        graded |= {each.key for each in one[1][:2]}
        assert {each.key for each in ledger.entries} == graded
        assert not {each.key for each in ledger.waiting} & graded
        assert {each.account for each in ledger.latest} == {each.account for each in ledger.entries}
    assert Ledger.parse(ledger.to_json().encode()) == ledger


def test_an_older_run_does_not_undo_a_newer_one() -> None:
    newer = recorded(EMPTY, (TIMES[5], [seen(1, SHAS[1], 4, 5, "grade")]))
    newer = replace(newer, waiting=(PendingCommit(COURSE, 3, "u1", SHAS[0], Observation(TIMES[5], TIMES[4])),))
    both = recorded(newer, (TIMES[3], [seen(1, SHAS[0], 2, 3, "grade")]))
    assert both.polled == TIMES[5] and both.heads == newer.heads and both.waiting == newer.waiting
    assert both.latest == newer.latest
    graded = entry(seen(1, SHAS[1], 2, 3, "grade"), TIMES[3])
    again = record(newer, Round(TIMES[3], [], [], [replace(graded, score=0.0)]), Terms())
    assert [each.score for each in again.entries] == [1.0]


def test_the_number_of_observations_is_limited() -> None:
    flips = tuple(Observation(f"2026-11-20T{n // 60:02}:{n % 60:02}:30Z", f"2026-11-20T{n // 60:02}:{n % 60:02}:00Z")
                  for n in range(300))  # fmt: skip
    ledger = EMPTY
    for sight in flips:
        each = replace(seen(1, SHAS[0], 0, 0, "graded"), sight=sight)
        ledger = record(ledger, Round(sight.seen, [], [each], [entry(each, sight.seen)]), Terms())
    (kept,) = ledger.entries
    assert len(kept.sights) == MAX_OBSERVATIONS and kept.sights[0] == flips[0] and kept.sights[-1] == flips[-1]


@pytest.mark.parametrize("sha", ["", "../../x", "A" * 40, "a" * 41])
def test_an_invalid_sha_in_the_ledger(sha: str) -> None:
    each = seen(1, SHAS[0], 0, 0, "grade")
    text = record(EMPTY, Round(START, [], [each], [entry(each, START)]), Terms()).to_json()
    with pytest.raises(DecodeError, match="invalid commit SHA"):
        Ledger.parse(text.replace(SHAS[0], sha).encode())
