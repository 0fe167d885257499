"""Tokens of a GitHub App's installation, made on this machine with the App's private key.

Only openssl reads the key: it is in no argument, no variable and no message.
"""

import base64
import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from gradus.core.names import same
from gradus.core.text import one_line
from gradus.pulls.forge.client import (
    PRINTABLE,
    Client,
    GitHubError,
    RequestRejectedError,
    Response,
    Sleep,
    TokenRejectedError,
    UnansweredError,
    extract,
)
from gradus.pulls.forge.values import time_of

T = TypeVar("T")
READING = {"contents": "read", "metadata": "read", "pull_requests": "read"}
POSTING = {"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write"}
LEFT = timedelta(minutes=10)  # a token with less is not begun with
AGAIN = timedelta(minutes=1)  # no token is made more often
SKEW = timedelta(seconds=30)  # that a clock may be off before GitHub's is used
SHORTEST = 256  # bytes of an RSA signature of 2,048 bits
MISSING = "openssl is not installed. On Debian and Ubuntu: sudo apt install openssl; on Fedora: sudo dnf install it."


class AppError(GitHubError):
    """The App, its key or its installation cannot be used; the text says what to do."""


@dataclass(frozen=True)
class AppKey:
    """The private key of the App `app` (its Client ID or App ID), in a file."""

    path: Path
    app: str

    def jwt(self, now: datetime) -> str:
        """Return what proves to GitHub to be the App: a JSON Web Token of ten minutes. Raises AppError."""
        issued = int(now.timestamp()) - 60  # GitHub's advice, for clocks that are fast
        issuer: str | int = int(self.app) if self.app.isascii() and self.app.isdigit() else self.app
        parts = [{"alg": "RS256", "typ": "JWT"}, {"iat": issued, "exp": issued + 600, "iss": issuer}]
        text = ".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
        return f"{text}.{_encoded(self._signature(text.encode()))}"

    def _signature(self, data: bytes) -> bytes:
        command = ["openssl", "dgst", "-sha256", "-passin", "pass:", "-sign", str(self.path.absolute())]
        clean = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        try:
            # A session of its own: it could ask a terminal for a passphrase, and is not for Ctrl-C.
            done = subprocess.run(
                command, input=data, capture_output=True, timeout=60, env=clean, start_new_session=True
            )
        except FileNotFoundError:
            raise AppError(MISSING) from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise AppError(f"openssl cannot be run: {type(error).__name__}.") from None
        if done.returncode or len(done.stdout) < SHORTEST:
            name = one_line(str(self.path), 300)
            raise AppError(f"openssl cannot sign with {name}: is it the file .pem of a private key, as GitHub made it?")
        return done.stdout


@dataclass(frozen=True)
class _Token:
    text: str
    made: datetime
    expires: datetime


