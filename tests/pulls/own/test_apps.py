"""Tokens of an App: made with a key of openssl's, verified by openssl, renewed in time."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gradus.pulls.forge.apps import POSTING, READING, AppError, AppKey, Installation
from gradus.pulls.forge.client import GitHubError, TokenRejectedError, UnansweredError
from gradus.pulls.forge.private import SecretFileError, require_private
from tests.pulls.own.hub import Hub, serving

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NO_KEY = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a private key and its public one."""
    folder = tmp_path_factory.mktemp("keys")
    for command in ("genrsa -out app.pem 2048", "rsa -in app.pem -pubout -out public.pem"):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    (folder / "app.pem").chmod(0o600)
    return folder


@pytest.fixture
def hub(keys: Path) -> Iterator[Hub]:
    with serving(keys / "public.pem") as hub:
        yield hub


def made(hub: Hub, keys: Path, **changes: Any) -> Installation:
    known = {"owner": "school", "patience": 100, "sleep": lambda seconds: None, **changes}
    return Installation(hub.url + hub.prefix, AppKey(keys / "app.pem", hub.app), **known)


def test_a_token(hub: Hub, keys: Path) -> None:
    installation = made(hub, keys, repositories=["students"])
    assert installation.token(READING) == "ghs_0" and installation.token(READING) == "ghs_0"
    assert hub.made == [{"permissions": READING, "repositories": ["students"]}]
    assert installation.token(POSTING) == "ghs_1" and hub.made[1]["permissions"] == POSTING
    assert installation.slug == "gradus-of-school"
    now = hub.now.timestamp()
    for claims in hub.claims:
        assert claims["iss"] == "Iv23app" and 55 <= now - claims["iat"] < 90 and claims["exp"] - claims["iat"] == 600


def test_a_number_is_sent_as_one(hub: Hub, keys: Path) -> None:
    hub.app = "12345"
    installation = made(hub, keys)
    with pytest.raises(AppError, match="12345"):  # this hub compares with the text
        installation.token(READING)
    assert hub.claims[0]["iss"] == 12345


def test_it_asks_for_what_it_needs_and_no_more() -> None:
    assert READING == {"contents": "read", "metadata": "read", "pull_requests": "read"}
    assert POSTING == {"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write"}


