"""The teacher's browser makes the App: a page on this machine sends GitHub a manifest, and hears the code.

Only this machine can reach the page, and only who knows its address, which is drawn anew each time.
"""

import hmac
import html
import json
import queue
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from gradus.pulls.connect import UsageError
from gradus.pulls.setup.layout import SetupError

HOST = "127.0.0.1"
LONGEST = 3600  # seconds: so long GitHub's code is valid
CODE = re.compile(r"[A-Za-z0-9_-]{1,200}")
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>gradus pulls setup</title>
<body style="font-family: sans-serif; margin: 4em auto; max-width: 40em">{body}</body></html>
"""
FORM = """<p>This sends GitHub what the App needs. GitHub shows it to you, and you create it there.</p>
<form method="post" action="{action}"><input type="hidden" name="manifest" value="{manifest}">
<button>Go on to GitHub</button></form>
<script nonce="{nonce}">document.forms[0].submit()</script>"""


class Exchange:
    """A page at `address` that sends a `manifest` to `action`; `wait` returns the code with which GitHub comes back."""

    def __init__(self, action: str, manifest: dict[str, Any], port: int) -> None:
        self.state, self._path = secrets.token_urlsafe(24), "/" + secrets.token_urlsafe(24)
        self._codes: queue.Queue[str] = queue.Queue()
        try:
            self._server = ThreadingHTTPServer((HOST, port), type("Handler", (_Handler,), {"exchange": self}))
        except OSError as error:
            raise UsageError(
                f"The port {port} cannot be used ({error.strerror}): give another --manifest-port."
            ) from None
        self._server.daemon_threads = True
        self.host = f"{HOST}:{self._server.server_address[1]}"
        self._action = f"{action}?{urlencode({'state': self.state})}"
        self._manifest = manifest | {"redirect_url": f"http://{self.host}{self._path}/made"}

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{self.host}{self._path}"

    @contextmanager
    def serving(self) -> Iterator["Exchange"]:
        """Serve the page until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def wait(self, longest: float = LONGEST) -> str:
        """The code. Raises SetupError if none comes in time."""
        end = time.monotonic() + longest
        while (left := end - time.monotonic()) > 0:
            try:
                return self._codes.get(timeout=min(left, 0.5))  # in pieces, so that Ctrl-C is heard on Windows too
            except queue.Empty:
                continue
        raise SetupError("No App was created in the browser in time. Nothing was made of it: run this again.")

    def answer(self, host: str, target: str) -> tuple[int, str, str]:
        """The status and the page for a request, and the nonce of its script."""
        parts = urlsplit(target)
        if host != self.host:  # a page of somebody else's whose name leads here
            return 404, "<p>There is nothing here.</p>", ""
        if parts.path == self._path:
            nonce = secrets.token_urlsafe(16)
            manifest = html.escape(json.dumps(self._manifest))
            return 200, FORM.format(action=html.escape(self._action), manifest=manifest, nonce=nonce), nonce
        if parts.path == f"{self._path}/made":
            return (*self._take(parse_qs(parts.query)), "")
        return 404, "<p>There is nothing here.</p>", ""

    def _take(self, query: dict[str, list[str]]) -> tuple[int, str]:
        state, code = (query.get(name, [""])[0] for name in ("state", "code"))
        if not hmac.compare_digest(state.encode(), self.state.encode()) or not CODE.fullmatch(code):
            again = "This answer does not belong to this set-up, and was not used."
            return 400, f"<p>{again} Go to the address that the terminal shows.</p>"
        self._codes.put(code)
        return 200, "<p>The App is created. Go back to the terminal: it says what comes next.</p>"


class _Handler(BaseHTTPRequestHandler):
    """Answers for one exchange, and logs nothing: the address of a request holds the code."""

    exchange: Exchange

    def do_GET(self) -> None:
        status, body, nonce = self.exchange.answer(self.headers.get("Host", ""), self.path)
        data = PAGE.format(body=body).encode()
        self.send_response_only(status)
        script = f"script-src 'nonce-{nonce}'; " if nonce else ""
        self.send_header("Content-Security-Policy", f"default-src 'none'; {script}style-src 'unsafe-inline'")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "origin")  # not the path; without any, the form would have no origin
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass
