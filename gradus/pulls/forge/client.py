"""A client for a forge's REST interface that handles retries, rate limits and pagination."""

import contextlib
import http.client
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlencode, urlsplit

from gradus.core.text import one_line

T = TypeVar("T")
Sleep = Callable[[float], None]
PRINTABLE = re.compile(r"[\x21-\x7e]+")
WHOLE = re.compile(r"[0-9]{1,12}")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PAUSE = 1.0  # seconds between two writes, as GitHub asks
TRIES = 5
PAGES = 100
TIMEOUT = 60  # seconds for one response
LARGEST = 64 << 20  # bytes of one response: a hundred comments or pull requests may contain 26 MB of students' text


class GitHubError(Exception):
    """GitHub, or the connection to it, failed so that the run cannot go on. The text says what to do."""


class TokenRejectedError(GitHubError):
    """GitHub rejects the token."""


class RateLimitError(GitHubError):
    """GitHub asks for a longer wait than the run has left."""


class UnansweredError(GitHubError):
    """One request had no answer that can be used, several times over; another one may have."""


class UnknownOutcomeError(Exception):
    """A request that must not be repeated may or may not have been applied."""


class RequestRejectedError(Exception):
    """GitHub rejected one request, with an HTTP `status` or 0 for too large a response; others may still succeed."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Service:
    """What is particular to a kind of server: its `name` in messages, the `variable` with its address, the headers that
    it wants, and the seconds between two writes for which it asks.
    """

    name: str
    variable: str
    headers: Mapping[str, str]
    pause: float = 0


GITHUB_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
GITHUB = Service("GitHub", "GITHUB_API_URL", GITHUB_HEADERS, PAUSE)


@dataclass(frozen=True)
class Response:
    """A complete response with its decoded JSON."""

    status: int
    headers: http.client.HTTPMessage
    data: Any

    @property
    def message(self) -> str:
        """The server's explanation of an error, if any: "Validation Failed" says little without what comes with it."""
        if not isinstance(self.data, dict):
            return ""
        errors = self.data.get("errors")
        parts = [each.get("message") for each in errors if isinstance(each, dict)] if isinstance(errors, list) else []
        return ": ".join([str(self.data.get("message", "")), *(str(part) for part in parts[:3] if part)])

    @property
    def total(self) -> int | None:
        """How many items a list has on all its pages, if the server says so."""
        return _whole(self.headers.get("X-Total-Count", ""))


class Client:
    """Sends requests to paths below `url` with one token, one at a time, and waits at most `patience` seconds in all.

    Raises GitHubError if `url` is not https, or `token` is not a single printable word.
    """

    def __init__(
        self, url: str, token: str, *, patience: float = 1200, sleep: Sleep = time.sleep, service: Service = GITHUB
    ) -> None:
        parts = _split(url)
        secure = parts and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
        if not parts or not parts.hostname or not secure or not PRINTABLE.fullmatch(url):
            raise GitHubError(f"{one_line(url)} is not an https address: correct {service.variable}.")
        if not PRINTABLE.fullmatch(token):
            raise GitHubError("A token contains spaces, line breaks or other characters: store it again, on one line.")
        scheme, host, port = self._origin = _origin(parts)
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        self._connection = kind(host, port, timeout=TIMEOUT)  # connects, also again, when a request is sent
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "User-Agent": "gradus", **service.headers}
        self.service = service
        self.patience, self.sleep, self.clock = patience, sleep, time.monotonic
        self.now: datetime | None = None  # the server's clock at the last response
        self._last_write = float("-inf")

    def get(self, path: str, *, limit: int = LARGEST, **query: str | int) -> Any:
        """Return the JSON at `path`, of at most `limit` bytes. Raises RequestRejectedError and GitHubError."""
        return self._send("GET", self._target(path, query), limit=limit).data

    def response(self, path: str, **query: str | int) -> Response:
        """Return the response at `path` with its headers. Raises as `get` does."""
        return self._send("GET", self._target(path, query))

    def pages(self, path: str, key: str = "", **query: str | int) -> Iterator[Any]:
        """Yield the items of all pages of a list, which may be under `key`. Raises as `get` does."""
        target: str | None = self._target(path, {"per_page": 100, **query})
        for _ in range(PAGES):
            response = self._send("GET", str(target))
            items = response.data.get(key) if key and isinstance(response.data, dict) else response.data
            if not isinstance(items, list):
                raise UnansweredError(f"{self.service.name}'s response to {one_line(path)} is not a list.")
            yield from items
            if (target := self._next_page(response)) is None:
                return
        raise RequestRejectedError(0, f"{one_line(path)} has more than {PAGES} pages")

    def write(self, method: str, path: str, body: dict[str, Any] | None, *, once: bool = False) -> Any:
        """Send `body`, if any, return JSON; with `once`, UnknownOutcomeError instead of repeating. Raises as `get`."""
        if (pause := self._last_write + self.service.pause - self.clock()) > 0:
            self.sleep(pause)
        try:
            return self._send(method, self._target(path, {}), body, once=once).data
        finally:
            self._last_write = self.clock()

    def query(self, query: str, variables: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
        """Ask GitHub's GraphQL: return the data, parts of which may be null, and the errors. Raises as `get` does."""
        target = self._prefix.removesuffix("/v3") + "/graphql"  # of GitHub Enterprise: /api/v3 and /api/graphql
        for _ in range(TRIES):
            response = self._send("POST", target, {"query": query, "variables": variables})
            answer = extract(dict, response.data)
            errors = answer.get("errors") or []
            if not any(isinstance(error, dict) and error.get("type") == "RATE_LIMITED" for error in errors):
                break
            self.wait(self._reset(response) or 60)
        if not isinstance(answer.get("data"), dict):
            told = one_line(str(errors[0].get("message")) if errors and isinstance(errors[0], dict) else "no data", 200)
            raise UnansweredError(f"{self.service.name} does not answer a query: {told}. Try again later.")
        return answer["data"], errors

    def wait(self, seconds: float) -> None:
        """Sleep, and deduct it from the patience. Raises RateLimitError if too little is left."""
        if seconds > self.patience:
            left = f"only {max(self.patience, 0):.0f} are left: the rest follows in the next run."
            raise RateLimitError(f"{self.service.name} asks for a wait of {seconds:.0f} seconds, but {left}")
        self.patience -= seconds
        self.sleep(seconds)

    def _send(self, method: str, target: str, body: Any = None, once: bool = False, limit: int = LARGEST) -> Response:
        failures = 0
        while True:
            try:
                response = self._request(method, target, body, limit)
            except (OSError, http.client.HTTPException, ValueError) as error:
                reason = one_line(str(error) or type(error).__name__, 200)
            else:
                if (pause := self._rate_limit(response)) is not None:
                    self.wait(pause)
                    continue
                if response.status < 500:
                    return _accepted(response, target, self.service.name)
                reason = f"status {response.status}"
            if once:
                raise UnknownOutcomeError(reason)
            failures += 1
            if failures == TRIES:
                request = f"{method} {one_line(target, 200)}"
                raise UnansweredError(f"{self.service.name} does not answer {request}: {reason}. Try again later.")
            self.wait(2.0 ** (failures - 1))

    def _request(self, method: str, target: str, body: Any, limit: int) -> Response:
        """Send one request. Raises OSError, HTTPException or ValueError if the response is incomplete or invalid."""
        data = None if body is None else json.dumps(body).encode()
        headers = self._headers | ({"Content-Type": "application/json"} if data else {})
        try:
            self._connection.request(method, target, data, headers)
            response = self._connection.getresponse()
            raw = response.read(limit + 1)
            if len(raw) > limit:
                name = one_line(target, 200)
                raise RequestRejectedError(0, f"the response to {name} is larger than {limit >> 20} MB")
            expected = _whole(response.headers.get("Content-Length", ""))
            if expected is not None and expected != len(raw):
                raise http.client.IncompleteRead(raw, expected - len(raw))
            # The library raises more kinds of error than it names for a header that is no date.
            with contextlib.suppress(ValueError, OverflowError, TypeError, IndexError):
                self.now = parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
            parsed = json.loads(raw) if raw and response.status < 500 else None
            return Response(response.status, response.headers, parsed)
        except BaseException as error:
            self._connection.close()
            if isinstance(error, RecursionError):
                raise ValueError("the response is nested too deeply") from None
            raise

    def _rate_limit(self, response: Response) -> float | None:
        """Return the seconds to wait if the response is a rate limit."""
        if response.status not in (403, 429):
            return None
        after = _whole(response.headers.get("Retry-After", ""))
        if after is not None:
            return float(after) + 1
        if (reset := self._reset(response)) is not None:
            return reset
        return 60 if response.status == 429 or "rate limit" in response.message.lower() else None

    def _reset(self, response: Response) -> float | None:
        """Return the seconds until requests are allowed again, if none is left."""
        reset = _whole(response.headers.get("x-ratelimit-reset", ""))
        if response.headers.get("x-ratelimit-remaining") == "0" and reset is not None and self.now:
            return max(float(reset) - self.now.timestamp(), 0) + 1
        return None

    def _target(self, path: str, query: dict[str, str | int]) -> str:
        return self._prefix + path + ("?" + urlencode(query) if query else "")

    def _next_page(self, response: Response) -> str | None:
        """Return the target of the next page. Raises GitHubError if it is on another host."""
        if (match := re.search(r'<([^<>]*)>;\s*rel="next"', response.headers.get("Link", ""))) is None:
            return None
        parts = _split(match[1])
        if parts is None or _origin(parts) != self._origin:
            host = one_line(str(parts.hostname)) if parts else "which has no address"
            raise GitHubError(f"{self.service.name}'s next page is on another host, {host}: not requested.")
        return f"{parts.path}?{parts.query}"


def extract(kind: type[T], data: Any, *keys: str) -> T:
    """Return the value under nested `keys` of a response. Raises UnansweredError if it is missing or not a `kind`."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    if not isinstance(data, kind):
        where = f"the value at {'.'.join(keys)}" if keys else "a value"
        raise UnansweredError(f"In the server's response {where} is missing or invalid. Try again later.")
    return data


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None if it is none, such as one whose port is no number."""
    try:
        parts = urlsplit(url)
        _origin(parts)
    except ValueError:
        return None
    return parts


def _whole(text: str) -> int | None:
    """The number in a header; None if it is none. str.isdigit is true of superscripts, too."""
    return int(text) if WHOLE.fullmatch(text) else None


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _accepted(response: Response, target: str, name: str) -> Response:
    if 200 <= response.status < 300:
        return response
    text = f"status {response.status}, {one_line(response.message, 200)}"
    if response.status == 401:
        raise TokenRejectedError(f"{name} rejects the token ({text}): is it the right one, and has it expired?")
    if 300 <= response.status < 400:
        # Redirects are not followed: the token is meant for this repository at this address.
        raise UnansweredError(f"{one_line(target, 200)} has moved: was the repository renamed? Give its new name.")
    raise RequestRejectedError(response.status, text)
