"""The exporters that there are: each module of `formats`, and the entry points `gradus.exporters`."""

from __future__ import annotations

import functools

from gradus.core.plugins import members
from gradus.exporters import formats
from gradus.exporters.exporter import Exporter


@functools.cache
def exporters() -> dict[str, Exporter]:
    """Every exporter by its name.

    A module in `formats` offers one by calling it EXPORTER; another distribution, by an entry point of the group
    gradus.exporters that names an Exporter.
    """
    found: list[Exporter] = list(members(formats, "EXPORTER", "gradus.exporters"))
    return {exporter.name: exporter for exporter in found}
