"""Open pull requests of Gitea, and when their commits were pushed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gradus.pulls.forge.client import GitHubError, RequestRejectedError, UnansweredError
from gradus.pulls.forge.gitea import Gitea
from tests.pulls.gitea.conftest import asking
from tests.pulls.gitea.fake import Fake
from tests.pulls.gitea.people import BOT, SCHOOL, TEACHER
from tests.pulls.objects import START, Fault

COURSE = f"{SCHOOL}/course"


def test_each_repository_is_asked_once(fake: Fake, forge: Gitea) -> None:
    places = [fake.student(login) for login in ("ada", "bob", "eve")]
    poll = forge.poll([place.full_name for place in places])
    assert [(pull.repository, pull.now, pull.number) for pull in poll.pulls] == [
        (place.full_name, place.full_name, 1) for place in places
    ]
    assert [(pull.sha, pull.branch, pull.base, pull.source) for pull in poll.pulls] == [
        (place.head("main"), "main", "feedback", place.full_name) for place in places
    ]
    assert (poll.now, poll.problems, len(fake.log)) == (START, {}, 3)


def test_closed_ones_are_not_listed_and_locked_and_drafts_are_marked(fake: Fake, forge: Gitea) -> None:
    course = fake.create(COURSE)
    course.refs["refs/heads/main"] = course.commit(course.tree({}), [], "Begin")
    fake.open(course, "ada", state="closed")
    fake.open(course, "bob", locked=True)
    fake.open(course, "eve", draft=True)
    pulls = forge.poll([COURSE]).pulls
    assert [(pull.login, pull.locked, pull.draft) for pull in pulls] == [("bob", True, False), ("eve", False, True)]
    assert [pull.author for pull in pulls] == [fake.users[login]["id"] for login in ("bob", "eve")]
    assert [pull.created for pull in pulls] == [START, START]


def test_whose_account_is_deleted_has_none_and_who_is_no_person_is_a_bot(fake: Fake, forge: Gitea) -> None:
    course = fake.create(COURSE)
    course.refs["refs/heads/main"] = course.commit(course.tree({}), [], "Begin")
    fake.open(course, "Ghost", user={**fake.account("Ghost"), "id": -1})
    fake.open(course, "nobody", user=None)
    fake.open(course, "gitea-actions", user={**fake.account("gitea-actions"), "id": -2})
    fake.open(course, BOT.upper())
    fake.open(course, "ada")
    known = [(pull.login, pull.author > 0, pull.bot) for pull in forge.poll([COURSE]).pulls]
    assert known[:2] == [("", False, False)] * 2
    assert known[2:] == [("gitea-actions", False, True), (BOT.upper(), True, True), ("ada", True, False)]


def test_a_deleted_fork_is_no_source_and_lost_commits_are_no_work(fake: Fake, forge: Gitea) -> None:
    course = fake.create(COURSE)
    course.refs["refs/heads/main"] = course.commit(course.tree({}), [], "Begin")
    fake.open(course, "ada", source=None)
    fake.open(course, "bob", source=None, sha="")
    (pull,) = forge.poll([COURSE]).pulls
    assert (pull.login, pull.source, pull.branch) == ("ada", None, "refs/pull/1/head")


def test_all_pages_are_read_at_the_address_that_is_asked(fake: Fake, forge: Gitea) -> None:
    course = fake.create(COURSE)
    course.refs["refs/heads/main"] = course.commit(course.tree({}), [], "Begin")
    for number in range(7):
        fake.open(course, f"student-{number}")
    fake.items = 3  # its administrator allows less than is asked for; and the links lead to another address
    assert [pull.login for pull in forge.poll([COURSE]).pulls] == [f"student-{number}" for number in range(7)]
    assert [path.rpartition("=")[2] for _, path in fake.log] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("GET", "students-bob", 500, times=9), "Gitea does not answer GET .*students-bob.*: status 500"),
        (Fault.page("GET", "students-bob", 502, times=9), "status 502"),
        (Fault.page("GET", "students-bob", 404, times=9), "Gitea does not answer"),
        (Fault("GET", "students-bob", 404, message="not found"), "status 404, not found"),
        (Fault("GET", "students-bob", 403, message="token does not have"), "status 403, token does not have"),
        (Fault("GET", "students-bob", raw=b'{"a": 1}', done=True), "a value is missing or invalid"),
        (Fault("GET", "students-bob", raw=b"[null]", done=True), "is missing or invalid"),
        (Fault("GET", "students-bob", raw=b'[{"number": "1"}]', done=True), "number is missing or invalid"),
        (Fault("GET", "students-bob", raw=b"[" * 100_000, done=True, times=9), "nested too deeply"),
    ],
)
def test_a_fault_of_one_repository_is_no_other_ones(fake: Fake, forge: Gitea, fault: Fault, told: str) -> None:
    places = [fake.student(login).full_name for login in ("ada", "bob", "eve")]
    fake.faults.append(replace(fault))
    poll = forge.poll(places)
    assert [pull.repository for pull in poll.pulls] == [places[0], places[2]]
    assert list(poll.problems) == [places[1]] and re.search(told, poll.problems[places[1]])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sha": "x"}, "lists x, which is no commit SHA"),
        ({"sha": "ab" * 32}, "which is no commit SHA"),  # of a repository with Git's longer ids
        ({"sha": None}, "head.sha is missing"),
        ({"created_at": None}, "created_at is missing"),
        ({"created_at": "2026-11-20T12:00:00"}, "writes a time as"),
        ({"user": {"id": 1}}, "login is missing"),
        ({"base": 5}, "base.ref is missing"),
    ],
)
def test_a_pull_request_that_makes_no_sense_hides_no_other_one(
    fake: Fake, forge: Gitea, changes: dict[str, Any], told: str
) -> None:
    course = fake.create(COURSE)
    course.refs["refs/heads/main"] = course.commit(course.tree({}), [], "Begin")
    fake.open(course, "ada", **changes)
    fake.open(course, "bob")
    poll = forge.poll([COURSE])
    assert [pull.login for pull in poll.pulls] == ["bob"]
    assert list(poll.problems) == [f"{COURSE}#1"] and told in poll.problems[f"{COURSE}#1"]
    fake.violations.clear()  # what makes no sense is not as described either


def test_a_renamed_repository_is_named(fake: Fake, forge: Gitea) -> None:
    places = [fake.student(login) for login in ("ada", "bob")]
    names = [place.full_name for place in places]
    fake.rename(places[0], f"{SCHOOL}/other")
    poll = forge.poll(names)
    assert "has moved" in poll.problems[names[0]] and [pull.repository for pull in poll.pulls] == names[1:]


def test_five_in_a_row_that_have_no_answer_stop_the_round(fake: Fake, forge: Gitea, waits: list[float]) -> None:
    places = [fake.student(f"student-{number}").full_name for number in range(8)]
    fake.faults.append(Fault("GET", "student-[1-6]", 502, times=99))
    with pytest.raises(UnansweredError, match="Gitea does not answer"):
        forge.poll(places)
    assert len(fake.log) == 1 + 5 * 5 and sum(waits) == 5 * 15


def test_what_is_rejected_does_not_count_as_unanswered(fake: Fake, forge: Gitea) -> None:
    places = [fake.student(f"student-{number}").full_name for number in range(8)]
    fake.faults += [Fault("GET", "student-3", 404), Fault("GET", "student-[0-6]", 500, times=99)]
    assert len(forge.poll(places).problems) == 7


def test_one_repository_that_cannot_be_read_is_a_problem_and_a_wrong_token_an_error(
    fake: Fake, waits: list[float]
) -> None:
    fake.student("ada")
    assert asking(fake, waits).poll([COURSE]).problems == {COURSE: "status 404, not found"}
    with pytest.raises(GitHubError, match="Gitea rejects the token"):
        asking(fake, waits, token="another").poll([COURSE])


def test_pushes_are_in_the_record_newest_first(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    shas = []
    for number in range(3):
        fake.later(minutes=1)
        shas.append(fake.push(place, {"a.py": str(number)}, "ada"))
        fake.push(place, {"a.py": str(number)}, "ada", branch="other")
        fake.event(place, "ada", "main", "1|text", "comment_pull")
    moves = forge.pushes(place.full_name, "main")
    assert [(move.sha, move.at) for move in moves] == [
        (shas[number], START + timedelta(minutes=number + 1)) for number in (2, 1, 0)
    ]
    assert len(forge.pushes(place.full_name, "other")) == 3 and len(fake.log) == 2


def test_of_two_pushes_in_one_second_the_later_one_comes_first(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    shas = [fake.push(place, {"a.py": str(number)}, "ada") for number in range(9)]
    assert [move.sha for move in forge.pushes(place.full_name, "main")] == shas[::-1]


@pytest.mark.parametrize(
    "content", ["{}", "no JSON", '{"HeadCommit": 5}', '{"HeadCommit": {"Sha1": "x"}}', "[" * 50_000]
)
def test_nothing_is_known_from_before_an_event_without_a_commit(fake: Fake, forge: Gitea, content: str) -> None:
    place = fake.student("ada")
    fake.push(place, {"a.py": "1"}, "ada")
    fake.event(place, "ada", "main", content)
    fake.later(minutes=1)
    newest = fake.push(place, {"a.py": "2"}, "ada")
    assert [move.sha for move in forge.pushes(place.full_name, "main")] == [newest]


def test_a_message_that_is_too_long_for_the_record_hides_the_push(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    fake.push(place, {"a.py": "1"}, "ada", message="x" * 70_000)
    assert forge.pushes(place.full_name, "main") == []


def test_who_keeps_activity_private_has_no_record(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    fake.push(place, {"a.py": "1"}, TEACHER)
    fake.push(place, {"a.py": "2"}, "ada")
    fake.private.add("ada")
    assert len(forge.pushes(place.full_name, "main")) == 1
    fake.private.add(TEACHER)
    assert forge.pushes(place.full_name, "main") == []


def test_a_record_that_is_none_is_unanswered(fake: Fake, forge: Gitea) -> None:
    place = fake.student("ada")
    for raw in (b"{}", b"[7]", b'[{"id": 1}]', b'[{"id": 1, "created": "yesterday"}]'):
        fake.faults.append(Fault("GET", "feeds", raw=raw, done=True))
        with pytest.raises(UnansweredError):
            forge.pushes(place.full_name, "main")
    with pytest.raises(RequestRejectedError, match="404"):
        forge.pushes(f"{SCHOOL}/private-fork", "main")
