"""Marks into a platform by LTI 1.3, against a platform of the tests' own, which verifies each assertion."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gradus.exporters.lti import service as lti
from gradus.exporters.lti.platform import LtiError, Platform, read, read_key
from gradus.exporters.lti.service import Service
from gradus.scores.protection import WORDS
from tests.conftest import ROOT, invoke

pytestmark = pytest.mark.fast

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
TOKEN = "a-secret-token"
ROSTER = "login,student_id,email\nada,s1,ada@example.org\nzoe,,zoe@example.org\nbob,s9,\n"


def pem(key: rsa.RSAPrivateKey) -> str:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


@dataclass
class Mock:
    """A platform: what it has, what it was sent, and how it misbehaves, by the end of a path."""

    url: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    scores: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tokens: int = 0
    jtis: set[str] = field(default_factory=set)
    answers: dict[str, list[tuple[int, Any, dict[str, str]]]] = field(default_factory=dict)
    scopes: str = ""

    def member(self, user: str, role: str = "membership#Learner", **known: str) -> dict[str, Any]:
        return {
            "user_id": user,
            "status": "Active",
            "roles": [f"http://purl.imsglobal.org/vocab/lis/v2/{role}"],
            **known,
        }

    def handle(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        for end, waiting in self.answers.items():
            if path.partition("?")[0].endswith(end) and waiting:
                return waiting.pop(0)
        if path == "/token":
            return self.token(parse_qs(body.decode()))
        if headers.get("Authorization") != f"Bearer {TOKEN}{self.tokens}":
            return 401, {"error": "token"}, {}
        if path.startswith("/members"):
            assert headers["Accept"] == lti.MEMBER_LIST
            if "page=2" not in path:
                link = {"Link": f'<{self.url}/members?page=2>; rel="next"'}
                return 200, {"members": [self.member("u-ada", lis_person_sourcedid="S1")]}, link
            more = [
                self.member("u-zoe", email="Zoe@example.org"),
                self.member("t", "membership#Instructor", email="b@x"),
            ]
            return 200, {"members": more}, {}
        if path.startswith("/items?type=1"):
            if method == "GET":
                return 200, self.items, {}
            assert headers["Content-Type"] == lti.ITEM
            self.items.append(json.loads(body) | {"id": f"{self.url}/items/{len(self.items)}?type=1"})
            return 201, self.items[-1], {}
        assert method == "POST" and path.endswith("/scores?type=1") and headers["Content-Type"] == lti.SCORE
        self.scores.append((path, json.loads(body)))
        return 204, None, {}

    def token(self, form: dict[str, list[str]]) -> tuple[int, Any, dict[str, str]]:
        try:
            assert form["grant_type"] == ["client_credentials"] and form["client_assertion_type"] == [lti.ASSERTION]
            signed = form["client_assertion"][0]
            assert jwt.get_unverified_header(signed)["kid"] == "key-1"
            required: Any = {"require": ["exp", "iat", "jti", "iss", "sub", "aud"]}
            claims = jwt.decode(signed, KEY.public_key(), ["RS256"], required, audience=f"{self.url}/token")
            assert claims["iss"] == claims["sub"] == "tool-7" and 0 < claims["exp"] - claims["iat"] <= 300
            assert claims["jti"] not in self.jtis
        except (jwt.PyJWTError, AssertionError):
            return 400, {"error": "invalid_client"}, {}
        self.jtis.add(claims["jti"])
        self.tokens += 1
        self.scopes = form["scope"][0]
        return 200, {"access_token": f"{TOKEN}{self.tokens}", "token_type": "bearer", "expires_in": 3600}, {}


@pytest.fixture
def mock() -> Iterator[Mock]:
    platform = Mock()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, data, headers = platform.handle(self.command, self.path, self.headers, body)
            text = data.encode() if isinstance(data, str) else b"" if data is None else json.dumps(data).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = answer

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    platform.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield platform
    server.shutdown()
    server.server_close()


@pytest.fixture
def push(mock: Mock, tmp_path: Path) -> Any:
    """Run the command on Ada's golden report, and on Zoe's and Bob's, who have the same."""
    (tmp_path / "results").mkdir()
    text = (ROOT / "tests" / "golden" / "report.json").read_text("utf-8")
    for name in ("ada", "zoe", "bob"):
        shown = json.loads(text) | {"submission": name, "sandbox": "bubblewrap"}
        (tmp_path / "results" / f"{name}.json").write_text(json.dumps(shown), "utf-8")
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    (tmp_path / "key.pem").write_text(pem(KEY), "utf-8")
    table = f'client_id = "tool-7"\nkey_id = "key-1"\ntoken_url = "{mock.url}/token"\n'
    table += f'lineitems = "{mock.url}/items?type=1"\nmembers = "{mock.url}/members"\n'
    (tmp_path / "platform.toml").write_text(table, "utf-8")

    def run(*options: object) -> Any:
        known = ["--platform", "platform.toml", "--key", "key.pem", "--roster", "roster.csv"]
        done = invoke("lti", "results", *known, *options, cwd=tmp_path)
        everything = done.stdout + done.stderr
        assert TOKEN not in everything and "PRIVATE" not in everything and "Traceback" not in everything
        return done

    run.folder = tmp_path  # type: ignore[attr-defined]
    return run


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Service.__init__, "__kwdefaults__", {"tries": 2, "backoff": 0.0})


