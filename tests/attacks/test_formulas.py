r"""Nothing is live in the teacher's copy of a notebook, nor in its formulas: MathJax makes links of \href, and more.

MathJax is not run here: what is looked at is the page that it would get, made by nbconvert, with all that Markdown and
HTML make of a text. The control shows that these texts make live pages without the guard.
"""

from __future__ import annotations

import html
import importlib.util
import itertools
import random
import re
import time
from html.parser import HTMLParser

import pytest

from gradus.lessons.reading.harmless import sanitise_markdown
from tests.conftest import sampled

pytestmark = pytest.mark.skipif(not importlib.util.find_spec("nbconvert"), reason="nbconvert is not installed")
PHISH = "https://phish.example/"
# What MathJax 2 and 3 do more with than show it: base, html, action, require, newcommand, configmacros, unicode, color,
# bbox, mathtools, physics, verb, extpfeil, textmacros; and KaTeX, which JupyterLab can use.
LIVE = """
href url style class cssId data htmlClass htmlId htmlStyle htmlData toggle mathtip texttip tip action require def gdef
edef xdef let newcommand renewcommand providecommand newenvironment renewenvironment DeclareMathOperator csname
endcsname DeclarePairedDelimiter DeclarePairedDelimiters unicode char mmlToken color textcolor definecolor colorbox
fcolorbox bbox label ref eqref tag verb includegraphics input include Newextarrow kern mkern hskip mskip hspace raise
lower moveleft moveright llap rlap rule Rule Space
""".split()
WRAPPED = [
    "${}$",
    "$${}$$",
    r"\\({}\\)",
    r"\({}\)",
    r"\[{}\]",
    r"\$\{}\$",
    r"\$\\{}\$",
    r"\$\\\{}\$",
    r"\$&#92;{}\$",
    r"\$&#x5c;{}\$",
    r"\$&bsol;{}\$",
    r"$\text{{ a ${}$ }}$",
    r"$\frac{}{{2}}$",
    r"$\frac{{{}}}{{2}}$",
    r"$\alpha{}$",
    r"$\\{}$",
    r"$\begin{{align}}{}\end{{align}}$",
    r"$\begin{{array}}{{c}}x\\{}\end{{array}}$",
    "\\begin{{equation}}\n{}\n\\end{{equation}}",
    "# {}\n${}$",
    "> ${}$",
    "| a |\n|---|\n| ${}$ |",
    "*${}$*",
]
MACRO = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]+)")


def rendered(markdown: str) -> str:
    """The page that nbconvert makes; it takes seconds to load, which whoever runs other tests need not wait for."""
    from nbconvert.filters.markdown import markdown2html

    page: str = markdown2html(markdown)
    return page


