"""The fake GitHub itself, where it is intricate: ids, activity, names, limits and faults."""

from __future__ import annotations

import http.client
import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from tests.pulls import description
from tests.pulls.fake.asking import ask
from tests.pulls.fake.limits import CONTENT
from tests.pulls.fake.routes import OPERATIONS
from tests.pulls.github import COURSE, READ, START, TEACHER, WRITE, GitHub
from tests.pulls.objects import NOTHING, Fault, File, Repository

ADA = "/repos/school/students-ada"


def test_it_serves_what_is_described() -> None:
    assert set(OPERATIONS) == set(description.document()["operations"])


def git(folder: Path, *arguments: str, data: bytes = b"", **environment: str) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *arguments],
        input=data,
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    return done.stdout.decode().strip()


def test_ids_are_those_that_git_computes(github: GitHub, tmp_path: Path) -> None:
    """Each object is written into a real repository by Git's own commands."""
    found = github.create("school/x")
    link: File = ("120000", "blob", found.blob(b"elsewhere"))
    first: dict[str, File | None] = {
        "a/b.py": "x\n",
        "a.py": "y\n",
        "a0": "",
        "ä/ö": b"\xff\0",
        "a/c/d": "z",
        "link": link,
    }
    github.push_to(found, first, message="Erstes Blatt\n")
    github.push_to(found, {"a/b.py": "x = 1\n", "a0": None}, login="Ådne", message="Zweites Blatt, gelöst\n")
    git(tmp_path, "init", "-q", "--bare")
    for sha, data in found.blobs.items():
        assert git(tmp_path, "hash-object", "-w", "--stdin", data=data) == sha
    for sha, entries in found.trees.items():
        # Git itself sorts what it is given; --missing, because a tree may come before those in it.
        lines = "".join(f"{mode} {kind} {each}\t{name}\0" for name, (mode, kind, each) in reversed(entries.items()))
        assert git(tmp_path, "mktree", "-z", "--missing", data=lines.encode()) == sha
    for sha, commit in found.commits.items():
        names = {"NAME": commit["author"][0], "EMAIL": commit["author"][1], "DATE": commit["at"].isoformat()}
        who = {f"GIT_{kind}_{key}": value for kind in ("AUTHOR", "COMMITTER") for key, value in names.items()}
        parents = [word for parent in commit["parents"] for word in ("-p", parent)]
        assert git(tmp_path, "commit-tree", commit["tree"], *parents, data=commit["message"].encode(), **who) == sha
    head = str(found.head())
    git(tmp_path, "update-ref", "refs/heads/main", head)
    assert git(tmp_path, "fsck", "--strict", "--no-dangling") == ""
    assert git(tmp_path, "show", "main:a/b.py") == "x = 1"
    assert git(tmp_path, "rev-list", "main").split() == found.before(head)


@pytest.fixture
def ada(github: GitHub) -> Repository:
    return github.student("ada", {"square.py": "pass\n"}, number=11)


def test_a_students_repository(github: GitHub, ada: Repository) -> None:
    shown = ask(github, github.token("ada"), "GET", ADA).data
    assert shown["private"] and shown["default_branch"] == "main" and shown["permissions"]["push"]
    assert not shown["permissions"]["admin"]
    assert ask(github, github.token("bob"), "GET", ADA).status == 404
    (pull,) = ask(github, github.token(TEACHER), "GET", f"{ADA}/pulls").data
    assert (pull["number"], pull["title"], pull["user"]["login"]) == (1, "Feedback", "gradus-of-school[bot]")
    assert (pull["head"]["ref"], pull["base"]["ref"], pull["head"]["repo"]["full_name"]) == (
        "main",
        "feedback",
        ADA[7:],
    )
    first = ada.head("feedback")
    sha = github.push_to(ada, {"square.py": "x = 1\n"})
    assert ada.commits[sha]["parents"] == [pull["head"]["sha"]] and ada.before(sha)[-1] == first
    assert ask(github, github.token(TEACHER), "GET", f"{ADA}/pulls/1").data["head"]["sha"] == sha
    github.push_to(ada, {"square.py": "y\n"}, branch="try")
    assert ada.pulls[1]["sha"] == sha


