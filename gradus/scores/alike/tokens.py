"""A module as a row of tokens, one character for each: names, comments, texts and spaces don't make a difference."""

import builtins
import keyword
import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

LONGEST = 100_000  # characters of a module that is compared: the longest of the course has a sixth of it
GIVEN = 8  # tokens in a row that stand in the stub, too, are the stub's
NAME, TEXT = "V", "S"
WORDS = frozenset((*keyword.kwlist, *dir(builtins), "self"))
# A lexer of a library takes twenty times as long. A text that is not closed goes on to its end: what always matches
# takes no time to go back.
TOKEN = re.compile(
    r"(?P<space>[\s\\]+|\#[^\n]*)"
    r"|(?P<text>[A-Za-z]{0,2}(?:\"{3}(?s:[^\\]|\\.)*?(?:\"{3}|\Z)|'{3}(?s:[^\\]|\\.)*?(?:'{3}|\Z)"
    r"|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?))"
    r"|(?P<number>\d(?:[eE][-+]|[\w.])*|\.\d(?:[eE][-+]|\w)*)"
    r"|(?P<name>\w+)"
    r"|(?P<sign>\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^=!<>:]=|->|(?s:.))"
)


class TooLongError(ValueError):
    """A module has more characters than are compared."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a module, a character for each, and the line of each, from 1."""

    text: str
    lines: Sequence[int]

    def by_line(self) -> Iterable[tuple[int, int]]:
        """Where each line's tokens begin and end."""
        at = 0
        for _, tokens in groupby(self.lines):
            size = sum(1 for _ in tokens)
            yield at, at + size
            at += size


def read(lines: Iterable[str]) -> Tokens:
    """The tokens of a source, which need not be Python: it is neither parsed nor run. Raises TooLongError."""
    source = "\n".join(lines)
    if len(source) > LONGEST:
        raise TooLongError(f"has more than {LONGEST:,} characters")
    text: list[str] = []
    numbers = array("I")
    line, since, before = 1, 0, ""
    for match in TOKEN.finditer(source):
        if match.lastgroup == "space":
            continue
        line, since = line + source.count("\n", since, match.start()), match.start()
        value = match[0]
        if match.lastgroup == "text":
            alone = value.endswith(('"""', "'''")) and (not numbers or numbers[-1] < line)
            token = "" if alone or text[-1:] == [TEXT] else TEXT  # a text that stands alone is a docstring
        elif match.lastgroup == "name" and value not in WORDS and not (before == "." and value in _methods()):
            token = NAME
        else:
            token = character(value)
        before = value
        if token:
            text.append(token)
            numbers.append(line)
    return Tokens("".join(text), numbers)


@cache
def character(value: str) -> str:
    """A character that stands for a token; two tokens share one only by a chance of one in a million."""
    return chr(0x10000 + zlib.crc32(value.encode("utf-8", "replace")) % 0x100000)


@cache
def _methods() -> frozenset[str]:
    """What is called so by Python or NumPy, and by no student: other functions do other things."""
    import numpy as np

    owners = (np, np.ndarray, np.random, np.random.Generator, np.linalg, list, dict, str, set, tuple)
    return frozenset(name for owner in owners for name in dir(owner))


class Given:
    """What students were given: its tokens in anybody's module are nobody's own."""

    def __init__(self, sources: Iterable[Tokens]) -> None:
        self._rows: set[str] = set()
        self._lines: set[str] = set()
        for each in sources:
            self._rows |= {each.text[i : i + GIVEN] for i in range(len(each.text) - GIVEN + 1)}
            self._lines |= {each.text[start:end] for start, end in each.by_line()}

    def marked(self, tokens: Tokens) -> bytearray:
        """For each token 1 if it was given: in a row, or as a whole line."""
        marks = bytearray(len(tokens.text))
        for i in range(len(tokens.text) - GIVEN + 1):
            if tokens.text[i : i + GIVEN] in self._rows:
                marks[i : i + GIVEN] = b"\1" * GIVEN
        for start, end in tokens.by_line():
            if tokens.text[start:end] in self._lines:
                marks[start:end] = b"\1" * (end - start)
        return marks
