"""Asks a worker for the examples of a docstring: all of them at once."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gradus.core.status import Kind
from gradus.sandbox.client import malformed
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle
from gradus.sandbox.session import Session


class Example(NamedTuple):
    """An example: statements, the expression at its end, which may be empty, and both as messages show them."""

    statements: str
    expression: str
    text: str


class Answer(NamedTuple):
    """The value of an example, the value's repr, and the variables that it left; or the error that it stopped with."""

    value: object
    shown: str
    variables: Handle
    error: StudentCodeError | None = None


def answers(session: Session, variables: Handle, examples: Sequence[Example], text: str) -> Iterator[Answer]:
    """Run examples, which messages show as `text`, until one fails; the running check notes each as it is taken.

    `variables` are those of an earlier answer, or the module. Raises StudentCodeError for what no example is to blame
    for, such as no answer in time.
    """
    try:
        result = session.ask_in_parts(["examples", variables, [[*example[:2]] for example in examples]], text)
    except StudentCodeError as error:
        if error.kind is not Kind.TYPE or len(examples) == 1:
            raise
        yield from _one_by_one(session, variables, examples)
        return
    match result:
        case [Handle() as scope, list(replies)] if len(replies) <= len(examples):
            session.note(["scope", variables], "", scope)
        case _:
            raise session.discard(malformed())
    for (statements, expression, shown), reply in zip(examples, replies, strict=False):
        try:
            answer = session.take(reply, ["example", scope, statements, expression], shown)
        except StudentCodeError as error:
            if error.kind is Kind.PROTOCOL:
                raise
            yield Answer(None, "", scope, error)
            return
        match answer:
            case [value, str(representation)]:
                yield Answer(value, representation, scope)
            case _:
                raise session.discard(malformed())
    if len(replies) < len(examples):
        raise session.discard(malformed())


def _one_by_one(session: Session, variables: Handle, examples: Sequence[Example]) -> Iterator[Answer]:
    """As `answers`, for examples whose values are too large for one reply."""
    for example in examples:
        for answer in answers(session, variables, [example], example.text):
            variables = answer.variables
            yield answer
            if answer.error:
                return
