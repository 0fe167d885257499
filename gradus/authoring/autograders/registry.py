"""The registry of systems that grade by a bundle."""

import importlib
import pkgutil
from functools import cache

from gradus.authoring.autograders import systems
from gradus.authoring.autograders.bundle import System


@cache
def known() -> dict[str, System]:
    """The systems by name: SYSTEM of each module in `systems`."""
    names = [f"{systems.__name__}.{module.name}" for module in pkgutil.iter_modules(systems.__path__)]
    return {system.name: system for system in (importlib.import_module(name).SYSTEM for name in names)}
