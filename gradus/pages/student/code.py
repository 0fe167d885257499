"""A student's source as lines of a page: what is defined where, and colours. It is read as text and never run."""

import ast
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from gradus.core.text import printable
from gradus.pages.html import Html, visible

PARSED, COLOURED = 200_000, 100_000  # characters of a source that is parsed, and of one that gets colours
LONGEST, MOST_LINES = 400, 5000  # characters of a line, and lines of a source that are shown
FOLDED = 4  # lines after the first from which on a docstring is folded away: most are the exercise's own
# A text that is not closed goes on to its end: what always matches takes no time to go back.
TOKEN = re.compile(
    r"(?P<c>#[^\n]*)"
    r"|(?P<s>\"{3}(?s:[^\\]|\\.)*?(?:\"{3}|\Z)|'{3}(?s:[^\\]|\\.)*?(?:'{3}|\Z)"
    r"|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?)"
    rf"|(?P<k>\b(?:{'|'.join(keyword.kwlist)})\b)"
)
DEFINED = re.compile(r"^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")


@dataclass(frozen=True)
class Definition:
    """A function, method, class or name that a source defines, and the lines that belong to it, from 1."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Outline:
    """What a source defines, in its order, and the first and last lines of its long docstrings."""

    defined: tuple[Definition, ...] = ()
    docstrings: tuple[tuple[int, int], ...] = ()


def outline(lines: list[str]) -> Outline:
    """The outline of a source; of two definitions with one name the last one counts, as in Python."""
    text = "\n".join(lines)
    docstrings: list[tuple[int, int]] = []
    try:
        tree = ast.parse(text) if len(text) <= PARSED else None
        found = list(_parsed(tree.body)) if tree else list(_scanned(lines))
        docstrings = list(_docstrings(tree)) if tree else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = list(_scanned(lines))
    defined = sorted({each.name: each for each in found}.values(), key=lambda each: each.first)
    return Outline(tuple(defined), tuple(sorted(docstrings)))


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            match node.body[:1]:
                case [ast.Expr(value=ast.Constant(value=str()))]:
                    first, last = node.body[0].lineno, node.body[0].end_lineno or 0
                    if last - first >= FOLDED:
                        yield first, last


def _parsed(body: Iterable[ast.stmt], depth: int = 2) -> Iterator[Definition]:
    """Definitions at the top, in classes, and in blocks such as `if` around them."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
                yield Definition(node.name, first, node.end_lineno or node.lineno)
                if isinstance(node, ast.ClassDef) and depth:
                    yield from _parsed(node.body, depth - 1)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield Definition(name, node.lineno, node.end_lineno or node.lineno)
            case ast.If() | ast.Try() | ast.With() if depth:
                yield from _parsed([*node.body, *getattr(node, "orelse", [])], depth - 1)


def _scanned(lines: list[str]) -> Iterator[Definition]:
    """Definitions of a source that is no Python: each goes as far as its lines stand further in."""
    for number, line in enumerate(lines[:MOST_LINES], 1):
        if match := DEFINED.match(line[:LONGEST]):
            inner = (i for i, each in enumerate(lines[number:MOST_LINES], number) if _ends(each, len(match[1])))
            last = next(inner, min(len(lines), MOST_LINES))
            yield Definition(match[2], number, last)


def _ends(line: str, indent: int) -> bool:
    stripped = line.strip()
    return bool(stripped) and stripped[0] not in "#)]}" and len(line) - len(line.lstrip()) <= indent


def shown(lines: list[str], marked: frozenset[int], anchor: str) -> list[Html]:
    """Each line as HTML, with its number, its colours and a place to link to; `marked` lines stand out."""
    kept = [_cut(line) for line in lines[:MOST_LINES]]
    coloured = _coloured(kept)
    pieces = []
    for number, line in enumerate(coloured, 1):
        body = f"<mark>{line}</mark>" if number in marked else line
        pieces.append(Html(f'<span id="{escape(anchor)}-L{number}"><span class="l">{number}</span>{body}\n</span>'))
    return pieces


def _cut(line: str) -> str:
    shown = visible(line, LONGEST)
    return shown.replace("\n", " ")


def _coloured(lines: list[str]) -> list[str]:
    """The escaped lines with keywords, texts and comments in colours. No lexer of a library: this takes a tenth."""
    text = "\n".join(lines)
    if len(text) > COLOURED:
        return [escape(line) for line in lines]
    pieces: list[str] = []
    since = 0
    for match in TOKEN.finditer(text):
        pieces.append(escape(text[since : match.start()]))
        parts = map(escape, match[0].split("\n"))  # each line is an element of its own
        pieces.append("\n".join(f'<span class="{match.lastgroup}">{part}</span>' if part else "" for part in parts))
        since = match.end()
    return "".join([*pieces, escape(text[since:])]).split("\n")


def blamed(facts: Iterable[str], path: str) -> frozenset[int]:
    """The lines of the source at `path` that messages name."""
    pattern = re.compile(rf"at line (\d{{1,6}}) of {re.escape(path)}")
    return frozenset(int(number) for text in facts for number in pattern.findall(printable(text, 10_000)))
