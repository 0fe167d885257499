"""Discover plug-ins: the modules of a package."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any


def members(package: ModuleType, attribute: str) -> Iterator[Any]:
    """The value of `attribute` in each module directly in `package` that has it, in the order of their names."""
    for module in pkgutil.iter_modules(package.__path__):
        value = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), attribute, None)
        if value is not None:
            yield value
