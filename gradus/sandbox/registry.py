"""The sandboxes that there are: each module of `kinds` is one; adding one is adding its file there."""

from __future__ import annotations

import functools

from gradus.core.plugins import members
from gradus.sandbox import kinds
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.launch import Sandbox

AUTO = "auto"


@functools.cache
def sandboxes() -> dict[str, Sandbox]:
    """Every sandbox by its name, the strongest first."""
    found: list[Sandbox] = sorted(members(kinds, "SANDBOX"), key=lambda each: -int(each.strength))
    return {each.name: each for each in found}


def choose(wanted: str) -> Sandbox:
    """Find a sandbox that works here.

    Args:
        wanted: its name, or "auto" for the strongest that works.

    Raises:
        SandboxUnavailableError: there is none of that name, or it does not work here; the text has the remedy.
    """
    if wanted == AUTO:
        for sandbox in sandboxes().values():
            try:
                sandbox.check()
            except SandboxUnavailableError:
                continue
            return sandbox
    if wanted not in sandboxes():
        raise SandboxUnavailableError(f"There is no sandbox {wanted}. There are: {', '.join(sandboxes())}.")
    sandboxes()[wanted].check()
    return sandboxes()[wanted]
