"""The part of GitHub that makes tokens, on the loopback interface. It verifies signatures with openssl."""

from __future__ import annotations

import base64
import contextlib
import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Hub:
    """An App with its installations. `off` is how far its clock is before this machine's."""

    def __init__(self, public: Path) -> None:
        self.public, self.app = public, "Iv23app"
        self.url, self.prefix = "", ""
        self.off, self.life = timedelta(), timedelta(hours=1)
        self.page = 100
        self.dated = True
        self.installations: list[dict[str, Any]] = [{"id": 7, "account": {"login": "School"}, "suspended_at": None}]
        self.granted = {"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write"}
        self.claims: list[dict[str, Any]] = []
        self.log: list[tuple[str, str, Any]] = []
        self.live: dict[str, datetime] = {}  # when each token expires
        self.faults: list[int] = []  # statuses of the next responses

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.off

    @property
    def made(self) -> list[Any]:
        return [body for method, path, body in self.log if path.endswith("/access_tokens")]

    def answer(self, method: str, path: str, token: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        self.log.append((method, path, body))
        if self.faults:
            return self.faults.pop(0), {"message": "fault"}, {}
        path = path.removeprefix(self.prefix)
        if not path.startswith("/app"):
            known = self.live.get(token)
            return (200, [], {}) if known and known > self.now else (401, {"message": "Bad credentials"}, {})
        if reason := self._refused(token):
            return 401, {"message": reason}, {}
        if path == "/app":
            return 200, {"slug": "gradus-of-school", "html_url": "https://github.com/apps/gradus-of-school"}, {}
        if path.partition("?")[0] == "/app/installations":
            return self._listed(path)
        return self._token(path, body)

    def _listed(self, path: str) -> tuple[int, Any, dict[str, str]]:
        number = int(path.rpartition("page=")[2]) if "&page=" in path else 1
        part = self.installations[(number - 1) * self.page : number * self.page]
        more = number * self.page < len(self.installations)
        there = f"{self.url}/app/installations?per_page=100&page={number + 1}"
        return 200, part, {"Link": f'<{there}>; rel="next"'} if more else {}

    def _token(self, path: str, body: Any) -> tuple[int, Any, dict[str, str]]:
        known = [str(each["id"]) for each in self.installations]
        if path.split("/")[3] not in known:
            return 404, {"message": "Not Found"}, {}
        rights = {"read": 1, "write": 2}
        for name, right in body["permissions"].items():
            if rights[right] > rights.get(self.granted.get(name, ""), 0):
                return 422, {"message": "The permissions requested are not granted to this installation."}, {}
        text = f"ghs_{len(self.live)}"
        self.live[text] = self.now + self.life
        return 201, {"token": text, "expires_at": self.live[text].strftime("%Y-%m-%dT%H:%M:%SZ")}, {}

    def _refused(self, token: str) -> str:
        """Why GitHub would not take this for a token of the App's."""
        head, _, signature = token.rpartition(".")
        if head.count(".") != 1 or not verified(self.public, head.encode(), decoded(signature)):
            return "A JSON web token could not be decoded"
        header, claims = (json.loads(decoded(part)) for part in head.split("."))
        assert header == {"alg": "RS256", "typ": "JWT"}
        self.claims.append(claims)
        now = self.now.timestamp()
        if claims["iss"] != self.app:
            return "Integration not found"
        if not isinstance(claims["iat"], int) or claims["iat"] > now:
            return "'Issued at' claim ('iat') must be in the past"
        if claims["exp"] <= now:
            return "'Expiration time' claim ('exp') must be in the future"
        return "'Expiration time' claim ('exp') is too far in the future" if claims["exp"] > now + 600 else ""


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verified(public: Path, data: bytes, signature: bytes) -> bool:
    """Whether openssl takes the signature for one by the key."""
    place = public.with_name("signature")
    place.write_bytes(signature)
    command = ["openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(place)]
    return subprocess.run(command, input=data, capture_output=True).returncode == 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def _serve(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, data, headers = self.hub.answer(self.command, self.path, token, body)
        raw = json.dumps(data).encode()
        self.send_response_only(status)
        if self.hub.dated:
            headers = {"Date": format_datetime(self.hub.now, usegmt=True), **headers}
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    do_GET = do_POST = _serve

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextlib.contextmanager
def serving(public: Path) -> Iterator[Hub]:
    hub = Hub(public)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handling", (Handler,), {"hub": hub}))
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
