"""The ledger in a folder: killed at every step, by two runs at once, with and without Git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course, load
from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.forge.client import GitHubError, RequestRejectedError
from gradus.pulls.ledger.derived import TABLE
from gradus.pulls.ledger.folder import Change, Folder
from gradus.pulls.ledger.ledger import EMPTY, Account, Entry, Ledger, Observation, PullRequestState
from gradus.pulls.ledger.record import Round, record
from gradus.pulls.ledger.terms import Terms
from gradus.pulls.round.entries import _work
from tests.conftest import MINI, invoke
from tests.pulls.own.doubles import report

TERMS = Terms()
posix = pytest.mark.skipif(os.name == "nt", reason="needs fork and permissions")


class Class:
    """What rounds record: `graded` is one round's change, which can be made in any store."""

    def __init__(self, course: Course) -> None:
        self.course = course

    def graded(self, minute: int, **shares: float) -> tuple[Callable[[Ledger], Ledger], dict[str, str]]:
        now = f"2026-11-20T12:{minute:02d}:00Z"
        entries: list[Entry] = []
        files: dict[str, str] = {}
        accounts: list[Account] = []
        pulls: list[PullRequestState] = []
        for login, share in shares.items():
            sha, sight = git_sha(login.encode()), Observation(now, now, exact=True)
            place = "school/course", sum(login.encode()), login, sha
            made = report(self.course, f"course-{place[1]}-{sha[:12]}", share)
            entry = Entry(
                *place,
                sights=(sight,),
                planned=now,
                graders="ab" * 20,
                run=None,
                score=made.score,
                max_score=made.max_score,
                report=git_sha(made.to_json().encode()),
                works=tuple(_work(exercise, sha) for exercise in made.exercises),
                check_run=None,
                state="open",
            )
            entries.append(entry)
            files[entry.path] = made.to_json()
            accounts.append(Account(login, login, (login,), now))
            state = PullRequestState(*place[:1], place[0], place[1], login, login, sha, None, "", sight, "grade", True)
            pulls.append(state)
        done = Round(now, accounts, pulls, entries)
        return (lambda ledger: record(ledger, done, TERMS)), files


@pytest.fixture(scope="session")
def some() -> Class:
    return Class(load(MINI))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "ledger").mkdir(0o700)
    return tmp_path / "ledger"


def change(folder: Folder, made: tuple[Callable[[Ledger], Ledger], dict[str, str]], message: str = "graded") -> Ledger:
    return folder.change(made[0], made[1], message, TERMS)


def content(path: Path) -> dict[str, bytes]:
    """The files of a folder, without Git's."""
    found = [each for each in path.rglob("*") if each.is_file() and ".git" not in each.relative_to(path).parts]
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in found}


def git(path: Path, *arguments: str) -> str:
    if not shutil.which("git"):
        pytest.skip("needs Git")
    return subprocess.run(["git", "-C", str(path), *arguments], check=True, capture_output=True, text=True).stdout


def test_a_change(some: Class, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "ledger")
    assert folder.read() == EMPTY
    ledger = change(folder, some.graded(1, ada=1, bob=0.5))
    assert folder.read() == ledger and Ledger.read(folder.path) == ledger
    assert sorted(content(folder.path)) == sorted(
        [TABLE, "ledger.json", "latest/ada.json", "latest/bob.json", *(entry.path for entry in ledger.entries)]
    )
    for entry in ledger.entries:
        assert git_sha(folder.report(entry.report)) == entry.report
    assert change(folder, some.graded(1, ada=1, bob=0.5)) == ledger
    assert git(folder.path, "log", "--format=%an <%ae> %s") == "gradus <gradus@localhost> graded\n"


@posix
def test_nobody_else_can_enter(some: Class, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "a" / "ledger")
    change(folder, some.graded(1, ada=1))
    for path in folder.path.rglob("*"):
        if ".git" not in path.parts:
            assert path.stat().st_mode & 0o077 == 0 or path.parent == folder.path, path
    assert folder.path.stat().st_mode & 0o777 == 0o700 and folder.path.parent.stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_that_others_can_enter(tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "my ledger").mkdir(0o755)
    Folder(tmp_path / "my ledger", told.append).read()
    assert told[0].endswith(f"Type: chmod 700 '{tmp_path}/my ledger'")


def test_a_report_that_is_not_there(some: Class, place: Path) -> None:
    folder = Folder(place)
    ledger = change(folder, some.graded(1, ada=1))
    with pytest.raises(RequestRejectedError, match="has no report 000000000000"):
        folder.report("0" * 40)
    (place / ledger.entries[0].path).write_text("{}", "utf-8")
    with pytest.raises(RequestRejectedError, match="at reports/school/course/"):
        Folder(place).report(ledger.entries[0].report)
    # It is needed to put together what counts: nothing is written then.
    before = content(place)
    with pytest.raises(GitHubError, match=r"A report of the ledger in .* cannot be used"):
        folder.change(lambda old: replace(old, latest=(replace(old.latest[0], digest="new"),)), {}, "", TERMS)
    assert content(place) == before


# Killed


