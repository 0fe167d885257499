"""GitHub's REST interface, as much of it as is used here, and patient.

PyGithub would bring packages of other people onto the machine that holds the token that writes; so this is the
standard library alone.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from gradus.core.text import one_line

Kind = TypeVar("Kind")
VERSION = "2022-11-28"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PAUSE = 1.0  # seconds between two writes, as GitHub asks
TRIES = 5
PAGES = 100
SECONDS = 60  # for one answer
LARGEST = 64 << 20  # bytes of one answer: a hundred comments or pull requests may be 26 MB of students' words


class GitHubError(Exception):
    """GitHub, or the way there, does not let the work be done. The text says what and what to do."""


class RateLimitError(GitHubError):
    """GitHub asks for a longer wait than there is time for: what is left comes again in the next round."""


class UnknownOutcomeError(Exception):
    """A request that must not be sent twice was sent, and nobody knows whether it was heard."""


class RequestRejectedError(Exception):
    """GitHub's answer is no, and `status` says which, or one that is too large to be taken: 0.

    It says nothing about other requests; GitHubError does.
    """

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    data: Any


class Client:
    """Speaks to GitHub with one token, one request at a time."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        patience: float = 1200,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(url)
        if not parts.hostname or not (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        ):
            raise GitHubError(f"GITHUB_API_URL is {one_line(url)}: a token is only sent over https.")
        if not re.fullmatch(r"[\x21-\x7e]+", token):
            raise GitHubError("A token holds spaces, line ends or other signs: store it again, as one line.")
        self._origin = (parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme])
        self._prefix = parts.path.rstrip("/")
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "User-Agent": "gradus",
            "X-GitHub-Api-Version": VERSION,
        }
        self.patience, self.sleep, self.clock = patience, sleep, clock
        self.now: datetime | None = None
        self._written = float("-inf")
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, largest: int = LARGEST, **query: str | int) -> Any:
        """What stands at `path`. Raises RequestRejectedError, GitHubError."""
        return self._patiently("GET", self._target(path, query), largest=largest).data

    def pages(self, path: str, key: str = "", **query: str | int) -> Iterator[Any]:
        """The items of a list, or of the list under `key`, of all its pages."""
        target = self._target(path, {"per_page": 100, **query})
        for _ in range(PAGES):
            answer = self._patiently("GET", target)
            items = answer.data.get(key) if key and isinstance(answer.data, dict) else answer.data
            if not isinstance(items, list):
                raise GitHubError(f"GitHub answered {one_line(path)} with something that is no list.")
            yield from items
            following = self._following(answer.headers.get("Link", ""))
            if following is None:
                return
            target = following
        raise RequestRejectedError(0, f"{one_line(path)} has more than {PAGES} pages")

    def write(self, method: str, path: str, body: dict[str, Any], *, once: bool = False) -> Any:
        """Send `body`. With `once` it is not sent again where it may have been heard: UnknownOutcomeError."""
        wait = self._written + PAUSE - self.clock()
        if wait > 0:
            self.sleep(wait)
        try:
            return self._patiently(method, self._target(path, {}), body, once=once).data
        finally:
            self._written = self.clock()

    def wait(self, seconds: float) -> None:
        """Wait, where there is time for it. Raises RateLimitError."""
        if seconds > self.patience:
            raise RateLimitError(
                f"GitHub asks for a wait of {seconds:.0f} seconds, and there is time for {max(self.patience, 0):.0f}: "
                "what is left comes again in the next round."
            )
        self.patience -= seconds
        self.sleep(seconds)

    def _patiently(
        self, method: str, target: str, body: Any = None, *, once: bool = False, largest: int = LARGEST
    ) -> Answer:
        failures = 0
        while True:
            try:
                answer = self._ask(method, target, body, largest)
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = one_line(str(error) or type(error).__name__, 200)
            else:
                if (pause := self._asked_to_wait(answer)) is not None:
                    self.wait(pause)
                    continue
                if answer.status < 500:
                    return self._accepted(answer, target)
                reason = f"status {answer.status}"
            if once:
                raise UnknownOutcomeError(reason)
            failures += 1
            if failures == TRIES:
                raise GitHubError(
                    f"GitHub does not answer {method} {one_line(target, 200)}: {reason}. Try again later."
                )
            self.wait(2.0 ** (failures - 1))

    def _ask(self, method: str, target: str, body: Any, largest: int) -> Answer:
        """One request. Raises OSError, HTTPException or ValueError where no whole answer comes."""
        data = None if body is None else json.dumps(body).encode()
        headers = self._headers | ({"Content-Type": "application/json"} if data else {})
        try:
            connection = self._connected()
            connection.request(method, target, data, headers)
            response = connection.getresponse()
            raw = response.read(largest + 1)
            if len(raw) > largest:
                raise RequestRejectedError(
                    0, f"the answer to {one_line(target, 200)} is larger than {largest >> 20} MB"
                )
            expected = response.headers.get("Content-Length")
            if expected is not None and expected.isdigit() and int(expected) != len(raw):
                raise http.client.IncompleteRead(raw, int(expected) - len(raw))
            self._hear_time(response.headers)
            parsed = json.loads(raw) if raw and response.status < 500 else None
            if response.will_close:
                self.close()
            return Answer(response.status, response.headers, parsed)
        except RecursionError:
            self.close()
            raise ValueError("an answer nested too deeply") from None
        except BaseException:
            self.close()
            raise

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            scheme, host, port = self._origin
            kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
            self._connection = kind(host, port, timeout=SECONDS)
            self._connection.connect()
            # Headers and body go out apart: without this the second waits for the first to be acknowledged.
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _hear_time(self, headers: http.client.HTTPMessage) -> None:
        try:
            self.now = parsedate_to_datetime(headers.get("Date", "")).astimezone(UTC)
        except ValueError:
            return

    def _asked_to_wait(self, answer: Answer) -> float | None:
        """How long GitHub's limits on requests tell us to wait."""
        if answer.status not in (403, 429):
            return None
        after = answer.headers.get("Retry-After", "")
        if after.isdigit():
            return float(after) + 1
        reset = answer.headers.get("x-ratelimit-reset", "")
        if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit() and self.now:
            return max(float(reset) - self.now.timestamp(), 0) + 1
        if answer.status == 429 or "rate limit" in _message(answer.data).lower():
            return 60
        return None

    def _accepted(self, answer: Answer, target: str) -> Answer:
        if 200 <= answer.status < 300:
            return answer
        text = f"status {answer.status}, {one_line(_message(answer.data), 200)}"
        if answer.status == 401:
            raise GitHubError(f"GitHub does not take the token ({text}): is it the right one, and not run out?")
        if 300 <= answer.status < 400:
            # A redirect is not followed: the token is for this repository, at this address.
            raise GitHubError(f"{one_line(target, 200)} has moved: was the repository renamed? Give its new name.")
        raise RequestRejectedError(answer.status, text)

    def _target(self, path: str, query: dict[str, str | int]) -> str:
        return self._prefix + path + ("?" + urlencode(query) if query else "")

    def _following(self, link: str) -> str | None:
        """The path of the next page, from a Link header; never on another host."""
        found = re.search(r'<([^<>]*)>;\s*rel="next"', link)
        if found is None:
            return None
        parts = urlsplit(found[1])
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
        if (parts.scheme, parts.hostname, port) != self._origin:
            raise GitHubError(
                f"GitHub's next page is on another host, {one_line(str(parts.hostname))}: it is not asked."
            )
        return f"{parts.path}?{parts.query}"


def part(kind: type[Kind], answer: Any, *keys: str) -> Kind:
    """What stands in an answer under these keys, one in the other. Raises GitHubError where that is no `kind`."""
    for key in keys:
        answer = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(answer, kind):
        raise GitHubError(
            f"GitHub answers in a form that is not known here: {'.'.join(keys)} is missing. Try again later."
        )
    return answer


def _message(data: Any) -> str:
    return str(data.get("message", "")) if isinstance(data, dict) else ""
