"""The fake GitHub's HTTP server, and the ways in which a connection to it fails."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import sys
import threading
import traceback
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.pulls.github import GitHub
from tests.pulls.objects import Fault


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    github: GitHub

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _serve(self) -> None:
        github = self.github
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        with github.lock:
            github.log.append((self.command, self.path))
            try:
                self._check_headers()
                fault = self._fault(token, raw.decode())
                if fault is None or fault.done:
                    known = self.headers.get("If-None-Match", "")
                    body = json.loads(raw) if raw else None
                    status, data, headers = github.answer(token, self.command, self.path, body, known)
                else:
                    status, data, headers = fault.status or 200, {"message": fault.message}, {}
                if fault is not None and fault.graphql:
                    data = {"errors": [{"type": fault.graphql, "message": fault.message}]}
            except Exception:
                github.violations.append(traceback.format_exc())
                status, data, headers, fault = 400, {"message": "the fake failed"}, {}, None
            self._send(status, b"" if data is None else json.dumps(data).encode(), headers, fault)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _check_headers(self) -> None:
        github = self.github
        if not self.headers.get("User-Agent") or self.headers.get("Accept") != "application/vnd.github+json":
            github.violations.append("a request without User-Agent or Accept")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", self.headers.get("X-GitHub-Api-Version", "")):
            github.violations.append("a request without the version of the interface")

    def _fault(self, token: str, body: str) -> Fault | None:
        for fault in self.github.faults:
            found = fault.method == self.command and re.search(fault.path, self.path) and re.search(fault.body, body)
            if fault.times and found and fault.token in (None, token):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def _send(self, status: int, data: bytes, headers: dict[str, str], fault: Fault | None) -> None:
        if fault is not None:
            status, headers = fault.status or status, {**headers, **fault.headers}
            data = data if fault.raw is None else fault.raw
        self.send_response_only(status)
        self.send_header("Date", format_datetime(self.github.now, usegmt=True))
        headers = {"Content-Type": "application/json; charset=utf-8", **headers} if data else headers
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        if fault is not None and fault.cut is not None:
            if fault.cut:
                self.end_headers()
                self.wfile.write(data[: fault.cut])
            self.close_connection = True
            return
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):  # a client may hang up on a response that is too long
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving() -> Iterator[GitHub]:
    """Serve a fake GitHub, and fail at the end if its description was violated."""
    github = GitHub()
    server = Server(("127.0.0.1", 0), type("Handling", (Handler,), {"github": github}))
    github.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield github
        assert not github.violations, "\n".join(github.violations)
    finally:
        server.shutdown()
        server.server_close()