def killed_at(number: int, act: Callable[[], Any]) -> bool:
    """Do something in a process of its own that dies at its n-th step, as by SIGKILL; whether it did."""
    child = os.fork()
    if child == 0:
        left = [number]

        def step(event: str, arguments: tuple[Any, ...]) -> None:
            if event in STEPS and not (event == "open" and not arguments[2] & (os.O_CREAT | os.O_TRUNC)):
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)

        sys.addaudithook(step)
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9)
    return status == 9


STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "subprocess.Popen")


def renamed(update: Callable[[Ledger], Ledger], ledger: Ledger) -> Ledger:
    """The same, and bob is called robert by then: latest/bob.json goes."""
    ledger = update(ledger)
    names = {each.id: each for each in ledger.accounts}
    return record(ledger, Round("2026-11-20T12:03:00Z", [replace(names["bob"], login="robert")], []), TERMS)


@posix
@pytest.mark.parametrize("installed", [False, pytest.param(True, marks=pytest.mark.long)])
def test_killed_at_every_step(some: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool) -> None:
    """The next one finds the old state or makes the new one; never a part, and never a report that is missing."""
    if not installed:
        monkeypatch.setattr("gradus.pulls.ledger.history.shutil.which", lambda name: None)
    first = some.graded(1, ada=0.5, bob=0.5)
    second = some.graded(2, ada=1, carl=0.5)  # ada's is graded again: her report is written over
    act = partial(renamed, second[0])
    steps = 0
    states = set()
    while True:
        steps += 1
        path = tmp_path / str(steps)
        change(Folder(path), first)
        before = content(path)
        if not killed_at(steps, partial(Folder(path).change, act, second[1], "second", TERMS)):
            break
        seen = Ledger.read(path)  # as gradus export reads it, which takes no lock
        for entry in seen.entries:
            assert (path / entry.path).is_file()
        ledger = Folder(path).read()
        found = content(path)
        states.add(found == before)
        if found != before:
            assert sorted(found) == sorted(
                [TABLE, "ledger.json", *(f"latest/{name}.json" for name in ("ada", "carl", "robert"))]
                + [entry.path for entry in ledger.entries]
            )
        for entry in ledger.entries:  # whichever state it is, every report fits its id
            assert git_sha(Folder(path).report(entry.report)) == entry.report
        Folder(path).change(act, second[1], "second", TERMS)
        assert len(Folder(path).read().entries) == 3 and not (path / Change.FILE).exists()
        if installed:
            assert git(path, "log", "--format=%s").split() == ["second", "graded"]
            assert git(path, "status", "--porcelain", "--", "ledger.json", "latest", "reports") == ""
    assert states == {True, False} and steps > (25 if installed else 20)


@posix
@pytest.mark.long
def test_killed_in_the_very_first_change(some: Class, tmp_path: Path) -> None:
    made = some.graded(1, ada=1)
    steps = 0
    while True:
        steps += 1
        path = tmp_path / str(steps)
        if not killed_at(steps, partial(change, Folder(path), made)):
            break
        folder = Folder(path)
        assert folder.read() == EMPTY or len(folder.read().entries) == 1
        change(folder, made)
        assert len(folder.read().entries) == 1
        assert not [name for name in content(path) if name.startswith(".") or name.endswith(".partial")]


def test_no_room_left(some: Class, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that fails in the middle is said, and made when there is room again."""
    folder = Folder(place)
    change(folder, some.graded(1, ada=0.5))
    left = [3]
    replace_file = os.replace

    def full(*arguments: Any, **options: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        replace_file(*arguments, **options)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(GitHubError, match="No space left on device"):
        change(folder, some.graded(2, ada=1, bob=1))
    with pytest.raises(GitHubError, match="No space left on device"):
        folder.read()
    left[0] = 100
    assert len(folder.read().entries) == 2 and not (place / Change.FILE).exists()


# Two at once


def test_two_runs(some: Class, place: Path) -> None:
    one, two = Folder(place), Folder(place)
    with one.alone():
        change(one, some.graded(1, ada=1))
        for act in (two.read, lambda: change(two, some.graded(1, ada=1))):
            with pytest.raises(GitHubError, match=r"Another run has the ledger in .*: wait for it, or end it"):
                act()
    assert len(two.read().entries) == 1


@pytest.mark.long
def test_export_reads_it_while_it_is_written(some: Class, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "ledger")
    with folder.alone():
        for minute in range(1, 4):
            change(folder, some.graded(minute, ada=minute / 4, bob=1))
            out = tmp_path / f"{minute}.csv"
            done = invoke("export", folder.path, "--format", "long", "--out", out, cwd=MINI)
            assert done.returncode == 0, done.stderr
            assert "ada" in out.read_text("utf-8") and "bob" in out.read_text("utf-8")
    roster = tmp_path / "roster.csv"
    roster.write_text("login,student_id,last_name,first_name,email\nada,1,L,A,a@b.c\nbob,2,B,B,b@b.c\n", "utf-8")
    done = invoke("gradebook", folder.path, "--roster", roster, "--folder", tmp_path / "book", cwd=MINI)
    assert done.returncode == 0 and "2 students" in done.stdout, done.stderr


# What may be there


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("thesis.tex", "", r"there is something else \(thesis.tex\). Name an empty folder"),
        ("ledger.json", "{}", "the ledger in .* cannot be used: .*ledger.json"),
        ("ledger.json", "", "cannot be used: it is not valid JSON"),
        (
            "reports/x.json",
            "",
            "There is no ledger.json in the ledger in .*, but there are reports: git -C .* checkout",
        ),
        (".change.json", "{}", r"cannot be used: .change.json"),
    ],
)
def test_what_is_no_ledger(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(GitHubError, match=words):
        Folder(tmp_path).read()
    assert content(tmp_path) == {name: text.encode()}


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "ledger").touch()
    with pytest.raises(GitHubError, match=r"the ledger in .* cannot be used: .*: File exists"):
        Folder(tmp_path / "ledger").read()


@posix
def test_nothing_is_written_through_links(some: Class, place: Path, tmp_path: Path) -> None:
    change(Folder(place), some.graded(1, ada=0.5))
    (tmp_path / "elsewhere").mkdir()
    (place / "latest").rename(place / ".aside")
    (place / "latest").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(GitHubError, match=r"latest in .* is a symbolic link: move it away\.$"):
        change(Folder(place), some.graded(2, ada=1))
    assert not list((tmp_path / "elsewhere").iterdir())
    (place / "latest").unlink()
    assert Folder(place).read().entries[0].score == 6


# Git


def test_without_git(some: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradus.pulls.ledger.history.shutil.which", lambda name: None)
    told: list[str] = []
    folder = Folder(tmp_path / "ledger", told.append)
    for minute in range(1, 4):
        change(folder, some.graded(minute, ada=minute / 4))
    assert told == ["Git is not installed: the ledger is kept, but not what it was before."]
    assert not (folder.path / ".git").exists()


def test_the_accounts_own_settings_do_not_count(some: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "hooks").mkdir(parents=True)
    (home / "hooks" / "pre-commit").write_text("#!/bin/sh\ntouch ran\nexit 1\n", "utf-8")
    (home / "hooks" / "pre-commit").chmod(0o755)
    settings = "[user]\nname=Me\n[commit]\ngpgSign=true\n[gpg]\nprogram=/bin/false\n"
    (home / ".gitconfig").write_text(f"{settings}[core]\nhooksPath={home}/hooks\nautocrlf=true\n", "utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_DIR", str(home))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Me")
    told: list[str] = []
    folder = Folder(tmp_path / "ledger", told.append)
    change(folder, some.graded(1, ada=1))
    (folder.path / ".git" / "hooks").mkdir(exist_ok=True)
    hook = folder.path / ".git" / "hooks" / "post-commit"
    hook.write_text("#!/bin/sh\ntouch ran\n", "utf-8")
    hook.chmod(0o755)
    change(folder, some.graded(2, ada=0.5))
    monkeypatch.delenv("GIT_DIR")
    assert git(folder.path, "log", "--format=%an %cn") == "gradus gradus\n" * 2
    assert told == [] and not list(tmp_path.rglob("ran"))


def test_what_it_was_before(some: Class, place: Path) -> None:
    folder = Folder(place)
    ledger = change(folder, some.graded(1, ada=0.5))
    (place / ".work").mkdir()
    (place / ".work" / "secret").touch()
    change(folder, some.graded(2, ada=1))
    assert ".work" not in git(place, "ls-files") and ".change.json" not in git(place, "log", "--stat")
    old = git(place, "show", f"HEAD~1:{ledger.entries[0].path}")
    assert git_sha(old.encode()) == ledger.entries[0].report


def test_a_clone_of_the_branch_goes_on(some: Class, tmp_path: Path) -> None:
    """A class that moves from GitHub Actions to a machine of one's own."""
    change(Folder(tmp_path / "there"), some.graded(1, ada=0.5))
    git(tmp_path, "clone", "--quiet", "there", "here")
    change(Folder(tmp_path / "here"), some.graded(2, ada=1))
    assert git(tmp_path / "here", "log", "--format=%s") == "graded\ngraded\n"
    git(tmp_path / "there", "worktree", "add", "--quiet", "-b", "more", "../tree")
    change(Folder(tmp_path / "tree"), some.graded(3, ada=1))
    assert git(tmp_path / "there", "log", "more", "--format=%s") == "graded\ngraded\n"


def test_git_that_fails_is_said_once_and_catches_up(some: Class, place: Path) -> None:
    told: list[str] = []
    folder = Folder(place, told.append)
    change(folder, some.graded(1, ada=0.5))
    lock = place / ".git" / "index.lock"
    lock.touch()
    for minute in (2, 3):
        change(folder, some.graded(minute, ada=minute / 4))
    assert len(told) == 1 and "is not in the ledger's history: git add" in told[0] and "index.lock" in told[0]
    os.utime(lock, (0, 0))  # one that a killed Git left long ago
    change(folder, some.graded(4, ada=1))
    assert len(told) == 1 and git(place, "log", "--format=%s") == "graded\ngraded\n"
    assert git(place, "status", "--porcelain") == ""
