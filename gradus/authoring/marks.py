"""The marks in a solution: which lines are the answer, and what students are given."""

import ast
import difflib
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from gradus.core.course import Course, CourseError, Exercise

BEGIN, END, GIVEN = "### BEGIN SOLUTION", "### END SOLUTION", "### GIVEN"
_MARK = re.compile(r"###\s*(BEGIN SOLUTION|END SOLUTION|GIVEN)\s*")
_LIKENESS = 0.78  # "BEGIN SOLUTIONS", "end solution" and "BEGIN SOLUTOIN" are marks; "the end of it" is prose
_LONGEST = 40  # characters of a comment that can be a misspelt mark
_SYNONYMS = {"START": "BEGIN", "STOP": "END", "FINISH": "END", "ANSWER": "SOLUTION", "CODE": "SOLUTION"}
_WORDS = ("BEGIN SOLUTION", "END SOLUTION", "SOLUTION BEGIN", "SOLUTION END", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Region:
    """The lines between two solution marks, numbered from 0, marks included."""

    first: int
    last: int
    indent: str

    def holds(self, node: ast.stmt) -> bool:
        """Whether a statement lies inside."""
        return self.first < node.lineno - 1 and (node.end_lineno or node.lineno) - 1 < self.last


@dataclass(frozen=True)
class Marks:
    """The solution regions of a source, and the lines (from 0) with a mark that says what is given."""

    regions: list[Region]
    given: list[int]


def read(course: Course, exercise: Exercise) -> str:
    """The solution of an exercise. Raises CourseError if it is missing, cannot be read or is not UTF-8."""
    where = f"solutions/{exercise.path}"
    try:
        return (course.solutions / exercise.path).read_text("utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"{where} is missing: course.toml lists {exercise.id}.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{where} is not UTF-8.") from None
    except OSError as error:
        raise CourseError(f"{where} cannot be read: {error.strerror}.") from None


def lines_of(text: str) -> list[str]:
    """The lines as Python's parser counts them; `str.splitlines` also breaks at form feeds and other characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def parse(text: str, name: str) -> ast.Module:
    """The syntax tree of a source, which messages call `name`. Raises CourseError if it is not Python."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise CourseError(f"{name}, line {error.lineno}: {error.msg}.") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CourseError(f"{name} cannot be read: {error}.") from None


def find(text: str, name: str) -> Marks:
    """The marks of a source, which messages call `name`: comments on lines of their own, not words in a string.

    Raises CourseError, with the line, if a mark is misspelt, stands behind code or has no partner.
    """
    open_mark: tuple[int, str] | None = None
    regions, given = list[Region](), list[int]()
    for number, indent, comment in _comments(text, name):
        where = f"{name}, line {number + 1}"
        mark = _mark(comment, where)
        if mark and indent is None:
            raise CourseError(f"{where}: ### {mark} stands behind code: give it a line of its own.")
        if mark == "GIVEN":
            given.append(number)
        elif mark == "BEGIN SOLUTION":
            if open_mark:
                raise _lonely(name, open_mark[0], f" before the next one, in line {number + 1}")
            open_mark = number, indent or ""
        elif mark:
            if not open_mark:
                raise CourseError(f"{where}: {END} without {BEGIN}.")
            regions.append(Region(open_mark[0], number, open_mark[1]))
            open_mark = None
    if open_mark:
        raise _lonely(name, open_mark[0], "")
    return Marks(regions, given)


def functions(tree: ast.Module) -> Iterator[tuple[str, Function]]:
    """Every function with its full path (`Net.forward`, `outer.inner`), wherever it stands: outer ones first."""

    def visit(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
        for child in ast.iter_child_nodes(node):
            inside = prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inside = f"{prefix}{child.name}."
                if not isinstance(child, ast.ClassDef):
                    yield prefix + child.name, child
            yield from visit(child, inside)

    return visit(tree, "")


def owner(region: Region, tree: ast.Module, lines: list[str]) -> str | None:
    """The full path of the innermost function that a region belongs to; None outside of every function."""
    inside = [name for name, node in functions(tree) if _in_body(region, node, lines)]
    return inside[-1] if inside else None


def _in_body(region: Region, node: Function, lines: list[str]) -> bool:
    """Whether the region lies in the function's body: below its head, and nothing less indented stands between."""
    if not (node.lineno <= region.first and len(region.indent.expandtabs()) > node.col_offset):
        return False
    between = (line.expandtabs() for line in lines[node.end_lineno or node.lineno : region.first])
    return all(len(line) - len(line.lstrip()) > node.col_offset for line in between if line.strip())


def _lonely(name: str, number: int, more: str) -> CourseError:
    return CourseError(f"{name}, line {number + 1}: {BEGIN} without {END}{more}.")


def _comments(text: str, name: str) -> Iterator[tuple[int, str | None, str]]:
    """Each comment with its line, from 0, and the white space before it, None if it stands behind code."""
    try:
        for token in tokenize.generate_tokens(io.StringIO("\n".join(lines_of(text))).readline):
            if token.type == tokenize.COMMENT:
                before = token.line[: token.start[1]]
                yield token.start[0] - 1, before if not before.strip() else None, token.string
    except (tokenize.TokenError, SyntaxError) as error:
        raise CourseError(f"{name} cannot be read: {error.args[0]}.") from None


def _mark(comment: str, where: str) -> str:
    """Which mark a comment is, or none. Raises CourseError if it looks like one that is misspelt."""
    if match := _MARK.fullmatch(comment):
        return match[1]
    if meant := _meant(comment):
        raise CourseError(f'{where}: "{comment[:60]}" is no mark. Write {meant}, or put the comment into other words.')
    return ""


def _meant(comment: str) -> str:
    """The mark that a comment looks like, or nothing."""
    said = comment.strip("#-=* :.\t")
    words = [_SYNONYMS.get(word, word) for word in re.split(r"[\W_]+", said.upper()) if word]
    if not words or len(said) > _LONGEST:
        return ""
    loud = comment.startswith("##")
    if loud and words[0].startswith("GIVEN"):
        return GIVEN
    sides = {each[0] for word in words if (each := difflib.get_close_matches(word[:5], ("BEGIN", "END"), 1, 0.75))}
    key = " ".join(words)
    likeness = max(difflib.SequenceMatcher(None, key, each).ratio() for each in _WORDS)
    if not (likeness >= _LIKENESS and (loud or sides)) and not (loud and words[0] in ("BEGIN", "END")):
        return ""
    meant = " or ".join({"BEGIN": BEGIN, "END": END}[side] for side in sorted(sides or ("BEGIN", "END")))
    return f"{meant} (a solution has no hidden tests)" if "HIDDEN" in words else meant
