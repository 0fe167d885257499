"""The pages against the code: tables, lists, links, commands and the published schema of reports.

GRADUS_GOLDEN=write rewrites the generated tables of docs/architecture.md: read the diff before you commit it.
"""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import click
import pytest
from jsonschema import Draft202012Validator

from gradus import grading
from gradus.cli import main
from gradus.core import checks
from gradus.core.course import Course, load
from gradus.core.handed_in.submission import open_folder
from gradus.core.report import CheckResult, ExerciseResult, Made, Report
from gradus.core.status import Status
from gradus.exporters.registry import exporters
from gradus.grading import scoring
from gradus.grading.runner import run_checks
from gradus.sandbox.launch import PROCESS
from gradus.sandbox.registry import names as sandboxes
from gradus.student import pictures
from tests.conftest import ROOT, HandIn

pytestmark = pytest.mark.fast

ENGINE = ROOT / "gradus"
DOCS = ROOT / "docs"
ARCHITECTURE = DOCS / "architecture.md"
GOLDEN_REPORT = ROOT / "tests" / "golden" / "report.json"
REPORT_SCHEMA = json.loads((DOCS / "report.schema.json").read_text("utf-8"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / ".github").rglob("*.md")])
# Pages whose code must name files and names that exist.
ABOUT_ENGINE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ARCHITECTURE]
ABOUT_ENGINE += [DOCS / "report-format.md", DOCS / "glossary.md", DOCS / "quality.md"]
BLOCK = re.compile(r"^```(\w*).*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
JSON_TYPES = {str: "string", float: "number", bool: "boolean", type(None): "null"}


def read(path: Path) -> str:
    return path.read_text("utf-8")


def named(paths: list[Path]) -> list[Any]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one."""
    return re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def first_column(text: str) -> list[str]:
    """The first cells of the rows of the first table, where they are code."""
    return re.findall(r"^\| `([^`]+)` \|", text.split("\n|---", 1)[-1], re.MULTILINE)


# The tables of docs/architecture.md


def may_import() -> dict[str, set[str]]:
    """The rooms that each room may import, as the contracts in pyproject.toml have it."""
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    floors = [re.split(r"\s*[|:]\s*", layer) for layer in layers]
    allowed = {room: set().union(*map(set, floors[i + 1 :])) for i, floor in enumerate(floors) for room in floor}
    for contract in contracts:
        for source in contract["source_modules"] if contract["type"] == "forbidden" else ():
            room = source.removeprefix("gradus.")
            allowed[room] -= {name.removeprefix("gradus.") for name in contract["forbidden_modules"]}
    return allowed


def first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(read(path))) or "").split("\n")[0].replace("|", "\\|")


def table_of_rooms() -> str:
    layers = may_import()
    lines = ["| room | what is in it | may import |", "|---|---|---|"]
    for room in layers:
        imports = ", ".join(f"`{name}`" for name in layers if name in layers[room]) or "nothing of Gradus"
        lines.append(f"| `{room}/` | {first_line(ENGINE / room / '__init__.py')} | {imports} |")
    return "\n".join(lines)


def table_of_modules() -> str:
    lines = []
    for room in may_import():
        lines += [f"### `{room}/`", "", "| module | what it does |", "|---|---|"]
        for path in sorted((ENGINE / room).rglob("*.py")):
            name = path.relative_to(ENGINE / room).as_posix()
            if name != "__init__.py":
                lines.append(f"| `{name}` | {first_line(path)} |")
        lines.append("")
    return "\n".join(lines).rstrip()


@pytest.mark.parametrize(("name", "table"), [("rooms", table_of_rooms), ("modules", table_of_modules)])
def test_the_generated_tables_are_up_to_date(name: str, table: Any) -> None:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, rest = read(ARCHITECTURE).split(begin)
    current, after = rest.split(end)
    if os.environ.get("GRADUS_GOLDEN") == "write":
        current = f"\n{table()}\n"
        ARCHITECTURE.write_text(f"{before}{begin}{current}{end}{after}", "utf-8", newline="\n")
    assert current.strip() == table(), "run GRADUS_GOLDEN=write uv run pytest tests/test_docs.py"


def test_no_table_that_a_command_writes_is_empty() -> None:
    blocks = [
        (page.name, name, body)
        for page in PAGES
        for name, body in re.findall(r"<!-- ([\w-]+): begin -->(.*?)<!-- \1: end -->", read(page), re.DOTALL)
    ]
    assert len(blocks) > 10
    assert [(page, name) for page, name, body in blocks if "|" not in body] == []


def test_the_import_contract_knows_every_room() -> None:
    assert sorted(may_import()) == sorted(path.parent.name for path in ENGINE.glob("*/__init__.py"))


def test_every_module_has_a_docstring() -> None:
    assert [path.relative_to(ROOT).as_posix() for path in ENGINE.rglob("*.py") if not first_line(path)] == []


# The format of reports


def schema_of(kind: Any) -> dict[str, Any]:
    """What the schema must say of a field of this type."""
    if is_dataclass(kind) and isinstance(kind, type):
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0])}
    if Made in get_args(kind):
        return {"anyOf": [{"$ref": "#/$defs/Made"}, {"type": "null"}]}
    types = [JSON_TYPES[each] for each in get_args(kind) or (kind,)]
    return {"type": types[0] if len(types) == 1 else types}


@pytest.mark.parametrize("kind", [Report, ExerciseResult, CheckResult, Made])
def test_the_schema_and_its_page_have_the_fields_of_the_dataclass(kind: Any) -> None:
    schema = REPORT_SCHEMA if kind is Report else REPORT_SCHEMA["$defs"][kind.__name__]
    names = [field.name for field in fields(kind)]
    assert list(schema["properties"]) == names
    assert schema["required"] == [field.name for field in fields(kind) if field.default is MISSING]
    hints = get_type_hints(kind)
    for name in names:
        said, expected = schema["properties"][name], schema_of(hints[name])
        assert {key: said.get(key) for key in expected} == expected, name
        assert said["description"]
    page = section(read(DOCS / "report-format.md"), "Fields")
    tables = [first_column(table) for table in page.split("|---|---|---|")[1:]]
    assert names in tables


def test_the_pages_list_the_statuses() -> None:
    (line,) = re.findall(r"^\| status \|(.*)$", read(DOCS / "glossary.md"), re.MULTILINE)
    assert SPAN.findall(line) == [str(status) for status in Status]
    assert first_column(section(read(DOCS / "report-format.md"), "Statuses")) == [str(status) for status in Status]
    assert REPORT_SCHEMA["properties"]["schema"]["const"] == Report.SCHEMA


def test_published_examples_validate() -> None:
    Draft202012Validator.check_schema(REPORT_SCHEMA)
    validator = Draft202012Validator(REPORT_SCHEMA)
    validator.validate(json.loads(read(GOLDEN_REPORT)))
    (example,) = [text for language, text in BLOCK.findall(read(DOCS / "report-format.md")) if language == "json"]
    validator.validate(json.loads(example))


def test_a_fresh_report_validates(mini: Course, hand_in: HandIn) -> None:
    folder = hand_in("ada", square="def square(x):\n    raise NotImplementedError\n", power=None)
    record = run_checks(mini, open_folder(folder, mini), mini.exercises, PROCESS)
    report = json.loads(scoring.build(mini, record).to_json())
    Draft202012Validator(REPORT_SCHEMA).validate(report)
    statuses = {check["status"] for exercise in report["exercises"] for check in exercise["checks"]}
    assert {"not_started", "missing"} <= statuses
    report["exercises"][0]["checks"][0]["status"] = "ignored"
    assert not Draft202012Validator(REPORT_SCHEMA).is_valid(report)


# Lists on pages


def test_the_pages_list_the_formats() -> None:
    (line,) = re.findall(r"^Formats: (.*)$", read(ROOT / "README.md"), re.MULTILINE)
    assert sorted(SPAN.findall(line)) == sorted(exporters())
    table = re.findall(r"^\| `(\w+)` \|", read(DOCS / "gradebook.md"), re.MULTILINE)
    assert exporters().keys() - set(table) == set()


def test_the_architecture_page_lists_the_sandboxes() -> None:
    assert first_column(section(read(ARCHITECTURE), "The sandbox")) == list(sandboxes())


def test_the_authors_page_lists_the_vocabulary() -> None:
    spans = " ".join(SPAN.findall(section(read(DOCS / "authoring.md"), "The vocabulary")))
    assert {word for word in grading.__all__ if not re.search(rf"\b{word}\b", spans)} == set()


# Links, files and commands on pages


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    text = BLOCK.sub("", read(path))
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", named(PAGES))
def test_relative_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(BLOCK.sub("", read(page))):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        inside = not re.match(r"[a-z]+:", link)
        if inside and (not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target))):
            broken.append(link)
    assert broken == []


def code_on(page: Path) -> Iterator[str]:
    """The code spans of a page, and the words of its blocks of shell; without the generated tables."""
    text = re.sub(r"<!-- (\w+): begin -->.*?<!-- \1: end -->", "", read(page), flags=re.DOTALL)
    yield from SPAN.findall(BLOCK.sub("", text))
    for language, block in BLOCK.findall(text):
        yield from block.split() if language == "sh" else ()


@pytest.mark.parametrize("page", named(ABOUT_ENGINE))
def test_files_named_on_a_page_exist(page: Path) -> None:
    folders = tuple(f"{path.name}/" for path in ROOT.iterdir() if path.is_dir())
    spans = [span for span in code_on(page) if re.fullmatch(r"[\w./-]+", span)]
    paths = [span for span in spans if span.startswith(folders) or span.endswith((".md", ".toml", ".txt"))]
    paths = [re.split(r"\b(?:DIR|EXERCISE|NAME|PART)\b", path)[0] for path in paths]
    assert [path for path in paths if not any((base / path).exists() for base in (ROOT, page.parent))] == []


@functools.cache
def words_of_code() -> set[str]:
    folders = ("gradus", "graders", "solutions", "tests")
    sources = [ROOT / "pyproject.toml", *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    return set(re.findall(r"\w+", "\n".join(map(read, sources))))


@pytest.mark.parametrize("page", named(ABOUT_ENGINE))
def test_names_on_a_page_exist_in_the_code(page: Path) -> None:
    words = words_of_code()
    names = [span.partition("(")[0] for span in code_on(page) if re.fullmatch(r"\w*[_A-Z]\w*(\(.*\))?", span)]
    assert [name for name in names if name not in words | {"DIR", "EXERCISE", "NAME", "PART"}] == []


def test_checks_named_on_the_quality_page_exist() -> None:
    course = load(ROOT)
    for exercise, names in re.findall(r"`(\w+/\w+)` (\w+(?:, \w+)*)", read(DOCS / "quality.md")):
        known = {check.id.split("::")[1] for check in checks.read(course, course.by_id[exercise])}
        assert set(names.split(", ")) <= known, exercise


def commands(page: Path) -> Iterator[list[str]]:
    """The arguments of every `gradus …` in the page's blocks of shell."""
    for language, block in BLOCK.findall(read(page)):
        for line in re.sub(r"\\\n\s*", "", block).splitlines() if language in ("sh", "console") else ():
            if re.match(r"(\$ )?\w.*\bgradus ", line) and (language == "sh" or line.startswith("$ ")):
                words = shlex.split(line, comments=True)
                yield words[words.index("gradus") + 1 :] if "gradus" in words else []


def wrong_words(words: list[str]) -> list[str]:
    """What of the words after `gradus` is neither a command nor one of its options."""
    context = click.Context(main)
    if not words or words[0].startswith("-"):
        return []
    command = main.get_command(context, words[0])
    if command is None:
        return words[:1]
    known = {option for parameter in command.params for option in parameter.opts}
    if words[0] == "show":
        course = load(ROOT)
        known |= {f"--{name}" for name in pictures.find(course, course.find(words[1])).options}
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in known]
    return unknown if words[0] != "pulls" else []  # its own parser reads the rest


@pytest.mark.parametrize("page", named(PAGES))
def test_commands_on_a_page_exist(page: Path) -> None:
    assert [(words, wrong) for words in commands(page) if (wrong := wrong_words(words))] == []


def test_the_readme_shows_every_command() -> None:
    shown = {words[0] for words in commands(ROOT / "README.md") if words}
    assert set(main.list_commands(click.Context(main))) - shown == set()
