"""What every forge must do, asked of the fakes of all of them through the protocol alone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest

from gradus.pulls.forge.blobs import git_sha
from gradus.pulls.forge.client import Client, GitHubError, RequestRejectedError, UnansweredError
from gradus.pulls.forge.forge import Forge, Status
from gradus.pulls.forge.gitea import GITEA, Gitea
from gradus.pulls.forge.github import GitHub
from gradus.pulls.forge.posting import marker
from tests.pulls.gitea import fake as gitea
from tests.pulls.gitea.people import BOT, TOKEN
from tests.pulls.objects import Fault, File, Repository
from tests.pulls.server import serving

BODY = f"3 of 16 points\n{marker(1)}"


class World(Protocol):
    """A server with students' own repositories, in each of which pull request 1 goes from main to feedback."""

    forge: Forge
    fake: Any

    def student(self, login: str) -> Repository: ...

    def push(self, place: Repository, files: Mapping[str, File], login: str) -> str: ...

    def say(self, place: Repository, body: str, login: str) -> int: ...

    def said(self, place: Repository) -> list[str]:
        """What our account said."""

    def shown(self, place: Repository) -> list[tuple[str, str, bool]]:
        """The names and titles that stand beside commits, and whether they are green."""


class OnGitHub:
    def __init__(self, fake: Any) -> None:
        self.fake = fake
        self.forge: Forge = GitHub(Client(fake.url, fake.mint(), sleep=fake.sleep), fake.slug)

    def student(self, login: str) -> Repository:
        made: Repository = self.fake.student(login)
        return made

    def push(self, place: Repository, files: Mapping[str, File], login: str) -> str:
        sha: str = self.fake.push_to(place, files, login=login)
        return sha

    def say(self, place: Repository, body: str, login: str) -> int:
        number: int = self.fake.say(1, body, login, repository=place)["id"]
        return number

    def said(self, place: Repository) -> list[str]:
        ours = f"{self.fake.slug}[bot]"
        return [each["body"] for each in place.comments.get(1, []) if each["user"]["login"] == ours]

    def shown(self, place: Repository) -> list[tuple[str, str, bool]]:
        return [(run["name"], run["output"]["title"], run["conclusion"] == "success") for run in place.check_runs]


class OnGitea:
    def __init__(self, fake: Any) -> None:
        self.fake = fake
        client = Client(
            fake.url + gitea.PREFIX, TOKEN, sleep=lambda seconds: fake.later(seconds=seconds), service=GITEA
        )
        self.forge: Forge = Gitea(client, BOT)

    def student(self, login: str) -> Repository:
        made: Repository = self.fake.student(login)
        return made

    def push(self, place: Repository, files: Mapping[str, File], login: str) -> str:
        sha: str = self.fake.push(place, files, login)
        return sha

    def say(self, place: Repository, body: str, login: str) -> int:
        number: int = self.fake.say(place, 1, body, login)["id"]
        return number

    def said(self, place: Repository) -> list[str]:
        return [body for login, body in self.fake.said(place) if login == BOT]

    def shown(self, place: Repository) -> list[tuple[str, str, bool]]:
        made = self.fake.statuses(place)
        return [(each["context"], each["description"], each["status"] == "success") for each in made]


@pytest.fixture(params=["github", "gitea", "forgejo"])
def world(request: Any) -> Iterator[World]:
    with contextlib.ExitStack() as stack:
        if request.param == "github":
            yield OnGitHub(stack.enter_context(serving()))
        else:
            yield OnGitea(stack.enter_context(gitea.serving(request.param)))


def head(place: Repository) -> str:
    return place.head("main") or ""


def status(title: str = "3 of 16 points", done: bool = False) -> Status:
    return Status("Gradus #1", "gradus:1:ada:0", done, title, "# A page")


def test_a_poll_finds_the_pull_requests_of_all_repositories(world: World) -> None:
    places = [world.student(login) for login in ("ada", "bob", "eve")]
    places[1].pulls[1] |= {"draft": True, "locked": True}
    places[2].pulls[1]["state"] = "closed"
    poll = world.forge.poll([place.full_name for place in places])
    found = [(pull.repository, pull.now, pull.number, pull.sha, pull.source, pull.base) for pull in poll.pulls]
    assert found == [
        (place.full_name, place.full_name, 1, head(place), place.full_name, "feedback") for place in places[:2]
    ]
    assert [(pull.draft, pull.locked, pull.bot) for pull in poll.pulls] == [(False, False, True), (True, True, True)]
    assert abs(poll.now - world.fake.now) < timedelta(minutes=1) and not poll.problems


def test_a_poll_of_one_repository_says_the_same(world: World) -> None:
    places = [world.student(login) for login in ("ada", "bob")]
    together = world.forge.poll([place.full_name for place in places]).pulls
    apart = [pull for place in places for pull in world.forge.poll([place.full_name]).pulls]
    # GitHub calls a bot in one interface "slug" and in the other "slug[bot]": nothing depends on that.
    assert [replace(pull, login="") for pull in together] == [replace(pull, login="") for pull in apart]


def test_what_cannot_be_read_is_a_problem_of_that_repository(world: World) -> None:
    place = world.student("ada")
    poll = world.forge.poll([place.full_name, "school/students-nobody"])
    assert [pull.repository for pull in poll.pulls] == [place.full_name]
    assert list(poll.problems) == ["school/students-nobody"] and poll.problems["school/students-nobody"]


