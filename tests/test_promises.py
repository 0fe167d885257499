"""Every promise has a row in docs/promises.md, every row quotes what is still promised, and every test in it exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = ("docs/threat-model.md", "SECURITY.md", "README.md")
ROW = re.compile(r"\| “(?P<quote>[^”]+)” \| (?P<means>[^|]+) \| (?P<tests>[^|]+) \|")


def plain(text: str) -> str:
    """A text on one line, without the addresses of links."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(text.split()))


def promised(text: str) -> list[str]:
    """The promises of a page: the points below a line that begins with Promised, or the rest of its paragraph."""
    found: list[str] = []
    blocks = text.split("\n\n")
    for number, block in enumerate(blocks):
        if not block.startswith("Promised"):
            continue
        points = blocks[number + 1] if block.rstrip().endswith(":") and number + 1 < len(blocks) else ""
        items = re.split(r"\n(?=- )", points) if points.startswith("- ") else [block.partition("**Not promised**")[0]]
        found += map(plain, items)
    return found


def in_short(text: str) -> list[str]:
    """The points of SECURITY.md's first paragraph."""
    (points,) = [block for block in text.split("\n\n") if block.startswith("- a submission can't")]
    return [plain(item) for item in re.split(r"\n(?=- )", points)]


def rows() -> list[re.Match[str]]:
    """The rows of the table."""
    lines = (ROOT / "docs" / "promises.md").read_text("utf-8").splitlines()
    found = [ROW.fullmatch(line) for line in lines if line.startswith("| “")]
    assert all(found) and len(found) > 25
    return [each for each in found if each]


def promises() -> list[str]:
    """All that is promised anywhere."""
    model, short = ((ROOT / page).read_text("utf-8") for page in PAGES[:2])
    return [*promised(model), *in_short(short)]


@cache
def names(path: Path) -> frozenset[str]:
    """The tests in a file: test_name, Class and Class::test_name."""
    found = set[str]()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return frozenset(name for name in found if "test" in name.lower() or name == "Family")


@pytest.mark.fast
def test_every_promise_has_a_row() -> None:
    quotes = [plain(row["quote"]) for row in rows()]
    assert len(promises()) >= 18
    assert [each for each in promises() if not any(quote in each for quote in quotes)] == []


@pytest.mark.fast
def test_what_is_quoted_is_said() -> None:
    said = " ".join(plain((ROOT / page).read_text("utf-8")) for page in PAGES)
    assert [row["quote"] for row in rows() if plain(row["quote"]) not in said] == []


@pytest.mark.fast
def test_every_test_exists() -> None:
    missing, count = [], 0
    for row in rows():
        file = ""
        for name in re.findall(r"`([^`]+)`", row["tests"]):
            path, _, test = name.partition("::")
            file = path or file
            place = ROOT / file
            there = any(place.rglob("test_*.py")) if place.is_dir() else place.is_file()
            if not there or (test and test not in names(place)):
                missing.append(f"{row['quote']}: {file}::{test}")
            count += 1
    assert missing == [] and count > 60


@pytest.mark.fast
@pytest.mark.parametrize(
    "text",
    [
        "Promised:\n\n- It cannot do one thing.\n- It cannot\n  do another.\n\nNot promised:\n\n- More.\n",
        "Promised: one thing [here](x.md). **Not promised**: more.\n\nPromised of\nanother: so.\n",
    ],
)
def test_promises_are_found(text: str) -> None:
    assert len(promised(text)) == 2 and not any("ore." in each or "x.md" in each for each in promised(text))
