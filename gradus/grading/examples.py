"""Tries the examples of docstrings on a student's code: what the page says is held, before anything is handed in.

Values are compared as every other answer is, not as text: a list where the example shows an array is as right. What is
printed is not compared.
"""

import ast
import contextlib
import doctest
import functools
import re
from typing import Any

import numpy as np

from gradus.core.status import Kind
from gradus.core.text import one_line
from gradus.grading.docstrings import Docstring
from gradus.grading.messages import facts
from gradus.grading.running import ExpectationError, answering_call
from gradus.grading.student import StudentModule, session_of
from gradus.grading.vocabulary.expectation import expect
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.examples import Answer, Example, answers
from gradus.sandbox.handle import Handle

PRINTED = re.compile(r"\s*(print|for|while|with|if)\b")
ROUNDED = re.compile(r"round\((?:.*,)?\s*(\d+)\)", re.DOTALL)
# Without a frame of the student's, these say that the example does not fit the code: a renamed parameter, a list whose
# example calls a method of arrays. The checks say whether that is wrong.
UNFITTING = {"NameError", "ImportError", "ModuleNotFoundError", "TypeError", "AttributeError"}


def hold(submission: StudentModule, documented: Docstring) -> None:
    """Try a docstring's examples, as far as what they use is written.

    Raises ExpectationError for one that does not hold, and StudentCodeError for one that stops with an error.
    """
    session = session_of(submission)
    variables, left = session.module(), [*documented.examples]
    label = f"the example in the docstring of {documented.name}"
    while left:
        questions = [Example(*_parsed(each.source), one_line(each.source, 120)) for each in left]
        for answer in answers(session, variables, questions, f"the examples in the docstring of {documented.name}()"):
            example, variables = left.pop(0), answer.variables
            if answer.error is None:
                _judge(answer, example, label)
            elif not _is_expected(answer.error, example):
                if _is_for_the_checks(answer.error):
                    return
                raise answer.error


def prepare(documented: Docstring) -> None:
    """Parse the examples, which is remembered; one that is no Python fails when it is tried."""
    for example in documented.examples:
        with contextlib.suppress(SyntaxError):
            _parsed(example.source)


def _is_expected(error: StudentCodeError, example: doctest.Example) -> bool:
    return example.exc_msg is not None and error.exception == example.exc_msg.partition(":")[0].strip()


def _is_for_the_checks(error: StudentCodeError) -> bool:
    return not error.status.begun or (error.exception in UNFITTING and not error.module)


def _judge(answer: Answer, example: doctest.Example, label: str) -> None:
    if example.exc_msg is not None:
        call = answering_call()
        message = facts(call, label, "an answer", f"a {example.exc_msg.partition(':')[0]}")
        raise ExpectationError(Kind.NO_ERROR, message, call)
    _compare(answer.value, answer.shown, example, label)


@functools.lru_cache(maxsize=2048)
def _parsed(source: str) -> tuple[str, str]:
    """The statements of an example, and the expression at its end, which may be empty."""
    tree = ast.parse(source)
    expression = ""
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        expression = ast.unparse(last.value)
        del tree.body[-1]
    return ast.unparse(tree), expression


def _compare(value: Any, text: str, example: doctest.Example, label: str) -> None:
    prints = value is None and PRINTED.match(example.source)
    if not example.want or prints or isinstance(value, Handle):
        return  # a student's code prints what it likes, and an object shows itself as its author likes
    if doctest.OutputChecker().check_output(example.want, f"{text}\n", doctest.NORMALIZE_WHITESPACE):
        return
    decimals = ROUNDED.search(example.source)
    atol = 1.01 * 10.0 ** -int(decimals[1]) if decimals else 1e-7
    try:
        wanted = _data(ast.parse(example.want.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return
    _same(value, wanted, label, atol)


def _same(value: Any, wanted: Any, label: str, atol: float) -> None:
    if isinstance(wanted, (bool, str)):
        expect(value, label).equals(wanted)
    elif isinstance(wanted, (list, tuple)) and (isinstance(value, (list, tuple)) or not _numeric(wanted)):
        for part, each in zip(expect(value, label).is_sequence(len(wanted)), wanted, strict=True):
            _same(part, each, label, atol)
    elif wanted is None:
        expect(value, label).equals(None)
    elif isinstance(wanted, dict):
        expect(value, label).holds(isinstance(value, dict) and value.keys() == wanted.keys(), f"the keys {[*wanted]}")
        for key, each in wanted.items():
            _same(value[key], each, label, atol)
    else:
        expect(value, label).close_to(wanted, atol=atol)


def _numeric(wanted: Any) -> bool:
    try:
        return np.asarray(wanted).dtype.kind in "iuf"
    except ValueError:
        return False


def _data(node: ast.expr) -> Any:
    """The data that an example prints: a literal, or NumPy's form of one. Raises ValueError for anything else."""
    match node:
        case ast.Call(func=ast.Name(id="array") | ast.Attribute(attr="array"), args=[inner]):
            return np.array(_data(inner))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np")), args=[inner]):
            return _data(inner)
        case ast.Name(id="nan" | "inf" as name):
            return float(name)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Name(id="inf")):
            return -float("inf")
        case ast.List(elts=items):
            return [_data(item) for item in items]
        case ast.Tuple(elts=items):
            return tuple(_data(item) for item in items)
        case _:
            return ast.literal_eval(node)
