"""The pages of reference against the code: docs/commands.md, which is made from it, and docs/course-toml.md.

GRADUS_GOLDEN=write rewrites docs/commands.md: read the diff before you commit it.
"""

from __future__ import annotations

import os
import re
from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest

from docs.building import commands
from gradus.cli import main
from gradus.core.course import FILENAME, CourseError, Delivery, Exercise, Part, _Settings, load
from gradus.core.demands import Demands
from gradus.core.schedule.units import Rules, _Table
from gradus.pulls.cli import parser
from tests.test_docs import DOCS, read, section

pytestmark = pytest.mark.fast

COURSE_TOML = DOCS / "course-toml.md"
TOP = "The whole course"
# The heading above the keys of each table, and the class that the table is decoded into.
TABLES = {TOP: _Settings, "Parts": Part, "Exercises": Exercise, "Units": _Table, "Marks": Rules}
TABLES |= {"Verify": Demands, "Release": Delivery}
ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| ([^|]*) \|$", re.MULTILINE)


def rows(heading: str) -> dict[str, tuple[str, str]]:
    """What the page says of each key below a heading: what the key says, and what holds without it."""
    return {key: (says, without) for key, says, without in ROW.findall(section(read(COURSE_TOML), heading))}


@pytest.mark.parametrize("heading", TABLES)
def test_the_page_has_every_key_of_a_table(heading: str) -> None:
    keys = fields(TABLES[heading])
    assert set(rows(heading)) == {key.name for key in keys}
    needed = {key for key, (_, without) in rows(heading).items() if without.startswith("needed")}
    assert needed == {key.name for key in keys if key.default is MISSING and key.default_factory is MISSING}


def test_every_table_has_a_heading() -> None:
    tables = {key for key, (says, _) in rows(TOP).items() if says.startswith("the table")}
    assert tables == {heading.lower() for heading in TABLES} - {TOP.lower()}
    assert all(any(field.name == key for field in fields(_Settings)) for key in tables)


def test_the_example_is_a_course_and_is_none_without_what_is_needed(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", read(COURSE_TOML), re.DOTALL)
    file = tmp_path / FILENAME
    file.write_text(example, "utf-8")
    assert [exercise.id for exercise in load(tmp_path).exercises] == ["clusters/distance", "clusters/kmeans"]
    for key in {
        key for heading in TABLES for key, (_, without) in rows(heading).items() if without.startswith("needed")
    }:
        file.write_text(re.sub(rf"(?m)^{key} = .*\n", "", example, count=1), "utf-8")
        with pytest.raises(CourseError, match=key):
            load(tmp_path)


def test_the_page_of_commands_is_up_to_date() -> None:
    if os.environ.get("GRADUS_GOLDEN") == "write":
        commands.PAGE.write_text(commands.page(), "utf-8", newline="\n")
    assert read(commands.PAGE) == commands.page(), "run GRADUS_GOLDEN=write uv run pytest tests/test_reference.py"


def test_the_page_of_commands_has_all_of_them() -> None:
    titles = re.findall(r"^#{3,4} gradus ?(.*)$", read(commands.PAGE), re.MULTILINE)
    names = set(main.list_commands(click.Context(main)))
    assert names | {""} == {title for title in titles if not title.startswith("pulls ")}
    assert {f"pulls {name}" for name in parser()._subparsers._group_actions[0].choices} < set(titles)  # type: ignore[union-attr]
