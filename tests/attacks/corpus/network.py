"""Tries to reach the network by socket, urllib, asyncio, and the system calls underneath."""

import asyncio
import ctypes
import socket
import struct
import urllib.request

PORT = 47113
loot, libc = [], ctypes.CDLL(None, use_errno=True)
address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(PORT), bytes([127, 0, 0, 1]))


def raw():
    descriptor = libc.socket(2, 1, 0)
    return descriptor >= 0 and libc.connect(descriptor, address, 16) == 0


def through_pair():
    one, _ = socket.socketpair(type=socket.SOCK_STREAM)
    return one.sendto(b"x", f"\0gradus-attack-{PORT}")


def unix():
    one = socket.socket(socket.AF_UNIX)
    one.connect(f"\0gradus-attack-{PORT}")
    return True


WAYS = {
    "socket": lambda: socket.create_connection(("127.0.0.1", PORT), timeout=0.5),
    "outside": lambda: socket.create_connection(("1.1.1.1", 53), timeout=0.5),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", PORT)),
    "ipv6": lambda: socket.create_connection(("::1", PORT), timeout=0.5),
    "unix": unix,
    "listen": lambda: socket.create_server(("127.0.0.1", 0)),
    "urllib": lambda: urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=0.5),
    "asyncio": lambda: asyncio.run(asyncio.wait_for(asyncio.open_connection("127.0.0.1", PORT), 0.5)),
    "ctypes": raw,
    "pair": through_pair,
    "names": lambda: socket.gethostbyname("example.org"),
}
for name, way in WAYS.items():
    try:
        if way():
            loot.append(name)
    except (OSError, TimeoutError, RuntimeError):
        pass
if loot:
    raise RuntimeError(f"LOOT {loot}")
