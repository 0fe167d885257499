"""The page with passages side by side, in a real browser: by the keyboard, on paper, in the dark, and attacked.

Needs Chromium, and Playwright to drive it: uv run --group browser pytest tests/alike/test_page.py
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradus.core.course import Course
from gradus.pages.alike import section, words
from gradus.pages.html import name
from gradus.scores.alike.found import Alike, Excerpt, Likeness, Pair, Passage
from tests import a_class
from tests.alike.test_alike import DISGUISED, OWN, others
from tests.conftest import HandIn, invoke

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
HOSTILE = "<img src=x onerror=window.stolen=1></code></table><script>window.stolen=2</script>\u202e\x1b[31m\ud800"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless browser."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: uv sync --group browser")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def submissions(hand_in: HandIn, tmp_path: Path) -> Path:
    """Two with passages alike, and eight others."""
    others(hand_in)
    hand_in("ada", square=OWN)
    hand_in("bob", square=DISGUISED)
    return tmp_path / "submissions"


def opened(browser: Any, path: Path, **options: Any) -> tuple[Any, list[str]]:
    """The page, and all that it asked for or complained of."""
    shown = browser.new_page(viewport={"width": 1280, "height": 1000}, **options)
    odd: list[str] = []
    shown.on("request", lambda each: odd.append(each.url) if each.url != path.as_uri() else None)
    shown.on("console", lambda each: odd.append(each.text))
    shown.on("pageerror", lambda each: odd.append(str(each)))
    shown.goto(path.as_uri())
    return shown, odd


def an_alike(lines: tuple[str, ...] = ("x = 1", "", "y = 2"), login: str = "ada", pairs: int = 1) -> Alike:
    left = Excerpt(10, lines, tuple(20 + at if line else 0 for at, line in enumerate(lines)))
    right = Excerpt(20, lines, tuple(10 + at if line else 0 for at, line in enumerate(lines)))
    likeness = Likeness("warmup/square", (Passage(left, right, 9),), 0.75, 40.0)
    every = tuple(Pair(login, f"bob{number}", (likeness,)) for number in range(pairs))
    return Alike(every, (login, *(pair.right for pair in every)), ("warmup/square",), ((login, "was large."),))


def test_lines_that_are_alike_stand_beside_each_other_with_a_sign(
    browser: Any, mini: Course, submissions: Path, tmp_path: Path
) -> None:
    page = tmp_path / "alike.html"
    done = invoke("alike", submissions, "--html", page, cwd=mini.root)
    assert done.returncode == 0 and "1 pair with passages alike" in done.stdout
    assert os.name == "nt" or not page.stat().st_mode & 0o077
    shown, odd = opened(browser, page)
    rows = shown.locator(".beside tbody tr")
    pairs = [rows.nth(at).locator("td").all_inner_texts() for at in range(rows.count())]
    own, disguised = OWN.split("\n"), DISGUISED.split("\n")
    both = [row for row in pairs if row[1] and row[4]]
    assert len(both) >= 12
    for number, sign, code, other, back, text in both:
        assert sign == f"= {other}" and back == f"= {number}"
        assert code.split() == own[int(number) - 1].split() and text.split() == disguised[int(other) - 1].split()
    marked = shown.locator(".beside td.same").first
    plain = shown.locator(".beside tbody td.l").first
    colours = [each.evaluate("e => getComputedStyle(e).backgroundColor") for each in (marked, plain)]
    assert colours[0] != colours[1]
    assert " ".join(words.CAUSES.split()) in " ".join(shown.locator("main").inner_text().split())
    shown.screenshot(path=tmp_path / "alike.png", full_page=True)
    assert not odd


def test_it_is_walked_through_by_the_keyboard_and_needs_no_script(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(section.page(an_alike(pairs=12), "Course", "now", lambda login: name(login)), "utf-8")
    shown, odd = opened(browser, page, java_script_enabled=False)
    names = []
    for _ in range(60):
        shown.keyboard.press("Tab")
        names.append(shown.locator(":focus").first.inner_text()[:12] if shown.locator(":focus").count() else "")
    assert "How to read " in names and "Not compared" in names
    assert any(each.startswith("Pair 1:") for each in names) and "12" in names
    assert shown.locator("details.pair[open]").count() == section.OPEN
    shown.locator("details.pair summary").last.focus()
    shown.keyboard.press("Enter")
    assert shown.locator("details.pair[open]").count() == section.OPEN + 1
    assert not odd


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_it_fits_narrow_and_wide_in_light_and_dark(browser: Any, tmp_path: Path, scheme: str, width: int) -> None:
    lines = ("def f(x):", "    " + "y" * 500, *(f"    x = {number}" for number in range(300)))
    page = tmp_path / "page.html"
    page.write_text(section.page(an_alike(lines), "Course", "now", lambda login: name(login)), "utf-8")
    shown, odd = opened(browser, page, color_scheme=scheme)
    shown.set_viewport_size({"width": width, "height": 900})
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert "more lines" in shown.locator(".beside").inner_text()
    assert not odd


def test_it_prints_both_columns(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(section.page(an_alike(), "Course", "now", lambda login: name(login)), "utf-8")
    shown, _ = opened(browser, page)
    shown.emulate_media(media="print")
    boxes = [each.bounding_box() for each in shown.locator(".beside thead th").all()]
    assert len(boxes) == 2 and boxes[0]["y"] == boxes[1]["y"] and boxes[1]["x"] > boxes[0]["x"]
    assert shown.pdf(format="A4").startswith(b"%PDF")


def test_what_a_student_wrote_is_never_markup(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    found = an_alike((HOSTILE, "", "y" * 5000), HOSTILE)
    text = section.page(found, HOSTILE, HOSTILE, lambda login: name(login))
    page.write_text(text, "utf-8")
    shown, odd = opened(browser, page)
    assert shown.evaluate("window.stolen") is None and not odd
    assert shown.locator("img, script").count() == 0
    assert "\u202e" not in text and "\x1b" not in text
    assert "<img src=x" in shown.locator(".beside").inner_text()


def test_a_page_has_no_more_than_it_can_show() -> None:
    text = section.page(an_alike(pairs=section.MOST + 5), "Course", "now", lambda login: name(login))
    assert "5 more pairs" in text and f"pair-{section.MOST}" in text and f"pair-{section.MOST + 1}" not in text


def test_the_overview_has_it_as_a_section_and_hides_its_names(
    browser: Any, mini: Course, submissions: Path, tmp_path: Path
) -> None:
    results = tmp_path / "results"
    a_class.save(results, *(a_class.short(login, "passed") for login in ("ada", "bob", "other0")))
    roster = tmp_path / "roster.csv"
    roster.write_text("login,last_name,first_name\nada,Lovelace,Ada\nbob,Builder,Bob\n", "utf-8")
    page = tmp_path / "class.html"
    options = ("--roster", roster, "--alike", submissions, "--html", page)
    done = invoke("overview", results, *options, cwd=mini.root)
    assert done.returncode == 0, done.stderr
    shown, odd = opened(browser, page)
    shown.wait_for_selector("html[data-ready]")
    assert "Passages alike" in shown.locator("#alike h2").inner_text()
    assert shown.locator("nav a[href='#alike']").count() == 1
    assert "Ada Lovelace, Bob Builder" in shown.locator("#alike table").first.inner_text()
    shown.locator("#hide-names").click()
    hidden = shown.locator("#alike").inner_text()
    assert "Ada Lovelace" not in hidden and "Bob Builder" not in hidden
    assert hidden.count("student ") >= 4
    assert not odd


def test_the_overview_asks_for_a_page_and_for_names(mini: Course, submissions: Path, tmp_path: Path) -> None:
    results = a_class.save(tmp_path / "results", a_class.short("ada", "passed"))
    done = invoke("overview", results, "--alike", submissions, cwd=mini.root)
    assert done.returncode == 2 and "--html" in done.stderr
    page = tmp_path / "class.html"
    done = invoke("overview", results, "--alike", submissions, "--html", page, "--anonymous", cwd=mini.root)
    assert done.returncode == 2 and "--anonymous" in done.stderr and not page.exists()
