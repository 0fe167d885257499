"""The registry of sandboxes: each module of `kinds` defines one, so adding a file there adds a sandbox."""

from __future__ import annotations

import contextlib
import functools

from gradus.core.plugins import members
from gradus.sandbox import kinds
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.launch import Sandbox

AUTO = "auto"


@functools.cache
def sandboxes() -> dict[str, Sandbox]:
    """Every sandbox by its name, the strongest first."""
    registered: list[Sandbox] = sorted(members(kinds, "SANDBOX"), key=lambda sandbox: -int(sandbox.strength))
    return {sandbox.name: sandbox for sandbox in registered}


def find(name: str) -> Sandbox:
    """The sandbox called `name`. Raises SandboxUnavailableError if there is none."""
    if name not in sandboxes():
        raise SandboxUnavailableError(f"There is no sandbox called {name}. There are: {', '.join(sandboxes())}.")
    return sandboxes()[name]


def choose(name: str) -> Sandbox:
    """The sandbox called `name`, or for "auto" the strongest that works here. Raises SandboxUnavailableError."""
    if name == AUTO:
        for sandbox in sandboxes().values():
            with contextlib.suppress(SandboxUnavailableError):
                sandbox.check()
                return sandbox
    sandbox = find(name)
    sandbox.check()
    return sandbox
