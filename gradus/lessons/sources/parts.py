"""The cells and regions of a lesson's source by their lines, so that what is wrong with one can be said with its line.

Jupytext makes the notebook; it keeps no lines, and takes for text what it cannot read.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Finding = tuple[int, str]  # the number of a line, and a sentence
METADATA = re.compile(r"nbgrader=(?=\{)")
MISSPELT = re.compile(r"(?i)\bnb[-_ ]?grad\w*\s*[=:]\s*\{")
OPENER = re.compile(r"(```+|~~~+)\s*(\w*)(.*)")
REGION = re.compile(r"<!--\s*#?(end)?region\b")


@dataclass
class Part:
    """A code cell or a region of a source: the line where it begins, its nbgrader metadata, and its lines."""

    line: int
    code: bool
    settings: dict[str, Any] | None
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The grade_id, empty if there is none."""
        name = (self.settings or {}).get("grade_id")
        return name if isinstance(name, str) else ""

    @property
    def source(self) -> str:
        """The text."""
        return "\n".join(text for _, text in self.lines)

    def has(self, *keys: str) -> bool:
        """Whether all of these keys of the metadata are true."""
        return all((self.settings or {}).get(key) is True for key in keys)

    @property
    def is_answer(self) -> bool:
        """Whether it is the cell for an answer that the machine grades."""
        return self.code and self.has("solution") and not self.has("grade")

    @property
    def is_check(self) -> bool:
        """Whether it is the check of an answer."""
        return self.code and self.has("grade") and not self.has("solution")

    @property
    def is_words(self) -> bool:
        """Whether it is the cell for an answer that a person grades."""
        return not self.code and self.has("grade", "solution")


def read_parts(lines: Sequence[str]) -> tuple[list[Part], list[Finding]]:
    """The code cells and regions of a source, and around each the text as a part of its own; and what ends nowhere."""
    parts, findings = [Part(1, False, None)], list[Finding]()
    fence, region = "", 0
    for number, line in enumerate(lines, 1):
        settings, fault = _metadata(line)
        findings += [(number, fault)] if fault else []
        opener, mark = OPENER.match(line), REGION.match(line)
        if fence and line.rstrip() == fence:
            fence = ""
            parts.append(Part(number + 1, False, None))
        elif fence:
            if opener and opener[2]:
                findings.append((parts[-1].line, "the code that begins here does not end before the next does."))
                return parts, findings
            parts[-1].lines.append((number, line))
        elif opener:
            fence = opener[1]
            parts.append(Part(number, opener[2] in ("python", "python3"), settings))
        elif mark and mark[1]:
            findings += [] if region else [(number, "a region ends here that did not begin.")]
            region = 0
            parts.append(Part(number + 1, False, None))
        elif mark:
            findings += [(region, "the region that begins here does not end before the next one.")] if region else []
            region = number
            parts.append(Part(number, False, settings))
        else:
            findings += [(number, "nbgrader's metadata stand here in no cell.")] if settings else []
            parts[-1].lines.append((number, line))
    if fence:
        findings.append((parts[-1].line, "the code that begins here does not end."))
    if region:
        findings.append((region, "the region that begins here does not end."))
    return parts, findings


def _metadata(line: str) -> tuple[dict[str, Any] | None, str]:
    """nbgrader's metadata in a line, and what is wrong with them."""
    if not (found := METADATA.search(line)):
        misspelt = MISSPELT.search(line)
        return None, f'"{misspelt[0]}" is no metadata: write nbgrader={{ without spaces.' if misspelt else ""
    try:
        settings, _ = json.JSONDecoder().raw_decode(line, found.end())
    except (ValueError, RecursionError) as error:
        column = getattr(error, "pos", found.end()) + 1
        reason = getattr(error, "msg", "nested too deeply")
        return (
            {},
            f"nbgrader's metadata are no valid JSON, so there would be no question: {reason}, at column {column}.",
        )
    return settings, ""
