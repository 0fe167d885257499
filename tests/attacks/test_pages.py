"""Pages about results, attacked through everything that a student or a file can put into them."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from gradus.core.handed_in.submission import lines_of
from gradus.core.names import same
from gradus.core.report import Report
from gradus.pages.html import document, el, join, policy
from gradus.pages.overview import page as overview
from gradus.pages.overview import tally, text
from gradus.pages.overview.drawing import assets
from gradus.pages.overview.view import ClassView
from gradus.pages.student import gather, markdown, page, review
from gradus.pages.student import text as one
from gradus.pages.student.known import Known
from gradus.pages.style import STYLE
from gradus.scores.by_hand import ByHand, Entry
from gradus.scores.roster import Student
from tests import a_class
from tests.conftest import sampled

pytestmark = pytest.mark.fast

PAYLOADS = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</style></title></pre></details></td><iframe src=//evil.example></iframe>",
    "javascript:alert(1)",
    "<!-- --><![CDATA[ x ]]><?php x ?>",
    "&lt;b&gt; &#x3c;script&#x3e;",
    "[click](https://evil.example) ![x](//evil.example) @everyone #1 | a | b |",
    "```\n</details>\n# heading\n~~~\n- [ ] task",
    "\x1b[2J\x1b]8;;https://evil.example\x07link\x1b]8;;\x07\r\b\x00\x9b31m",
    "\u202eevil\u202c \u2066x\u2069 \u200e\u061c",
    "\ud800\udfff\ufeff\u2028\u2029\x85",
    "::error::x\n::add-mask::y ##[group]z",
    "a" * 60_000,
    "\n" * 600 + "x",
    "e\u0301" * 3 + "Z\u0351\u0352" * 500,
    "../../etc/passwd\\..\\x",
    "[bold red]x[/] {{7*7}} ${x} %s {0}",
)
TAGS = set(
    "html head meta title style body main nav h1 h2 h3 p div section dl dt dd ul li a strong span br table caption "
    "thead tbody tr th td details summary pre mark bdi i noscript button dialog script "
    "svg defs g path use text".split()
)
ATTRIBUTES = set(
    "class id href scope lang charset name content http-equiv title colspan role aria-label style type aria-pressed "
    "aria-labelledby data-draw viewbox d x y transform".split()
)
VOID = {"meta", "br"}


class Inspector(HTMLParser):
    """Fails at what no page has: other elements, handlers, addresses, and elements that are left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.styles: list[str] = []
        self.policies: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        assert tag in TAGS and set(values) <= ATTRIBUTES, (tag, values)
        assert len(values) == len(attrs)
        if "svg" in self.open:
            assert re.fullmatch(r"[\w .,:;()#-]*", values.get("style", "")), values
        elif "style" in values:
            assert re.fullmatch(r"width:[0-9.]+%", values["style"])
        if "href" in values:
            assert re.fullmatch(r"(#[^:]*|[A-Za-z0-9._-]+\.html)", values["href"]), values["href"]
            self.links.append(values["href"])
        if values.get("http-equiv"):
            self.policies.append(values["content"])
        self.ids |= {values["id"]} if "id" in values else set()
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.styles.append(data)
        elif self.open[-1:] == ["script"]:
            self.scripts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_pi = unknown_decl = handle_comment


def inspect(html: str, scripts: tuple[str, ...] = (), style: str = "") -> Inspector:
    """The page, which holds no scripts and no styles but ours; what else a `script` holds is data."""
    found = Inspector()
    found.feed(html)
    found.close()
    assert not found.open and found.policies == [policy(scripts)] and found.styles == [f"\n{STYLE}{style}"]
    assert tuple(found.scripts[len(found.scripts) - len(scripts) :]) == scripts
    for data in found.scripts[: len(found.scripts) - len(scripts)]:
        assert isinstance(json.loads(data), dict) and not set("<>&") & set(data) and not odd(data, "")
    assert html.index("Content-Security-Policy") < html.index("<style>")
    inner = {link[1:] for link in found.links if link.startswith("#")}
    assert inner <= found.ids
    assert not odd(html, "\n\t"), odd(html, "\n\t")
    html.encode("utf-8")
    return found


def odd(text: str, fine: str) -> set[str]:
    """What controls a terminal or turns text around; joiners of letters do neither."""
    return {
        c
        for c in text
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in fine + "\u200c\u200d\u2060"
    }


def poisoned(thing: Any, payload: str) -> Any:
    """The dataclass with the payload in each of its texts, but for the schema."""
    changes: dict[str, Any] = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, Enum) or each.name == "schema":
            continue
        if isinstance(value, str):
            changes[each.name] = payload
        elif is_dataclass(value):
            changes[each.name] = poisoned(value, payload)
        elif isinstance(value, tuple):
            items = tuple(poisoned(item, payload) if is_dataclass(item) else payload for item in value)
            changes[each.name] = items if all(map(is_dataclass, value)) else items[:1]
    return replace(thing, **changes)


