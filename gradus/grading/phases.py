"""The two phases of an official run: first the visible checks of all submissions, then the hidden ones.

What a student's code learns in a hidden check could come out in the message of a visible one, of another exercise or of
another submission. So every message that shows what student code made is there before the first hidden check begins.
"""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self

from gradus.core.checks import Check
from gradus.core.decode import DecodeError, build, loads
from gradus.core.status import Visibility
from gradus.grading.running import Outcome

LARGEST = 64 << 20


@dataclass(frozen=True)
class Half:
    """What the visible checks of an exercise came to, and what its hidden ones must know of that.

    `outcomes` are by the checks' ids, `changing` the functions that failed a check for changing their arguments, `slow`
    those that gave no answer in time; so many seconds were `spent` on waiting for answers.
    """

    outcomes: dict[str, Outcome]
    changing: tuple[str, ...] = ()
    slow: tuple[str, ...] = ()
    spent: float = 0.0

    def pack(self) -> str:
        """The half as a short text, which is not looked into while it is kept."""
        return base64.b64encode(zlib.compress(json.dumps(asdict(self)).encode(), 1)).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The half in a text that `pack` made. Raises DecodeError if it is none."""
        try:
            unpacking = zlib.decompressobj()
            data = unpacking.decompress(base64.b64decode(text, validate=True), LARGEST)
        except (ValueError, zlib.error):
            raise DecodeError("the first half of the verdicts is damaged") from None
        if not unpacking.eof:
            raise DecodeError("the first half of the verdicts is cut off or too large")
        return build(cls, loads(data), "half")


@dataclass(frozen=True)
class Phase:
    """Which checks run: those of one visibility, or all. `halves` are by exercise what the visible ones came to.

    With a `secret`, which each official run has one of its own, hidden checks have seeds and inputs that nobody knows
    before.
    """

    visibility: Visibility | None = None
    secret: bytes = b""
    halves: Mapping[str, Half] = field(default_factory=dict)

    def has(self, check: Check) -> bool:
        """Whether the check has an outcome when the phase is over."""
        return self.visibility is not Visibility.VISIBLE or check.visibility is Visibility.VISIBLE

    def runs(self, check: Check) -> bool:
        """Whether the check runs in this phase, and not in the one before."""
        return self.visibility in (None, check.visibility)

    def key(self, check: Check) -> bytes:
        """What the seeds and inputs of the check depend on besides its file: nothing, but in an official hidden one."""
        hidden = self.secret and check.visibility is Visibility.HIDDEN
        return hmac.digest(self.secret, check.id.encode(), hashlib.sha256) if hidden else b""

    def seed(self, check: Check) -> int:
        """The seed of the worker's global random generators in the check."""
        key = self.key(check)
        return int.from_bytes(key[:4], "big") if key else zlib.crc32(check.id.encode())


WHOLE = Phase()
