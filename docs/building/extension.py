"""An extension of Python-Markdown for the site: formulas as MathML, links out of docs/, bars in tables.

The pages are written for GitHub, which renders `$…$` itself and follows links to any file of the repository. Here
formulas become MathML when the site is built, so that a reader's browser needs no script, no font and no network for
them. A link to a file that is no part of the site leads to the repository, if mkdocs.yml has its address in the
setting `repository`, and is plain code otherwise.
"""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from math_core import LatexError, LatexToMathML
from zensical.extensions.context import ContextPreprocessor

DOCS = Path(__file__).resolve().parents[1]
ROOT = DOCS.parent
# What pymdownx.arithmatex makes of $…$ and $$…$$.
FORMULA = re.compile(r'<(span|div) class="arithmatex">(?:\\\((.*?)\\\)|\\\[(.*?)\\\])</\1>', re.DOTALL)
CONVERTER = LatexToMathML(fancy_error=False)
# A variable; names of functions such as cos have more letters.
LETTER = re.compile(r"<mi>(\w|&#x[0-9A-F]+;)</mi>")
CELL = re.compile(r"<t[dh]\b.*?</t[dh]>", re.DOTALL)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#")  # an address, or an anchor on the same page


class FormulaError(ValueError):
    """A formula that cannot be rendered. The text has the formula."""


def mathml(formula: str, block: bool) -> str:
    """A formula of LaTeX as MathML, on a line of its own if it is a `block`. Raises FormulaError if that fails."""
    try:
        rendered = CONVERTER.convert_with_local_state(formula, displaystyle=block)
    except LatexError as error:
        raise FormulaError(f"This formula cannot be rendered: {formula} ({error})") from None
    # A class, so that site.css can take italic letters from a font that every system has: fonts for formulas are rare.
    return LETTER.sub(r'<mi class="letter">\1</mi>', rendered)


class Formulas(Postprocessor):
    """Puts MathML in the place of LaTeX."""

    def run(self, text: str) -> str:
        """The page's HTML with its formulas rendered. Raises FormulaError."""
        return FORMULA.sub(self._one, text)

    @staticmethod
    def _one(found: re.Match[str]) -> str:
        inline = found[2] is not None
        rendered = mathml(html.unescape(found[2] if inline else found[3]).strip(), block=not inline)
        return rendered if inline else f'<div class="formula" tabindex="0">{rendered}</div>'


class Bars(Postprocessor):
    """Takes the backslash away that GitHub wants before a bar in code in a table, and Python-Markdown keeps."""

    def run(self, text: str) -> str:
        """The page's HTML without such backslashes."""
        return CELL.sub(lambda cell: cell[0].replace("\\|", "|"), text)


class Links(Treeprocessor):
    """Leads links that leave docs/ to the repository, or says plainly which file is meant."""

    def __init__(self, md: Markdown, repository: str) -> None:
        super().__init__(md)
        self.repository = repository

    def run(self, root: Element) -> None:
        """Change the links of the page in place. Raises FileNotFoundError for one that leads nowhere."""
        page = ContextPreprocessor.from_markdown(self.md)
        if page is not None:
            for link in list(root.iter("a")):
                self._lead(link, page.page.path)

    def _lead(self, link: Element, page: str) -> None:
        target, _, anchor = link.get("href", "").partition("#")
        if not target or ELSEWHERE.match(target):
            return
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), target))
        if not (ROOT / path).exists():
            raise FileNotFoundError(f"docs/{page} links to {target}, and there is no {path}.")
        if path.startswith("docs/"):
            return
        if self.repository:
            kind = "tree" if (ROOT / path).is_dir() else "blob"
            link.set("href", f"{self.repository}/{kind}/main/{path}" + (f"#{anchor}" if anchor else ""))
            return
        link.attrib.clear()
        link.tag = "span" if len(link) else "code"
        link.set("title", f"{path} in the repository")


class Site(Extension):
    """All of them, for a list of `markdown_extensions`."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"repository": ["", "The repository's address, without a slash at its end."]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name that Python-Markdown calls)
        """Register all of them."""
        md.treeprocessors.register(Links(md, self.getConfig("repository")), "gradus-links", 0)
        md.postprocessors.register(Formulas(md), "gradus-formulas", 0)
        md.postprocessors.register(Bars(md), "gradus-bars", 0)


def makeExtension(**settings: Any) -> Site:  # noqa: N802 (the name that Python-Markdown calls)
    """The extension, for Python-Markdown."""
    return Site(**settings)