class Installation:
    """The installation of an App for `owner`, at the interface `url`; it makes tokens, and each again in time.

    A token is for the `repositories` of these names, or for all that the installation reaches.
    """

    def __init__(
        self,
        url: str,
        key: AppKey,
        owner: str,
        repositories: Sequence[str] = (),
        *,
        patience: float = 1200,
        sleep: Sleep = time.sleep,
    ) -> None:
        self.url, self.key, self.owner, self.repositories = url, key, owner, repositories
        self.patience, self.sleep = patience, sleep
        self._off = timedelta()  # how far GitHub's clock is before this machine's
        self._about: dict[str, Any] | None = None
        self._number: int | None = None
        self._tokens: dict[str, _Token] = {}

    @property
    def slug(self) -> str:
        """The App's name in its address. Raises GitHubError."""
        return extract(str, self._app(), "slug")

    def token(self, permissions: Mapping[str, str]) -> str:
        """Return a token with these permissions and no others. Raises GitHubError."""
        name = json.dumps(permissions, sort_keys=True)
        known, now = self._tokens.get(name), self._now()
        if known is None or (known.expires - now < LEFT and now - known.made > AGAIN) or known.expires <= now:
            known = self._tokens[name] = self._made(permissions)
        return known.text

    def forget(self) -> None:
        """Ask for everything anew: GitHub rejected a token, or the installation is another."""
        self._about, self._number = None, None
        self._tokens.clear()

    def client(self, permissions: Mapping[str, str]) -> "RenewingClient":
        """Return a client for the whole interface, with a token of these permissions. Raises GitHubError."""
        return RenewingClient(self.url, lambda: self.token(permissions), patience=self.patience, sleep=self.sleep)

    def _now(self) -> datetime:
        """The time by GitHub's clock, as far as it is known."""
        return datetime.now(UTC) + self._off

    def _app(self) -> dict[str, Any]:
        if self._about is None:
            self._about = extract(dict, self._as_app(lambda client: client.get("/app")))
        return self._about

    def _made(self, permissions: Mapping[str, str]) -> _Token:
        number = self._number = self._number or self._installation()
        body: dict[str, Any] = {"permissions": dict(permissions)}
        if self.repositories:
            body["repositories"] = list(self.repositories)
        path = f"/app/installations/{number}/access_tokens"
        try:
            answer = self._as_app(lambda client: client.write("POST", path, body))
        except RequestRejectedError as error:
            self._number = None
            wanted = ", ".join(f"{name}: {right}" for name, right in sorted(permissions.items()))
            where = " and ".join(self.repositories) or "the class's repositories"
            hint = f"its installation for {self.owner} needs {wanted}, and {where}"
            raise AppError(f"GitHub gives the App {self.slug} no token ({error}): {hint}.") from None
        text = extract(str, answer, "token")
        if not PRINTABLE.fullmatch(text):
            raise UnansweredError("GitHub's token for the App is invalid. Try again later.")
        return _Token(text, self._now(), time_of(extract(str, answer, "expires_at")))

    def _installation(self) -> int:
        """The number of the owner's installation. Raises AppError if there is none that can be used."""
        try:
            found = self._as_app(lambda client: list(client.pages("/app/installations")))
        except RequestRejectedError as error:
            raise AppError(f"GitHub does not list the App's installations ({error}).") from None
        names: list[str] = []
        for item in found:
            account = extract(dict, item).get("account")
            login = account.get("login") if isinstance(account, dict) else None
            if not isinstance(login, str):  # that of an enterprise
                continue
            names.append(login)
            if same(login) == same(self.owner):
                if item.get("suspended_at"):
                    raise AppError(f"The installation of the App {self.slug} for {self.owner} is suspended: resume it.")
                return extract(int, item, "id")
        others = f" It is for {one_line(', '.join(names), 200)}." if names else ""
        page = f"{extract(str, self._app(), 'html_url')}/installations/new"
        raise AppError(f"The App {self.slug} is not installed for {self.owner}: {one_line(page, 300)}.{others}")

    def _as_app(self, act: Callable[[Client], T]) -> T:
        """Do something as the App; once more by GitHub's clock, if this machine's may be why GitHub refused."""
        for last in (False, True):
            client = Client(self.url, self.key.jwt(self._now()), patience=self.patience, sleep=self.sleep)
            try:
                return act(client)
            except TokenRejectedError as error:
                if last or client.now is None or abs(client.now - self._now()) < SKEW:
                    hint = f"is {self.key.app} the App's Client ID or App ID, and is the key one of its own?"
                    raise AppError(f"{error} It was signed with the key of --app-key: {hint}") from None
            finally:
                if client.now is not None:
                    self._off = client.now - datetime.now(UTC)
        raise AssertionError("the loop returns or raises")


class RenewingClient(Client):
    """A client that asks for its token at each request: a long round outlives one."""

    def __init__(
        self, url: str, token: Callable[[], str], *, patience: float = 1200, sleep: Sleep = time.sleep
    ) -> None:
        super().__init__(url, token(), patience=patience, sleep=sleep)
        self._token = token

    def _request(self, method: str, target: str, body: Any, limit: int) -> Response:
        self._headers["Authorization"] = f"Bearer {self._token()}"
        return super()._request(method, target, body, limit)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
