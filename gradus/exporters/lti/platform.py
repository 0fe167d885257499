"""What a learning platform says of itself to its administrator: addresses, and whom it knows this tool as."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gradus.core.decode import DecodeError, build
from gradus.core.files import FileError, read_regular
from gradus.core.text import one_line

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LARGEST = 1 << 16


class LtiError(Exception):
    """The platform, or what is known of it, cannot be used; the text says what to do. It contains no secret."""


@dataclass(frozen=True)
class Platform:
    """The table of a platform: `client_id`, the addresses of tokens, line items and members, and the key's `key_id`.

    `audience` is whom a token is asked of, where that is another address than `token_url`.
    """

    client_id: str
    token_url: str
    lineitems: str
    members: str
    key_id: str = ""
    audience: str = ""

    def __post_init__(self) -> None:
        for name in ("token_url", "lineitems", "members"):
            require_secure(getattr(self, name), name)


def require_secure(url: str, name: str) -> None:
    """Raise LtiError unless this is an https address, or one of this machine: tokens and names go there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if not host or parts.username or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        raise LtiError(f"{name} is {one_line(url, 200)}: expected an https address.")


def read(path: Path) -> Platform:
    """Read the table in a TOML file. Raises LtiError, which names the wrong key."""
    try:
        return build(Platform, tomllib.loads(read_regular(path, LARGEST).decode("utf-8-sig")), path.name)
    except FileError as error:
        raise LtiError(f"{one_line(str(path), 300)} {error}.") from None
    except (DecodeError, ValueError) as error:
        raise LtiError(f"{one_line(str(path), 300)} cannot be used: {one_line(str(error), 300)}") from None


def read_key(path: Path) -> str:
    """The text of a private key's PEM file. Raises LtiError, which says nothing of what is in it."""
    try:
        text = read_regular(path, LARGEST).decode("ascii", "replace")
    except FileError as error:
        raise LtiError(f"the key, {one_line(str(path), 300)}, {error}.") from None
    if "PRIVATE KEY-----" not in text:
        raise LtiError(
            f"{one_line(str(path), 300)} is no private key: expected a PEM file that begins with -----BEGIN."
        )
    return text
