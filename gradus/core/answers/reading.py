"""Reads the answers in a cell's text as editors and students leave it. Nothing is run: assignments are followed.

What a variable holds after the text is known where only plain values were assigned to it, in lines that Python would
run one after the other.
"""

import ast
import re
import textwrap
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradus.core.answers.plain import INDIRECT, UNKNOWN, Names, NotPlain, Plain, decimal_comma, reckon

LONGEST = 100_000  # characters of a cell
LONGEST_LINE = 2000
MOST_LINES = 50  # that assign to one variable, where a cell is read line by line
LARGEST = 10**15
REST = "the rest of the cell is not Python, so the line of the answer was read alone"
IPYTHON = "lines that only IPython reads were left out"
SIGNS = "signs of a word processor were read as Python's: a minus, quotes, a space"

SIGNS_OF = dict.fromkeys("−–﹣－", "-") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‘’‚‛′`´", "'")
WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
TYPED = str.maketrans(WIDE | SIGNS_OF | {"×": "*", "⋅": "*", "÷": "/", "⁄": "/"})
PROMPT = re.compile(r"(?m)^[ \t]*(?:>>>|\.{3,}:?|In ?\[\d{0,9}\]:) ?")
NUMBERED = re.compile(r"(?m)^In \[\d{0,9}\]: ")  # to Python that would be an annotation
TIMED = re.compile(r"(?m)^[ \t]*%time[ \t]+(?=\S)")
MAGIC = re.compile(r"(?m)^[ \t]*(?:[%!?](?:.*\\\n)*.*|[\w.*%]+\?{1,2}[ \t]*|[\w,][\w, ]*=[ \t]*[%!](?:.*\\\n)*.*)$")
LINES = re.compile(r"\r\n|\r|\n")  # what Python's parser takes for the end of a line
FOREIGN = re.compile(
    r"\s*%%(?:!|(?:bash|sh|script|system|sx|cmd|html|svg|latex|markdown|javascript|js|perl|ruby|R|sql|cython|writefile|"
    r"file)\b)",
    re.IGNORECASE,
)


class AnswerError(ValueError):
    """There is no plain value to be read. The text, one sentence, says why."""


class UnreadableError(AnswerError):
    """The text as a whole cannot be read."""


@dataclass
class Followed:
    """What each variable was assigned, in order; a remark for each thing that was mended before the text was read."""

    assigned: dict[str, list[Any]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def answer(self, variable: str) -> Plain:
        """The last value of a variable; None is the empty answer. Raises AnswerError if it has no plain value."""
        if not self.assigned.get(variable):
            raise AnswerError(f"The cell assigns nothing to {variable}.")
        value = self.assigned[variable][-1]
        if value == INDIRECT:
            raise AnswerError(f"The cell does not assign {variable} plainly: it should hold {variable} = your answer.")
        if not isinstance(value, Plain):
            raise AnswerError(f"{variable} is not a plain value: write the letter in quotes, or the number.")
        if isinstance(value, int) and abs(value) > LARGEST:
            raise AnswerError(f"{variable} is a huge number: is that what you mean?")
        return value

    def bare(self, variable: str) -> str:
        """The one name that a variable was assigned last, such as a letter without quotes; otherwise empty."""
        value = self.assigned.get(variable, [None])[-1]
        return value.name if isinstance(value, NotPlain) else ""

    def overruled(self, variable: str) -> bool:
        """Whether the last value of a variable took the place of another answer."""
        values = [value for value in self.assigned.get(variable, []) if value is not None]
        return any(value != values[-1] for value in values)


def follow(text: str, known: Mapping[str, Any] | None = None) -> Followed:
    """Follow the assignments of a text; `known` are the values of names. Raises UnreadableError if it is no Python."""
    if len(text) > LONGEST:
        raise UnreadableError("The cell is too long")
    for mended, remarks in _readings(text):
        if (tree := _parsed(mended)) is not None:
            names = Names(dict(known or {}))
            _follow(tree.body, names, [line.encode() for line in LINES.split(mended)])
            return Followed(names.assigned, remarks)
    raise UnreadableError("The cell is not Python")


def follow_line(text: str, variable: str) -> Followed | None:
    """Follow only the lines that assign to a variable, of a text that is not Python as a whole; None without any."""
    lines = text[:LONGEST].splitlines()
    begins = re.compile(rf"[-*>\s`]{{0,20}}({re.escape(variable)}\s*(?::[^=]*)?=(?!=)\s*)(.*)")
    found = Followed(remarks=[REST])
    matches = [(number, begins.fullmatch(line)) for number, line in enumerate(lines) if len(line) <= LONGEST_LINE]
    for number, match in [(number, match) for number, match in matches if match][-MOST_LINES:]:
        rest = match[2].rstrip("` ")
        if decimal := decimal_comma(rest.partition("#")[0]):
            rest = repr(decimal)
        for more in range(4):  # the value may stand in brackets over several lines
            try:
                followed = follow("\n".join([match[1] + rest, *lines[number + 1 : number + 1 + more]]))
            except AnswerError:
                continue
            found.assigned.setdefault(variable, []).extend(followed.assigned.get(variable, []))
            found.remarks += followed.remarks
            break
    return found if found.assigned.get(variable) else None


