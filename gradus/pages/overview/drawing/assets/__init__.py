"""What the page of the overview is drawn with: our scripts and style, and Tabulator, as it came (vendor/NOTICE.md)."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def scripts() -> tuple[str, str]:
    """Tabulator, and the page's own script: its parts in order, in a scope of their own."""
    parts = (path.read_text("utf-8") for path in sorted(FOLDER.glob("*.js")))
    return _vendor("tabulator.min.js"), f'(() => {{\n"use strict";\n{"".join(parts)}}})();\n'


@cache
def style() -> str:
    """Tabulator's style, and the page's."""
    return _vendor("tabulator_simple.min.css") + "\n" + (FOLDER / "overview.css").read_text("utf-8")


def _vendor(name: str) -> str:
    """A file without the line that asks the browser's tools for its source map, which is not here."""
    text = (FOLDER / "vendor" / name).read_text("utf-8")
    return text.rpartition("/*# sourceMappingURL=")[0] or text.rpartition("//# sourceMappingURL=")[0]