def test_a_repository_that_is_the_only_one_and_cannot_be_read_is_a_problem(world: World) -> None:
    assert list(world.forge.poll(["school/nothing"]).problems) == ["school/nothing"]


def test_a_deleted_source_is_none(world: World) -> None:
    place = world.student("ada")
    key = "fork" if "fork" in place.pulls[1] else "source"
    place.pulls[1][key] = None
    assert [pull.source for pull in world.forge.poll([place.full_name]).pulls] == [None]


def test_pushes_have_the_servers_time_and_the_newest_is_first(world: World) -> None:
    place = world.student("ada")
    made: list[tuple[str, datetime]] = []
    for number in range(3):
        world.fake.later(minutes=7)
        made.append((world.push(place, {"exercises/a.py": f"{number}\n"}, "ada"), world.fake.now))
    moves = world.forge.pushes(place.full_name, "main")
    assert [(move.sha, move.at) for move in moves[:3]] == made[::-1]
    assert world.forge.pushes(place.full_name, "nothing") == []


def test_pushes_to_what_cannot_be_read_are_refused(world: World) -> None:
    with pytest.raises((RequestRejectedError, UnansweredError)):
        world.forge.pushes("school/nothing", "main")


def test_files_are_found_and_read(world: World) -> None:
    place = world.student("ada")
    contents = {"exercises/a.py": b"# \xc3\xa9\n", "exercises/deep/b.py": b"\xff\0", "exercises/empty.py": b""}
    sha = world.push(place, {**contents, "exercises/link.py": ("120000", "blob", place.blob(b"/etc/passwd"))}, "ada")
    entries = world.forge.entries(place.full_name, sha, contents)
    kinds = {path: (entries[path].kind, entries[path].mode) for path in (*contents, "exercises", "exercises/link.py")}
    regular = dict.fromkeys(contents, ("blob", "100644"))
    assert kinds == {**regular, "exercises": ("tree", "040000"), "exercises/link.py": ("blob", "120000")}
    assert {path: entries[path].size for path in contents} == {path: len(data) for path, data in contents.items()}
    shas = {path: entries[path].sha for path in contents}
    assert world.forge.blobs(place.full_name, list(shas.values()), 1 << 20) == {
        shas[path]: data for path, data in contents.items()
    }


def test_a_content_that_does_not_fit_its_id_is_refused(world: World) -> None:
    place = world.student("ada")
    shas = [git_sha(data) for data in (b"one", b"two")]
    place.blobs |= {shas[0]: b"one", shas[1]: b"another"}
    with pytest.raises(UnansweredError, match="does not match its SHA"):
        world.forge.blobs(place.full_name, shas, 1 << 20)


def test_a_commit_that_is_not_there_is_rejected(world: World) -> None:
    place = world.student("ada")
    with pytest.raises(RequestRejectedError):
        world.forge.entries(place.full_name, "ab" * 20, ["exercises/a.py"])


def test_there_is_one_comment_of_ours_whatever_is_known(world: World) -> None:
    place = world.student("ada")
    planted = world.say(place, f"16 of 16 points\n{marker(1)}", "ada")
    made = world.forge.comment(place.full_name, 1, BODY, None)
    assert made != planted and world.said(place) == [BODY]
    for text, known in (("a", made), ("b", None), ("b", made), ("c", made)):
        assert world.forge.comment(place.full_name, 1, f"{text}\n{marker(1)}", known) == made
        assert world.said(place) == [f"{text}\n{marker(1)}"]
    place.comments[1] = [each for each in place.comments[1] if each["id"] != made]
    again = world.forge.comment(place.full_name, 1, BODY, made)
    assert again != made and world.said(place) == [BODY]


def test_what_stands_beside_a_commit_is_not_repeated(world: World) -> None:
    place = world.student("ada")
    made = world.forge.status(place.full_name, head(place), status(), None)
    for known in (None, made):
        assert world.forge.status(place.full_name, head(place), status(), known) == made
    assert world.shown(place) == [("Gradus #1", "3 of 16 points", False)]
    world.forge.status(place.full_name, head(place), status("16 of 16 points", done=True), made)
    assert world.shown(place)[-1] == ("Gradus #1", "16 of 16 points", True)


def test_what_was_posted_before_the_connection_broke_is_not_posted_again(world: World) -> None:
    place = world.student("ada")
    for path in ("/comments", "/(check-runs|statuses)"):
        world.fake.faults.append(Fault("POST", path, done=True, cut=0))
    world.forge.comment(place.full_name, 1, BODY, None)
    world.forge.status(place.full_name, head(place), status(), None)
    assert world.said(place) == [BODY] and len(world.shown(place)) == 1


def test_a_rejected_token_ends_everything(world: World) -> None:
    place = world.student("ada")
    world.fake.tokens.clear()
    for ask in (
        lambda: world.forge.poll([place.full_name]),
        lambda: world.forge.entries(place.full_name, head(place), []),
        lambda: world.forge.comment(place.full_name, 1, BODY, None),
    ):
        with pytest.raises(GitHubError, match="rejects the token"):
            ask()
