"""What all objects of GraphQL share: who asks, errors with a type, and pages of lists."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError

from tests.pulls.fake.routes import INACCESSIBLE, StatusError
from tests.pulls.objects import Repository

if TYPE_CHECKING:
    from tests.pulls.fake.tokens import Token
    from tests.pulls.github import GitHub

Node = dict[str, Any]
MOST = 100  # nodes of one page


@dataclass
class Context:
    """Who asks, and what the query costs."""

    github: GitHub
    token: Token
    cost: int
    nodes: int

    def needs(self, permission: str, found: Repository) -> None:
        try:
            self.token.needs((f"{permission}=read",), found, self.github.admins)
        except StatusError:
            raise failed("FORBIDDEN", INACCESSIBLE) from None

    def sees(self, found: Repository | None) -> bool:
        return found is not None and self.token.sees(found, self.github.admins)


def failed(kind: str, message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"type": kind})


def connection(
    name: str,
    nodes: Sequence[Node],
    first: int | None = None,
    last: int | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Node:
    """A page of nodes."""
    if first is None and last is None:
        text = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise failed("MISSING_PAGINATION_BOUNDARIES", text)
    size, key = (first, "first") if first is not None else (last or 0, "last")
    if size > MOST:
        text = f"Requesting {size} records on the `{name}` connection exceeds the `{key}` limit of {MOST} records."
        raise failed("EXCESSIVE_PAGINATION", text)
    begin = _number(after) if after else 0
    end = _number(before) - 1 if before else len(nodes)
    if first is not None:
        end = min(end, begin + first)
    else:
        begin = max(begin, end - size)
    cursors = [base64.b64encode(f"cursor:v2:{number}".encode()).decode() for number in range(begin + 1, end + 1)]
    page: Node = {"hasNextPage": end < len(nodes), "hasPreviousPage": begin > 0}
    page |= {"startCursor": cursors[0], "endCursor": cursors[-1]} if cursors else {}
    return {"totalCount": len(nodes), "nodes": nodes[begin:end], "pageInfo": page}


def _number(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("cursor:v2:"))
    except ValueError:
        raise failed("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.") from None
