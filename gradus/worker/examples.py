"""The examples of a docstring, run one after the other until one fails."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

MAX_TEXT = 2000


class Scope:
    """The variables of a docstring's examples: the names of the module, of numpy as np, and their own."""

    def __init__(self, module: Any) -> None:
        self.variables = {"np": np, **vars(module)}


def run(
    variables: Any,
    examples: Sequence[Sequence[str]],
    begin: Callable[[], list[str]],
    describe: Callable[[BaseException], list[Any]],
) -> list[Any]:
    """Run [statements, expression] of each: [variables, a reply to each, of which one that failed is the last].

    `variables` are those of an earlier run, or the module. Replies are as those of a worker, with [value, its repr];
    `begin` returns the list that gets the warnings from then on.
    """
    scope = variables if isinstance(variables, Scope) else Scope(variables)
    replies: list[list[Any]] = []
    for statements, expression in examples:
        warned = begin()
        try:
            exec(statements, scope.variables)
            value = eval(expression, scope.variables) if expression else None
            replies.append(["value", [value, repr(value)[:MAX_TEXT]], warned, []])
        except BaseException as error:
            replies.append(["raised", *describe(error)])
            break
    return [scope, replies]
