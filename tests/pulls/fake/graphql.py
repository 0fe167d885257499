"""GraphQL: a query is parsed, validated and executed against the part of GitHub's schema that is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    VariableNode,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from tests.pulls.fake import graph
from tests.pulls.fake.connections import Context

if TYPE_CHECKING:
    from tests.pulls.fake.tokens import Token
    from tests.pulls.github import GitHub

SCHEMA = Path(__file__).resolve().parents[1] / "github_schema.graphql"
NODES = 500_000  # the most that a query may ask for
CODES = {"Cannot query field": "undefinedField", "Unknown argument": "argumentNotAccepted"}


@cache
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text("utf-8"))


def answer(github: GitHub, token: Token, body: dict[str, Any]) -> tuple[int, Any]:
    """Answer a query: with status 200 even if it is wrong, or all or some of it cannot be answered."""
    text, variables = body.get("query"), body.get("variables") or {}
    if not isinstance(text, str):
        return 200, {"errors": [{"message": "A query attribute must be specified and must be a string."}]}
    try:
        document = parse(text)
    except GraphQLError as error:
        return 200, {"errors": [{"message": error.message, "locations": error.formatted.get("locations")}]}
    if errors := validate(schema(), document):
        return 200, {"errors": [_invalid(error) for error in errors]}
    cost = Cost.of(document, variables)
    if cost.nodes > NODES:
        message = (
            f"This query requests up to {cost.nodes:,} possible nodes which exceeds the maximum limit of {NODES:,}."
        )
        return 200, {"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]}
    if not github.limits.spend(token.bucket, "graphql", cost.points, github.now):
        message = f"API rate limit already exceeded for {token.bucket}."
        return 200, {"errors": [{"type": "RATE_LIMITED", "code": "graphql_rate_limit", "message": message}]}
    github.limits.weigh(token.bucket, "graphql", 1, github.now)
    context = Context(github, token, cost.points, cost.nodes)
    made = execute_sync(
        *(schema(), document),
        root_value=graph.root(context),
        variable_values=variables,
        operation_name=body.get("operationName"),
    )
    answered: dict[str, Any] = {"data": made.data}
    for each in made.errors or []:
        if each.original_error and not isinstance(each.original_error, GraphQLError):
            raise each.original_error
        answered.setdefault("errors", []).append(_formatted(each))
    return 200, answered


def _formatted(error: GraphQLError) -> dict[str, Any]:
    """An error as GitHub writes it: with its type beside its path."""
    return {**(error.extensions or {}), **{key: each for key, each in error.formatted.items() if key != "extensions"}}


def _invalid(error: GraphQLError) -> dict[str, Any]:
    code = next((code for begin, code in CODES.items() if error.message.startswith(begin)), "invalid")
    return {**error.formatted, "extensions": {"code": code}}


@dataclass
class Cost:
    """What a query costs: a point for a hundred lists that GitHub must look up, and at least one."""

    lists: int = 0
    nodes: int = 0

    @property
    def points(self) -> int:
        return max(round(self.lists / 100), 1)

    @classmethod
    def of(cls, document: DocumentNode, variables: dict[str, Any]) -> Cost:
        cost = cls()
        fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
        for each in document.definitions:
            if isinstance(each, OperationDefinitionNode):
                cost._add(each, 1, fragments, variables)
        return cost

    def _add(
        self, node: Any, times: int, fragments: dict[str, FragmentDefinitionNode], variables: dict[str, Any]
    ) -> None:
        for each in node.selection_set.selections if node.selection_set else ():
            if isinstance(each, FragmentSpreadNode):
                self._add(fragments[each.name.value], times, fragments, variables)
            elif isinstance(each, InlineFragmentNode):
                self._add(each, times, fragments, variables)
            elif isinstance(each, FieldNode):
                size = _size(each, variables)
                if size is not None:
                    self.lists += times
                    self.nodes += times * size
                self._add(each, times * (1 if size is None else size), fragments, variables)


def _size(field: FieldNode, variables: dict[str, Any]) -> int | None:
    """How many nodes a field asks for; None if it is no list with pages."""
    for argument in field.arguments or ():
        if argument.name.value in ("first", "last"):
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            return int(variables.get(value.name.value) or 0) if isinstance(value, VariableNode) else 0
    return None
