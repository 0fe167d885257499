"""The registry of sandboxes: each module of `kinds` defines the sandbox of its name, so adding a file adds one."""

from __future__ import annotations

import contextlib
import functools
import importlib
import pkgutil

from gradus.sandbox import kinds
from gradus.sandbox.errors import SandboxUnavailableError
from gradus.sandbox.launch import Sandbox

AUTO = "auto"


def names() -> list[str]:
    """The names of all sandboxes."""
    return [module.name for module in pkgutil.iter_modules(kinds.__path__)]


@functools.cache
def find(name: str) -> Sandbox:
    """The sandbox called `name`. Raises SandboxUnavailableError if there is none, or its module is at fault."""
    if name not in names():
        raise SandboxUnavailableError(f"There is no sandbox called {name}. There are: {', '.join(names())}.")
    where = f"gradus/sandbox/kinds/{name}.py"
    try:
        sandbox: Sandbox = importlib.import_module(f"{kinds.__name__}.{name}").SANDBOX
    except Exception as error:
        raise SandboxUnavailableError(f"{where} cannot be loaded: {type(error).__name__}: {error}") from None
    # A report says only the name, and the name decides whether its score is posted.
    if sandbox.name != name:
        raise SandboxUnavailableError(f"{where} calls its sandbox {sandbox.name}: it must be called {name}.")
    return sandbox


def choose(name: str) -> Sandbox:
    """The sandbox called `name`, or for "auto" the strongest that works here.

    Raises SandboxUnavailableError, with the remedy, if there is none of that name or it does not work here.
    """
    candidates = [find(name)] if name != AUTO else sorted(map(find, names()), key=lambda each: -each.strength)
    for sandbox in candidates[:-1]:
        with contextlib.suppress(SandboxUnavailableError):
            sandbox.check()
            return sandbox
    candidates[-1].check()
    return candidates[-1]
