"""The registry of exporters: EXPORTER of each module in `formats`, and the entry points in gradus.exporters."""

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

from gradus.exporters import formats
from gradus.exporters.exporter import Exporter, ExportError

GROUP = "gradus.exporters"


@functools.cache
def exporters() -> dict[str, Exporter]:
    """Every exporter by name. Raises ExportError if one cannot be loaded, is no Exporter, or has a taken name."""
    registry: dict[str, Exporter] = {}
    for origin, exporter in _candidates():
        if not isinstance(exporter, Exporter):
            raise ExportError(f"{origin} is a {type(exporter).__name__}: expected an Exporter.")
        if exporter.name in registry:
            raise ExportError(f"{origin} is called {exporter.name}, as another format is.")
        registry[exporter.name] = exporter
    return registry


def _candidates() -> Iterator[tuple[str, Any]]:
    for module in pkgutil.iter_modules(formats.__path__):
        name = f"{formats.__name__}.{module.name}"
        yield f"{name}.EXPORTER", getattr(importlib.import_module(name), "EXPORTER", None)
    for entry in entry_points(group=GROUP):
        origin = f"the entry point {entry.name} = {entry.value} ({GROUP})"
        try:
            yield origin, entry.load()
        except Exception as error:
            raise ExportError(f"{origin} cannot be loaded: {type(error).__name__}: {error}") from None