def test_activity_is_recorded_and_given_in_pages(github: GitHub, ada: Repository) -> None:
    teacher = github.token(TEACHER)
    shas = [str(ada.head())]
    for day in range(5):
        shas.append(github.push_to(ada, {"x": str(day)}, at=github.now + timedelta(days=1)))
    github.later(hours=1)
    github.force_push(ada, shas[2])
    listed = ask(github, teacher, "GET", f"{ADA}/activity?ref=main").data
    assert [each["activity_type"] for each in listed] == ["force_push", *["push"] * 6, "branch_creation"]
    assert (listed[0]["before"], listed[0]["after"]) == (shas[-1], shas[2])
    assert listed[0]["timestamp"] == "2026-11-25T13:00:00Z" and listed[1]["timestamp"] == "2026-11-25T12:00:00Z"
    assert listed[-1]["before"] == NOTHING and listed[0]["actor"]["login"] == "ada"
    assert ada.pulls[1]["sha"] == shas[2]
    pages = [ask(github, teacher, "GET", f"{ADA}/activity?ref=refs/heads/main&per_page=3")]
    while following := pages[-1].links.get("next"):
        assert following.startswith(f"/repositories/{ada.id}/activity?")
        pages.append(ask(github, teacher, "GET", following))
    assert [each for page in pages for each in page.data] == listed and len(pages) == 3
    assert "page=2" not in pages[0].headers["link"]
    assert ask(github, teacher, "GET", pages[2].links["prev"]).data == pages[1].data
    # What comes in meanwhile does not move the pages.
    github.push_to(ada, {"x": "new"})
    assert ask(github, teacher, "GET", pages[0].links["next"]).data == pages[1].data


def test_activity_is_filtered(github: GitHub, ada: Repository) -> None:
    def count(**words: str) -> int:
        words = {"per_page": "100", **words}
        path = f"{ADA}/activity?" + "&".join(f"{key}={value}" for key, value in words.items())
        return len(ask(github, github.token(TEACHER), "GET", path).data)

    github.later(days=40)
    github.push_to(ada, {"x": "1"})
    sha = github.push_to(ada, {"x": "2"}, branch="other", dated=START)
    assert ada.commits[sha]["at"] == START and ada.activity[-1]["timestamp"] == "2026-12-30T12:00:00Z"
    assert count() == 5 and count(ref="other") == 1 and count(actor="ada") == 2
    assert count(time_period="month") == 2 and count(activity_type="branch_creation") == 3
    answer = ask(github, github.token(TEACHER), "GET", f"{ADA}/activity?after=djE6MQ==")
    assert answer.status == 422


def test_a_renamed_repository(github: GitHub, ada: Repository) -> None:
    teacher, bob = github.token(TEACHER), github.token("bob")
    github.rename(ada, "school/lovelace")
    moved = ask(github, teacher, "GET", f"{ADA}/pulls?state=open")
    assert moved.status == 301
    assert moved.headers["location"] == f"{github.url}/repositories/{ada.id}/pulls?state=open"
    assert moved.data["url"] == moved.headers["location"]
    (pull,) = ask(github, teacher, "GET", moved.headers["location"].removeprefix(github.url)).data
    assert pull["head"]["repo"]["full_name"] == "school/lovelace"
    assert ask(github, teacher, "PATCH", f"{ADA}/pulls/1", {"title": "x"}).status == 307
    assert ask(github, bob, "GET", ADA).status == 404  # not even where it went is told
    assert ask(github, teacher, "GET", "/repos/School/LoveLace").data["id"] == ada.id
    github.create("school/students-ada")
    assert ask(github, teacher, "GET", ADA).data["id"] != ada.id


