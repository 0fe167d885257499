"""The code in a released file: a module's, a notebook's, a page's, and what stands in comments and strings."""

import ast
import io
import re
import textwrap
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gradus.authoring.marks import lines_of

_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d+\]:) ?")
_MARKER = re.compile(r"^\s*(?:>|#+|//|\*|-|\d+\.)\s?")
_CODE = re.compile(r"[=(\[]|\breturn\b|\byield\b|\braise\b|\blambda\b")
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Snippet:
    """Code, and the line of its file where it begins, or 0 if that cannot be told."""

    tree: ast.Module
    line: int


def of_module(text: str) -> Iterator[Snippet]:
    """The code of a Python source: all of it, and what is code in its comments, docstrings and other strings."""
    tree = _parsed(text)
    if tree is None:
        yield from of_page(text)
        return
    yield Snippet(tree, 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.search(node.value):
            yield from _moved(of_page(node.value), node.lineno)
    yield from _of_comments(text)


def of_page(text: str) -> Iterator[Snippet]:
    """The code on a page of text: fenced or indented, in a span, after prompts, or as any line or paragraph."""
    lines = lines_of(text)
    whole = _parsed(text) if len(lines) > 1 else None
    if whole is not None:
        yield Snippet(whole, 1)
        return
    for first, paragraph in _paragraphs(lines):
        yield from _of_paragraph(paragraph, first)
    for match in _SPAN.finditer(text):
        if "\n\n" not in match[2] and (tree := _parsed(" ".join(match[2].split()))):
            yield Snippet(tree, text.count("\n", 0, match.start()) + 1)


def of_cell(text: str) -> Iterator[Snippet]:
    """The code of a notebook's cell, without its magics."""
    yield from of_module(_MAGIC.sub("", text))


def _of_comments(text: str) -> Iterator[Snippet]:
    """Code that was commented out."""
    try:
        comments = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError):
        return
    runs: list[list[tokenize.TokenInfo]] = []
    for token in comments:
        if runs and runs[-1][-1].start[0] == token.start[0] - 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    for run in runs:
        block = "\n".join(re.sub(r"^#+ ?", "", token.string) for token in run)
        if _CODE.search(block):
            yield from _moved(of_page(block), run[0].start[0])


def _of_paragraph(lines: list[str], first: int) -> Iterator[Snippet]:
    """A paragraph as code, as a whole or else line by line, with and without the marks that stand before lines."""
    for strip in (None, _PROMPT, _MARKER):
        bare = [strip.sub("", line) for line in lines] if strip else lines
        if strip and bare == lines:
            continue
        if tree := _parsed("\n".join(bare)):
            yield Snippet(tree, first)
            return
        for number, line in enumerate(bare):
            if _CODE.search(line) and (tree := _parsed(line)):
                yield Snippet(tree, first + number)


def _paragraphs(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Fenced code as a whole, and every other run of lines between empty ones, with the number of its first line."""
    found, fence, start = list[str](), "", 1
    for number, line in enumerate(lines, 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        ends = bool(mark and (not fence or mark[1].startswith(fence))) or (not fence and not line.strip())
        if not ends:
            if not found:
                start = number
            found.append(line)
            continue
        if found:
            yield start, found
        found = []
        if mark:
            fence = "" if fence else mark[1]
    if found:
        yield start, found


def _moved(snippets: Iterable[Snippet], line: int) -> Iterator[Snippet]:
    return (Snippet(each.tree, line + each.line - 1) for each in snippets)


def _parsed(text: str) -> ast.Module | None:
    """The tree of a text that is code; None if it is not Python, or only words and numbers."""
    if not _CODE.search(text):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for source in (textwrap.dedent(text), text.strip()):
            try:
                return ast.parse(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None
