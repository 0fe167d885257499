"""Discover plug-ins: the modules of a package, and the entry points of other distributions."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any


def members(package: ModuleType, attribute: str, group: str = "") -> Iterator[Any]:
    """The value of `attribute` in each module of a package that has it, then what the entry points of `group` load."""
    for module in pkgutil.iter_modules(package.__path__):
        found = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), attribute, None)
        if found is not None:
            yield found
    for entry in entry_points(group=group) if group else ():
        yield entry.load()
