"""How a learner wants to be talked to: .gradus.toml in the course's folder, which Git ignores."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gradus.core.decode import DecodeError, build

FILE = ".gradus.toml"


class PreferencesError(Exception):
    """The file cannot be used; the text says where and why."""


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


class FeedbackStyle(StrEnum):
    """When a lesson gives its verdicts: at once, together after its last question, or at once with the tally so far."""

    IMMEDIATE = "immediate"
    SUMMARY = "summary"
    DETAILED = "detailed"


@dataclass(frozen=True)
class Teaching:
    """The table [teaching]."""

    tone: Tone = Tone.ENCOURAGING
    explanation_depth: Depth = Depth.BALANCED


@dataclass(frozen=True)
class Assessment:
    """The table [assessment]."""

    feedback_style: FeedbackStyle = FeedbackStyle.IMMEDIATE


@dataclass(frozen=True)
class Preferences:
    """The whole file; what is left out keeps its default."""

    teaching: Teaching = Teaching()
    assessment: Assessment = Assessment()


def read(root: Path) -> Preferences:
    """The preferences in the course's folder, the defaults without a file. Raises PreferencesError if it is invalid."""
    try:
        return build(Preferences, tomllib.loads((root / FILE).read_text("utf-8-sig")), "settings")
    except FileNotFoundError:
        return Preferences()
    except (DecodeError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PreferencesError(f"{FILE} cannot be used, so the defaults hold: {error}") from None
