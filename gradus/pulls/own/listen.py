"""Hears that something happened at the forge. What is sent says no more than that: each round asks the forge itself.

So the worst that a request can do is to cost a round, and Bell and loop say how many there can be.
"""

import hashlib
import hmac
import io
import re
import socket
import socketserver
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any, Self

from gradus.core.text import one_line
from gradus.pulls.own.bell import Bell

BODY = 1 << 20  # bytes that are read of a request's body
HEAD = 80 << 10  # and of what stands before it
SECONDS = 10.0  # for a request in all
AT_ONCE = 16
REMEMBERED = 1000  # signatures
ADDRESS = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9.-]+)):(?P<port>[0-9]{1,5})")
WHOLE = re.compile(r"[0-9]+")
LOOPBACK = re.compile(r"localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|::1")


class AddressError(Exception):
    """What is to be listened on is no address, or may not be without a secret."""


def parse_address(text: str, *, signed: bool) -> tuple[str, int]:
    """The host and the port of --listen. Raises AddressError."""
    match = ADDRESS.fullmatch(text)
    if not match or not 0 < int(match["port"]) < 65536:
        raise AddressError(f"--listen is {one_line(text) or 'empty'}: write HOST:PORT, such as 127.0.0.1:8088.")
    host = match["six"] or match["host"]
    if not signed and not LOOPBACK.fullmatch(host):
        told = f"--listen {one_line(text)} can be reached from elsewhere, where anybody could wake the loop"
        raise AddressError(f"{told}: give --webhook-secret-file, or listen on 127.0.0.1 behind a reverse proxy.")
    return host, int(match["port"])


class Hints:
    """Tells signed requests from others; without a `secret`, all count."""

    def __init__(self, bell: Bell, secret: bytes | None) -> None:
        self.bell, self.secret = bell, secret
        self.seen: dict[bytes, None] = {}  # the newest at its end
        self._lock = threading.Lock()

    def heed(self, signature: str, body: bytes) -> bool:
        """Whether a request counts; then the loop is told. One that is repeated counts, but tells nothing new."""
        if self.secret is not None:
            right = "sha256=" + hmac.new(self.secret, body, hashlib.sha256).hexdigest()
            if not hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")):
                return False
            if not self._is_new(right.encode()):
                return True
        self.bell.hint()
        return True

    def _is_new(self, signature: bytes) -> bool:
        with self._lock:
            if signature in self.seen:
                return False
            self.seen[signature] = None
            if len(self.seen) > REMEMBERED:
                del self.seen[next(iter(self.seen))]
            return True


class Limited(io.RawIOBase):
    """What a connection sends, up to a time and a number of bytes."""

    def __init__(self, connection: socket.socket, seconds: float, size: int) -> None:
        self.connection, self.until, self.left = connection, time.monotonic() + seconds, size

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes. Raises TimeoutError if the time is up."""
        place = memoryview(buffer)[: self.left]
        if (seconds := self.until - time.monotonic()) <= 0:
            raise TimeoutError
        self.connection.settimeout(seconds)
        number = self.connection.recv_into(place) if place else 0
        self.left -= number
        return number


class _Handler(BaseHTTPRequestHandler):
    """Answers one request of a connection, with a status alone."""

    server: "Listener"

    def setup(self) -> None:
        """Limit what is read."""
        super().setup()
        self.rfile.close()
        self.limited = Limited(self.connection, SECONDS, HEAD)
        self.rfile = io.BufferedReader(self.limited)

    def do_POST(self) -> None:
        """Heed a hint."""
        if not self.limited.left:  # the head was cut off, which looks like its end
            return self.send_error(431)
        self.limited.left += BODY
        if self.headers.get("Transfer-Encoding"):
            return self.send_error(411)
        length = self.headers.get("Content-Length", "0")
        if not WHOLE.fullmatch(length) or not length.isascii():
            return self.send_error(400)
        if len(length) > 9 or int(length) > BODY:
            return self.send_error(413)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            return self.send_error(400)
        heeded = self.server.hints.heed(self.headers.get("X-Hub-Signature-256", ""), body)
        return self._answer(202 if heeded else 403)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse, without the library's page, which repeats what was asked."""
        self._answer({501: 405}.get(code, code if 400 <= code < 500 else 400))

    def _answer(self, status: int) -> None:
        self.close_connection = True
        self.request_version = "HTTP/1.1"  # an answer needs its status, whatever was asked
        self.send_response_only(status)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        """A stranger writes nothing into the log."""


class Listener(socketserver.ThreadingTCPServer):
    """Listens at an address, from when it is made until it is left. Raises OSError if the address cannot be used."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = AT_ONCE

    def __init__(self, address: tuple[str, int], bell: Bell, secret: bytes | None) -> None:
        self.hints, self._free = Hints(bell, secret), threading.Semaphore(AT_ONCE)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self.server_address[0], self.server_address[1]  # type: ignore[return-value]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread, of which there are only so many: who comes when all are busy is hung up on."""
        if self._free.acquire(blocking=False):
            try:
                super().process_request(request, client_address)
            except BaseException:
                self._free.release()
                raise
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up, or sends what the library cannot read, is no reason for a traceback."""
