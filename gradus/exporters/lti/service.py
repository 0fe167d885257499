"""Requests to a platform, with a token of its own that a signed assertion gets: OAuth 2 client credentials, RFC 7523.

PyJWT signs, and requests with urllib3's Retry sends: both are kept up by many. A redirect is not followed, since it
could lead the token elsewhere; what comes back is bounded, and decoded as data.
"""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from gradus.core.decode import DecodeError, build, loads
from gradus.core.text import one_line
from gradus.exporters.lti.platform import LtiError, Platform, require_secure

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ITEMS = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
SCORES = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ITEM, ITEM_LIST, SCORE, MEMBER_LIST = (
    f"application/vnd.ims.{name}+json"
    for name in ("lis.v2.lineitem", "lis.v2.lineitemcontainer", "lis.v1.score", "lti-nrps.v2.membershipcontainer")
)
LIVES = 300  # seconds of an assertion
LARGEST = 16 << 20  # bytes of one answer
PAGES = 200
TIMEOUT = (10, 60)
BUSY = (429, 500, 502, 503, 504)


class RejectedError(LtiError):
    """The platform refused one request; others may still succeed."""


class Service:
    """Sends requests to a platform, whose token it gets when it first needs one and again when that is refused."""

    def __init__(self, platform: Platform, key: str, *, tries: int = 4, backoff: float = 1.0) -> None:
        """Raises LtiError if a package of the extra `lti` is missing."""
        try:
            import jwt
            import requests
            from requests.adapters import HTTPAdapter
            from urllib3.util import Retry
        except ImportError as error:
            raise LtiError(f"{error.name} is not installed: pip install 'gradus-course[lti]'.") from None
        self.jwt, self.requests = jwt, requests
        self.platform, self.key, self.token = platform, key, ""
        self.session = requests.Session()
        self.session.trust_env = False  # no password of ~/.netrc goes to a platform
        # Posting a score twice does no harm: the later one counts.
        retry = Retry(tries, backoff_factor=backoff, backoff_max=60, status_forcelist=BUSY, allowed_methods=None)
        retry.raise_on_status = False
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=retry))

    def pages(self, url: str, kind: str, scope: str, key: str = "") -> Iterator[Any]:
        """The items of all pages of a list, which may be under `key`. Raises LtiError."""
        for _ in range(PAGES):
            response, data = self._send("GET", url, scope, accept=kind)
            items = data.get(key) if key and isinstance(data, dict) else data
            if not isinstance(items, list):
                raise LtiError(f"{one_line(url, 200)} answered with no list: is the address right?")
            yield from items
            following = response.links.get("next", {}).get("url")
            if not following:
                return
            url = urljoin(url, following)
            self._require_same_place(url)
        raise LtiError(f"{one_line(url, 200)} has more than {PAGES} pages.")

    def post(self, url: str, kind: str, scope: str, body: dict[str, Any]) -> Any:
        """Post a document of this media type; returns what comes back. Raises RejectedError and LtiError."""
        self._require_same_place(url)
        return self._send("POST", url, scope, kind, body)[1]

    def _require_same_place(self, url: str) -> None:
        """Raise LtiError if an address that the platform gave is not on its own machine: the token would go there."""
        require_secure(url, "an address that the platform gave")
        own = [self._origin(each) for each in (self.platform.lineitems, self.platform.members)]
        if self._origin(url) not in own:
            raise LtiError(f"the platform gave an address elsewhere, {one_line(url, 200)}: no token is sent there.")

    def _origin(self, url: str) -> str:
        return "/".join(url.split("/")[:3]).lower()

    def _send(self, method: str, url: str, scope: str, accept: str, body: Any = None) -> tuple[Any, Any]:
        for again in (True, False):
            self.token = self.token or self._new_token()
            headers = {"Authorization": f"Bearer {self.token}", "Accept": accept}
            if body is not None:
                headers["Content-Type"] = accept
            response = self._request(method, url, headers=headers, data=None if body is None else json.dumps(body))
            if response.status_code == 401 and again:
                self.token = ""  # it has expired
                continue
            return response, self._decoded(response, url, scope)
        raise AssertionError

    def _request(self, method: str, url: str, **options: Any) -> Any:
        try:
            response = self.session.request(method, url, timeout=TIMEOUT, allow_redirects=False, stream=True, **options)
            data = response.raw.read(LARGEST + 1, decode_content=True)
        except (self.requests.RequestException, OSError) as error:
            why = type(error).__name__  # its text may contain what was sent
            raise LtiError(f"{one_line(url, 200)} could not be reached: {why}. Run the same command again.") from None
        finally:
            self.session.close()
        if len(data) > LARGEST:
            raise LtiError(f"{one_line(url, 200)} answered with more than {LARGEST >> 20} MiB.")
        response._content = data
        return response

    def _decoded(self, response: Any, url: str, scope: str) -> Any:
        where, status = one_line(url, 200), response.status_code
        if status in (401, 403):
            raise LtiError(f"{where} refuses this tool ({status}): may it use {scope.rpartition('/')[2]}?")
        if status in BUSY:
            raise LtiError(f"{where} is too busy or broken ({status}): run the same command again later.")
        if status >= 400:
            raise RejectedError(f"{where} refused a request ({status}).")
        if status >= 300:
            raise LtiError(f"{where} leads elsewhere ({status}): correct the address.")
        if not response.content.strip():
            return None
        try:
            return loads(response.content)
        except DecodeError as error:
            what = "an HTML page" if response.content.lstrip()[:1] == b"<" else f"what is no JSON ({error})"
            raise LtiError(f"{where} answered with {what}: is the address right?") from None

    def _new_token(self) -> str:
        """An access token for all that is done here. Raises LtiError."""
        now, platform = int(time.time()), self.platform
        claims: dict[str, Any] = {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.audience or platform.token_url,
        }
        claims |= {"iat": now, "exp": now + LIVES, "jti": str(uuid.uuid4())}
        headers = {"kid": platform.key_id} if platform.key_id else None
        try:
            signed = self.jwt.encode(claims, self.key, "RS256", headers)
        except (ValueError, TypeError, self.jwt.PyJWTError):
            raise LtiError(
                "the key cannot sign: expected an RSA private key in a PEM file without a password."
            ) from None
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": signed}
        response = self._request("POST", platform.token_url, data=form | {"scope": " ".join((ITEMS, SCORES, MEMBERS))})
        if response.status_code in (400, 401, 403):
            raise LtiError(
                f"{one_line(platform.token_url, 200)} gives no token ({response.status_code}): are client_id, key_id, "
                "audience and public key those that the platform has, and may it use line items, scores and members?"
            )
        try:
            return _token(self._decoded(response, platform.token_url, "token"))
        except DecodeError as error:
            raise LtiError(f"{one_line(platform.token_url, 200)} gives no token: {error}.") from None


def _token(data: Any) -> str:
    """The token in an answer. Raises DecodeError."""
    table = build(dict[str, Any], data, "its answer")
    token = build(str, table.get("access_token"), "its answer.access_token")
    if not token.isascii() or not token.isprintable() or " " in token or not token:
        raise DecodeError("its answer.access_token: expected one printable word")
    return token
