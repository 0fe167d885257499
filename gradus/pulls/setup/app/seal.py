"""Encrypt a secret for GitHub, which can open it: a sealed box of libsodium."""

import base64
import binascii

from gradus.pulls.setup.layout import SetupError

MISSING = (
    "PyNaCl, which encrypts the App's key for GitHub, is not installed: type `uv sync --extra teacher` (or "
    "`pip install pynacl`), then run this again."
)


def require() -> None:
    """Raise SetupError if nothing can be sealed on this machine: said before there is a secret."""
    try:
        import nacl.public  # noqa: F401
    except ImportError:
        raise SetupError(MISSING) from None


def seal(secret: str, public_key: str) -> str:
    """The secret in Base64, for whoever has the other half of `public_key`. Raises SetupError."""
    require()
    from nacl.public import PublicKey, SealedBox

    try:
        box = SealedBox(PublicKey(base64.b64decode(public_key, validate=True)))
    except (binascii.Error, ValueError, TypeError):
        raise SetupError("GitHub's public key for secrets is invalid. Try again later.") from None
    return base64.b64encode(box.encrypt(secret.encode("utf-8"))).decode("ascii")
