"""Reports as Markdown: text made by a student's code stays in its fence, and no output exceeds its limit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gradus.core import markdown
from gradus.core import report as reports
from gradus.core.report import CheckResult, ExerciseResult
from gradus.core.status import Status
from tests.conftest import ROOT

pytestmark = pytest.mark.fast

ADA = reports.read(ROOT / "tests" / "golden" / "report.json")
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = st.lists(
    st.sampled_from([*"`~\n\r \t|<>&@#*_[]()!:-%ab\\\u202e\x1b\u2028", "</details>", "```", "::error::"])
).map("".join)


def parsed(text: str) -> list[Token]:
    return PARSER.parse(text)


def outside(text: str) -> str:
    """The rendered text outside fences."""
    return "\n".join(token.content for token in parsed(text) if token.type in ("inline", "html_block"))


def with_messages(message: str, results: tuple[ExerciseResult, ...] = ADA.exercises) -> list[ExerciseResult]:
    def changed(check: CheckResult) -> CheckResult:
        return replace(check, message=message, status=Status.FAILED, score=0.0)

    return [replace(result, checks=tuple(map(changed, result.checks))) for result in results]


def test_a_report() -> None:
    text = markdown.exercises(ADA.exercises, limit=60_000)
    assert "| warmup/square | Squares and means | 2 / 4 |" in text
    assert "<details><summary>warmup/square: " in text
    assert "- ✗ The square of 3 is 9. (failed, 0 / 1)" in text
    assert "  ```text\n  called    square(3.0)\n  returned  6.0\n" in text
    assert "\n  Twice a number is not its square.\n" in text
    kinds = [token.type for token in parsed(text)]
    assert kinds.count("table_open") == 1 and kinds.count("fence") == 2


def test_a_hidden_check_shows_title_status_and_diagnosis() -> None:
    results = with_messages("SECRET")
    hidden = [c for result in results for c in result.checks if c.visibility == "hidden"]
    text = markdown.exercises(results, limit=60_000)
    assert hidden and text.count("SECRET") == sum(len(r.checks) for r in results) - len(hidden)
    assert "- ✗ Squares of negative numbers are positive. (hidden, failed, 0 / 1)" in text
    assert "Try a negative number." not in text
    shown = markdown.exercises(results, limit=60_000, hidden_messages=True)
    assert shown.count("SECRET") == sum(len(r.checks) for r in results)


def test_without_hidden_checks_the_missing_points_are_named() -> None:
    results = [replace(r, checks=tuple(c for c in r.checks if c.visibility == "visible")) for r in ADA.exercises]
    text = markdown.exercises(results, limit=60_000)
    assert "| 0.5 / 1.5 (+ 2.5) |" in text and "judged when you hand in" in text
    assert "judged when" not in markdown.exercises(ADA.exercises, limit=60_000)


@settings(deadline=None)
@given(HOSTILE)
def test_a_message_stays_in_its_fence(message: str) -> None:
    calm = markdown.exercises(with_messages("calm"), limit=60_000)
    text = markdown.exercises(with_messages(message), limit=60_000)
    assert outside(text) == outside(calm)
    assert not [token for token in parsed(text) if token.type == "fence" and token.info != "text"]


@pytest.mark.parametrize(
    "message", ["```\n</details>\n# big", "~~~\n@everyone", "`" * 2000, "\r```\r::error::x", "\n\n"]
)
def test_hostile_messages(message: str) -> None:
    text = markdown.exercises(with_messages(message), limit=60_000)
    assert outside(text) == outside(markdown.exercises(with_messages("calm"), limit=60_000))
    assert "\r" not in text and not re.search(r"^\s*::", text, re.MULTILINE)


@settings(deadline=None)
@given(HOSTILE, st.integers(-1, 200))
def test_a_fence_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    block = markdown.fenced(text, limit)
    assert len(block) <= max(limit, 0)
    assert not block or [token.type for token in parsed(block)] == ["fence"]


@settings(deadline=None)
@given(st.integers(0, 9000), st.sampled_from(["", "x" * 500, "`" * 3000, "\u202e" * 400]))
def test_never_longer_than_the_limit(limit: int, message: str) -> None:
    results = with_messages(message)
    text = markdown.exercises(results, limit=limit)
    assert len(text) <= limit
    assert text.count("<details>") == text.count("</details>")
    assert not text or "Squares" not in text or "| exercise |" in text


def test_messages_are_dropped_first_then_passed_checks_then_details_then_rows() -> None:
    results = list(ADA.exercises)
    results[0] = replace(results[0], checks=tuple(replace(c, message="M" * 900) for c in results[0].checks))
    previous = [True] * 4
    seen = []
    for limit in range(4000, -1, -10):
        text = markdown.exercises(results, limit=limit)
        now = ["MMM" in text, "- ✓" in text, "<details>" in text, "| warmup/square |" in text]
        assert all(before or not after for before, after in zip(previous, now, strict=True))
        if now != previous:
            seen.append(now)
        if now != [True] * 4 and text:
            assert markdown.TRUNCATED.strip() in text
        previous = now
    T, F = True, False
    assert seen == [[F, T, T, T], [F, F, T, T], [F, F, F, T], [F, F, F, F]]


@pytest.mark.parametrize(
    "title", ["a | b", "__init__ *x* `y`", "<b>&amp;", "$x$ ~~y~~", "[a](http://x)", "@ada #12", "- x"]
)
def test_a_title_is_escaped(title: str) -> None:
    results = [replace(ADA.exercises[0], title=title, checks=with_messages("")[0].checks)]
    inline = [token for token in parsed(markdown.exercises(results, limit=9000)) if token.type == "inline"]
    shown = [
        token for token in inline if "".join(c.content for c in token.children or []).replace("\u2060", "") == title
    ]
    assert shown and all(child.type in ("text", "text_special") for token in shown for child in token.children or [])


def test_a_list_marker_at_the_start_of_a_sentence_is_escaped() -> None:
    for sentence in ("- x", "+ x", "1. x", "2) x", "# x", "> x", "= x"):
        first, inline, *_ = parsed(markdown.escaped(sentence))
        assert first.type == "paragraph_open"
        assert "".join(child.content for child in inline.children or []) == sentence