def as_typed(text: str) -> str:
    """Text in which what looks like an ASCII sign is one, and in which nothing is invisible."""
    visible = "".join(c for c in text.translate(TYPED) if unicodedata.category(c) != "Cf")
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in visible)


def _readings(text: str) -> Iterator[tuple[str, list[str]]]:
    """The text, then what IPython makes of it, then what a person makes of it, each with its remarks."""
    if FOREIGN.match(text):
        yield "", []  # what a shell or a browser runs assigns nothing
        return
    if not NUMBERED.search(text):
        yield text, []
    even = textwrap.dedent(text.expandtabs(8)).strip("\n")
    if not NUMBERED.search(text):
        yield even, []
    plain = textwrap.dedent(MAGIC.sub("", TIMED.sub("", PROMPT.sub("", even))))
    remarks = [IPYTHON] if plain != even else []
    yield plain, remarks
    yield as_typed(plain), [*remarks, SIGNS]


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _follow(statements: list[ast.stmt], names: Names, lines: Sequence[bytes]) -> None:
    """Follow statements in the order in which Python would run them; `lines` are those of the text, in UTF-8."""
    for statement in statements:
        match statement:
            case ast.Assign(targets=targets, value=expression):
                value = _value(expression, names, lines)
                for target in targets:
                    names.bind(target, value)
            case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as expression):
                names.bind(target, _value(expression, names, lines))
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=expression):
                names.hold(name, reckon(op, names.known.get(name, UNKNOWN), names.value(expression)))
            case ast.Expr(value=expression):
                _inside(expression, names)
            case ast.Delete(targets=targets):
                for target in targets:
                    names.forget(target.id if isinstance(target, ast.Name) else "")
            case ast.With(body=body):
                _follow(body, names, lines)
            case _:
                _indirect(statement, names)


def _value(expression: ast.expr, names: Names, lines: Sequence[bytes]) -> Any:
    """The value of an expression; two numbers around a comma are a decimal comma to whoever typed it."""
    if isinstance(expression, ast.Tuple) and len(expression.elts) == 2 and expression.end_lineno == expression.lineno:
        # ast.get_source_segment splits the whole text into lines again, for each of thousands of tuples.
        segment = lines[expression.lineno - 1][expression.col_offset : expression.end_col_offset].decode()
        if decimal_comma(segment):
            return segment
    value = names.value(expression)
    if isinstance(value, NotPlain):
        _inside(expression, names)
    return value


def _inside(expression: ast.expr, names: Names) -> None:
    """Assignments within an expression, known where all of the expression is evaluated once."""
    inside = [node for node in ast.walk(expression) if isinstance(node, ast.NamedExpr)]
    branches = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)
    certain = not inside or not any(isinstance(node, branches) for node in ast.walk(expression))
    for node in inside:
        names.bind(node.target, names.value(node.value) if certain else INDIRECT)


def _indirect(statement: ast.stmt, names: Names) -> None:
    """A statement that is not followed: what it may assign is not known after it."""
    defines = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if not defines:
                names.hold(name, INDIRECT)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.known[name] = UNKNOWN
            case ast.Global(names=declared):
                for name in declared:
                    names.hold(name, INDIRECT)
            case ast.alias(name=name, asname=alias):
                names.known[alias or name.partition(".")[0]] = UNKNOWN