def test_a_token_is_renewed_in_time(hub: Hub, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installation = made(hub, keys)
    client = installation.client(READING)
    assert client.get("/repos") == []
    hub.off += timedelta(minutes=49)
    installation._off += timedelta(minutes=49)  # as the clocks go on, both
    client.get("/repos")
    assert len(hub.made) == 1
    hub.off += timedelta(minutes=2)
    installation._off += timedelta(minutes=2)
    client.get("/repos")
    assert len(hub.made) == 2 and installation.token(READING) == "ghs_1"


def test_a_token_that_lives_shortly_is_not_asked_for_at_each_request(hub: Hub, keys: Path) -> None:
    hub.life = timedelta(minutes=5)
    client = made(hub, keys).client(READING)
    for _ in range(5):
        client.get("/repos")
    assert len(hub.made) == 1


def test_a_rejected_token_is_forgotten(hub: Hub, keys: Path) -> None:
    installation = made(hub, keys)
    client = installation.client(READING)
    hub.live.clear()
    with pytest.raises(TokenRejectedError):
        client.get("/repos")
    installation.forget()
    client.get("/repos")


@pytest.mark.parametrize("minutes", [-120, -5, 5, 120])
def test_a_clock_that_is_off(hub: Hub, keys: Path, minutes: int) -> None:
    hub.off = timedelta(minutes=minutes)
    installation = made(hub, keys)
    client = installation.client(READING)
    assert client.get("/repos") == [] and len(hub.made) == 1
    hub.log.clear()
    assert installation.slug  # the offset is known by now: no second refusal
    assert [path for _, path, _ in hub.log] == ["/app"]


def test_a_key_that_is_not_the_apps(hub: Hub, keys: Path) -> None:
    hub.app = "Iv23other"
    wrong = Installation(hub.url, AppKey(keys / "app.pem", "Iv23app"), "school", sleep=lambda seconds: None)
    with pytest.raises(AppError, match=r"Iv23app the App's Client ID or App ID, and is the key one of its own\?"):
        wrong.token(READING)
    assert len(hub.log) == 1  # the clock is right: nothing to try again


def test_a_refusal_without_a_date(hub: Hub, keys: Path) -> None:
    hub.off, hub.dated = timedelta(hours=2), False
    with pytest.raises(AppError, match="'exp'"):
        made(hub, keys).token(READING)


def test_the_installation_is_the_owners(hub: Hub, keys: Path) -> None:
    hub.page = 2
    names = ["one", "two", "three", "SCHOOL", "five"]
    hub.installations = [{"id": i, "account": {"login": name}} for i, name in enumerate(names, 1)]
    hub.installations.insert(0, {"id": 99, "account": {"slug": "enterprise", "name": "E"}})
    made(hub, keys).token(READING)
    assert hub.log[-1][1] == "/app/installations/4/access_tokens"


@pytest.mark.parametrize(
    ("installations", "words"),
    [
        ([], r"The App gradus-of-school is not installed for school: https://github.com/apps/gradus-of-school/inst"),
        ([{"id": 1, "account": {"login": "ada"}}, {"id": 2, "account": None}], r"not installed .* It is for ada\."),
        ([{"id": 1, "account": {"login": "school"}, "suspended_at": "2026-01-01T00:00:00Z"}], "suspended: resume it"),
    ],
)
def test_no_installation(hub: Hub, keys: Path, installations: Any, words: str) -> None:
    hub.installations = installations
    with pytest.raises(AppError, match=words):
        made(hub, keys).token(READING)


def test_a_permission_that_is_missing(hub: Hub, keys: Path) -> None:
    del hub.granted["checks"]
    installation = made(hub, keys, repositories=["students"])
    with pytest.raises(AppError, match=r"not granted .* needs checks: write, .* pull_requests: write, and students\."):
        installation.token(POSTING)
    hub.granted["checks"] = "write"
    installation.token(POSTING)


def test_an_installation_that_was_made_anew(hub: Hub, keys: Path) -> None:
    installation = made(hub, keys)
    installation.token(READING)
    hub.installations[0]["id"] = 8
    with pytest.raises(AppError):
        installation.token(POSTING)
    installation.token(POSTING)
    assert hub.log[-1][1] == "/app/installations/8/access_tokens"


def test_an_outage_is_no_fault_of_the_apps(hub: Hub, keys: Path) -> None:
    hub.faults = [500] * 5
    with pytest.raises(UnansweredError):
        made(hub, keys).token(READING)
    hub.faults = [502, 500]
    made(hub, keys).token(READING)


@pytest.mark.parametrize("answer", [{"token": "a b", "expires_at": "2030-01-01T00:00:00Z"}, {"token": "a"}, []])
def test_an_answer_that_is_none(hub: Hub, keys: Path, answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "_token", lambda path, body: (201, answer, {}))
    with pytest.raises(GitHubError):
        made(hub, keys).token(READING)


def test_github_enterprise(hub: Hub, keys: Path) -> None:
    hub.prefix = "/api/v3"
    client = made(hub, keys).client(READING)
    client.get("/repos")
    assert {path[:8] for _, path, _ in hub.log} == {"/api/v3/"}


@pytest.mark.parametrize("text", ["", NO_KEY, "EC", "locked"])
def test_a_file_that_is_no_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "app.pem"
    path.write_text(text, "utf-8")
    if text == "EC":
        make = ["openssl", "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(path)]
        subprocess.run(make, check=True, capture_output=True)
    if text == "locked":
        make = ["openssl", "genrsa", "-aes128", "-passout", "pass:secret", "-out", str(path), "2048"]
        subprocess.run(make, check=True, capture_output=True)
    with pytest.raises(AppError, match=r"openssl cannot sign with .*app\.pem: is it the file \.pem of a private key"):
        AppKey(path, "1").jwt(NOW)


def test_without_openssl(keys: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AppError, match=r"openssl is not installed\. On Debian and Ubuntu: sudo apt install openssl"):
        AppKey(keys / "app.pem", "1").jwt(NOW)


def test_the_key_is_in_no_argument_and_no_variable(keys: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What openssl is started with, by a program of its name that writes it down."""
    spy = tmp_path / "openssl"
    spy.write_text(f'#!/bin/sh\n(echo "$@"; env) > {tmp_path}/seen\nexec {shutil.which("openssl")} "$@"\n', "utf-8")
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("GRADUS_COURSE_TOKEN", "ghs_secret")
    AppKey(keys / "app.pem", "1").jwt(NOW)
    seen = (tmp_path / "seen").read_text("utf-8")
    assert "ghs_secret" not in seen and "PRIVATE" not in seen
    for line in (keys / "app.pem").read_text("utf-8").splitlines():
        assert line not in seen


class TestPrivateFiles:
    @pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o777])
    def test_others_can_read_it(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "a key"
        path.touch()
        path.chmod(mode)
        with pytest.raises(SecretFileError, match=f"can be read by others. Type: chmod 600 '{path}'"):
            require_private(path, "The key")
        path.chmod(0o400)
        require_private(path, "The key")

    def test_it_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(SecretFileError, match=r"The key cannot be read: .*: No such file"):
            require_private(tmp_path / "missing", "The key")
        with pytest.raises(SecretFileError, match="The key is no file"):
            require_private(tmp_path, "The key")

    def test_a_credential_of_systemd(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "key"
        path.touch()
        path.chmod(0o440)  # an access control list for the service's account shows as the bits of the group
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        require_private(path, "The key")
        path.chmod(0o444)
        with pytest.raises(SecretFileError):
            require_private(path, "The key")

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a file away")
    def test_it_belongs_to_somebody_else(self, tmp_path: Path) -> None:
        path = tmp_path / "key"
        path.touch(0o600)
        os.chown(path, 65534, 65534)
        with pytest.raises(SecretFileError, match=r"belongs to another account\. Type: sudo chown 0 "):
            require_private(path, "The key")
