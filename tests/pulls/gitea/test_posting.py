"""What is posted on Gitea: one comment for each pull request, and a status beside each commit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gradus.pulls.forge.client import GitHubError, RequestRejectedError, UnansweredError
from gradus.pulls.forge.gitea import Gitea
from gradus.pulls.forge.posting import marker
from tests.pulls.gitea.conftest import asking, status
from tests.pulls.gitea.fake import Fake
from tests.pulls.gitea.people import BOT, SCOPES
from tests.pulls.objects import Fault, Repository

BODY = f"3 of 16 points\n{marker(1)}"


@pytest.fixture
def place(fake: Fake) -> Repository:
    return fake.student("ada")


def head(place: Repository) -> str:
    return place.head("main") or ""


def test_the_comment_is_updated_and_not_doubled(fake: Fake, forge: Gitea, place: Repository) -> None:
    first = forge.comment(place.full_name, 1, BODY, None)
    assert forge.comment(place.full_name, 1, f"better\n{marker(1)}", first) == first
    assert forge.comment(place.full_name, 1, f"best\n{marker(1)}", None) == first
    assert fake.said(place) == [(BOT, f"best\n{marker(1)}")]
    writes = len(fake.writes)
    for known in (None, first):
        assert forge.comment(place.full_name, 1, f"best\n{marker(1)}", known) == first
    assert len(fake.writes) == writes == 3


def test_a_marker_of_somebody_else_is_not_ours(fake: Fake, forge: Gitea, place: Repository) -> None:
    planted = fake.say(place, 1, f"16 of 16 points\n{marker(1)}", "ada")
    fake.say(place, 1, "A hint without a marker", BOT)
    made = forge.comment(place.full_name, 1, BODY, None)
    assert made != planted["id"] and fake.said(place)[-1] == (BOT, BODY)
    # An id that the ledger has wrong must not overwrite what a student said, though the account may.
    assert forge.comment(place.full_name, 1, BODY, planted["id"]) == made
    assert fake.said(place)[0] == ("ada", f"16 of 16 points\n{marker(1)}")


def test_the_oldest_of_two_of_ours_is_the_one(fake: Fake, forge: Gitea, place: Repository) -> None:
    ours = [fake.say(place, 1, f"{text}\n{marker(1)}", BOT)["id"] for text in ("one", "two")]
    place.comments[1].reverse()
    assert forge.comment(place.full_name, 1, BODY, None) == ours[0]


def test_a_hundred_comments_come_in_one_answer(fake: Fake, forge: Gitea, place: Repository) -> None:
    for number in range(120):
        fake.say(place, 1, f"Question {number}", "ada")
    ours = fake.say(place, 1, BODY, BOT)["id"]
    for number in range(120):
        fake.say(place, 1, f"Answer {number}", "teacher")
    assert forge.comment(place.full_name, 1, f"new\n{marker(1)}", None) == ours
    assert [method for method, path in fake.log if "/comments" in path] == ["GET", "PATCH"]


def test_a_comment_that_is_gone_is_written_anew(fake: Fake, forge: Gitea, place: Repository) -> None:
    first = forge.comment(place.full_name, 1, BODY, None)
    place.comments[1].clear()
    second = forge.comment(place.full_name, 1, BODY, first)
    assert second != first and fake.said(place) == [(BOT, BODY)]


def test_an_id_of_something_else_is_no_comment(fake: Fake, forge: Gitea, place: Repository) -> None:
    fake.others.add(label := fake.number())
    assert forge.comment(place.full_name, 1, BODY, label) != label


def test_the_login_is_read_once_and_in_any_case(fake: Fake, waits: list[float], place: Repository) -> None:
    forge = asking(fake, waits, login=BOT.upper())
    first = forge.comment(place.full_name, 1, BODY, None)
    assert forge.comment(place.full_name, 1, f"new\n{marker(1)}", None) == first
    forge.status(place.full_name, head(place), status(), None)
    assert [path for _, path in fake.log].count("/api/v1/user") == 1


def test_the_token_of_another_account_posts_nothing(fake: Fake, waits: list[float], place: Repository) -> None:
    forge = asking(fake, waits, login="teacher")
    with pytest.raises(GitHubError, match="belongs to gradus-bot, but GRADUS_APP_SLUG is teacher"):
        forge.comment(place.full_name, 1, BODY, None)
    fake.tokens["short"] = (BOT, SCOPES[:2])
    with pytest.raises(GitHubError, match=r"status 403, token does not have.*: does its token have .*read:user"):
        asking(fake, waits, token="short").status(place.full_name, head(place), status(), None)
    assert fake.writes == []


@pytest.mark.parametrize("fault", [Fault("POST", "", done=True, cut=0), Fault("POST", "", 502, done=True)])
def test_what_was_posted_is_found_again(
    fake: Fake, forge: Gitea, place: Repository, fault: Fault, waits: list[float]
) -> None:
    fake.faults.append(replace(fault, path="/comments"))
    made = forge.comment(place.full_name, 1, BODY, None)
    assert [each["id"] for each in place.comments[1]] == [made]
    fake.faults.append(replace(fault, path="/statuses"))
    assert forge.status(place.full_name, head(place), status(), None) == 1
    assert len(fake.statuses(place)) == 1 and waits == [1.0, 1.0]


def test_what_was_not_posted_is_posted_again(fake: Fake, forge: Gitea, place: Repository) -> None:
    fake.faults += [Fault("POST", "/comments", cut=0), Fault("POST", "/statuses", 500)]
    forge.comment(place.full_name, 1, BODY, None)
    forge.status(place.full_name, head(place), status(), None)
    assert len(place.comments[1]) == len(fake.statuses(place)) == 1
    fake.faults.append(Fault("POST", "/statuses", 500, times=9))
    with pytest.raises(UnansweredError, match="Gitea does not confirm POST"):
        forge.status(place.full_name, head(place), status("another"), None)


def test_errors_say_what_the_server_says(fake: Fake, forge: Gitea, place: Repository) -> None:
    place.collaborators[BOT] = "read"
    place.pulls[1]["locked"] = True
    with pytest.raises(RequestRejectedError, match="status 403, You cannot comment on a locked issue"):
        forge.comment(place.full_name, 1, BODY, None)
    with pytest.raises(RequestRejectedError, match="status 403, user should have a permission to write to a repo"):
        forge.status(place.full_name, head(place), status(), None)
    fake.faults.append(Fault("POST", "/statuses", 403, message="x\x1b[31m::error::" + "y" * 5000))
    with pytest.raises(RequestRejectedError) as raised:
        forge.status(place.full_name, head(place), status(), None)
    assert len(str(raised.value)) < 300 and "\x1b" not in str(raised.value)


@pytest.mark.parametrize(
    "raw", [b"{}", b"[5]", b'[{"user": "x"}]', b'[{"user": {"login": 5}}]', b'[{"user": {"login": "gradus-bot"}}]']
)
def test_comments_that_are_none_are_no_traceback(fake: Fake, forge: Gitea, place: Repository, raw: bytes) -> None:
    fake.faults.append(Fault("GET", "/comments", raw=raw, done=True))
    if b"gradus-bot" in raw:  # ours, but without a text
        assert forge.comment(place.full_name, 1, BODY, None)
        return
    with pytest.raises(UnansweredError):
        forge.comment(place.full_name, 1, BODY, None)


def test_a_status_is_yellow_or_green_and_never_red(fake: Fake, forge: Gitea, place: Repository) -> None:
    assert forge.status(place.full_name, head(place), status(), None) == 1
    assert forge.status(place.full_name, head(place), status("16 of 16 points", done=True, url=None), 1) == 2
    shown = [
        (each["status"], each["context"], each["description"], each["target_url"]) for each in fake.statuses(place)
    ]
    assert shown == [
        ("pending", "Gradus #1", "3 of 16 points", "https://ci.example/1"),
        ("success", "Gradus #1", "16 of 16 points", ""),
    ]


def test_a_status_is_not_repeated(fake: Fake, forge: Gitea, place: Repository) -> None:
    for _ in range(3):
        assert forge.status(place.full_name, head(place), status(), None) == 1
    assert forge.status(place.full_name, head(place), replace(status(), name="Gradus #2"), None) == 2
    assert forge.status(place.full_name, head(place), status(), None) == 1
    assert len(fake.statuses(place)) == 2


def test_what_a_student_sets_over_it_is_set_right(fake: Fake, forge: Gitea, place: Repository) -> None:
    forge.status(place.full_name, head(place), status(), None)
    wrong = {"status": "success", "context": "Gradus #1", "description": "16 of 16 points", "target_url": ""}
    fake.set_status(place, head(place), "ada", **wrong)
    assert forge.status(place.full_name, head(place), status(), None) == 3
    copied = {key: fake.statuses(place)[0][key] for key in wrong}
    fake.set_status(place, head(place), "ada", **copied)  # the same, but it is not ours
    assert forge.status(place.full_name, head(place), status(), None) == 5


def test_a_description_is_short_and_one_line(fake: Fake, forge: Gitea, place: Repository) -> None:
    for _ in range(2):
        forge.status(place.full_name, head(place), status("x\n" * 200), None)
    (made,) = fake.statuses(place)
    assert len(made["description"]) <= 140 and "\n" not in made["description"]


def test_an_answer_about_something_else_is_no_status(fake: Fake, forge: Gitea, place: Repository) -> None:
    forge.status(place.full_name, head(place), status(), None)
    for raw in (b"null", b"{}", b'{"sha": "x", "statuses": []}'):  # such as of a branch that is called like a commit
        fake.faults.append(Fault("GET", "/status", raw=raw, done=True))
        forge.status(place.full_name, head(place), status(), None)
    assert len(fake.statuses(place)) == 4
    text = f'{{"sha": "{head(place)}", "statuses": [5]}}'
    fake.faults.append(Fault("GET", "/status", raw=text.encode(), done=True))
    with pytest.raises(UnansweredError):
        forge.status(place.full_name, head(place), status(), None)


def test_writes_follow_each_other_without_a_pause(
    fake: Fake, forge: Gitea, place: Repository, waits: list[float]
) -> None:
    for number in range(3):
        forge.comment(place.full_name, 1, f"{number}\n{marker(1)}", None)
    assert waits == []
