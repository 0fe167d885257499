"""The overview's page in a real browser: sorted, searched, walked through, printed, without names, and attacked.

Needs Chromium, and Playwright to drive it: uv run --group browser pytest tests/test_overview_page.py
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gradus.core.report import Report
from gradus.pages.html import POLICY
from gradus.pages.overview import page as pages
from gradus.pages.overview import tally
from gradus.pages.overview.drawing import assets
from gradus.pages.overview.drawing.sections import SECTIONS
from gradus.scores.roster import Student
from tests import a_class
from tests.a_class import join, short
from tests.conftest import invoke

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
HOSTILE = (
    "<img src=x onerror=window.stolen=1>",
    "</script><script>window.stolen=2</script>",
    "<!--<script>",
    "&amp;<svg onload=window.stolen=3>",
    "\u202eevil\u2066\u200f",
    "n" * 200,
    "=HYPERLINK(1+1)",
    "👩\u200d🎓🚀",
    "a\x00b\x1b[31m\u2028\u2029",
    "__proto__",
    '"><a href="https://evil.example">',
    "\ud800",
)


class Opened:
    """A page in the browser, and all that it tried: requests, messages of the console, errors, dialogs."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.page = browser.new_page(viewport={"width": 1280, "height": 900}, **options)
        self.odd: list[str] = []
        address = path.as_uri()
        self.page.on("request", lambda each: self.odd.append(each.url) if each.url != address else None)
        self.page.on("console", lambda each: self.odd.append(each.text))
        self.page.on("pageerror", lambda each: self.odd.append(str(each)))
        self.page.on("dialog", lambda each: self.odd.append(each.message))
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]")

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.page.locator(selector).all_inner_texts()
        return found

    def focus(self, section: str) -> None:
        self.page.locator(f"#{section} .grid-holder").focus()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def search(self, section: str, words: str) -> None:
        self.page.locator(f"#{section} input").fill(words)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    playwright: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


