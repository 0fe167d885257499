"""The client: retries, rate limits, pagination, and where the token may be sent."""

from __future__ import annotations

import json

import pytest

from gradus.pulls.forge import client as clients
from gradus.pulls.forge.client import Client, GitHubError, RateLimitError, RequestRejectedError, UnknownOutcomeError
from tests.pulls import github as fakes
from tests.pulls.github import COURSE, GitHub
from tests.pulls.objects import Fault

pytestmark = pytest.mark.fast

PULL = f"/repos/{COURSE}/pulls/1"
COMMENTS = f"/repos/{COURSE}/issues/1/comments"


@pytest.fixture
def client(github: GitHub, waits: list[float]) -> Client:
    github.open(1, "ada", 11, "a" * 40)
    return Client(github.url, fakes.WRITE, sleep=waits.append)


@pytest.mark.parametrize(
    "url",
    ["http://api.github.com", "http://127.0.0.1.example.org", "ftp://127.0.0.1", "api.github.com", "", "https://"],
)
def test_only_https_is_accepted(url: str) -> None:
    with pytest.raises(GitHubError, match="https"):
        Client(url, "token")


@pytest.mark.parametrize("token", ["a b", "a\r\nHost: x", "tökén", ""])
def test_an_invalid_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(GitHubError, match="token") as caught:
        Client("https://api.github.com", token)
    assert not token or token not in str(caught.value)


def test_all_pages(github: GitHub, client: Client) -> None:
    github.page = 2
    for number in range(7):
        github.say(1, str(number), "ada")
    assert [each["body"] for each in client.pages(COMMENTS)] == list("0123456")
    assert sum("/issues/1/comments" in path for _, path in github.log) == 4


@pytest.mark.parametrize("link", ["https://evil.example/next", "http://127.0.0.1:1/next"])
def test_the_token_goes_to_no_other_host(github: GitHub, client: Client, link: str) -> None:
    github.faults = [Fault("GET", "comments", headers={"Link": f'<{link}>; rel="next"'}, raw=b"[]")]
    with pytest.raises(GitHubError, match="another host"):
        list(client.pages(COMMENTS))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(github: GitHub, client: Client, status: int) -> None:
    github.faults = [Fault("GET", "pulls", status, {"Location": github.url + PULL})]
    with pytest.raises(GitHubError, match="renamed"):
        client.get(PULL)
    assert len(github.log) == 1


@pytest.mark.parametrize(
    ("status", "headers", "message", "wait"),
    [
        (429, {"Retry-After": "7"}, "", 8),
        (403, {"Retry-After": "30"}, "You have exceeded a secondary rate limit", 31),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "{}"}, "API rate limit exceeded", 91),
        (403, {}, "You have exceeded a secondary rate limit. Please wait", 60),
        (429, {}, "", 60),
    ],
)
def test_rate_limits_are_waited_for(
    github: GitHub, client: Client, waits: list[float], status: int, headers: dict[str, str], message: str, wait: int
) -> None:
    reset = str(int(github.now.timestamp()) + 90)
    headers = {name: value.format(reset) for name, value in headers.items()}
    github.faults = [Fault("GET", "pulls", status, headers, message, times=2)]
    assert client.get(PULL)["number"] == 1
    assert waits == [wait, wait]


def test_a_missing_permission_is_not_a_rate_limit(github: GitHub, waits: list[float]) -> None:
    github.open(1, "ada", 11, "a" * 40)
    with pytest.raises(RequestRejectedError, match="not accessible") as caught:
        Client(github.url, fakes.READ, sleep=waits.append).write("POST", COMMENTS, {"body": "x"})
    assert caught.value.status == 403 and waits == []


def test_waits_end_with_the_patience(github: GitHub, waits: list[float]) -> None:
    client = Client(github.url, fakes.WRITE, sleep=waits.append, patience=100)
    github.faults = [Fault("GET", "pulls", 429, {"Retry-After": "59"}, times=2)]
    with pytest.raises(RateLimitError, match="wait of 60 seconds, but only 40 are left"):
        client.get(PULL)
    assert waits == [60]


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "pulls", 502),
        Fault("GET", "pulls", 500, raw=b"<html>"),
        Fault("GET", "pulls", cut=0),
        Fault("GET", "pulls", cut=20, done=True),
        Fault("GET", "pulls", raw=b'{"number": '),
        Fault("GET", "pulls", raw=b"12345", cut=1),  # the part that arrives is valid JSON
        Fault("GET", "pulls", raw=b"[" * 100_000),
        Fault("GET", "pulls", raw=b"\xff"),
    ],
)
def test_a_broken_response_is_requested_again(github: GitHub, client: Client, waits: list[float], fault: Fault) -> None:
    github.faults = [Fault(**{**vars(fault), "times": 2})]
    assert client.get(PULL)["number"] == 1
    assert waits == [1, 2]
    github.faults = [Fault(**{**vars(fault), "times": 99})]
    with pytest.raises(GitHubError, match="does not answer"):
        client.get(PULL)


def test_no_server(waits: list[float]) -> None:
    with pytest.raises(GitHubError, match="does not answer"):
        Client("http://127.0.0.1:1", "token", sleep=waits.append).get("/x")


def test_a_response_that_is_too_large(github: GitHub, client: Client) -> None:
    github.faults = [Fault("GET", "pulls", raw=json.dumps("x" * 3_000_000).encode())]
    with pytest.raises(RequestRejectedError, match="larger than 2 MB"):
        client.get(PULL, limit=2 << 20)


def test_an_expired_token(github: GitHub, waits: list[float]) -> None:
    with pytest.raises(GitHubError, match="expired") as caught:
        Client(github.url, "ghs_secret", sleep=waits.append).get(PULL)
    assert "ghs_secret" not in str(caught.value)


@pytest.mark.parametrize(
    "fault", [Fault("POST", "", 502), Fault("POST", "", cut=0), Fault("POST", "", cut=0, done=True)]
)
def test_a_request_with_once_is_not_repeated(github: GitHub, client: Client, fault: Fault) -> None:
    github.faults = [fault]
    with pytest.raises(UnknownOutcomeError):
        client.write("POST", COMMENTS, {"body": "x"}, once=True)
    assert len(github.writes) == 1


def test_a_request_with_once_is_repeated_after_a_rate_limit(github: GitHub, client: Client) -> None:
    github.faults = [Fault("POST", "", 403, {"Retry-After": "1"})]
    client.write("POST", COMMENTS, {"body": "x"}, once=True)
    assert len(github.course.comments[1]) == 1


def test_writes_are_a_second_apart(github: GitHub) -> None:
    time = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time[0] += seconds

    github.open(1, "ada", 11, "a" * 40)
    client = Client(github.url, fakes.WRITE, sleep=sleep)
    client.clock = lambda: time[0]
    for number in range(3):
        client.write("POST", COMMENTS, {"body": str(number)})
        client.get(PULL)
    assert slept == [clients.PAUSE, clients.PAUSE]


def test_now_is_githubs_clock(github: GitHub, client: Client) -> None:
    client.get(PULL)
    assert client.now == github.now
