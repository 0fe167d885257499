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
    """Run [statements, expression] of each: [variables, answers, how one failed, which is the first to].

    `variables` are those of an earlier run, or the module. An answer is [value, its repr, warnings]; `begin` returns
    the list that gets the warnings from then on.
    """
    scope = variables if isinstance(variables, Scope) else Scope(variables)
    answers: list[list[Any]] = []
    for statements, expression in examples:
        warned = begin()
        try:
            exec(statements, scope.variables)
            value = eval(expression, scope.variables) if expression else None
            answers.append([value, repr(value)[:MAX_TEXT], warned])
        except BaseException as error:
            return [scope, answers, describe(error)]
    return [scope, answers, []]
