"""Asking the fake GitHub over HTTP as any program may, and signing what an App signs: for tests of the fake."""

from __future__ import annotations

import base64
import http.client
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.pulls.fake.tokens import App
from tests.pulls.github import GitHub

HEADERS = {"User-Agent": "test", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


class Answer:
    """A response: its status, its headers by lower-case names, and its JSON, or its text if it is none."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        text = response.read().decode()
        try:
            self.data: Any = json.loads(text) if text else None
        except ValueError:
            self.data = text

    @property
    def links(self) -> dict[str, str]:
        """The paths of other pages by their relation."""
        found = {}
        for part in filter(None, self.headers.get("link", "").split(", ")):
            address, _, relation = part.partition("; ")
            parts = urlsplit(address.strip("<>"))
            found[relation.removeprefix('rel="').rstrip('"')] = f"{parts.path}?{parts.query}"
        return found


def ask(github: GitHub, token: str, method: str, path: str, body: Any = None, **headers: str) -> Answer:
    """Send one request; a redirect is not followed."""
    parts = urlsplit(github.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    sent = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    try:
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def query(github: GitHub, token: str, text: str, **variables: Any) -> Answer:
    """Send a query of GraphQL."""
    return ask(github, token, "POST", "/graphql", {"query": text, "variables": variables})


def sign(github: GitHub, app: App, *, seconds: int = 540, **changes: Any) -> str:
    """What an App signs to name itself, by the fake's clock."""
    now = int(github.now.timestamp())
    claims = {"iat": now - 60, "exp": now + seconds, "iss": app.client_id, **changes}
    head = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder, "key.pem")
        key.write_text(app.private_key, "ascii")
        command: list[Any] = ["openssl", "dgst", "-sha256", "-sign", key]
        signature = subprocess.run(command, input=head.encode(), capture_output=True, check=True).stdout
    return f"{head}.{_encoded(signature)}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
