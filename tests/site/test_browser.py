"""The site in a real browser, from its folder: it fetches nothing, says no error, fits a phone, and can be searched.

Needs Chromium, and Playwright to drive it: uv run --group browser pytest -m long tests/site/test_browser.py
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
pytestmark = [pytest.mark.long, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that keeps what was asked of others, and what went wrong, in `asked` and `wrong`."""
    opened = browser.new_page()
    opened.asked, opened.wrong = [], []
    opened.on("request", lambda request: opened.asked.append(request.url))
    opened.on("pageerror", lambda error: opened.wrong.append(str(error)))
    opened.on("console", lambda said: opened.wrong.append(said.text) if said.type == "error" else None)
    yield opened
    opened.close()


def outside(page: Any) -> list[str]:
    return [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_opens(site: Path, page: Any, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    for path in sorted(set(site.rglob("*.html")) - {site / "404.html"}):  # that one is for a server
        page.goto(path.as_uri())
        assert page.locator("h1").first.is_visible(), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert (outside(page), page.wrong) == ([], [])


def test_a_formula_is_drawn(site: Path, page: Any) -> None:
    page.goto((site / "derivations" / "calculus.html").as_uri())
    fraction = page.locator("mfrac").first.bounding_box()
    letter = page.locator("math .letter").first.bounding_box()
    assert fraction["height"] > 1.5 * letter["height"] > 0
    assert "$" not in page.locator("article").inner_text()


def test_it_is_searched_by_keyboard_and_without_a_network(site: Path, page: Any) -> None:
    page.goto((site / "learn" / "index.html").as_uri())
    page.keyboard.press("Control+k")
    page.locator("input[aria-label=Search]").wait_for()
    page.keyboard.type("bubblewrap", delay=20)
    page.locator("a[role=option][href*='glossary.html?h=bubblewrap']").wait_for(timeout=20_000)
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.html?h=bubblewrap*")
    assert (outside(page), page.wrong) == ([], [])