def exercises() -> dict[str, tuple[float, float]]:
    report = json.loads((ROOT / "tests" / "golden" / "report.json").read_text("utf-8"))
    return {each["id"]: (each["score"], each["max_score"]) for each in report["exercises"]}


def test_a_dry_run_changes_nothing(mock: Mock, push: Any) -> None:
    done = push()
    assert done.returncode == 0 and not mock.scores and not mock.items
    assert f"{2 * len(exercises())} scores would be sent: add --send." in done.stdout
    assert all(f"new column: {name}" in done.stdout for name in exercises())
    assert "bob is not in the platform's course: left out." in done.stderr


def test_scores_are_sent(mock: Mock, push: Any) -> None:
    first = next(iter(exercises()))
    mock.items.append({"id": f"{mock.url}/items/0?type=1", "label": "Week 1", "scoreMaximum": exercises()[first][1]})
    done = push("--send", "--column", f"{first}=Week 1")
    assert done.returncode == 0, done.stderr
    assert len(mock.scores) == 2 * len(exercises()) and {each["userId"] for _, each in mock.scores} == {
        "u-ada",
        "u-zoe",
    }
    for path, score in mock.scores:
        item = mock.items[int(path.split("/")[2])]
        name = first if item["label"] == "Week 1" else item["resourceId"]
        assert (score["scoreGiven"], score["scoreMaximum"]) == exercises()[name]
        assert score["activityProgress"] == "Completed" and score["gradingProgress"] == "FullyGraded"
        assert score["timestamp"].endswith("Z") and len(score["timestamp"]) == 24
    assert set(mock.scopes.split()) == {lti.ITEMS, lti.SCORES, lti.MEMBERS} and mock.tokens == 1
    columns = len(mock.items)
    assert push("--send", "--column", f"{first}=Week 1").returncode == 0 and len(mock.items) == columns


def test_an_expired_token_and_a_busy_platform_are_tried_again(mock: Mock, push: Any) -> None:
    mock.answers = {
        "/members": [(401, "", {}), (429, "", {"Retry-After": "0"})],
        "/items": [(503, "<html>", {})],
        "/token": [(502, "<html>", {})],
    }
    assert push("--send").returncode == 0 and mock.tokens == 2 and len(mock.scores) == 2 * len(exercises())


