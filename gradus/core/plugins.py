"""Finding the modules that a folder holds, and what other distributions add: so that no list repeats them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any


def members(package: ModuleType, attribute: str, group: str = "") -> Iterator[Any]:
    """What each module directly in a package calls `attribute`, in the order of their names.

    Args:
        package: the package; of its modules, those without the attribute are passed over.
        attribute: the name to look for.
        group: the entry points that add more from other distributions, where there may be any.
    """
    for module in pkgutil.iter_modules(package.__path__):
        found = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), attribute, None)
        if found is not None:
            yield found
    for entry in entry_points(group=group) if group else ():
        yield entry.load()