Open = Callable[..., Opened]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Open the page of a class; whatever the test did with it, nothing was asked for and nothing went wrong."""
    opened: list[Opened] = []

    def open_page(*reports: Report, link: Any = None, browse: dict[str, Any] | None = None, **more: Any) -> Opened:
        path = tmp_path / f"page{len(opened)}.html"
        path.write_text(pages.render(tally.build(reports, **more), "Course", "now", link), "utf-8")
        opened.append(Opened(browser, path, **(browse or {})))
        return opened[-1]

    yield open_page
    for each in opened:
        assert each.odd == []
        each.page.close()


SENTENCE = "Twice a number is not its square."
NAMED = {"warmup/square": {"Doubled": SENTENCE}}
THREE = (
    join(short("ada", "passed", "passed"), short("ada", "passed", item="b/c")),
    join(short("bob", "passed", f"failed: {SENTENCE}"), short("bob", "not_started", item="b/c")),
    join(short("cid", "passed", "timeout"), short("cid", "failed", item="b/c")),
)
ROSTER = [Student(login, name=name) for login, name in (("ada", "Ada Love"), ("bob", "Bob Bee"), ("cid", "Zoe Cid"))]
ROWS = "#students .tabulator-row"


def names(opened: Opened) -> list[str]:
    return opened.texts("#students .tabulator-row .tabulator-cell[tabulator-field=name]")


def test_it_sorts_by_any_column_and_by_the_keyboard(show: Open) -> None:
    opened = show(*THREE, students=ROSTER)
    assert names(opened) == ["Zoe Cid", "Bob Bee", "Ada Love"]  # who needs help first
    opened.page.locator("#students [role=columnheader][tabulator-field=name]").click()
    assert names(opened) == ["Ada Love", "Bob Bee", "Zoe Cid"]
    opened.page.locator("#students [role=columnheader][tabulator-field=w1]").click()
    assert names(opened) == ["Bob Bee", "Zoe Cid", "Ada Love"]  # not begun, no points, all
    opened.focus("students")
    opened.press("Control+Home", "ArrowUp", "Enter")
    assert names(opened) == ["Ada Love", "Bob Bee", "Zoe Cid"]
    opened.press("Enter")
    assert names(opened) == ["Zoe Cid", "Bob Bee", "Ada Love"]
    assert opened.page.locator("#students [aria-sort=descending]").count() == 1


def test_it_is_searched_by_names_and_words(show: Open) -> None:
    opened = show(*THREE, students=ROSTER, misconceptions=NAMED)
    opened.search("students", "bEe")
    assert names(opened) == ["Bob Bee"]
    opened.page.wait_for_function("document.querySelector('#students [role=status]').textContent === '1 of 3 students'")
    opened.search("students", "nobody like that")
    assert names(opened) == []
    opened.search("misconceptions", "doubled bob")  # by its name, and by who has it
    assert len(opened.texts("#misconceptions .tabulator-row")) == 1


def test_arrows_move_and_enter_opens_what_the_student_has_lost(show: Open) -> None:
    opened = show(*THREE, students=ROSTER)
    opened.focus("students")
    opened.press("ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight")
    told = "[...document.querySelectorAll('[role=grid]')].map(each => each.getAttribute('aria-activedescendant'))"
    (at,) = filter(None, opened.page.evaluate(told))  # what a screen reader reads
    spoken = opened.page.locator(f"#{at}[role=gridcell] [aria-label]").get_attribute("aria-label")
    assert spoken == "warmup/square: 1 of 2, begun"
    opened.press("Enter")
    said = opened.page.locator("dialog[open]").inner_text()
    assert "Bob Bee" in said and "Check 2 holds." in said and SENTENCE in said and "not started: b/c" in said
    focused = opened.page.evaluate("document.activeElement.closest('[data-work]').dataset.work")
    assert focused == "warmup/square"
    opened.press("Escape")
    assert opened.page.locator("dialog[open]").count() == 0
    opened.press(
        "ArrowDown", "ArrowDown", "End", "Enter"
    )  # the focus is back where it was; the last row stays the last
    said = opened.page.locator("dialog[open]").inner_text()
    assert "Ada Love" in said and "finished" in said and "✗" not in said


def test_every_stop_of_the_tab_key_is_seen_and_none_is_a_trap(show: Open) -> None:
    opened = show(*THREE, students=ROSTER, misconceptions=NAMED)
    seen: list[str] = []
    for _ in range(80):
        opened.press("Tab")
        where = "(at => at.id || at.closest('section')?.id || at.tagName)(document.activeElement)"
        seen.append(opened.page.evaluate(where))
        if seen[-1] == "BODY" or seen.count(seen[0]) > 12:
            break
    assert {"hide-names", "students", "stuck", "misconceptions", "checks"} <= set(seen) and len(seen) < 80


def test_a_click_says_who(show: Open) -> None:
    opened = show(*THREE, students=ROSTER, misconceptions=NAMED)
    assert opened.texts("#misconceptions .tabulator-row .count") == ["1"]
    assert SENTENCE in opened.texts("#misconceptions .tabulator-row")[0]
    opened.page.locator("#misconceptions .count").click()
    assert opened.texts("dialog[open] li") == ["Bob Bee"]
    opened.page.locator("dialog[open] li button").click()  # and from there to all that he has lost
    assert "Check 2 holds." in opened.page.locator("dialog[open]").inner_text()
    opened.press("Escape")
    opened.focus("stuck")
    opened.press("Enter")
    assert opened.page.locator("dialog[open] li").count() >= 1


def test_checks_that_tell_nobody_apart_are_listed(show: Open) -> None:
    opened = show(*THREE)
    said = opened.page.locator("#flat").inner_text()
    assert "Nobody fails (1)" in said and "Check 1 holds." in said and "Nobody passes" not in said
    rates = [each.split("%")[0].strip() for each in opened.texts("#checks .rate")]
    assert rates == ["33", "50", "100"]


def test_movement_says_who_by_how_much_and_where(show: Open) -> None:
    before = [join(short("ada", "passed", "failed"), short("ada", "passed", item="b/c")), THREE[1]]
    opened = show(*THREE, students=ROSTER, before=before)
    assert "2 compared, 1 with more points, 0 with fewer" in opened.page.locator("#movement").inner_text()
    (row,) = opened.texts("#movement .tabulator-row")
    assert row.split("\n")[:2] == ["Ada Love", "▲ +1"] and "warmup/square" in row


def test_names_are_hidden_everywhere_at_a_switch(show: Open) -> None:
    refused = Report(Report.SCHEMA, "eve", "", 0.0, 0.0, 0.0, (), refused="essay by Bob Bee.docx")
    absent = Student("fay", name="Fay Absent")
    told = {"students": [*ROSTER, absent], "misconceptions": NAMED, "notes": ["Bob Bee wrote"]}
    opened = show(*THREE, refused, before=[short("bob", "failed", "failed")], **told)
    opened.page.locator("#hide-names").click()
    opened.page.wait_for_timeout(200)
    words = opened.page.locator("body").inner_text()
    for name in ("Bee", "Love", "Zoe", "Fay", "eve", "ada", "bob", "Bee wrote"):
        assert name not in words
    assert len(re.findall(r"student \d+", words)) > 8
    numbers = names(opened)
    opened.page.locator("#misconceptions .count").click()
    (alias,) = opened.texts("dialog[open] li")
    assert alias in numbers
    opened.page.locator("dialog[open] li button").click()
    assert "Bee" not in opened.page.locator("dialog").inner_text() and alias in opened.texts("dialog h2")[0]
    opened.press("Escape")
    opened.search("students", "bee")
    assert names(opened) == []
    opened.search("students", "")
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (
        "Bee" not in opened.page.locator("body").inner_text()
        and alias in opened.page.locator(".paper").first.text_content()
    )
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    opened.page.locator("#hide-names").click()
    opened.page.wait_for_timeout(200)
    assert set(names(opened)) == {"Ada Love", "Bob Bee", "Zoe Cid", "eve"}


def attacked(hostile: str) -> tuple[Report, Report]:
    """The report of a student who is called so, and whose exercise is; and one from before."""
    (done,) = short("x", "passed", f"failed: {hostile}").exercises
    item = f"a/{hostile}"
    checks = [replace(each, title=hostile, help=hostile, message=hostile) for each in done.checks]
    named = tuple(replace(each, id=f"{item}::{number}") for number, each in enumerate(checks))
    report = replace(short(hostile, "passed"), exercises=(replace(done, id=item, title=hostile, checks=named),))
    lost = tuple(replace(each, score=0.0) for each in named)
    return report, replace(report, exercises=(replace(report.exercises[0], checks=lost),))


def test_what_a_student_wrote_is_never_markup(show: Open) -> None:
    refused = [replace(short(f"refused{n}"), exercises=(), refused=each) for n, each in enumerate(HOSTILE)]
    absent = [Student(f"absent{number}", name=each) for number, each in enumerate(HOSTILE)]
    reports, before = zip(*map(attacked, HOSTILE), strict=True)
    opened = show(
        *reports,
        *refused,
        before=before,
        link=lambda login: "x.html",
        students=[*(Student(each, name=each) for each in HOSTILE), *absent],
        misconceptions={f"a/{each}": {each: each} for each in HOSTILE},
        notes=HOSTILE,
    )
    for row in range(len(HOSTILE)):
        opened.page.locator("#students .tabulator-row .who").nth(len(HOSTILE) + row).click()
        assert opened.page.locator("dialog[open] li").count() >= 1
        opened.press("Escape")
    opened.page.locator("#stuck .count").first.click()
    opened.page.locator("dialog[open] li button").first.click()
    opened.press("Escape")
    for section in ("students", "checks", "misconceptions"):
        opened.search(section, HOSTILE[0])
        opened.search(section, "")
    opened.page.locator("#hide-names").click()
    opened.page.locator("#hide-names").click()
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.evaluate("window.stolen") is None
    assert opened.page.locator("img, iframe, object, form, link, base, [onerror], [onload], a[href^=http]").count() == 0
    assert opened.page.evaluate("document.querySelectorAll('script').length") == 4  # two of data, two that run
    shown = opened.page.evaluate("document.body.textContent.replace(JSON.parse.name, '')")
    blocks = opened.page.locator("script").all_text_contents()
    for block in blocks:
        shown = shown.replace(block, "")
    assert HOSTILE[0] in shown and HOSTILE[1] in shown and "\\u202eevil" in shown
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00\x1b\u2028\u2029]", shown)


def test_it_prints_all_students_and_cuts_no_column(browser: Any, show: Open, tmp_path: Path) -> None:
    people = a_class.people(60)
    opened = show(*(a_class.report(login, 1) for login, _, _ in people))
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": 1020, "height": 700})  # A4 landscape, less its margins, at 96 dpi
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("#students .paper tbody tr").count() == 60
    assert opened.page.locator("#checks .paper tbody tr").count() == 40
    assert not opened.page.locator(".tabulator").first.is_visible()
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    pdf = tmp_path / "page.pdf"
    opened.page.pdf(path=pdf, prefer_css_page_size=True)
    assert pdf.stat().st_size > 20_000
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for width, selector in ((1020, ".matrix .paper table"), (700, "section:not(.matrix) table")):
        opened.page.set_viewport_size({"width": width, "height": 700})
        widths = opened.page.locator(selector).evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().right)"
        )
        assert widths and max(widths) <= width


def test_the_heat_map_reads_without_hues(show: Open) -> None:
    """Levels differ in lightness, the same way for every eye; and what has no number has a sign."""
    words = [["passed"] * n + ["failed"] * (10 - n) for n in (0, 3, 5, 7, 9, 10)]
    opened = show(*(short(f"s{len(each)}{n}", *each) for n, each in enumerate(words)))
    session = opened.page.context.new_cdp_session(opened.page)
    cells = opened.page.locator(f"{ROWS} .heat .cell")
    assert [cell.inner_text() for cell in cells.all()] == ["0", "3", "5", "7", "9", "✓"]
    inside = "all => all.map(each => each.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])"
    boxes = [tuple(map(round, box)) for box in cells.evaluate_all(inside)]
    for sight in ("none", "protanopia", "deuteranopia", "tritanopia", "achromatopsia"):
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
        picture = Image.open(io.BytesIO(opened.page.screenshot(full_page=True))).convert("RGB")
        seen = [_lightness(picture.crop(box)) for box in boxes]
        assert min(a - b for a, b in pairwise(seen)) > 8, (sight, seen)  # of 255, from light to dark


def _lightness(picture: Any) -> float:
    """Of the ground of a cell: its commonest pixel."""
    red, green, blue = max(picture.getcolors(picture.width * picture.height), key=lambda each: each[0])[1]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue  # type: ignore[no-any-return]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_narrow_and_wide_in_light_and_dark(scheme: str, show: Open) -> None:
    people = a_class.people(12)
    students = [Student(login, first_name=first, last_name=last) for login, first, last in people]
    reports = [a_class.report(login, 1) for login, _, _ in people]
    opened = show(*reports, students=students, browse={"color_scheme": scheme})
    for width in (360, 768, 1280):
        opened.page.set_viewport_size({"width": width, "height": 900})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    ground = opened.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}[scheme]
    for selector in (".tabulator-row", ".tabulator-header", "#hide-names", ".tools input"):
        text, behind = opened.page.locator(selector).first.evaluate(
            "each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]"
        )
        assert _contrast(text, behind) >= 4.5, (selector, text, behind)


def _contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
        linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted(map(luminance, (first, second)))
    return (light + 0.05) / (dark + 0.05)


def test_the_page_holds_what_json_prints(tmp_path: Path) -> None:
    a_class.write(tmp_path, 12)
    results, roster = tmp_path / "results", tmp_path / "roster.csv"
    (results / "before").mkdir()
    for path in sorted(results.glob("*.json"))[:4]:
        shutil.copy(path, results / "before")
    html = tmp_path / "class.html"
    for more in ([], ["--anonymous", "--only", "calculus"]):
        assert invoke("overview", results, "--roster", roster, "--html", html, *more).returncode == 0
        printed = invoke("overview", results, "--roster", roster, "--json", *more).stdout
        (block,) = re.findall(r'<script type="application/json" id="overview">(.*?)</script>', html.read_text("utf-8"))
        assert json.loads(block) == json.loads(printed)
        assert printed.isascii() and json.loads(printed)["schema"] == "gradus.overview/1"


def test_only_our_own_scripts_may_run() -> None:
    html = pages.render(tally.build(THREE), "Course", "now")
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert scripts == list(assets.scripts())
    (allowed,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert allowed.startswith(POLICY.replace("'", "&#x27;")) and "unsafe-eval" not in allowed
    assert allowed.count("sha256-") == 2 and "script-src" in allowed and "unsafe-inline&#x27; 'sha" not in allowed


def test_what_others_wrote_is_as_it_came() -> None:
    folder = assets.FOLDER / "vendor"
    notice = (folder / "NOTICE.md").read_text("utf-8")
    pinned = dict(re.findall(r"\| `([\w.]+)` \|.*`([0-9a-f]{64})` \|", notice))
    files = {each.name for each in folder.iterdir()} - {"NOTICE.md"}
    assert set(pinned) == files
    for name, digest in pinned.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert "MIT" in (folder / "LICENSE.tabulator").read_text("utf-8")


def test_each_drawn_section_has_its_function() -> None:
    script = assets.scripts()[1]
    drawn = {section.drawn for section in SECTIONS if section.drawn}
    assert drawn == set(re.findall(r"(?m)^  (\w+)\(section\) \{$", script))
    assert len({section.key for section in SECTIONS}) == len(SECTIONS)
