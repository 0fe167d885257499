"""The site is built without a network, is whole, and asks nothing of anybody when it is read."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown import Markdown
from zensical.extensions.context import ContextExtension
from zensical.extensions.context import Page as Context

from docs.building.extension import FormulaError, makeExtension, mathml
from tests.conftest import ROOT
from tests.site.conftest import build, offline

pytestmark = [pytest.mark.fast, pytest.mark.skipif(sys.platform == "win32", reason="symbolic links to the pages")]

# What a browser fetches by itself when it shows a page.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "audio": "src", "video": "src"}
FETCHED_BY_LINK = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload"}
OUTSIDE = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)


class Page(HTMLParser):
    """What a page fetches, where it leads, and which places on it can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.ids |= {named[key] for key in ("id", "name") if key in named}
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag == "link" and FETCHED_BY_LINK & set(named.get("rel", "").split()):
            self.fetched.append(named.get("href", ""))
        if FETCHED.get(tag) in named:
            self.fetched.append(named[FETCHED[tag]])


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path, Page(path.read_text("utf-8"))


def test_here_it_is_built_without_a_network() -> None:
    if not offline():
        pytest.skip("this machine has no bubblewrap that works")


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    found = {path.name: [url for url in page.fetched if OUTSIDE.match(url)] for path, page in pages(site)}
    assert not any(found.values()), found
    for sheet in site.rglob("*.css"):
        assert re.findall(r"(?:@import|url\()\s*['\"]?(?:[a-z]+:)?//[^)'\"]*", sheet.read_text("utf-8")) == [], sheet


def test_every_link_leads_to_a_place_of_the_site(site: Path) -> None:
    known = {path: page.ids for path, page in pages(site)}
    broken = []
    for path, page in pages(site):
        for link in [*page.links, *page.fetched]:
            target = urlsplit(link)
            place = (path.parent / unquote(target.path)).resolve() if target.path else path
            if target.scheme or path.name == "404.html":
                continue
            if not place.is_file() or (target.fragment and unquote(target.fragment) not in known.get(place, set())):
                broken.append((path.relative_to(site).as_posix(), link))
    assert broken == []


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:\n")[2])
    there = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(listed) == sorted(there)


def test_no_source_of_the_site_is_part_of_it(site: Path) -> None:
    assert [path.name for path in site.rglob("*") if path.suffix in (".py", ".md", ".yml", ".pyc")] == []


def test_formulas_are_rendered(site: Path) -> None:
    for path in (site / "derivations").glob("*.html"):
        text = path.read_text("utf-8")
        source = (ROOT / "docs" / "derivations" / f"{path.stem}.md").with_suffix(".md")
        if source.is_file():
            assert text.count("<math") == len(
                re.findall(r"\$\$.*?\$\$|\$[^$]+\$", source.read_text("utf-8"), re.DOTALL)
            )
        assert not re.search(r"\\[a-z]+\b", re.sub(r"(?s)<(script|pre|code).*?</\1>", "", text)), path.name
    assert "<mfrac>" in mathml(r"\frac{1}{2}", block=True)
    with pytest.raises(FormulaError, match="nosuch"):
        mathml(r"\nosuch{x}", block=False)


@pytest.mark.parametrize(
    ("mistake", "words"),
    [("[a page](nowhere.md)", "there is no docs/nowhere.md"), ("[a heading](glossary.md#nowhere)", "1 issue found")],
)
def test_a_mistake_on_a_page_stops_the_build(tmp_path: Path, mistake: str, words: str) -> None:
    shutil.copytree(ROOT / "docs" / "building", tmp_path / "docs" / "building")
    (tmp_path / "docs" / "forges.md").write_text(f"# A page\n\n{mistake}\n", "utf-8")
    (tmp_path / "docs" / "glossary.md").write_text("# Glossary\n", "utf-8")
    settings = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (tmp_path / "mkdocs.yml").write_text(f"{settings}\nnav:\n  - forges.md\n  - glossary.md\n", "utf-8")
    done = build(tmp_path)
    assert done.returncode != 0 and words in done.stdout + done.stderr, done.stdout + done.stderr


def rendered(text: str, **settings: str) -> str:
    """A page docs/learn/page.md with this text, as HTML."""
    context = ContextExtension(page=Context(url="learn/page.html", path="learn/page.md"), config={})
    return str(Markdown(extensions=[context, "tables", makeExtension(**settings)]).convert(text))


def test_a_bar_in_a_table() -> None:
    assert "<td><code>a|b</code></td>" in rendered("| x | y |\n|---|---|\n| `a\\|b` | c |\n")
    assert r"<code>a\|b</code>" in rendered(r"`a\|b`")


def test_links_out_of_the_pages() -> None:
    link = (
        "[what to do](../../CONTRIBUTING.md#recipes) [gradus](../../gradus) [*a*](../../SECURITY.md) [b](notation.md)"
    )
    assert rendered(link) == (
        '<p><code title="CONTRIBUTING.md in the repository">what to do</code> '
        '<code title="gradus in the repository">gradus</code> '
        '<span title="SECURITY.md in the repository"><em>a</em></span> <a href="notation.md">b</a></p>'
    )
    there = re.findall('href="(.*?)"', rendered(link, repository="https://forge.example/school/gradus"))
    base = "https://forge.example/school/gradus"
    assert there[:2] == [f"{base}/blob/main/CONTRIBUTING.md#recipes", f"{base}/tree/main/gradus"]
    with pytest.raises(FileNotFoundError, match=r"docs/learn/page.md links to \.\./x.py, and there is no docs/x.py"):
        rendered("[a file](../x.py)")
