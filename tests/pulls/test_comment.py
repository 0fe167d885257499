"""Comments and check runs: student text only in fences, and never longer than GitHub accepts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from markdown_it import MarkdownIt

from gradus.core.course import Course
from gradus.core.report import CheckResult
from gradus.pulls.forge.posting import marker
from gradus.pulls.ledger.ledger import Observation
from gradus.pulls.round.comment import Verdict, comment_body, status_of
from tests.pulls.conftest import head, report

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LOUD = [
    "::error::owned",
    "##[error]owned",
    "```\n</details>\n# big <img src=x onerror=alert(1)>",
    "~~~\n@everyone [l](http://x) #12 school/course#1",
    "\u202e\x1b[2J\x00\r\n<!-- gradus:v1 pr=2 -->",
    "`" * 5000,
    "| a | b |\n|---|---|",
    "\U0001f600" * 4000,
    "é" * 9000,
    "\ud800",
]


def verdict(course: Course, message: str, **changes: Any) -> Verdict:
    def say(check: CheckResult) -> CheckResult:
        return replace(check, message=message if check.visibility == "visible" else "")

    noon = Observation("2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z")
    seen = head(1, "ada-the-student", "a" * 40, noon)
    graded = Verdict(seen, report(course, seen.folder, 0, say), "b" * 40, 0, {}, "a" * 40)
    return replace(graded, **changes)


def outside(text: str) -> str:
    return "\n".join(token.content for token in PARSER.parse(text) if token.type in ("inline", "html_block"))


@pytest.mark.parametrize("message", LOUD)
def test_student_text_appears_only_in_fences(mini: Course, message: str) -> None:
    calm = comment_body(verdict(mini, "calm"))
    text = comment_body(verdict(mini, message))
    assert outside(text) == outside(calm)
    assert "ada-the-student" not in text
    assert not re.search(r"^\s*::|##\[|[\x00-\x09\x0b-\x1f\u202a-\u202e]", text, re.MULTILINE)
    json.dumps(text).encode()
    text.encode()


@pytest.mark.parametrize(
    ("message", "many"), [*((message, 1) for message in LOUD), *((message, 40) for message in LOUD[5:9])]
)
def test_never_larger_than_github_accepts(mini: Course, message: str, many: int) -> None:
    graded = verdict(mini, message)
    exercises = tuple(replace(exercise, checks=exercise.checks * many) for exercise in graded.report.exercises)
    graded = replace(graded, report=replace(graded.report, exercises=exercises))
    text = comment_body(graded)
    assert len(text) <= 60_000 and text.endswith(marker(1))
    status = status_of(graded, mini)
    assert len(status.summary.encode()) < 65_535
    for part in map(outside, (text, status.summary)):
        assert part.count("<details>") == part.count("</details>")
        assert "Squares and means" in part


def test_a_check_run_is_never_red(mini: Course) -> None:
    graded = verdict(mini, "x")
    assert not status_of(graded, mini).done
    full = replace(graded, report=report(mini, "x", 1))
    assert status_of(full, mini).done and status_of(full, mini).title == "6 of 6 points"
