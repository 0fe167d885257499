"""How a learner wants to be taught: .gradus.toml in the course's folder, which Git ignores, or .sherpa-config.yml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

from gradus.core.decode import DecodeError, build
from gradus.core.files import write_atomic
from gradus.core.text import nearest, one_line

FILE, YAML_FILE = ".gradus.toml", ".sherpa-config.yml"


class PreferencesError(Exception):
    """A file or a value cannot be used; the text says where, why, and what there is instead."""


class Tone(StrEnum):
    """The tone of a verdict."""

    OBJECTIVE = "objective"
    ENCOURAGING = "encouraging"
    HUMOROUS = "humorous"


class Depth(StrEnum):
    """How much of an explanation is shown: its first sentence, all of it, or also where to read on."""

    CONCISE = "concise"
    BALANCED = "balanced"
    DETAILED = "detailed"


class Pacing(StrEnum):
    """Who chooses what comes next: you; you, with a proposal; or the course, one step at a time."""

    LEARNER_LED = "learner-led"
    BALANCED = "balanced"
    STRUCTURED = "structured"


class QuizType(StrEnum):
    """What a quiz asks: letters and numbers, explanations in your own words, or both."""

    MULTIPLE_CHOICE = "multiple_choice"
    EXPLANATION = "explanation"
    MIXED = "mixed"


class QuizFrequency(StrEnum):
    """When a quiz is proposed: after each exercise, after each part of the course, or at the end of it."""

    AFTER_EACH_SECTION = "after_each_section"
    AFTER_MAJOR_TOPICS = "after_major_topics"
    END_OF_ROUTE = "end_of_route"


class FeedbackStyle(StrEnum):
    """When answers get their verdicts: at once, together after the last one, or at once with the tally so far."""

    IMMEDIATE = "immediate"
    SUMMARY = "summary"
    DETAILED = "detailed"


@dataclass(frozen=True)
class Teaching:
    """The table [teaching]."""

    tone: Tone = Tone.ENCOURAGING
    explanation_depth: Depth = Depth.BALANCED
    pacing: Pacing = Pacing.BALANCED


@dataclass(frozen=True)
class Assessment:
    """The table [assessment]."""

    quiz_type: QuizType = QuizType.MIXED
    quiz_frequency: QuizFrequency = QuizFrequency.AFTER_EACH_SECTION
    feedback_style: FeedbackStyle = FeedbackStyle.IMMEDIATE


@dataclass(frozen=True)
class Preferences:
    """Both tables; what is left out keeps its default."""

    teaching: Teaching = Teaching()
    assessment: Assessment = Assessment()


def kinds() -> dict[str, type[StrEnum]]:
    """The values that each preference may have, by its name with its table: teaching.tone."""
    tables = get_type_hints(Preferences)
    return {f"{table}.{name}": kind for table, type_ in tables.items() for name, kind in get_type_hints(type_).items()}


def values(preferences: Preferences) -> dict[str, str]:
    """The value of each preference, by its name with its table."""
    tables = asdict(preferences)
    return {f"{table}.{name}": str(value) for table, pairs in tables.items() for name, value in pairs.items()}


def read(root: Path) -> Preferences:
    """The preferences in the course's folder, the defaults without a file. Raises PreferencesError if one is invalid.

    What .gradus.toml leaves out is taken from .sherpa-config.yml.
    """
    tables = {name: dict[str, Any]() for name in ("teaching", "assessment")}
    for file, parse in ((YAML_FILE, _yaml), (FILE, tomllib.loads)):
        try:
            text = (root / file).read_text("utf-8-sig")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise PreferencesError(f"{file} cannot be read, so the defaults hold: {error}.") from None
        try:
            found = parse(text)
            build(Preferences, found, "it")
        except (DecodeError, ValueError, RecursionError) as error:
            raise PreferencesError(f"{file} cannot be used, so the defaults hold: {_told(error)}") from None
        for name, table in found.items():
            tables[name] |= table
    return build(Preferences, tables, FILE)


def usable(root: Path) -> tuple[Preferences, str]:
    """The preferences, and what is wrong with their file if it is; then they are the defaults."""
    try:
        return read(root), ""
    except PreferencesError as error:
        return Preferences(), str(error)


def change(root: Path, key: str, value: str | None) -> tuple[str, str]:
    """Store a preference, or with None forget it; returns its whole name and the value that holds now.

    Other lines of the file stay as they are. Raises PreferencesError for an unknown name or value, and OSError.
    """
    name = find(key)
    choices = [*kinds()[name]]
    if value is not None and value not in choices:
        near = nearest(value, choices, 0.6)
        meant = f" Did you mean {near}?" if near else ""
        raise PreferencesError(f"{name} has no value {one_line(value, 80)}. It has: {', '.join(choices)}.{meant}")
    path = root / FILE
    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
    except UnicodeDecodeError:
        raise PreferencesError(f"{FILE} is not UTF-8: save it in that encoding, or delete it.") from None
    table, _, short = name.partition(".")
    edited = _edited(text, table, short, value)
    try:
        kept = tomllib.loads(edited).get(table, {}).get(short)
    except (tomllib.TOMLDecodeError, AttributeError):
        kept = text
    if kept != value:
        raise PreferencesError(f'{FILE} cannot be changed: write {short} = "{value}" below [{table}] yourself.')
    write_atomic(path, edited)
    return name, values(read(root))[name]


def find(key: str) -> str:
    """The whole name of the preference called `key`, such as teaching.tone for tone. Raises PreferencesError."""
    known, typed = kinds(), key.lower().replace("-", "_")
    if found := [name for name in known if typed in (name, name.partition(".")[2])]:
        return found[0]
    near = nearest(key, {name.partition(".")[2] for name in known}, 0.6)
    meant = f" Did you mean {near}?" if near else ""
    raise PreferencesError(f"There is no preference {one_line(key, 80)}. There are: {', '.join(known)}.{meant}")


def _edited(text: str, table: str, name: str, value: str | None) -> str:
    """A file's text with another value of a preference, or without it; comments stay."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if re.fullmatch(rf"\s*\[\s*{table}\s*\]\s*(#.*)?", line)), None)
    new = f'{name} = "{value}"'
    if start is None:
        return "\n".join([*lines, *([""] if lines else []), f"[{table}]", new, ""]) if value is not None else text
    end = next((i for i in range(start + 1, len(lines)) if lines[i].lstrip().startswith("[")), len(lines))
    mine = re.compile(rf"""\s*{name}\s*=\s*("[^"]*"|'[^']*')""")
    for place in range(start + 1, end):
        if match := mine.match(lines[place]):
            lines[place : place + 1] = [] if value is None else [new + lines[place][match.end() :]]
            return "\n".join([*lines, ""])
    if value is not None:
        lines.insert(start + 1, new)
    return "\n".join([*lines, ""])


def _yaml(text: str) -> Any:
    """The tables of a YAML file. Raises ValueError if it is none."""
    import yaml

    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"it is no YAML: {one_line(str(error), 200)}") from None
    if not isinstance(found, Mapping | None):
        raise ValueError("it has no tables: write teaching: and assessment:, with the preferences indented below them")
    return {str(table): pairs or {} for table, pairs in (found or {}).items()}


def _told(error: Exception) -> str:
    """What is wrong with a file, and the names that there are where one is unknown."""
    text = one_line(str(error), 500).removeprefix("it.")
    text = text if text.endswith((".", "?")) else f"{text}."
    return f"{text} There are: {', '.join(kinds())}." if "unknown key" in text else text


def described(name: str) -> str:
    """What a preference is about, in one sentence."""
    return " ".join((kinds()[name].__doc__ or "").split())