class Page(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(rendered(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def live(markdown: str) -> list[str]:
    """What is live in a page: macros that do more than show, links, pictures."""
    page = Page(markdown)
    macros = [name for name in MACRO.findall(page.text) if name in LIVE]
    return [*macros, *(page.tags & {"a", "img", "script", "iframe", "style", "form", "link"})]


@pytest.mark.parametrize("name", sampled(LIVE, 12))
def test_a_macro_that_does_more_than_show(name: str) -> None:
    rests = f"{{{PHISH}}}{{log in again}}", "{red}", r"\a{\alpha}", ""
    for wrapping, rest in itertools.product(WRAPPED, rests):
        text = wrapping.format(*["\\" + name + rest] * wrapping.count("{}"))
        assert not live(sanitise_markdown(text)), sanitise_markdown(text)


def test_control_it_is_live_without() -> None:
    assert live(rf"$\href{{{PHISH}}}{{log in again}}$") == ["href"]
    assert sum(bool(live(each.format(*[r"\href{x}{y}"] * each.count("{}")))) for each in WRAPPED) >= 15
    assert live(f"[a]({PHISH})") == live(PHISH) == live("[a]\n\n[a]: x") == ["a"]


TRICKS = [
    r"$\def\a#1{\href{https://phish.example/}{#1}}\a{x}$",
    r"$\let\a\href\a{https://phish.example/}{x}$",
    r"$\newcommand{\a}[1]{\href{https://phish.example/}{#1}}\a{x}$",
    r"$\csname href\endcsname{https://phish.example/}{x}$",
    r"$\begin{href}{https://phish.example/}x\end{href}$",
    r"$\begin {a}\href{https://phish.example/}{x}\end {a}$",
    r"$\require{html}\style{position:fixed;inset:0}{x}$",
    "$\\h%\nref{x}{y}$ $\\\nhref{x}{y}$ \\\nhref",
    r"$\hr{}ef{x}{y}$ $\h*re*f{x}$ $\hr<!-- -->ef$ $\<b>href</b>{x}{y}$",
    r"$\hr&#101;f{x}{y}$ $\&#104;ref{x}{y}$ &#36;\&zwnj;href{x}{y}&#36;",
    r"$\unicode{x5c}href$ $\char92href$ $^^5chref{x}{y}$",
    r"$\href {x}{y} \href%{x}" + "\n{y}$",
    "```\n$\\href{x}{y}$\n```\n\\href{x}{y}",
    r"`` $\href{x}{y}$ ` \href{x}{y}",
    "[a](https://phish.example/) ![a](https://phish.example/a.png) <https://phish.example/> https://phish.example/",
    "[a][b]\n\n[b]: https://phish.example/ \n[a]\n\n[a]: <https://phish.example/>",
    "<a href='x'>y</a> <img src=x onerror=alert(1)> <SCRIPT>x</SCRIPT> <!-- --><style>*{}</style>",
    "HTTP://phish.example/ www.phish.example a@phish.example mailto:a@phish.example xhttps://phish.example/",
    "&lt;a href=x&gt;y&lt;/a&gt; &#60;a href=x&#62;y&#60;/a&#62;",
]


@pytest.mark.parametrize("text", TRICKS)
def test_a_trick(text: str) -> None:
    assert not live(sanitise_markdown(text)), sanitise_markdown(text)


PIECES = [
    *(
        "\\",
        "\\\\",
        "$",
        "$$",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "*",
        "_",
        "`",
        "```",
        "~~",
        "#",
        "&",
        ";",
        ":",
        "|",
    ),
    *(
        "href",
        "style",
        "def",
        "begin",
        "a",
        "x",
        "{x}",
        "&#92;",
        "&bsol;",
        "&#36;",
        "&lt;",
        "<b>",
        "</b>",
        "<!--",
        "-->",
    ),
    *(
        "https://x.example",
        "www.x.example",
        " ",
        "  ",
        "\n",
        "\n\n",
        "!",
        "^",
        "%",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "\\begin{align}",
    ),
]


@pytest.mark.parametrize("seed", sampled(range(40), 10))
def test_any_text(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        text = "".join(rng.choices(PIECES, k=rng.randint(2, 14)))
        assert not live(sanitise_markdown(text)), (text, sanitise_markdown(text))


@pytest.mark.parametrize("piece", ["\n", "\\", "\\begin{", "\\a ", "&", "@a-", "#", " ", "$", "<", "](", "http:"])
def test_it_takes_no_time(piece: str) -> None:
    """A cell of 20,000 characters; a regular expression could take seconds for it, as that for headings once did."""
    began = time.process_time()
    sanitise_markdown(piece * (20_000 // len(piece)))
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        r"$\frac{\partial L}{\partial w_{ij}} = \sum_k \delta_k \, x_j^\top$ and $\sqrt[3]{x}$",
        "$$\n\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix} \\mathbf{x} = \\hat{y} \\quad \\text{if } x \\geq 0\n$$",
        r"\begin{align*} a &= b \\ &\approx \left( \dfrac{1}{2} \right) \end{align*}",
        r"$\lVert \vec{v} \rVert_2 \in \mathbb{R}^n,\ \operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$",
        "A *list*:\n\n- `x * x`, **bold**\n- 1 < 2 & 3 > 2; `print('a\\n')`",
    ],
)
def test_what_a_student_writes_stays(text: str) -> None:
    assert sanitise_markdown(text) == text
    assert html.unescape(rendered(sanitise_markdown(text)))