def test_links_have_ids_in_place_of_names(github: GitHub) -> None:
    for number in range(7):
        github.student(f"student-{number}")
    teacher, organization = github.token(TEACHER), github.users["school"]["id"]
    page = ask(github, teacher, "GET", "/orgs/school/repos?per_page=4&type=private")
    assert page.links == {
        "next": f"/organizations/{organization}/repos?per_page=4&type=private&page=2",
        "last": f"/organizations/{organization}/repos?per_page=4&type=private&page=3",
    }
    second = ask(github, teacher, "GET", page.links["next"])
    assert list(second.links) == ["prev", "next", "last", "first"] and len(second.data) == 4
    assert list(ask(github, teacher, "GET", second.links["next"]).links) == ["prev", "first"]
    assert ask(github, teacher, "GET", "/repositories/1/pulls").status == 404


def test_the_hourly_limit(github: GitHub) -> None:
    github.limits.hourly["core"] = 3
    first = ask(github, READ, "GET", f"/repos/{COURSE}/pulls")
    assert first.headers["x-ratelimit-remaining"] == "2" and first.headers["x-ratelimit-resource"] == "core"
    # What is known already costs nothing.
    assert ask(github, READ, "GET", f"/repos/{COURSE}/pulls", If_None_Match=first.headers["etag"]).status == 304
    assert ask(github, READ, "GET", "/rate_limit").data["rate"]["used"] == 1
    for _ in range(2):
        assert ask(github, READ, "GET", f"/repos/{COURSE}/pulls").status == 200
    over = ask(github, READ, "GET", f"/repos/{COURSE}/pulls")
    assert over.status == 403 and "API rate limit exceeded" in over.data["message"]
    assert over.headers["x-ratelimit-remaining"] == "0" and "retry-after" not in over.headers
    assert int(over.headers["x-ratelimit-reset"]) == int(github.now.timestamp()) + 3600
    assert ask(github, WRITE, "GET", f"/repos/{COURSE}/pulls").status == 200  # another token
    github.later(hours=1)
    assert ask(github, READ, "GET", f"/repos/{COURSE}/pulls").headers["x-ratelimit-used"] == "1"


def test_the_limits_on_new_content(github: GitHub) -> None:
    github.limits.content = CONTENT
    github.open(1, "ada", 11, github.push({"x": "1"}))

    def comment() -> tuple[int, str]:
        made = ask(github, WRITE, "POST", f"/repos/{COURSE}/issues/1/comments", {"body": "x"})
        assert made.status == 201 or "blocked from content creation" in made.data["message"]
        return made.status, made.headers.get("retry-after", "")

    assert [comment() for _ in range(80)] == [(201, "")] * 80
    assert comment() == (403, "60")
    for _ in range(5):
        github.sleep(61)
        assert [comment()[0] for _ in range(80)] == [201] * 80
    github.sleep(61)
    assert [comment()[0] for _ in range(20)] == [201] * 20
    status, wait = comment()
    assert status == 403 and int(wait) == 3600 - 6 * 61
    assert ask(github, WRITE, "GET", f"/repos/{COURSE}/issues/1/comments").status == 200
    github.sleep(int(wait))
    assert comment()[0] == 201 and github.waits[0] == 61


def test_the_clock_and_the_points_of_a_minute(github: GitHub) -> None:
    github.limits.points, github.seconds_per_request = {"core": 90}, 0.05
    begin = github.now
    answers = [ask(github, READ, "GET", f"/repos/{COURSE}") for _ in range(91)]
    assert [each.status for each in answers] == [200] * 90 + [403]
    assert answers[-1].headers["retry-after"] == "60" and github.now - begin == timedelta(seconds=4.55)


def test_faults(github: GitHub) -> None:
    path = f"/repos/{COURSE}/pulls"
    github.faults = [
        Fault.page("GET", "pulls", token=READ, skip=1),
        Fault.page("GET", "pulls", 200, token=WRITE),
        Fault("POST", "pulls", 500, body='"head": "main"'),
        Fault("GET", "meta", cut=0),
    ]
    assert [ask(github, READ, "GET", path).status for _ in range(3)] == [200, 502, 200]
    page = ask(github, WRITE, "GET", path)
    assert page.status == 200 and "<html>" in page.data and page.headers["content-type"].startswith("text/html")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        ask(github, READ, "GET", "/meta")
    statuses = [ask(github, WRITE, "POST", path, {"head": head, "base": "x"}).status for head in ("other", "main")]
    assert statuses == [422, 500]
