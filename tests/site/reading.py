"""The commands that stand on the pages: every line of a block of shell, and what is typed in a block of console."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

DOCS = ROOT / "docs"
EXCUSED = Path(__file__).with_name("excused.toml")
# A block may stand in a list, with spaces before it.
BLOCK = re.compile(r"^( *)```(sh|console|bash|shell|powershell)\b.*?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Command:
    """A line to type, as it stands on a page, without the comment at its end."""

    page: str
    text: str


@dataclass(frozen=True)
class Excuse:
    """Why commands of a page that begin like this are not run here, and the tests that run them, if there are any."""

    page: str
    begin: tuple[str, ...]
    reason: str
    tests: tuple[str, ...] = ()


def commands(page: Path) -> Iterator[Command]:
    """The commands of a page, in their order."""
    name = page.relative_to(DOCS).as_posix()
    for _, language, block in BLOCK.findall(page.read_text("utf-8")):
        for line in re.sub(r"\\\n\s*", " ", block).splitlines():
            typed = line.strip()
            if language == "console":
                if not typed.startswith("$ "):
                    continue
                typed = typed.removeprefix("$ ")
            text = re.sub(r"\s+#( .*)?$", "", typed)
            if text and not text.startswith("#"):
                yield Command(name, text)


def everything() -> dict[str, list[Command]]:
    """The commands of each page that has any."""
    found = {path.relative_to(DOCS).as_posix(): list(commands(path)) for path in sorted(DOCS.rglob("*.md"))}
    return {page: lines for page, lines in found.items() if lines}


def excuses() -> list[Excuse]:
    """The list in excused.toml."""
    tables = tomllib.loads(EXCUSED.read_text("utf-8"))["excused"]
    return [Excuse(t["page"], tuple(t["commands"]), t["reason"], tuple(t.get("tests", ()))) for t in tables]


def excuse_of(command: Command) -> Excuse | None:
    """The excuse of a command, or None: then it is run."""
    for excuse in excuses():
        if excuse.page == command.page and command.text.startswith(excuse.begin):
            return excuse
    return None
