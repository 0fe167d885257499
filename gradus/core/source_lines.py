"""Lines of a student's source: where it defines what, and where a message says that it stopped.

The source is read as text, in time that grows with its length. Parsing it could take any amount of memory, and would
say nothing of a file with a syntax error.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST, MOST = 100, 500  # characters of a name, and names of one source; the rest is nobody's exercise
# Texts and comments are passed over: a docstring may show code. What always matches takes no time to go back.
_TOKEN = re.compile(
    r"""
      \#[^\n]*+
    | \"{3}(?:[^"\\]++|\\(?:.|\Z)|"(?!""))*+(?:\"{3}|\Z)
    | '{3}(?:[^'\\]++|\\(?:.|\Z)|'(?!''))*+(?:'{3}|\Z)
    | "(?:[^"\\\n]++|\\(?:.|\Z))*+"?
    | '(?:[^'\\\n]++|\\(?:.|\Z))*+'?
    | ^(?P<indent>[ \t]*+)(?:(?:async[ \t]++)?def|(?P<class>class))[ \t]++(?P<name>\w++)
    | ^(?P<constant>\w++)[ \t]*+(?::[^=\n\#"']*+)?=(?!=)
    | ^[^\s\#)\]}"'\\]
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_STOPPED = re.compile(r"at line (\d{1,6}) of (.+):")
_REFUSED = re.compile(r"line (\d{1,6}) uses ")


class Definition(NamedTuple):
    """A function, class or constant of a source, and its line, from 1. A method is called Class.method."""

    name: str
    line: int
    is_class: bool


def line_of(text: str, name: str) -> int | None:
    """The line at which a source defines a function, a class, a constant or Class.method; None if it does not.

    Of several definitions the last one counts, as in Python.
    """
    found = _definitions(text).get(name)
    return found.line if found else None


def names(text: str) -> list[str]:
    """What a source defines, in its order: first its functions, methods and constants, then its classes."""
    known = [*_definitions(text).values()]
    return [each.name for each in sorted(known, key=lambda each: each.is_class)][:MOST]


def stopped_at(message: str, path: str) -> int | None:
    """The line of the file at `path`, such as exercises/calculus/derivatives.py, at which a message says that the code
    stopped, or that it may not run; None if it names none.

    An exception's text may say anything, and stands before what the engine says: the last line is the engine's.
    """
    if match := _REFUSED.match(message):
        return int(match[1]) or None
    places = [match for line in message.split("\n") if (match := _STOPPED.fullmatch(line))]
    return (int(places[-1][1]) or None) if places and places[-1][2] == path else None


@functools.lru_cache(maxsize=4)
def _definitions(text: str) -> dict[str, Definition]:
    return {each.name: each for each in _scanned(text.replace("\r\n", "\n").replace("\r", "\n"))}


def _scanned(text: str) -> Iterator[Definition]:
    """The definitions of a source, with the names of the definitions that they stand in."""
    around: list[tuple[int, str]] = []  # how far in they stand, and their whole names
    line, since = 1, 0
    for match in _TOKEN.finditer(text):
        name, indent = match["name"] or match["constant"], len((match["indent"] or "").expandtabs(8))
        if not name:
            if match[0][0] not in "#\"'":  # a statement at the margin ends what is above it
                around.clear()
            continue
        line, since = line + text.count("\n", since, match.start()), match.start()
        while around and around[-1][0] >= indent:
            around.pop()
        whole = ".".join([*(each for _, each in around[-1:]), name[:LONGEST]])
        if len(around) < 3:
            yield Definition(whole, line, bool(match["class"]))
        if match["name"]:
            around.append((indent, whole if len(around) < 3 else ""))