def everything(payload: str) -> tuple[ClassView, list[Known]]:
    """A class in which one student is all payload, another one's messages are, and a third was refused for it."""
    good = a_class.join(a_class.short("good", "passed", "failed: x", item="a/b"), a_class.short("good", "error"))
    first, second = good.exercises
    texts = [
        replace(check, diagnosis=payload, title=payload, message=payload, printed=payload, reproduce=payload)
        for check in first.checks
    ]
    messages = replace(good, submission="other", exercises=(replace(first, checks=tuple(texts)), second))
    bad = replace(poisoned(good, payload), refused="")
    refused = Report(Report.SCHEMA, "refused", "", 0.0, 0.0, 0.0, (), refused=payload)
    lessons = [poisoned(a_class.lessons("good", 1), payload), a_class.lessons("other", 1)]
    entries = {"a/b": Entry(1.0, payload, 2.0, at=payload), payload: Entry(comment=payload)}
    hand = {"other": ByHand(ByHand.SCHEMA, "other", entries)}
    students = [Student("other", first_name=payload, last_name=payload), Student(payload[:200])]
    students.append(Student("absent", name=payload))
    reports, named = [good, messages, bad, refused], {"a/b": {payload: payload}}
    view = tally.build(reports, lessons, students=students, misconceptions=named, by_hand=hand, notes=[payload])
    by_login = {same(each.submission): each for each in lessons}
    known = gather.everybody(view, reports, by_login, hand)
    return view, [replace(each, remarks={"warmup/square": (payload,), "a/b": (payload,)}) for each in known]


@pytest.mark.parametrize("payload", sampled(PAYLOADS, 2), ids=range(len(PAYLOADS)))
class TestPayloads:
    def test_in_pages(self, payload: str) -> None:
        view, known = everything(payload)
        inspect(overview.render(view, payload, payload, lambda login: "x.html"), assets.scripts(), assets.style())
        for each in known:
            assert len(page.render(each, payload)) < 6_000_000
            inspect(page.render(each, payload))
            lines = tuple(lines_of(f"def f():\n    '''{payload}'''\n{payload}\n".encode("utf-8", "surrogatepass")))
            source = review.Source(payload, lines, other=True)
            missing = review.Source(payload, missing=payload)
            for one_source in (source, missing):
                files = {result.id: one_source for result in each.exercises}
                around = review.Around(("a.html", payload), ("b.html", payload), "index.html")
                inspect(review.render(review.Review(each, files, {}, payload, around), payload))

    def test_on_a_terminal(self, payload: str) -> None:
        view, known = everything(payload)
        for width in (40, 80):
            out = Console(file=StringIO(), width=width, markup=False, highlight=False, emoji=False)
            text.show(out, view, everything=True)
            for each in known:
                one.show(out, each)
            printed = out.file.getvalue()  # type: ignore[attr-defined]
            assert not odd(printed, "\n")
            assert not re.search(r"(?m)^\s*::", printed)

    def test_in_markdown(self, payload: str) -> None:
        _, known = everything(payload)
        for each in known:
            outside: list[str] = []
            fence = ""
            for line in markdown.render(each, payload).splitlines():
                bare = line.strip()
                if fence:
                    fence = "" if bare == fence else fence
                elif match := re.fullmatch(r"(`{3,})text", bare):
                    fence = match[1]
                elif not line.startswith("<details><summary>"):  # HTML until the next empty line
                    outside.append(line)
            assert not fence
            told = "\n".join(outside)
            assert not odd(told, "\n")
            for sign in ("<script", "<img", "<iframe", "](http", "](//", "@everyone", "</style", "<!--", "# heading"):
                assert not re.search(rf"(?<!\\){re.escape(sign)}", told), sign
            assert set(re.findall(r"(?<!\\)<(/?\w+)", told)) <= {"details", "/details", "summary", "/summary"}


def test_pages_of_a_class_ask_nobody_for_anything() -> None:
    """No address of anything outside, not even in a comment or a style."""
    reports = [a_class.report(login, 1, exercises=5) for login in "abc"]
    view = tally.build(reports)
    known = gather.everybody(view, reports, {}, {})
    index = overview.render(view, "Course", "now")
    inspect(index, assets.scripts(), assets.style())
    assert "url(" not in assets.style()
    for ours in (*assets.scripts(), assets.style()):
        assert not re.search(r"(?i)https?:(?!//www.w3.org/2000/svg)|@import|importScripts", ours)
        index = index.replace(ours, "")
    assert not re.search(r"(?i)https?:|url\(|@import|<link|//[a-z]", index)
    pages = [page.render(each, "Course") for each in known]
    pages += [review.render(review.Review(each), "Course") for each in known]
    for html in pages:
        inspect(html)
        assert not re.search(r"(?i)https?:|url\(|@import|<link|<script|//[a-z]", html)


def test_a_string_is_text_and_only_html_is_html() -> None:
    assert str(el("td", "<b>", title='"<')) == '<td title="&quot;&lt;">&lt;b&gt;</td>'
    assert str(join(["<", el("b", ">"), None, [["&"]]])) == "&lt;<b>&gt;</b>&amp;"
    assert "<b>" not in document("<b>", "<b>")