@pytest.mark.parametrize(
    ("end", "answer", "said"),
    [
        ("/token", (401, {"error": "invalid_client"}, {}), "gives no token (401): are client_id"),
        ("/token", (200, {"token": "x"}, {}), "gives no token: its answer.access_token"),
        ("/token", (200, {"access_token": "a b"}, {}), "expected one printable word"),
        ("/members", (403, {}, {}), "refuses this tool (403): may it use contextmembership.readonly?"),
        ("/members", (200, "<!DOCTYPE html><p>Log in", {}), "answered with an HTML page: is the address right?"),
        ("/members", (200, {"people": []}, {}), "answered with no list"),
        ("/members", (200, '{"members": [NaN]}', {}), "what is no JSON"),
        ("/members", (302, "", {"Location": "http://127.0.0.1:1/"}), "leads elsewhere (302)"),
        ("/members", (200, {"members": []}, {"Link": '<http://127.0.0.1:1/x>; rel="next"'}), "an address elsewhere"),
        ("/members", (200, {"members": []}, {"Link": '<ftp://x/y>; rel="next"'}), "expected an https address"),
        ("/items", (200, [{"id": 3, "label": "x"}], {}), "list of columns cannot be used: a line item.id"),
        ("/items", (200, ["x"], {}), "list of columns cannot be used"),
    ],
)
def test_what_stops_it(mock: Mock, push: Any, end: str, answer: Any, said: str) -> None:
    mock.answers = {end: [answer]}
    done = push("--send")
    assert done.returncode == 3 and said in done.stderr and not mock.scores


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_platform_that_stays_busy(mock: Mock, push: Any, status: int) -> None:
    mock.answers = {"/items": [(status, "<html>", {})] * 9}
    assert (done := push("--send")).returncode == 3 and f"too busy or broken ({status})" in done.stderr


def test_one_score_that_is_refused_keeps_no_other(mock: Mock, push: Any) -> None:
    mock.answers = {"/scores": [(404, {"message": "no such user"}, {})]}
    done = push("--send")
    total = 2 * len(exercises())
    assert done.returncode == 3 and len(mock.scores) == total - 1
    assert f"1 of {total} scores refused." in done.stderr and "refused a request (404)" in done.stderr


def test_a_key_of_somebody_elses(mock: Mock, push: Any) -> None:
    (push.folder / "key.pem").write_text(pem(OTHER), "utf-8")
    done = push("--send")
    assert done.returncode == 3 and "gives no token (400)" in done.stderr


def test_two_of_one_address_get_nothing(mock: Mock, push: Any) -> None:
    twice = [mock.member("u-1", email="ada@example.org"), mock.member("u-2", email="ADA@example.org")]
    mock.answers = {"/members": [(200, {"members": twice}, {})]}
    done = push("--send")
    assert done.returncode == 0 and "ada could be 2 accounts of the platform: left out." in done.stderr


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("key.pem", "secret words", "is no private key"),
        ("platform.toml", 'client_id = "x"', "has no token_url"),
        ("platform.toml", "client_id = [", "cannot be used"),
        (
            "platform.toml",
            'client_id="x"\ntoken_url="http://a.b/c"\nlineitems="https://a"\nmembers="https://a"',
            "https",
        ),
    ],
)
def test_wrong_usage(push: Any, file: str, text: str, said: str) -> None:
    (push.folder / file).write_text(text, "utf-8")
    done = push()
    assert done.returncode == 2 and said in done.stderr and "secret words" not in done.stderr


def test_a_broken_key_is_not_shown(mock: Mock, push: Any) -> None:
    (push.folder / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n", "utf-8")
    assert (done := push()).returncode == 3 and "the key cannot sign" in done.stderr and "QUJD" not in done.stderr


def test_unprotected_marks_are_refused_as_everywhere(push: Any) -> None:
    path = push.folder / "results" / "ada.json"
    path.write_text(path.read_text("utf-8").replace('"bubblewrap"', '"process"'), "utf-8")
    done = push("--send")
    assert done.returncode == 2 and "without a sandbox" in done.stderr


def test_an_unprotected_mark_says_so(mock: Mock, push: Any) -> None:
    path = push.folder / "results" / "ada.json"
    path.write_text(path.read_text("utf-8").replace('"bubblewrap"', '"process"'), "utf-8")
    done = push("--send", "--unprotected", "--mixed")
    assert done.returncode == 0, done.stderr
    told = {score["userId"]: score.get("comment", "") for _, score in mock.scores}
    assert told == {"u-ada": WORDS, "u-zoe": ""}


def test_nothing_is_sent_to_nobody(tmp_path: Path) -> None:
    with pytest.raises(LtiError, match="is missing"):
        read(tmp_path / "none.toml")
    with pytest.raises(LtiError, match="is missing"):
        read_key(tmp_path / "none.pem")
    closed = Platform("x", "http://127.0.0.1:9/t", "http://127.0.0.1:9/i", "http://127.0.0.1:9/m")
    with pytest.raises(LtiError, match="could not be reached"):
        list(Service(closed, pem(KEY), tries=0).pages(closed.members, lti.MEMBER_LIST, lti.MEMBERS))
