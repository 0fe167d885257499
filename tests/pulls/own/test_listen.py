"""What a stranger can do to the address that hears of events: forge, replay, flood, dawdle."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import socket
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from gradus.pulls.own import listen
from gradus.pulls.own.bell import Bell
from gradus.pulls.own.listen import AddressError, Listener, parse_address

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="for Linux machines")
SECRET = b"a secret of twenty and more"
BODY = b'{"action": "opened"}'


class Counting(Bell):
    def __init__(self) -> None:
        super().__init__()
        self.hints = 0

    def hint(self) -> None:
        self.hints += 1
        super().hint()


@pytest.fixture
def bell() -> Counting:
    return Counting()


@pytest.fixture
def signed(bell: Counting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(listen, "SECONDS", 1.5)
    with Listener(("127.0.0.1", 0), bell, SECRET) as listener:
        yield listener


@pytest.fixture
def unsigned(bell: Counting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(listen, "SECONDS", 1.5)
    with Listener(("127.0.0.1", 0), bell, None) as listener:
        yield listener


def say(listener: Listener, data: bytes, wait: float = 10) -> bytes:
    """Send bytes and return all that is answered."""
    with socket.create_connection(listener.address, timeout=wait) as there:
        found = b""
        try:
            there.sendall(data)
            with contextlib.suppress(OSError):  # the other end may have hung up by now
                there.shutdown(socket.SHUT_WR)
            while part := there.recv(65536):
                found += part
        except (BrokenPipeError, ConnectionResetError):
            pass
        return found


def post(listener: Listener, body: bytes = BODY, signature: str | None = None, *more: str, path: str = "/") -> int:
    made = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest() if signature is None else signature
    lines = [f"POST {path} HTTP/1.1", "Host: here", f"Content-Length: {len(body)}", *more]
    lines += [f"X-Hub-Signature-256: {made}"] if made else []
    return status(say(listener, "\r\n".join([*lines, "", ""]).encode("latin-1") + body))


def status(answer: bytes) -> int:
    return int(answer.split()[1]) if answer else 0


def test_an_event(signed: Listener, bell: Counting) -> None:
    assert post(signed) == 202 and bell.hints == 1
    assert post(signed, b"", path="/any/path?x=1") == 202 and bell.hints == 2


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        "sha1=" + hmac.new(SECRET, BODY, hashlib.sha1).hexdigest(),
        hmac.new(SECRET, BODY, hashlib.sha256).hexdigest(),
        "sha256=" + hmac.new(b"guessed", BODY, hashlib.sha256).hexdigest(),
        "sha256=" + hmac.new(SECRET, BODY, hashlib.sha256).hexdigest().upper(),
        "sha256=" + hmac.new(SECRET, BODY, hashlib.sha256).hexdigest() + " ",
        "sha256=\xe9\xff",
        "sha256=" + "a" * 60_000,
    ],
)
def test_a_forged_signature(signed: Listener, bell: Counting, signature: str) -> None:
    assert post(signed, BODY, signature) == 403 and bell.hints == 0


def test_the_signature_of_another_body(signed: Listener, bell: Counting) -> None:
    made = "sha256=" + hmac.new(SECRET, BODY, hashlib.sha256).hexdigest()
    assert post(signed, BODY + b" ", made) == 403 and bell.hints == 0


def test_a_replay(signed: Listener, bell: Counting) -> None:
    for _ in range(20):
        assert post(signed) == 202
    assert bell.hints == 1


def test_what_was_replayed_is_not_remembered_without_limit(
    signed: Listener, bell: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(listen.REMEMBERED + 10):
        signed.hints.heed(_headers(str(number).encode()), str(number).encode())
    assert bell.hints == listen.REMEMBERED + 10 and len(signed.hints.seen) == listen.REMEMBERED


def _headers(body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"GET / HTTP/1.1\r\n", 405),
        (b"PUT / HTTP/1.1\r\nContent-Length: 3\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\n", 405),
        (b"GET /\r\n", 405),
        (b"POST / HTTP/1.1\r\nContent-Length: 1048577\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1e3\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: \xb2\r\n", 400),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: 20\r\nTransfer-Encoding: chunked\r\n", 411),
        (b"POST / HTTP/9.9\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", 400),
        (b"a b c d e\r\n", 400),
        (b"POST /" + b"a" * 70_000 + b" HTTP/1.1\r\n", 414),
        (b"POST / HTTP/1.1\r\n" + b"X: y\r\n" * 101, 431),
        (b"POST / HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n", 431),
    ],
)
def test_what_is_refused(signed: Listener, bell: Counting, head: bytes, code: int) -> None:
    answer = say(signed, head + b"\r\n")
    if answer or code not in (413, 414, 431):  # a reset can overtake the answer where much is unread
        assert status(answer) == code
        head, _, body = answer.partition(b"\r\n\r\n")
        assert body == b"" and b"Python" not in head and b"gradus" not in head
    assert bell.hints == 0


def test_a_body_that_is_longer_than_it_says(signed: Listener, bell: Counting) -> None:
    made = _headers(BODY)
    head = f"POST / HTTP/1.1\r\nContent-Length: {len(BODY)}\r\nX-Hub-Signature-256: {made}\r\n\r\n".encode()
    say(signed, head + BODY + b"x" * 3_000_000)
    assert bell.hints <= 1 and post(signed, b"1") == 202


def test_a_body_that_is_shorter_than_it_says(signed: Listener, bell: Counting) -> None:
    head = f"POST / HTTP/1.1\r\nContent-Length: 1000\r\nX-Hub-Signature-256: {_headers(BODY)}\r\n\r\n"
    assert status(say(signed, head.encode() + BODY)) == 400 and bell.hints == 0


def test_the_largest_body(signed: Listener, bell: Counting) -> None:
    assert post(signed, b"x" * (1 << 20)) == 202 and bell.hints == 1


def test_a_flood_of_headers_takes_no_memory(signed: Listener, bell: Counting) -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 60_000) for number in range(90))  # 5 MB
    assert status(say(signed, b"POST / HTTP/1.1\r\n" + lines + b"\r\n")) in (0, 431)  # 0: a reset was faster
    assert bell.hints == 0 and post(signed) == 202


@pytest.mark.parametrize("slow", [b"P", b"POST / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n"])
def test_a_client_that_dawdles(signed: Listener, bell: Counting, slow: bytes) -> None:
    """One byte now and then: the time of a request is limited in all, not from byte to byte."""
    begun = time.monotonic()
    with socket.create_connection(signed.address, timeout=5) as there:
        there.sendall(slow)
        ended = False
        while time.monotonic() - begun < 5 and not ended:
            time.sleep(0.2)
            try:
                there.sendall(b"x")
                there.setblocking(False)
                ended = not there.recv(1000)
            except BlockingIOError:
                pass
            except OSError:
                ended = True
            there.settimeout(5)
    assert ended and time.monotonic() - begun < 4
    assert post(signed) == 202


@pytest.mark.long
def test_many_connections(signed: Listener, bell: Counting) -> None:
    before = threading.active_count()
    there = [socket.create_connection(signed.address, timeout=5) for _ in range(60)]
    time.sleep(0.5)
    assert threading.active_count() - before <= listen.AT_ONCE
    time.sleep(2)  # their time is up
    assert threading.active_count() <= before
    assert post(signed) == 202
    for each in there:
        each.close()


def test_clients_that_hang_up(signed: Listener, bell: Counting, capfd: pytest.CaptureFixture[str]) -> None:
    for data in (b"", b"POST / HTTP/1.1\r\nContent-Le", b"POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nab"):
        for _ in range(5):
            with socket.create_connection(signed.address) as there:
                linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # a reset, not an end
                there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                there.sendall(data)
    assert post(signed) == 202
    assert capfd.readouterr() == ("", "")


def test_nothing_of_a_request_is_printed(signed: Listener, capfd: pytest.CaptureFixture[str]) -> None:
    say(signed, b"POST /\x1b[31m HTTP/1.1\r\n\r\n")
    say(signed, b"GET /::error::x HTTP/1.1\r\n\r\n")
    assert capfd.readouterr() == ("", "")


def test_without_a_secret(unsigned: Listener, bell: Counting) -> None:
    """A workflow's plain curl behind a reverse proxy on this machine."""
    assert status(say(unsigned, b"POST / HTTP/1.1\r\nHost: x\r\n\r\n")) == 202
    assert post(unsigned, BODY, "") == 202 and post(unsigned, BODY, "sha256=0") == 202 and bell.hints == 3
    assert status(say(unsigned, b"GET / HTTP/1.1\r\n\r\n")) == 405 and bell.hints == 3


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_without_a_secret_only_on_this_machine(host: str) -> None:
    with pytest.raises(AddressError, match="--webhook-secret-file"):
        parse_address(f"[{host}]:80" if ":" in host else f"{host}:80", signed=False)
    assert parse_address(f"[{host}]:80" if ":" in host else f"{host}:80", signed=True) == (host, 80)


@pytest.mark.parametrize(
    "text", ["", "8080", "localhost", "localhost:", "localhost:0x1", "a:70000", ":80", "::1:80", "a b:1"]
)
def test_no_address(text: str) -> None:
    with pytest.raises(AddressError, match="write HOST:PORT"):
        parse_address(text, signed=True)


@pytest.mark.parametrize("text", ["localhost:80", "127.0.0.1:80", "[::1]:80"])
def test_addresses_of_this_machine(text: str) -> None:
    assert parse_address(text, signed=False)[1] == 80


def test_an_address_that_is_taken(signed: Listener, bell: Counting) -> None:
    with pytest.raises(OSError, match="Address already in use"):
        Listener(signed.address, bell, SECRET)


def test_the_reader_is_limited() -> None:
    class Endless(socket.socket):
        def recv_into(self, buffer: object, nbytes: int = 0, flags: int = 0) -> int:
            return len(memoryview(buffer))  # type: ignore[arg-type]

        def settimeout(self, value: float | None) -> None:
            pass

    with Endless() as there:
        reader = io.BufferedReader(listen.Limited(there, 10, 100_000))
        assert len(reader.read()) == 100_000
