"""Asks a worker for the examples of a docstring: all of them at once."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gradus.core.status import Kind
from gradus.sandbox.client import WorkerClient, decode_reply, malformed
from gradus.sandbox.errors import StudentCodeError
from gradus.sandbox.handle import Handle


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


def answers(client: WorkerClient, variables: Handle, examples: Sequence[Example], text: str) -> Iterator[Answer]:
    """Run examples, which messages show as `text`, until one fails; the running check notes each as it is taken.

    `variables` are those of an earlier answer, or the module. Raises StudentCodeError for what no example is to blame
    for, such as no answer in time.
    """
    try:
        reply = client.ask_unnoted(["examples", variables, [[*example[:2]] for example in examples]], text)
    except StudentCodeError as error:
        if error.kind is not Kind.TYPE or len(examples) == 1:
            raise
        yield from _one_by_one(client, variables, examples)
        return
    match reply:
        case [Handle() as scope, list(results), list(failure)] if (
            len(results) < len(examples) if failure else len(results) == len(examples)
        ):
            client.note(["scope", variables], "", scope)
        case _:
            raise client.discard(malformed())
    for (statements, expression, shown), result in zip(examples, results, strict=False):
        match result:
            case [value, str(representation), list(warned)] if all(type(each) is str for each in warned):
                client.note(["example", scope, statements, expression], shown, value, warned)
                yield Answer(value, representation, scope)
            case _:
                raise client.discard(malformed())
    if failure:
        statements, expression, shown = examples[len(results)]
        client.note(["example", scope, statements, expression], shown, None)
        yield Answer(None, "", scope, _told(client, failure, shown))


def _one_by_one(client: WorkerClient, variables: Handle, examples: Sequence[Example]) -> Iterator[Answer]:
    """As `answers`, for examples whose values are too large for one reply."""
    for example in examples:
        for answer in answers(client, variables, [example], example.text):
            variables = answer.variables
            yield answer
            if answer.error:
                return


def _told(client: WorkerClient, failure: list[object], text: str) -> StudentCodeError:
    """The error that a worker describes."""
    try:
        decode_reply(["raised", *failure], text, 0)
    except StudentCodeError as error:
        if error.kind is not Kind.PROTOCOL:
            return error
    raise client.discard(malformed())
